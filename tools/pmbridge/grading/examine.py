"""From a submission to its result, in the process that examines it."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from typing import Any

from pmbridge.case.seeds import SEED_VARIABLE
from pmbridge.grading.answering import board_answers, boards_without_answer
from pmbridge.grading.asking import Asking
from pmbridge.grading.assignment import Assignment
from pmbridge.grading.examiner import Examiner
from pmbridge.grading.flags import flags_of
from pmbridge.grading.graded import NOT_YET, Graded, Row
from pmbridge.grading.merge import NotANotebook, merge, notebook_of, read
from pmbridge.grading.source import parts_of


def prepare(data: dict[str, Any]) -> Assignment:
    """Return an assignment from plain data, with all that can be worked out before the first submission."""
    assignment = Assignment(**data)
    parts_of(assignment)
    return assignment


def examined(
    assignment: Assignment, job: Mapping[str, Any], control: socket.socket, memory: int
) -> dict[str, Any]:
    """Return the result of ``job`` as plain data; ``control`` leads to the sandbox's warm process."""
    started = time.monotonic()
    try:
        submitted = read(job["notebook"])
    except NotANotebook as error:
        return unread(assignment, str(error)).as_data()
    pieces = merge(submitted, assignment)
    given = board_answers(submitted, job["answers"], assignment)
    lost = boards_without_answer(submitted, assignment, given)
    os.environ[SEED_VARIABLE] = str(job["seed"])
    examiner = Examiner(assignment, pieces, lost, job["cell_seconds"], job["total_seconds"])
    begin = {
        "module": assignment.module,
        "content": shown_content(assignment.content),
        "answers": {label: answer for label, answer in given.items() if answer is not None},
        "seed": job["seed"],
        "folder": "course",
    }
    examiner.examine(Asking(control, begin, job["seed"], examiner.revive, memory))
    results = {name: outcome.result for name, outcome in examiner.outcomes.items()}
    return Graded(
        module=assignment.module,
        digest=assignment.digest,
        rows=tuple(rows(assignment, results)),
        notebook=notebook_of(pieces),
        flags=tuple(flags_of(submitted, assignment, examiner.stopped)),
        cut=examiner.cut,
        seconds=time.monotonic() - started,
    ).as_data()


def shown_content(content: dict[str, Any]) -> dict[str, Any]:
    """Return what the learner's process may know of the checks: what the page shows, and no check."""
    return {
        **content,
        "cells": [],
        "exercises": {
            label: {
                **exercise,
                "hints": [],
                "why": {"markdown": "", "html": ""},
                "manual": [],
                "checks": [{**check, "name": ""} for check in exercise["checks"]],
            }
            for label, exercise in content["exercises"].items()
        },
    }


def unread(assignment: Assignment, why: str) -> Graded:
    """Return the result of a submission that nothing could be run of: 0, with the reason."""
    pieces = merge({"cells": [], "metadata": {}}, assignment)
    for piece in pieces:
        if piece.role == "check":
            piece.cell["outputs"] = [_nothing(why)]
    return Graded(
        module=assignment.module,
        digest=assignment.digest,
        rows=tuple(rows(assignment, {}, why)),
        notebook=notebook_of(pieces),
        cut=why,
    )


def _nothing(why: str) -> dict[str, Any]:
    return {
        "output_type": "execute_result",
        "execution_count": None,
        "metadata": {},
        "data": {"text/plain": "0", "text/markdown": why},
    }


def rows(assignment: Assignment, results: Mapping[str, Any], why: str = "") -> list[Row]:
    """Return a row for each graded cell; a check without a result has 0 points and the reason ``why``."""
    made = []
    for label, exercise in assignment.content["exercises"].items():
        for part, check in enumerate(exercise["checks"], 1):
            result = results.get(check["id"])
            made.append(
                Row(
                    grade_id=check["id"],
                    label=label,
                    part=part,
                    title=exercise["title"],
                    name=check["name"],
                    hidden=check["hidden"],
                    points=float(check["points"]),
                    earned=float(result.earned) if result else 0.0,
                    state=result.state if result else NOT_YET,
                    message=result.message if result else why,
                    html=result.html if result else "",
                    text=result.text if result else why,
                )
            )
        for task in exercise["manual"]:
            made.append(
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
    return made
