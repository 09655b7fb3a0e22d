"""``grade_submission``: one submission in, one result out, and nothing else changes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pmbridge.case import seed_of
from pmbridge.grading.assignment import Assignment
from pmbridge.grading.examine import unread
from pmbridge.grading.graded import Flag, Graded, Row
from pmbridge.grading.merge import MAX_BYTES
from pmbridge.grading.workers import borrowed
from pmbridge.home import Learner

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
    limits = limits or Limits()
    job = {
        "notebook": bytes(notebook[: MAX_BYTES + 1]),
        "answers": _small(answers),
        "seed": seed_of(learner.learner, learner.course_key),
        "cell_seconds": limits.cell_seconds,
        "total_seconds": limits.total_seconds,
    }
    with borrowed(safe=not unsafe) as worker:
        answer = worker.grade(job, assignment)
    if "result" in answer:
        return replace(Graded.from_data(answer["result"]), unsafe=unsafe)
    return replace(unread(assignment, answer["failed"]), unsafe=unsafe)


def _small(answers: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files that may be read, in all no more than fits."""
    kept: dict[str, bytes] = {}
    left = MAX_BYTES
    for name, data in answers.items():
        left -= len(data)
        if left >= 0:
            kept[name] = bytes(data)
    return kept
