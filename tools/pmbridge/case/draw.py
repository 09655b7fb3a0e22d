"""Random draws that are the same on every platform and with every NumPy version.

NumPy promises that the raw 64-bit integers of PCG64 never change, but not the
streams that ``Generator`` makes from them. So every value here comes from raw
integers by our own arithmetic: shifts, integer products, and floating-point
operations that IEEE 754 rounds exactly. No logarithm, root or sine is used,
because those differ between platforms in the last digit.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")

_TWO_POW_MINUS_53 = 2.0**-53
_SHIFT_32 = np.uint64(32)
_SHIFT_11 = np.uint64(11)
_CHUNK_MASK = np.uint64(0xFFFF)
_CHUNKS_A_DRAW = 12
_CHUNK_RANGE = 1 << 16


class Draw:
    """Deterministic draws from raw PCG64 integers; same on every platform and NumPy version."""

    def __init__(self, seed: int, *stream: str) -> None:
        if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)):
            raise TypeError(f"seed must be a whole number, got {seed!r}")
        self.seed = int(seed)
        self.stream = stream
        # The separator keeps ("a", "bc") and ("ab", "c") apart.
        text = "\x1f".join((str(self.seed), *stream))
        digest = hashlib.sha256(text.encode("utf-8")).digest()
        self._bits = np.random.PCG64(int.from_bytes(digest, "big"))

    def __repr__(self) -> str:
        names = "".join(f", {name!r}" for name in self.stream)
        return f"Draw({self.seed}{names})"

    def child(self, *stream: str) -> Draw:
        """Return an independent stream below this one; drawing from one never moves the other."""
        if not stream:
            raise ValueError("child needs at least one stream name")
        return Draw(self.seed, *self.stream, *stream)

    def _raw(self, size: int) -> np.ndarray:
        if size < 0:
            raise ValueError(f"size must be 0 or more, got {size}")
        return np.asarray(self._bits.random_raw(int(size)), dtype=np.uint64)

    def uniform(self, size: int) -> np.ndarray:
        """Return ``size`` floats in [0, 1)."""
        return (self._raw(size) >> _SHIFT_11).astype(np.float64) * _TWO_POW_MINUS_53

    def integers(self, low: int, high: int, size: int) -> np.ndarray:
        """Return ``size`` whole numbers from ``low`` up to, not including, ``high`` (int64)."""
        span = _span(low, high)
        scaled = ((self._raw(size) >> _SHIFT_32) * np.uint64(span)) >> _SHIFT_32
        return scaled.astype(np.int64) + int(low)

    def below(self, n: int) -> int:
        """Return one whole number from 0 up to, not including, ``n``."""
        return ((int(self._bits.random_raw()) >> 32) * _span(0, n)) >> 32

    def chance(self, p: float) -> bool:
        """Return True with probability ``p``."""
        return (int(self._bits.random_raw()) >> 11) * _TWO_POW_MINUS_53 < p

    def pick(self, items: Sequence[T], weights: Sequence[float] | None = None) -> T:
        """Return one item; ``weights`` need not sum to 1."""
        if not len(items):
            raise ValueError("pick needs at least one item")
        if weights is None:
            return items[self.below(len(items))]
        total = _check_weights(weights, len(items))
        mark = (int(self._bits.random_raw()) >> 11) * _TWO_POW_MINUS_53 * total
        reached = 0.0
        last = 0
        for index, weight in enumerate(weights):
            if weight > 0:
                last = index
                reached += weight
                if mark < reached:
                    break
        return items[last]

    def picks(
        self, items: Sequence[T], size: int, weights: Sequence[float] | None = None
    ) -> list[T]:
        """Return ``size`` items drawn with replacement, by an alias table when weighted."""
        return [items[index] for index in self.indices(len(items), size, weights).tolist()]

    def indices(self, n: int, size: int, weights: Sequence[float] | None = None) -> np.ndarray:
        """Return ``size`` positions below ``n`` drawn with replacement (int64)."""
        if n < 1:
            raise ValueError("picks needs at least one item")
        if weights is None:
            return self.integers(0, n, size)
        keep, other = _alias_table(weights, n)
        column = self.integers(0, n, size)
        return np.where(self.uniform(size) < keep[column], column, other[column])

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return the items in a new order; the input stays as it is."""
        return self.sample(items, len(items))

    def sample(self, items: Sequence[T], k: int) -> list[T]:
        """Return ``k`` items without replacement, in random order."""
        pool = list(items)
        if not 0 <= k <= len(pool):
            raise ValueError(f"cannot take {k} of {len(pool)} items without replacement")
        for position in range(k):
            other = position + self.below(len(pool) - position)
            pool[position], pool[other] = pool[other], pool[position]
        return pool[:k]

    def bell(self, mean: float, sd: float, size: int) -> np.ndarray:
        """Return ``size`` floats around ``mean`` with standard deviation ``sd``.

        Each is the sum of 12 uniform 16-bit integers, which is close to a normal
        distribution and bounded at six standard deviations. The sum is taken over
        integers, so its order cannot matter.
        """
        raw = self._raw(3 * size).reshape(3, size)
        total = np.zeros(size, dtype=np.uint64)
        for row in raw:
            for shift in (0, 16, 32, 48):
                total += (row >> np.uint64(shift)) & _CHUNK_MASK
        middle = _CHUNKS_A_DRAW * (_CHUNK_RANGE - 1) / 2
        return mean + sd * ((total.astype(np.float64) - middle) / _CHUNK_RANGE)


def _span(low: int, high: int) -> int:
    span = int(high) - int(low)
    if not 0 < span <= 0xFFFFFFFF:
        raise ValueError(f"expected low < high at most 2**32 apart, got {low} and {high}")
    return span


def _check_weights(weights: Sequence[float], n: int) -> float:
    if len(weights) != n:
        raise ValueError(f"expected {n} weights, one for each item, got {len(weights)}")
    if any(not weight >= 0 for weight in weights):
        raise ValueError("weights must be 0 or more")
    # fsum rounds once, so the total is the same under every Python version.
    total = math.fsum(weights)
    if not 0 < total < math.inf:
        raise ValueError("weights must be finite and at least one greater than 0")
    return total


def _alias_table(weights: Sequence[float], n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return Vose's alias table: the chance to keep each column, and its alternative."""
    total = _check_weights(weights, n)
    scaled = [weight * n / total for weight in weights]
    keep = [1.0] * n
    other = list(range(n))
    small = [i for i, value in enumerate(scaled) if value < 1]
    large = [i for i, value in enumerate(scaled) if value >= 1]
    while small and large:
        low, high = small.pop(), large[-1]
        keep[low], other[low] = scaled[low], high
        scaled[high] -= 1 - scaled[low]
        if scaled[high] < 1:
            small.append(large.pop())
    return np.array(keep), np.array(other, dtype=np.int64)
