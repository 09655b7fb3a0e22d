"""The two distributions that the formulas need, without SciPy (notebooks also run in a browser)."""

from __future__ import annotations

import math
from statistics import NormalDist

from pmbridge.craft import _checks

_NORMAL = NormalDist()


def z_two_sided(level: float) -> float:
    """Return how many standard errors an interval of this level reaches to each side.

    Parameters
    ----------
    level : float
        Confidence level, strictly between 0 and 1; 0.95 gives 1.96.

    Returns
    -------
    float
        Standard errors.

    Raises
    ------
    TypeError, ValueError
        If ``level`` is not a number strictly between 0 and 1.
    """
    return z_quantile(0.5 + _checks.number("level", level, above=0, below=1) / 2)


def z_quantile(probability: float) -> float:
    """Return the value that a standard normal variable stays below with this probability.

    Parameters
    ----------
    probability : float
        Strictly between 0 and 1.

    Returns
    -------
    float
        Standard deviations from the mean.
    """
    return _NORMAL.inv_cdf(probability)


def normal_two_sided_p(z: float) -> float:
    """Return the probability that a standard normal variable is at least ``z`` away from 0.

    Parameters
    ----------
    z : float
        Standard deviations.

    Returns
    -------
    float
        Probability.
    """
    # erfc keeps its digits far out in the tail, where 1 - cdf is exactly 0.
    return math.erfc(abs(z) / math.sqrt(2))


def chi_square_tail(statistic: float, degrees: int) -> float:
    """Return the probability that a chi-square variable exceeds ``statistic``.

    For whole degrees of freedom the tail is a finite sum (Abramowitz and Stegun
    1964, 26.4.4 and 26.4.5), so no incomplete gamma function is needed.

    Parameters
    ----------
    statistic : float
        0 or more.
    degrees : int
        Degrees of freedom, 1 or more.

    Returns
    -------
    float
        Probability.
    """
    half = statistic / 2
    if degrees % 2:
        total, start = math.erfc(math.sqrt(half)), 0.5
    else:
        total, start = 0.0, 0.0
    if half == 0:
        return 1.0
    for step in range(degrees // 2):
        power = start + step
        total += math.exp(power * math.log(half) - half - math.lgamma(power + 1))
    return min(total, 1.0)
