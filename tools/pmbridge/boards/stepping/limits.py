"""What keeps one step of a program small, so that a board answers at once whatever is typed into it."""

import re
from collections.abc import Iterable, Sized
from typing import Any

STEPS = 600
# How many values may be worked out: the same on each machine. The clock is for what even so takes long.
WORK = 60_000
SECONDS = 1.0
ITEMS = 5_000
BITS = 4_096
CHARACTERS = 20_000
CALLS = 40
LINES, WIDTH = 120, 200

_NESTED = (list, tuple, set, dict)


class Stop(Exception):
    """The program is stopped for a reason that is not an error of Python's own."""

    def __init__(self, title: str, happened: str, tryout: str) -> None:
        super().__init__(title)
        self.title, self.happened, self.tryout = title, happened, tryout


def too_large(what: str) -> Stop:
    """Return the reason for stopping before something grows past all use."""
    return Stop(
        "This grows too large",
        f"{what} would be larger than this board can show.",
        "Try the same with smaller numbers. What you want to see shows in a small example, too.",
    )


def weigh(value: Any) -> Any:
    """Return ``value`` if it is small enough to look at, counted to the bottom."""
    if isinstance(value, int):
        if value.bit_length() > BITS:
            raise too_large("The number")
    elif isinstance(value, str):
        if len(value) > CHARACTERS:
            raise too_large("The text")
    elif isinstance(value, _NESTED):
        left = ITEMS
        waiting: list[Any] = [value]
        while waiting:
            item = waiting.pop()
            left -= 1
            if isinstance(item, _NESTED):
                left -= len(item)
                # What is inside several times counts several times, since it is also shown so often.
                if left >= 0:
                    waiting.extend(
                        [*item.keys(), *item.values()] if isinstance(item, dict) else item
                    )
            elif isinstance(item, str):
                left -= len(item) // 10
            if left < 0:
                raise too_large("The list" if isinstance(value, list) else "The collection")
    return value


def countable(values: Any) -> Any:
    """Return ``values`` if going through all of them is little work."""
    if isinstance(values, Sized) and isinstance(values, Iterable) and len(values) > ITEMS:
        raise too_large("The row of values")
    return values


def before(operation: str, left: Any, right: Any) -> None:
    """Stop an operation whose result would be too large to be made at all."""
    if operation == "Mult":
        for one, other in ((left, right), (right, left)):
            row = isinstance(one, str | list | tuple) and isinstance(other, int)
            if row and len(one) * other > ITEMS:
                raise too_large("The result")
    elif operation == "Pow" and isinstance(left, int) and isinstance(right, int):
        if left.bit_length() * right > BITS:
            raise too_large("The number")
    elif operation == "Mod" and isinstance(left, str):
        raise unknown("`%` behind a text", 'Write an f-string instead: f"{days} days".')


def unknown(what: str, tryout: str = "") -> Stop:
    """Return the reason for stopping at a piece of Python that the board does not run."""
    return Stop(
        "This board does not run that",
        f"{what} is more Python than this board steps through.",
        tryout
        or "It knows values, lists, dictionaries, conditions, loops and functions. For anything else, "
        "add a cell of its own below this one.",
    )


def at_most(characters: int) -> None:
    """Stop before a text of more than that many characters is made."""
    if characters > CHARACTERS:
        raise too_large("The text")


def format_width(spec: str) -> str:
    """Return a format such as ``.1f`` if it asks for no absurd width."""
    if any(int(digits) > 200 for digits in re.findall(r"\d+", spec)):
        raise too_large("The text")
    return spec
