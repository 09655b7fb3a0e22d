"""When will it be done? A forecast from what a team really finished each week."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from pmbridge.craft import _checks
from pmbridge.craft._draws import Draws

MOST_WEEKS = 5_000
"""A forecast of a century is a wrong question; it would also take long to simulate."""

_BLOCK = 26


def delivery_weeks(
    throughput: ArrayLike, items: int, trials: int = 10_000, seed: int = 0
) -> np.ndarray:
    """Simulate how many weeks a number of items takes.

    Each trial draws past weeks with replacement until the items are done. Weeks in
    which nothing was finished stay in: they will come again. The forecast assumes
    that the future resembles the past and that weeks do not depend on each other.

    Parameters
    ----------
    throughput : list of int
        Items finished in each past week, 0 or more, not all 0.
    items : int
        Items to finish, 1 or more.
    trials : int
        Number of simulated futures, 1 or more.
    seed : int
        Fixes the draws.

    Returns
    -------
    numpy.ndarray
        Weeks until the last item, one whole number a trial.

    Raises
    ------
    TypeError, ValueError
        If a value is outside its range, or nothing was ever finished.

    Source
    ------
    Magennis 2011, Forecasting and Simulating Software Development Projects; Vacanti
    2015, Actionable Agile Metrics for Predictability. Resampling: Efron 1979,
    "Bootstrap Methods", Annals of Statistics 7.
    """
    past = _checks.whole_numbers("throughput", throughput, at_least=0)
    goal = _checks.whole("items", items, at_least=1)
    runs = _checks.whole("trials", trials, at_least=1)
    if not past.any():
        raise ValueError("throughput must have at least one week above 0, got only zeros")
    most = int(past.mean() * MOST_WEEKS)
    if goal > most:
        raise ValueError(
            f"items must be at most {most} at this throughput ({MOST_WEEKS} weeks), got {goal}"
        )
    draws = Draws(seed)
    weeks = np.zeros(runs, dtype=np.int64)
    done = np.zeros(runs, dtype=np.int64)
    waiting = np.arange(runs)
    while len(waiting):
        finished = past[draws.positions(len(past), len(waiting), _BLOCK)]
        total = done[waiting, None] + np.cumsum(finished, axis=1)
        weeks[waiting] += (total < goal).sum(axis=1) + 1
        done[waiting] = total[:, -1]
        open_still = total[:, -1] < goal
        # One week too many was counted where the block ended before the goal.
        weeks[waiting[open_still]] -= 1
        waiting = waiting[open_still]
    return weeks


def percentile(values: ArrayLike, share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed.

    Unlike an interpolated percentile it is always a value that occurred, such as a
    whole week.

    Parameters
    ----------
    values : list of float
        Outcomes, any unit.
    share : float
        Greater than 0 and at most 1; 0.85 for P85.

    Returns
    -------
    float
        Same unit as ``values``.

    Raises
    ------
    TypeError, ValueError
        If a value is not a number or the share is outside its range.

    Source
    ------
    Hyndman and Fan 1996, "Sample Quantiles in Statistical Packages", The American
    Statistician 50 (definition 1).
    """
    ordered = np.sort(_checks.numbers("values", values))
    part = _checks.number("share", share, above=0, at_most=1)
    # 0.07 * 100 is 7.000000000000001, which must not become rank 8.
    rank = math.ceil(round(part * len(ordered), 9))
    return float(ordered[max(rank, 1) - 1])


def delivery_forecast(
    throughput: ArrayLike,
    items: int,
    shares: Sequence[float] = (0.5, 0.85, 0.95),
    trials: int = 10_000,
    seed: int = 0,
) -> dict[float, int]:
    """Return by which week the items are done with which probability.

    Parameters
    ----------
    throughput : list of int
        Items finished in each past week, 0 or more, not all 0.
    items : int
        Items to finish, 1 or more.
    shares : list of float
        Probabilities, greater than 0 and at most 1.
    trials : int
        Number of simulated futures, 1 or more.
    seed : int
        Fixes the draws.

    Returns
    -------
    dict of float to int
        Weeks by probability. The week at 0.5 is a coin flip, not a promise.

    Raises
    ------
    TypeError, ValueError
        If a value is outside its range, or nothing was ever finished.

    Source
    ------
    Magennis 2011, Forecasting and Simulating Software Development Projects; Vacanti
    2015, Actionable Agile Metrics for Predictability.
    """
    weeks = delivery_weeks(throughput, items, trials, seed)
    return {share: int(percentile(weeks, share)) for share in shares}
