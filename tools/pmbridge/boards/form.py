"""A board with a few fields: numbers, percentages, choices, and texts short and long."""

import math
import re
from html import escape
from typing import Any

from pmbridge.boards.kind import (
    Changed,
    Flaw,
    Kind,
    Settings,
    ids,
    item_flaws,
    still_question,
    strange_keys,
    text_flaws,
    whole_flaws,
)
from pmbridge.boards.picks import SOURCES, with_options
from pmbridge.boards.widget import BoardWidget, make

TYPES = ("number", "percent", "choice", "text", "long", "picks")
FIGURES = ("number", "percent")
# What a field may say besides its id, text, type, help and whether it may stay empty; and which types do.
_ONLY_FOR = {
    "options": ("choice",),
    "unit": ("number",),
    "decimals": ("number",),
    "rows": ("long",),
    "max_words": ("text", "long"),
    "from": ("picks",),
    "most": ("picks",),
}
_FIELD = ("id", "text", "type", "help", "optional", *_ONLY_FOR)


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of a form."""
    found = strange_keys(settings, ("question", "fields"))
    found += text_flaws(settings, "question", "Write question: and what the fields are for.")
    return found + field_flaws(settings.get("fields"))


def field_flaws(fields: Any, name: str = "fields") -> list[Flaw]:
    """Return what is wrong with a list of fields."""
    found = item_flaws(fields, name, 1, _FIELD)
    if found:
        return found
    for field in fields:
        where = f" in the field {field['id']!r}"
        kind = field.get("type")
        if kind not in TYPES:
            found.append((f"has the type {kind!r}{where}.", f"Use one of: {', '.join(TYPES)}."))
            continue
        if kind == "choice":
            found += item_flaws(field.get("options"), f"options of the field {field['id']!r}", 2)
        if kind == "picks" and not _picks_known(field.get("from")):
            found.append(
                (f"picks from {field.get('from')!r}{where}.", f"Use from: {' or '.join(SOURCES)}.")
            )
        found += [
            (f"has {key}:{where}, whose type is {kind!r}.", f"Write type: {' or '.join(types)}.")
            for key, types in _ONLY_FOR.items()
            if key in field and kind not in types
        ]
        for key in ("unit", "help"):
            if key in field:
                found += text_flaws(field, key, f"Write {key}: and a text, or leave it out.")
        for key, least, most in (
            ("decimals", 0, 6),
            ("rows", 1, 40),
            ("max_words", 1, 2000),
            ("most", 1, 12),
        ):
            if key in field:
                found += whole_flaws(field, key, least, most)
        if not isinstance(field.get("optional", True), bool):
            found.append((f"has optional: {field['optional']!r}{where}.", "Write optional: true."))
    return found


def _picks_known(given: Any) -> bool:
    names = given if isinstance(given, list) else [given]
    return bool(names) and all(isinstance(name, str) and name in SOURCES for name in names)


def parse_number(text: str, unit: str = "") -> float | int | None:
    """Return the number that ``text`` says, or None.

    Thousands may be set off with commas or spaces, the decimals with a point or, where that can't be a
    thousand, a comma. ``12 %`` is 12 in a field whose unit is per cent, and 0.12 elsewhere. The unit and a
    currency sign may stand beside the number.
    """
    left = re.sub(r"[\s\u00a0\u202f']+", " ", text).strip().replace("\u2212", "-")
    for word in (unit, "€", "$", "£"):
        if word and word != "%":
            left = re.sub(re.escape(word), "", left, count=1, flags=re.IGNORECASE).strip()
    share = left.endswith("%")
    left = left.removesuffix("%").strip()
    whole = r"[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+"
    if re.fullmatch(rf"[+-]?(?:{whole})?(?:\.[0-9]+)?|[+-]?(?:{whole})\.", left):
        left = left.replace(",", "").replace(" ", "")
    elif re.fullmatch(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:[. ][0-9]{3})+),[0-9]+", left):
        left = left.replace(".", "").replace(" ", "").replace(",", ".")
    else:
        return None
    if not re.search("[0-9]", left):
        return None
    value = float(left)
    if not math.isfinite(value):
        return None
    if share and "%" not in unit:
        # Python's own 12 / 100 is 0.12; 12 * 0.01 is not.
        value = value / 100
    return int(value) if value.is_integer() else value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_percentage(value: Any) -> bool:
    return _is_number(value) and bool(0 <= value <= 100)


def read(settings: Settings, answer: Any) -> Any:
    """Return ``{field: value}`` with the fields that are answered, or ``...``."""
    if not isinstance(answer, dict):
        return ...
    kept: dict[str, Any] = {}
    for field in settings["fields"]:
        value = answer.get(field["id"])
        if field["type"] == "number":
            good = _is_number(value)
        elif field["type"] == "percent":
            good = _is_percentage(value)
        elif field["type"] == "choice":
            good = isinstance(value, str) and value in ids(field["options"])
        elif field["type"] == "picks":
            # What can be cited may change from day to day, so every id is kept.
            value = _picked(value)[: field.get("most", 12)]
            good = bool(value)
        else:
            good = isinstance(value, str) and bool(value.strip())
        if good:
            kept[field["id"]] = value
    return kept or ...


def _picked(value: Any) -> list[str]:
    given = value if isinstance(value, list) else []
    return list(dict.fromkeys(v for v in given if isinstance(v, str) and v.strip()))


def understood(fields: list[Settings], typed: Any) -> tuple[Settings, Settings, dict[str, str]]:
    """Turn what was typed into values.

    Returns
    -------
    tuple
        The values by field; those that are numbers, as they were read; and, by field, what is wrong.
    """
    values: Settings = {}
    notes: dict[str, str] = {}
    for field in fields:
        given = typed.get(field["id"]) if isinstance(typed, dict) else None
        if field["type"] not in FIGURES:
            values[field["id"]] = given
            continue
        text = "" if given is None else str(given).strip()
        percent = field["type"] == "percent"
        value = parse_number(text, "%" if percent else field.get("unit", ""))
        if value is not None and percent and not 0 <= value <= 100:
            notes[field["id"]] = "A percentage here lies between 0 and 100."
        elif value is not None:
            values[field["id"]] = value
        elif text:
            notes[field["id"]] = "This is not a number yet. Write digits, such as 1,250 or 12.5."
    numbers = {
        f["id"]: values[f["id"]] for f in fields if f["type"] in FIGURES and f["id"] in values
    }
    return values, numbers, notes


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the board."""

    def translated(typed: Any) -> tuple[Any, dict[str, Any]]:
        values, numbers, notes = understood(settings["fields"], typed)
        return values, {"notes": notes, "numbers": numbers}

    return make("form", settings, answer, changed, read, translate=translated)


def field_line(field: Settings) -> str:
    """Return a field in one line: what it asks, in which unit, and what can be chosen."""
    unit = "%" if field["type"] == "percent" else field.get("unit")
    line = f"{field['text']} ({unit})" if unit else str(field["text"])
    if field["type"] == "choice":
        line += ": " + " · ".join(option["text"] for option in field["options"])
    return line


def still(settings: Settings) -> tuple[str, str]:
    """Return the fields with what can be chosen in them."""
    html, text = still_question(settings)
    items = [field_line(field) for field in settings["fields"]]
    html += "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"
    return html, "\n".join([text, *(f"- {item}" for item in items)])


def fill(settings: Settings) -> Settings:
    """Put in what there is to pick from."""
    return {**settings, "fields": with_options(settings["fields"])}


KIND = Kind(flaws, read, widget, still, fill)
