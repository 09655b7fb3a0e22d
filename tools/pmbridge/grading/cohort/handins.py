"""Whose a file is: read from the names that learning platforms give to what they hand out.

Each platform has its own way. The names were made by the platform and not by the learner, so they are what
counts; what a notebook or a pack says about its owner is compared with them and never believed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from pmbridge.grading.cohort.roster import Person, Whose, find


@dataclass(frozen=True)
class Claim:
    """What the name of a file or folder says: whose it is, when it came, and what the learner called it."""

    whose: Whose
    platform: str
    received: str = ""
    rest: str = ""
    late: bool = False


# Moodle, "Download all submissions": "Ada Lovelace_1234567_assignsubmission_file_" with the files in it,
# or, without folders, the same followed by the file's own name. The number is the participant's in this one
# assignment, and in no list of participants. Read from a plugin that copies Moodle's own
# code for it (mod/assign, download_submissions).
_MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_[a-z]+_?(?P<rest>.*)")
# Canvas: "lovelaceada_12345_678901_01-role.ipynb", with LATE behind the name where it was; the first number
# is the user's, as in its gradebook. Read from Canvas' source (lib/content_zipper.rb).
_CANVAS = re.compile(r"(?P<name>[^_\s]+)_(?P<late>(?i:late)_)?(?P<id>\d+)_\d+_(?P<rest>.+)")
# Blackboard: "Role of a PM_alovelace_attempt_2026-11-24-15-00-00_01-role.ipynb". Known from what others
# wrote to sort such files; its source is not public.
_BLACKBOARD = re.compile(
    r".+_(?P<user>[^_]+)_attempt_(?P<time>\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)(?:_(?P<rest>.+)|\.txt)?"
)
# Brightspace: "12345-678901 - Ada Lovelace - Nov 24, 2026 300 PM - 01-role.ipynb", or a folder of that name;
# some put the learner's id before their name. Known from what others wrote to sort such files; its source is
# not public, and how it writes the time outside of the United States is a guess.
_BRIGHTSPACE = re.compile(
    r"(?P<id>\d+)-\d+ - (?:(?P<user>\S*\d\S*) - )?(?P<name>.+?)"
    r" - (?P<time>[A-Z][a-z]{2,8} \d{1,2}, \d{4} \d{3,4} [AP]M)(?: - (?P<rest>.+))?"
)
# nbgrader's exchange: "ada+01-role+2026-11-24 15:00:00 UTC+secret", a folder.
_EXCHANGE = re.compile(
    r"(?P<user>.+)\+(?P<rest>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^+]*?)(?:\+(?P<secret>[^+]*))?"
)


def _moodle(match: re.Match[str]) -> Claim:
    return Claim(Whose(name=match["name"], lms_id=match["id"]), "Moodle", rest=match["rest"])


def _canvas(match: re.Match[str]) -> Claim:
    whose = Whose(run_together=match["name"], lms_id=match["id"])
    return Claim(whose, "Canvas", rest=match["rest"], late=bool(match["late"]))


def _blackboard(match: re.Match[str]) -> Claim:
    when = datetime.strptime(match["time"], "%Y-%m-%d-%H-%M-%S").astimezone()
    return Claim(Whose(learner=match["user"]), "Blackboard", _utc(when), match["rest"] or "")


def _brightspace(match: re.Match[str]) -> Claim:
    day, clock = match["time"].rsplit(" ", 2)[0], match["time"].split(" ", 3)[3]
    digits, half = clock.split()
    when = datetime.strptime(f"{day} {digits.zfill(4)} {half}", "%b %d, %Y %I%M %p").astimezone()
    whose = Whose(learner=match["user"] or "", name=match["name"], lms_id=match["id"])
    return Claim(whose, "Brightspace", _utc(when), match["rest"] or "")


def _exchange(match: re.Match[str]) -> Claim:
    return Claim(Whose(learner=match["user"]), "nbgrader", timestamp(match["time"]))


_PLATFORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Claim]], ...] = (
    (_MOODLE, _moodle),
    (_EXCHANGE, _exchange),
    (_BLACKBOARD, _blackboard),
    (_BRIGHTSPACE, _brightspace),
    (_CANVAS, _canvas),
)


def _utc(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds")


def timestamp(text: str) -> str:
    """Return a time as nbgrader writes it, or ISO 8601, in UTC and ISO 8601; empty if it is none."""
    text = text.strip()
    cleaned = re.sub(r"\s+(UTC|GMT|Z)$", "+00:00", text)
    cleaned = re.sub(r"(\d)\s+([+-]\d\d:?\d\d)$", r"\1\2", cleaned)
    cleaned = re.sub(r"(\.\d+)?\s+[A-Za-z/_]+$", "", cleaned)
    try:
        when = datetime.fromisoformat(cleaned)
    except ValueError:
        return ""
    return _utc(when if when.tzinfo else when.replace(tzinfo=UTC))


def claims(place: tuple[str, ...]) -> list[Claim]:
    """Return what the parts of a file's place say about its owner, the outermost first."""
    found = []
    for part in place:
        for pattern, understand in _PLATFORMS:
            match = pattern.fullmatch(part)
            if match is None:
                continue
            try:
                found.append(understand(match))
            except (ValueError, OverflowError):
                continue  # it only looked like a date
            break
    return found


def owner(
    place: tuple[str, ...], people: list[Person], assignments: list[str]
) -> tuple[Person | None, Claim | None, str]:
    """Return whose the file at ``place`` is, what its name says besides, and, if nobody's, the reason.

    Without a platform's mark the names of folders and the file count: ``ada/01-role.ipynb``,
    ``ada.ipynb``, ``01-role_ada.ipynb``.
    """
    said = claims(place)
    for claim in said:
        person, reason = find(people, claim.whose)
        return person, claim, reason
    for part in place:
        for whose in _plain(part, assignments):
            person, _ = find(people, whose)
            if person is not None:
                return person, None, ""
    return None, None, ""


def _plain(part: str, assignments: list[str]) -> list[Whose]:
    """Return what a name that no platform made could mean: a learner's id, or their name."""
    stem = re.sub(r"\.(ipynb|zip|json)$", "", part, flags=re.IGNORECASE)
    stem = re.sub(r"\s*\(\d+\)$", "", stem)
    tries = [stem]
    for assignment in assignments:
        for pattern in (
            rf"{re.escape(assignment)}[\s_.+-]+(.+)",
            rf"(.+?)[\s_.+-]+{re.escape(assignment)}",
        ):
            match = re.fullmatch(pattern, stem)
            if match:
                tries.append(match[1])
    return [whose for text in tries for whose in (Whose(learner=text), Whose(name=text))]
