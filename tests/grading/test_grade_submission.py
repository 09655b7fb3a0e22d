"""The result of one submission, as the cohort's commands and other machines see it."""

import json
from typing import Any

import nbformat
import pytest

from pmbridge.grading.grade import Assignment, Graded, Learner, grade_submission
from pmbridge.grading.graded import MISSING, NOT_STARTED, PASSED
from submissions import MODULE, SAMPLE, answered, mistakes, released, solutions

LEARNER = Learner("ada", "a-key")


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return Assignment.load(SAMPLE, MODULE)


def graded(assignment: Assignment, notebook: Any, **answers: Any) -> Graded:
    files = {f"{label}.json": json.dumps({"answer": a}).encode() for label, a in answers.items()}
    return grade_submission(nbformat.writes(notebook).encode(), files, assignment, LEARNER)


def test_the_solutions_score_in_full_and_the_untouched_notebook_is_not_started(
    assignment: Assignment,
) -> None:
    full = graded(assignment, answered(SAMPLE, MODULE, solutions(SAMPLE, MODULE)))
    assert full.earned == full.points == assignment.points == 15
    assert {row.state for row in full.rows if row.part} == {PASSED}
    (manual,) = (row for row in full.rows if not row.part)
    assert (manual.earned, manual.points) == (None, 3)
    untouched = graded(assignment, released(SAMPLE, MODULE))
    assert untouched.earned == 0
    assert {row.state for row in untouched.rows if row.part} == {NOT_STARTED}


def test_the_result_is_plain_data_and_its_notebook_is_valid(assignment: Assignment) -> None:
    result = graded(assignment, answered(SAMPLE, MODULE, mistakes(SAMPLE, MODULE, 0)))
    nbformat.validate(nbformat.from_dict(result.notebook))
    assert Graded.from_data(json.loads(json.dumps(result.as_data()))) == result
    assert any("Reach is one number of four" in row.message for row in result.rows)


def test_what_is_no_notebook_is_a_result_with_a_reason(assignment: Assignment) -> None:
    for junk in (b"", b"[]", b"\xff\xfe", b"{" * 100_000, b'{"worksheets": []}'):
        result = grade_submission(junk, {}, assignment, LEARNER)
        assert result.earned == 0
        assert result.cut
        assert len(result.rows) == 13


def test_a_boards_answer_comes_from_the_folder_or_from_the_cells_output(
    assignment: Assignment,
) -> None:
    label = "first-idea"
    notebook = released(SAMPLE, MODULE)
    (cell,) = (c for c in notebook.cells if c.id == label)
    cell.execution_count = 3
    states = {r.state for r in graded(assignment, notebook).rows if r.label == label}
    assert states == {MISSING}, "ask the learner, and don't count it as wrong"
    right = "reminder"
    mime = "application/vnd.pmbridge.answer+json"
    payload = {mime: {"label": label, "answer": right}}
    cell.outputs = [nbformat.v4.new_output("display_data", payload)]
    carried = graded(assignment, notebook)
    saved = graded(assignment, released(SAMPLE, MODULE), **{label: right})
    for result in (carried, saved):
        assert {r.state for r in result.rows if r.label == label} == {PASSED}
