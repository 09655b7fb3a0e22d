"""Grades what was collected: runs it first, by several workers, and writes results afterwards, by one process.

No gradebook is open for writing while learners' code runs. A result is saved in three steps: the graded
notebook, the gradebook in one transaction, and last the record. Whatever moment a run is killed at, the next
one does again what has no record, and comes to the same grades.
"""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from pmbridge import __version__
from pmbridge.grading.assignment import Assignment
from pmbridge.grading.cohort import handins, intake, records, roster
from pmbridge.grading.cohort.folder import Cohort
from pmbridge.grading.cohort.intake import Refused
from pmbridge.grading.cohort.repair import NoNotebook, Repaired, repair
from pmbridge.grading.cohort.roster import Person
from pmbridge.grading.cohort.running import Cluster, Here, Place, run
from pmbridge.grading.graded import Graded
from pmbridge.grading.handed_in import answers_in
from pmbridge.home import Learner
from pmbridge.workspace.files import write_atomically

GRADED, UP_TO_DATE, REFUSED = "graded", "up to date", "refused"


@dataclass(frozen=True)
class Submission:
    """What is graded: the learner's notebook in order, their answers, and a key of all that decides the result."""

    person: Person
    assignment: Assignment
    repaired: Repaired
    answers: dict[str, bytes]
    learner: Learner
    key: str

    @property
    def notebook(self) -> bytes:
        """The notebook as the grader gets it."""
        return json.dumps(self.repaired.notebook, ensure_ascii=True).encode()


@dataclass(frozen=True)
class Marked:
    """What came of one submission; ``waiting`` counts the parts that wait for a person."""

    what: str
    learner: str
    assignment: str
    earned: float = 0.0
    points: float = 0.0
    waiting: int = 0
    sentences: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    unsafe: bool = False


def load(cohort: Cohort, person: Person, assignment: Assignment) -> Submission:
    """Read a submission from ``submitted/``, however it got there.

    Raises
    ------
    Refused
        If something in it may not be read.
    NoNotebook
        If the notebook is none.
    """
    folder = cohort.folder(cohort.submitted, person.learner, assignment.module)
    data = intake.read_file(folder / f"{assignment.module}.ipynb")
    repaired = repair(data, assignment)
    answers = {}
    for label, answer in repaired.answers.items():
        text = json.dumps({"label": label, "answer": answer}, ensure_ascii=False)
        answers[f"{label}.json"] = text.encode("utf-8", "replace")
    boards = {f"{label}.json" for label, e in assignment.content["exercises"].items() if e["board"]}
    answers.update({name: text for name, text in answers_in(folder).items() if name in boards})
    learner = cohort.identity(person.learner)
    key = hashlib.sha256()
    for part in (
        __version__,
        assignment.digest,
        learner.learner,
        learner.course_key,
        json.dumps(repaired.notebook, sort_keys=True),
        *(f"{name}:{hashlib.sha256(text).hexdigest()}" for name, text in sorted(answers.items())),
    ):
        key.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return Submission(person, assignment, repaired, answers, learner, key.hexdigest())


# -- which


def submitters(cohort: Cohort, module: str) -> list[Person]:
    """Return who has a submission of ``module``, on the roster or not, by id."""
    known = {person.learner: person for person in roster.load(cohort)}
    found = []
    for folder in sorted(cohort.submitted.iterdir()):
        if folder.is_dir() and not folder.is_symlink() and (folder / module).is_dir():
            found.append(known.get(folder.name, Person(folder.name)))
    return found


# -- save


def save(cohort: Cohort, book: Any, submission: Submission, graded: Graded) -> Marked:
    """Save one result and return what came of it."""
    import nbformat

    person, module = submission.person, submission.assignment.module
    record = records.read(cohort, person.learner, module)
    notebook = nbformat.from_dict(graded.notebook)
    _write_autograded(cohort, book, person.learner, module, notebook)
    received = received_at(cohort, record, person.learner, module)
    book.save(person, module, notebook, received, extension_of(record))
    keep(record, submission, graded)
    records.write(cohort, record)
    cohort.log(
        "graded",
        person.learner,
        assignment=module,
        earned=graded.earned,
        seconds=round(graded.seconds, 2),
    )
    return marked(GRADED, book, record)


def keep(record: records.Record, submission: Submission, graded: Graded) -> None:
    """Note in a record what the grading said."""
    if not record.digest:
        # It came through nbgrader's own commands, so nobody has told yet what was mended.
        record.repairs = submission.repaired.repairs
        record.flags = submission.repaired.flags
    record.graded = {
        "key": submission.key,
        "checks": {
            row.grade_id: {
                "label": row.label,
                "part": row.part,
                "title": row.title,
                "name": row.name,
                "hidden": row.hidden,
                "points": row.points,
                "earned": row.earned,
                "state": row.state,
                "message": row.message,
            }
            for row in graded.rows
        },
        "flags": [flag.sentence for flag in graded.flags],
        "cut": graded.cut,
        "unsafe": graded.unsafe,
    }


def extension_of(record: records.Record) -> timedelta | None:
    """Return how much longer than the others this learner has."""
    return timedelta(days=record.extension) if record.extension else None


def received_at(
    cohort: Cohort, record: records.Record, learner: str, module: str
) -> datetime | None:
    """Return when a submission was handed in, if anything says so."""
    text = record.received
    if not text:
        stamp = cohort.folder(cohort.submitted, learner, module) / "timestamp.txt"
        try:
            text = handins.timestamp(intake.read_file(stamp, 1000).decode("utf-8", "replace"))
        except Refused:
            return None
    return datetime.fromisoformat(text) if text else None


def _write_autograded(cohort: Cohort, book: Any, learner: str, module: str, notebook: Any) -> None:
    """Write what formgrader shows. The notebook comes last, and nobody may change it."""
    from nbgrader.preprocessors import LimitOutput

    notebook, _ = LimitOutput(config=book.config).preprocess(notebook, {})
    folder = cohort.folder(cohort.autograded, learner, module)
    submitted = cohort.folder(cohort.submitted, learner, module)
    for name in ("timestamp.txt", "submission_secret.txt"):
        try:
            write_atomically(folder / name, intake.read_file(submitted / name, 1000))
        except Refused:
            (folder / name).unlink(missing_ok=True)
    path = folder / f"{module}.ipynb"
    # nbformat's own writing copies it all and lays it out in Python: a third of what saving took.
    _valid(notebook)
    lines = [{**cell, "source": cell["source"].splitlines(True)} for cell in notebook["cells"]]
    text = json.dumps({**notebook, "cells": lines}, ensure_ascii=False, sort_keys=True)
    write_atomically(path, text.encode("utf-8", "replace"))
    path.chmod(0o444)


@lru_cache(maxsize=8)
def _schema(minor: int) -> Callable[[Any], Any]:
    from nbformat.validator import get_validator

    validate: Callable[[Any], Any] = get_validator(4, minor, name="fastjsonschema").validate
    return validate


def _valid(notebook: Any) -> None:
    """Hold a notebook against nbformat's schema, compiled once; what formgrader can't open is not written."""
    _schema(int(notebook["nbformat_minor"]))(notebook)


def marked(what: str, book: Any, record: records.Record) -> Marked:
    """Return how a submission stands, from the gradebook and its record."""
    standing = book.standing(record.learner, record.assignment)
    cut = record.graded.get("cut", "")
    return Marked(
        what=what,
        learner=record.learner,
        assignment=record.assignment,
        earned=standing.score if standing else 0.0,
        points=standing.points if standing else 0.0,
        waiting=standing.waiting if standing else 0,
        sentences=(cut,) if cut else (),
        flags=tuple(record.to_look_at),
        unsafe=bool(record.graded.get("unsafe")),
    )


# -- all of it


@dataclass
class Progress:
    """What a caller is told while a run goes on."""

    plan: Callable[[int], None] = field(default=lambda count: None)
    step: Callable[[Marked], None] = field(default=lambda marked: None)
    say: Callable[[str], None] = field(default=lambda sentence: None)


def mark(
    cohort: Cohort,
    book: Any,
    chosen: Sequence[Assignment],
    *,
    workers: int | None = None,
    again: bool = False,
    unsafe: bool = False,
    learner: str | None = None,
    scheduler: str = "",
    progress: Progress | None = None,
) -> list[Marked]:
    """Grade every submission of the ``chosen`` assignments that has no result yet, or another one.

    ``again`` grades those as well whose result is up to date. ``scheduler`` is the address of a Dask
    cluster to run them on.
    """
    progress = progress or Progress()
    outcomes: list[Marked] = []
    todo: list[Submission] = []
    for assignment in chosen:
        for person in submitters(cohort, assignment.module):
            if learner not in (None, person.learner):
                continue
            try:
                submission = load(cohort, person, assignment)
            except (Refused, NoNotebook) as problem:
                outcomes.append(_refuse(cohort, person, assignment.module, str(problem)))
                continue
            if again or _due(cohort, book, submission):
                todo.append(submission)
            else:
                record = records.read(cohort, person.learner, assignment.module)
                outcomes.append(marked(UP_TO_DATE, book, record))
    progress.plan(len(todo))
    if not todo:
        return sorted(outcomes, key=lambda m: (m.assignment, m.learner))
    place: Place = (
        Cluster(scheduler, unsafe, progress.say)
        if scheduler
        else Here(workers or os.cpu_count() or 1, unsafe)
    )
    for submission, result in run(todo, place):
        done = save(cohort, book, submission, result)
        outcomes.append(done)
        progress.step(done)
    return sorted(outcomes, key=lambda m: (m.assignment, m.learner))


def _due(cohort: Cohort, book: Any, submission: Submission) -> bool:
    """Return whether a submission has no result yet, or one that another assignment or answer gave."""
    learner, module = submission.person.learner, submission.assignment.module
    record = records.read(cohort, learner, module)
    there = (cohort.folder(cohort.autograded, learner, module) / f"{module}.ipynb").is_file()
    if not there or record.graded.get("key") != submission.key:
        return True
    received = received_at(cohort, record, learner, module)
    return not book.settle(learner, module, received, extension_of(record))


def _refuse(cohort: Cohort, person: Person, module: str, why: str) -> Marked:
    why = f"{why[:1].upper()}{why[1:].rstrip('.')}."
    record = records.read(cohort, person.learner, module)
    record.refused = why
    records.write(cohort, record)
    return Marked(REFUSED, person.learner, module, sentences=(why,))
