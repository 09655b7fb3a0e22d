"""Building blocks that plant a number exactly and leave everything else to chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from pmbridge.case.draw import Draw

T = TypeVar("T")


def between(draw: Draw, low: float, high: float, digits: int = 4) -> float:
    """Return a number from ``low`` to ``high``, rounded so that it prints well."""
    return round(low + (high - low) * float(draw.uniform(1)[0]), digits)


def whole(draw: Draw, low: int, high: int) -> int:
    """Return a whole number from ``low`` to ``high``, both included."""
    return low + draw.below(high - low + 1)


def counts(shares: Sequence[float], n: int) -> list[int]:
    """Split ``n`` into whole numbers in proportion to ``shares`` (largest remainder)."""
    total = 0.0
    for share in shares:
        total += share
    exact = [share * n / total for share in shares]
    found = [int(value) for value in exact]
    # Ties go to the earlier share; the rounding keeps near-ties equal everywhere.
    order = sorted(range(len(shares)), key=lambda i: (-round(exact[i] - found[i], 9), i))
    for index in order[: n - sum(found)]:
        found[index] += 1
    return found


def spread(draw: Draw, values: Sequence[T], shares: Sequence[float], n: int) -> list[T]:
    """Return ``n`` values that hit ``shares`` as closely as whole numbers can, shuffled."""
    filled: list[T] = []
    for value, count in zip(values, counts(shares, n), strict=True):
        filled.extend([value] * count)
    return draw.shuffled(filled)


def by_rank(values: Sequence[T], key: np.ndarray) -> list[T]:
    """Give the values, in their order, to the rows from the smallest key to the largest.

    The multiset stays exact, so a planted share survives, and the rows with a
    large key get the late values, so the column still relates to the key.
    """
    found: list[T] = list(values)
    for place, row in enumerate(np.argsort(key, kind="stable").tolist()):
        found[row] = values[place]
    return found


def flags(key: np.ndarray, count: int) -> np.ndarray:
    """Return a yes/no for each row: yes for the ``count`` rows with the largest keys."""
    chosen = np.zeros(len(key), dtype=bool)
    if count > 0:
        chosen[np.argsort(-key, kind="stable")[:count]] = True
    return chosen
