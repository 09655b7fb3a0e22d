"""Plain-English explanations of the errors that beginners meet."""

import ast
import builtins
import linecache
import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import TracebackType
from typing import Any

from pmbridge.problems import CourseError


@dataclass(frozen=True)
class Card:
    """An error for a person: what happened, what to try, and where; ``original`` is Python's own message."""

    title: str
    happened: str
    tryout: str
    original: str
    line: str = ""
    number: int = 0


Explanation = tuple[str, str, str]


def _quoted(message: str) -> list[str]:
    return re.findall(r"'([^']*)'", message)


def _name(error: BaseException, names: Mapping[str, Any], line: str) -> Explanation:
    name = getattr(error, "name", None) or next(iter(_quoted(str(error))), "that name")
    known = [n for n in (*names, *dir(builtins)) if n[:1] != "_"]
    close = get_close_matches(name, known, n=1, cutoff=0.75)
    guess = f"Did you mean `{close[0]}`? " if close else ""
    return (
        "Python does not know this name",
        f"You use the name `{name}`, and nothing has that name yet.",
        f"{guess}Check the spelling, capitals included. If an earlier cell makes the name, run that cell "
        f'first. If you meant a word and not a name, put it in quotes: "{name}".',
    )


def _syntax(error: BaseException, names: Mapping[str, Any], line: str) -> Explanation:
    message = str(getattr(error, "msg", error))
    title = "Python can't read this line"
    if re.search(r"=\s*[\d.,]+\s*(%|€|\$|[A-Za-z]+)\s*$", line):
        return (
            title,
            "There is a number on this line with a sign or a word behind it.",
            "Write the number alone, with no unit: 75, not 75% and not 75 days.",
        )
    for pattern, happened, tryout in _SYNTAX:
        if re.search(pattern, message):
            return title, happened, tryout
    return (
        title,
        "Something on this line, or at the end of the line above it, breaks Python's grammar.",
        "Open Python's own message: its arrow points to the spot. Look there, then just before it. A missing "
        "bracket, quote, comma or colon is the usual reason.",
    )


_SYNTAX: list[tuple[str, str, str]] = [
    (
        r"was never closed|unexpected EOF",
        "A bracket is opened here and never closed.",
        "Count the brackets: each ( [ or { needs its partner ) ] or }.",
    ),
    (
        r"unmatched|does not match",
        "A bracket is closed here that was not opened, or with the wrong partner.",
        "Follow the brackets from the left: ( goes with ), [ with ], { with }.",
    ),
    (
        r"incomplete input",
        "Something begins in this cell and does not end: a bracket, a piece of text or a block.",
        "Look for a ( [ { or a quote without its partner. A line that ends with a colon needs a line below "
        "it that starts with four spaces.",
    ),
    (
        r"Missing parentheses in call to 'print'",
        "`print` is a function, and a function needs round brackets.",
        'Put round brackets around what it should show: print("hello").',
    ),
    (
        r"unterminated (triple-quoted )?string|EOL while scanning",
        "A piece of text starts with a quote and never ends.",
        'Put the same quote at its end: "like this". Text of several lines needs three quotes at both ends.',
    ),
    (
        r"Maybe you meant '==' |cannot assign to",
        "One equals sign gives a name to a value. Here Python expects a question or a value.",
        "To ask whether two things are equal, write two equals signs: ==.",
    ),
    (
        r"expected ':'",
        "A line that starts a block, such as `if`, `for` or `def`, has to end with a colon.",
        "Put a : at the end of the line.",
    ),
    (
        r"forgot a comma",
        "Two values stand next to each other with nothing between them.",
        "Put a comma between them.",
    ),
    (
        r"invalid character|invalid non-printable",
        "There is a character on this line that Python does not use, often a curly quote or a long dash "
        "that came along with copied text.",
        "Type that character again on your keyboard.",
    ),
    (
        r"invalid decimal literal|leading zeros",
        "A number on this line is written in a way that Python can't read.",
        "Write numbers with digits and one dot: 1250.5, with no spaces, units or thousands commas.",
    ),
]


def _indentation(error: BaseException, names: Mapping[str, Any], line: str) -> Explanation:
    message = str(getattr(error, "msg", error))
    title = "The spaces at the start of a line are off"
    if "expected an indented block" in message:
        return (
            title,
            "The line above opens a block, and this line should be inside it.",
            "Put four spaces in front of this line.",
        )
    return (
        title,
        "Lines that belong together start with the same number of spaces. This one has more or fewer "
        "than its neighbours.",
        "Line it up with the line above, or move it four spaces in if it belongs inside that line's block.",
    )


def _key(error: BaseException, names: Mapping[str, Any], line: str) -> Explanation:
    key = error.args[0] if error.args else "?"
    columns = sorted({str(c) for frame in names.values() for c in _columns(frame)})
    close = get_close_matches(str(key), columns, n=1)
    guess = f"Did you mean `{close[0]}`? " if close else ""
    return (
        "There is nothing under that label",
        f"You ask for `{key!r}`, and the table or dictionary has no entry with that label.",
        f"{guess}Labels must match exactly, capitals and spaces included. To see a table's labels, run "
        "`list(table)` in a cell of its own.",
    )


def _columns(value: Any) -> list[Any]:
    columns = getattr(value, "columns", None)
    if columns is not None:
        try:
            return list(columns)
        except TypeError:
            return []
    return list(value) if isinstance(value, dict) else []


def _index(error: BaseException, names: Mapping[str, Any], line: str) -> Explanation:
    return (
        "There is no item at that position",
        "You ask for a position that the list does not reach.",
        "Python counts from 0: in a list of three items the positions are 0, 1 and 2. "
        "`len(items)` tells how many there are.",
    )


def _attribute(error: BaseException, names: Mapping[str, Any], line: str) -> Explanation:
    message = str(error)
    wanted = getattr(error, "name", None) or (_quoted(message) or ["that"])[-1]
    owner = getattr(error, "obj", None)
    if owner is None and "NoneType" in message:
        return (
            "There is nothing on the left of the dot",
            f"You ask for `.{wanted}`, and what stands in front of the dot is None, Python's word for nothing.",
            "Look at the step that made it. A function without a `return` line gives None back.",
        )
    if owner is ...:
        return (
            "There is still a ... to replace",
            f"You ask for `.{wanted}` of `...`, the placeholder for your answer.",
            "Replace the `...` above with your answer and run that cell first.",
        )
    close = get_close_matches(wanted, [n for n in dir(owner) if n[:1] != "_"], n=1)
    guess = f"Did you mean `.{close[0]}`? " if close else ""
    return (
        "That word after the dot does not exist here",
        f"You ask for `.{wanted}`, and a value of type `{type(owner).__name__}` does not have it.",
        f"{guess}Check the spelling after the dot, and that the value in front of it is what you think it is.",
    )


def _zero(error: BaseException, names: Mapping[str, Any], line: str) -> Explanation:
    return (
        "You divide by zero",
        "The number below the line is 0, and nothing can be shared out among nobody.",
        "Look at what you divide by. If it can be zero in real life, say what the answer should be then.",
    )


def _type(error: BaseException, names: Mapping[str, Any], line: str) -> Explanation:
    message = str(error)
    title = "These two don't go together"
    for pattern, build in _TYPE:
        match = re.search(pattern, message)
        if match:
            happened, tryout = build(match)
            return title, happened, tryout
    return (
        title,
        "A value here has another type than the line needs: for example text where a number belongs.",
        "Look at each value on the line. `type(value)` in a cell of its own tells you what it is.",
    )


def _operands(match: re.Match[str]) -> tuple[str, str]:
    if "ellipsis" in match[0]:
        return (
            "One side is still `...`, the placeholder for your answer.",
            "Replace the `...` with your answer and run that cell again.",
        )
    if "NoneType" in match[0]:
        return (
            "One side is None, Python's word for nothing, so there is nothing to calculate with.",
            "Look at where it comes from. A function without a `return` line gives None back.",
        )
    kinds = set(re.findall(r"\b(str|int|float|bool)(?:\d*)\b", match[0]))
    if "str" in kinds and len(kinds) > 1:
        return (
            'One side is text and the other is a number. "12" in quotes is text, even though it looks like a number.',
            "Take the quotes off numbers, or turn the text into a number with `float(...)`.",
        )
    return (
        "The two sides have types that this sign can't combine.",
        "Look at each side on its own: `type(value)` tells you what it is.",
    )


_TYPE: list[tuple[str, Callable[[re.Match[str]], tuple[str, str]]]] = [
    (r"unsupported operand type.*|can only concatenate.*|not supported between.*", _operands),
    (
        r"'(\w+)' object is not callable",
        lambda m: (
            f"You put round brackets after something that is not a function: it is of type `{m[1]}`.",
            "Round brackets call a function. For an item of a list or table use square ones: items[0]. "
            "If a function of that name existed before, an assignment has replaced it: run its cell again.",
        ),
    ),
    (
        r"'(\w+)' object is not (subscriptable|iterable)",
        lambda m: (
            "You look inside a single value as if it were a list or a table."
            if m[1] != "ellipsis"
            else "You look inside `...`, the placeholder for your answer.",
            "Look at what the name holds. If it is still `...`, replace that with your answer first.",
        ),
    ),
    (
        r"missing (\d+) required positional arguments?: (.*)",
        lambda m: (
            f"The function needs more than it was given: {m[2]} is missing.",
            "Give one value for each name in the brackets of its `def` line.",
        ),
    ),
    (
        r"takes (\d+|from \d+ to \d+) positional arguments? but (\d+)",
        lambda m: (
            f"The function takes {m[1]} value(s) and was given {m[2]}.",
            "Compare the brackets of its `def` line with the brackets where it is called.",
        ),
    ),
]


def _ours(error: BaseException, names: Mapping[str, Any], line: str) -> Explanation:
    assert isinstance(error, CourseError)
    return "There is something to mend first", error.what, error.next_step


EXPLAIN: dict[
    type[BaseException], Callable[[BaseException, Mapping[str, Any], str], Explanation]
] = {
    CourseError: _ours,
    IndentationError: _indentation,
    SyntaxError: _syntax,
    NameError: _name,
    KeyError: _key,
    IndexError: _index,
    AttributeError: _attribute,
    ZeroDivisionError: _zero,
    TypeError: _type,
}


def explain(error: BaseException, names: Mapping[str, Any], source: str = "") -> Card:
    """Return a card for ``error``; ``names`` are the learner's, for suggestions.

    ``source`` is the cell's text, used to show the line of a syntax error.
    """
    line, number = _place(error, source)
    original = "".join(traceback.format_exception_only(type(error), error)).strip()
    for kind, build in EXPLAIN.items():
        if isinstance(error, kind):
            try:
                title, happened, tryout = build(error, names, line)
            except Exception:
                # A name of the learner's may hold anything; the error itself must still be shown.
                break
            return Card(title, happened, tryout, original, line, number)
    return Card(
        f"Python stopped: {type(error).__name__}",
        str(error) or "Python gives no further reason.",
        "If the message names a value or a file, look for it on this line. `print(...)` in a cell of its own "
        "shows what a name holds.",
        original,
        line,
        number,
    )


def _place(error: BaseException, source: str) -> tuple[str, int]:
    """Return the line of the learner's own code where it went wrong, and its number in the cell."""
    lines = source.splitlines()
    # IPython takes empty lines away from the top of a cell before it counts.
    empty = next((i for i, text in enumerate(lines) if text.strip()), 0)
    if isinstance(error, SyntaxError):
        number = (error.lineno or 0) + empty
        text = lines[number - 1] if 0 < number <= len(lines) else (error.text or "")
        return text.strip(), number
    for frame, number in reversed(list(traceback.walk_tb(error.__traceback__))):
        filename = frame.f_code.co_filename
        if is_cell(filename):
            line = linecache.getline(filename, number).strip()
            here = number + empty <= len(lines) and lines[number + empty - 1].strip() == line
            return line, number + empty if here else number
    return "", 0


def is_cell(filename: str) -> bool:
    """Return whether ``filename`` is a notebook cell and not a library's file."""
    return "ipykernel_" in filename or filename.startswith(("<ipython-input", "<cell"))


def failing_assertion(tb: TracebackType | None) -> ast.Assert | None:
    """Return the ``assert`` statement of the check cell that raised, if its source can be found."""
    for frame, number in traceback.walk_tb(tb):
        source = "".join(linecache.getlines(frame.f_code.co_filename))
        if not is_cell(frame.f_code.co_filename) or not source:
            continue
        try:
            tree = ast.parse(source)
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Assert) and node.lineno <= number <= (node.end_lineno or 0):
                return node
    return None
