"""nbgrader's gradebook, written by one process: one transaction a submission, all of nbgrader's tables.

nbgrader's own autograding opens the gradebook nine times for a submission and commits for each cell. Here
it is open once, and what a submission changes is committed together, so a run that is killed leaves
nothing half-written. What is written is what nbgrader writes: ``tests/grading/cohort`` compares every row.
"""

import contextlib
import logging
import os
import secrets
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple

from nbgrader import utils
from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from pmbridge.grading.cohort.folder import CONFIG, Cohort
from pmbridge.grading.cohort.roster import Person
from pmbridge.problems import CourseError

# nbgrader's tables without its objects: these compute scores of whole submissions whenever one is read.
_STUDENT, _SUBMISSION, _ABOUT = (
    Student.__table__,
    SubmittedAssignment.__table__,
    SubmittedNotebook.__table__,
)
_GRADE, _COMMENT = Grade.__table__, Comment.__table__
# nbgrader has no index on these, and without them a submission costs the more the fuller the gradebook is.
_INDEXES = {
    "pmbridge_grade_notebook": "grade (notebook_id)",
    "pmbridge_comment_notebook": "comment (notebook_id)",
    "pmbridge_submitted_notebook": "submitted_notebook (assignment_id)",
    "pmbridge_submitted_student": "submitted_assignment (student_id)",
}


def _new_id() -> str:
    """Return an id that sorts after those before it.

    nbgrader's own are random, so each row goes to another page of each index, and the fuller the gradebook
    is, the fewer of these pages are in memory.
    """
    return f"{time.time_ns():016x}{secrets.token_hex(8)}"


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


@dataclass(frozen=True)
class Plan:
    """What the gradebook knows of an assignment: ids of its cells by name, points by id, when it is due."""

    assignment_id: str
    notebook_id: str
    grades: dict[str, str]
    tasks: dict[str, str]
    solutions: dict[str, str]
    points: dict[str, float]
    due: datetime | None


class _Place(NamedTuple):
    """The ids of a learner's submission and of its notebook."""

    submission: str
    about: str


class _Row(NamedTuple):
    """One grade as it stands in its table."""

    cell_id: str
    auto: float | None
    manual: float | None
    extra: float | None
    waiting: bool

    @property
    def score(self) -> float:
        """nbgrader's rule: a person's points before the checks', and what is given on top of either."""
        base = self.manual if self.manual is not None else self.auto
        return 0.0 if base is None else float(base) + float(self.extra or 0)


class Book:
    """The gradebook of a cohort, open for as long as the ``with`` block runs."""

    def __init__(self, cohort: Cohort) -> None:
        self.cohort = cohort
        self.config = config_of(cohort)
        self.url = database_url(cohort, self.config)
        self._plans: dict[str, Plan] = {}

    def __enter__(self) -> "Book":
        try:
            with tools_on_path(), quiet():
                self.book = Gradebook(self.url, self.cohort.name)
            self.db = self.book.db
            if self.url.startswith("sqlite"):
                # In kB: a large cohort's indexes stay in memory.
                self.db.execute(text("PRAGMA cache_size = -65536"))
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
        self._plans.clear()
        self.db.expire_all()

    def plan(self, assignment: str) -> Plan | None:
        """Return what the gradebook knows of an assignment, or None if it has none of it."""
        if assignment not in self._plans:
            row = (
                self.db.query(Notebook)
                .join(AssignmentRow, AssignmentRow.id == Notebook.assignment_id)
                .filter(AssignmentRow.name == assignment, Notebook.name == assignment)
                .one_or_none()
            )
            if row is None:
                return None
            graded = (*row.grade_cells, *row.task_cells)
            self._plans[assignment] = Plan(
                assignment_id=row.assignment_id,
                notebook_id=row.id,
                grades={cell.name: cell.id for cell in row.grade_cells},
                tasks={cell.name: cell.id for cell in row.task_cells},
                solutions={cell.name: cell.id for cell in row.solution_cells},
                points={cell.id: float(cell.max_score) for cell in graded},
                due=row.assignment.duedate,
            )
            self.db.rollback()
        return self._plans[assignment]

    def set_due(self, assignment: str, when: datetime) -> None:
        """Say when an assignment is due."""
        with self._transaction():
            row = self.db.query(AssignmentRow).filter(AssignmentRow.name == assignment).one()
            row.duedate = utils.parse_utc(when)
        self.forget()

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
        plan = self.plan(assignment)
        if plan is None:
            raise CourseError(
                f"The gradebook does not know {assignment}.",
                f"Run: pmbridge cohort release {assignment}.",
            )
        with self._transaction():
            self._student(person)
            place = self._submission(person.learner, plan)
            self._cells(place.about, notebook, plan)
            self._late(person.learner, place, plan, received, extension)

    def _student(self, person: Person) -> None:
        known = {"first_name": person.first_name, "last_name": person.last_name}
        known |= {"email": person.email, "lms_user_id": person.lms_id}
        values = {column: value for column, value in known.items() if value}
        row = self.db.execute(select(*_STUDENT.c).where(_STUDENT.c.id == person.learner)).first()
        if row is None:
            self.db.execute(insert(_STUDENT).values(id=person.learner, **values))
        elif any(getattr(row, column) != value for column, value in values.items()):
            self.db.execute(update(_STUDENT).where(_STUDENT.c.id == person.learner).values(values))

    def _find(self, learner: str, plan: Plan) -> _Place | None:
        """Return the ids of a learner's submission and of its notebook."""
        found = self.db.execute(
            select(_SUBMISSION.c.id, _ABOUT.c.id)
            .join(_ABOUT, _ABOUT.c.assignment_id == _SUBMISSION.c.id)
            .where(
                _SUBMISSION.c.assignment_id == plan.assignment_id,
                _SUBMISSION.c.student_id == learner,
                _ABOUT.c.notebook_id == plan.notebook_id,
            )
        ).first()
        return None if found is None else _Place(*found)

    def _submission(self, learner: str, plan: Plan) -> _Place:
        """Return a learner's submission with a row for every cell, made where it is missing."""
        found = self._find(learner, plan)
        if found is None:
            row = self.db.execute(
                select(_SUBMISSION.c.id).where(
                    _SUBMISSION.c.assignment_id == plan.assignment_id,
                    _SUBMISSION.c.student_id == learner,
                )
            ).first()
            submission = row[0] if row is not None else _new_id()
            if row is None:
                values = {
                    "id": submission,
                    "assignment_id": plan.assignment_id,
                    "student_id": learner,
                }
                self.db.execute(insert(_SUBMISSION).values(values))
            found = _Place(submission, _new_id())
            values = {
                "id": found.about,
                "assignment_id": submission,
                "notebook_id": plan.notebook_id,
            }
            self.db.execute(insert(_ABOUT).values(values))
        # A check that was added to the assignment since then has no row yet.
        for table, wanted in (
            (_GRADE, {*plan.grades.values(), *plan.tasks.values()}),
            (_COMMENT, {*plan.solutions.values(), *plan.tasks.values()}),
        ):
            there = self.db.execute(
                select(table.c.cell_id).where(table.c.notebook_id == found.about)
            )
            missing = sorted(wanted - {row[0] for row in there})
            if missing:
                rows = [
                    {"id": _new_id(), "notebook_id": found.about, "cell_id": c} for c in missing
                ]
                self.db.execute(insert(table), rows)
        return found

    def _cells(self, about: str, notebook: Any, plan: Plan) -> None:
        """What nbgrader's SaveAutoGrades does with the cells."""
        manual = {
            row.cell_id: row.manual_score
            for row in self.db.execute(
                select(_GRADE.c.cell_id, _GRADE.c.manual_score).where(_GRADE.c.notebook_id == about)
            )
        }
        grades, comments = [], []
        for cell in notebook.cells:
            if not (utils.is_grade(cell) or utils.is_solution(cell) or utils.is_task(cell)):
                continue
            name = cell.metadata.nbgrader["grade_id"]
            if utils.is_grade(cell):
                identifier = plan.grades[name]
                auto, _ = utils.determine_grade(cell)
                waiting = manual[identifier] is not None or auto is None
                grades.append({"of": identifier, "auto_score": auto, "needs_manual_grade": waiting})
            if utils.is_solution(cell) or utils.is_task(cell):
                place = plan.solutions if utils.is_solution(cell) else plan.tasks
                same = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
                said = "No response." if same and not utils.is_task(cell) else None
                comments.append({"of": place[name], "auto_comment": said})
        connection = self.db.connection()
        for table, rows in ((_GRADE, grades), (_COMMENT, comments)):
            if rows:
                here = (table.c.notebook_id == about) & (table.c.cell_id == bindparam("of"))
                connection.execute(update(table).where(here), rows)

    def _late(
        self,
        learner: str,
        place: _Place,
        plan: Plan,
        received: datetime | None,
        extension: timedelta | None,
    ) -> None:
        """What nbgrader's AssignLatePenalties does, with the plugin that the settings name."""
        values: dict[str, Any] = {"extension": extension}
        if received is not None:
            values["timestamp"] = utils.parse_utc(received)
        self.db.execute(
            update(_SUBMISSION).where(_SUBMISSION.c.id == place.submission).values(values)
        )
        penalty = None
        seconds = self._seconds_late(place.submission, plan)
        if seconds > 0:
            score = SimpleNamespace(score=sum(row.score for row in self._scores(place.about)))
            with quiet():
                rule = AssignLatePenalties(config=self.config)
                rule.init_plugin()
                penalty = rule.plugin_inst.late_submission_penalty(learner, score.score, seconds)
                if penalty is not None:
                    penalty = rule._check_late_penalty(score, penalty)
        values = {"late_submission_penalty": penalty}
        self.db.execute(update(_ABOUT).where(_ABOUT.c.id == place.about).values(values))

    def _seconds_late(self, submission: str, plan: Plan) -> float:
        row = self.db.execute(
            select(_SUBMISSION.c.timestamp, _SUBMISSION.c.extension).where(
                _SUBMISSION.c.id == submission
            )
        ).one()
        if row.timestamp is None or plan.due is None:
            return 0.0
        due = plan.due + (row.extension or timedelta(0))
        return float(max(0.0, (row.timestamp - due).total_seconds()))

    def _scores(self, about: str) -> list[_Row]:
        columns = ("cell_id", "auto_score", "manual_score", "extra_credit", "needs_manual_grade")
        found = self.db.execute(
            select(*(_GRADE.c[column] for column in columns)).where(_GRADE.c.notebook_id == about)
        )
        return [_Row(*row) for row in found]

    def settle(
        self, learner: str, assignment: str, received: datetime | None, extension: timedelta | None
    ) -> bool:
        """Bring the lateness of a graded submission up to date, as after an extension or another due date.

        Returns
        -------
        bool
            False if the gradebook does not have the submission with all its checks.
        """
        plan = self.plan(assignment)
        found = self._find(learner, plan) if plan is not None else None
        if plan is None or found is None:
            return False
        if not set(plan.grades.values()) <= {row.cell_id for row in self._scores(found.about)}:
            return False
        with self._transaction():
            self._late(learner, found, plan, received, extension)
        return True

    def standing(self, learner: str, assignment: str) -> Standing | None:
        """Return what the gradebook says of a submission, or None if it has none."""
        plan = self.plan(assignment)
        found = self._find(learner, plan) if plan is not None else None
        if plan is None or found is None:
            return None
        names = {
            i: n for cells in (plan.grades, plan.tasks, plan.solutions) for n, i in cells.items()
        }
        said = self.db.execute(
            select(_COMMENT.c.cell_id, _COMMENT.c.manual_comment, _COMMENT.c.auto_comment).where(
                _COMMENT.c.notebook_id == found.about
            )
        )
        comments = {
            names[row.cell_id]: row.manual_comment
            if row.manual_comment is not None
            else row.auto_comment
            for row in said
            if row.cell_id in names
        }
        scores = {
            names[row.cell_id]: Score(
                name=names[row.cell_id],
                points=plan.points[row.cell_id],
                score=row.score,
                auto=row.auto,
                manual=row.manual,
                extra=row.extra,
                waiting=bool(row.waiting),
                comment=comments.get(names[row.cell_id]) or "",
            )
            for row in self._scores(found.about)
            if row.cell_id in plan.points
        }
        penalty = self.db.execute(
            select(_ABOUT.c.late_submission_penalty).where(_ABOUT.c.id == found.about)
        ).scalar()
        late = self._seconds_late(found.submission, plan)
        self.db.rollback()  # nothing was written; a reader must not hold up formgrader
        return Standing(
            scores, {k: v or "" for k, v in comments.items()}, float(penalty or 0), late
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
