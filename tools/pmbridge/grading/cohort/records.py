"""What happened to each submission: one small JSON file a learner and assignment.

The gradebook holds scores; nbgrader has no place for the rest: where a file came from, what was mended in
it, what each check said. A record is written after what it tells of, so a run that was killed does the
last piece again and never believes in something that is not there.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from pmbridge.grading.cohort.folder import Cohort
from pmbridge.workspace.files import write_json

SCHEMA = 1
OTHER_DATA = (
    "It was made with other data than this learner's: their pass was not in the course folder. "
    "Ask them to drop the pass into the start notebook and to look at their answers again."
)


@dataclass
class Record:
    """One learner's submission of one assignment.

    Attributes
    ----------
    digest : str
        Of what was handed in; empty if nothing could be taken.
    origin : str
        Where it came from, as the learning platform named it.
    received : str
        When it was handed in (UTC, ISO 8601), or empty if nothing says so.
    seen : list of str
        Digests of everything that was ever handed in here, so that an older version stays older.
    repairs, flags : list of str
        A sentence for each thing that was mended, and for each that a person should look at.
    aside : list of str
        What was moved out of the submission before nbgrader could touch it.
    refused : str
        Why the latest hand-in could not be taken, if so.
    graded : dict
        What the grading said: ``key``, ``checks``, ``flags``, ``reason``, ``unsafe``.
    extension : float
        Days that this learner has more than the others.
    """

    learner: str
    assignment: str
    digest: str = ""
    origin: str = ""
    received: str = ""
    seen: list[str] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    refused: str = ""
    graded: dict[str, Any] = field(default_factory=dict)
    extension: float = 0.0

    @property
    def to_look_at(self) -> list[str]:
        """All that a person should look at."""
        return [*self.flags, *self.aside, *self.graded.get("flags", ())]


def path_of(cohort: Cohort, learner: str, assignment: str) -> Path:
    """Return where the record of one submission is."""
    return cohort.records / learner / f"{assignment}.json"


def read(cohort: Cohort, learner: str, assignment: str) -> Record:
    """Return the record of one submission, or an empty one."""
    try:
        data = json.loads(path_of(cohort, learner, assignment).read_text(encoding="utf-8"))
        known = {field.name for field in fields(Record)}
        return Record(**{key: value for key, value in data.items() if key in known})
    except (OSError, ValueError, TypeError, AttributeError):
        return Record(learner, assignment)


def write(cohort: Cohort, record: Record) -> None:
    """Write the record of one submission."""
    path = path_of(cohort, record.learner, record.assignment)
    write_json(path, {"schema": SCHEMA, **asdict(record)})


def of_assignment(cohort: Cohort, assignment: str) -> Iterator[Record]:
    """Yield the record of each learner who handed in ``assignment``, by name."""
    for path in sorted(cohort.records.glob(f"*/{assignment}.json")):
        yield read(cohort, path.parent.name, assignment)


def of_learner(cohort: Cohort, learner: str) -> Iterator[Record]:
    """Yield the records of one learner, by assignment."""
    for path in sorted((cohort.records / learner).glob("*.json")):
        yield read(cohort, learner, path.stem)
