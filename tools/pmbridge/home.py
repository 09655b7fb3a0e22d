"""Where a learner's folder is, and whose it is."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from pmbridge.problems import CourseError

MARKER = "learner.json"
SELF_STUDY = "self-study"
# The key separates cohorts, so that two of them get different data. It is no secret.
SELF_STUDY_KEY = "bridge-to-product"


@dataclass(frozen=True)
class Learner:
    """Who works in a folder: a name within a cohort, and the cohort's key."""

    learner: str = SELF_STUDY
    course_key: str = SELF_STUDY_KEY


def find_home(start: Path | None = None) -> Path | None:
    """Return the learner's folder that holds ``start`` (default: the working directory), or None."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / MARKER).is_file():
            return folder
    return None


def read_learner(home: Path | None) -> Learner:
    """Return who works in ``home``; a folder without ``learner.json`` is self-study.

    Raises
    ------
    CourseError
        If ``learner.json`` is there but can't be understood.
    """
    if home is None:
        return Learner()
    path = home / MARKER
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        learner, key = data["learner"], data["course_key"]
        if not (isinstance(learner, str) and learner and isinstance(key, str) and key):
            raise ValueError("a name and a key are texts that are not empty")
        return Learner(learner, key)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise CourseError(
            f"The file {path} should hold your learner name and the course key, but it can't be read.",
            f'Put {{"learner": "{SELF_STUDY}", "course_key": "{SELF_STUDY_KEY}"}} into it, '
            "or ask your instructor for theirs.",
        ) from error


def mode() -> str:
    """Return ``"learn"``, ``"verify"`` or ``"grade"``; the last two touch no progress and show no widgets."""
    return os.environ.get("PMBRIDGE_MODE", "learn")
