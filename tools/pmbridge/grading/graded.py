"""What grading a submission gives: plain data that any process can send, keep and compare."""

from dataclasses import asdict, dataclass
from typing import Any

from pmbridge.workspace.progress import MISSING, NOT_STARTED, NOT_YET, PASSED

__all__ = ["MISSING", "NOT_STARTED", "NOT_YET", "PASSED", "Flag", "Graded", "Row"]


@dataclass(frozen=True)
class Row:
    """One graded cell of a submission.

    Parameters
    ----------
    grade_id : str
        nbgrader's name of the cell, such as ``"who-decides-check-1"``.
    label : str
        The exercise it belongs to.
    part : int
        Which check of the exercise, from 1; 0 for what a person grades.
    title : str
        The exercise's heading.
    name : str
        What the author calls this check, or "".
    hidden : bool
        Whether the learner sees the check's code. A feedback page shows a hidden check's name and
        message, and never its code.
    points : float
        What it can earn.
    earned : float or None
        What it earned; None waits for a person.
    state : str
        ``PASSED``, ``NOT_YET``, ``NOT_STARTED`` or ``MISSING`` (a board's answer did not come along:
        ask the learner).
    message : str
        What the check says to the learner; "" where it passed.
    html, text : str
        The panel that the learner sees, for a page and for a terminal. The author's words are HTML;
        whatever came from the submission is escaped in it.
    """

    grade_id: str
    label: str
    part: int
    title: str
    name: str
    hidden: bool
    points: float
    earned: float | None
    state: str
    message: str
    html: str
    text: str


@dataclass(frozen=True)
class Flag:
    """Something that a person should look at. It changes no score.

    ``kind`` is a short word to count and filter by; ``sentence`` says it to the instructor.
    """

    kind: str
    sentence: str


@dataclass(frozen=True)
class Graded:
    """The result of one submission.

    Parameters
    ----------
    module, digest : str
        The assignment that it was graded by.
    rows : tuple of Row
        One for each graded cell, in the order of the assignment.
    notebook : dict
        The executed notebook, format 4: learner's cells with their outputs, check cells from the
        instructor's source with the outputs that nbgrader's ``SaveAutoGrades`` scores. It contains the
        hidden checks, so it is for the instructor only.
    flags : tuple of Flag
        What a person should look at.
    cut : str
        Why grading was cut short, as a sentence; "" where it was not.
    unsafe : bool
        Whether the learner's code ran without the sandbox.
    seconds : float
        How long it took.
    """

    module: str
    digest: str
    rows: tuple[Row, ...]
    notebook: dict[str, Any]
    flags: tuple[Flag, ...] = ()
    cut: str = ""
    unsafe: bool = False
    seconds: float = 0.0

    @property
    def earned(self) -> float:
        """Points from the checks; what a person grades is not in it."""
        return float(sum(row.earned or 0 for row in self.rows))

    @property
    def points(self) -> float:
        """What the checks can give."""
        return float(sum(row.points for row in self.rows if row.part))

    def as_data(self) -> dict[str, Any]:
        """Return it as what JSON can hold."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Graded":
        """Return what ``as_data`` gave, as an object again."""
        return cls(
            **{
                **data,
                "rows": tuple(Row(**row) for row in data["rows"]),
                "flags": tuple(Flag(**flag) for flag in data["flags"]),
            }
        )
