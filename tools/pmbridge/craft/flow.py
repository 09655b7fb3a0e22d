"""Work in progress, throughput and cycle time, and the law that ties them together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from pmbridge.craft import _checks


class FlowMetrics(NamedTuple):
    """``wip`` in items, ``throughput`` in items a day, ``cycle_time`` in days, ``finished`` items."""

    wip: float
    throughput: float
    cycle_time: float
    finished: int


def littles_law(
    *,
    wip: float | None = None,
    throughput: float | None = None,
    cycle_time: float | None = None,
) -> float:
    """Return the one of three averages that was left out: wip = throughput x cycle_time.

    Holds for averages over a period in which the system is stable: as much work
    leaves as enters, and nothing gets lost.

    Parameters
    ----------
    wip : float, optional
        Average items in progress, 0 or more.
    throughput : float, optional
        Average items finished a unit of time, greater than 0.
    cycle_time : float, optional
        Average time from start to finish, greater than 0, in the same unit of time.

    Returns
    -------
    float
        The missing one.

    Raises
    ------
    TypeError, ValueError
        If not exactly two are given, or a value is outside its range.

    Source
    ------
    Little 1961, "A Proof for the Queuing Formula: L = λW", Operations Research 9.
    """
    given = sum(value is not None for value in (wip, throughput, cycle_time))
    if given != 2:
        raise ValueError(f"littles_law must get two of wip, throughput and cycle_time, got {given}")
    if throughput is not None:
        _checks.number("throughput", throughput, above=0)
    if cycle_time is not None:
        _checks.number("cycle_time", cycle_time, above=0)
    if wip is None:
        assert throughput is not None
        assert cycle_time is not None
        return _checks.result("wip", throughput * cycle_time)
    items = _checks.number("wip", wip, at_least=0)
    if throughput is None:
        assert cycle_time is not None
        return _checks.result("throughput", items / cycle_time)
    return _checks.result("cycle_time", items / throughput)


def flow_metrics(items: pd.DataFrame, first_day: float, last_day: float) -> FlowMetrics:
    """Return average WIP, throughput and cycle time over a window of days.

    Parameters
    ----------
    items : pandas.DataFrame
        One row an item: ``start_day`` and ``finish_day`` (day numbers; an empty
        ``finish_day`` means still in progress).
    first_day, last_day : float
        The window: from ``first_day`` up to, not including, ``last_day``.

    Returns
    -------
    FlowMetrics
        ``wip``: items in progress, averaged over the window; ``throughput``: items
        finished in the window a day; ``cycle_time``: mean days from start to finish of
        the items finished in the window; ``finished``: how many these are.

    Raises
    ------
    TypeError, ValueError
        If a column is missing, an item finishes before it starts, the window is empty
        or nothing was finished in it.

    Source
    ------
    Little 1961, Operations Research 9; Anderson 2010, Kanban, for the terms.
    """
    _checks.table("items", items, ("start_day", "finish_day"))
    begin = _checks.number("first_day", first_day)
    end = _checks.number("last_day", last_day, above=first_day)
    start = _checks.numbers("start_day", items["start_day"])
    open_ended = items["finish_day"].isna().to_numpy()
    # Unfinished work is in progress to the end of any window.
    finish = np.full(len(items), np.inf)
    if not open_ended.all():
        finish[~open_ended] = _checks.numbers("finish_day", items["finish_day"][~open_ended])
    backwards = finish < start
    if backwards.any():
        row = int(np.argmax(backwards))
        raise ValueError(
            f"finish_day must not be before start_day, got {finish[row]:g} and {start[row]:g}"
        )
    length = end - begin
    in_progress = np.clip(np.minimum(finish, end) - np.maximum(start, begin), 0, None)
    done = (finish >= begin) & (finish < end)
    if not done.any():
        raise ValueError(
            f"items must have a finish_day from {begin:g} up to {end:g}, got none in this window"
        )
    return FlowMetrics(
        wip=_checks.result("wip", in_progress.sum() / length),
        throughput=_checks.result("throughput", done.sum() / length),
        cycle_time=float((finish[done] - start[done]).mean()),
        finished=int(done.sum()),
    )
