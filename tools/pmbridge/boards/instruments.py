"""What the experiment bench shows: the size of a test, its split, its readout, and what peeking does."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from pmbridge.craft.experiments import (
    aa_scores,
    difference_of_proportions,
    sample_ratio_check,
    sample_size,
)

if TYPE_CHECKING:
    import pandas as pd

    from pmbridge.case import Case

WEEKS_A_QUARTER = 13
LOOKS = 20
TESTS = 400
PEOPLE_A_LOOK = 100
COUNTS = {"booked": "bookings", "late_job": "late jobs"}
BASES = {"visitors": "visitors", "bookings": "bookings"}
# Differences worth showing on the curve, in percentage points.
_CURVE = (0.5, 0.6, 0.8, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 5.0)


def planning(case: "Case") -> dict[str, Any]:
    """Return what planning a test needs: the rate today (share) and visitors a week."""
    facts = case.facts.set_index("name")["value"]
    visits = case.funnel_by_channel.groupby("quarter")["visits"].sum()
    return {
        "baseline": float(facts["baseline_rate"]),
        "weekly": round(float(visits.iloc[-1]) / WEEKS_A_QUARTER),
    }


def size(baseline: float, weekly: int, target: float, power: float) -> dict[str, Any]:
    """Return people an arm and weeks for one plan, and a curve over differences in points."""
    people = sample_size(baseline, target, power=power)
    return {
        "people": people,
        "weeks": math.ceil(2 * people / weekly),
        "curve": [
            [points, sample_size(baseline, baseline + points / 100, power=power)]
            for points in _CURVE
        ],
    }


def split(frame: "pd.DataFrame") -> dict[str, Any]:
    """Return how many people landed in each arm, and how odd that is for a planned half and half."""
    sizes = frame.groupby("variant").size()
    found = sample_ratio_check([int(sizes["A"]), int(sizes["B"])])
    devices = frame.groupby(["device", "variant"]).size().unstack()
    return {
        "a": int(sizes["A"]),
        "b": int(sizes["B"]),
        "chi_square": found.chi_square,
        "p": found.p_value,
        "devices": [[str(name), int(row["A"]), int(row["B"])] for name, row in devices.iterrows()],
    }


def compare(frame: "pd.DataFrame", count: str, of: str) -> dict[str, Any]:
    """Return a share in both arms and their difference with its 95 percent interval, in points."""
    if of == "bookings":
        frame = frame[frame["booked"] == 1]
    sizes = frame.groupby("variant").size()
    hits = frame.groupby("variant")[count].sum()
    gap = difference_of_proportions(
        int(hits["A"]), int(sizes["A"]), int(hits["B"]), int(sizes["B"])
    )
    return {
        "arms": [[name, int(hits[name]), int(sizes[name])] for name in ("A", "B")],
        "gap": [round(100 * value, 4) for value in gap],
    }


def peek(seed: int) -> dict[str, Any]:
    """Return the paths of simulated A/A tests and the share that crossed the line by each look."""
    scores = aa_scores(LOOKS, PEOPLE_A_LOOK, experiments=TESTS, seed=seed)
    over = np.abs(scores) > 1.96
    crossed = np.maximum.accumulate(over, axis=1)
    first = np.where(crossed.any(axis=1), over.argmax(axis=1) + 1, 0)
    return {
        "paths": np.round(scores, 2).tolist(),
        "first": first.tolist(),
        "by_look": np.round(100 * crossed.mean(axis=0), 1).tolist(),
    }


def readout(frame: "pd.DataFrame", choice: Mapping[str, Any]) -> dict[str, Any]:
    """Return the comparison for each of ``metric`` and ``guardrail`` that is chosen in full."""
    return {
        name: compare(frame, part["count"], part["of"])
        for name in ("metric", "guardrail")
        if isinstance(part := choice.get(name), Mapping) and {"count", "of"} <= part.keys()
    }
