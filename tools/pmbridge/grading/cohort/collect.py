"""Takes in what learners handed in: from a folder or zip of a learning platform, packs, or nbgrader's exchange.

Each file ends in exactly one outcome with a reason, and nothing stops the rest. What was handed in is kept
byte for byte in ``originals/``; what is graded lies in ``submitted/``, in order and where nbgrader looks.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
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
    repaired: Repaired
    answers: dict[str, bytes]
    secret: bytes | None
    digest: str
    packed: bool


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
    is_open = not people
    bundles = _bundles(source, cohort, people, [a.module for a in released], is_open, outcomes)
    if is_open and people:
        roster.save(cohort, people)
    for number, bundle in enumerate(bundles):
        step(number, len(bundles))
        try:
            ready = _ready(cohort, bundle, released, only, received, people, outcomes)
            for hand_in in ready:
                outcomes.append(_take(cohort, hand_in))
        except OSError as error:
            raise CourseError(
                f"{cohort.root} can't be written: {error.strerror or error}.",
                "Make room or take the cause away, and run the command again; it goes on where it stopped.",
            ) from error
    step(len(bundles), len(bundles))
    return _in_order(outcomes)


def _in_order(outcomes: list[Outcome]) -> list[Outcome]:
    return sorted(outcomes, key=lambda o: (o.learner or "\uffff", o.assignment, o.origin))


# -- from files to bundles


def _bundles(
    source: Path,
    cohort: Cohort,
    people: list[Person],
    modules: list[str],
    is_open: bool,
    outcomes: list[Outcome],
) -> list[_Bundle]:
    """Sort every file to its owner. Nothing is read here but the notebooks and what belongs to them."""
    bundles: dict[tuple[str, str], _Bundle] = {}
    for found in _files(source, outcomes):
        if not _wanted(found):
            continue
        person, claim, reason = handins.owner(_outside(found), people, modules)
        if person is None and is_open:
            person = _newcomer(found, claim, people)
        if person is None:
            if _is_work(found):
                outcomes.append(_nobodys(found, reason))
            continue
        received = claim.received if claim else ""
        if not received and claim is not None and claim.platform == "Moodle" and found.modified:
            received = ""
        key = (person.learner, _hand_in_place(found, claim))
        bundle = bundles.setdefault(
            key, _Bundle(person, key[1], received, claim.late if claim else False)
        )
        try:
            _add(bundle, found)
        except Refused as refused:
            what = f"{_upper(str(refused))}."
            outcomes.append(Outcome(REFUSED, found.words, person.learner, "", (what,)))
            if _is_work(found):
                _remember_refusal(cohort, person, found, modules, what)
    return list(bundles.values())


def _remember_refusal(
    cohort: Cohort, person: Person, found: Found, modules: list[str], why: str
) -> None:
    """Keep the reason where the status shows it, if the name says which assignment it is."""
    for module in modules:
        if module in found.words:
            record = records.read(cohort, person.learner, module)
            record.refused = f"{found.name}: {why}"
            records.write(cohort, record)
            return


def _files(source: Path, outcomes: list[Outcome]) -> Iterable[Found]:
    """Yield every file, and those inside the learners' own zips."""
    for item in intake.walk(source):
        if isinstance(item, tuple):
            outcomes.append(Outcome(REFUSED, item[0], sentences=(f"{_upper(item[1])}.",)))
        elif item.name.lower().endswith(".zip"):
            yield item
            try:
                for inner in intake.open_zip(item):
                    if isinstance(inner, tuple):
                        outcomes.append(Outcome(REFUSED, inner[0], sentences=(f"{_upper(inner[1])}.",)))
                    elif inner.name.lower().endswith(".zip"):
                        outcomes.append(
                            Outcome(REFUSED, inner.words, sentences=("A zip inside a learner's zip is not opened.",))
                        )
                    else:
                        yield inner
            except Refused as refused:
                outcomes.append(Outcome(REFUSED, item.words, sentences=(f"{_upper(str(refused))}.",)))
        else:
            yield item


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _inside_zip(found: Found) -> int:
    """Return how many parts of a file's place lead to the learner's own zip, itself included; else 0."""
    for number, part in enumerate(found.place[:-1], 1):
        if part.lower().endswith(".zip"):
            return number
    return 0


def _outside(found: Found) -> tuple[str, ...]:
    """Return the part of a file's place that the platform or the instructor named, not the learner."""
    depth = _inside_zip(found)
    return found.place[:depth] if depth else found.place


def _hand_in_place(found: Found, claim: handins.Claim | None) -> str:
    depth = _inside_zip(found)
    if depth:
        return "/".join(found.place[:depth])
    # A learner's files lie together, in the folder that bears their name, or alone, in their own name.
    for number, part in enumerate(found.place):
        if claim is not None and handins.claims((part,)):
            return "/".join(found.place[: number + 1])
    return "/".join(found.place[:-1]) if len(found.place) > 1 else found.name


def _is_work(found: Found) -> bool:
    name = found.name.lower()
    return name.endswith((".ipynb", ".zip")) or not name.endswith(_BESIDE)


def _wanted(found: Found) -> bool:
    return not found.name.lower().endswith(".zip")


def _newcomer(found: Found, claim: handins.Claim | None, people: list[Person]) -> Person | None:
    """Without a roster, a learner is on it as soon as they hand something in."""
    if not _is_work(found):
        return None
    whose = claim.whose if claim is not None else None
    if whose is None:
        outside = _outside(found)
        text = outside[0] if len(outside) > 1 else outside[0].rsplit(".", 1)[0]
        whose = roster.Whose(learner=text)
    name = whose.name or whose.run_together
    learner = whose.learner if roster.ID.fullmatch(whose.learner) else roster.slug(whose.learner or name)
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


def _add(bundle: _Bundle, found: Found) -> None:
    """Read a file into a bundle, if it is one that grading needs."""
    depth = _inside_zip(found)
    inner = found.place[depth:]
    if depth and found.name == MANIFEST and len(inner) == 1:
        bundle.packed = True
    elif found.name == MARKER:
        bundle.marker = found.read()
    elif found.name == "timestamp.txt":
        text = found.read()[:200].decode("utf-8", "replace")
        bundle.received = handins.timestamp(text) or bundle.received
    elif found.name == "submission_secret.txt":
        bundle.secret = found.read()[:1000]
    elif len(found.place) > 1 and found.place[-2] == "answers" and found.name.endswith(".json"):
        bundle.answers[found.place[:-2]] = b""
        bundle.answers[found.place] = found.read()
    elif found.name.lower().endswith(".ipynb"):
        bundle.notebooks.append((found, found.read()))
    elif _is_work(found):
        raise Refused("it is neither a notebook nor a zip")


# -- from bundles to hand-ins


def _ready(
    cohort: Cohort,
    bundle: _Bundle,
    released: list[Assignment],
    only: str | None,
    received: str,
    people: list[Person],
    outcomes: list[Outcome],
) -> list[_HandIn]:
    """Return the newest of what a bundle holds for each assignment, repaired."""
    by_name = {assignment.module: assignment for assignment in released}
    best: dict[str, tuple[tuple[int, str], Found, bytes]] = {}
    versions: dict[str, int] = {}
    for found, data in bundle.notebooks:
        try:
            notebook, _ = read(data)
        except NoNotebook as problem:
            module = next((m for m in by_name if m in found.words), "")
            outcomes.append(
                Outcome(REFUSED, found.words, bundle.person.learner, module, (str(problem),))
            )
            if module and (only is None or module == only):
                record = records.read(cohort, bundle.person.learner, module)
                record.refused = f"{found.name}: {problem}"
                records.write(cohort, record)
            continue
        module = module_of(notebook, released) or ""
        if not module:
            if not bundle.packed:
                outcomes.append(_no_exercises(found, notebook, bundle.person))
            continue
        if only is not None and module != only:
            continue
        versions[module] = versions.get(module, 0) + 1
        rank = (_version(found.name), found.name)
        if module not in best or rank > best[module][0]:
            best[module] = (rank, found, data)
    ready = []
    for module, (_, found, data) in best.items():
        repaired = repair(data, by_name[module])
        if bundle.packed and not repaired.begun:
            outcomes.append(Outcome(NOT_BEGUN, found.words, bundle.person.learner, module))
            continue
        ready.append(
            _hand_in(cohort, bundle, by_name[module], found, data, repaired, received, people, versions[module])
        )
    return ready


def _version(name: str) -> int:
    """Return the number that a platform or a browser puts behind a name: ``01-role-2.ipynb``, ``01-role (2).ipynb``."""
    import re

    match = re.search(r"(?:\((\d{1,3})\)|-(\d{1,3}))\.ipynb$", name, re.IGNORECASE)
    return int(match[1] or match[2]) if match else 0


def _no_exercises(found: Found, notebook: dict[str, Any], person: Person) -> Outcome:
    about = notebook["metadata"].get("pmbridge")
    lesson = isinstance(about, dict) and about.get("kind") == "lesson"
    why = (
        "This is the lesson and not the exercises. Ask for the other notebook of the module."
        if lesson
        else "No exercise of a released assignment is in it."
    )
    return Outcome(REFUSED, found.words, person.learner, "", (why,))


def _hand_in(
    cohort: Cohort,
    bundle: _Bundle,
    assignment: Assignment,
    found: Found,
    data: bytes,
    repaired: Repaired,
    received: str,
    people: list[Person],
    versions: int,
) -> _HandIn:
    labels = assignment.content["exercises"]
    files = _answers_beside(bundle, found, set(labels))
    for label, answer in repaired.answers.items():
        # The board's own file is newer than what the cell showed when it ran.
        if label in labels and f"{label}.json" not in files:
            text = json.dumps({"label": label, "answer": answer}, ensure_ascii=False)
            files[f"{label}.json"] = text.encode()
    lost = [label for label in repaired.lost if f"{label}.json" not in files]
    for label in lost:
        repaired.flags.append(
            f'The answer on the board of "{labels[label]["title"]}" did not come along. Ask for it: a pack holds it.'
        )
    if versions > 1:
        repaired.repairs.append(f"{versions} notebooks of this assignment were there; {found.name} was taken.")
    _compare_owner(cohort, bundle, repaired, people)
    wanted = f"{assignment.module}.ipynb"
    claim = handins.claims(found.place)
    called = claim[-1].rest or found.name if claim else found.name
    if called != wanted and not bundle.packed:
        repaired.repairs.append(f"The file was called {called[:80]}; it is {wanted} now.")
    if bundle.late and not bundle.received:
        repaired.flags.append("The learning platform marks it as late and does not say by how much.")
    digest = hashlib.sha256(data)
    for name, content in sorted(files.items()):
        digest.update(name.encode() + b"\0" + content)
    return _HandIn(
        bundle.person,
        assignment,
        found.words,
        bundle.received or received,
        data,
        found.name,
        repaired,
        files,
        bundle.secret,
        digest.hexdigest(),
        bundle.packed,
    )


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


def _compare_owner(
    cohort: Cohort, bundle: _Bundle, repaired: Repaired, people: list[Person]
) -> None:
    """Flag a course folder that says it is somebody else's. Whose data count is the roster's to say."""
    if bundle.marker is None:
        return
    try:
        says = json.loads(bundle.marker)
        learner, key = str(says["learner"]), str(says["course_key"])
    except (ValueError, KeyError, TypeError, RecursionError):
        repaired.flags.append("The file learner.json in it can't be read.")
        return
    mine = cohort.identity(bundle.person.learner)
    if (learner, key) == (mine.learner, mine.course_key):
        return
    other = next(
        (p.learner for p in people if cohort.identity(p.learner).learner == learner and cohort.own_data), ""
    )
    if other:
        repaired.flags.append(
            f"It was made in the course folder of {other}. It is graded with the data of {bundle.person.learner}."
        )
    else:
        repaired.flags.append(
            "It was made with other data than this learner's: their pass was not in the course folder. "
            "Ask them to drop it into the start notebook and to look at their answers again."
        )


# -- from hand-ins to the folder


def _take(cohort: Cohort, hand_in: _HandIn) -> Outcome:
    learner, module = hand_in.person.learner, hand_in.assignment.module
    record = records.read(cohort, learner, module)
    sentences = (*hand_in.repaired.repairs,)
    flags = (*hand_in.repaired.flags,)

    def outcome(what: str, *words: str) -> Outcome:
        return Outcome(what, hand_in.origin, learner, module, (*words, *sentences), flags)

    folder = cohort.folder(cohort.submitted, learner, module)
    there = (folder / f"{module}.ipynb").is_file()
    if hand_in.digest == record.digest and there:
        if record.refused:
            record.refused = ""
            records.write(cohort, record)
        return outcome(SAME)
    if hand_in.digest in record.seen and hand_in.digest != record.digest and there:
        return outcome(OLDER, "A newer version was collected before; that one counts.")
    if there and record.received and hand_in.received and hand_in.received < record.received:
        return outcome(OLDER, "What was collected before was handed in later; that one counts.")
    _write(cohort, hand_in, folder)
    again = bool(record.digest)
    record.digest = hand_in.digest
    record.origin = hand_in.origin
    record.received = hand_in.received
    record.seen = [*(d for d in record.seen if d != hand_in.digest), hand_in.digest]
    record.repairs = list(sentences)
    record.flags = list(flags)
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
    text = json.dumps(hand_in.repaired.notebook, ensure_ascii=False, indent=1, sort_keys=True)
    # Lone surrogates are JSON and not UTF-8; a notebook may hold them.
    write_atomically(folder / f"{module}.ipynb", text.encode("utf-8", "replace") + b"\n")
