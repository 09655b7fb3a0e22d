"""``grade_submission``: one submission in, one result out, and nothing else changes."""

import json
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pmbridge.case import seed_of
from pmbridge.check.runner import Cell, run_cells
from pmbridge.check.selfcheck import report
from pmbridge.grading.assignment import Assignment
from pmbridge.grading.graded import MISSING, NOT_STARTED, NOT_YET, Flag, Graded, Row
from pmbridge.grading.merge import NotANotebook, Piece, merge, notebook_of, read
from pmbridge.home import Learner
from pmbridge.workspace import answers as board_answers
from pmbridge.workspace.notebooks import grade_id

__all__ = [
    "Assignment",
    "Flag",
    "Graded",
    "Learner",
    "Limits",
    "Row",
    "grade_submission",
]


@dataclass(frozen=True)
class Limits:
    """What a submission may use before it is cut short.

    Parameters
    ----------
    cell_seconds : float
        Wall time of one cell, and of one call of a learner's function.
    total_seconds : float
        Wall time of the whole submission.
    """

    cell_seconds: float = 30.0
    total_seconds: float = 180.0


def grade_submission(
    notebook: bytes,
    answers: Mapping[str, bytes],
    assignment: Assignment,
    learner: Learner,
    *,
    limits: Limits | None = None,
    unsafe: bool = False,
) -> Graded:
    """Grade one submission.

    Parameters
    ----------
    notebook : bytes
        The ``.ipynb`` file as handed in; anything at all, it need not be a notebook.
    answers : mapping of str to bytes
        The files of the submission's ``answers/`` folder by name, such as ``"who-decides.json"``.
    assignment : Assignment
        From ``Assignment.load``; load it once for many submissions.
    learner : Learner
        The owner of the submission, as the cohort knows them. It decides whose data the checks use;
        what the notebook says about its owner does not.
    limits : Limits, optional
        What the submission may use.
    unsafe : bool
        Run the learner's code without the sandbox. The result says so.

    Returns
    -------
    Graded
        A bad submission is a result with a reason (``cut``), never an exception.

    Raises
    ------
    CourseError
        If grading itself can't work here, as where the sandbox can't be set up; the sentence says what
        to do. It says nothing about the submission.
    """
    started = time.monotonic()
    limits = limits or Limits()
    cut = ""
    try:
        submitted = read(notebook)
    except NotANotebook as error:
        submitted, cut = {"cells": [], "metadata": {}}, str(error)
    pieces = merge(submitted, assignment)
    given = board_answers.in_outputs(submitted)
    given.update(_saved(answers, assignment))
    lost = _boards_without_answer(submitted, assignment, given)
    seed = seed_of(learner.learner, learner.course_key)
    found = [] if cut else _run(pieces, assignment, given, seed, limits)
    outcomes = {(row["label"], check["part"]): check for row in found for check in row["checks"]}
    rows = tuple(_rows(assignment, outcomes, lost, cut))
    _fill_in(pieces, rows)
    return Graded(
        module=assignment.module,
        digest=assignment.digest,
        rows=rows,
        notebook=notebook_of(pieces),
        cut=cut,
        unsafe=True,
        seconds=time.monotonic() - started,
    )


def _saved(answers: Mapping[str, bytes], assignment: Assignment) -> dict[str, Any]:
    """Return the board answers of the files; what can't be read is as if it were not there."""
    found = {}
    for label, exercise in assignment.content["exercises"].items():
        text = answers.get(f"{label}.json")
        if not exercise["board"] or text is None:
            continue
        try:
            found[label] = json.loads(text)["answer"]
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
    return found


def _boards_without_answer(
    submitted: dict[str, Any], assignment: Assignment, given: Mapping[str, Any]
) -> set[str]:
    """Return the boards that were shown to the learner, and whose answer did not come along."""
    shown = {grade_id(c) for c in submitted["cells"] if c.get("execution_count") is not None}
    return {
        label
        for label, exercise in assignment.content["exercises"].items()
        if exercise["board"] and label in shown and label not in given
    }


def _run(
    pieces: list[Piece],
    assignment: Assignment,
    given: dict[str, Any],
    seed: int,
    limits: Limits,
) -> list[dict[str, Any]]:
    sources = {cell["id"]: cell["source"] for cell in assignment.content["cells"]}
    cells = [
        Cell(p.id, sources[p.id] if p.role == "check" else p.cell["source"])
        for p in pieces
        if p.role != "text"
    ]
    with tempfile.TemporaryDirectory() as scratch:
        content = Path(scratch) / "_content" / f"{assignment.module}.json"
        content.parent.mkdir()
        content.write_text(json.dumps(assignment.content), encoding="utf-8")
        work = Path(scratch) / "work"
        work.mkdir()
        run = run_cells(
            cells,
            work,
            {label: answer for label, answer in given.items() if answer is not None},
            {"PMBRIDGE_COURSE": scratch, "PMBRIDGE_SEED": str(seed)},
            limits.cell_seconds,
        )
    rows: list[dict[str, Any]] = report(assignment.module, assignment.content, run)["exercises"]
    return rows


def _rows(
    assignment: Assignment,
    outcomes: Mapping[tuple[str, int], dict[str, Any]],
    lost: set[str],
    cut: str,
) -> list[Row]:
    rows = []
    for label, exercise in assignment.content["exercises"].items():
        for part, check in enumerate(exercise["checks"], 1):
            unrun = {"state": NOT_YET, "earned": 0, "message": cut}
            said = outcomes.get((label, part), unrun)
            state, message = said["state"], said["message"]
            if label in lost and state == NOT_STARTED:
                state, message = MISSING, "The answer to this board did not come along."
            rows.append(
                Row(
                    grade_id=check["id"],
                    label=label,
                    part=part,
                    title=exercise["title"],
                    name=check["name"],
                    hidden=check["hidden"],
                    points=float(check["points"]),
                    earned=float(said["earned"]),
                    state=state,
                    message=message,
                    html="",
                    text=message,
                )
            )
        for task in exercise["manual"]:
            rows.append(
                Row(
                    grade_id=task["id"],
                    label=label,
                    part=0,
                    title=exercise["title"],
                    name="",
                    hidden=False,
                    points=float(task["points"]),
                    earned=None,
                    state=NOT_YET,
                    message="",
                    html="",
                    text="",
                )
            )
    return rows


def _fill_in(pieces: list[Piece], rows: tuple[Row, ...]) -> None:
    """Put each check's points where nbgrader's SaveAutoGrades reads them."""
    earned = {row.grade_id: row for row in rows if row.part}
    for piece in pieces:
        if piece.role == "check" and piece.id in earned:
            row = earned[piece.id]
            piece.cell["outputs"] = [
                {
                    "output_type": "execute_result",
                    "execution_count": None,
                    "metadata": {},
                    "data": {"text/plain": f"{row.earned:g}", "text/html": row.html},
                }
            ]
