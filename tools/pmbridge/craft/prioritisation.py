"""RICE and MoSCoW: which work comes first, and how sure that order is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from pmbridge.craft import _checks
from pmbridge.craft._draws import Draws

MOSCOW = ("must", "should", "could", "wont")
"""The four MoSCoW categories; "wont" means: not this time."""

_FACTORS = ("reach", "impact", "confidence", "effort")


def rice(reach: float, impact: float, confidence: float, effort: float) -> float:
    """Return the RICE score: reach x impact x confidence / effort.

    Parameters
    ----------
    reach : float
        People or events a period (such as customers a quarter), 0 or more.
    impact : float
        Effect on each of them, 0 or more; by convention 3, 2, 1, 0.5 or 0.25.
    confidence : float
        Share, 0 to 1; by convention 1, 0.8 or 0.5.
    effort : float
        Person-months, greater than 0.

    Returns
    -------
    float
        Score; only its comparison with other scores means something.

    Raises
    ------
    TypeError, ValueError
        If a value is not a number or outside its range.

    Source
    ------
    McBride, "RICE: Simple prioritization for product managers", Intercom blog.
    """
    people = _checks.number("reach", reach, at_least=0)
    effect = _checks.number("impact", impact, at_least=0)
    sure = _checks.share("confidence", confidence)
    cost = _checks.number("effort", effort, above=0)
    return _checks.result("RICE score", people * effect * sure / cost)


def cap_confidence(confidence: float, has_evidence: bool, cap: float = 0.5) -> float:
    """Return the confidence that the evidence supports.

    Parameters
    ----------
    confidence : float
        What was claimed, 0 to 1.
    has_evidence : bool
        Whether something other than rank or conviction supports the claim.
    cap : float
        Most that a claim without evidence may have, 0 to 1.

    Returns
    -------
    float
        0 to 1.

    Raises
    ------
    TypeError, ValueError
        If a share is not between 0 and 1, or ``has_evidence`` is not true or false.

    Source
    ------
    McBride, Intercom blog (50 % is low confidence); capping is this course's rule.
    """
    claimed, most = _checks.share("confidence", confidence), _checks.share("cap", cap)
    if _checks.flags("has_evidence", [has_evidence])[0]:
        return claimed
    return min(claimed, most)


def _factors(backlog: pd.DataFrame, columns: Sequence[str]) -> np.ndarray:
    if len(columns) != len(_FACTORS):
        raise ValueError(
            f"columns must name reach, impact, confidence and effort, got {len(columns)} names"
        )
    _checks.table("backlog", backlog, columns)
    reach, impact, confidence, effort = columns
    return np.array(
        [
            _checks.numbers(reach, backlog[reach], at_least=0),
            _checks.numbers(impact, backlog[impact], at_least=0),
            _checks.numbers(confidence, backlog[confidence], at_least=0, at_most=1),
            _checks.numbers(effort, backlog[effort], above=0),
        ]
    )


def rice_scores(backlog: pd.DataFrame, columns: Sequence[str] = _FACTORS) -> pd.Series:
    """Return the RICE score of every row of a backlog.

    Parameters
    ----------
    backlog : pandas.DataFrame
        One row an item.
    columns : list of str
        The columns of reach (people a period), impact (0 or more), confidence (0 to
        1) and effort (person-months), in this order.

    Returns
    -------
    pandas.Series
        Score by item, in the order of the backlog.

    Raises
    ------
    TypeError, ValueError
        If a column is missing or a value is outside its range.

    Source
    ------
    McBride, "RICE: Simple prioritization for product managers", Intercom blog.
    """
    reach, impact, confidence, effort = _factors(backlog, columns)
    scores = reach * impact * confidence / effort
    for score in scores:
        _checks.result("RICE score", score)
    return pd.Series(scores, index=backlog.index, name="rice")


class RankingChances(NamedTuple):
    """How often a ranking survives an error in every estimate (probabilities, 0 to 1)."""

    first: float
    """The first item stays first."""
    top: float
    """The same items make up the top, in any order."""
    whole: float
    """Every item keeps its place."""


def rank_draws(
    backlog: pd.DataFrame,
    spread: float = 0.2,
    draws: int = 20_000,
    *,
    seed: int = 0,
    columns: Sequence[str] = _FACTORS,
) -> np.ndarray:
    """Return the rank of every item in simulated rankings in which every estimate may be off.

    Each draw multiplies each factor of each item by its own number from a uniform
    distribution on [1 - spread, 1 + spread]; confidence never rises above 1.

    Parameters
    ----------
    backlog : pandas.DataFrame
        One row an item.
    spread : float
        Largest error of an estimate, 0 or more and less than 1; 0.2 is ±20 %.
    draws : int
        Number of simulated rankings, 1 or more.
    seed : int
        Fixes the draws.
    columns : list of str
        The columns of reach, impact, confidence and effort.

    Returns
    -------
    numpy.ndarray
        One row a draw, one column an item in the order of the backlog: its rank,
        1 for the highest score. Where two items tie, the one listed first wins.

    Raises
    ------
    TypeError, ValueError
        If a column is missing or a value is outside its range.

    Source
    ------
    Rule of thumb: one-at-a-time ranges understate joint error, so all factors vary
    together (Monte Carlo).
    """
    factors = _factors(backlog, columns)
    error = _checks.number("spread", spread, at_least=0, below=1)
    times = _checks.whole("draws", draws, at_least=1)
    items = len(backlog)
    noise = 1 - error + 2 * error * Draws(seed).uniform(times, len(_FACTORS), items)
    reach, impact, confidence, effort = np.moveaxis(noise * factors, 1, 0)
    scores = reach * impact * np.minimum(confidence, 1) / effort
    order = np.argsort(-scores, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, items + 1)[np.newaxis, :], axis=1)
    return ranks


def ranking_chances(ranks: np.ndarray, order: Sequence[int], top: int = 3) -> RankingChances:
    """Return how often a ranking comes out the same.

    Parameters
    ----------
    ranks : numpy.ndarray
        As ``rank_draws`` gives them.
    order : list of int
        The ranking: positions of items in the backlog, first to last.
    top : int
        What counts as the top, from 1 to the number of items.

    Returns
    -------
    RankingChances
        Shares of the draws.

    Raises
    ------
    TypeError, ValueError
        If the order does not hold every item once, or the top is out of range.

    Source
    ------
    Rule of thumb: share of simulated rankings (Monte Carlo).
    """
    shape = np.shape(ranks)
    if len(shape) != 2 or 0 in shape:
        raise ValueError(f"ranks must have a row for each draw, got the shape {shape}")
    items = shape[1]
    _checks.whole_numbers("ranks", np.ravel(ranks), at_least=1, at_most=items)
    places = _checks.whole("top", top, at_least=1, at_most=items)
    positions = _checks.whole_numbers("order", order, at_least=0).tolist()
    if sorted(positions) != list(range(items)):
        raise ValueError(f"order must hold each of {items} positions once, got {positions}")
    # Ranks are whole, so a draw has the same top if those items share the ranks 1 to top.
    same_top = (ranks[:, positions[:places]] <= places).all(axis=1)
    whole = (ranks[:, positions] == np.arange(1, items + 1)).all(axis=1)
    return RankingChances(
        float((ranks[:, positions[0]] == 1).mean()), float(same_top.mean()), float(whole.mean())
    )


def rice_sensitivity(
    backlog: pd.DataFrame,
    spread: float = 0.2,
    draws: int = 20_000,
    *,
    top: int = 3,
    seed: int = 0,
    columns: Sequence[str] = _FACTORS,
) -> pd.DataFrame:
    """Return how often each item comes first when every estimate may be off.

    Each draw multiplies each factor of each item by its own number from a uniform
    distribution on [1 - spread, 1 + spread]; confidence never rises above 1.

    Parameters
    ----------
    backlog : pandas.DataFrame
        One row an item.
    spread : float
        Largest error of an estimate, 0 or more and less than 1; 0.2 is ±20 %.
    draws : int
        Number of simulated rankings, 1 or more.
    top : int
        What counts as the top, from 1 to the number of items.
    seed : int
        Fixes the draws.
    columns : list of str
        The columns of reach, impact, confidence and effort.

    Returns
    -------
    pandas.DataFrame
        By item: ``rice`` (score without error), ``p_first`` and ``p_top``
        (probabilities). Where two items tie, the one listed first wins.

    Raises
    ------
    TypeError, ValueError
        If a column is missing or a value is outside its range.

    Source
    ------
    Rule of thumb: one-at-a-time ranges understate joint error, so all factors vary
    together (Monte Carlo).
    """
    ranks = rank_draws(backlog, spread, draws, seed=seed, columns=columns)
    places = _checks.whole("top", top, at_least=1, at_most=len(backlog))
    return pd.DataFrame(
        {
            "rice": rice_scores(backlog, columns),
            "p_first": (ranks == 1).mean(axis=0),
            "p_top": (ranks <= places).mean(axis=0),
        },
        index=backlog.index,
    )


def safe_ratio(spread: float, rival_confidence: float = 0.0) -> float:
    """Return the ratio of two RICE scores from which on no joint error can swap them.

    In the worst case all four factors of the leader fall and all of the rival's rise
    by ``spread``: ((1 + spread) / (1 - spread))⁴. A rival whose confidence is close to
    1 can't rise by the full spread there, so a smaller ratio is enough.

    Parameters
    ----------
    spread : float
        Largest error of each estimate, 0 or more and less than 1.
    rival_confidence : float
        Confidence of the lower item, 0 to 1.

    Returns
    -------
    float
        Ratio of the higher to the lower score.

    Raises
    ------
    TypeError, ValueError
        If a value is not a number or outside its range.

    Source
    ------
    Worst case of interval arithmetic on the RICE formula (derived here).
    """
    error = _checks.number("spread", spread, at_least=0, below=1)
    rival = _checks.share("rival_confidence", rival_confidence)
    rise = 1 + error if rival * (1 + error) <= 1 else 1 / rival
    return (1 + error) ** 3 * rise / (1 - error) ** 4


def moscow_shares(efforts: ArrayLike, categories: Sequence[str]) -> dict[str, float]:
    """Return each MoSCoW category's share of the planned effort.

    What will not be done this time is no part of the plan, so "wont" counts
    neither above nor below the line.

    Parameters
    ----------
    efforts : list of float
        Effort of each item, 0 or more, any one unit.
    categories : list of str
        must, should, could or wont of each item.

    Returns
    -------
    dict of str to float
        Shares of must, should and could, summing to 1. By convention must stays at
        0.6 or less and could is about 0.2.

    Raises
    ------
    TypeError, ValueError
        If the lists do not pair up, a word is not a category or nothing is planned.

    Source
    ------
    Agile Business Consortium, DSDM Handbook, "MoSCoW Prioritisation".
    """
    effort = _checks.numbers("efforts", efforts, at_least=0)
    _checks.same_length(efforts=effort, categories=categories)
    totals = dict.fromkeys(MOSCOW, 0.0)
    for position, (cost, name) in enumerate(zip(effort, categories, strict=True)):
        totals[_checks.choice("categories", name, MOSCOW, position)] += float(cost)
    del totals["wont"]
    planned = sum(totals.values())
    if not planned > 0:
        raise ValueError("efforts must leave something to do this time, got a sum of 0")
    return {name: total / planned for name, total in totals.items()}
