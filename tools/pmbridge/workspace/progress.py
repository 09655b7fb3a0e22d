"""What a learner has tried and passed: one line of JSON an attempt, appended, never rewritten.

Several notebooks may be open at once and any of them may be killed at any moment. A file that only grows
needs no lock: a torn last line is skipped, and everything before it still counts.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path

from pmbridge.home import find_home, mode
from pmbridge.workspace.files import append_line

FILE = "progress.jsonl"
PASSED, NOT_YET, NOT_STARTED, MISSING = "passed", "not yet", "not started", "answers missing"
STATES = (PASSED, NOT_YET, NOT_STARTED, MISSING)


@dataclass(frozen=True)
class Attempt:
    """One run of one check: ``earned`` of ``points``, at ``at`` (UTC, ISO 8601)."""

    module: str
    label: str
    part: int
    state: str
    earned: float
    points: float
    at: str = ""


@dataclass(frozen=True)
class Standing:
    """How far a learner is with one check: the best and the first result, and how many attempts."""

    state: str
    earned: float
    points: float
    attempts: int
    first_state: str


def record(attempt: Attempt, home: Path | None = None) -> bool:
    """Append ``attempt`` to the learner's progress; outside a learner's folder nothing is kept.

    Returns
    -------
    bool
        False if the folder can't be written, for example since the disk is full.
    """
    if mode() != "learn":
        return True
    folder = home or find_home()
    if folder is None:
        return True
    data = asdict(attempt)
    data["at"] = attempt.at or datetime.now(UTC).isoformat(timespec="seconds")
    try:
        append_line(folder / FILE, json.dumps(data, ensure_ascii=False))
    except OSError:
        return False
    return True


def read(home: Path) -> Iterator[Attempt]:
    """Yield the attempts recorded in ``home``, oldest first; lines that can't be understood are skipped."""
    try:
        text = (home / FILE).read_bytes().decode("utf-8", errors="replace")
    except OSError:
        return
    for line in text.split("\n"):
        attempt = _parse(line)
        if attempt is not None:
            yield attempt


def _parse(line: str) -> Attempt | None:
    try:
        data = json.loads(line)
        if data["state"] not in STATES:
            return None
        if not (isfinite(data["earned"]) and isfinite(data["points"])):
            return None
        return Attempt(
            module=str(data["module"]),
            label=str(data["label"]),
            part=int(data["part"]),
            state=data["state"],
            earned=float(data["earned"]),
            points=float(data["points"]),
            at=str(data.get("at", "")),
        )
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def standings(attempts: Iterable[Attempt]) -> dict[tuple[str, str, int], Standing]:
    """Return where the learner stands for each ``(module, label, part)`` that was tried.

    A check once passed stays passed: going back to play with an answer takes nothing away. Runs of a
    check on an untouched answer are no attempts.
    """
    best: dict[tuple[str, str, int], Standing] = {}
    for attempt in attempts:
        key = (attempt.module, attempt.label, attempt.part)
        tried = attempt.state in (PASSED, NOT_YET)
        old = best.get(key)
        if old is None:
            best[key] = Standing(
                attempt.state, attempt.earned, attempt.points, int(tried), attempt.state
            )
            continue
        better = STATES.index(attempt.state) <= STATES.index(old.state)
        best[key] = Standing(
            state=attempt.state if better else old.state,
            earned=max(attempt.earned, old.earned),
            points=attempt.points,
            attempts=old.attempts + int(tried),
            first_state=attempt.state if old.attempts == 0 and tried else old.first_state,
        )
    return best
