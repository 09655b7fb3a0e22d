"""Small pieces of Python whose output is to be predicted, with numbers of your own."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pmbridge.case.draw import Draw
from pmbridge.case.quota import whole
from pmbridge.case.spec import table, tables


@dataclass(frozen=True)
class Snippet:
    """A template; ``{a}``, ``{b}`` and ``{c}`` are whole numbers from the given ranges."""

    key: str
    concept: str
    code: str
    a: tuple[int, int]
    b: tuple[int, int] = (0, 0)
    c: tuple[int, int] = (0, 0)


# Two for each concept; a seed chooses one. In every template b and c are
# steps on top of a, where an order between the numbers matters.
SNIPPETS = (
    Snippet("if_limit", "if", "limit = {a}\ndays = {a}\nif days > limit:\n    print(\"late\")\nelse:\n    print(\"on time\")", (3, 9)),
    Snippet("if_and", "if", "days = {a}\nfee = {b}\nif days > 2 and fee > 90:\n    print(\"call\")\nelse:\n    print(\"wait\")", (3, 9), (30, 80)),
    Snippet("loop_sum", "loop", "total = 0\nfor fee in [{a}, {b}, {c}]:\n    total = total + fee\nprint(total)", (20, 39), (41, 59), (61, 79)),
    Snippet("loop_range", "loop", "done = {a}\nfor week in range(4):\n    done = done + {b}\nprint(done)", (5, 19), (2, 4)),
    Snippet("list_first", "list index", "waits = [{a}, {b}, {c}, 1]\nprint(waits[1])", (11, 19), (21, 29), (31, 39)),
    Snippet("list_last", "list index", "waits = [1, {a}, {b}, {c}]\nprint(waits[-1])", (11, 19), (21, 29), (31, 39)),
    Snippet("dict_get", "dict", "fee = {{\"kettle\": {a}, \"oven\": {b}}}\nfee[\"kettle\"] = {c}\nprint(fee[\"kettle\"])", (20, 39), (41, 59), (61, 79)),
    Snippet("dict_len", "dict", "jobs = {{\"Ines\": {a}, \"Kofi\": {b}}}\njobs[\"Ines\"] = jobs[\"Ines\"] + 1\nprint(jobs[\"Ines\"] + len(jobs))", (3, 9), (11, 19)),
    Snippet("function_return", "function", "def with_call_out(fee):\n    return fee + {b}\n\nprice = with_call_out({a})\nprint(with_call_out(price))", (40, 89), (10, 25)),
    Snippet("function_default", "function", "def share(part, whole={b}):\n    return part * 100 / whole\n\nprint(share({a}, 50))", (5, 24), (100, 100)),
    Snippet("none_missing", "None", "eta = None\ndays = {a}\nif eta is None:\n    days = {b}\nprint(days)", (2, 9), (11, 19)),
    Snippet("none_function", "None", "def tell(days):\n    print(days + {b})\n\nanswer = tell({a})\nprint(answer)", (2, 9), (1, 4)),
    Snippet("filter_count", "boolean filter", "waits = [{a}, {b}, {c}, {b}]\nlong = [w > {b} for w in waits]\nprint(sum(long))", (2, 4), (5, 7), (8, 12)),
    Snippet("filter_values", "boolean filter", "waits = [{a}, {b}, {c}]\nprint([w for w in waits if w >= {b}])", (2, 4), (5, 7), (8, 12)),
)  # fmt: skip


def chosen(seed: int) -> list[tuple[str, Snippet, dict[str, int]]]:
    """Return the visible id, the template and the numbers of each snippet this seed shows."""
    draw = Draw(seed, "items", "snippets")
    concepts = list(dict.fromkeys(snippet.concept for snippet in SNIPPETS))
    picked = [draw.pick([s for s in SNIPPETS if s.concept == concept]) for concept in concepts]
    return [
        (f"Y{n}", s, {"a": whole(draw, *s.a), "b": whole(draw, *s.b), "c": whole(draw, *s.c)})
        for n, s in enumerate(picked, start=1)
    ]


def snippets(seed: int) -> pd.DataFrame:
    """Return seven snippets, one for each concept."""
    rows = [(n, s.concept, s.code.format(**numbers)) for n, s, numbers in chosen(seed)]
    return pd.DataFrame(rows, columns=["snippet_id", "concept", "code"])


TABLES = tables(
    table(
        "snippets",
        "one small piece of Python whose output is to be predicted",
        snippets,
        ("snippet_id", "text", "", "Number of the snippet", "Y1 to Y7"),
        (
            "concept",
            "text",
            "",
            "What it is about",
            "; ".join(dict.fromkeys(s.concept for s in SNIPPETS)),
        ),
        ("code", "text", "", "The lines of Python", "any"),
    ),
)
