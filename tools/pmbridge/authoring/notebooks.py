"""From exercises to notebooks: the instructor's, the learner's, and the lesson's."""

import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from pmbridge import __version__
from pmbridge.authoring.exercises import Exercise, rendered
from pmbridge.authoring.source import SourceCell, SourceFile
from pmbridge.check.block import check_block
from pmbridge.check.panels import points_text

HIDDEN_BEGIN, HIDDEN_END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def setup_source(module: str) -> str:
    """Return the first code cell of an exercise notebook."""
    return (
        "# Run this cell first. It switches on the checks and hints of this notebook.\n"
        "from pmbridge.notebook import open_exercises\n\n"
        f'check, hint, board, check_everything = open_exercises("{module}")'
    )


LESSON_SETUP = (
    "# Run this cell first. It makes Python explain its errors in plain English.\n"
    "from pmbridge.notebook import open_lesson\n\n"
    "open_lesson()"
)


def check_source(exercise: Exercise, part: int) -> str:
    """Return the cell that runs check ``part`` of ``exercise``: the author's assertions, in a block."""
    cell = exercise.checks[part - 1]
    hidden = bool(cell.attributes.get("hidden"))
    block = check_block(exercise.label, part, cell.text)
    name = cell.attributes.get("name")
    head = f"# Check {part} of {len(exercise.checks)} · {points_text(cell.attributes['points'])}"
    head += f" · {name}" if name else ""
    if not hidden:
        return f"{head}. Run this cell to see how you are doing.\n{block}"
    when = "Not shown: it runs with Check everything."
    return f"{head}. {when}\n{HIDDEN_BEGIN}\n{block}\n{HIDDEN_END}"


# The reader sees the comment on the first line, and opens the rest with a click.
_FOLDED = {"jupyter": {"source_hidden": True}}


def _graded(identifier: str, **kind: Any) -> dict[str, Any]:
    base = {
        "grade": False,
        "grade_id": identifier,
        "locked": True,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    return {"nbgrader": {**base, **kind}}


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40] or "text"


# Added to the line that stands for a folded cell, so that nobody has to find out what to press.
FOLD_WORDS = " Shift+Enter runs it, the dots open the code."


def _given(cell: SourceCell, identifier: str, **metadata: Any) -> NotebookNode:
    """Return a cell of code that the author gives, with its tags, folded if the author says so."""
    text = cell.text
    if cell.attributes.get("fold"):
        first, newline, rest = text.partition("\n")
        text = f"{first}{FOLD_WORDS}{newline}{rest}"
        metadata |= _FOLDED
    if "tags" in cell.attributes:
        metadata["tags"] = list(cell.attributes["tags"])
    return new_code_cell(text, id=identifier, metadata=metadata)


class _Ids:
    """Cell ids from headings, so that an edit in one section leaves the ids of the others alone."""

    def __init__(self) -> None:
        self._heading = "top"
        self._used: dict[str, int] = {}

    def next(self, text: str, kind: str) -> str:
        if text.startswith("#"):
            self._heading = _slug(text.splitlines()[0])
        name = f"{kind}-{self._heading}"
        count = self._used[name] = self._used.get(name, 0) + 1
        return name if count == 1 else f"{name}-{count}"


def instructor_notebook(
    module: str, source: SourceFile, exercises: dict[str, Exercise]
) -> NotebookNode:
    """Return the notebook with solutions and all checks: what nbgrader calls the source."""
    ids = _Ids()
    cells: list[NotebookNode] = []
    setup = new_code_cell(setup_source(module), id="setup", metadata=_graded("setup") | _FOLDED)
    for cell in source.cells:
        if cell.role == "" and cell.type == "markdown":
            cells.append(new_markdown_cell(cell.text, id=ids.next(cell.text, "text")))
            if len(cells) == 1:
                cells.append(setup)
        elif cell.role == "":
            identifier = ids.next("", "given")
            cells.append(_given(cell, identifier, **_graded(identifier)))
        elif cell.role == "exercise":
            cells.extend(_exercise_cells(exercises[cell.label]))
    if setup not in cells:
        cells.insert(0, setup)
    cells.append(
        new_markdown_cell(
            "## Check everything\n\nThe button saves this notebook and runs every check, those that are not "
            "shown included.",
            id="text-check-everything",
        )
    )
    cells.append(
        new_code_cell(
            "# Run this cell for the button.\ncheck_everything()",
            id="check-everything",
            metadata=_graded("check-everything") | _FOLDED,
        )
    )
    return _notebook(cells, module, "exercise", source.path)


def _exercise_cells(exercise: Exercise) -> list[NotebookNode]:
    label = exercise.label
    cells = [
        new_code_cell(
            exercise.answer.text, id=label, metadata=_graded(label, solution=True, locked=False)
        )
    ]
    for part, check in enumerate(exercise.checks, 1):
        identifier = exercise.check_id(part)
        points = check.attributes["points"]
        cells.append(
            new_code_cell(
                check_source(exercise, part),
                id=identifier,
                metadata=_graded(identifier, grade=True, points=points) | _FOLDED,
            )
        )
    rubric = "\n\n".join(cell.text for cell in exercise.rubric)
    for number, manual in enumerate(exercise.manual, 1):
        identifier = f"{label}-manual-{number}"
        points = manual.attributes["points"]
        text = (
            f"{manual.text}\n\n*A person grades this part ({points_text(points)}). "
            f"This is the rubric:*\n\n{rubric}"
        )
        cells.append(
            new_markdown_cell(
                text, id=identifier, metadata=_graded(identifier, task=True, points=points)
            )
        )
    return cells


def lesson_notebook(module: str, source: SourceFile) -> NotebookNode:
    """Return the lesson, not yet run."""
    ids = _Ids()
    cells: list[NotebookNode] = []
    code = any(cell.type == "code" for cell in source.cells)
    for cell in source.cells:
        if cell.type == "markdown":
            cells.append(new_markdown_cell(cell.text, id=ids.next(cell.text, "text")))
            if len(cells) == 1 and code:
                cells.append(new_code_cell(LESSON_SETUP, id="setup", metadata=dict(_FOLDED)))
        else:
            cells.append(_given(cell, ids.next("", "code")))
    return _notebook(cells, module, "lesson", source.path)


def _notebook(cells: list[NotebookNode], module: str, kind: str, source: Path) -> NotebookNode:
    where = f"course/{module}/{source.name}"
    line = f"*Built from `{where}`, Bridge to Product {__version__}.*"
    cells.append(new_markdown_cell(line, id="built-from"))
    about = {"module": module, "kind": kind, "source": where, "version": __version__}
    notebook = new_notebook(cells=cells, metadata={**_METADATA, "pmbridge": about})
    notebook.nbformat_minor = 5
    return notebook


def learner_notebook(module: str, instructor: NotebookNode) -> NotebookNode:
    """Return the notebook that learners get, made by nbgrader's own preprocessors."""
    from nbgrader.preprocessors import (
        CheckCellMetadata,
        ClearHiddenTests,
        ClearMarkScheme,
        ClearOutput,
        ClearSolutions,
        ComputeChecksums,
        LockCells,
    )

    clear = ClearSolutions(code_stub={"python": ""})
    steps = [
        LockCells(),
        clear,
        ClearOutput(),
        CheckCellMetadata(),
        ComputeChecksums(),
        ClearHiddenTests(),
        ClearMarkScheme(),
        ComputeChecksums(),
        CheckCellMetadata(),
    ]
    notebook = nbformat.from_dict(instructor)
    notebook = nbformat.reads(nbformat.writes(notebook), as_version=4)
    resources: dict[str, Any] = {"nbgrader": {"notebook": module, "assignment": module}}
    for step in steps:
        notebook, resources = step.preprocess(notebook, resources)
    return notebook


def module_data(
    module: str, title: str, instructor: NotebookNode, exercises: dict[str, Exercise]
) -> dict[str, Any]:
    """Return what the checks need at run time, as plain data."""
    by_check = {
        exercise.check_id(part): (exercise.label, part)
        for exercise in exercises.values()
        for part in range(1, len(exercise.checks) + 1)
    }
    cells = []
    for cell in instructor.cells:
        if cell.cell_type != "code":
            continue
        if cell.id in exercises:
            cells.append({"id": cell.id, "role": "answer", "source": exercises[cell.id].starter})
        elif cell.id in by_check:
            source = cell.source.replace(f"{HIDDEN_BEGIN}\n", "").replace(f"\n{HIDDEN_END}", "")
            cells.append({"id": cell.id, "role": "check", "source": source})
        elif cell.id != "check-everything":
            cells.append({"id": cell.id, "role": "given", "source": cell.source})
    return {
        "module": module,
        "title": title,
        "version": __version__,
        "cells": cells,
        "exercises": {label: _exercise_data(exercise) for label, exercise in exercises.items()},
    }


def _exercise_data(exercise: Exercise) -> dict[str, Any]:
    attributes = exercise.answer.attributes
    return {
        "title": exercise.title,
        "minutes": attributes["minutes"],
        "ramp": attributes["ramp"],
        "core": attributes.get("core", True),
        "objective": attributes["objective"],
        "covers": attributes.get("covers", ""),
        "names": exercise.names,
        "starter": exercise.starter,
        "board": exercise.board_settings,
        "hints": [rendered(cell.text) for cell in exercise.hints],
        "why": rendered(exercise.why[0].text),
        "checks": [
            {
                "id": exercise.check_id(part),
                "points": cell.attributes["points"],
                "hidden": bool(cell.attributes.get("hidden")),
                "name": cell.attributes.get("name", ""),
            }
            for part, cell in enumerate(exercise.checks, 1)
        ],
        "manual": [
            {"id": f"{exercise.label}-manual-{n}", "points": cell.attributes["points"]}
            for n, cell in enumerate(exercise.manual, 1)
        ],
    }
