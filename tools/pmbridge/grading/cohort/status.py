"""How far a cohort is, and what needs a person."""

from dataclasses import dataclass, field
from typing import Any

from pmbridge.grading.assignment import Assignment
from pmbridge.grading.cohort import assignments, records, roster
from pmbridge.grading.cohort.folder import Cohort
from pmbridge.grading.graded import MISSING

FORMGRADER = "jupyter lab, and in its menu Nbgrader, Formgrader, for what a person grades"


@dataclass
class Row:
    """One assignment: how many learners are at each stage. ``mean`` is of the graded, in points."""

    module: str
    title: str
    points: float
    learners: int
    collected: int = 0
    graded: int = 0
    waiting: int = 0
    returned: int = 0
    mean: float = 0.0


@dataclass(frozen=True)
class Attention:
    """One thing that a person should look at."""

    learner: str
    assignment: str
    kind: str
    sentence: str


@dataclass
class Status:
    """The whole picture, and the command that comes next."""

    rows: list[Row] = field(default_factory=list)
    attention: list[Attention] = field(default_factory=list)
    absent: dict[str, list[str]] = field(default_factory=dict)
    next_step: str = ""


def status(cohort: Cohort, book: Any) -> Status:
    """Return how far the cohort is."""
    found = Status()
    learners = [person.learner for person in roster.load(cohort)]
    for assignment in assignments.released(cohort):
        _one(cohort, book, assignment, learners, found)
    found.next_step = _next_step(found, bool(learners))
    return found


def _one(
    cohort: Cohort, book: Any, assignment: Assignment, learners: list[str], found: Status
) -> None:
    module = assignment.module
    manual = sum(t["points"] for e in assignment.content["exercises"].values() for t in e["manual"])
    row = Row(module, str(assignment.content["title"]), assignment.points + manual, len(learners))
    total = 0.0
    here = set()
    for folder in sorted(cohort.submitted.iterdir()):
        if not (folder / module).is_dir() or folder.is_symlink():
            continue
        here.add(folder.name)
        row.collected += 1
        record = records.read(cohort, folder.name, module)
        standing = book.standing(folder.name, module)
        if record.graded and standing is not None:
            row.graded += 1
            total += standing.score
            row.waiting += bool(standing.waiting)
        row.returned += (
            cohort.folder(cohort.feedback, folder.name, module) / f"{module}.html"
        ).is_file()
    unsafe = 0
    for record in records.of_assignment(cohort, module):
        found.attention.extend(_attention(record))
        unsafe += bool(record.graded.get("unsafe"))
    if unsafe:
        sentence = f"{unsafe} of {row.graded} were graded without the sandbox."
        found.attention.append(Attention("", module, "unsafe", sentence))
    row.mean = total / row.graded if row.graded else 0.0
    found.absent[module] = [learner for learner in learners if learner not in here]
    found.rows.append(row)


def _attention(record: records.Record) -> list[Attention]:
    learner, module = record.learner, record.assignment
    rows = []
    if record.refused:
        rows.append(Attention(learner, module, "not taken", record.refused))
    rows.extend(Attention(learner, module, "flagged", sentence) for sentence in record.to_look_at)
    graded = record.graded
    if graded.get("cut"):
        rows.append(Attention(learner, module, "cut short", graded["cut"]))
    lost = sorted({c["title"] for c in graded.get("checks", {}).values() if c["state"] == MISSING})
    if lost and not any("did not come along" in sentence for sentence in record.flags):
        rows.append(
            Attention(
                learner, module, "answers missing", f"Ask for the answer to {', '.join(lost)}."
            )
        )
    return rows


def _next_step(found: Status, on_roster: bool) -> str:
    rows = found.rows
    if not rows:
        return "pmbridge cohort release"
    if not any(row.collected for row in rows):
        return "pmbridge cohort collect FOLDER-OR-ZIP"
    if any(row.graded < row.collected for row in rows):
        return "pmbridge grade"
    if any(row.waiting for row in rows):
        return f"{FORMGRADER}; then pmbridge cohort feedback"
    if any(row.returned < row.graded for row in rows):
        return "pmbridge cohort feedback"
    return "Nothing is left to do."
