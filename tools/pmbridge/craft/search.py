"""The odds of a job search, and what silence does and does not tell."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from pmbridge.craft import _checks
from pmbridge.craft._draws import Draws

MOST_WEEKS = 100_000
"""Where a simulated search ends in any case."""

_MOST_PLANS = 200_000


def weekly_chance(odds: Mapping[str, float], actions: Mapping[str, float]) -> float:
    """Return the chance of at least one offer from a week's actions.

    p = 1 − Π (1 − p_c)^a_c. Chances do not add up: ten actions at 10 % make 65 %, not
    100 %. Assumes that actions are independent and odds stay the same.

    Parameters
    ----------
    odds : mapping of str to float
        Chance that one action of this kind leads to an offer, 0 to 1.
    actions : mapping of str to float
        Actions of each kind a week, 0 or more.

    Returns
    -------
    float
        Probability, 0 to 1.

    Raises
    ------
    TypeError, ValueError
        If an action has no odds, or a value is outside its range.

    Source
    ------
    Textbook probability: complement of independent failures.
    """
    none = 1.0
    for kind, count in actions.items():
        if kind not in odds:
            raise ValueError(f"odds must name every action, got none for {_checks.shown(kind)}")
        chance = _checks.share(f"odds of {kind}", odds[kind])
        none *= (1 - chance) ** _checks.number(f"actions of {kind}", count, at_least=0)
    return 1 - none


def chance_by(weeks: float, weekly: float) -> float:
    """Return the chance of at least one offer within a number of weeks.

    Parameters
    ----------
    weeks : float
        Weeks, 0 or more.
    weekly : float
        Chance a week, 0 to 1.

    Returns
    -------
    float
        Probability, 0 to 1.

    Raises
    ------
    TypeError, ValueError
        If a value is outside its range.

    Source
    ------
    Textbook: geometric distribution.
    """
    return 1 - chance_of_none(weeks, weekly)


def chance_of_none(attempts: float, chance: float) -> float:
    """Return the probability that every one of many attempts fails.

    Parameters
    ----------
    attempts : float
        Applications, weeks or whatever the chance belongs to, 0 or more.
    chance : float
        Chance of success of one attempt, 0 to 1.

    Returns
    -------
    float
        Probability, 0 to 1.

    Raises
    ------
    TypeError, ValueError
        If a value is outside its range.

    Source
    ------
    Textbook: binomial distribution at 0.
    """
    times = _checks.number("attempts", attempts, at_least=0)
    return float((1 - _checks.share("chance", chance)) ** times)


def mean_weeks(weekly: float) -> float:
    """Return how many weeks a search takes on average.

    Half of all searches are shorter than about 0.7 times this, and some are far longer.

    Parameters
    ----------
    weekly : float
        Chance a week, greater than 0 and at most 1.

    Returns
    -------
    float
        Weeks.

    Raises
    ------
    TypeError, ValueError
        If the chance is outside its range.

    Source
    ------
    Textbook: geometric distribution, 1/p.
    """
    return _checks.result("mean", 1 / _checks.number("weekly", weekly, above=0, at_most=1))


def weeks_to_reach(weekly: float, target: float = 0.8) -> int:
    """Return after how many weeks the chance of an offer has reached a target.

    Parameters
    ----------
    weekly : float
        Chance a week, greater than 0 and at most 1.
    target : float
        Chance to reach, greater than 0 and less than 1.

    Returns
    -------
    int
        Whole weeks: ⌈ln(1 − target) / ln(1 − weekly)⌉.

    Raises
    ------
    TypeError, ValueError
        If a value is outside its range.

    Source
    ------
    Textbook: geometric distribution.
    """
    chance = _checks.number("weekly", weekly, above=0, at_most=1)
    goal = _checks.number("target", target, above=0, below=1)
    if chance == 1:
        return 1
    exact = math.log1p(-goal) / math.log1p(-chance)
    # At a weekly chance of exactly 0.2 and a target of 0.36 this is 2, not 2.0000000000000004.
    return max(1, math.ceil(round(_checks.result("weeks", exact), 9)))


def stage_chance(pass_rates: Sequence[float]) -> float:
    """Return the chance that one application passes every stage.

    Parameters
    ----------
    pass_rates : list of float
        Share that passes each stage (screen, interview, offer ...), 0 to 1.

    Returns
    -------
    float
        Probability, 0 to 1.

    Raises
    ------
    TypeError, ValueError
        If a rate is not between 0 and 1.

    Source
    ------
    Textbook: product of conditional probabilities.
    """
    return float(np.prod(_checks.numbers("pass_rates", pass_rates, at_least=0, at_most=1)))


def simulate_search(
    applications_per_week: float,
    pass_rates: Sequence[float],
    lag_weeks: Sequence[float],
    searches: int = 10_000,
    seed: int = 0,
) -> np.ndarray:
    """Simulate in which week each of many searches brings its first offer.

    Parameters
    ----------
    applications_per_week : float
        Applications a week, greater than 0.
    pass_rates : list of float
        Share that passes each stage, 0 to 1, none of them 0.
    lag_weeks : list of float
        Weeks that each stage takes, 0 or more; one a stage.
    searches : int
        Simulated searches, 1 or more.
    seed : int
        Fixes the draws.

    Returns
    -------
    numpy.ndarray
        Week of the first offer of each search: week of the application plus all lags.

    Raises
    ------
    TypeError, ValueError
        If a value is outside its range or the lists do not pair up.

    Source
    ------
    Textbook: geometric waiting time by inversion of its distribution.
    """
    each = _checks.number("applications_per_week", applications_per_week, above=0)
    rates = _checks.numbers("pass_rates", pass_rates, above=0, at_most=1)
    lags = _checks.numbers("lag_weeks", lag_weeks, at_least=0)
    _checks.same_length(pass_rates=rates, lag_weeks=lags)
    runs = _checks.whole("searches", searches, at_least=1)
    weekly = weekly_chance({"application": stage_chance(rates.tolist())}, {"application": each})
    luck = Draws(seed).uniform(runs)
    # Products instead of logarithms, which differ between platforms in the last digit.
    weeks = np.ones(runs, dtype=np.int64)
    none = 1 - weekly
    waiting = luck < none
    while waiting.any() and none > 0:
        weeks[waiting] += 1
        none *= 1 - weekly
        waiting &= luck < none
        if int(weeks.max()) > MOST_WEEKS:
            raise ValueError(
                f"pass_rates must leave a chance of an offer within {MOST_WEEKS} weeks,"
                f" got {weekly:.2g} a week"
            )
    return weeks + float(lags.sum())


def best_plan(
    odds: Mapping[str, float],
    hours_each: Mapping[str, float],
    hours: float,
    supply: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Return the week's plan with the best chance of an offer within the hours.

    Exact: every plan that fits is looked at. A referral has good odds but is in short
    supply, which a plan must respect.

    Parameters
    ----------
    odds : mapping of str to float
        Chance that one action of this kind leads to an offer, 0 to 1.
    hours_each : mapping of str to float
        Hours that one action takes, greater than 0; the same kinds as ``odds``.
    hours : float
        Hours a week, 0 or more.
    supply : mapping of str to int, optional
        Most actions of a kind a week; a kind left out is limited by hours only.

    Returns
    -------
    dict of str to int
        Actions a week by kind. Among equally good plans, the one with the fewest hours.

    Raises
    ------
    TypeError, ValueError
        If the kinds differ, a value is outside its range, or there are too many plans
        to compare.

    Source
    ------
    Bounded knapsack problem by enumeration (textbook).
    """
    if not odds or odds.keys() != hours_each.keys():
        raise ValueError(
            f"odds and hours_each must name the same kinds, got {', '.join(odds) or 'none'}"
            f" and {', '.join(hours_each) or 'none'}"
        )
    budget = _checks.number("hours", hours, at_least=0)
    kinds = list(odds)
    cost = [_checks.number(f"hours_each of {kind}", hours_each[kind], above=0) for kind in kinds]
    fails = [1 - _checks.share(f"odds of {kind}", odds[kind]) for kind in kinds]
    most = [math.floor(round(budget / each, 9)) for each in cost]
    for kind, limit in (supply or {}).items():
        if kind not in odds:
            raise ValueError(f"supply must name known kinds, got {_checks.shown(kind)}")
        at = kinds.index(kind)
        most[at] = min(most[at], _checks.whole(f"supply of {kind}", limit, at_least=0))
    if math.prod(limit + 1 for limit in most) > _MOST_PLANS:
        raise ValueError(f"hours must leave at most {_MOST_PLANS} plans, got more")
    best: tuple[float, float, tuple[int, ...]] = (1.0, 0.0, (0,) * len(kinds))
    for plan in np.ndindex(*(limit + 1 for limit in most)):
        used = sum(count * each for count, each in zip(plan, cost, strict=True))
        if used > budget + 1e-9:
            continue
        none = math.prod(fail**count for count, fail in zip(plan, fails, strict=True))
        best = min(best, (none, used, plan))
    return dict(zip(kinds, best[2], strict=True))
