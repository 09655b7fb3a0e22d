"""How long work takes when more or less of it is open at once: a team's own record, played again.

The team finishes what it finished in each week of its record, if there is something that can be finished: an
item needs at least ``HANDS_ON_DAYS`` days of work. A new item is started whenever fewer are in progress than the
limit allows. Nothing else differs between two runs, so what changes in the picture comes from the limit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pmbridge.craft.flow import littles_law

DAYS_A_WEEK = 7
WORKDAYS = 5
HANDS_ON_DAYS = 3
WARM_UP_WEEKS = 12
SETTLING_WEEKS = 4
MOST_IN_PROGRESS = 24


@dataclass(frozen=True)
class Window:
    """Averages over a stretch of days: items, items a week, days; ``by_law`` is Little's wait in days."""

    wip: float
    per_week: float
    cycle_days: float
    by_law: float


@dataclass(frozen=True)
class Replay:
    """Items started and finished by the end of each week, and the averages before and after the change."""

    weeks: list[int]
    started: list[int]
    finished: list[int]
    before: Window
    after: Window


def replay(record: Sequence[int], first: int, second: int) -> Replay:
    """Play ``record``, items finished in each week, with ``first`` in progress and from half-way ``second``.

    Parameters
    ----------
    record : list of int
        Items that the team can finish in each week.
    first, second : int
        The most that is in progress at once, before and after the middle.

    Returns
    -------
    Replay
        The first week is week 1; weeks of warming up are left out.
    """
    half = len(record) // 2
    warm = (list(record) * WARM_UP_WEEKS)[-WARM_UP_WEEKS:]
    opened: list[tuple[int, int | None]] = []
    progress: list[int] = []
    done: list[tuple[int, int]] = []
    begin = -len(warm) * DAYS_A_WEEK
    for number, most in enumerate((*warm, *record)):
        limit = first if number - len(warm) < half else second
        for weekday in range(DAYS_A_WEEK):
            today = begin + number * DAYS_A_WEEK + weekday
            able = sum(1 for place in range(most) if place * WORKDAYS // max(most, 1) == weekday)
            for _ in range(able):
                # The oldest first. What has had too little work yet can't be finished by anybody.
                if progress and today - progress[0] >= HANDS_ON_DAYS:
                    done.append((progress.pop(0), today))
            while weekday < WORKDAYS and len(progress) < limit:
                progress.append(today)
    opened = [*done, *((start, None) for start in progress)]
    last = len(record) * DAYS_A_WEEK
    ends = [week * DAYS_A_WEEK for week in range(len(record) + 1)]
    return Replay(
        weeks=list(range(len(record) + 1)),
        started=[sum(start < end for start, _ in opened) for end in ends],
        finished=[sum(finish < end for _, finish in done) for end in ends],
        before=_window(opened, SETTLING_WEEKS * DAYS_A_WEEK, half * DAYS_A_WEEK),
        after=_window(opened, (half + SETTLING_WEEKS) * DAYS_A_WEEK, last),
    )


def _window(items: list[tuple[int, int | None]], first: int, last: int) -> Window:
    """Return the averages from ``first`` up to, not including, ``last``."""
    days = last - first
    load = sum(
        max(0, min(last if finish is None else finish, last) - max(start, first))
        for start, finish in items
    )
    waits = [f - s for s, f in items if f is not None and first <= f < last]
    wip, rate = load / days, len(waits) / days
    if not waits:
        return Window(wip, 0.0, float("inf"), float("inf"))
    return Window(
        wip, rate * DAYS_A_WEEK, sum(waits) / len(waits), littles_law(wip=wip, throughput=rate)
    )
