"""Takes in what learners handed in: from a folder or zip of a learning platform, packs, or nbgrader's exchange.

Each file ends in exactly one outcome with a reason, and nothing stops the rest. What was handed in is kept
byte for byte in ``originals/``; what is graded lies in ``submitted/``, in order and where nbgrader looks.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pmbridge.grading.assignment import Assignment
from pmbridge.grading.cohort import assignments, handins, intake, records, roster
from pmbridge.grading.cohort.folder import Cohort
from pmbridge.grading.cohort.intake import Found, Refused
from pmbridge.grading.cohort.repair import NoNotebook, Repaired, module_of, read, repair
from pmbridge.grading.cohort.roster import Person
from pmbridge.home import MARKER
from pmbridge.problems import CourseError
from pmbridge.workspace.files import write_atomically
from pmbridge.workspace.pack import MANIFEST

NEW, AGAIN, SAME, OLDER, REFUSED, NOT_BEGUN = (
    "collected",
    "replaced",
    "had it",
    "older",
    "refused",
    "not begun",
)
# What lies beside a notebook in a hand-in and is not one of ours; no word is lost about it.
_BESIDE = (".json", ".jsonl", ".txt", ".html", ".md", ".csv", ".png", ".pdf", ".xml")


@dataclass(frozen=True)
class Outcome:
    """What became of one file: who and what it is, and sentences about it."""

    what: str
    origin: str
    learner: str = ""
    assignment: str = ""
    sentences: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass
class _Bundle:
    """What one learner handed in at one place: notebooks, and what lies beside them."""

    person: Person
    origin: str
    received: str
    late: bool
    notebooks: list[tuple[Found, bytes]] = field(default_factory=list)
    answers: dict[tuple[str, ...], bytes] = field(default_factory=dict)
    marker: bytes | None = None
    secret: bytes | None = None
    packed: bool = False


@dataclass
class _HandIn:
    """One learner's notebook of one assignment, ready to be taken."""

    person: Person
    assignment: Assignment
    origin: str
    received: str
    original: bytes
    file: str
    notebook: dict[str, Any]
    repairs: list[str]
    flags: list[str]
    answers: dict[str, bytes]
    secret: bytes | None
    digest: str


def collect(
    cohort: Cohort,
    source: Path,
    only: str | None = None,
    received: str = "",
    step: Callable[[int, int], None] = lambda done, of: None,
) -> list[Outcome]:
    """Take in what lies in ``source``; return what became of each file.

    ``only`` limits it to one assignment; ``received`` is the time for what has none of its own.

    Raises
    ------
    CourseError
        If there is nothing to look at, or nothing was released.
    """
    if not source.exists():
        raise CourseError(f"There is no {source}.", "Name the folder or zip that you downloaded.")
    released = assignments.released(cohort)
    if not released:
        raise CourseError(
            "No assignment was released in this cohort, so nothing can be collected.",
            "Run: pmbridge cohort release.",
        )
    outcomes: list[Outcome] = []
    people = roster.load(cohort)
    job = _Job(cohort, released, only, received, people, not people, outcomes)
    by_learner = _sorted_out(source, job)
    if job.is_open and people:
        roster.save(cohort, people)
    for number, (person, files) in enumerate(by_learner):
        step(number, len(by_learner))
        try:
            _one_learner(job, person, files)
        except OSError as error:
            raise CourseError(
                f"{cohort.root} can't be written: {error.strerror or error}.",
                "Make room or take the cause away, and run the command again; it goes on where it stopped.",
            ) from error
    step(len(by_learner), len(by_learner))
    return _in_order(outcomes)


@dataclass
class _Job:
    """One run of ``collect``. Without a roster (``is_open``), whoever hands in is put on it."""

    cohort: Cohort
    released: list[Assignment]
    only: str | None
    received: str
    people: list[Person]
    is_open: bool
    outcomes: list[Outcome]


def _one_learner(
    job: _Job, person: Person, files: list[tuple[Found, handins.Claim | None]]
) -> None:
    """Take the newest of what a learner handed in for each assignment."""
    by_module: dict[str, list[_HandIn]] = {}
    for bundle in _bundles(job, person, files):
        for hand_in in _ready(job, bundle):
            by_module.setdefault(hand_in.assignment.module, []).append(hand_in)
    for module, versions in sorted(by_module.items()):
        *older, newest = sorted(versions, key=lambda h: (h.received, _version(h.file), h.origin))
        others = {h.digest for h in older} - {newest.digest}
        if others:
            newest.repairs.append(
                f"{len(others) + 1} versions of it were there; the newest was taken: {newest.origin}."
            )
        job.outcomes.append(_take(job.cohort, newest, sorted(others)))
        for hand_in in older:
            if hand_in.digest in others:
                why = ("A newer version was there; that one counts.",)
                job.outcomes.append(Outcome(OLDER, hand_in.origin, person.learner, module, why))


def _in_order(outcomes: list[Outcome]) -> list[Outcome]:
    return sorted(outcomes, key=lambda o: (o.learner or "\uffff", o.assignment, o.origin))


# -- from files to bundles


def _sorted_out(
    source: Path, job: _Job
) -> list[tuple[Person, list[tuple[Found, handins.Claim | None]]]]:
    """Return the files of each learner, by the names that the platform gave. Nothing is read here."""
    modules = [assignment.module for assignment in job.released]
    found_for: dict[str, tuple[Person, list[tuple[Found, handins.Claim | None]]]] = {}
    for item in intake.walk(source):
        if isinstance(item, tuple):
            job.outcomes.append(_refusal(item))
            continue
        person, claim, reason = handins.owner(item.place, job.people, modules)
        if person is None and job.is_open:
            person = _newcomer(item, claim, job.people)
        if person is not None:
            found_for.setdefault(person.learner, (person, []))[1].append((item, claim))
        elif _is_work(item):
            job.outcomes.append(_nobodys(item, reason))
    return [found_for[learner] for learner in sorted(found_for)]


def _refusal(item: tuple[str, str]) -> Outcome:
    return Outcome(REFUSED, item[0], sentences=(f"{_upper(item[1])}.",))


def _bundles(
    job: _Job, person: Person, files: list[tuple[Found, handins.Claim | None]]
) -> list[_Bundle]:
    """Return what one learner handed in, place by place, with what grading needs read."""
    bundles: dict[str, _Bundle] = {}
    for outer, claim in files:
        place = _hand_in_place(outer, claim)
        bundle = bundles.setdefault(
            place,
            _Bundle(person, place, claim.received if claim else "", claim.late if claim else False),
        )
        try:
            for found in _opened(outer, bundle, job):
                _add(bundle, found, outer)
        except Refused as refused:
            _refuse(job, person, outer, f"{_upper(str(refused))}.")
    return list(bundles.values())


def _opened(outer: Found, bundle: _Bundle, job: _Job) -> Iterable[Found]:
    """Yield a file, or the files in it if it is a zip."""
    if not outer.name.lower().endswith(".zip"):
        yield outer
        return
    for item in intake.open_zip(outer):
        if isinstance(item, tuple):
            job.outcomes.append(replace(_refusal(item), learner=bundle.person.learner))
        elif item.name.lower().endswith(".zip"):
            raise Refused("a zip inside a learner's zip is not opened")
        else:
            yield item


def _refuse(job: _Job, person: Person, found: Found, why: str, module: str = "") -> None:
    """Report a file that can't be taken, and keep the reason where the status shows it."""
    modules = [assignment.module for assignment in job.released]
    module = module or next((m for m in modules if m in found.words), "")
    job.outcomes.append(Outcome(REFUSED, found.words, person.learner, module, (why,)))
    if module and _is_work(found) and job.only in (None, module):
        record = records.read(job.cohort, person.learner, module)
        record.refused = f"{found.name}: {why}"
        records.write(job.cohort, record)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _hand_in_place(found: Found, claim: handins.Claim | None) -> str:
    """Return what holds all that a learner handed in at once: a zip, a folder with their name, or the file."""
    if found.name.lower().endswith(".zip"):
        return found.words
    for number, part in enumerate(found.place, 1):
        if claim is not None and handins.claims((part,)):
            return "/".join(found.place[:number])
    return "/".join(found.place[:-1]) if len(found.place) > 1 else found.name


def _is_work(found: Found) -> bool:
    name = found.name.lower()
    return name.endswith((".ipynb", ".zip")) or not name.endswith(_BESIDE)


def _newcomer(found: Found, claim: handins.Claim | None, people: list[Person]) -> Person | None:
    """Without a roster, a learner is on it as soon as they hand something in."""
    if not _is_work(found):
        return None
    whose = claim.whose if claim is not None else None
    if whose is None:
        text = found.place[0] if len(found.place) > 1 else found.name.rsplit(".", 1)[0]
        whose = roster.Whose(learner=text)
    name = whose.name or whose.run_together
    learner = (
        whose.learner if roster.ID.fullmatch(whose.learner) else roster.slug(whose.learner or name)
    )
    if not roster.ID.fullmatch(learner):
        return None
    first, _, last = whose.name.rpartition(" ")
    person = Person(learner, first, last, "", whose.lms_id)
    known = next((p for p in people if p.learner.casefold() == learner.casefold()), None)
    if known is not None:
        return known
    people.append(person)
    return person


def _nobodys(found: Found, reason: str) -> Outcome:
    if reason:
        return Outcome(REFUSED, found.words, sentences=(reason,))
    return Outcome(
        REFUSED,
        found.words,
        sentences=(
            "Nothing in its name says whose it is. Put it into a folder named after the learner's id, or rename it to that id.",
        ),
    )


def _add(bundle: _Bundle, found: Found, outer: Found) -> None:
    """Read a file into a bundle, if it is one that grading needs."""
    inner = found.place[len(outer.place) :]
    if inner == (MANIFEST,):
        bundle.packed = True
    elif found.name == MARKER:
        bundle.marker = found.read()
    elif found.name == "timestamp.txt":
        text = found.read()[:200].decode("utf-8", "replace")
        bundle.received = handins.timestamp(text) or bundle.received
    elif found.name == "submission_secret.txt":
        bundle.secret = found.read()[:1000]
    elif len(found.place) > 1 and found.place[-2] == "answers" and found.name.endswith(".json"):
        bundle.answers[found.place] = found.read()
    elif found.name.lower().endswith(".ipynb"):
        bundle.notebooks.append((found, found.read()))
    elif not inner and _is_work(found):
        raise Refused("it is neither a notebook nor a zip")


# -- from bundles to hand-ins


def _ready(job: _Job, bundle: _Bundle) -> list[_HandIn]:
    """Return the newest of what a bundle holds for each assignment, repaired."""
    by_name = {assignment.module: assignment for assignment in job.released}
    ready = []
    for found, data in bundle.notebooks:
        try:
            notebook, _ = read(data)
        except NoNotebook as problem:
            _refuse(job, bundle.person, found, str(problem))
            continue
        module = module_of(notebook, job.released) or ""
        if not module:
            if not bundle.packed:
                _no_exercises(job, bundle.person, found, notebook)
            continue
        if job.only not in (None, module):
            continue
        hand_in = _hand_in(job, bundle, by_name[module], found, data)
        if hand_in is None:
            job.outcomes.append(Outcome(NOT_BEGUN, found.words, bundle.person.learner, module))
        else:
            ready.append(hand_in)
    return ready


def _version(name: str) -> int:
    """Return the number that a platform or a browser puts behind a name: ``01-role-2``, ``01-role (2)``."""
    match = re.search(r"(?:\((\d{1,3})\)|-(\d{1,3}))\.(?:ipynb|zip)$", name, re.IGNORECASE)
    return int(match[1] or match[2]) if match else 0


def _no_exercises(job: _Job, person: Person, found: Found, notebook: dict[str, Any]) -> None:
    about = notebook["metadata"].get("pmbridge")
    lesson = isinstance(about, dict) and about.get("kind") == "lesson"
    claimed = about.get("module") if isinstance(about, dict) else None
    module = next((a.module for a in job.released if a.module == claimed), "")
    why = (
        "This is the lesson and not the exercises. Ask for the other notebook of the module."
        if lesson
        else "No exercise of a released assignment is in it."
    )
    if module and (job.cohort.folder(job.cohort.submitted, person.learner, module)).is_dir():
        # The exercises are there as well, so nothing is missing.
        job.outcomes.append(Outcome(REFUSED, found.words, person.learner, module, (why,)))
    else:
        _refuse(job, person, found, why, module)


def _hand_in(
    job: _Job,
    bundle: _Bundle,
    assignment: Assignment,
    found: Found,
    data: bytes,
) -> _HandIn | None:
    """Return a notebook as it is taken, or None if a pack merely carried it along untouched."""
    repaired = repair(data, assignment)
    labels = assignment.content["exercises"]
    files = _answers_beside(bundle, found, set(labels))
    if bundle.packed and not repaired.begun and not files:
        return None
    for label, answer in repaired.answers.items():
        # The board's own file is newer than what the cell showed when it ran.
        if label in labels and f"{label}.json" not in files:
            text = json.dumps({"label": label, "answer": answer}, ensure_ascii=False)
            files[f"{label}.json"] = text.encode()
    repairs, flags = list(repaired.repairs), list(repaired.flags)
    flags += [
        f'The answer on the board of "{labels[label]["title"]}" did not come along. '
        "Ask for it: a pack holds it."
        for label in repaired.lost
        if f"{label}.json" not in files
    ]
    flags += _other_owner(job, bundle, repaired)
    wanted = f"{assignment.module}.ipynb"
    said = handins.claims(found.place)
    called = (said[-1].rest or found.name) if said else found.name
    if called != wanted and not bundle.packed and not _names_owner(called, bundle.person):
        repairs.append(f"The file was called {called[:80]}; it is {wanted} now.")
    if bundle.late and not bundle.received:
        flags.append("The learning platform marks it as late and does not say by how much.")
    digest = hashlib.sha256(data)
    for name, content in sorted(files.items()):
        digest.update(name.encode() + b"\0" + content)
    return _HandIn(
        person=bundle.person,
        assignment=assignment,
        origin=found.words,
        received=bundle.received or job.received,
        original=data,
        file=called,
        notebook=repaired.notebook,
        repairs=repairs,
        flags=flags,
        answers=files,
        secret=bundle.secret,
        digest=digest.hexdigest(),
    )


def _names_owner(called: str, person: Person) -> bool:
    return person.learner.casefold() in called.casefold()


def _answers_beside(bundle: _Bundle, found: Found, labels: set[str]) -> dict[str, bytes]:
    """Return the answer files nearest to a notebook: beside it, or above it as in a learner's folder."""
    folder = found.place[:-1]
    for length in range(len(folder), -1, -1):
        base = folder[:length]
        files = {
            place[-1]: data
            for place, data in bundle.answers.items()
            if place[:-2] == base and place[-1].removesuffix(".json") in labels and data
        }
        if files:
            return files
    return {}


def _other_owner(job: _Job, bundle: _Bundle, repaired: Repaired) -> list[str]:
    """Flag a course folder that says it is somebody else's. Whose data count is the roster's to say."""
    mine = job.cohort.identity(bundle.person.learner)
    if bundle.marker is not None:
        try:
            says = json.loads(bundle.marker)
            learner, key = str(says["learner"]), str(says["course_key"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return ["The file learner.json in it can't be read."]
        if (learner, key) == (mine.learner, mine.course_key):
            return []
        said = {learner}
    else:
        # A notebook alone: the outputs of its checks say on whose data they ran.
        said = repaired.data_of
        if not said or mine.learner in said:
            return []
    known = {job.cohort.identity(person.learner).learner: person.learner for person in job.people}
    others = sorted(known[learner] for learner in said if learner in known)
    if others and job.cohort.own_data:
        return [
            f"It was made in the course folder of {others[0]}. "
            f"It is graded with the data of {bundle.person.learner}."
        ]
    return [records.OTHER_DATA]


# -- from hand-ins to the folder


def _take(cohort: Cohort, hand_in: _HandIn, superseded: list[str]) -> Outcome:
    """Put a hand-in into the folder, unless it or a newer one is there."""
    learner, module = hand_in.person.learner, hand_in.assignment.module
    record = records.read(cohort, learner, module)

    def outcome(what: str, *words: str) -> Outcome:
        told = (*words, *hand_in.repairs)
        return Outcome(what, hand_in.origin, learner, module, told, (*hand_in.flags,))

    folder = cohort.folder(cohort.submitted, learner, module)
    there = (folder / f"{module}.ipynb").is_file()
    if hand_in.digest == record.digest and there:
        return outcome(SAME)
    if hand_in.digest in record.seen and there:
        return outcome(OLDER, "A newer version was collected before; that one counts.")
    if there and record.received and hand_in.received and hand_in.received < record.received:
        return outcome(OLDER, "What was collected before was handed in later; that one counts.")
    _write(cohort, hand_in, folder)
    again = bool(record.digest)
    record.digest = hand_in.digest
    record.origin = hand_in.origin
    record.received = hand_in.received
    seen = [*record.seen, *superseded, hand_in.digest]
    record.seen = sorted(set(seen), key=seen.index)
    record.repairs = hand_in.repairs
    record.flags = hand_in.flags
    record.refused = ""
    records.write(cohort, record)
    cohort.log("collected", learner, assignment=module, digest=hand_in.digest[:12])
    return outcome(AGAIN if again else NEW)


def _write(cohort: Cohort, hand_in: _HandIn, folder: Path) -> None:
    """Write the original and what is graded. The notebook comes last: with it the submission is there."""
    learner, module = hand_in.person.learner, hand_in.assignment.module
    kept = cohort.folder(cohort.originals, learner, module)
    write_atomically(kept / f"{hand_in.digest[:12]}.ipynb", hand_in.original)
    old = folder / "answers"
    if old.is_dir():
        for path in old.glob("*.json"):
            path.unlink()
    for name, data in hand_in.answers.items():
        write_atomically(folder / "answers" / name, data)
    stamp = folder / "timestamp.txt"
    if hand_in.received:
        write_atomically(stamp, hand_in.received.replace("T", " ").replace("+00:00", " UTC") + "\n")
    elif stamp.exists():
        stamp.unlink()
    if hand_in.secret:
        write_atomically(folder / "submission_secret.txt", hand_in.secret)
    text = json.dumps(hand_in.notebook, ensure_ascii=False, indent=1, sort_keys=True)
    # Lone surrogates are JSON and not UTF-8; a notebook may hold them.
    write_atomically(folder / f"{module}.ipynb", text.encode("utf-8", "replace") + b"\n")
