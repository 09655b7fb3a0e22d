"""Checks a learner's own notebook with every check of its module, hidden ones included."""

from pathlib import Path
from typing import Any

from pmbridge.check.runner import CELL_SECONDS, Cell, Run, run_cells
from pmbridge.content import Layout, find_module, module_content
from pmbridge.home import find_home
from pmbridge.problems import CourseError
from pmbridge.workspace import answers, progress
from pmbridge.workspace.notebooks import Notebook, grade_id, read_notebook
from pmbridge.workspace.progress import MISSING, NOT_STARTED, NOT_YET, PASSED

# Roles whose cells are the course's and not the learner's: the course's own text is run, whatever the
# notebook holds.
_OURS = ("given", "check")


def module_of(notebook: Notebook, path: Path, layout: Layout) -> str:
    """Return the module that ``notebook`` belongs to.

    Raises
    ------
    CourseError
        If it is not an exercise notebook of this course.
    """
    about = notebook["metadata"].get("pmbridge", {})
    module = about.get("module") if isinstance(about, dict) else None
    if not isinstance(module, str) or about.get("kind") == "lesson":
        raise CourseError(
            f"{path.name} is not an exercise notebook of this course.",
            "Name one that is, or a module: pmbridge check 01.",
        )
    return find_module(layout, module)


def assemble(notebook: Notebook, pristine: list[dict[str, Any]]) -> list[Cell]:
    """Return the cells to run: the learner's answers and own cells, and the course's own cells as built.

    A course cell that the learner deleted is put back behind its neighbour; one that was copied runs
    once; an answer cell that was deleted comes back as its starter.
    """
    ours = {cell["id"]: cell for cell in pristine}
    merged: list[tuple[str, Cell]] = []
    placed: set[str] = set()
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] != "code":
            continue
        identifier = grade_id(cell)
        known = ours.get(identifier) if identifier else None
        if known is None or identifier is None:
            merged.append(("", Cell(f"own-{number}", cell["source"])))
        elif known["role"] in _OURS:
            if identifier not in placed:
                merged.append((identifier, Cell(identifier, known["source"])))
        else:
            copy = identifier in placed
            merged.append(
                (identifier, Cell(f"own-{number}" if copy else identifier, cell["source"]))
            )
        if identifier:
            placed.add(identifier)
    position = 0
    for known in pristine:
        places = [i for i, (identifier, _) in enumerate(merged) if identifier == known["id"]]
        if places:
            position = places[-1] + 1
            continue
        merged.insert(position, (known["id"], Cell(known["id"], known["source"])))
        position += 1
    return [cell for _, cell in merged]


def check_notebook(
    path: Path, layout: Layout, cell_seconds: float = CELL_SECONDS
) -> dict[str, Any]:
    """Run every check of the notebook at ``path`` and return a report as plain data."""
    notebook = read_notebook(path)
    module = module_of(notebook, path, layout)
    content = module_content(layout, module)
    home = find_home(path.parent) or path.parent
    given = answers.in_outputs(notebook)
    for label, exercise in content["exercises"].items():
        saved = answers.load(label, home) if exercise["board"] else ...
        if saved is not ...:
            given[label] = saved
    run = run_cells(
        assemble(notebook, content["cells"]),
        path.parent,
        {label: answer for label, answer in given.items() if answer is not None},
        {"PMBRIDGE_COURSE": str(layout.root)} if layout.content.parent == layout.root else {},
        cell_seconds,
    )
    lost = _boards_without_answer(notebook, content, given)
    return report(module, content, run, lost)


def _boards_without_answer(
    notebook: Notebook, content: dict[str, Any], given: dict[str, Any]
) -> set[str]:
    """Return the boards that were shown to the learner, and whose answer did not come along."""
    shown = {grade_id(c) for c in notebook["cells"] if c.get("execution_count") is not None}
    return {
        label
        for label, exercise in content["exercises"].items()
        if exercise["board"] and label in shown and label not in given
    }


def report(
    module: str, content: dict[str, Any], run: Run, lost: set[str] | None = None
) -> dict[str, Any]:
    """Return what ``run`` says about each exercise of a module, as plain data."""
    rows = []
    for label, exercise in content["exercises"].items():
        checks = [
            _outcome(run, label, part, check, label in (lost or set()))
            for part, check in enumerate(exercise["checks"], 1)
        ]
        states = {check["state"] for check in checks}
        passed = states == {PASSED}
        rows.append(
            {
                "label": label,
                "title": exercise["title"],
                "state": states.pop() if len(states) == 1 else NOT_YET,
                "earned": sum(check["earned"] for check in checks),
                "points": sum(check["points"] for check in checks),
                "message": next((c["message"] for c in checks if c["message"]), ""),
                "why": exercise["why"]["html"] if passed else "",
                "checks": checks,
            }
        )
    return {
        "module": module,
        "title": content["title"],
        "exercises": [row for row in rows if row["checks"]],
        "earned": sum(row["earned"] for row in rows),
        "points": sum(row["points"] for row in rows),
        "by_a_person": sum(
            task["points"] for e in content["exercises"].values() for task in e["manual"]
        ),
    }


def record(report: dict[str, Any], path: Path) -> None:
    """Add what a report says to the progress of the learner whose notebook is at ``path``."""
    home = find_home(path.parent)
    if home is None:
        return
    for row in report["exercises"]:
        for check in row["checks"]:
            progress.record(
                progress.Attempt(
                    module=report["module"],
                    label=row["label"],
                    part=check["part"],
                    state=check["state"],
                    earned=check["earned"],
                    points=check["points"],
                ),
                home,
            )


def _outcome(run: Run, label: str, part: int, check: dict[str, Any], lost: bool) -> dict[str, Any]:
    result = run.results.get((label, part))
    outcome = {
        "part": part,
        "state": NOT_YET,
        "earned": 0,
        "points": check["points"],
        "message": "",
        "hidden": check["hidden"],
    }
    stopped = run.stopped.get(label)
    if result is not None:
        outcome.update(state=result["state"], earned=result["earned"], message=result["message"])
    else:
        outcome["message"] = run.stopped.get(check["id"], "This check did not run.")
    if stopped and outcome["state"] != PASSED:
        outcome.update(state=NOT_YET, message=stopped)
    elif outcome["state"] == NOT_STARTED and lost:
        outcome.update(state=MISSING, message="The answer to this board did not come along.")
    return outcome
