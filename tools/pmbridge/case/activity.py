"""Who used Second Spark in which month, for retention by cohort."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pmbridge.case.draw import Draw
from pmbridge.case.quota import between, counts, flags, whole
from pmbridge.case.spec import table, tables

MONTHS = tuple(f"2025-{m:02d}" for m in range(9, 13)) + tuple(f"2026-{m:02d}" for m in range(1, 9))
KEY_AGE = 3
"""Months after the first one at which the lessons look at retention."""
_OBSERVED = len(MONTHS) - KEY_AGE


def make(seed: int) -> pd.DataFrame:
    """Return one row for each user and month in which the user was active.

    The three youngest cohorts cannot have reached month 3, and they are large
    because of a summer campaign: counting them makes retention look far too low.
    """
    draw = Draw(seed, "activity")
    cohort = _cohorts(draw)
    users = len(cohort)
    observed = cohort < _OBSERVED
    loyal = draw.bell(0, 1, users)
    two_items = np.zeros(users, dtype=bool)
    share = between(draw, 0.31, 0.41)
    for rows in (np.flatnonzero(observed), np.flatnonzero(~observed)):
        two_items[rows] = flags(draw.uniform(len(rows)), round(share * len(rows)))
    one = between(draw, 0.38, 0.52)
    two = one + between(draw, 0.22, 0.30)
    parts = [_month(cohort, np.arange(users), 0, two_items)]
    for age in range(1, len(MONTHS)):
        for group, at_key_age in ((True, two), (False, one)):
            rows = np.flatnonzero((two_items == group) & (cohort + age < len(MONTHS)))
            rate = _rate(at_key_age, age)
            active = rows[
                flags(0.8 * loyal[rows] + draw.bell(0, 1, len(rows)), round(rate * len(rows)))
            ]
            parts.append(_month(cohort, active, age, two_items))
    found = np.concatenate(parts)
    found = found[np.lexsort((found[:, 0], found[:, 2]))]
    numbers = np.array(draw.sample(range(1000, 9999), users))
    return pd.DataFrame(
        {
            "user": [f"U{number}" for number in numbers[found[:, 0]].tolist()],
            "cohort_month": [MONTHS[i] for i in found[:, 1].tolist()],
            "active_month": [MONTHS[i] for i in found[:, 2].tolist()],
            "two_items_14d": found[:, 3].astype(bool),
        }
    )


def _cohorts(draw: Draw) -> np.ndarray:
    """Return the month in which each user came, as a position in MONTHS."""
    users = whole(draw, 1750, 2050)
    old = round(users * between(draw, 0.58, 0.68))
    growth = [(1 + 0.04 * i) * between(draw, 0.92, 1.08) for i in range(_OBSERVED)]
    young = [between(draw, 0.9, 1.1) for _ in range(KEY_AGE)]
    sizes = counts(growth, old) + counts(young, users - old)
    return np.repeat(np.arange(len(MONTHS)), sizes)


def _rate(at_key_age: float, age: int) -> float:
    """Return the share active at an age: a steep fall at first, then a slow one."""
    before = {1: 0.55, 2: 0.20}
    if age in before:
        return at_key_age + before[age] * (0.95 - at_key_age)
    rate = at_key_age
    for _ in range(age - KEY_AGE):
        rate *= 0.97
    return rate


def _month(cohort: np.ndarray, users: np.ndarray, age: int, two: np.ndarray) -> np.ndarray:
    return np.column_stack((users, cohort[users], cohort[users] + age, two[users]))


TABLES = tables(
    table(
        "activity",
        "one month in which one user was active (simulated)",
        make,
        ("user", "text", "", "Number of the user", "U followed by four digits"),
        (
            "cohort_month",
            "text",
            "month",
            "Month of the first activity",
            f"{MONTHS[0]} to {MONTHS[-1]}",
        ),
        (
            "active_month",
            "text",
            "month",
            "Month of this activity",
            f"cohort_month to {MONTHS[-1]}",
        ),
        (
            "two_items_14d",
            "yes/no",
            "",
            "Whether the user registered two items within 14 days of joining",
            "True; False",
        ),
    ),
)
