"""The assignments of a cohort: the course's, and an instructor's own checks laid over them.

The source of an assignment is the course's instructor notebook. Own checks live beside the course, in
``own-checks/NN-name.md`` of the cohort's folder, in the form that authors use, so that nobody has to fork
the course to ask something of their own. They are hidden: the learners' notebook shows that there is a check,
and not what it asks.
"""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pmbridge.check.block import check_block
from pmbridge.content import Layout, find_module, module_content, module_names
from pmbridge.grading.assignment import Assignment
from pmbridge.grading.cohort.folder import Cohort
from pmbridge.problems import CourseError
from pmbridge.workspace.files import write_json

NotebookDict = dict[str, Any]
_FENCE = re.compile(
    r"^```python[ \t]+(?P<info>[^\n]*check=[^\n]*)\n(?P<body>.*?)^```[ \t]*$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class OwnCheck:
    """A check that the instructor added: its exercise, points, name and assertions."""

    label: str
    points: float
    name: str
    body: str
    line: int


def released(cohort: Cohort) -> list[Assignment]:
    """Return the assignments that were released, in the order of the course."""
    return [_load(path) for path in sorted(cohort.assignments.glob("*.json"))]


def find(cohort: Cohort, wanted: str, layout: Layout) -> Assignment:
    """Return a released assignment by its name or number.

    Raises
    ------
    CourseError
        If it was not released.
    """
    module = find_module(layout, wanted)
    return load(cohort, module)


def load(cohort: Cohort, module: str) -> Assignment:
    """Return the released assignment ``module``.

    Raises
    ------
    CourseError
        If it was not released.
    """
    path = cohort.assignments / f"{module}.json"
    if not path.is_file():
        raise CourseError(
            f"{module} was not released in this cohort.", f"Run: pmbridge cohort release {module}."
        )
    return _load(path)


def _load(path: Path) -> Assignment:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Assignment.of(path.stem, data["source"], data["release"], data["content"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CourseError(
            f"{path} is damaged.", f"Run: pmbridge cohort release {path.stem}."
        ) from error


def save(cohort: Cohort, assignment: Assignment) -> None:
    """Keep what the grader runs, so that a later version of the course changes no grade by itself."""
    write_json(
        cohort.assignments / f"{assignment.module}.json",
        {
            "source": assignment.source,
            "release": assignment.release,
            "content": assignment.content,
        },
    )


def modules(layout: Layout) -> list[str]:
    """Return the modules of the course that have something to grade."""
    return [
        module
        for module in module_names(layout)
        if (layout.content / f"{module}.json").is_file()
        and any(
            exercise["checks"] or exercise["manual"]
            for exercise in module_content(layout, module)["exercises"].values()
        )
    ]


def source_of(layout: Layout, module: str, cohort: Cohort) -> tuple[NotebookDict, dict[str, Any]]:
    """Return the instructor's notebook and the checks' content of ``module``, own checks included.

    Raises
    ------
    CourseError
        If this installation has no solutions: an installed package ships none, and the examiner needs them
        to know which names are the learner's.
    """
    content: dict[str, Any] = json.loads(json.dumps(module_content(layout, module)))
    path = layout.solutions / module / f"{module}.ipynb"
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CourseError(
            f"The instructor's notebook of {module} is not there: {path}.",
            "Teach from a checkout of the course. In it, run: pip install -e '.[teach]'.",
        ) from error
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    for check in own_checks(cohort, module, content):
        _lay_over(notebook, content, check)
    return notebook, content


def own_checks(cohort: Cohort, module: str, content: dict[str, Any]) -> list[OwnCheck]:
    """Return the instructor's own checks of ``module``.

    Raises
    ------
    CourseError
        If one can't be understood; the message names its line.
    """
    path = cohort.own_checks / f"{module}.md"
    try:
        text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(
            f"{path} can't be read.", "Save it as text with the encoding UTF-8."
        ) from error
    checks = list(_parse(path, text, content))
    opened = len(re.findall(r"^```python[ \t].*check=", text, re.MULTILINE))
    if opened != len(checks):
        raise CourseError(
            f"{path}: a check is not closed, or not understood.",
            'Each begins with ```python check="label" points=2 and ends with ``` on a line of its own.',
        )
    return checks


def _parse(path: Path, text: str, content: dict[str, Any]) -> Iterator[OwnCheck]:
    labels = content["exercises"]
    for match in _FENCE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        where = f"{path}, line {line}"
        try:
            pairs = [word.partition("=") for word in shlex.split(match["info"])]
            attributes = {key: value for key, _, value in pairs}
            points = float(attributes["points"])
            if not 0 < points < 1000:
                raise ValueError("points out of range")
        except (ValueError, KeyError) as error:
            raise CourseError(
                f"{where}: a check needs an exercise and its points.",
                'Write: ```python check="label" points=2 name="what it looks at".',
            ) from error
        unknown = attributes.keys() - {"check", "points", "name", "hidden"}
        label = attributes["check"]
        if unknown or label not in labels:
            close = get_close_matches(label, labels, n=1)
            meant = f"Did you mean {close[0]}? " if close else ""
            raise CourseError(
                f"{where}: there is no {f'attribute {min(unknown)}' if unknown else f'exercise {label}'}.",
                f"{meant}The exercises are: {', '.join(labels)}.",
            )
        try:
            compile(match["body"], str(path), "exec")
        except (SyntaxError, ValueError) as error:
            at = line + (getattr(error, "lineno", 1) or 1)
            raise CourseError(
                f"{path}, line {at}: Python can't read this check ({error.args[0]}).",
                "Mend that line.",
            ) from error
        yield OwnCheck(
            label,
            points,
            attributes.get("name", "your instructor's own check"),
            match["body"].rstrip("\n"),
            line,
        )


def _lay_over(notebook: NotebookDict, content: dict[str, Any], own: OwnCheck) -> None:
    """Add one check behind those that the exercise has."""
    exercise = content["exercises"][own.label]
    part = len(exercise["checks"]) + 1
    identifier = f"{own.label}-check-{part}"
    points: float = int(own.points) if own.points.is_integer() else own.points
    block = check_block(own.label, part, own.body)
    word = "point" if points == 1 else "points"
    head = f"# Check {part} · {points:g} {word} · {own.name}. Not shown: it runs when your work is graded."
    cell: dict[str, Any] = {
        "cell_type": "code",
        "id": identifier,
        "metadata": {
            "jupyter": {"source_hidden": True},
            "nbgrader": {
                "grade": True,
                "grade_id": identifier,
                "locked": True,
                "points": points,
                "schema_version": 3,
                "solution": False,
                "task": False,
            },
        },
        "source": f"{head}\n### BEGIN HIDDEN TESTS\n{block}\n### END HIDDEN TESTS",
        "outputs": [],
        "execution_count": None,
    }
    before = exercise["checks"][-1]["id"] if exercise["checks"] else own.label
    _insert(notebook["cells"], before, cell)
    _insert(
        content["cells"], before, {"id": identifier, "role": "check", "source": f"{head}\n{block}"}
    )
    exercise["checks"].append(
        {"id": identifier, "points": points, "hidden": True, "name": own.name}
    )


def _insert(cells: list[dict[str, Any]], before: str, cell: dict[str, Any]) -> None:
    place = next(i for i, other in enumerate(cells) if other["id"] == before)
    cells.insert(place + 1, cell)
