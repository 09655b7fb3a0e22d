"""A board that asks the same of every row: which role, which risk, good or not and why."""

from html import escape
from typing import Any

from pmbridge.boards.kind import (
    Changed,
    Flaw,
    Kind,
    Settings,
    filled_rows,
    ids,
    item_flaws,
    known_ids,
    row_flaws,
    source_of,
    still_question,
    strange_keys,
    table_columns,
    text_flaws,
)
from pmbridge.boards.widget import BoardWidget, make

_COLUMNS = "Write columns: and a list of at least 1, each with id:, text: and options: (each with id: and text:)."


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of a judge board."""
    found = strange_keys(settings, ("question", "rows", "table", "columns"))
    found += text_flaws(settings, "question", "Write question: and what is asked of each row.")
    found += row_flaws(settings)
    columns = settings.get("columns")
    found += item_flaws(columns, "columns", 1, ("id", "text", "options", "when"))
    if found or not isinstance(columns, list):
        return found
    for number, column in enumerate(columns):
        found += _option_flaws(settings, column)
        found += _when_flaws(column, columns[:number])
    return found


def _option_flaws(settings: Settings, column: Settings) -> list[Flaw]:
    name = f"options of the column {column['id']!r}"
    options = column.get("options")
    if not isinstance(options, list) or len(options) < 2:
        return [(f"has fewer than two {name}.", _COLUMNS)]
    found: list[Flaw] = []
    for option in options:
        if isinstance(option, dict) and "column" in option:
            found += item_flaws([option], name, 1, ("id", "column"), ("id", "column"))
        else:
            found += item_flaws([option], name, 1, ("id", "text"))
    if found:
        return found
    if len(set(ids(options))) < len(options):
        return [(f"has two {name} with the same id.", "Make each id different.")]
    table = source_of(settings)
    for option in options:
        if "column" not in option:
            continue
        if table is not None:
            names = table_columns(table) or []
            missing = option["column"] not in names
            instead = f"The columns of {table['name']} are: {', '.join(names)}."
        else:
            missing = not all(isinstance(r.get(option["column"]), str) for r in settings["rows"])
            instead = f"Write {option['column']}: and a text in every row."
        if missing:
            found.append(
                (f"takes an option from {option['column']!r}, which is not in its rows.", instead)
            )
    return found


def _when_flaws(column: Settings, before: list[Settings]) -> list[Flaw]:
    when = column.get("when")
    if when is None:
        return []
    form = "Write when: {column: id of an earlier column, is: id of one of its options}."
    if not isinstance(when, dict) or set(when) != {"column", "is"}:
        return [(f"has an unclear when: in the column {column['id']!r}.", form)]
    earlier = {c["id"]: c for c in before}
    other = earlier.get(when["column"]) if isinstance(when["column"], str) else None
    if other is None:
        return [
            (
                f"asks in the column {column['id']!r} about {when['column']!r}, which is no earlier column.",
                form,
            )
        ]
    options = other.get("options")
    names = ids(options) if isinstance(options, list) else []
    unknown = [o for o in _wanted(when) if o not in names]
    if unknown:
        return [
            (
                f"asks in the column {column['id']!r} for {unknown[0]!r}, which is no option of {other['id']!r}.",
                f"Its options are: {', '.join(names)}.",
            )
        ]
    return []


def _wanted(when: Settings) -> list[Any]:
    return when["is"] if isinstance(when["is"], list) else [when["is"]]


def read(settings: Settings, answer: Any) -> Any:
    """Return ``{row: option}``, or ``{row: {column: option}}`` with several columns, or ``...``."""
    if not isinstance(answer, dict):
        return ...
    rows, columns = known_ids(settings), settings["columns"]
    kept: dict[str, Any] = {}
    for row, given in answer.items():
        if not isinstance(row, str) or (rows is not None and row not in rows):
            continue
        if len(columns) == 1:
            if isinstance(given, str) and given in ids(columns[0]["options"]):
                kept[row] = given
        elif isinstance(given, dict):
            cells: dict[str, str] = {}
            for column in columns:
                chosen = given.get(column["id"])
                when = column.get("when")
                asked = when is None or cells.get(when["column"]) in _wanted(when)
                if asked and isinstance(chosen, str) and chosen in ids(column["options"]):
                    cells[column["id"]] = chosen
            if cells:
                kept[row] = cells
    return kept or ...


def fill(settings: Settings) -> Settings:
    """Put the rows in, and into each row the options that are its own."""
    return {**settings, "rows": filled_rows(settings)}


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the board."""
    return make("judge", settings, answer, changed, read)


def still(settings: Settings) -> tuple[str, str]:
    """Return the rows with what can be chosen for them."""
    html, text = still_question(settings)
    columns = settings["columns"]
    lines = [text]
    for column in columns:
        shared = [option["text"] for option in column["options"] if "text" in option]
        if shared:
            html += f"<p>{escape(column['text'])}: {escape(' · '.join(shared))}</p>"
            lines.append(f"{column['text']}: {' | '.join(shared)}")
    own = [o["column"] for column in columns for o in column["options"] if "column" in o]
    items = []
    for row in settings["rows"]:
        note = f"{row['note']}: " if row.get("note") else ""
        choices = [str(row[name]) for name in own]
        below = "".join(f"<li>{escape(c)}</li>" for c in choices)
        items.append(f"<li>{escape(note + row['text'])}{f'<ul>{below}</ul>' if below else ''}</li>")
        lines.append(f"- {note}{row['text']}")
        lines += [f"  - {choice}" for choice in choices]
    return f"{html}<ol>{''.join(items)}</ol>", "\n".join(lines)


KIND = Kind(flaws, read, widget, still, fill)
