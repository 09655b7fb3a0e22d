"""Support tickets of Second Spark: 3,000 rows of simulated messages.

Nobody wrote these messages. Agents (also simulated) labelled each one, and
their labels hide the largest need; :func:`ticket_needs` knows who has it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from pmbridge.case.draw import Draw
from pmbridge.case.text.grammar import Piece, Writer
from pmbridge.case.text.needs import NEED_KEYWORDS, asks_where
from pmbridge.case.text.things import THINGS, thing_context
from pmbridge.case.text.voice import PLAIN, VOICES, soften, speak

ROWS = 3000
WEEKS = 26
NEED_LABELS = ("status", "delivery", "other")

_KEEP = frozenset(word for keyword in NEED_KEYWORDS for word in keyword.split()) | {"yet"}
_REST = {"billing": 0.33, "warranty": 0.23, "delivery": 0.15, "other": 0.15, "account": 0.14}
_CROSS = {1: 42, 2: 34, 3: 16, 4: 6, 5: 2}
_CONTENT = {1: 2, 2: 4, 3: 12, 4: 34, 5: 48}
_MEANS = (1.92, 4.22)
_ANSWERED = 0.62
_BUSINESS = 0.03
_MENDERS = 24
_FILES = (
    *("tickets_plain", "tickets_need", "tickets_frame"),
    *("tickets_rest", "tickets_more", "tickets_long"),
)
# Two hundred tickets show a wording that comes up much more often than this in 3,000.
_MEMORABLE = 3
_LIMITS = dict.fromkeys(("need", "need.delivery", "booking", *_REST), _MEMORABLE)
_TRIES = 3
_MILD = frozenset({"thing", "fault", "clock", "day"})
_GREETINGS = ("hi", "hello", "dear", "good ", "hey", "hope ", "bonjour", "order", "excuse")


class Ticket(NamedTuple):
    """One ticket, and whether it asks where a repair is."""

    week: int
    label: str
    text: str
    csat: int | None
    need: bool


def tickets(seed: int) -> pd.DataFrame:
    """Return the 3,000 simulated tickets of this seed.

    Columns: ``ticket_id``, ``week`` (1 to 26), ``label`` (set by an agent),
    ``text`` and ``csat`` (1 to 5, or missing where nobody answered).
    """
    rows = _tickets(int(seed))
    return pd.DataFrame(
        {
            "ticket_id": _ids(len(rows)),
            "week": [row.week for row in rows],
            "label": [row.label for row in rows],
            "text": [row.text for row in rows],
            "csat": pd.array([row.csat for row in rows], dtype="Float64").astype("float64"),
        }
    )


def ticket_needs(seed: int) -> pd.DataFrame:
    """Return ``ticket_id`` and ``asks_where``: whether the need is "where is my repair?"."""
    rows = _tickets(int(seed))
    return pd.DataFrame({"ticket_id": _ids(len(rows)), "asks_where": [row.need for row in rows]})


def _ids(count: int) -> list[str]:
    return [f"T{number:05d}" for number in range(1, count + 1)]


@lru_cache(maxsize=4)
def _tickets(seed: int) -> tuple[Ticket, ...]:
    return _Desk(Draw(seed, "text", "tickets")).all()


class _Desk:
    def __init__(self, draw: Draw) -> None:
        self.writer = Writer(_FILES, draw, _LIMITS)
        self.pen = self.writer.pen
        self.things = tuple(THINGS.values())
        self.seen: set[str] = set()
        self.menders = self.pen.shuffled(dict.fromkeys(self.writer.words["name"]))[:_MENDERS]

    def all(self) -> tuple[Ticket, ...]:
        pen = self.pen
        plan = pen.shuffled(self._plan())
        # The desk grows busier, a little each week.
        low, high = _MEANS
        mean = pen.between(2.02, 2.82)
        rest = mean + pen.between(0.85, 1.25)
        content = {True: (mean - low) / (high - low), False: (rest - low) / (high - low)}
        # Written in no order of time: wordings that run out would mark the early weeks.
        rows = []
        for topic, label in plan:
            need = topic == "need"
            csat = None
            if pen.chance(_ANSWERED):
                csat = pen.weighted(_CONTENT if pen.chance(content[need]) else _CROSS)
            text = self._text(topic, label, csat)
            self.seen.add(text)
            rows.append(Ticket(self._week(), label, text, csat, need))
        return tuple(sorted(rows, key=lambda row: row.week))

    def _week(self) -> int:
        while True:
            week = 1 + self.pen.below(WEEKS)
            if self.pen.chance(0.6 + 0.4 * week / WEEKS):
                return week

    def _plan(self) -> list[tuple[str, str]]:
        """Return the topic and the agent's label of every ticket."""
        pen = self.pen
        need = round(ROWS * pen.between(0.342, 0.548))
        status = round(need * pen.between(0.335, 0.365))
        delivery = round(need * pen.between(0.305, 0.335))
        by_label = {"status": status, "delivery": delivery, "other": need - status - delivery}
        booking = round(ROWS * pen.between(0.235, 0.265))
        plan = [("need", label) for label, count in by_label.items() for _ in range(count)]
        plan += [("booking", "booking")] * booking
        left = ROWS - len(plan)
        for topic, share in _REST.items():
            plan += [(topic, topic)] * round(left * share)
        plan = plan[:ROWS]
        return plan + [("billing", "billing")] * (ROWS - len(plan))

    def _text(self, topic: str, label: str, csat: int | None) -> str:
        pen = self.pen
        for attempt in range(12):
            context = thing_context(pen, pen.pick(self.things))
            context["fixer"] = pen.pick(self.menders)
            context["order"] = self._order()
            context["me"] = pen.pick(self.writer.words["name"])
            context["sur"] = pen.pick(self.writer.words["surname"])
            pieces = self._pieces(topic, label, csat, context)
            voice = pen.weighted(VOICES) if attempt < 6 else PLAIN
            mood = 1 if csat is not None and csat > 3 else -1
            text = speak(pieces, voice, pen, _KEEP, mood)
            if asks_where(text) == (topic == "need") and text not in self.seen:
                break
        return text

    def _order(self) -> str:
        pen = self.pen
        number = 20000 + pen.below(60000)
        return pen.pick(("SP-#", "SP#", "#", "#", "no. #", "sp-#")).replace("#", str(number))

    def _pieces(
        self, topic: str, label: str, csat: int | None, context: dict[str, str]
    ) -> list[str]:
        pen = self.pen
        if pen.chance(self._whole_share(topic)):
            whole = self._some(f"{topic}.whole", context, fits=self._fresh)
            if whole:
                return whole
        section = topic
        if topic == "need":
            if label == "delivery" and pen.chance(0.45):
                section = "need.delivery"
            elif pen.chance(_BUSINESS):
                section = "need.business"
        core, piece = self.writer.line(section, context, tries=_TRIES)
        if len(core) < 45 and pen.chance(0.7):
            return [core]
        body = [core]
        first = core.lower().startswith(_GREETINGS)
        had = ("had",) if topic in {"need", "warranty", "delivery"} else ()

        def apart(other: Piece) -> bool:
            return piece.slots.isdisjoint(other.slots - _MILD)

        if pen.chance(0.13) and "{order}" not in piece.text:
            body += self._some("detail", context, had, apart)
        if pen.chance(0.012):
            body += self._some("human", context, had)
        if pen.chance(0.33) and not first:
            greeting = self._greeting(piece, context)
            if greeting.endswith(",") and pen.chance(0.6):
                body[0] = soften(body[0])
            body.insert(0, greeting)
        if csat is not None and csat <= 2 and pen.chance(0.06):
            body += self._some("close.cross", context)
        if pen.chance(0.36) and context["me"] not in " ".join(body):
            body += self._some(
                "close", context, fits=lambda p: "order" not in p.slots & piece.slots
            )
        return body

    def _some(
        self,
        section: str,
        context: dict[str, str],
        tags: tuple[str, ...] = (),
        fits: Callable[[Piece], bool] | None = None,
    ) -> list[str]:
        """Return a line of a section, or none when all of its lines are used up."""
        try:
            return [self.writer.line(section, context, tags, fits, tries=1)[0]]
        except LookupError:
            return []

    def _greeting(self, piece: Piece, context: dict[str, str]) -> str:
        text, _ = self.writer.line(
            "greet", context, fits=lambda p: p.slots.isdisjoint(piece.slots), tries=1
        )
        return text

    def _whole_share(self, topic: str) -> float:
        return 0.045 if self.writer.has(f"{topic}.whole") else 0.0

    def _fresh(self, piece: Piece) -> bool:
        return self.writer.used[piece] == 0
