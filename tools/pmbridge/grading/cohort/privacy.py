"""What a cohort keeps about a person: all of it out on request, and all of it gone on request."""

import json
import shutil
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pmbridge.grading.cohort import intake, records, roster
from pmbridge.grading.cohort.folder import Cohort
from pmbridge.grading.cohort.intake import Refused
from pmbridge.problems import CourseError


@dataclass(frozen=True)
class Holdings:
    """What there is about a learner: folders and files with something in them, and rows in the gradebook."""

    learner: str
    places: list[Path]
    on_roster: bool
    graded: list[str]


def _places(cohort: Cohort, learner: str) -> list[Path]:
    steps = (
        cohort.originals,
        cohort.submitted,
        cohort.autograded,
        cohort.feedback,
        cohort.records,
    )
    return [
        *(step / learner for step in steps),
        cohort.passes / f"{learner}.zip",
        exported(cohort, learner),
    ]


def exported(cohort: Cohort, learner: str) -> Path:
    """Return where an export about ``learner`` is put if nobody says where."""
    return cohort.root / f"{learner}-everything.zip"


def holdings(cohort: Cohort, book: Any, learner: str, modules: list[str]) -> Holdings:
    """Return what the cohort's folder holds about ``learner``.

    Raises
    ------
    CourseError
        If it holds nothing.
    """
    if not roster.ID.fullmatch(learner):
        raise CourseError(f"{learner!r} is no learner's id.", "See roster.csv for the ids.")
    places = [path for path in _places(cohort, learner) if path.is_symlink() or path.exists()]
    on_roster = any(person.learner == learner for person in roster.load(cohort))
    graded = [module for module in modules if book.standing(learner, module) is not None]
    if not (places or on_roster or graded):
        raise CourseError(
            f"Nothing is kept here about {learner}.", "See roster.csv for the ids of the learners."
        )
    return Holdings(learner, places, on_roster, graded)


def purge(cohort: Cohort, book: Any, found: Holdings) -> None:
    """Take away everything that is kept about a learner. The roster's line goes last, so that a run that was
    stopped can be run again.
    """
    learner = found.learner
    for path in found.places:
        if path.is_symlink() or path.is_file():
            path.unlink()
        else:
            _unlock(path)
            shutil.rmtree(path)
    for archive in cohort.feedback.glob("*-for-moodle.zip"):
        archive.unlink()  # written anew with the next feedback
    book.remove(learner)
    people = roster.load(cohort)
    if any(person.learner == learner for person in people):
        roster.save(cohort, [person for person in people if person.learner != learner])
    # The log knows a pseudonym; with the roster's line gone, nothing leads from it to a person.
    cohort.log("purged", learner)


def _unlock(folder: Path) -> None:
    """nbgrader writes files that nobody may change; some systems then refuse to delete them."""
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o700 if path.is_dir() else 0o600)


def export(cohort: Cohort, book: Any, found: Holdings, target: Path) -> int:
    """Write everything that is kept about a learner into the zip ``target``; return how many files it has."""
    person = next((p for p in roster.load(cohort) if p.learner == found.learner), None)
    about = {
        "learner": found.learner,
        "pseudonym": cohort.pseudonym(found.learner),
        "roster": asdict(person) if person else None,
        "grades": {
            module: asdict(standing)
            for module in found.graded
            if (standing := book.standing(found.learner, module)) is not None
        },
        "records": [asdict(record) for record in records.of_learner(cohort, found.learner)],
        "log": _log_lines(cohort, found.learner),
    }
    count = 1
    partial = target.with_name(f".{target.name}.part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("about.json", json.dumps(about, ensure_ascii=False, indent=1))
        for place in found.places:
            if place == exported(cohort, found.learner):
                continue
            for path in sorted([place] if place.is_file() else place.rglob("*")):
                if path.is_symlink() or not path.is_file() or _shows_hidden_checks(cohort, path):
                    continue
                try:
                    archive.writestr(
                        path.relative_to(cohort.root).as_posix(), intake.read_file(path)
                    )
                except Refused:
                    continue
                count += 1
    partial.replace(target)
    return count


def _shows_hidden_checks(cohort: Cohort, path: Path) -> bool:
    """The graded notebook holds the hidden checks; it is the submission again, and that one is in the zip."""
    return path.is_relative_to(cohort.autograded)


def _log_lines(cohort: Cohort, learner: str) -> list[Any]:
    pseudonym = cohort.pseudonym(learner)
    try:
        lines = (cohort.root / "grading.log").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    return [json.loads(line) for line in lines if f'"{pseudonym}"' in line]
