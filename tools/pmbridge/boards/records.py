"""A board with a growing list of cards, each with the same few fields: stories, experiences, plans.

Fields that are asked once may stand above the cards, the cards may be given by the author, and the whole
may be locked, so that it is certain what was written before something else was seen.
"""

from datetime import datetime
from html import escape
from typing import Any

from pmbridge.boards import form
from pmbridge.boards.kind import (
    Changed,
    Flaw,
    Kind,
    Settings,
    filled_rows,
    ids,
    known_ids,
    row_flaws,
    still_question,
    strange_keys,
    table_columns,
    text_flaws,
    whole_flaws,
)
from pmbridge.boards.marks import MARKS, marks_of
from pmbridge.boards.picks import with_options
from pmbridge.boards.widget import BoardWidget, make
from pmbridge.workspace import answers

_KNOWN = (
    *("question", "help", "noun", "plural", "least", "most", "head", "fields", "rows", "table"),
    *("examples", "lock", "until", "marks", "score"),
)
MOST = 30
# The answer to "What do you do today?" on the start page; examples begin there.
BACKGROUND = "my-background"
_EXAMPLES = (
    "Write examples: with a list of cards for each background, such as marketing: [{what: ...}], "
    "or examples: {table: transfer_examples, group: background}."
)


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of a records board."""
    found = strange_keys(settings, _KNOWN)
    found += text_flaws(settings, "question", "Write question: and what the cards are for.")
    for key in ("help", "noun", "plural", "lock", "until"):
        if key in settings:
            found += text_flaws(settings, key, f"Write {key}: and a text, or leave it out.")
    for key in ("least", "most"):
        found += whole_flaws(settings, key, 1, MOST)
    if not found and settings.get("least", 1) > settings.get("most", MOST):
        found.append(("asks for more cards than it allows.", "Make least: no larger than most:."))
    fixed = _is_fixed(settings)
    if fixed:
        found += row_flaws(settings)
        found += [
            (
                f"has {key}: and cards of its own, which are neither added nor removed.",
                f"Leave out {key}:.",
            )
            for key in ("least", "most")
            if key in settings
        ]
    if "marks" in settings and (settings["marks"] not in MARKS or fixed):
        found.append(
            (f"has marks: {settings['marks']!r}.", f"Use {' or '.join(MARKS)}, and no rows.")
        )
    field_faults = form.field_flaws(settings.get("fields"))
    if "head" in settings:
        field_faults += form.field_flaws(settings["head"], "head")
    if field_faults:
        return found + field_faults
    found += [
        (
            f"has a field with the id {f['id']!r}, which the board needs for itself.",
            "Use another id.",
        )
        for f in settings["fields"]
        if f["id"] in ("id", "key")
    ]
    return found + _score_flaws(settings) + _example_flaws(settings)


def _score_flaws(settings: Settings) -> list[Flaw]:
    score = settings.get("score")
    if score is None:
        return []
    form_of_it = "Write score: {field: evidence, worth: {part: 0.5, all: 1}, weight: weight}."
    if not isinstance(score, dict) or set(score) != {"field", "worth", "weight"}:
        return [("has a score that is no field with its worth and weight.", form_of_it)]
    fields = {f["id"]: f for f in settings["fields"] if f["type"] == "choice"}
    if score["field"] not in fields:
        return [(f"scores {score['field']!r}, which is no field to choose in.", form_of_it)]
    worth = score["worth"]
    options = ids(fields[score["field"]]["options"])
    if not isinstance(worth, dict) or set(worth) - set(options):
        return [("gives a worth to something that can't be chosen.", form_of_it)]
    return []


def _score(settings: Settings, rows: list[Settings]) -> dict[str, float] | None:
    """Return how much of all weights the chosen evidence covers, and the sum of the weights."""
    score = settings.get("score")
    if score is None:
        return None
    weights = {row["id"]: float(row[score["weight"]]) for row in settings["fixed"]}
    worth = {
        row["id"]: float(score["worth"].get(row.get(score["field"]), 0))
        for row in rows
        if row.get("id") in weights
    }
    covered = sum(weights[name] * value for name, value in worth.items())
    return {"covered": covered, "all": sum(weights.values())}


def _example_flaws(settings: Settings) -> list[Flaw]:
    examples = settings.get("examples")
    if examples is None:
        return []
    if not isinstance(examples, dict) or not examples:
        return [("has examples that are no cards by background.", _EXAMPLES)]
    names = [field["id"] for field in settings["fields"]]
    if "table" in examples:
        return _example_table_flaws(examples, names)
    for group, cards in examples.items():
        if not isinstance(cards, list) or not cards or not all(isinstance(c, dict) for c in cards):
            return [(f"has something else than cards as examples for {group!r}.", _EXAMPLES)]
        strange = [key for card in cards for key in card if key not in names]
        if strange:
            what = f"has {strange[0]!r} in an example for {group!r}, which is no field."
            return [(what, f"Its fields are: {', '.join(names)}.")]
    return []


def _example_table_flaws(examples: Settings, names: list[str]) -> list[Flaw]:
    found = strange_keys(examples, ("table", "group"), " in its examples")
    columns = table_columns({"name": examples["table"]})
    if columns is None:
        what = f"takes examples from {examples['table']!r}, no table of the case."
        return [*found, (what, _EXAMPLES)]
    listed = f"Its columns are: {', '.join(columns)}."
    group = examples.get("group")
    if group not in columns:
        found.append((f"groups its examples by {group!r}, which is no column.", listed))
    if not set(names) & set(columns):
        what = "takes examples from a table that has none of its fields."
        found.append((what, f"Name fields after its columns. {listed}"))
    return found


def _is_fixed(settings: Settings) -> bool:
    return "rows" in settings or "table" in settings


def _is_whole(settings: Settings) -> bool:
    """Return whether the answer is a dict, because there is more to it than cards."""
    return "head" in settings or "lock" in settings


def read(settings: Settings, answer: Any) -> Any:
    """Return the cards that hold something, or ``...``.

    With ``head`` or ``lock`` it is ``{"head": {...}, "rows": [...], "locked": "2026-11-24T09:15"}``, of which
    only those are there that hold something. A card that the author gave has its ``id``.
    """
    whole = _is_whole(settings)
    if whole and not isinstance(answer, dict):
        return ...
    rows = answer.get("rows") if whole else answer
    found = _read_rows(settings, rows if isinstance(rows, list) else [])
    if not whole:
        return found or ...
    kept: dict[str, Any] = {}
    if "head" in settings:
        head = form.read({"fields": settings["head"]}, answer.get("head"))
        if head is not ...:
            kept["head"] = head
    if found:
        kept["rows"] = found
    if kept and "lock" in settings and isinstance(answer.get("locked"), str):
        kept["locked"] = answer["locked"]
    return kept or ...


def _read_rows(settings: Settings, rows: list[Any]) -> list[Settings]:
    fixed = _is_fixed(settings)
    allowed = known_ids(settings) if fixed else None
    found = []
    for row in rows:
        values = form.read(settings, row)
        if values is ...:
            continue
        if fixed:
            if not isinstance(row.get("id"), str) or (
                allowed is not None and row["id"] not in allowed
            ):
                continue
            values = {"id": row["id"], **values}
        found.append(values)
    return found if fixed else found[: settings.get("most", MOST)]


def is_complete(settings: Settings, answer: Any) -> bool:
    """Return whether every field that must be answered is, and there are enough cards."""
    if answer is ...:
        return False
    head = answer.get("head", {}) if _is_whole(settings) else {}
    rows = answer.get("rows", []) if _is_whole(settings) else answer
    least = len(settings["fixed"]) if settings.get("fixed") else settings.get("least", 1)
    asked = [f["id"] for f in settings["fields"] if not f.get("optional")]
    above = [f["id"] for f in settings.get("head", []) if not f.get("optional")]
    return (
        len(rows) >= least
        and all(name in head for name in above)
        and all(name in row for row in rows for name in asked)
    )


def fill(settings: Settings) -> Settings:
    """Put in the cards that are given, and the examples, the learner's own background first."""
    filled = {**settings, "fixed": filled_rows(settings) if _is_fixed(settings) else []}
    for name in ("fields", "head"):
        if name in settings:
            filled[name] = with_options(settings[name])
    if "examples" in settings:
        filled["examples"] = _examples(settings)
    return filled


def _examples(settings: Settings) -> list[Settings]:
    names = [field["id"] for field in settings["fields"]]
    examples = settings["examples"]
    if "table" in examples:
        from pmbridge.case import Case

        table = Case.lesson().table(examples["table"])
        groups: dict[str, list[Settings]] = {}
        for row in ({str(k): v for k, v in r.items()} for r in table.to_dict("records")):
            groups.setdefault(str(row[examples["group"]]), []).append(row)
    else:
        groups = examples
    mine = answers.load(BACKGROUND)
    ordered = sorted(groups, key=lambda group: group != (mine if mine in groups else "other"))
    return [
        {"group": str(g), "cards": [{n: str(c[n]) for n in names if n in c} for c in groups[g]]}
        for g in ordered
    ]


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the board. Once it is locked, nothing that arrives changes it.

    Only ``until`` the exercise that it names has an answer, for nothing has been seen before that, a locked
    board can be unlocked.
    """
    kept = answer if isinstance(answer, dict) and answer.get("locked") else None

    def may_unlock() -> bool:
        return "until" in settings and answers.load(settings["until"]) is ...

    def translated(typed: Any) -> tuple[Any, dict[str, Any]]:
        nonlocal kept
        sent = typed if isinstance(typed, dict) else {"rows": typed}
        if kept is not None and sent.get("unlock") and may_unlock():
            kept = None
        if kept is not None:
            sealed: dict[str, Any] = {"notes": {}, "numbers": {}, "locked": kept["locked"]}
            return kept, {**sealed, "may_unlock": may_unlock()}
        rows = sent.get("rows")
        value: dict[str, Any] = {"rows": []}
        shown: dict[str, Any] = {"notes": {}, "numbers": {}}

        def take(where: str, fields: list[Settings], given: Any) -> Settings:
            values, shown["numbers"][where], shown["notes"][where] = form.understood(fields, given)
            return values

        for place, row in enumerate(rows if isinstance(rows, list) else []):
            if isinstance(row, dict):
                key = str(row.get("key", place))
                values = take(key, settings["fields"], row)
                value["rows"].append({**values, "id": row["id"]} if "id" in row else values)
        if "head" in settings:
            value["head"] = take("head", settings["head"], sent.get("head"))
        shown["marks"] = marks_of(settings, value)
        shown["score"] = _score(settings, value["rows"])
        clean = read(settings, value if _is_whole(settings) else value["rows"])
        if sent.get("locked") and "lock" in settings:
            if is_complete(settings, clean):
                value["locked"] = datetime.now().isoformat(timespec="minutes")
                kept = read(settings, value)
                shown["locked"] = value["locked"]
                shown["may_unlock"] = may_unlock()
            else:
                shown["refused"] = "Something is still empty, so this is not locked yet."
        return (value if _is_whole(settings) else value["rows"]), shown

    return make("records", settings, answer, changed, read, translate=translated)


def still(settings: Settings) -> tuple[str, str]:
    """Return what is asked above, on each card, and which cards there are."""
    html, text = still_question(settings)
    lines = [text]

    def listed(heading: str, items: list[str]) -> str:
        lines.append(heading)
        lines.extend(f"- {item}" for item in items)
        return f"<p>{escape(heading)}</p><ul>{''.join(f'<li>{escape(i)}</li>' for i in items)}</ul>"

    if "head" in settings:
        html += listed("Once:", [form.field_line(field) for field in settings["head"]])
    if settings["fixed"]:
        html += listed("For each of these:", [str(row["text"]) for row in settings["fixed"]])
    noun = settings.get("noun", "card")
    asked = "say:" if settings["fixed"] else f"For each {noun}:"
    html += listed(asked, [form.field_line(field) for field in settings["fields"]])
    if "lock" in settings:
        lines.append(settings["lock"])
        html += f"<p>{escape(settings['lock'])}</p>"
    return html, "\n".join(lines)


KIND = Kind(flaws, read, widget, still, fill)
