"""A/B tests: how many people, whether the split is sound, what the result allows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from pmbridge.craft import _checks, _statistics
from pmbridge.craft._draws import Draws

_DRAWS_AT_ONCE = 1_000_000


class RatioCheck(NamedTuple):
    """A sample-ratio test: ``mismatch`` True means that the result must not be read."""

    chi_square: float
    p_value: float
    mismatch: bool


class Difference(NamedTuple):
    """Treatment minus control with its interval, in shares (0.01 is a percentage point)."""

    difference: float
    low: float
    high: float


def sample_size(p1: float, p2: float, alpha: float = 0.05, power: float = 0.8) -> int:
    """Return how many people each arm needs to tell two conversion rates apart.

    n = (z₁₋α/₂ + z_power)² · (p₁(1 − p₁) + p₂(1 − p₂)) / (p₂ − p₁)², rounded up.

    Parameters
    ----------
    p1 : float
        Share in the control arm, strictly between 0 and 1.
    p2 : float
        Share in the treatment arm that is worth finding, strictly between 0 and 1. A
        lift of 5 % on 0.12 is 0.126, a lift of 5 points is 0.17.
    alpha : float
        Two-sided false-positive rate, strictly between 0 and 1.
    power : float
        Chance of finding a difference of that size, strictly between 0 and 1.

    Returns
    -------
    int
        People an arm.

    Raises
    ------
    TypeError, ValueError
        If a share is not strictly between 0 and 1, or both are equal.

    Source
    ------
    Fleiss, Levin and Paik 2003, Statistical Methods for Rates and Proportions, 3rd
    edition, chapter 4 (normal approximation, unpooled variance, no continuity
    correction).
    """
    control = _checks.number("p1", p1, above=0, below=1)
    treatment = _checks.number("p2", p2, above=0, below=1)
    if control == treatment:
        raise ValueError(f"p2 must differ from p1, got {_checks.shown(p2)} for both")
    error = _checks.number("alpha", alpha, above=0, below=1)
    chance = _checks.number("power", power, above=0, below=1)
    reach = _statistics.z_quantile(1 - error / 2) + _statistics.z_quantile(chance)
    if reach <= 0:
        raise ValueError(f"power must be greater than alpha / 2, got {_checks.shown(power)}")
    variance = control * (1 - control) + treatment * (1 - treatment)
    gap = treatment - control
    # Divided twice, because the square of a very small gap is 0.
    return math.ceil(_checks.result("sample size", reach**2 * variance / gap / gap))


def rule_of_16(baseline: float, difference: float) -> float:
    """Return the quick estimate of people an arm: 16 · p(1 − p) / difference².

    Parameters
    ----------
    baseline : float
        Share in the control arm, strictly between 0 and 1.
    difference : float
        Absolute difference worth finding, in shares, not 0.

    Returns
    -------
    float
        People an arm, not rounded; for 5 % false positives and 80 % power.

    Raises
    ------
    TypeError, ValueError
        If a value is outside its range.

    Source
    ------
    Lehr 1992, "Sixteen S-squared over D-squared", Statistics in Medicine 11; van Belle
    2008, Statistical Rules of Thumb, 2nd edition.
    """
    share = _checks.number("baseline", baseline, above=0, below=1)
    gap = _checks.number("difference", difference, at_least=-1, at_most=1)
    if gap == 0:
        raise ValueError(f"difference must not be 0, got {_checks.shown(difference)}")
    return _checks.result("sample size", 16 * share * (1 - share) / gap / gap)


def sample_ratio_check(
    observed: ArrayLike, expected_shares: ArrayLike | None = None, threshold: float = 0.001
) -> RatioCheck:
    """Test whether people were split between the arms as planned.

    A split that is off points to lost or doubled people, who are hardly ever lost at
    random; then no effect from this data can be trusted.

    Parameters
    ----------
    observed : list of int
        People in each arm, two arms or more.
    expected_shares : list of float, optional
        Planned share of each arm, greater than 0, summing to 1; equal by default.
    threshold : float
        p-value below which the split counts as broken, strictly between 0 and 1.

    Returns
    -------
    RatioCheck
        ``chi_square`` = Σ (O − E)² / E, ``p_value``, ``mismatch``.

    Raises
    ------
    TypeError, ValueError
        If there is only one arm, nobody was assigned, or the shares do not sum to 1.

    Source
    ------
    Pearson 1900, Philosophical Magazine 50 (chi-square test); Fabijan et al. 2019,
    "Diagnosing Sample Ratio Mismatch in Online Controlled Experiments", KDD.
    """
    counts = _checks.whole_numbers("observed", observed, at_least=0)
    if len(counts) < 2:
        raise ValueError(f"observed must hold at least two arms, got {len(counts)}")
    total = int(counts.sum())
    if not total:
        raise ValueError("observed must hold at least one person, got 0")
    if expected_shares is None:
        shares = np.full(len(counts), 1 / len(counts))
    else:
        shares = _checks.numbers("expected_shares", expected_shares, above=0)
        _checks.same_length(observed=counts, expected_shares=shares)
        if abs(shares.sum() - 1) > 1e-6:
            raise ValueError(f"expected_shares must sum to 1, got {shares.sum():.4g}")
    limit = _checks.number("threshold", threshold, above=0, below=1)
    expected = shares * total
    statistic = float(((counts - expected) ** 2 / expected).sum())
    p_value = _statistics.chi_square_tail(statistic, len(counts) - 1)
    return RatioCheck(statistic, p_value, p_value < limit)


def _arm(name: str, successes: int, people: int) -> tuple[int, int]:
    size = _checks.whole(f"{name}_n", people, at_least=1)
    return _checks.whole(f"{name}_successes", successes, at_least=0, at_most=size), size


def difference_of_proportions(
    control_successes: int,
    control_n: int,
    treatment_successes: int,
    treatment_n: int,
    level: float = 0.95,
) -> Difference:
    """Return treatment share minus control share with a confidence interval.

    Parameters
    ----------
    control_successes, control_n : int
        People who did it, and all people, in the control arm.
    treatment_successes, treatment_n : int
        The same in the treatment arm.
    level : float
        Confidence level, 0.95 for 95 %.

    Returns
    -------
    Difference
        ``difference``, ``low`` and ``high`` in shares; 0.025 is 2.5 percentage points.

    Raises
    ------
    TypeError, ValueError
        If a count is not a whole number, or more people did it than there are.

    Source
    ------
    Wald interval with unpooled variance (textbook); good for the large arms of online
    tests, poor for fewer than some ten successes or failures an arm (Newcombe 1998,
    Statistics in Medicine 17).
    """
    done_a, all_a = _arm("control", control_successes, control_n)
    done_b, all_b = _arm("treatment", treatment_successes, treatment_n)
    share_a, share_b = done_a / all_a, done_b / all_b
    error = math.sqrt(share_a * (1 - share_a) / all_a + share_b * (1 - share_b) / all_b)
    reach = _statistics.z_two_sided(level) * error
    gap = share_b - share_a
    return Difference(gap, gap - reach, gap + reach)


def two_proportion_p_value(
    control_successes: int, control_n: int, treatment_successes: int, treatment_n: int
) -> float:
    """Return how surprising a difference this large would be if the arms were equal.

    Parameters
    ----------
    control_successes, control_n : int
        People who did it, and all people, in the control arm.
    treatment_successes, treatment_n : int
        The same in the treatment arm.

    Returns
    -------
    float
        Two-sided p-value, 0 to 1; 1 if nobody or everybody did it.

    Raises
    ------
    TypeError, ValueError
        If a count is not a whole number, or more people did it than there are.

    Source
    ------
    Two-proportion z test with pooled variance (textbook).
    """
    done_a, all_a = _arm("control", control_successes, control_n)
    done_b, all_b = _arm("treatment", treatment_successes, treatment_n)
    pooled = (done_a + done_b) / (all_a + all_b)
    if pooled in (0, 1):
        return 1.0
    error = math.sqrt(pooled * (1 - pooled) * (1 / all_a + 1 / all_b))
    return _statistics.normal_two_sided_p((done_b / all_b - done_a / all_a) / error)


def guardrail(low: float, high: float, margin: float) -> str:
    """Return what an interval says about a measure that must not get worse.

    Parameters
    ----------
    low, high : float
        Interval of the increase in something bad (such as late jobs), in shares.
    margin : float
        Largest increase that is acceptable, in shares, 0 or more.

    Returns
    -------
    str
        "non-inferior" if the whole interval lies below the margin, "inferior" if it lies
        above, else "inconclusive". Inconclusive is not harmless: it is not shown safe.

    Raises
    ------
    TypeError, ValueError
        If a value is not a number, ``high`` is below ``low`` or the margin is negative.

    Source
    ------
    Piaggio et al. 2012, "Reporting of Noninferiority and Equivalence Randomized Trials:
    Extension of the CONSORT 2010 Statement", JAMA 308.
    """
    lower = _checks.number("low", low)
    upper = _checks.number("high", high, at_least=low)
    limit = _checks.number("margin", margin, at_least=0)
    if upper < limit:
        return "non-inferior"
    return "inferior" if lower > limit else "inconclusive"


def aa_scores(
    looks: int,
    people_per_look: int = 200,
    *,
    share: float = 0.5,
    experiments: int = 300,
    seed: int = 0,
) -> np.ndarray:
    """Return the z score of simulated A/A tests at each of several looks.

    Both arms are the same, so every score far from 0 is chance.

    Parameters
    ----------
    looks : int
        Equally spaced looks, 1 or more.
    people_per_look : int
        People added to each arm before each look, 1 or more.
    share : float
        Conversion in both arms, strictly between 0 and 1.
    experiments : int
        Simulated A/A tests, 1 or more.
    seed : int
        Fixes the draws.

    Returns
    -------
    numpy.ndarray
        One row a test, one column a look; 0 where nothing varied yet.

    Raises
    ------
    TypeError, ValueError
        If a value is outside its range.

    Source
    ------
    Two-proportion z test with pooled variance (textbook).
    """
    times = _checks.whole("looks", looks, at_least=1)
    people = _checks.whole("people_per_look", people_per_look, at_least=1)
    rate = _checks.number("share", share, above=0, below=1)
    runs = _checks.whole("experiments", experiments, at_least=1)
    return np.concatenate(list(_aa_portions(times, people, rate, runs, Draws(seed))))


def _aa_portions(
    times: int, people: int, rate: float, runs: int, draws: Draws
) -> Iterator[np.ndarray]:
    """Yield z scores in portions, so that memory does not grow with the number of experiments."""
    size = people * np.arange(1, times + 1)
    portion = max(1, _DRAWS_AT_ONCE // (2 * times * people))
    for start in range(0, runs, portion):
        count = min(portion, runs - start)
        booked = draws.uniform(count, 2, times, people) < rate
        done = np.cumsum(booked.sum(axis=3), axis=2)
        pooled = done.sum(axis=1) / (2 * size)
        spread = np.sqrt(pooled * (1 - pooled) * 2 / size)
        gap = (done[:, 1] - done[:, 0]) / size
        # Without any variation yet there is nothing to test.
        yield np.divide(gap, spread, out=np.zeros_like(gap), where=spread > 0)


def peeking_false_positives(
    looks: int,
    people_per_look: int = 200,
    *,
    share: float = 0.5,
    experiments: int = 2_000,
    alpha: float = 0.05,
    seed: int = 0,
) -> float:
    """Return how often an A/A test looks significant at one of several looks.

    Both arms are the same, so every hit is false. Whoever looks again and again and
    stops at the first p below alpha gets far more of them than alpha promises.

    Parameters
    ----------
    looks : int
        Equally spaced looks, 1 or more.
    people_per_look : int
        People added to each arm before each look, 1 or more.
    share : float
        Conversion in both arms, strictly between 0 and 1.
    experiments : int
        Simulated A/A tests, 1 or more.
    alpha : float
        Two-sided threshold at each look, strictly between 0 and 1.
    seed : int
        Fixes the draws.

    Returns
    -------
    float
        Share of the tests with at least one p-value below alpha.

    Raises
    ------
    TypeError, ValueError
        If a value is outside its range.

    Source
    ------
    Armitage, McPherson and Rowe 1969, "Repeated Significance Tests on Accumulating
    Data", Journal of the Royal Statistical Society A 132.
    """
    times = _checks.whole("looks", looks, at_least=1)
    people = _checks.whole("people_per_look", people_per_look, at_least=1)
    rate = _checks.number("share", share, above=0, below=1)
    runs = _checks.whole("experiments", experiments, at_least=1)
    error = _checks.number("alpha", alpha, above=0, below=1)
    limit = _statistics.z_quantile(1 - error / 2)
    hits = sum(
        int((np.abs(scores) > limit).any(axis=1).sum())
        for scores in _aa_portions(times, people, rate, runs, Draws(seed))
    )
    return hits / runs
