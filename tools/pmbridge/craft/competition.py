"""Competitor matrices built from what customers say, not from stars or opinions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from pmbridge.craft import _checks


def complaint_rate(complaints: float, reviews: float) -> float:
    """Return the share of reviews that complain about a theme.

    The largest company collects the most complaints; only the rate compares.

    Parameters
    ----------
    complaints : float
        Reviews with the complaint, between 0 and ``reviews``.
    reviews : float
        All reviews of the company, greater than 0.

    Returns
    -------
    float
        Share, 0 to 1.

    Raises
    ------
    TypeError, ValueError
        If a value is not a number or outside its range.

    Source
    ------
    Rule of thumb: a count divided by what it was counted in.
    """
    total = _checks.number("reviews", reviews, above=0)
    return _checks.number("complaints", complaints, at_least=0, at_most=reviews) / total


def matrix_score(rate: float) -> float:
    """Return a competitor's score on a theme: 5 - 10 · rate, not below 0.

    Parameters
    ----------
    rate : float
        Complaint rate, 0 to 1.

    Returns
    -------
    float
        5 (no complaints) to 0 (half of all reviews complain, or more).

    Raises
    ------
    TypeError, ValueError
        If the rate is not a number from 0 to 1.

    Source
    ------
    This course's own scale.
    """
    return float(np.clip(5 - 10 * _checks.share("rate", rate), 0, 5))


def weighted_score(scores: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return one weighted score for a competitor.

    Parameters
    ----------
    scores : mapping of str to float
        Score 0 to 5 by theme.
    weights : mapping of str to float
        Weight by theme, 0 or more; the weights sum to 1.

    Returns
    -------
    float
        0 to 5.

    Raises
    ------
    TypeError, ValueError
        If the themes differ, a score is off the scale or the weights do not sum to 1.

    Source
    ------
    Rule of thumb: weighted sum model.
    """
    if scores.keys() != weights.keys():
        raise ValueError(
            f"scores and weights must name the same themes, got {', '.join(scores)}"
            f" and {', '.join(weights)}"
        )
    weight = {theme: _checks.number("weights", weights[theme], at_least=0) for theme in weights}
    total = sum(weight.values())
    if abs(total - 1) > 1e-6:
        raise ValueError(f"weights must sum to 1, got {total:.4g}")
    return sum(
        weight[theme] * _checks.number("scores", score, at_least=0, at_most=5)
        for theme, score in scores.items()
    )


def white_space(
    matrix: pd.DataFrame,
    importance: Mapping[str, float],
    important: float,
    strong: float = 4.0,
) -> list[str]:
    """Return the themes that matter and that nobody serves well.

    Parameters
    ----------
    matrix : pandas.DataFrame
        One row a theme, one column a company, scores 0 to 5.
    importance : mapping of str to float
        Importance by theme, any scale.
    important : float
        From which importance on a theme matters, same scale.
    strong : float
        From which score on a company serves a theme well, 0 to 5.

    Returns
    -------
    list of str
        Themes in the order of the matrix.

    Raises
    ------
    TypeError, ValueError
        If a theme has no importance or a score is off the scale.

    Source
    ------
    Rule of thumb.
    """
    _checks.table("matrix", matrix, ())
    threshold = _checks.number("important", important)
    good = _checks.number("strong", strong, at_least=0, at_most=5)
    found = []
    for theme, row in matrix.iterrows():
        name = str(theme)
        if name not in importance:
            raise ValueError(f"importance must name every theme of matrix, got none for {name}")
        best = _checks.numbers(f"scores of {name}", row, at_least=0, at_most=5).max()
        if _checks.number("importance", importance[name]) >= threshold and best < good:
            found.append(name)
    return found
