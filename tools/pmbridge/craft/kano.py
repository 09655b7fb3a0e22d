"""Kano's two questions: what people expect, what they measure, what delights them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pmbridge.craft import _checks

ANSWERS = ("like", "expect", "neutral", "tolerate", "dislike")
"""The five answers, from best to worst, to both questions."""

CATEGORIES = (
    "must-be",
    "one-dimensional",
    "attractive",
    "indifferent",
    "reverse",
    "questionable",
)
"""The six categories; the first four in the order that settles a tie."""

_NAMES = dict(zip("MOAIRQ", CATEGORIES, strict=True))

# Rows: answer when the feature is there. Columns: answer when it is missing.
_EVALUATION = {
    "like": "QAAAO",
    "expect": "RIIIM",
    "neutral": "RIIIM",
    "tolerate": "RIIIM",
    "dislike": "RRRRQ",
}


class KanoCoefficients(NamedTuple):
    """Better (0 to 1) and Worse (-1 to 0): shares of answers that count."""

    better: float
    worse: float


def classify(functional: str, dysfunctional: str) -> str:
    """Return the Kano category of one pair of answers.

    Parameters
    ----------
    functional : str
        How the person feels if the feature is there: like, expect, neutral,
        tolerate or dislike.
    dysfunctional : str
        How the person feels if it is missing; the same five words.

    Returns
    -------
    str
        One of ``CATEGORIES``. "questionable" means that the pair contradicts itself,
        "reverse" that the person would rather do without.

    Raises
    ------
    ValueError
        If an answer is not one of the five words.

    Source
    ------
    Kano, Seraku, Takahashi and Tsuji 1984, "Attractive Quality and Must-Be Quality",
    Journal of the Japanese Society for Quality Control 14; evaluation table as in
    Berger et al. 1993, "Kano's Methods for Understanding Customer-defined Quality",
    Center for Quality of Management Journal 2.
    """
    row = _EVALUATION[_checks.choice("functional", functional, ANSWERS)]
    return _NAMES[row[ANSWERS.index(_checks.choice("dysfunctional", dysfunctional, ANSWERS))]]


def tally(pairs: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Count the Kano categories of many pairs of answers.

    Parameters
    ----------
    pairs : iterable of (str, str)
        Functional and dysfunctional answer of each person.

    Returns
    -------
    dict of str to int
        People by category; every category is there, also with 0.

    Raises
    ------
    ValueError
        If an answer is not one of the five words.

    Source
    ------
    Berger et al. 1993, Center for Quality of Management Journal 2.
    """
    counts = dict.fromkeys(CATEGORIES, 0)
    for functional, dysfunctional in pairs:
        counts[classify(functional, dysfunctional)] += 1
    return counts


def _counts(counts: Mapping[str, int]) -> dict[str, int]:
    for name in counts:
        _checks.choice("counts", name, CATEGORIES)
    return {name: _checks.whole(name, counts.get(name, 0), at_least=0) for name in CATEGORIES}


def category(counts: Mapping[str, int]) -> str:
    """Return the most frequent category; a tie goes to what hurts most when it is missing.

    Parameters
    ----------
    counts : mapping of str to int
        People by category; a category left out counts 0.

    Returns
    -------
    str
        One of ``CATEGORIES``. Ties: must-be before one-dimensional before attractive
        before indifferent.

    Raises
    ------
    TypeError, ValueError
        If a name is not a category, a count is not a whole number, or all are 0.

    Source
    ------
    Berger et al. 1993, Center for Quality of Management Journal 2 (rule M > O > A > I).
    """
    people = _counts(counts)
    if not any(people.values()):
        raise ValueError("counts must hold at least one answer, got none")
    return max(people, key=lambda name: people[name])


def better_worse(counts: Mapping[str, int]) -> KanoCoefficients:
    """Return how much a feature can satisfy, and how much its absence can annoy.

    Better = (A + O) / (A + O + M + I) and Worse = -(O + M) / (A + O + M + I).
    Reverse and questionable answers stay out of both.

    Parameters
    ----------
    counts : mapping of str to int
        People by category; a category left out counts 0.

    Returns
    -------
    KanoCoefficients
        ``better`` from 0 to 1, ``worse`` from -1 to 0.

    Raises
    ------
    TypeError, ValueError
        If a name is not a category, a count is not a whole number, or no answer is
        attractive, one-dimensional, must-be or indifferent.

    Source
    ------
    Berger et al. 1993, Center for Quality of Management Journal 2.
    """
    people = _counts(counts)
    usable = sum(people[name] for name in CATEGORIES[:4])
    if not usable:
        raise ValueError(
            "counts must hold at least one attractive, one-dimensional, must-be or"
            " indifferent answer, got none"
        )
    delight = people["attractive"] + people["one-dimensional"]
    annoy = people["one-dimensional"] + people["must-be"]
    # 0.0 rather than -0.0, which prints as a puzzle.
    return KanoCoefficients(delight / usable, -annoy / usable if annoy else 0.0)
