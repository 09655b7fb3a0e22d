"""Reads an author's Markdown: Jupytext cells whose attributes bind the parts of an exercise by its label."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import jupytext
import yaml

from pmbridge.authoring.report import Problem

# role -> (kind of cell, attributes it must have, attributes it may have)
ROLES: dict[str, tuple[str, set[str], set[str]]] = {
    "exercise": ("code", {"ramp", "minutes", "objective"}, {"covers", "core"}),
    "check": ("code", {"points"}, {"hidden", "name"}),
    "mistake": ("code", {"expect"}, {"reveals"}),
    "unusual": ("code", set(), set()),
    "hint": ("markdown", set(), set()),
    "why": ("markdown", set(), set()),
    "manual": ("markdown", {"points"}, set()),
    "rubric": ("markdown", set(), set()),
    "board": ("markdown", {"kind"}, set()),
}
_TYPES: dict[str, tuple[type, ...]] = {
    "ramp": (int,),
    "minutes": (int, float),
    "points": (int, float),
    "hidden": (bool,),
    "core": (bool,),
    "name": (str,),
    "expect": (str,),
    "reveals": (str,),
    "objective": (str,),
    "covers": (str,),
    "kind": (str,),
    "fold": (bool,),
    "tags": (list,),
}
_TYPE_WORDS = {
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    str: "text in quotes",
    list: "a list in square brackets",
}
# What a cell of plain code may say of itself.
PLAIN = {"tags", "fold"}
# What Jupytext adds on its own account.
_JUPYTEXT_KEYS = {"lines_to_next_cell", "lines_to_end_of_cell_marker"}


@dataclass(frozen=True)
class SourceCell:
    """One cell of a source file; ``role`` is ``""`` for plain text and given code.

    ``line`` is where the cell opens, with its fence or region if it has one; its text begins on ``first``.
    """

    type: str
    text: str
    line: int
    role: str = ""
    label: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    first: int = 1


@dataclass(frozen=True)
class SourceFile:
    """A source file: its front matter and its cells in order."""

    path: Path
    front: dict[str, Any]
    cells: list[SourceCell]
    text: str

    def having(self, role: str, label: str | None = None) -> list[SourceCell]:
        """Return the cells of ``role``, of one exercise if ``label`` is given."""
        return [c for c in self.cells if c.role == role and (label is None or c.label == label)]


def read_source(path: Path) -> tuple[SourceFile, list[Problem]]:
    """Read the Markdown file at ``path``; what can't be understood becomes problems, never an exception."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        problem = Problem(
            path, 1, "The file is missing.", f"Write {path.name} in {path.parent.name}."
        )
        return SourceFile(path, {}, [], ""), [problem]
    except UnicodeDecodeError:
        problem = Problem(
            path, 1, "The file is not UTF-8 text.", "Save it with the encoding UTF-8."
        )
        return SourceFile(path, {}, [], ""), [problem]
    return parse_source(path, text)


def parse_source(path: Path, text: str) -> tuple[SourceFile, list[Problem]]:
    """Parse ``text`` as the content of ``path``."""
    problems: list[Problem] = []
    text = _SEPARATORS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    front, body, first_line = _front_matter(path, text, problems)
    problems.extend(_unclosed(path, body, first_line))
    try:
        notebook = jupytext.reads(body, fmt={"extension": ".md", "split_at_heading": True})
    except Exception as error:
        problems.append(
            Problem(
                path,
                first_line,
                f"The Markdown can't be split into cells: {type(error).__name__}: {error}.",
                'Look for a fence or a "<!-- #region -->" that is not closed, or an attribute without quotes.',
            )
        )
        return SourceFile(path, front, [], text), problems
    cells: list[SourceCell] = []
    for cell, line, first in _with_lines(notebook.cells, body, first_line):
        if cell.cell_type in ("code", "markdown") and (cell.source.strip() or _attributes(cell)):
            cells.append(replace(_understand(path, cell, line, problems), first=first))
    return SourceFile(path, front, cells, text), problems


def _front_matter(
    path: Path, text: str, problems: list[Problem]
) -> tuple[dict[str, Any], str, int]:
    if not text.startswith("---\n"):
        problems.append(
            Problem(
                path,
                1,
                "The front matter is missing.",
                "Start the file with: ---, title: ..., ---.",
            )
        )
        return {}, text, 1
    end = text.find("\n---\n", 3)
    if end < 0:
        problems.append(
            Problem(
                path, 1, "The front matter is not closed.", "Put a line of three dashes after it."
            )
        )
        return {}, text, 1
    block, body = text[4 : end + 1], text[end + 5 :]
    first_line = text[: end + 5].count("\n") + 1
    try:
        front = yaml.safe_load(block) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = (mark.line + 2) if mark else 1
        problems.append(
            Problem(
                path,
                line,
                f"The front matter is not valid YAML: {getattr(error, 'problem', None) or error}.",
                "Put text that holds a colon, a # or quotes into quotes.",
            )
        )
        return {}, body, first_line
    except Exception as error:  # PyYAML lets several kinds through, such as int("")
        problems.append(
            Problem(path, 1, f"The front matter can't be read: {error}.", "Write it as key: value.")
        )
        return {}, body, first_line
    if not isinstance(front, dict):
        problems.append(
            Problem(path, 1, "The front matter is not a table.", "Write it as lines of key: value.")
        )
        return {}, body, first_line
    return front, body, first_line


# Python takes these for line ends and editors do not; they come along with pasted text.
_SEPARATORS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def _unclosed(path: Path, body: str, first_line: int) -> Iterator[Problem]:
    """Yield the fences and regions that are not closed, since Jupytext takes what follows into them."""
    fence, fence_line, region_line = "", 0, 0
    for number, line in enumerate(body.split("\n"), first_line):
        ticks = line[: len(line) - len(line.lstrip("`"))]
        if fence:
            if len(ticks) >= len(fence) and line.strip() == ticks:
                fence = ""
            elif len(ticks) == len(fence):
                yield Problem(
                    path,
                    fence_line,
                    "The fence is not closed.",
                    "Put a line of ``` after its code.",
                )
                fence_line = number
        elif len(ticks) >= 3:
            fence, fence_line = ticks, number
        elif line.startswith("<!-- #endregion"):
            if not region_line:
                yield Problem(
                    path,
                    number,
                    "An #endregion closes nothing.",
                    "Take it out, or open its region.",
                )
            region_line = 0
        elif line.startswith("<!-- #region"):
            if region_line:
                yield _open_region(path, region_line)
            region_line = number
    if fence:
        yield Problem(
            path, fence_line, "The fence is not closed.", "Put a line of ``` after its code."
        )
    if region_line:
        yield _open_region(path, region_line)


def _open_region(path: Path, line: int) -> Problem:
    return Problem(
        path, line, "The region is not closed.", 'Put "<!-- #endregion -->" after its text.'
    )


_OPENING = re.compile(r"^(?:`{3,}python\b|<!-- #region\b)", re.MULTILINE)


def _with_lines(cells: list[Any], body: str, first_line: int) -> Iterator[tuple[Any, int, int]]:
    """Yield each cell with the line that opens it and the first line of its content.

    Jupytext keeps no lines; but cells come in order, verbatim.
    """
    position = 0
    for cell in cells:
        opened = found = _find_line(body, cell.source, position)
        if cell.cell_type == "code" or _attributes(cell):
            fences = list(_OPENING.finditer(body, position, found))
            fence = fences[-1] if fences else _OPENING.search(body, position)
            opened = fence.start() if fence else found
        if not cell.source and opened != position:
            # An empty cell has no content to find, so the next one is looked for behind its fence.
            found = body.find("\n", opened) if opened < len(body) else opened
        lines = [first_line + body.count("\n", 0, at) for at in (opened, max(found, opened))]
        yield cell, lines[0], lines[1]
        position = max(found, position) + len(cell.source)


def _find_line(body: str, source: str, position: int) -> int:
    """Return where ``source`` stands in ``body`` at the start of a line; ``position`` if it does not."""
    found = body.find(source, position) if source else -1
    while found > 0 and body[found - 1] != "\n":
        found = body.find(source, found + 1)
    return found if found >= 0 else position


def _attributes(cell: Any) -> dict[str, Any]:
    return {k: v for k, v in cell.metadata.items() if k not in _JUPYTEXT_KEYS}


def _understand(path: Path, cell: Any, line: int, problems: list[Problem]) -> SourceCell:
    attributes = _attributes(cell)
    if cell.cell_type == "code" and attributes and attributes.keys() <= PLAIN:
        problems.extend(_wrong_types(path, line, "The fence", attributes))
        problems.extend(_folded(path, line, cell.source, attributes))
        return SourceCell(cell.cell_type, cell.source, line, attributes=attributes)
    roles = [key for key in attributes if key in ROLES]
    fence = "The fence" if cell.cell_type == "code" else "The region"
    if not attributes:
        return SourceCell(cell.cell_type, cell.source, line)
    if len(roles) != 1:
        wrong = ", ".join(attributes)
        close = [m for key in attributes for m in get_close_matches(key, ROLES, n=1)]
        meant = f'Did you mean {close[0]}="..."? ' if close and not roles else ""
        what = (
            f"{fence} has several roles: {', '.join(roles)}."
            if roles
            else f"{fence} has attributes and no role: {wrong}."
        )
        instead = f"{meant}Give it one of: {', '.join(ROLES)}."
        if "incorrectly_encoded_metadata" in attributes:
            what = f"{fence} has an attribute that can't be read."
            instead = (
                'Put text into quotes: label="rice-score". Numbers, true and false go without.'
            )
        problems.append(Problem(path, line, what, instead))
        return SourceCell(cell.cell_type, cell.source, line)
    role = roles[0]
    label = attributes.pop(role)
    kind, required, optional = ROLES[role]
    name = f'{role}="{label}"'
    if not isinstance(label, str) or not _is_label(label):
        problems.append(
            Problem(
                path,
                line,
                f"{label!r} is no label for {role}.",
                f'Use lower-case words with hyphens, in quotes: {role}="rice-score".',
            )
        )
        label = str(label)
    if cell.cell_type != kind:
        form = "a ```python fence" if kind == "code" else f'a "<!-- #region {role}=... -->"'
        problems.append(
            Problem(path, line, f"{name} is in the wrong kind of cell.", f"Put it into {form}.")
        )
    for missing in sorted(required - attributes.keys()):
        words = _TYPE_WORDS[_TYPES[missing][0]]
        problems.append(
            Problem(
                path, line, f"{name} does not say its {missing}.", f"Add {missing}= and {words}."
            )
        )
    for key in sorted(attributes.keys() - required - optional):
        close = get_close_matches(key, required | optional, n=1)
        meant = f"Did you mean {close[0]}? " if close else ""
        may = ", ".join(sorted(required | optional)) or "none"
        problems.append(
            Problem(
                path,
                line,
                f"{name} has an unknown attribute: {key}.",
                f"{meant}It may have: {may}.",
            )
        )
    problems.extend(_wrong_types(path, line, name, attributes))
    return SourceCell(cell.cell_type, cell.source, line, role, label, attributes)


def _wrong_types(path: Path, line: int, name: str, attributes: dict[str, Any]) -> Iterator[Problem]:
    for key, value in attributes.items():
        allowed = _TYPES.get(key)
        if allowed and (
            not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed)
        ):
            example = {int: "1", bool: "true", list: '["..."]'}.get(allowed[0], "...")
            yield Problem(
                path,
                line,
                f"{name}: {key} is {value!r}.",
                f"Write {_TYPE_WORDS[allowed[0]]}: {key}={example}.",
            )


# What fits on one line of a notebook at laptop width, together with the words that the builder adds.
FOLD_LINE = 60


def _folded(path: Path, line: int, source: str, attributes: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with a folded cell: its first line is all that a reader sees of it."""
    first = source.split("\n", 1)[0]
    sentence = first.startswith("# ") and first.endswith(".")
    if attributes.get("fold") is True and not (sentence and len(first) <= FOLD_LINE):
        yield Problem(
            path,
            line,
            "A folded cell shows its first line only, and that is no short sentence in a comment.",
            f"Begin the cell with what it shows, in up to {FOLD_LINE} characters: "
            "# Draws conversion by channel.",
        )


def _is_label(label: str) -> bool:
    return (
        0 < len(label) <= 48
        and label.isascii()
        and all(word.isalnum() and word == word.lower() for word in label.split("-"))
    )
