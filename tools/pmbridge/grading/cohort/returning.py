"""Writes everybody's feedback, and a zip that a learning platform takes back under the names it gave out."""

import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pmbridge.grading.assignment import Assignment
from pmbridge.grading.cohort import assignments, feedback, handins, marking, records, roster
from pmbridge.grading.cohort.folder import Cohort
from pmbridge.grading.cohort.roster import Person
from pmbridge.problems import CourseError

WRITTEN, SAME, NOT_GRADED = "written", "as before", "not graded"


@dataclass(frozen=True)
class Returned:
    """What came of one learner's page."""

    what: str
    learner: str
    assignment: str
    path: Path


def feedback_of(cohort: Cohort, book: Any, learner: str, module: str) -> feedback.Feedback:
    """Return what the page of one submission is made of.

    Raises
    ------
    CourseError
        If the submission was not graded.
    """
    released = assignments.released(cohort)
    names = [assignment.module for assignment in released]
    if module not in names:
        raise CourseError(
            f"{module} was not released in this cohort.", f"Run: pmbridge cohort release {module}."
        )
    place = names.index(module)
    following = released[place + 1].content["title"] if place + 1 < len(released) else ""
    known = {person.learner: person for person in roster.load(cohort)}
    found = _feedback(
        cohort, book, known.get(learner, Person(learner)), released[place], str(following)
    )
    if found is None:
        raise CourseError(f"{learner}'s {module} was not graded.", f"Run: pmbridge grade {module}.")
    return found


def _feedback(
    cohort: Cohort, book: Any, person: Person, assignment: Assignment, following: str
) -> feedback.Feedback | None:
    record = records.read(cohort, person.learner, assignment.module)
    standing = book.standing(person.learner, assignment.module)
    if standing is None or not record.graded:
        return None
    received = marking.received_at(cohort, record, person.learner, assignment.module)
    return feedback.Feedback(person, assignment, record, standing, received, following)


def write_all(
    cohort: Cohort,
    book: Any,
    chosen: Iterable[Assignment],
    step: Callable[[int, int], None] = lambda done, of: None,
) -> list[Returned]:
    """Write the page of every graded submission of the ``chosen`` assignments."""
    released = assignments.released(cohort)
    titles = {a.module: str(a.content["title"]) for a in released}
    order = list(titles)
    work = [(a, person) for a in chosen for person in marking.submitters(cohort, a.module)]
    done = []
    for number, (assignment, person) in enumerate(work):
        step(number, len(work))
        module = assignment.module
        after = order[order.index(module) + 1 :]
        about = _feedback(cohort, book, person, assignment, titles[after[0]] if after else "")
        path = cohort.folder(cohort.feedback, person.learner, module) / f"{module}.html"
        if about is None:
            done.append(Returned(NOT_GRADED, person.learner, module, path))
            continue
        fresh = feedback.write(cohort, about)
        done.append(Returned(WRITTEN if fresh else SAME, person.learner, module, path))
    step(len(work), len(work))
    return done


def write_zip(cohort: Cohort, module: str) -> tuple[Path, int] | None:
    """Write the pages of one assignment as a zip with the folder names that Moodle gave out.

    Moodle takes such a zip under "Upload multiple feedback files in a zip". Returns None if nothing was
    collected from there.
    """
    target = cohort.feedback / f"{module}-for-moodle.zip"
    pages = {}
    for record in records.of_assignment(cohort, module):
        page = cohort.folder(cohort.feedback, record.learner, module) / f"{module}.html"
        folder = next(
            (part for part in record.origin.split("/") if "_assignsubmission_" in part), ""
        )
        said = handins.claims((folder,)) if folder else []
        if page.is_file() and said and said[0].platform == "Moodle":
            stem = folder[: len(folder) - len(said[0].rest)].rstrip("_")
            pages[f"{stem}_/{module}-feedback.html"] = page.read_bytes()
    if not pages:
        return None
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(pages.items()):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    return target, len(pages)
