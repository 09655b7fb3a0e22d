"""Who is in the cohort: read from any list of participants that a learning platform exports."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path

from pmbridge.grading.cohort.folder import Cohort
from pmbridge.problems import CourseError
from pmbridge.workspace.files import write_atomically

# A learner's id names a folder, and is a user name where there is a JupyterHub.
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_ALIASES = {
    "learner": ("learner", "student_id", "username", "user name", "login", "login id", "sis login id",
                "student id", "id number", "sis user id", "id"),
    "first_name": ("first_name", "first name", "given name", "firstname"),
    "last_name": ("last_name", "last name", "surname", "family name", "lastname"),
    "name": ("name", "full name", "student", "student name"),
    "email": ("email", "email address", "e-mail", "mail"),
    "lms_id": ("lms_id", "lms_user_id", "canvas id", "id", "participant", "org defined id", "orgdefinedid"),
}  # fmt: skip


@dataclass(frozen=True)
class Person:
    """A learner: an id, and what else the list of participants says."""

    learner: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_id: str = ""

    @property
    def name(self) -> str:
        """The name to call them by."""
        return f"{self.first_name} {self.last_name}".strip() or self.learner


def letters(text: str) -> str:
    """Return ``text`` as its letters and digits alone, in lower case and without accents."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain.casefold() if c.isalnum())


def slug(text: str) -> str:
    """Return a learner's id made from a name."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64]


def parse(text: str, where: str) -> list[Person]:
    """Return the people in a list of participants (comma, semicolon or tab between the columns).

    Raises
    ------
    CourseError
        If there is no column that tells one learner from another, or a row can't be used.
    """
    text = text.removeprefix("\ufeff")
    if not text.strip():
        return []
    try:
        dialect = csv.Sniffer().sniff(text.splitlines()[0] + "\n", ",;\t")
        delimiter = dialect.delimiter
    except csv.Error:
        delimiter = ","
    rows = [
        [cell.strip() for cell in row]
        for row in csv.reader(io.StringIO(text), delimiter=delimiter)
        if any(cell.strip() for cell in row)
    ]
    heads = [head.casefold().strip() for head in rows[0]]
    columns = _columns(heads)
    if "learner" not in columns and "email" not in columns and "name" not in columns:
        raise CourseError(
            f"{where} has no column that tells the learners apart; its columns are: {', '.join(rows[0])}.",
            "Give it a first line with learner,first_name,last_name,email. Only learner is needed.",
        )
    people: list[Person] = []
    for number, row in enumerate(rows[1:], 2):
        values = {key: row[place] if place < len(row) else "" for key, place in columns.items()}
        person = _person(values, where, number)
        if person is not None:
            people.append(person)
    _distinct(people, where)
    return people


def _columns(heads: list[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for key, aliases in _ALIASES.items():
        for alias in aliases:
            if alias in heads and heads.index(alias) not in columns.values():
                columns[key] = heads.index(alias)
                break
    if "first_name" in columns or "last_name" in columns:
        columns.pop("name", None)
    return columns


def _person(values: dict[str, str], where: str, number: int) -> Person | None:
    first, last = values.get("first_name", ""), values.get("last_name", "")
    if "name" in values:
        if values["name"] in ("Points Possible", "Student, Test"):
            return None  # what Canvas adds to its gradebook
        if "," in values["name"]:
            last, first = (part.strip() for part in values["name"].split(",", 1))
        else:
            first, _, last = values["name"].rpartition(" ")
    learner = values.get("learner") or values.get("email") or slug(f"{first} {last}")
    if not ID.fullmatch(learner):
        raise CourseError(
            f"{where}, line {number}: {learner!r} can't be a learner's id, since it names a folder.",
            "Use letters, digits, dots, hyphens and underscores, at most 64 of them.",
        )
    return Person(learner, first, last, values.get("email", ""), values.get("lms_id", ""))


def _distinct(people: Iterable[Person], where: str) -> None:
    seen: dict[str, str] = {}
    for person in people:
        key = person.learner.casefold()
        if key in seen:
            raise CourseError(
                f"{where} has the id {person.learner} twice.",
                "Give each learner an id of their own; upper and lower case do not count.",
            )
        seen[key] = person.learner


def load(cohort: Cohort) -> list[Person]:
    """Return the learners of ``cohort``."""
    try:
        text = cohort.roster.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(cohort.roster) from error
    return parse(text, cohort.roster.name)


def _unreadable(path: Path) -> CourseError:
    return CourseError(f"{path} can't be read.", "Save it as CSV with the encoding UTF-8.")


def save(cohort: Cohort, people: Iterable[Person]) -> None:
    """Write the roster, in the order of the ids."""
    buffer = io.StringIO()
    names = [field.name for field in fields(Person)]
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(names)
    for person in sorted(people, key=lambda p: p.learner.casefold()):
        writer.writerow([getattr(person, name) for name in names])
    write_atomically(cohort.roster, buffer.getvalue())


def merge(cohort: Cohort, path: Path) -> tuple[int, int]:
    """Take the list of participants at ``path`` into the roster; nobody is taken out of it.

    Returns
    -------
    tuple of int
        How many learners are new, and how many are on the roster now.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise CourseError(f"There is no file {path}.", "Check its name and place.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path) from error
    known = {person.learner: person for person in load(cohort)}
    fresh = {person.learner: person for person in parse(text, path.name)}
    together = {**known, **fresh}
    _distinct(together.values(), path.name)
    save(cohort, together.values())
    return len(together) - len(known), len(together)


@dataclass(frozen=True)
class Whose:
    """What a file's name says about its owner, as the learning platform wrote it."""

    learner: str = ""
    name: str = ""
    lms_id: str = ""
    # Canvas writes last and first name in one word.
    run_together: str = ""

    @property
    def words(self) -> str:
        """What to call it in a sentence."""
        return self.learner or self.name or self.run_together or self.lms_id


def find(people: list[Person], whose: Whose) -> tuple[Person | None, str]:
    """Return the one learner that ``whose`` means, or None and the reason."""
    tests = (
        (whose.learner, lambda p: whose.learner.casefold() == p.learner.casefold()),
        # Not every platform numbers people alike in its lists and in its files: the name must agree.
        (
            whose.lms_id,
            lambda p: (
                p.lms_id == whose.lms_id
                and (not whose.name or letters(whose.name) in _spellings(p))
            ),
        ),
        (
            whose.learner,
            lambda p: (
                p.email
                and whose.learner.casefold()
                in (p.email.casefold(), p.email.casefold().partition("@")[0])
            ),
        ),
        (whose.name, lambda p: letters(whose.name) in _spellings(p)),
        (whose.run_together, lambda p: letters(whose.run_together) in _spellings(p)),
    )
    for known, test in tests:
        if not known:
            continue
        hits = [person for person in people if test(person)]
        if len(hits) == 1:
            return hits[0], ""
        if hits:
            both = " and ".join(person.learner for person in hits[:2])
            return None, (
                f"{whose.words} could be {both}. Rename it to begin with the id of the right one."
            )
    ids = {letters(p.name): p.learner for p in people} | {
        letters(p.learner): p.learner for p in people
    }
    close = get_close_matches(letters(whose.words), ids, n=1, cutoff=0.75)
    meant = f" Is it {ids[close[0]]}?" if close else ""
    return (
        None,
        f"{whose.words} is not on the roster.{meant} Add a line to {ROSTER_NAME}, or rename the file.",
    )


ROSTER_NAME = "roster.csv"


def _spellings(person: Person) -> set[str]:
    first, last = letters(person.first_name), letters(person.last_name)
    return {first + last, last + first, letters(person.learner)} - {""}
