"""Learners' notebooks, made from what the authors declare: full, half-right, untouched, mistaken."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat

from pmbridge.authoring.exercises import Exercise, gather
from pmbridge.authoring.source import read_source
from pmbridge.content import Layout

SAMPLE = Layout.of(Path(__file__).resolve().parent / "sample_course")
MODULE = "03-sample"


def exercises_of(layout: Layout, module: str) -> dict[str, Exercise]:
    """Return the exercises of a module as their author wrote them."""
    source, problems = read_source(layout.course / module / "exercise.md")
    exercises, more = gather(source)
    assert not problems
    assert not more
    return exercises


def released(layout: Layout, module: str) -> nbformat.NotebookNode:
    """Return the notebook that a learner gets."""
    text = (layout.exercises / module / f"{module}.ipynb").read_text(encoding="utf-8")
    return nbformat.reads(text, as_version=4)


def answered(layout: Layout, module: str, answers: dict[str, str]) -> nbformat.NotebookNode:
    """Return the learner's notebook with the cells of ``answers`` (label to source) filled in."""
    notebook = released(layout, module)
    left = dict(answers)
    for cell in notebook.cells:
        label = cell.metadata.get("nbgrader", {}).get("grade_id")
        if label in left:
            cell.source = left.pop(label)
    assert not left, f"no cell for {sorted(left)}"
    return notebook


def solutions(layout: Layout, module: str) -> dict[str, str]:
    """Return the author's solution of every exercise."""
    return {label: e.solution for label, e in exercises_of(layout, module).items()}


def mistakes(layout: Layout, module: str, number: int) -> dict[str, str]:
    """Return each exercise's mistake of that number, counted from 0, and solutions where there is none."""
    return {
        label: e.mistakes[number].text if number < len(e.mistakes) else e.solution
        for label, e in exercises_of(layout, module).items()
    }


def submit(notebook: nbformat.NotebookNode, path: Path) -> Path:
    """Write ``notebook`` to ``path`` and return it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    return path


def learner_json(folder: Path, learner: str = "self-study") -> Path:
    """Make ``folder`` a learner's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "learner.json").write_text(
        json.dumps({"learner": learner, "course_key": "a-key"}), encoding="utf-8"
    )
    return folder


def as_handed_in(layout: Layout, module: str) -> tuple[nbformat.NotebookNode, dict[str, Any]]:
    """Return a right submission as learners hand it in: boards answered by their files, and the notebook.

    An author's solution of a board works its answer out from the truths; a learner's computer has neither.
    """
    notebook = released(layout, module)
    answers: dict[str, Any] = {}
    names: dict[str, Any] = {"board": lambda label: SimpleNamespace(answer=...)}
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    for label, exercise in exercises_of(layout, module).items():
        if exercise.board:
            exec(exercise.solution, names)
            answers[label] = names[exercise.names[0]]
        else:
            cells[label].source = exercise.solution
    return notebook, answers
