"""What a planted truth is: a statement, how to recompute it, and who gets it wrong how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pmbridge.case import Case

Value = float | str
Answer = dict[str, Value]


def number(value: Any) -> float:
    """Return one cell of a table as a float."""
    return float(value)


@dataclass(frozen=True)
class Naive:
    """A tempting answer: how it comes about and which misconception it reveals."""

    name: str
    compute: Callable[[Case], Answer]
    reveals: str
    hint: str


@dataclass(frozen=True)
class Truth:
    """One fact that the data of every learner holds.

    ``compute`` recomputes the answer from the tables alone. ``allowed`` gives the
    range of each number, and by that the statement itself: "every channel fell"
    is a change that is below 0. ``tolerance`` is the largest distance at which an
    answer still counts as right, absolute, or a part of the right value where
    ``relative`` is set. ``asked`` names what a learner hands in; two learners'
    answers differ when any of it does.
    """

    name: str
    items: tuple[str, ...]
    tables: tuple[str, ...]
    statement: str
    compute: Callable[[Case], Answer]
    allowed: Mapping[str, tuple[float, float] | frozenset[str]]
    tolerance: Mapping[str, float] = field(default_factory=dict)
    relative: bool = False
    asked: tuple[str, ...] = ()
    naive: tuple[Naive, ...] = ()

    def differ(self, key: str, one: Value, other: Value) -> bool:
        """Tell whether two values of a key are farther apart than the tolerance."""
        if isinstance(one, str) or isinstance(other, str):
            return one != other
        limit = self.tolerance.get(key, 0.0)
        if self.relative:
            limit *= abs(one)
        return abs(one - other) > limit + 1e-12

    def problems(self, case: Case) -> list[str]:
        """Return a sentence for each thing that does not hold in this case."""
        return check(self, case, self.compute(case))


def check(truth: Truth, case: Case, found: Answer) -> list[str]:
    """Return what does not hold, given the recomputed answer."""
    said = []
    for key, allowed in truth.allowed.items():
        value = found[key]
        if isinstance(allowed, frozenset):
            if value not in allowed:
                said.append(f"{key} must be one of {sorted(allowed)}, got {value!r}")
        elif isinstance(value, str) or not allowed[0] <= value <= allowed[1]:
            said.append(f"{key} must lie in {allowed[0]} to {allowed[1]}, got {value}")
    for naive in truth.naive:
        for key, value in naive.compute(case).items():
            if not truth.differ(key, found[key], value):
                said.append(f"naive answer {naive.name!r} is right about {key}: {value}")
    return said


def one_of(*values: str) -> frozenset[str]:
    """Return the allowed texts of a key."""
    return frozenset(values)
