"""The customer survey: 600 households, three hidden segments, one tempting stereotype.

The rows fall into cells (patient or not, half of the sample, age and household),
and each planted share is filled cell by cell. So a contrast that holds in the
whole sample also holds in the half that the learner has not looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from pmbridge.case.draw import Draw
from pmbridge.case.quota import between, by_rank, counts, spread, whole
from pmbridge.case.spec import table, tables

ROWS = 600
MEMBER_SHARE = 0.25
"""Share of members among all customers; the sample holds about twice as many."""
URGENT_DAYS = 5
"""An urgent household can do without the item for at most this many days."""

BARRIERS = ("no date", "price", "trust", "hard to arrange", "no repairer near", "none")
OUTCOMES = ("replaced", "repaired", "fixed it myself", "still broken")
HOUSEHOLDS = ("single", "couple", "family", "shared flat")
AGES = ("18-34", "35-54", "55+")
OUTCOME_NAMES = {
    "o1": "know which day the item will work again",
    "o2": "know the full price before saying yes",
    "o3": "explain the fault only once",
    "o4": "be sure that the repair will last",
    "o5": "choose the repairer myself",
    "o6": "see how much waste the repair saved",
}

_NO_DATE, _REPLACED = 0, 0


def make(seed: int) -> pd.DataFrame:
    """Return the survey of one learner."""
    draw = Draw(seed, "survey")
    frame = _cells(draw.child("cells"))
    _attitudes(frame, draw.child("attitudes"))
    _outcomes(frame, draw.child("outcomes"))
    _nps(frame, draw.child("nps"))
    members = int((frame["plan"] == "member").sum())
    weight = {
        "member": round(MEMBER_SHARE * ROWS / members, 4),
        "pay per repair": round((1 - MEMBER_SHARE) * ROWS / (ROWS - members), 4),
    }
    frame["weight"] = [weight[plan] for plan in frame["plan"]]
    frame = frame.iloc[draw.shuffled(range(ROWS))].reset_index(drop=True)
    frame["rid"] = [f"R{number:03d}" for number in range(1, ROWS + 1)]
    return frame


def _cells(draw: Draw) -> pd.DataFrame:
    """Lay out the cells and fill what is planted in each of them."""
    urgent = whole(draw, 212, 268)
    family = {
        True: round(urgent * between(draw, 0.40, 0.48)),
        False: round((ROWS - urgent) * between(draw, 0.17, 0.23)),
    }
    member = between(draw, 0.50, 0.60)
    barrier = {True: _barriers(draw, True), False: _barriers(draw, False)}
    outcome = {True: _last_outcomes(draw, True), False: _last_outcomes(draw, False)}
    price = {
        True: _mix([0.16, 0.33, 0.28, 0.16, 0.07], [0.08, 0.26, 0.36, 0.21, 0.09], draw),
        False: _mix([0.04, 0.11, 0.25, 0.32, 0.28], [0.06, 0.12, 0.28, 0.31, 0.23], draw),
    }
    # One distribution for all: who is patient says nothing about concern for
    # the environment, whatever people expect.
    concern = _mix([0.03, 0.09, 0.30, 0.38, 0.20], [0.01, 0.05, 0.24, 0.42, 0.28], draw)
    rows: dict[str, list[object]] = {}
    for is_urgent in (True, False):
        total = urgent if is_urgent else ROWS - urgent
        for is_family in (True, False):
            size = family[is_urgent] if is_family else total - family[is_urgent]
            for half, n in (("explore", size - size // 2), ("holdout", size // 2)):
                cell: dict[str, list[Any]] = {
                    "urgent": [is_urgent] * n,
                    "half": [half] * n,
                    "plan": spread(draw, ("member", "pay per repair"), (member, 1 - member), n),
                    "main_barrier": spread(draw, BARRIERS, barrier[is_urgent], n),
                    "last_outcome": spread(draw, OUTCOMES, outcome[is_urgent], n),
                    "price_sensitivity": spread(draw, range(1, 6), price[is_urgent], n),
                    "env_concern": spread(draw, range(1, 6), concern, n),
                    "max_days_without": _days(draw, is_urgent, n),
                }
                cell["household"], cell["age_band"] = _who(draw, is_family, n)
                for name, values in cell.items():
                    rows.setdefault(name, []).extend(values)
    return pd.DataFrame(rows)


def _barriers(draw: Draw, urgent: bool) -> list[float]:
    if urgent:
        return [between(draw, 0.41, 0.53), *_jitter(draw, [0.12, 0.13, 0.15, 0.09, 0.05])]
    return [between(draw, 0.07, 0.14), *_jitter(draw, [0.39, 0.17, 0.13, 0.11, 0.10])]


def _last_outcomes(draw: Draw, urgent: bool) -> list[float]:
    if urgent:
        return [between(draw, 0.60, 0.71), *_jitter(draw, [0.22, 0.06, 0.07])]
    return [between(draw, 0.31, 0.40), *_jitter(draw, [0.34, 0.14, 0.16])]


def _jitter(draw: Draw, shares: Sequence[float]) -> list[float]:
    return [share * between(draw, 0.85, 1.15) for share in shares]


def _mix(one: Sequence[float], other: Sequence[float], draw: Draw) -> list[float]:
    part = between(draw, 0.0, 1.0)
    return [part * a + (1 - part) * b for a, b in zip(one, other, strict=True)]


def _days(draw: Draw, urgent: bool, n: int) -> list[int]:
    # People answer in round numbers: a working week, one week, two, three, a month.
    if urgent:
        return draw.picks((1, 2, 3, 4, 5), n, (12, 22, 27, 12, 27))
    values = (6, 7, 8, 10, 12, 14, 15, 18, 20, 21, 25, 28, 30)
    return draw.picks(values, n, (2, 24, 3, 14, 3, 24, 3, 1, 4, 8, 1, 3, 10))


def _who(draw: Draw, is_family: bool, n: int) -> tuple[list[str], list[str]]:
    if is_family:
        return ["family"] * n, ["35-54"] * n
    others = [(h, a) for h in HOUSEHOLDS for a in AGES if (h, a) != ("family", "35-54")]
    weights = (9, 12, 11, 8, 11, 14, 8, 2, 9, 3, 1)
    chosen = draw.picks(others, n, weights)
    return [h for h, _ in chosen], [a for _, a in chosen]


def _attitudes(frame: pd.DataFrame, draw: Draw) -> None:
    """Add confidence to do it oneself and worry about being cheated."""
    urgent = frame["urgent"].to_numpy()
    tinkers = (draw.uniform(ROWS) < 0.42) & ~urgent
    confidence = spread(draw, range(1, 6), (0.22, 0.26, 0.24, 0.17, 0.11), ROWS)
    frame["diy_confidence"] = by_rank(
        sorted(confidence), 1.6 * tinkers + 0.2 * ~urgent + draw.bell(0, 0.7, ROWS)
    )
    worry = spread(draw, range(1, 6), (0.14, 0.24, 0.28, 0.21, 0.13), ROWS)
    afraid = (frame["main_barrier"] == "trust").to_numpy()
    frame["trust_worry"] = by_rank(sorted(worry), 1.5 * afraid + draw.bell(0, 0.9, ROWS))


def _outcomes(frame: pd.DataFrame, draw: Draw) -> None:
    """Add importance of and satisfaction with six outcomes, 1 to 5."""
    urgent = frame["urgent"].to_numpy()
    barrier = frame["main_barrier"]
    drive = {
        "o1": 1.2 * urgent + 0.5 * (barrier == "no date").to_numpy(),
        "o2": 0.8 * (barrier == "price").to_numpy(),
        "o4": 0.6 * (barrier == "trust").to_numpy(),
    }
    for name, (important, satisfied) in _opportunities(draw).items():
        lean = drive.get(name, np.zeros(ROWS))
        imp_key = lean + draw.bell(0, 0.6, ROWS)
        sat_key = draw.bell(0, 0.6, ROWS) - 0.5 * lean
        # Filled plan by plan, so the weighted share is planted as well.
        for column, share, key in (("imp", important, imp_key), ("sat", satisfied, sat_key)):
            values = np.zeros(ROWS, dtype=np.int64)
            for plan, shift in (("member", 0.015), ("pay per repair", -0.005)):
                rows = np.flatnonzero((frame["plan"] == plan).to_numpy())
                values[rows] = by_rank(_ratings(share + shift, len(rows)), key[rows])
            frame[f"{column}_{name}"] = values


def _opportunities(draw: Draw) -> dict[str, tuple[float, float]]:
    """Choose the share rating 4 or 5 for importance and satisfaction of each outcome."""
    top = between(draw, 0.88, 0.95), between(draw, 0.09, 0.20)
    second_satisfied = between(draw, 0.08, 0.20)
    second = 2 * top[0] - top[1] - between(draw, 0.07, 0.17)
    middle = []
    for low, high in ((0.93, 1.22), (0.64, 0.84)):
        satisfied = between(draw, 0.24, 0.36)
        middle.append(((between(draw, low, high) + satisfied) / 2, satisfied))
    served = between(draw, 0.38, 0.50)
    middle.append((served, served + between(draw, 0.08, 0.18)))
    third, fourth, fifth = draw.shuffled(middle)
    return {
        "o1": top,
        "o2": ((second + second_satisfied) / 2, second_satisfied),
        "o3": third,
        "o4": fourth,
        "o5": fifth,
        "o6": (between(draw, 0.04, 0.12), between(draw, 0.46, 0.64)),
    }


def _ratings(top_share: float, n: int) -> list[int]:
    """Return n ratings in rising order of which ``top_share`` are 4 or 5."""
    top = counts((top_share, 1 - top_share), n)[0]
    low = counts((0.16, 0.30, 0.54), n - top)
    high = counts((0.58, 0.42), top)
    return [v for v, c in zip((1, 2, 3, 4, 5), (*low, *high), strict=True) for _ in range(c)]


def _nps(frame: pd.DataFrame, draw: Draw) -> None:
    """Add the recommendation score: members like it, the many others less so."""
    happy = (frame["last_outcome"] == "repaired").to_numpy()
    key = 0.7 * happy - 0.3 * frame["urgent"].to_numpy() + draw.bell(0, 0.8, ROWS)
    nps = np.zeros(ROWS, dtype=np.int64)
    scores = {
        "member": (between(draw, 0.34, 0.42), between(draw, 0.04, 0.20)),
        "pay per repair": (between(draw, 0.19, 0.26), -between(draw, 0.17, 0.36)),
    }
    for plan, (promoters, score) in scores.items():
        rows = np.flatnonzero((frame["plan"] == plan).to_numpy())
        detractors = promoters - score
        groups = counts((detractors, 1 - promoters - detractors, promoters), len(rows))
        values = [
            *_fill(range(7), (3, 3, 6, 11, 15, 31, 31), groups[0]),
            *_fill((7, 8), (52, 48), groups[1]),
            *_fill((9, 10), (58, 42), groups[2]),
        ]
        nps[rows] = by_rank(values, key[rows])
    frame["nps"] = nps


def _fill(values: Sequence[int], shares: Sequence[float], n: int) -> list[int]:
    return [v for v, c in zip(values, counts(shares, n), strict=True) for _ in range(c)]


_SCALE = "1 (not at all) to 5 (very much)"
TABLES = tables(
    table(
        "survey",
        "one household that answered the simulated customer survey",
        make,
        ("rid", "text", "", "Number of the respondent", "R001 to R600"),
        ("plan", "text", "", "How the household pays Second Spark", "member; pay per repair"),
        ("household", "text", "", "Who lives there", "; ".join(HOUSEHOLDS)),
        (
            "age_band",
            "text",
            "years",
            "Age of who answered; describes, and is never a reason to serve somebody first",
            "; ".join(AGES),
        ),
        (
            "max_days_without",
            "whole number",
            "days",
            "Longest time the household can do without the item that broke",
            "1 to 30",
        ),
        ("diy_confidence", "whole number", "rating", "Trusts own skill to repair", _SCALE),
        ("price_sensitivity", "whole number", "rating", "Lets the price decide", _SCALE),
        ("trust_worry", "whole number", "rating", "Fears being cheated by a repairer", _SCALE),
        ("env_concern", "whole number", "rating", "Worries about waste and climate", _SCALE),
        ("main_barrier", "text", "", "What most stood in the way of a repair", "; ".join(BARRIERS)),
        ("last_outcome", "text", "", "What became of the last broken item", "; ".join(OUTCOMES)),
        *(
            (
                f"{short}_{key}",
                "whole number",
                "rating",
                f"{long}: {OUTCOME_NAMES[key]}",
                "1 (low) to 5 (high)",
            )
            for key in OUTCOME_NAMES
            for short, long in (("imp", "Importance"), ("sat", "Satisfaction today"))
        ),
        (
            "nps",
            "whole number",
            "score",
            "How likely to recommend Second Spark to a friend",
            "0 (never) to 10 (certainly)",
        ),
        (
            "weight",
            "number",
            "households",
            "How many average households this answer stands for; members were asked too often",
            "greater than 0; the mean is 1",
        ),
        (
            "half",
            "text",
            "",
            "Half of the sample: explore to find ideas, holdout to test them afterwards",
            "explore; holdout",
        ),
    ),
)
