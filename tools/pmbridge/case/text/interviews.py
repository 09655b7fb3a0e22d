"""Interviews about broken appliances: 120 simulated quotes from 24 simulated people.

Nobody said these sentences. :func:`interview_labels` knows for each quote
whether it tells of the past, promises something for the future, or is opinion
or chatter, and what it is about.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from pmbridge.case.draw import Draw
from pmbridge.case.text.grammar import Pen, Piece, Writer
from pmbridge.case.text.things import THINGS, thing_context

ROWS = 120
PEOPLE = 24

_DID = {
    "new": "bought a new one",
    "fixed": "had it repaired",
    "self": "repaired it at home",
    "waiting": "still without it",
}
_HOUSEHOLDS = (
    *("lives alone", "lives alone", "couple", "couple", "shared flat of 3", "shared flat of 5"),
    *("family, 1 child", "family, 2 children", "family, 3 children", "family, 2 children"),
    *("single parent, 1 child", "single parent, 2 children", "lives with parents"),
    *("three generations", "couple, child every other week"),
)
_QUESTIONS = {
    "happened": (
        "Tell me about the last time something broke at home.",
        "What happened when it broke?",
        "Take me back to that day.",
    ),
    "hardest": (
        "What was the hardest part?",
        "What annoyed you most?",
        "Which moment do you remember?",
    ),
    "decided": ("How did you decide?", "What made you choose that?", "Walk me through the choice."),
    "coped": ("What did you do without it?", "How did you manage in those days?"),
    "would": (
        "Would you use a service that repairs it nearby?",
        "Would you use an app that shows your repair?",
        "Suppose somebody near you repaired such things: would you go?",
    ),
    "eco": ("How important is the environment to you?", "Do you think about waste?"),
    "else": ("Anything else?", "Is there something I should have asked?"),
}
_FURTHER = ("And what else?", "Can you say more about that?", "Go on.")
# Who says the one never says the other. Any other fact is told once.
_AGAINST = {"%easy": "%slow", "%slow": "%easy", "%kept": "%given", "%given": "%kept"}
_DEEDS = ("happened", "hardest", "decided")
_GAP = frozenset({"no_date", "days_without"})
_TRAITS = {
    "laundry": ("washing machine", "dryer"),
    "cook": ("oven", "fridge", "microwave"),
    "fridge": ("fridge",),
    "coffee": ("coffee machine",),
    "vacuum": ("vacuum",),
    "work": ("laptop", "sewing machine"),
    "laptop": ("laptop",),
    "sewing": ("sewing machine",),
    "house": ("washing machine", "dryer", "dishwasher", "oven", "fridge"),
}
_KIN = {
    "lives alone": ("sister", "brother", "mother", "neighbour"),
    "couple": ("husband", "wife", "partner"),
    "shared": ("flatmate",),
    "family,": ("husband", "wife", "partner", "eldest"),
    "single": ("daughter", "son", "mother"),
    "lives with parents": ("mother", "dad"),
    "three": ("mother-in-law", "husband", "wife", "father"),
}
_HOUSE = tuple(
    name
    for name in THINGS
    if name
    in {
        *("washing machine", "dryer", "dishwasher", "coffee machine", "vacuum", "oven", "fridge"),
        *("sewing machine", "kettle", "toaster", "microwave", "laptop", "mixer", "iron"),
    }
)


class Quote(NamedTuple):
    """One quote with the person's background and what it really is."""

    person: str
    household: str
    appliance: str
    did: str
    question: str
    quote: str
    kind: str
    theme: str


def interviews(seed: int) -> pd.DataFrame:
    """Return the 120 simulated quotes of this seed.

    Columns: ``quote_id``, ``person``, ``household``, ``last_appliance``,
    ``what_they_did``, ``question`` and ``quote``.
    """
    rows = _interviews(int(seed))
    return pd.DataFrame(
        {
            "quote_id": _ids(rows),
            "person": [row.person for row in rows],
            "household": [row.household for row in rows],
            "last_appliance": [row.appliance for row in rows],
            "what_they_did": [_DID[row.did] for row in rows],
            "question": [row.question for row in rows],
            "quote": [row.quote for row in rows],
        }
    )


def interview_labels(seed: int) -> pd.DataFrame:
    """Return for each ``quote_id`` its ``kind`` and ``theme``.

    Kinds are past, future (a promise), opinion and chatter. Themes are no_date,
    days_without, price, trust, effort, attachment, environment and none.
    """
    rows = _interviews(int(seed))
    return pd.DataFrame(
        {
            "quote_id": _ids(rows),
            "kind": [row.kind for row in rows],
            "theme": [row.theme for row in rows],
        }
    )


def _ids(rows: tuple[Quote, ...]) -> list[str]:
    return [f"Q{number:03d}" for number in range(1, len(rows) + 1)]


_KINDS = frozenset({"past", "future", "opinion", "chatter"})


@lru_cache(maxsize=4)
def _interviews(seed: int) -> tuple[Quote, ...]:
    writer = Writer(("interviews", "interviews_more"), Draw(seed, "text", "interviews"))
    pen = writer.pen
    names = pen.shuffled(dict.fromkeys(writer.words["name"]))
    fixed, own, waiting = 5 + pen.below(3), 2, 3 + pen.below(2)
    did = ["fixed"] * fixed + ["self"] * own + ["waiting"] * waiting
    did = pen.shuffled(did + ["new"] * (PEOPLE - len(did)))
    homes = pen.shuffled((*_HOUSEHOLDS, *_HOUSEHOLDS))[:PEOPLE]
    rows: list[Quote] = []
    for number in range(PEOPLE):
        kind = pen.pick(_HOUSE)
        context = thing_context(pen, THINGS[kind]) | {"thing": kind, "fixer": names[-1 - number]}
        home = homes[number]
        kin = next(kin for start, kin in _KIN.items() if home.startswith(start))
        context |= {"kinless": pen.pick(kin), "petless": pen.pick(("dog", "cat", "rabbit"))}
        context |= {"eurx": _euro(pen, context, 300, 580), "eury": _euro(pen, context, 45, 80)}
        traits = _traits(kind, home)
        if not home.startswith(("shared", "lives with")) and pen.chance(0.4):
            traits.append("@old" if "child" not in home else "@middle")
        elif home.startswith(("shared", "lives with")):
            traits.append("@young")
        facts: set[str] = set()
        asked: set[str] = set()
        person = f"{names[number]} {pen.pick(writer.words['surname'])[0].upper()}."
        sections = ["happened", "hardest", pen.pick(("decided", "coped"))]
        # Most promises and green words come from people who bought a new one.
        if did[number] == "new":
            sections += (
                ["would", "eco"] if pen.chance(0.7) else ["else", pen.pick(("would", "eco"))]
            )
        else:
            sections += ["else", pen.pick(("would", "eco", "coped", "decided"))]
        order = list(_QUESTIONS)
        for wanted in sorted(sections, key=order.index):
            section = wanted
            if did[number] == "self" and section == "coped":
                section = "eco" if "eco" not in sections else "else"
            quote, piece, section = _say(
                writer, section, context, (did[number],), traits=frozenset(traits), facts=facts
            )
            said = next(iter(piece.labels & _KINDS))
            theme = next(iter(piece.labels - _KINDS))
            facts |= {_AGAINST.get(tag, tag) for tag in piece.tags if tag[0] == "%"}
            question = pen.pick([q for q in _QUESTIONS[section] if q not in asked] or _FURTHER)
            asked |= {question, *_QUESTIONS[section]}
            rows.append(
                Quote(person, homes[number], kind, did[number], question, quote, said, theme)
            )
    return tuple(rows)


def _euro(pen: Pen, context: dict[str, str], low: int, high: int) -> str:
    return context["_euro"].replace("#", str(low + pen.below(high - low)))


def _traits(kind: str, home: str) -> list[str]:
    traits = [f"@{trait}" for trait, things in _TRAITS.items() if kind in things]
    if "child" in home or "three" in home:
        traits.append("@kids")
    if "single" in home:
        traits.append("@single")
    if home != "lives alone":
        traits.append("@people")
    if not home.startswith(("lives with", "shared")):
        traits.append("@own")
    return traits


def _say(
    writer: Writer,
    section: str,
    context: dict[str, str],
    tags: tuple[str, ...],
    *,
    traits: frozenset[str],
    facts: set[str],
) -> tuple[str, Piece, str]:
    """Write a quote that fits the person and that nobody else has said, if there is one."""

    def suits(piece: Piece) -> bool:
        return facts.isdisjoint(piece.tags) and all(
            tag in traits for tag in piece.tags if tag[0] == "@"
        )

    # Most people's stories are about the gap and about not knowing how long it is.
    gap = section in _DEEDS and writer.pen.chance(0.3)

    def fresh(piece: Piece) -> bool:
        return (
            suits(piece) and not writer.used[piece] and not (gap and _GAP.isdisjoint(piece.labels))
        )

    for place in dict.fromkeys((section, "else", "hardest", "happened", "coped")):
        try:
            return *writer.line(place, context, tags, fresh), place
        except LookupError:
            continue
    return *writer.line(section, context, tags, suits), section
