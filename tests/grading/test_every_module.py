"""Every module of the course, graded three ways: the learner's own check, stock nbgrader, the examiner.

Every row must agree. The authors' solutions may import the truths, which the sandbox does not hold, so
those comparisons show the examiner's process the whole package; what learners hand in runs in the sandbox.

A build compares the learner's own check with the examiner for every declared answer. So the default run
asks stock nbgrader, which takes seconds for each submission, about three: all right, untouched, and one of
everything else by turns. The slow run compares all three for every round of mistakes.
"""

import json
from collections.abc import Collection, Iterator
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


def submissions_of(module: str) -> Iterator[tuple[str, nbformat.NotebookNode]]:
    yield "full", answered(LAYOUT, module, solutions(LAYOUT, module))
    yield "untouched", released(LAYOUT, module)
    yield "by-turns", answered(LAYOUT, module, by_turns(module))


def by_turns(module: str) -> dict[str, str]:
    """Return an answer to each exercise: a mistake, an unusual answer, another mistake, none, and so on."""
    answers = {}
    for number, (label, exercise) in enumerate(exercises_of(LAYOUT, module).items()):
        unusual = exercise.unusual[-1].text if exercise.unusual else exercise.solution
        wrong = [mistake.text for mistake in exercise.mistakes]
        turns = [wrong[0], unusual, wrong[number % len(wrong)], None] if wrong else [unusual]
        answer = turns[number % len(turns)]
        if answer is not None:
            answers[label] = answer
    return answers


def all_of(module: str) -> Iterator[tuple[str, nbformat.NotebookNode]]:
    yield from submissions_of(module)
    right, exercises = solutions(LAYOUT, module), exercises_of(LAYOUT, module)
    half = dict(list(right.items())[::2])
    yield "half", answered(LAYOUT, module, half)
    for number in range(max(len(e.unusual) for e in exercises.values())):
        rest = {k: e.unusual[number].text for k, e in exercises.items() if number < len(e.unusual)}
        yield f"unusual-{number + 1}", answered(LAYOUT, module, half | rest)
    for number in range(max(len(e.mistakes) for e in exercises.values())):
        yield f"mistake-{number + 1}", answered(LAYOUT, module, mistakes(LAYOUT, module, number))


def examined(module: str, notebook: Any, answers: Any = None, *, unsafe: bool = True) -> Graded:
    files = {
        f"{label}.json": json.dumps({"answer": a}).encode() for label, a in (answers or {}).items()
    }
    assignment = Assignment.load(LAYOUT, module)
    return grade_submission(
        nbformat.writes(notebook).encode(), files, assignment, Learner(), unsafe=unsafe
    )


def agree(module: str, submissions: dict[str, Any], folder: Path, own: Collection[str]) -> None:
    """Hold the examiner to stock nbgrader, row by row, and the learner's own check for those in ``own``."""
    course = graded(LAYOUT, module, submissions, folder)
    for student, notebook in submissions.items():
        stock = {k: v for k, v in scores(course, module, student).items() if v is not None}
        result = examined(module, notebook)
        assert {r.grade_id: r.earned for r in result.rows if r.part} == stock, student
        if student == "full":
            assert result.earned == result.points
        if student == "untouched":
            assert result.earned == 0
        if student in own:
            path = course / "submitted" / student / module / f"{module}.ipynb"
            report = check_notebook(path, LAYOUT)
            assert our_scores(report) == stock, student
            assert {(r.label, r.part): r.state for r in result.rows if r.part} == {
                (row["label"], check["part"]): check["state"]
                for row in report["exercises"]
                for check in row["checks"]
            }, student


@pytest.mark.apart
@pytest.mark.parametrize("module", MODULES)
def test_stock_our_own_check_and_the_examiner_agree(module: str, tmp_path: Path) -> None:
    agree(module, dict(submissions_of(module)), tmp_path, own=("by-turns",))


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES)
def test_they_agree_on_every_mistake(module: str, tmp_path: Path) -> None:
    submissions = dict(all_of(module))
    agree(module, submissions, tmp_path, own=submissions)


@pytest.mark.parametrize("module", MODULES)
def test_what_a_learner_hands_in_scores_in_full_in_the_sandbox(module: str) -> None:
    notebook, answers = as_handed_in(LAYOUT, module)
    result = examined(module, notebook, answers, unsafe=False)
    assert not result.unsafe
    assert [r.message for r in result.rows if r.earned is not None and r.earned < r.points] == []
    assert result.earned == result.points
    assert not any(flag.kind == "imports-grading" for flag in result.flags)
