"""Net Promoter Score and CSAT, plain and weighted, with their sampling error."""

from __future__ import annotations

import math
from typing import NamedTuple

from numpy.typing import ArrayLike

from pmbridge.craft import _checks, _statistics


class NpsEstimate(NamedTuple):
    """A Net Promoter Score with its uncertainty; all but ``effective_n`` in points."""

    score: float
    standard_error: float
    margin: float
    effective_n: float


def effective_sample_size(weights: ArrayLike) -> float:
    """Return how many equally weighted answers would be as precise as these weighted ones.

    Parameters
    ----------
    weights : list of float
        One weight an answer, 0 or more, not all 0.

    Returns
    -------
    float
        Answers: (sum of weights)² / (sum of squared weights).

    Raises
    ------
    TypeError, ValueError
        If a weight is not a number or negative, or all are 0.

    Source
    ------
    Kish 1965, Survey Sampling.
    """
    array = _checks.weights(_checks.numbers("weights", weights))
    return float(array.sum() ** 2 / (array**2).sum())


def nps(scores: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Return the Net Promoter Score: % of answers 9-10 minus % of answers 0-6.

    Parameters
    ----------
    scores : list of int
        Answers from 0 to 10 to "how likely are you to recommend us?".
    weights : list of float, optional
        One weight an answer, where some groups were asked more often than others.

    Returns
    -------
    float
        Points from -100 to 100.

    Raises
    ------
    TypeError, ValueError
        If an answer is not a whole number from 0 to 10, or the weights do not fit.

    Source
    ------
    Reichheld 2003, "The One Number You Need to Grow", Harvard Business Review.
    """
    answers = _checks.whole_numbers("scores", scores, at_least=0, at_most=10)
    weight = _checks.weights(weights, scores=answers)
    return float(100 * (weight[answers >= 9].sum() - weight[answers <= 6].sum()) / weight.sum())


def estimate_nps(
    scores: ArrayLike, weights: ArrayLike | None = None, level: float = 0.95
) -> NpsEstimate:
    """Return the Net Promoter Score with its standard error and margin.

    SE = 100 · √((p + d − (p − d)²) / n), with p and d the weighted shares of
    promoters and detractors and n the effective sample size. Weights that were
    estimated, or a sample drawn in clusters, need more than this.

    Parameters
    ----------
    scores : list of int
        Answers from 0 to 10.
    weights : list of float, optional
        One weight an answer; without them each answer counts 1.
    level : float
        Confidence level of the margin, 0.95 for 95 %.

    Returns
    -------
    NpsEstimate
        ``score``, ``standard_error`` and ``margin`` (half the interval) in points,
        ``effective_n`` in answers.

    Raises
    ------
    TypeError, ValueError
        If an answer is not a whole number from 0 to 10, the weights do not fit, or
        the level is not between 0 and 1.

    Source
    ------
    Score: Reichheld 2003, Harvard Business Review. Standard error: variance of a
    variable that is +1, 0 or -1 over the sample size (textbook). Effective sample
    size: Kish 1965, Survey Sampling.
    """
    answers = _checks.whole_numbers("scores", scores, at_least=0, at_most=10)
    weight = _checks.weights(weights, scores=answers)
    score = nps(answers, weight)
    promoters_and_detractors = weight[(answers >= 9) | (answers <= 6)].sum() / weight.sum()
    effective = effective_sample_size(weight)
    # Rounding can leave a variance of -1e-17 when everybody gives the same answer.
    variance = max(promoters_and_detractors - (score / 100) ** 2, 0.0)
    error = 100 * math.sqrt(variance / effective)
    return NpsEstimate(score, error, _statistics.z_two_sided(level) * error, effective)


def csat(ratings: ArrayLike, weights: ArrayLike | None = None, highest: int = 5) -> float:
    """Return customer satisfaction: the share of answers in the two best boxes.

    Parameters
    ----------
    ratings : list of int
        Answers from 1 (very dissatisfied) to ``highest``.
    weights : list of float, optional
        One weight an answer.
    highest : int
        Best possible answer, 3 or more.

    Returns
    -------
    float
        Share, 0 to 1.

    Raises
    ------
    TypeError, ValueError
        If an answer is not a whole number on the scale, or the weights do not fit.

    Source
    ------
    Rule of thumb: top-two-box score.
    """
    best = _checks.whole("highest", highest, at_least=3)
    answers = _checks.whole_numbers("ratings", ratings, at_least=1, at_most=best)
    weight = _checks.weights(weights, ratings=answers)
    return float(weight[answers >= best - 1].sum() / weight.sum())
