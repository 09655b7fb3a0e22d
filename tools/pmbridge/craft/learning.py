"""Learning gains between a test before and a test after."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from pmbridge.craft import _checks


def _scores(before: ArrayLike, after: ArrayLike, highest: float) -> tuple[np.ndarray, np.ndarray]:
    best = _checks.number("highest", highest, above=0)
    pre = _checks.numbers("before", before, at_least=0, at_most=best)
    post = _checks.numbers("after", after, at_least=0, at_most=best)
    _checks.same_length(before=pre, after=post)
    return pre, post


def normalised_gain(before: float, after: float, highest: float = 100.0) -> float:
    """Return the share of what could still be gained that was gained.

    Parameters
    ----------
    before, after : float
        Test scores, 0 to ``highest``; ``before`` less than ``highest``.
    highest : float
        Best possible score.

    Returns
    -------
    float
        1 at most; 0 if nothing changed, negative for a loss.

    Raises
    ------
    TypeError, ValueError
        If a score is off the scale, or there was nothing left to gain.

    Source
    ------
    Hake 1998, "Interactive-engagement versus traditional methods", American Journal of
    Physics 66.
    """
    best = _checks.number("highest", highest, above=0)
    pre = _checks.number("before", before, at_least=0, below=best)
    post = _checks.number("after", after, at_least=0, at_most=best)
    return (post - pre) / (best - pre)


def class_gain(before: ArrayLike, after: ArrayLike, highest: float = 100.0) -> float:
    """Return a class's normalised gain ⟨g⟩, computed from its two average scores.

    The average of everyone's own gain is a different number: one strong learner who
    slips a little can pull it far down.

    Parameters
    ----------
    before, after : list of float
        Test scores of the same people in the same order, 0 to ``highest``.
    highest : float
        Best possible score.

    Returns
    -------
    float
        1 at most.

    Raises
    ------
    TypeError, ValueError
        If the lists do not pair up, a score is off the scale or there was nothing left
        to gain.

    Source
    ------
    Hake 1998, American Journal of Physics 66.
    """
    pre, post = _scores(before, after, highest)
    return normalised_gain(math.fsum(pre) / len(pre), math.fsum(post) / len(post), highest)


def gain_band(gain: float) -> str:
    """Return Hake's word for a class's gain.

    Parameters
    ----------
    gain : float
        Normalised gain, 1 at most.

    Returns
    -------
    str
        "low" below 0.3, "high" from 0.7 on, else "medium".

    Raises
    ------
    TypeError, ValueError
        If the gain is not a number, or greater than 1.

    Source
    ------
    Hake 1998, American Journal of Physics 66.
    """
    value = _checks.number("gain", gain, at_most=1)
    if value < 0.3:
        return "low"
    return "high" if value >= 0.7 else "medium"


def normalised_change(before: float, after: float, highest: float = 100.0) -> float | None:
    """Return the normalised change c, which treats a loss like a gain.

    A gain is divided by what could be gained, a loss by what could be lost.

    Parameters
    ----------
    before, after : float
        Test scores of one person, 0 to ``highest``.
    highest : float
        Best possible score.

    Returns
    -------
    float or None
        -1 to 1; None if both scores are 0 or both are ``highest``: such a person is
        left out of an average.

    Raises
    ------
    TypeError, ValueError
        If a score is off the scale.

    Source
    ------
    Marx and Cummings 2007, "Normalized change", American Journal of Physics 75.
    """
    best = _checks.number("highest", highest, above=0)
    pre = _checks.number("before", before, at_least=0, at_most=best)
    post = _checks.number("after", after, at_least=0, at_most=best)
    if post > pre:
        return (post - pre) / (best - pre)
    if post < pre:
        return (post - pre) / pre
    return None if pre in (0, best) else 0.0


def class_change(before: ArrayLike, after: ArrayLike, highest: float = 100.0) -> float:
    """Return the average normalised change of a class.

    Parameters
    ----------
    before, after : list of float
        Test scores of the same people in the same order, 0 to ``highest``.
    highest : float
        Best possible score.

    Returns
    -------
    float
        -1 to 1.

    Raises
    ------
    TypeError, ValueError
        If the lists do not pair up, a score is off the scale or nobody's change counts.

    Source
    ------
    Marx and Cummings 2007, "Normalized change", American Journal of Physics 75.
    """
    pre, post = _scores(before, after, highest)
    changes = [
        change
        for one, two in zip(pre.tolist(), post.tolist(), strict=True)
        if (change := normalised_change(one, two, highest)) is not None
    ]
    if not changes:
        raise ValueError(
            "before and after must hold somebody who is not at 0 or at the highest score"
            " both times, got nobody"
        )
    return math.fsum(changes) / len(changes)
