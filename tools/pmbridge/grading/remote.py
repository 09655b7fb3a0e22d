"""``grade_submission`` as it is sent to a worker of a cluster: plain bytes in, plain data out.

The course, in the same version, has to be installed where the worker runs. Nothing else is expected there,
and nothing is left behind.
"""

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from pmbridge import __version__
from pmbridge.grading.grade import Assignment, Learner, grade_submission
from pmbridge.problems import CourseError


def packed(assignment: Assignment) -> bytes:
    """Return an assignment as it travels; some 50 kB, so each submission brings its own along."""
    return zlib.compress(json.dumps(asdict(assignment)).encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=32)
def _unpacked(data: bytes) -> Assignment:
    return Assignment(**json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass")))


@dataclass(frozen=True)
class Job:
    """All that leaves the instructor's machine for one submission.

    Parameters
    ----------
    version : str
        The course's version where the result is wanted.
    assignment : bytes
        From ``packed``; it holds the hidden checks and the solutions.
    notebook : bytes
        As handed in, in order.
    answers : mapping of str to bytes
        Of the boards.
    learner, course_key : str
        Whose data the checks use. ``learner`` is a pseudonym.
    unsafe : bool
        Run the learner's code without the sandbox.
    """

    version: str
    assignment: bytes
    notebook: bytes
    answers: Mapping[str, bytes]
    learner: str
    course_key: str
    unsafe: bool


def grade_remotely(job: Job) -> dict[str, Any]:
    """Grade one submission and return the result as plain data.

    Raises
    ------
    CourseError
        If grading can't work on this worker; the sentence says what to do there.
    """
    if job.version != __version__:
        raise CourseError(
            f"A worker of the cluster has pmbridge {__version__} and you have {job.version}.",
            "Install the same version on both.",
        )
    result = grade_submission(
        job.notebook,
        job.answers,
        _unpacked(job.assignment),
        Learner(job.learner, job.course_key),
        unsafe=job.unsafe,
    )
    return result.as_data()
