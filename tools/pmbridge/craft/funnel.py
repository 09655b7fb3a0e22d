"""Conversion in a funnel, and how much of its change is a changed mix of channels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pmbridge.craft import _checks


class ConversionChange(NamedTuple):
    """A change in overall conversion, in shares: ``total`` is ``rate_effect + mix_effect``."""

    total: float
    rate_effect: float
    mix_effect: float
    reversal: bool


def conversion(visits: float, booked: float) -> float:
    """Return the share of visits that end in a booking.

    Parameters
    ----------
    visits : float
        Visits, greater than 0.
    booked : float
        Bookings, between 0 and ``visits``.

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
    Rule of thumb: bookings divided by visits.
    """
    total = _checks.number("visits", visits, above=0)
    return _checks.number("booked", booked, at_least=0, at_most=visits) / total


def _channels(name: str, period: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    if not isinstance(period, Mapping) or not period:
        raise TypeError(
            f"{name} must map each channel to (visits, booked), got {_checks.shown(period)}"
        )
    return {channel: conversion(*counts) for channel, counts in period.items()}


def conversion_change(
    before: Mapping[str, tuple[float, float]], after: Mapping[str, tuple[float, float]]
) -> ConversionChange:
    """Split a change in overall conversion into better channels and a different mix of them.

    The rate effect is what the change in each channel's own conversion does at the
    new mix; the mix effect is what the new mix does at the old conversions.

    Parameters
    ----------
    before, after : mapping of str to (float, float)
        Visits and bookings of each channel in the two periods; the same channels.

    Returns
    -------
    ConversionChange
        ``total``, ``rate_effect`` and ``mix_effect`` as shares (0.01 is one
        percentage point); ``reversal`` is True when every channel moves against
        the total.

    Raises
    ------
    TypeError, ValueError
        If the channels differ or a count is outside its range.

    Source
    ------
    Simpson 1951, "The Interpretation of Interaction in Contingency Tables", Journal of
    the Royal Statistical Society B 13; the decomposition after Kitagawa 1955,
    "Components of a Difference Between Two Rates", JASA 50 (with the new mix as base).
    """
    rate_before, rate_after = _channels("before", before), _channels("after", after)
    if rate_before.keys() != rate_after.keys():
        raise ValueError(
            f"before and after must hold the same channels, got {', '.join(rate_before)}"
            f" and {', '.join(rate_after)}"
        )
    visits_before = sum(visits for visits, _ in before.values())
    visits_after = sum(visits for visits, _ in after.values())
    rate_effect = mix_effect = 0.0
    for channel, old in rate_before.items():
        share_before = before[channel][0] / visits_before
        share_after = after[channel][0] / visits_after
        rate_effect += share_after * (rate_after[channel] - old)
        mix_effect += (share_after - share_before) * old
    total = rate_effect + mix_effect
    moves = [rate_after[channel] - rate_before[channel] for channel in rate_before]
    against = (total > 0 and max(moves) < 0) or (total < 0 and min(moves) > 0)
    return ConversionChange(total, rate_effect, mix_effect, against)
