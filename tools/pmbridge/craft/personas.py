"""Claims about a segment: contrasts, null findings and how well confidence was calibrated."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from pmbridge.craft import _checks, _statistics


class Contrast(NamedTuple):
    """Segment minus rest with its interval, in the unit of the answers."""

    difference: float
    low: float
    high: float


def brier_score(forecasts: ArrayLike, outcomes: ArrayLike) -> float:
    """Return the mean squared distance between stated confidence and what turned out.

    Parameters
    ----------
    forecasts : list of float
        Confidence in each claim, 0 to 1.
    outcomes : list of bool
        Whether each claim held.

    Returns
    -------
    float
        0 (always sure and right) to 1 (always sure and wrong); 0.25 is what 50 % on
        everything gets.

    Raises
    ------
    TypeError, ValueError
        If the lists do not pair up or a value is outside its range.

    Source
    ------
    Brier 1950, "Verification of Forecasts Expressed in Terms of Probability", Monthly
    Weather Review 78 (in the form for yes/no events).
    """
    stated = _checks.numbers("forecasts", forecasts, at_least=0, at_most=1)
    held = _checks.flags("outcomes", outcomes)
    _checks.same_length(forecasts=stated, outcomes=held)
    return float(np.mean((stated - held) ** 2))


def contrast(segment: ArrayLike, rest: ArrayLike, level: float = 0.95) -> Contrast:
    """Return by how much a segment's average differs from everybody else's.

    Shares work too: pass 1 for yes and 0 for no.

    Parameters
    ----------
    segment, rest : list of float
        Answers in the segment and outside it, at least two each; meant for 30 and more.
    level : float
        Confidence level, 0.95 for 95 %.

    Returns
    -------
    Contrast
        ``difference`` (segment minus rest), ``low`` and ``high``, in the unit of the
        answers.

    Raises
    ------
    TypeError, ValueError
        If an answer is not a number or a group has fewer than two.

    Source
    ------
    Large-sample interval with unequal variances (textbook; Welch 1947, Biometrika 34,
    for small samples).
    """
    inside = _checks.numbers("segment", segment)
    outside = _checks.numbers("rest", rest)
    for name, group in (("segment", inside), ("rest", outside)):
        if len(group) < 2:
            raise ValueError(f"{name} must hold at least 2 answers, got {len(group)}")
    gap = _checks.result("difference", inside.mean() - outside.mean())
    error = math.sqrt(inside.var(ddof=1) / len(inside) + outside.var(ddof=1) / len(outside))
    reach = _checks.result("interval", _statistics.z_two_sided(level) * error)
    return Contrast(gap, gap - reach, gap + reach)


def is_null(low: float, high: float, margin: float) -> bool:
    """Return whether an interval shows that a difference is too small to matter.

    "Not significant" is no evidence of no difference: a small sample is never
    significant. A null finding needs the whole interval inside the margin.

    Parameters
    ----------
    low, high : float
        Interval of a difference.
    margin : float
        Largest difference that would not matter, greater than 0, same unit.

    Returns
    -------
    bool
        True if -margin < low and high < margin.

    Raises
    ------
    TypeError, ValueError
        If a value is not a number, ``high`` is below ``low`` or the margin is not
        greater than 0.

    Source
    ------
    Schuirmann 1987, "A comparison of the two one-sided tests procedure and the power
    approach", Journal of Pharmacokinetics and Biopharmaceutics 15; Altman and Bland
    1995, "Absence of evidence is not evidence of absence", BMJ 311.
    """
    lower = _checks.number("low", low)
    upper = _checks.number("high", high, at_least=low)
    limit = _checks.number("margin", margin, above=0)
    return -limit < lower and upper < limit
