"""Opportunity scores: what matters to customers and is badly served today."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from numpy.typing import ArrayLike

from pmbridge.craft import _checks


def top_box_score(ratings: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Return the share of ratings of 4 or 5, on a scale from 0 to 10.

    Parameters
    ----------
    ratings : list of int
        Answers from 1 to 5.
    weights : list of float, optional
        One weight an answer, 0 or more, not all 0.

    Returns
    -------
    float
        0 to 10.

    Raises
    ------
    TypeError, ValueError
        If an answer is not a whole number from 1 to 5, or the weights do not fit.

    Source
    ------
    Ulwick 2005, What Customers Want.
    """
    answers = _checks.whole_numbers("ratings", ratings, at_least=1, at_most=5)
    weight = _checks.weights(weights, ratings=answers)
    return float(10 * weight[answers >= 4].sum() / weight.sum())


def opportunity(importance: float, satisfaction: float) -> float:
    """Return the opportunity score: importance + max(importance - satisfaction, 0).

    A need that is served better than it matters keeps its importance: without the
    ``max`` a satisfied need would lose points for being satisfied.

    Parameters
    ----------
    importance : float
        0 to 10, as from ``top_box_score``.
    satisfaction : float
        0 to 10.

    Returns
    -------
    float
        0 to 20; above 10 is commonly read as underserved.

    Raises
    ------
    TypeError, ValueError
        If a value is not a number from 0 to 10.

    Source
    ------
    Ulwick 2002, "Turn Customer Input into Innovation", Harvard Business Review.
    """
    matters = _checks.number("importance", importance, at_least=0, at_most=10)
    served = _checks.number("satisfaction", satisfaction, at_least=0, at_most=10)
    return matters + max(matters - served, 0.0)


def opportunity_scores(
    survey: pd.DataFrame, outcomes: Sequence[str], weights: ArrayLike | None = None
) -> pd.Series:
    """Return the opportunity score of each outcome in a survey, best first.

    Parameters
    ----------
    survey : pandas.DataFrame
        One row an answer, with columns ``imp_<outcome>`` and ``sat_<outcome>``, each
        a rating from 1 to 5.
    outcomes : list of str
        Outcome names, such as ``["o1", "o2"]``.
    weights : list of float, optional
        One weight a row.

    Returns
    -------
    pandas.Series
        Score 0 to 20 by outcome, highest first; equal scores keep their order.

    Raises
    ------
    TypeError, ValueError
        If a column is missing, a rating is off the scale or the weights do not fit.

    Source
    ------
    Ulwick 2002, "Turn Customer Input into Innovation", Harvard Business Review.
    """
    if isinstance(outcomes, str) or not len(outcomes):
        raise ValueError(
            f"outcomes must be a list with at least one name, got {_checks.shown(outcomes)}"
        )
    wanted = [f"{kind}_{outcome}" for outcome in outcomes for kind in ("imp", "sat")]
    _checks.table("survey", survey, wanted)
    scores = {
        outcome: opportunity(
            top_box_score(survey[f"imp_{outcome}"], weights),
            top_box_score(survey[f"sat_{outcome}"], weights),
        )
        for outcome in outcomes
    }
    return pd.Series(scores, name="opportunity").sort_values(ascending=False, kind="stable")
