"""nbgrader's gradebook, written by one process: one transaction a submission, all of nbgrader's tables.

nbgrader's own autograding opens the gradebook nine times for a submission and commits for each cell. Here
it is open once, and what a submission changes is committed together, so a run that is killed leaves
nothing half-written. What is written is what nbgrader writes: ``tests/grading/cohort`` compares every row.
"""

import contextlib
import logging
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from nbgrader import utils
from nbgrader.api import (
    Assignment as AssignmentRow,
)
from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from pmbridge.grading.cohort.folder import CONFIG, Cohort
from pmbridge.grading.cohort.roster import Person
from pmbridge.problems import CourseError

# nbgrader has no index on these, and without them a submission costs the more the fuller the gradebook is.
_INDEXES = {
    "pmbridge_grade_notebook": "grade (notebook_id)",
    "pmbridge_comment_notebook": "comment (notebook_id)",
    "pmbridge_submitted_notebook": "submitted_notebook (assignment_id)",
    "pmbridge_submitted_student": "submitted_assignment (student_id)",
}


def config_of(cohort: Cohort) -> Config:
    """Return the settings in the cohort's ``nbgrader_config.py``.

    Raises
    ------
    CourseError
        If the file is missing or Python can't run it.
    """
    try:
        return PyFileConfigLoader(CONFIG, path=str(cohort.root)).load_config()
    except ConfigFileNotFound as error:
        raise CourseError(
            f"{cohort.root / CONFIG} is missing.",
            "Run: pmbridge cohort init . (it adds what is missing).",
        ) from error
    except Exception as error:  # an instructor's own lines may raise anything
        raise CourseError(
            f"{cohort.root / CONFIG} stops with {type(error).__name__}: {error}.",
            "Mend that line; it is a Python file.",
        ) from error


def database_url(cohort: Cohort, config: Config | None = None) -> str:
    """Return where the gradebook is."""
    config = config if config is not None else config_of(cohort)
    url = config.CourseDirectory.get("db_url", "")
    return str(url or f"sqlite:///{cohort.root / 'gradebook.db'}")


@contextlib.contextmanager
def tools_on_path() -> Iterator[None]:
    """Let nbgrader find ``alembic``, which it starts by its bare name, without an activated environment."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = f"{os.path.dirname(sys.executable)}{os.pathsep}{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep nbgrader's own log, with its names of learners, off the screen."""
    logger = logging.getLogger("traitlets")
    before = logger.handlers, logger.propagate
    logger.handlers, logger.propagate = [logging.NullHandler()], False
    try:
        yield
    finally:
        logger.handlers, logger.propagate = before


@dataclass(frozen=True)
class Score:
    """What the gradebook says of one graded cell; ``score`` counts a person's grade before the checks'."""

    name: str
    points: float
    score: float
    auto: float | None
    manual: float | None
    extra: float | None
    waiting: bool
    comment: str


@dataclass(frozen=True)
class Standing:
    """What the gradebook says of one submission."""

    scores: dict[str, Score]
    comments: dict[str, str]
    penalty: float
    late_seconds: float

    @property
    def score(self) -> float:
        """The points, with what lateness costs taken off."""
        return sum(score.score for score in self.scores.values()) - self.penalty

    @property
    def points(self) -> float:
        """What there is to earn."""
        return sum(score.points for score in self.scores.values())

    @property
    def waiting(self) -> int:
        """How many cells wait for a person."""
        return sum(score.waiting for score in self.scores.values())


class Book:
    """The gradebook of a cohort, open for as long as the ``with`` block runs."""

    def __init__(self, cohort: Cohort) -> None:
        self.cohort = cohort
        self.config = config_of(cohort)
        self.url = database_url(cohort, self.config)
        self._notebooks: dict[str, tuple[str, str, dict[tuple[str, str], BaseCell]]] = {}

    def __enter__(self) -> "Book":
        try:
            with tools_on_path(), quiet():
                self.book = Gradebook(self.url, self.cohort.name)
            self.db = self.book.db
            for name, columns in _INDEXES.items():
                self.db.execute(text(f"CREATE INDEX IF NOT EXISTS {name} ON {columns}"))
            self.db.commit()
        except (SQLAlchemyError, OSError, ImportError, ModuleNotFoundError) as error:
            raise self._trouble(error) from error
        return self

    def __exit__(self, *_: object) -> None:
        self.book.close()

    def _trouble(self, error: BaseException) -> CourseError:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        if "locked" in reason:
            return CourseError(
                "The gradebook is in use by another program.",
                "Wait for it, or close it, and run the command again; it goes on where it stopped.",
            )
        return CourseError(
            f"The gradebook can't be used: {reason}.",
            f"Look at db_url in {self.cohort.root / CONFIG}, or at the rights of gradebook.db.",
        )

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            yield
            self.db.commit()
        except SQLAlchemyError as error:
            self.db.rollback()
            if isinstance(error, OperationalError):
                raise self._trouble(error) from error
            raise
        except BaseException:
            self.db.rollback()
            raise

    # -- assignments

    def forget(self) -> None:
        """Read the assignments anew: somebody else has written them."""
        self._notebooks.clear()
        self.db.expire_all()

    def cells_of(self, assignment: str) -> dict[tuple[str, str], BaseCell] | None:
        """Return an assignment's graded cells by kind and name, or None if the gradebook has none of it."""
        if assignment not in self._notebooks:
            row = (
                self.db.query(Notebook)
                .join(AssignmentRow, AssignmentRow.id == Notebook.assignment_id)
                .filter(AssignmentRow.name == assignment, Notebook.name == assignment)
                .one_or_none()
            )
            if row is None:
                return None
            graded = (*row.grade_cells, *row.solution_cells, *row.task_cells)
            cells = {(type(cell).__name__, cell.name): cell for cell in graded}
            self._notebooks[assignment] = (row.assignment_id, row.id, cells)
        return self._notebooks[assignment][2]

    def due(self, assignment: str) -> datetime | None:
        """Return when an assignment is due (UTC), if anybody said so."""
        row = self.db.query(AssignmentRow).filter(AssignmentRow.name == assignment).one_or_none()
        return None if row is None else row.duedate

    def set_due(self, assignment: str, when: datetime) -> None:
        """Say when an assignment is due."""
        with self._transaction():
            row = self.db.query(AssignmentRow).filter(AssignmentRow.name == assignment).one()
            row.duedate = utils.parse_utc(when)

    # -- submissions

    def save(
        self,
        person: Person,
        assignment: str,
        notebook: Any,
        received: datetime | None = None,
        extension: timedelta | None = None,
    ) -> None:
        """Write one graded submission: what nbgrader's SaveAutoGrades and AssignLatePenalties would.

        ``notebook`` is the executed notebook; its check cells' outputs are the scores. A person's grade
        stays as it is, and is marked for another look.
        """
        cells = self.cells_of(assignment)
        if cells is None:
            raise CourseError(
                f"The gradebook does not know {assignment}.",
                f"Run: pmbridge cohort release {assignment}.",
            )
        with self._transaction():
            self._student(person)
            submission = self._submission(person.learner, assignment)
            if received is not None:
                submission.timestamp = utils.parse_utc(received)
            submission.extension = extension
            about = next(
                n for n in submission.notebooks if n.notebook_id == self._notebooks[assignment][1]
            )
            grades = {grade.cell_id: grade for grade in about.grades}
            comments = {comment.cell_id: comment for comment in about.comments}
            for cell in notebook.cells:
                self._save_cell(cell, about, grades, comments, cells)
            self.db.flush()
            self._late(person.learner, submission, about)

    def _student(self, person: Person) -> None:
        row = self.db.get(Student, person.learner)
        if row is None:
            row = Student(id=person.learner)
            self.db.add(row)
        for field in ("first_name", "last_name", "email"):
            if getattr(person, field):
                setattr(row, field, getattr(person, field))
        if person.lms_id:
            row.lms_user_id = person.lms_id

    def _submission(self, learner: str, assignment: str) -> SubmittedAssignment:
        assignment_id, notebook_id, cells = self._notebooks[assignment]
        row = self._find(learner, assignment)
        if row is None:
            row = SubmittedAssignment(assignment_id=assignment_id, student_id=learner)
            self.db.add(row)
        about = self._notebook_in(row, assignment)
        if about is None:
            about = SubmittedNotebook(notebook_id=notebook_id, assignment=row)
            self.db.add(about)
            self.db.flush()
        # A check that was added to the assignment since then has no row yet.
        graded = {grade.cell_id for grade in about.grades}
        commented = {comment.cell_id for comment in about.comments}
        for (kind, _), cell in cells.items():
            if kind in ("GradeCell", "TaskCell") and cell.id not in graded:
                self.db.add(Grade(cell_id=cell.id, notebook=about))
            if kind in ("SolutionCell", "TaskCell") and cell.id not in commented:
                self.db.add(Comment(cell_id=cell.id, notebook=about))
        self.db.flush()
        return row

    def _save_cell(
        self,
        cell: Any,
        about: SubmittedNotebook,
        grades: dict[str, Grade],
        comments: dict[str, Comment],
        cells: dict[tuple[str, str], BaseCell],
    ) -> None:
        """What nbgrader's SaveAutoGrades does with one cell."""
        if not (utils.is_grade(cell) or utils.is_solution(cell) or utils.is_task(cell)):
            return
        name = cell.metadata.nbgrader["grade_id"]
        if utils.is_grade(cell):
            grade = grades[cells["GradeCell", name].id]
            grade.auto_score, _ = utils.determine_grade(cell)
            grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
        if utils.is_solution(cell) or utils.is_task(cell):
            kind = "SolutionCell" if utils.is_solution(cell) else "TaskCell"
            comment = comments[cells[kind, name].id]
            same = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
            comment.auto_comment = "No response." if same and not utils.is_task(cell) else None

    def _late(
        self, learner: str, submission: SubmittedAssignment, about: SubmittedNotebook
    ) -> None:
        """What nbgrader's AssignLatePenalties does, with the plugin that the settings name."""
        about.late_submission_penalty = None
        self.db.refresh(submission)
        seconds = submission.total_seconds_late
        if seconds <= 0:
            return
        self.db.flush()
        self.db.refresh(about)
        with quiet():
            rule = AssignLatePenalties(config=self.config)
            rule.init_plugin()
            penalty = rule.plugin_inst.late_submission_penalty(learner, about.score, seconds)
            if penalty is not None:
                about.late_submission_penalty = rule._check_late_penalty(about, penalty)

    def settle(
        self, learner: str, assignment: str, received: datetime | None, extension: timedelta | None
    ) -> bool:
        """Bring the lateness of a graded submission up to date, as after an extension or another due date.

        Returns
        -------
        bool
            False if the gradebook does not have the submission with all its checks.
        """
        submission = self._find(learner, assignment)
        about = self._notebook_in(submission, assignment)
        cells = self.cells_of(assignment) or {}
        graded = {cell.id for (kind, _), cell in cells.items() if kind == "GradeCell"}
        if submission is None or about is None or not graded <= {g.cell_id for g in about.grades}:
            return False
        with self._transaction():
            if received is not None:
                submission.timestamp = utils.parse_utc(received)
            submission.extension = extension
            self.db.flush()
            self._late(learner, submission, about)
        return True

    def _find(self, learner: str, assignment: str) -> SubmittedAssignment | None:
        if self.cells_of(assignment) is None:
            return None
        return (
            self.db.query(SubmittedAssignment)
            .filter(
                SubmittedAssignment.assignment_id == self._notebooks[assignment][0],
                SubmittedAssignment.student_id == learner,
            )
            .one_or_none()
        )

    def _notebook_in(
        self, submission: SubmittedAssignment | None, assignment: str
    ) -> SubmittedNotebook | None:
        if submission is None:
            return None
        wanted = self._notebooks[assignment][1]
        return next((n for n in submission.notebooks if n.notebook_id == wanted), None)

    def standing(self, learner: str, assignment: str) -> Standing | None:
        """Return what the gradebook says of a submission, or None if it has none."""
        cells = self.cells_of(assignment)
        if cells is None:
            return None
        submission = self._find(learner, assignment)
        about = self._notebook_in(submission, assignment)
        if submission is None or about is None:
            return None
        names = {cell.id: cell.name for cell in cells.values()}
        comments = {names[c.cell_id]: c.comment or "" for c in about.comments if c.cell_id in names}
        scores = {
            names[grade.cell_id]: Score(
                name=names[grade.cell_id],
                points=float(grade.cell.max_score),
                score=float(grade.score),
                auto=grade.auto_score,
                manual=grade.manual_score,
                extra=grade.extra_credit,
                waiting=bool(grade.needs_manual_grade),
                comment=comments.get(names[grade.cell_id], ""),
            )
            for grade in about.grades
            if grade.cell_id in names
        }
        return Standing(
            scores,
            comments,
            float(about.late_submission_penalty or 0),
            submission.total_seconds_late,
        )

    def remove(self, learner: str) -> bool:
        """Take a learner and all that belongs to them out of the gradebook, and out of the file's free space."""
        if self.db.get(Student, learner) is None:
            return False
        if self.url.startswith("sqlite"):
            self.db.execute(text("PRAGMA secure_delete = ON"))
        self.book.remove_student(learner)
        self.db.commit()
        if self.url.startswith("sqlite"):
            with self.book.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as raw:
                raw.execute(text("VACUUM"))
        return True
