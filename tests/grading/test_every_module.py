"""Every module of the course, graded three ways: the learner's own check, stock nbgrader, the examiner.

Every row must agree. The authors' solutions may import the truths, which the sandbox does not hold, so
those comparisons show the examiner's process the whole package; what learners hand in runs in the sandbox.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from pmbridge.check.selfcheck import check_notebook
from pmbridge.content import content_root, module_names
from pmbridge.grading.grade import Assignment, Graded, Learner, grade_submission
from stock import graded, our_scores, scores
from submissions import answered, as_handed_in, exercises_of, mistakes, released, solutions

pytest.importorskip("nbgrader.api")

LAYOUT = content_root()
MODULES = [m for m in module_names(LAYOUT) if (LAYOUT.content / f"{m}.json").is_file()]


def submissions_of(module: str, rounds: int) -> Iterator[tuple[str, nbformat.NotebookNode]]:
    right = solutions(LAYOUT, module)
    unusual = {
        label: e.unusual[0].text for label, e in exercises_of(LAYOUT, module).items() if e.unusual
    }
    half = dict(list(right.items())[::2]) | unusual
    yield "full", answered(LAYOUT, module, right)
    yield "untouched", released(LAYOUT, module)
    yield "half-unusual", answered(LAYOUT, module, half)
    for number in range(rounds):
        yield f"mistake-{number + 1}", answered(LAYOUT, module, mistakes(LAYOUT, module, number))


def examined(module: str, notebook: Any, answers: Any = None, *, unsafe: bool = True) -> Graded:
    files = {
        f"{label}.json": json.dumps({"answer": a}).encode() for label, a in (answers or {}).items()
    }
    assignment = Assignment.load(LAYOUT, module)
    return grade_submission(
        nbformat.writes(notebook).encode(), files, assignment, Learner(), unsafe=unsafe
    )


def agree(module: str, submissions: dict[str, Any], folder: Path) -> None:
    course = graded(LAYOUT, module, submissions, folder)
    for student, notebook in submissions.items():
        path = course / "submitted" / student / module / f"{module}.ipynb"
        report = check_notebook(path, LAYOUT)
        stock = {k: v for k, v in scores(course, module, student).items() if v is not None}
        assert our_scores(report) == stock, student
        result = examined(module, notebook)
        assert {r.grade_id: r.earned for r in result.rows if r.part} == stock, student
        assert {(r.label, r.part): r.state for r in result.rows if r.part} == {
            (row["label"], check["part"]): check["state"]
            for row in report["exercises"]
            for check in row["checks"]
        }, student
        if student == "full":
            assert result.earned == result.points == report["points"]
        if student == "untouched":
            assert result.earned == 0


@pytest.mark.apart
@pytest.mark.parametrize("module", MODULES)
def test_stock_our_own_check_and_the_examiner_agree(module: str, tmp_path: Path) -> None:
    agree(module, dict(submissions_of(module, 2)), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES)
def test_they_agree_on_every_mistake(module: str, tmp_path: Path) -> None:
    most = max(len(e.mistakes) for e in exercises_of(LAYOUT, module).values())
    agree(module, dict(submissions_of(module, most)), tmp_path)


@pytest.mark.parametrize("module", MODULES)
def test_what_a_learner_hands_in_scores_in_full_in_the_sandbox(module: str) -> None:
    notebook, answers = as_handed_in(LAYOUT, module)
    result = examined(module, notebook, answers, unsafe=False)
    assert not result.unsafe
    assert [r.message for r in result.rows if r.earned is not None and r.earned < r.points] == []
    assert result.earned == result.points
    assert not any(flag.kind == "imports-grading" for flag in result.flags)
