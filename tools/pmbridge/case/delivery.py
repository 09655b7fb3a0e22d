"""How the team delivers: finished items a week, items in progress, releases."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import pandas as pd

from pmbridge.case.draw import Draw
from pmbridge.case.quota import between, spread, whole
from pmbridge.case.spec import table, tables

WEEKS = 40
DAYS_A_WEEK = 7
SPLIT_DAY = WEEKS * DAYS_A_WEEK // 2
"""Last day of the first half; after it the team starts more at a time."""
SETTLED_DAY = SPLIT_DAY + 4 * DAYS_A_WEEK
"""From the day after this one the larger load has worked its way through."""
PERCENTILES = (0.50, 0.85, 0.95)
# How far the chance has to be from the percentile in the weeks around it, so
# that an honest simulation of 10,000 runs lands on the same week every time.
_ROOM = (0.024, 0.017, 0.011)
_ATTEMPTS = 60
_BLOCKS = 4
_LITTLE_OFF = 0.09
"""How far work in progress over throughput may lie from the cycle time, as a part of it."""
_STEADY = (0.88, 1.12)
"""Output after the change as a part of output before it."""
_ZERO_WEEKS = ("Public holidays, office closed.", "Payment outage: all hands.", "Office move.")


@lru_cache(maxsize=8)
def _throughput(seed: int) -> tuple[tuple[int, ...], int]:
    """Return items done in each of 40 weeks, and how many items the next release holds."""
    draw = Draw(seed, "throughput")
    for attempt in range(_ATTEMPTS):
        done = _weeks(draw.child(str(attempt)))
        release = _release(draw.child(str(attempt), "release"), done)
        if release:
            return done, release
    raise RuntimeError(f"no throughput found for seed {seed} in {_ATTEMPTS} attempts")


def _weeks(draw: Draw) -> tuple[int, ...]:
    """Draw 40 weeks whose quarters have nearly the same output, so that output is steady."""
    mean = between(draw, 3.2, 4.9)
    busy = []
    for wobble in draw.bell(0, 1, WEEKS - len(_ZERO_WEEKS)).tolist():
        busy.append(min(max(int(mean + 1.5 * wobble + 0.5), 1), 9))
    busy.sort()
    # Each block gets one of every four neighbours; three of them get an empty week.
    extra = busy.pop(len(busy) // 2)
    blocks: list[list[int]] = [[] for _ in range(_BLOCKS)]
    for place in range(0, len(busy), _BLOCKS):
        for block, count in zip(draw.shuffled(blocks), busy[place:], strict=False):
            block.append(count)
    blocks[draw.below(_BLOCKS)].append(extra)
    weeks: list[int] = []
    for _ in range(_ATTEMPTS):
        weeks = []
        for block in blocks:
            weeks += draw.shuffled([*block, *[0] * (WEEKS // _BLOCKS - len(block))])
        before, after = weeks[: WEEKS // 2], weeks[SETTLED_DAY // DAYS_A_WEEK :]
        ratio = sum(after) * len(before) / len(after) / sum(before)
        if _STEADY[0] <= ratio <= _STEADY[1]:
            break
    return tuple(weeks)


def _release(draw: Draw, done: tuple[int, ...]) -> int:
    """Choose a size of release whose percentiles are clear and differ without zero weeks."""
    with_zeros = _finish_chances(done)
    without = _finish_chances(tuple(count for count in done if count))
    for items in draw.shuffled(range(45, 111)):
        weeks = _percentile_weeks(with_zeros, items)
        if weeks is None:
            continue
        rushed = _percentile_weeks(without, items, clear=False)
        apart = rushed is not None and all(a > b for a, b in zip(weeks, rushed, strict=True))
        if apart and len(set(weeks)) == len(weeks):
            return items
    return 0


def _finish_chances(done: tuple[int, ...]) -> np.ndarray:
    """Return the chance that fewer than n items are done after w weeks, as table[w, n]."""
    most, longest = 112, 60
    share = np.zeros(max(done) + 1)
    for count in done:
        share[count] += 1 / len(done)
    now = np.zeros(most)
    now[0] = 1.0
    rows = [now.cumsum()]
    for _ in range(longest):
        after = np.zeros(most)
        for count, part in enumerate(share.tolist()):
            after[count:] += part * now[: most - count]
        now = after
        rows.append(now.cumsum())
    return np.array(rows)


def _percentile_weeks(
    chances: np.ndarray, items: int, clear: bool = True
) -> tuple[int, ...] | None:
    ready = 1 - chances[:, items - 1]
    weeks = []
    for share, room in zip(PERCENTILES, _ROOM, strict=True):
        week = int(np.argmax(ready >= share))
        if not week or (clear and min(ready[week] - share, share - ready[week - 1]) < room):
            return None
        weeks.append(week)
    return tuple(weeks)


def release_items(seed: int) -> int:
    """Return how many items the next release holds."""
    return _throughput(seed)[1]


def throughput(seed: int) -> pd.DataFrame:
    """Return items finished in each of the last 40 weeks, three of them empty for a reason."""
    done = _throughput(seed)[0]
    reasons = iter(Draw(seed, "throughput", "reasons").shuffled(_ZERO_WEEKS))
    return pd.DataFrame(
        {
            "week": range(1, WEEKS + 1),
            "done": done,
            "note": ["" if count else next(reasons) for count in done],
        }
    )


def flow(seed: int) -> pd.DataFrame:
    """Return when each item was started and finished.

    The finishing dates follow the table throughput. What changes half-way is
    how many items are in progress; output stays as it was, so waiting grows.
    """
    draw = Draw(seed, "flow")
    done = _throughput(seed)[0]
    rows: list[tuple[int, float]] = []
    farthest = math.inf
    for attempt in range(_ATTEMPTS):
        found = _items(draw.child(str(attempt)), done)
        off = abs(_little(found, SETTLED_DAY + 1, WEEKS * DAYS_A_WEEK) - 1)
        if off < farthest:
            rows, farthest = found, off
        if off <= _LITTLE_OFF:
            break
    kinds = spread(draw, ("feature", "bug", "chore"), (58, 28, 14), len(rows))
    return pd.DataFrame(
        {
            "item": [f"F{number:03d}" for number in range(1, len(rows) + 1)],
            "type": kinds,
            "start_day": [row[0] for row in rows],
            "finish_day": [row[1] for row in rows],
        }
    )


def _items(draw: Draw, done: tuple[int, ...]) -> list[tuple[int, float]]:
    """Return start and finish of each item, in the order of starting; open ones have no finish."""
    low = whole(draw, 5, 7)
    high = 2 * low + whole(draw, 0, 1)
    warm_up = draw.picks([count for count in done if count], 8)
    finished: list[tuple[int, float]] = []
    first_day = -len(warm_up) * DAYS_A_WEEK
    progress = [first_day] * low
    for number, count in enumerate((*warm_up, *done)):
        for day in sorted(draw.picks(range(1, 6), count)):
            today = first_day + number * DAYS_A_WEEK + day
            # Usually one of the oldest is finished, seldom a young one.
            started = progress.pop(min(draw.below(3), draw.below(4), len(progress) - 1))
            if today > 0:
                finished.append((started, today))
            wanted = high if today > SPLIT_DAY else low
            progress.extend([today] * (wanted - len(progress)))
    return sorted([*finished, *((started, math.nan) for started in progress)], key=_by_start)


def _by_start(row: tuple[int, float]) -> tuple[int, float]:
    return row[0], WEEKS * DAYS_A_WEEK + 1 if math.isnan(row[1]) else row[1]


def _little(rows: list[tuple[int, float]], first: int, last: int) -> float:
    """Return work in progress over throughput as a part of the cycle time: near 1 when steady."""
    load = cycles = 0.0
    for start, finish in rows:
        until = last + 1 if math.isnan(finish) else finish
        load += max(0, min(until, last + 1) - max(start, first))
        if first <= finish <= last:
            cycles += finish - start
    return load / cycles if cycles else math.inf


def deploys(seed: int) -> pd.DataFrame:
    """Return releases of 90 days; only a failed one has a time to recover."""
    draw = Draw(seed, "deploys")
    n = whole(draw, 82, 104)
    scale = between(draw, 19.0, 29.0)
    u = draw.uniform(n)
    # A few changes wait for days, so the mean is well above the median.
    lead = scale * (0.25 + 1.1 * u + 2.6 * u * u * u * u * u * u)
    failed = np.zeros(n, dtype=bool)
    failed[draw.sample(range(n), round(n * between(draw, 0.17, 0.30)))] = True
    v = draw.uniform(n)
    recovery = between(draw, 2.0, 3.6) * (0.3 + 0.7 * v + 1.4 * v * v * v * v)
    frame = pd.DataFrame(
        {
            "day": np.sort(draw.integers(1, 91, n)),
            "lead_time_h": np.round(lead, 1),
            "failed": failed,
            "recovery_h": np.where(failed, np.round(recovery, 1), np.nan),
        }
    )
    frame["deploy"] = [f"P{number:03d}" for number in range(1, n + 1)]
    return frame


TABLES = tables(
    table(
        "throughput",
        "one week of the simulated team",
        throughput,
        ("week", "whole number", "week", "Week, oldest first", "1 to 40"),
        ("done", "whole number", "items", "Items finished in the week", "0 or more"),
        ("note", "text", "", "Why nothing was finished; else empty", "any"),
    ),
    table(
        "flow",
        "one work item of the simulated team",
        flow,
        ("item", "text", "", "Number of the item, in the order of starting", "F001 onwards"),
        ("type", "text", "", "Kind of work", "feature; bug; chore"),
        (
            "start_day",
            "whole number",
            "calendar day",
            "Day on which work started; the record begins on day 1, so 0 or less was before",
            "up to 280",
        ),
        (
            "finish_day",
            "number",
            "calendar day",
            "Day on which it was finished; missing while it is in progress",
            "1 to 280 or missing",
        ),
    ),
    table(
        "deploys",
        "one release to production (simulated)",
        deploys,
        ("deploy", "text", "", "Number of the release", "P001 onwards"),
        ("day", "whole number", "calendar day", "Day of the release", "1 to 90"),
        (
            "lead_time_h",
            "number",
            "hours",
            "From the change being saved to it being live",
            "over 0",
        ),
        ("failed", "yes/no", "", "Whether it had to be repaired or taken back", "True; False"),
        (
            "recovery_h",
            "number",
            "hours",
            "Time until service was normal again; missing when nothing failed",
            "over 0 or missing",
        ),
    ),
)
