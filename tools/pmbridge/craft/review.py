"""When to look again at what was learned."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from pmbridge.craft import _checks

INTERVALS = (2, 7, 21, 60)
"""Days after learning on which this course asks again."""


def _day(name: str, value: object) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise TypeError(f"{name} must be a date, got {_checks.shown(value)}")
    return value


def review_dates(
    learned: date, exam: date | None = None, intervals: Iterable[int] = INTERVALS
) -> list[date]:
    """Return the days on which to recall something, up to the day before an exam.

    Parameters
    ----------
    learned : datetime.date
        Day of learning.
    exam : datetime.date, optional
        Day on which it is needed (an exam, an interview), after ``learned``; a review
        on that day or later is left out.
    intervals : iterable of int
        Days after ``learned``, 1 or more; any order, each once.

    Returns
    -------
    list of datetime.date
        Days in order; empty if the exam comes before the first review.

    Raises
    ------
    TypeError, ValueError
        If a value is not a date, an interval is not a whole number of days or comes
        twice, or the exam is not after the day of learning.

    Source
    ------
    Spacing helps: Cepeda et al. 2006, "Distributed practice in verbal recall tasks",
    Psychological Bulletin 132. The days themselves are this course's choice.
    """
    start = _day("learned", learned)
    days = [_checks.whole("intervals", days, at_least=1) for days in intervals]
    if len(set(days)) != len(days):
        raise ValueError(f"intervals must differ from each other, got {_checks.shown(days)}")
    dates = [start + timedelta(days=count) for count in sorted(days)]
    if exam is None:
        return dates
    end = _day("exam", exam)
    if end <= start:
        raise ValueError(f"exam must be after learned ({start}), got {end}")
    return [day for day in dates if day < end]
