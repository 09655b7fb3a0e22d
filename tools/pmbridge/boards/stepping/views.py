"""What a value looks like on the page: a word for its kind, a short text, and boxes for its items."""

from typing import Any

SHORT = 80
BOXES = 12

KINDS: tuple[tuple[type, str], ...] = (
    (bool, "yes or no"),
    (int, "number"),
    (float, "number"),
    (str, "text"),
    (type(None), "nothing"),
    (list, "list"),
    (tuple, "tuple"),
    (dict, "dictionary"),
    (set, "set"),
    (range, "range"),
)


def kind_of(value: Any) -> str:
    """Return a beginner's word for the type of ``value``."""
    return next((word for kind, word in KINDS if isinstance(value, kind)), "function")


def short(value: Any) -> str:
    """Return ``value`` as Python would write it, cut where it gets long."""
    if not isinstance(value, tuple(kind for kind, _ in KINDS)):
        name = getattr(value, "__name__", None)
        return f"function {name}" if name else type(value).__name__
    if isinstance(value, list | tuple) and len(value) > SHORT:
        # Its end is cut off in any case, and to write it out would take long in a loop that fills it.
        value = value[:SHORT]
    text = _set(value) if isinstance(value, set) else repr(value)
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


def _set(value: set[Any]) -> str:
    # A set has no order of its own, and texts would stand in another one in each session.
    return "{" + ", ".join(sorted(map(repr, value))) + "}" if value else "set()"


def view(value: Any) -> dict[str, Any]:
    """Return what the browser shows of ``value``."""
    shown: dict[str, Any] = {"kind": kind_of(value), "text": short(value)}
    if isinstance(value, list | tuple) and 0 < len(value) <= BOXES:
        shown["items"] = [[str(place), short(item)] for place, item in enumerate(value)]
    elif isinstance(value, dict) and 0 < len(value) <= BOXES:
        shown["items"] = [[short(key), short(item)] for key, item in value.items()]
    return shown
