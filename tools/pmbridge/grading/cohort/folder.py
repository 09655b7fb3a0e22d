"""The folder of a cohort: what lies where, and the key that gives this cohort data of its own."""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from pmbridge.home import Learner
from pmbridge.problems import CourseError
from pmbridge.workspace.files import append_line, write_atomically

FILE = "cohort.json"
CONFIG = "nbgrader_config.py"
ROSTER = "roster.csv"
LOG = "grading.log"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
BUSY = ".busy"

_CONFIG_TEXT = '''\
"""nbgrader's settings for this cohort. pmbridge wrote this file once; it is yours to change."""

from pmbridge.grading.cohort.button import configure

c = get_config()  # noqa: F821 - nbgrader provides it
configure(c, __file__)

# Work that comes in late scores zero. Leave this out, and lateness is shown and costs nothing.
# c.LateSubmissionPlugin.penalty_method = "zero"

# A gradebook on a PostgreSQL server, for when several people grade at once.
# c.CourseDirectory.db_url = "postgresql+psycopg://USER:PASSWORD@HOST/DATABASE"

# Where nbgrader's exchange is, on a JupyterHub.
# c.Exchange.root = "/srv/nbgrader/exchange"
'''


@dataclass(frozen=True)
class Cohort:
    """One cohort and its folder.

    ``name`` is nbgrader's course id. ``course_key`` separates this cohort's data from others' and is no
    secret; ``pseudonym_key`` is one: with it and the roster a pseudonym leads back to a person.
    """

    root: Path
    name: str
    course_key: str
    pseudonym_key: str
    own_data: bool = True

    @property
    def source(self) -> Path:
        """The instructor's notebooks: what nbgrader calls the source."""
        return self.root / "source"

    @property
    def release(self) -> Path:
        """The learners' notebooks."""
        return self.root / "release"

    @property
    def submitted(self) -> Path:
        """What was collected, one folder a learner and assignment."""
        return self.root / "submitted"

    @property
    def autograded(self) -> Path:
        """The notebooks as they were graded."""
        return self.root / "autograded"

    @property
    def feedback(self) -> Path:
        """The pages to hand back."""
        return self.root / "feedback"

    @property
    def originals(self) -> Path:
        """What was handed in, byte for byte."""
        return self.root / "originals"

    @property
    def records(self) -> Path:
        """What happened to each submission."""
        return self.root / "records"

    @property
    def passes(self) -> Path:
        """One small zip a learner that makes their course folder theirs."""
        return self.root / "passes"

    @property
    def own_checks(self) -> Path:
        """Checks that this instructor added, which nobody else has."""
        return self.root / "own-checks"

    @property
    def assignments(self) -> Path:
        """What the grader runs: each assignment as it was released, own checks included."""
        return self.root / "assignments"

    @property
    def roster(self) -> Path:
        """The table of learners."""
        return self.root / ROSTER

    def pseudonym(self, learner: str) -> str:
        """Return the name under which ``learner`` stands in logs and is sent to a worker."""
        digest = hmac.new(self.pseudonym_key.encode(), learner.encode(), hashlib.sha256)
        return f"learner-{digest.hexdigest()[:12]}"

    def identity(self, learner: str) -> Learner:
        """Return whose data ``learner`` works with: their own, or everybody's."""
        if not self.own_data:
            return Learner()
        return Learner(self.pseudonym(learner), self.course_key)

    def folder(self, step: Path, learner: str, assignment: str) -> Path:
        """Return the folder of one submission below ``step``."""
        return step / learner / assignment

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Let one command at a time change the folder, and clear away what a killed one left half-written.

        Raises
        ------
        CourseError
            If another command is at work.
        """
        with (self.root / BUSY).open("a+b") as stream:
            if not _locked(stream):
                raise CourseError(
                    f"Another pmbridge command is at work in {self.root}.",
                    "Wait until it is done, and run this one again.",
                )
            stream.seek(0)
            if stream.read(1):
                for part in self.root.rglob(".*.part"):
                    part.unlink(missing_ok=True)
            stream.write(b"busy")
            stream.flush()
            yield
            stream.truncate(0)

    def log(self, event: str, learner: str = "", **details: object) -> None:
        """Append a line to the cohort's log. Learners stand in it under their pseudonym."""
        line = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "event": event,
            **({"learner": self.pseudonym(learner)} if learner else {}),
            **details,
        }
        append_line(self.root / LOG, json.dumps(line, ensure_ascii=False))


def _locked(stream: IO[bytes]) -> bool:
    """Take the lock of an open file; the system gives it back when the process ends, however it ends."""
    try:
        import fcntl
    except ImportError:  # Windows, where nothing is graded
        return True
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def create(root: Path, own_data: bool = True) -> tuple[Cohort, bool]:
    """Make ``root`` a cohort's folder, or complete it; return the cohort and whether it is new.

    Raises
    ------
    CourseError
        If the folder holds something else, or can't be written.
    """
    root = root.resolve()
    try:
        if (root / FILE).is_file():
            cohort = open_cohort(root)
            _complete(cohort)
            return cohort, False
        if root.exists() and (not root.is_dir() or any(root.iterdir())):
            raise CourseError(
                f"{root} is not empty, and no cohort's folder either.",
                "Name a folder that does not exist yet: pmbridge cohort init my-cohort.",
            )
        name = root.name if _NAME.fullmatch(root.name) else "cohort"
        cohort = Cohort(root, name, secrets.token_hex(8), secrets.token_hex(16), own_data)
        root.mkdir(parents=True, exist_ok=True)
        _complete(cohort)
        data = {k: v for k, v in asdict(cohort).items() if k != "root"}
        # Last, since this file is what makes the folder a cohort's.
        write_atomically(root / FILE, json.dumps(data, indent=1) + "\n")
        (root / FILE).chmod(0o600)
    except OSError as error:
        raise CourseError(
            f"{root} can't be written: {error.strerror or error}.",
            "Choose a folder that you may write to.",
        ) from error
    return cohort, True


def _complete(cohort: Cohort) -> None:
    """Make the folders that are missing. Nobody else on this machine may read what learners handed in."""
    cohort.root.chmod(0o700)
    for step in (cohort.source, cohort.submitted, cohort.own_checks):
        step.mkdir(exist_ok=True)
    if not (cohort.root / CONFIG).exists():
        write_atomically(cohort.root / CONFIG, _CONFIG_TEXT)


def open_cohort(start: Path) -> Cohort:
    """Return the cohort whose folder holds ``start``.

    Raises
    ------
    CourseError
        If there is none, or its file is damaged.
    """
    here = start.resolve()
    for root in (here, *here.parents):
        path = root / FILE
        if path.is_file():
            break
    else:
        raise CourseError(
            f"{here} is not in a cohort's folder.",
            "Go to your cohort's folder, or make one: pmbridge cohort init my-cohort.",
        )
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        texts = [data[key] for key in ("name", "course_key", "pseudonym_key")]
        if not all(isinstance(text, str) and text for text in texts):
            raise ValueError("a name and two keys are texts that are not empty")
        name, key, secret = texts
        return Cohort(root, name, key, secret, bool(data.get("own_data", True)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CourseError(
            f"{path} should hold the cohort's name and keys, but it can't be read.",
            "Take it from a backup: with another key, every learner would get other data.",
        ) from error
