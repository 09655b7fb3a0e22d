"""A board with a few fields: numbers, choices and short texts."""

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
from pmbridge.boards.widget import BoardWidget, make

TYPES = ("number", "choice", "text")
_FIELD = ("id", "text", "type", "options", "unit", "decimals", "help")


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of a form."""
    found = strange_keys(settings, ("question", "fields"))
    found += text_flaws(settings, "question", "Write question: and what the fields are for.")
    found += item_flaws(settings.get("fields"), "fields", 1, _FIELD)
    if found:
        return found
    for field in settings["fields"]:
        where = f" in the field {field['id']!r}"
        kind = field.get("type")
        if kind not in TYPES:
            found.append((f"has the type {kind!r}{where}.", f"Use one of: {', '.join(TYPES)}."))
        if kind == "choice":
            found += item_flaws(field.get("options"), f"options of the field {field['id']!r}", 2)
        elif "options" in field:
            found.append((f"has options{where}, whose type is {kind!r}.", "Write type: choice."))
        for key in ("unit", "decimals"):
            if key in field and kind != "number":
                found.append((f"has {key}:{where}, whose type is {kind!r}.", "Write type: number."))
        for key in ("unit", "help"):
            if key in field:
                found += text_flaws(field, key, f"Write {key}: and a text, or leave it out.")
        if "decimals" in field:
            found += whole_flaws(field, "decimals", 0, 6)
    return found


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


def read(settings: Settings, answer: Any) -> Any:
    """Return ``{field: value}`` with the fields that are answered, or ``...``."""
    if not isinstance(answer, dict):
        return ...
    kept: dict[str, Any] = {}
    for field in settings["fields"]:
        value = answer.get(field["id"])
        if field["type"] == "number":
            good = _is_number(value)
        elif field["type"] == "choice":
            good = isinstance(value, str) and value in ids(field["options"])
        else:
            good = isinstance(value, str) and bool(value.strip())
        if good:
            kept[field["id"]] = value
    return kept or ...


def understood(settings: Settings, typed: Any) -> tuple[Settings, dict[str, str]]:
    """Turn what was typed into values; return them and, by field, what can't be understood."""
    values: Settings = {}
    notes: dict[str, str] = {}
    for field in settings["fields"]:
        given = typed.get(field["id"]) if isinstance(typed, dict) else None
        if field["type"] != "number":
            values[field["id"]] = given
            continue
        text = str(given or "").strip()
        value = parse_number(text, field.get("unit", ""))
        if value is not None:
            values[field["id"]] = value
        elif text:
            notes[field["id"]] = "This is not a number yet. Write digits, such as 1,250 or 12.5."
    return values, notes


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the board."""

    def translated(typed: Any) -> tuple[Any, dict[str, Any]]:
        values, notes = understood(settings, typed)
        read_as = {
            field["id"]: values[field["id"]]
            for field in settings["fields"]
            if field["type"] == "number" and field["id"] in values
        }
        return values, {"notes": notes, "numbers": read_as}

    return make("form", settings, answer, changed, read, translate=translated)


def still(settings: Settings) -> tuple[str, str]:
    """Return the fields with what can be chosen in them."""
    html, text = still_question(settings)
    items = []
    for field in settings["fields"]:
        line = field["text"]
        if field.get("unit"):
            line += f" ({field['unit']})"
        if field["type"] == "choice":
            line += ": " + " · ".join(option["text"] for option in field["options"])
        items.append(line)
    html += "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"
    return html, "\n".join([text, *(f"- {item}" for item in items)])


KIND = Kind(flaws, read, widget, still)
