"""What a kind of board is, and the parts that several kinds share: rows, choices and their wording."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from html import escape
from string import Formatter
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from pmbridge.home import mode

if TYPE_CHECKING:
    from pmbridge.case import Case

Settings = dict[str, Any]
# What is wrong with a board's settings, as the rest of a sentence, and what to write instead.
Flaw = tuple[str, str]
Changed = Callable[[Any], object]


@dataclass(frozen=True)
class Kind:
    """One kind of board.

    Parameters
    ----------
    flaws : callable
        Says what is wrong with an author's settings.
    read : callable
        Turns a saved answer into one that this board can show, or ``...`` where nothing is left of it.
    widget : callable
        Builds the widget from filled settings and an answer; it reports each change.
    still : callable
        Gives a still picture of the board as HTML and as text.
    fill : callable
        Puts in what is only known on the learner's computer, such as the rows of a table.
    """

    flaws: Callable[[Settings], list[Flaw]]
    read: Callable[[Settings, Any], Any]
    widget: Callable[[Settings, Any, Changed], widgets.Widget]
    still: Callable[[Settings], tuple[str, str]]
    fill: Callable[[Settings], Settings] = lambda settings: settings


QUOTES = "Put it in quotes: YAML reads yes, no, on, off and numbers as something other than text."


def strange_keys(data: Settings, known: Iterable[str], where: str = "") -> list[Flaw]:
    """Return a flaw for each key of ``data`` that means nothing here."""
    names = list(known)
    flaws = []
    for key in data:
        if key not in names:
            close = get_close_matches(str(key), names, n=1)
            meant = f"Did you mean {close[0]}:? " if close else ""
            flaws.append(
                (f"has {key!r}{where}, which means nothing.", f"{meant}Known: {', '.join(names)}.")
            )
    return flaws


def text_flaws(data: Settings, key: str, form: str) -> list[Flaw]:
    """Return a flaw unless ``data[key]`` is a text that is not empty."""
    value = data.get(key)
    if isinstance(value, str) and value.strip():
        return []
    if value is None or value == "":
        return [(f"has no {key}.", form)]
    return [(f"has a {key} that is not text: {value!r}.", QUOTES)]


def whole_flaws(data: Settings, key: str, least: int, most: int) -> list[Flaw]:
    """Return a flaw if ``data[key]`` is there and no whole number from ``least`` to ``most``."""
    value = data.get(key, least)
    if type(value) is int and least <= value <= most:
        return []
    return [
        (
            f"has {key}: {value!r}, which is no whole number from {least} to {most}.",
            f"Write {key}: and such a number.",
        )
    ]


def item_flaws(
    value: Any,
    name: str,
    least: int = 1,
    known: Iterable[str] = ("id", "text"),
    needs: Iterable[str] = ("id", "text"),
) -> list[Flaw]:
    """Return what is wrong with a list of items, each with an id of its own and a text."""
    form = f"Write {name}: and a list of at least {least}, each with {' and '.join(f'{k}:' for k in needs)}."
    if not isinstance(value, list) or len(value) < least:
        return [(f"needs {name}, at least {least}.", form)]
    flaws: list[Flaw] = []
    names = tuple(known)
    seen: list[str] = []
    for number, item in enumerate(value, 1):
        where = f" in number {number} of {name}"
        if not isinstance(item, dict):
            flaws.append((f"has something else than an item{where}: {item!r}.", form))
            continue
        if names:
            flaws += strange_keys(item, names, where)
        for key in needs:
            if not isinstance(item.get(key), str) or not item[key].strip():
                wrong = item.get(key)
                flaws.append(
                    (f"has no {key}{where}.", form)
                    if wrong is None or wrong == ""
                    else (f"has a {key}{where} that is not text: {wrong!r}.", QUOTES)
                )
        if isinstance(item.get("id"), str):
            if item["id"] in seen:
                flaws.append(
                    (f"has two {name} with the id {item['id']!r}.", "Make each id different.")
                )
            seen.append(item["id"])
    return flaws


def ids(items: Iterable[Settings]) -> list[str]:
    """Return the ids of ``items``."""
    return [item["id"] for item in items]


def row_flaws(
    settings: Settings, name: str = "rows", least: int = 1, known: Iterable[str] = ()
) -> list[Flaw]:
    """Return what is wrong with the rows of a board, which stand in a list or come from a table.

    ``name: [...]`` is the list. For ``rows`` the table may also stand at the top, as ``table:``.
    """
    value = settings.get(name)
    table = settings.get("table") if name != "extras" else None
    if isinstance(value, dict) and "table" in value:
        strange = strange_keys(value, ("table",), f" in {name}")
        return strange + _table_flaws(value["table"])
    if table is not None:
        both = [(f"has {name} and a table.", "Keep one of the two.")] if value is not None else []
        return both + _table_flaws(table)
    if value is None:
        return [
            (
                f"has neither {name} nor a table.",
                f"Write {name}: with a list of id: and text:, or table: {{name: tasks, id: task_id, text: task}}.",
            )
        ]
    return item_flaws(value, name, least, known)


def _table_flaws(table: Any) -> list[Flaw]:
    form = "Write table: {name: tasks, id: task_id, text: task}."
    if not isinstance(table, dict):
        return [("has a table that is no name with its columns.", form)]
    flaws = strange_keys(table, ("name", "id", "text", "note", "first"), " in its table")
    for key in ("name", "id", "text"):
        flaws += [
            (f"{what[:-1]} for its table.", instead)
            for what, instead in text_flaws(table, key, form)
        ]
    flaws += whole_flaws(table, "first", 1, 500)
    if flaws:
        return flaws
    columns = table_columns(table)
    if columns is None:
        from pmbridge.case.registry import MODULES

        close = get_close_matches(table["name"], list(MODULES), n=1)
        meant = f"Did you mean {close[0]}? " if close else ""
        return [
            (
                f"asks for the table {table['name']!r}, which the case does not have.",
                f"{meant}Case.lesson().tables() lists them all.",
            )
        ]
    return [
        (
            f"asks for the column {table[key]!r} of {table['name']}, which is not there.",
            f"Its columns are: {', '.join(columns)}.",
        )
        for key in ("id", "text", "note")
        if key in table and not set(_columns_in(table[key])) <= set(columns)
    ]


def _columns_in(text: str) -> list[str]:
    """Return the columns that a text names: the text itself, or those between its braces."""
    return [name for _, name, _, _ in Formatter().parse(text) if name] or [text]


def _told(text: str, row: Any) -> str:
    """Return a column of a row, or a sentence with columns in braces, filled in."""
    return text.format_map(row) if "{" in text else str(row[text])


def table_columns(table: Settings) -> list[str] | None:
    """Return the columns of a table of the case, or None where there is no such table."""
    from pmbridge.case.company import NoSuchTable, spec

    try:
        return [column.name for column in spec(str(table.get("name"))).columns]
    except NoSuchTable:
        return None


def source_of(settings: Settings, name: str = "rows") -> Settings | None:
    """Return the table that the rows called ``name`` come from, or None where they stand in a list."""
    value = settings.get(name)
    if isinstance(value, dict):
        return dict(value["table"])
    return None if isinstance(value, list) or name == "extras" else settings.get("table")


def shown_case() -> "Case":
    """Return the case that a board shows: the learner's own, in a stored notebook that of the lessons."""
    from pmbridge.case import Case

    return Case.lesson() if mode() == "verify" else Case.mine()


def filled_rows(settings: Settings, name: str = "rows") -> list[Settings]:
    """Return the rows as a list; those of a table come from the learner's own case.

    A stored notebook shows the case of the lessons, which is the same for everybody.
    """
    table = source_of(settings, name)
    if table is None:
        return list(settings.get(name, []))
    whole = shown_case().table(table["name"]).astype(object)
    rows = whole.head(table.get("first", len(whole))).to_dict("records")
    return [
        {
            **{str(key): str(value) for key, value in row.items()},
            "id": str(row[table["id"]]),
            "text": _told(table["text"], row),
            **({"note": _told(table["note"], row)} if "note" in table else {}),
        }
        for row in rows
    ]


def case_flaws(settings: Settings) -> list[Flaw]:
    """Return a flaw if ``case`` is there and says something else than ``lesson``."""
    if settings.get("case", "lesson") == "lesson":
        return []
    said = f"has case: {settings['case']!r}."
    return [(said, "Write case: lesson for the lessons' data, or leave it out for the learner's.")]


def case_of(settings: Settings) -> "Case":
    """Return the case that a board works on: the lessons' where it says so, else the one that is shown."""
    from pmbridge.case import Case

    return Case.lesson() if settings.get("case") == "lesson" else shown_case()


def known_ids(settings: Settings, name: str = "rows") -> list[str] | None:
    """Return the ids of the rows, or None while they stand in a table that is not read."""
    rows = settings.get(name)
    if isinstance(rows, list):
        return ids(rows)
    return None if source_of(settings, name) else []


def still_list(items: Iterable[str]) -> tuple[str, str]:
    """Return a list as HTML and as text."""
    texts = list(items)
    html = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f"<ul>{html}</ul>", "\n".join(f"- {text}" for text in texts)


def still_table(head: Iterable[str], lines: Iterable[Iterable[str]]) -> tuple[str, str]:
    """Return a table as HTML and as text."""
    names, rows = list(head), [list(line) for line in lines]

    def cells(tag: str, line: list[str]) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in line) + "</tr>"

    body = "".join(cells("td", line) for line in rows)
    html = f"<table><thead>{cells('th', names)}</thead><tbody>{body}</tbody></table>"
    return html, "\n".join(" | ".join(line) for line in (names, *rows))


def still_question(settings: Settings) -> tuple[str, str]:
    """Return the question as HTML and as text."""
    return f"<p><strong>{escape(settings['question'])}</strong></p>", str(settings["question"])
