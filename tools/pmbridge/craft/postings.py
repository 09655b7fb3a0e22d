"""How much of a job posting one's evidence covers."""

from __future__ import annotations

from numpy.typing import ArrayLike

from pmbridge.craft import _checks


def coverage(weights: ArrayLike, evidence: ArrayLike) -> float:
    """Return the weighted share of a posting's requirements that evidence supports.

    Parameters
    ----------
    weights : list of float
        How much each requirement matters, 0 or more, not all 0.
    evidence : list of float
        How well something that others could check supports it, 0 to 1. A self-rating is
        no evidence.

    Returns
    -------
    float
        Share, 0 to 1: Σ weight · evidence / Σ weight.

    Raises
    ------
    TypeError, ValueError
        If the lists do not pair up, a value is outside its range or all weights are 0.

    Source
    ------
    Rule of thumb: weighted mean.
    """
    support = _checks.numbers("evidence", evidence, at_least=0, at_most=1)
    weight = _checks.weights(_checks.numbers("weights", weights), evidence=support)
    return float((weight * support).sum() / weight.sum())
