"""Every declared answer once more, in the examiner; and answers that nobody should get points for."""

import ast
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pmbridge.authoring.exercises import Exercise
from pmbridge.authoring.report import Problem
from pmbridge.grading.grade import Assignment, Learner, Limits, grade_submission
from pmbridge.workspace.progress import PASSED

Rows = dict[str, dict[str, Any]]
# Nothing, in every kind that a check may expect. The first line of a cell brings what the others need.
JUNK = {
    "not a number": 'float("nan")',
    "True": "True",
    "an empty text": '""',
    "an empty list": "[]",
    "an empty dictionary": "{}",
    "an empty array": "__import__('numpy').array([])",
    "an empty table": "__import__('pandas').DataFrame()",
}


class Examining:
    """The examiner for one module that is being built.

    Parameters
    ----------
    module : str
        Its name.
    instructor : dict
        The instructor's notebook, not yet run.
    data : dict
        What the build puts into ``_content``.
    """

    def __init__(self, module: str, instructor: dict[str, Any], data: dict[str, Any]) -> None:
        plain = json.loads(json.dumps(instructor))
        self.assignment = Assignment.of(module, plain, plain, data)
        self.data = data

    def rows(self, answers: Mapping[str, str]) -> Rows:
        """Return what the examiner says of ``answers``, label to source, in the shape of our own report.

        An author's solution may import the truths, so it runs where it sees the whole package.
        """
        cells = [
            {
                "cell_type": "code",
                "id": cell["id"],
                "metadata": {},
                "source": answers.get(cell["id"], cell["source"]),
                "outputs": [],
                "execution_count": None,
            }
            for cell in self.data["cells"]
        ]
        notebook = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
        result = grade_submission(
            notebook.encode("utf-8", "surrogatepass"),
            {},
            self.assignment,
            Learner(),
            limits=Limits(60, 600),
            unsafe=True,
        )
        rows: Rows = {}
        for row in result.rows:
            if row.part:
                found = rows.setdefault(row.label, {"label": row.label, "checks": []})
                found["checks"].append(
                    {"part": row.part, "state": row.state, "message": row.message}
                )
        return rows


def differences(
    path: Path, line: int, own: dict[str, Any], examined: dict[str, Any]
) -> Iterator[Problem]:
    """Yield the checks of an exercise that come out in another way in the examiner."""
    for here, there in zip(own["checks"], examined["checks"], strict=True):
        if here["state"] != there["state"]:
            said = there["message"] or here["message"]
            yield Problem(
                path,
                line,
                f'Check {here["part"]} of "{own["label"]}" is "{here["state"]}" in a notebook and '
                f'"{there["state"]}" in the examiner, for this answer: {said}',
                "A check gets plain copies of what the learner made (CONTRIBUTING.md, What a check can't see).",
            )


def junk(exercises: dict[str, Exercise]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield answers that are nothing: what they are, and the cells."""
    for name, value in JUNK.items():
        yield name, {label: _nothing(exercise, value) for label, exercise in exercises.items()}


def _nothing(exercise: Exercise, value: str) -> str:
    """Return a cell that gives every name of the exercise ``value``, its functions returning it."""
    functions = {
        node.name
        for node in ast.walk(ast.parse(exercise.solution))
        if isinstance(node, ast.FunctionDef)
    }
    lines = []
    for name in exercise.names:
        call = "lambda *args, **kwargs: " if name in functions else ""
        lines.append(f"{name} = {call}{value}")
    return "\n".join(lines)


def given_away(path: Path, name: str, exercise: Exercise, row: dict[str, Any]) -> Iterator[Problem]:
    """Yield the checks that pass although the answer is nothing."""
    for check in row["checks"]:
        if check["state"] == PASSED:
            source = exercise.checks[check["part"] - 1]
            yield Problem(
                path,
                source.line,
                f'Check {check["part"]} of "{exercise.label}" passes when the answer is {name}.',
                "Ask first for what an answer must have, such as its length, and write "
                "assert abs(x - right) <= 0.01 and not the other way round.",
            )
