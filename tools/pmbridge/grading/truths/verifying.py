"""Check every truth on many seeds, and that two learners' answers differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from pmbridge.case import Case
from pmbridge.grading.truths import model
from pmbridge.grading.truths.catalogue import TRUTHS
from pmbridge.grading.truths.model import Answer, Truth

PAIRS_THAT_DIFFER = 0.95
_MAX_PAIRED = 160
"""Pairs grow with the square of the seeds; 160 seeds make 12,720 pairs."""


@dataclass(frozen=True)
class Failure:
    """Something that does not hold for one seed."""

    seed: int
    truth: str
    sentence: str

    def __str__(self) -> str:
        return f"seed {self.seed}, {self.truth}: {self.sentence}"


@dataclass(frozen=True)
class Report:
    """What was found: failures, the range of each number, how often two learners differ."""

    seeds: int
    failures: tuple[Failure, ...]
    ranges: dict[str, dict[str, tuple[float, float]]]
    pairs: dict[str, float]

    @property
    def too_alike(self) -> dict[str, float]:
        """Truths for which fewer than 95 of 100 pairs of learners differ."""
        return {name: share for name, share in self.pairs.items() if share < PAIRS_THAT_DIFFER}

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return not self.failures and not self.too_alike

    def __str__(self) -> str:
        lines = [f"{len(TRUTHS)} truths on {self.seeds} seeds: {len(self.failures)} failures"]
        lines += [str(failure) for failure in self.failures[:40]]
        for name, alike in self.too_alike.items():
            lines.append(f"{name}: only {alike:.1%} of pairs of learners differ")
        for name, keys in self.ranges.items():
            share = f", pairs that differ {self.pairs[name]:.1%}" if name in self.pairs else ""
            lines.append(f"{name}{share}")
            lines += [f"    {key}: {low:.6g} to {high:.6g}" for key, (low, high) in keys.items()]
        return "\n".join(lines)


def verify(
    seeds: Iterable[int],
    progress: Callable[[int, int], None] | None = None,
    truths: Sequence[Truth] = TRUTHS,
) -> Report:
    """Recompute every truth for every seed.

    ``progress`` is called with the number of seeds done and the total. Give
    different seeds: a pair of equal ones would count as two alike learners.
    """
    chosen = list(dict.fromkeys(int(seed) for seed in seeds))
    if not chosen:
        raise ValueError("verify needs at least one seed")
    failures: list[Failure] = []
    found: dict[str, list[Answer]] = {truth.name: [] for truth in truths}
    for done, seed in enumerate(chosen, start=1):
        case = Case(seed)
        for truth in truths:
            answer = truth.compute(case)
            found[truth.name].append(answer)
            failures += [Failure(seed, truth.name, s) for s in model.check(truth, case, answer)]
        if progress is not None:
            progress(done, len(chosen))
    return Report(
        len(chosen),
        tuple(failures),
        {truth.name: _ranges(found[truth.name]) for truth in truths},
        {
            truth.name: _pairs(truth, found[truth.name])
            for truth in truths
            if truth.asked and len(chosen) > 1
        },
    )


def _ranges(answers: list[Answer]) -> dict[str, tuple[float, float]]:
    numbers: dict[str, list[float]] = {}
    for answer in answers:
        for key, value in answer.items():
            if not isinstance(value, str):
                numbers.setdefault(key, []).append(value)
    return {key: (min(values), max(values)) for key, values in numbers.items()}


def _pairs(truth: Truth, answers: list[Answer]) -> float:
    """Return the share of pairs in which at least one asked value differs."""
    differ = total = 0
    for one, other in combinations(answers[:_MAX_PAIRED], 2):
        total += 1
        differ += any(
            truth.differ(key, one[key], other[key]) and truth.differ(key, other[key], one[key])
            for key in truth.asked
        )
    return differ / total
