"""How much of a result is one's own: growth against what happened anyway."""

from __future__ import annotations

from pmbridge.craft import _checks


def growth(before: float, after: float) -> float:
    """Return growth in per cent of the starting value.

    Parameters
    ----------
    before : float
        Starting value, greater than 0.
    after : float
        End value, 0 or more, same unit.

    Returns
    -------
    float
        Per cent; 12 for a rise by 12 %.

    Raises
    ------
    TypeError, ValueError
        If a value is not a number or outside its range.

    Source
    ------
    Rule of thumb.
    """
    base = _checks.number("before", before, above=0)
    return _checks.result(
        "growth", 100 * (_checks.number("after", after, at_least=0) - base) / base
    )


def excess_points(own_growth: float, comparator_growth: float) -> float:
    """Return by how many percentage points one's own growth beat the comparison.

    The difference of two percentages is in percentage points, not in per cent. It is
    still no proof of cause: the comparison may differ in other ways.

    Parameters
    ----------
    own_growth : float
        Own growth in per cent, -100 or more.
    comparator_growth : float
        Growth of the market, or of a team that did not change anything, in per cent,
        -100 or more.

    Returns
    -------
    float
        Percentage points.

    Raises
    ------
    TypeError, ValueError
        If a value is not a number, or less than -100.

    Source
    ------
    Difference in differences, in its simplest form (Angrist and Pischke 2009, Mostly
    Harmless Econometrics, chapter 5).
    """
    own = _checks.number("own_growth", own_growth, at_least=-100)
    return own - _checks.number("comparator_growth", comparator_growth, at_least=-100)
