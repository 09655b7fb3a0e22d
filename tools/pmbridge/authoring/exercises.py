"""From the cells of ``exercise.md`` to exercises: what belongs together is put together by its label."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt

from pmbridge.authoring.report import Problem
from pmbridge.authoring.source import SourceCell, SourceFile
from pmbridge.boards.board import KINDS
from pmbridge.check.started import bound_names

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


@dataclass
class Exercise:
    """One exercise with all its parts, as written by its author."""

    label: str
    title: str
    answer: SourceCell
    checks: list[SourceCell] = field(default_factory=list)
    mistakes: list[SourceCell] = field(default_factory=list)
    unusual: list[SourceCell] = field(default_factory=list)
    hints: list[SourceCell] = field(default_factory=list)
    why: list[SourceCell] = field(default_factory=list)
    manual: list[SourceCell] = field(default_factory=list)
    rubric: list[SourceCell] = field(default_factory=list)
    board: list[SourceCell] = field(default_factory=list)
    board_settings: dict[str, Any] | None = None

    @property
    def starter(self) -> str:
        """The answer cell as the learner finds it."""
        return starter_of(self.answer.text)

    @property
    def solution(self) -> str:
        """The answer cell with its solution, without the markers."""
        return "\n".join(
            line for line in self.answer.text.splitlines() if BEGIN not in line and END not in line
        )

    @property
    def names(self) -> list[str]:
        """The names that the answer cell defines."""
        return bound_names(self.solution)

    def check_id(self, part: int) -> str:
        """Return the cell id of check ``part``, counted from 1."""
        return f"{self.label}-check-{part}"


_PARTS = {
    "check": "checks",
    "mistake": "mistakes",
    "unusual": "unusual",
    "hint": "hints",
    "why": "why",
    "manual": "manual",
    "rubric": "rubric",
    "board": "board",
}


def starter_of(text: str) -> str:
    """Return ``text`` as nbgrader leaves it for the learner: solution regions become an empty line."""
    lines: list[str] = []
    inside = False
    for line in text.splitlines():
        if BEGIN in line:
            inside = True
            lines.append(line[: len(line) - len(line.lstrip())])
        elif END in line:
            inside = False
        elif not inside:
            lines.append(line)
    return "\n".join(lines)


def gather(source: SourceFile) -> tuple[dict[str, Exercise], list[Problem]]:
    """Return the exercises of ``source`` in order, and what does not fit together."""
    problems: list[Problem] = []
    exercises: dict[str, Exercise] = {}
    heading = ""
    for cell in source.cells:
        if not cell.role and cell.type == "markdown" and cell.text.startswith("#"):
            heading = cell.text.splitlines()[0].lstrip("#").strip()
        if cell.role != "exercise":
            continue
        if cell.label in exercises:
            first = exercises[cell.label].answer.line
            problems.append(
                Problem(
                    source.path,
                    cell.line,
                    f'The label "{cell.label}" names two exercises; the first is on line {first}.',
                    "Give each exercise a label of its own.",
                )
            )
            continue
        exercises[cell.label] = Exercise(cell.label, heading, cell)
    for cell in source.cells:
        if cell.role in ("", "exercise"):
            continue
        exercise = exercises.get(cell.label)
        if exercise is None:
            problems.append(
                Problem(
                    source.path,
                    cell.line,
                    f'{cell.role}="{cell.label}" belongs to no exercise of this file.',
                    f'Write the fence ```python exercise="{cell.label}" ... before it, or mend the label. '
                    f"Labels here: {', '.join(exercises) or 'none'}.",
                )
            )
            continue
        if cell.line < exercise.answer.line and cell.role != "board":
            problems.append(
                Problem(
                    source.path,
                    cell.line,
                    f'{cell.role}="{cell.label}" stands above its exercise.',
                    "Put it below the exercise's fence, so that the file reads from top to bottom.",
                )
            )
        getattr(exercise, _PARTS[cell.role]).append(cell)
    for exercise in exercises.values():
        for cell in exercise.board[:1]:
            exercise.board_settings = _board(source.path, cell, problems)
    return exercises, problems


def _board(path: Path, cell: SourceCell, problems: list[Problem]) -> dict[str, Any] | None:
    """Return the settings of a board: YAML in a fence, inside the region."""
    what = f'board="{cell.label}"'
    form = "Write a ```yaml fence with question: and options:, or what its kind asks for (docs/boards.md)."
    text = cell.text.strip()
    if not (text.startswith("```yaml") and text.endswith("```")):
        problems.append(Problem(path, cell.line, f"{what} holds no YAML fence.", form))
        return None
    try:
        settings = yaml.safe_load(text.removeprefix("```yaml").removesuffix("```"))
    except Exception as error:  # PyYAML lets several kinds through, such as int("")
        reason = getattr(error, "problem", None) or error
        problems.append(Problem(path, cell.line, f"{what} is not valid YAML: {reason}.", form))
        return None
    kind = cell.attributes.get("kind")
    if kind not in KINDS:
        problems.append(
            Problem(
                path,
                cell.line,
                f"{what} has an unknown kind: {kind!r}.",
                f"Use one of: {', '.join(KINDS)}.",
            )
        )
        return None
    if not isinstance(settings, dict):
        settings = {}
    flaws = KINDS[kind].flaws(settings)
    problems.extend(
        Problem(path, cell.line, f"{what} {wrong}", instead) for wrong, instead in flaws
    )
    return None if flaws else {"kind": kind, **settings}


_MARKDOWN = MarkdownIt("commonmark").enable("table")


def rendered(markdown: str) -> dict[str, str]:
    """Return Markdown with its HTML, as the panels want it."""
    return {"markdown": markdown, "html": _MARKDOWN.render(markdown).strip()}
