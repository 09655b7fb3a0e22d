"""Truths about the backlog: scores, their stability, order, capacity."""

from __future__ import annotations

from functools import lru_cache
from itertools import permutations

import numpy as np
import pandas as pd

from pmbridge.case import Case, Draw
from pmbridge.grading.truths.model import Answer, Naive, Truth, number, one_of

_TOP = ("B01", "B02", "B11", "B12")
SEQUENCED = ("B01", "B02", "B04", "B07", "B08", "B11")
CORE = ("B04", "B08", "B01", "B02")
_DRAWS = 20_000


def _audited(case: Case) -> pd.DataFrame:
    b = case.backlog.set_index("item")
    no_evidence = b["evidence_ref"] == ""
    b["sound"] = b["confidence"].mask(no_evidence & (b["confidence"] > 0.5), 0.5)
    b["score"] = b["reach_q"] * b["impact"] * b["sound"] / b["effort_pm"]
    b["score_as_written"] = b["reach_q"] * b["impact"] * b["confidence"] / b["effort_pm"]
    return b


def _rice(case: Case) -> Answer:
    b = _audited(case)
    order = b["score"].sort_values(ascending=False)
    written = b["score_as_written"].sort_values(ascending=False)
    return {
        "order": " ".join(order.index),
        "first_four": " ".join(order.index[:4]),
        "first": str(order.index[0]),
        "first_as_written": str(written.index[0]),
        "rank_b04": float(list(order.index).index("B04") + 1),
        "smallest_step": float((order.to_numpy()[:-1] / order.to_numpy()[1:]).min()),
        **{item: number(b.loc[item, "score"]) for item in _TOP},
    }


def _rice_written(case: Case) -> Answer:
    b = _audited(case)
    return {
        "first": str(b["score_as_written"].idxmax()),
        "B12": number(b.loc["B12", "score_as_written"]),
    }


RICE = Truth(
    "rice_audit",
    ("M3.4",),
    ("backlog", "evidence"),
    "The chief executive's idea is first on its own word; without evidence it falls to fourth. "
    "The duty with a date ranks tenth.",
    _rice,
    {
        "first_four": one_of("B01 B02 B11 B12"),
        "first_as_written": one_of("B12"),
        "rank_b04": (10, 10),
        "smallest_step": (1.02, 1.5),
        "B01": (1650, 2550),
        "B12": (850, 2050),
    },
    dict.fromkeys(_TOP, 1.0),
    asked=_TOP,
    naive=(
        Naive(
            "authority",
            _rice_written,
            "Confidence was taken from rank, not from evidence.",
            "Which evidence does the idea name?",
        ),
    ),
)


def _sensitivity(case: Case) -> Answer:
    b = _audited(case)
    factors = b[["reach_q", "impact", "sound", "effort_pm"]].to_numpy(dtype=float)
    draw = Draw(case.seed, "truth", "sensitivity")
    wobble = 0.8 + 0.4 * draw.uniform(_DRAWS * factors.size).reshape(_DRAWS, *factors.shape)
    drawn = factors * wobble
    drawn[:, :, 2] = np.minimum(drawn[:, :, 2], 1.0)
    score = drawn[:, :, 0] * drawn[:, :, 1] * drawn[:, :, 2] / drawn[:, :, 3]
    order = np.argsort(-score, axis=1, kind="stable")
    items = list(b.index)
    first = {i: float((order[:, 0] == items.index(i)).mean()) for i in ("B01", "B02")}
    third = {i: float((order[:, :3] == items.index(i)).any(axis=1).mean()) for i in ("B11", "B12")}
    return {
        "first_B01": first["B01"],
        "first_B02": first["B02"],
        "top3_B11": third["B11"],
        "top3_B12": third["B12"],
    }


SENSITIVITY = Truth(
    "rice_sensitivity",
    ("M3.5",),
    ("backlog",),
    "With each input uncertain by a fifth the first place is likely, not certain, and the third "
    "is contested.",
    _sensitivity,
    {
        "first_B01": (0.42, 0.88),
        "first_B02": (0.08, 0.42),
        "top3_B11": (0.40, 0.90),
        "top3_B12": (0.10, 0.65),
    },
    dict.fromkeys(("first_B01", "first_B02", "top3_B11", "top3_B12"), 0.02),
    asked=("first_B01", "first_B02", "top3_B11", "top3_B12"),
    naive=(
        Naive(
            "the ranking is exact",
            lambda c: {"first_B01": 1.0, "top3_B11": 1.0, "top3_B12": 0.0},
            "Scores from rough inputs were read as if they were measured.",
            "How often would the order change if each input were a fifth off?",
        ),
    ),
)


def _cost(b: pd.DataFrame, order: tuple[str, ...]) -> float:
    finish = total = 0.0
    for item in order:
        row = b.loc[item]
        finish += number(row["job_size"])
        total += number(row["ubv"] + row["time_crit"] + row["rroe"]) * finish
    return total


@lru_cache(maxsize=4)
def _best(case: Case) -> tuple[tuple[float, tuple[str, ...]], ...]:
    """Return the best order and the runner-up, free and with the dependency."""
    b = case.backlog.set_index("item").loc[list(SEQUENCED)]
    delay = (b["ubv"] + b["time_crit"] + b["rroe"]).to_numpy(dtype=float)
    size = b["job_size"].to_numpy(dtype=float)
    orders = np.array(list(permutations(range(len(SEQUENCED)))))
    cost = (delay[orders] * size[orders].cumsum(axis=1)).sum(axis=1)
    place = orders.argsort(axis=1)
    allowed = place[:, SEQUENCED.index("B08")] < place[:, SEQUENCED.index("B01")]
    found = []
    for mask in (np.ones(len(orders), dtype=bool), allowed):
        ranked = np.argsort(np.where(mask, cost, np.inf), kind="stable")[:2]
        found += [(float(cost[i]), tuple(SEQUENCED[j] for j in orders[i].tolist())) for i in ranked]
    return tuple(found)


def _rice_order(case: Case) -> tuple[str, ...]:
    ranked = _audited(case)["score"].sort_values(ascending=False).index
    return tuple(item for item in ranked if item in SEQUENCED)


def _sequence(case: Case) -> Answer:
    free, free_next, bound, bound_next = _best(case)
    b = case.backlog.set_index("item")
    return {
        "free_order": " ".join(free[1]),
        "free_cost": free[0],
        "bound_order": " ".join(bound[1]),
        "bound_cost": bound[0],
        "free_room": free_next[0] - free[0],
        "bound_room": bound_next[0] - bound[0],
        "rice_order_ratio": _cost(b, _rice_order(case)) / free[0],
        "place_of_duty": float(bound[1].index("B04") + 1),
    }


def _moved(case: Case, pull: bool) -> Answer:
    order = list(_best(case)[0][1])
    if pull:
        order.remove("B08")
        order.insert(order.index("B01"), "B08")
    else:
        order.remove("B01")
        order.insert(order.index("B08") + 1, "B01")
    return {"bound_order": " ".join(order)}


SEQUENCE = Truth(
    "wsjf_sequence",
    ("M3.6",),
    ("backlog",),
    "The cheapest order breaks a dependency; the cheapest allowed one is not the obvious repair.",
    _sequence,
    {
        "free_room": (1, 500),
        "bound_room": (1, 500),
        "rice_order_ratio": (1.1, 3.0),
        "place_of_duty": (1, 2),
        "free_cost": (900, 4000),
    },
    {"free_cost": 0.5, "bound_cost": 0.5},
    asked=("free_order", "free_cost", "bound_order", "bound_cost"),
    naive=(
        Naive(
            "sort and forget",
            lambda c: {"bound_order": " ".join(_best(c)[0][1])},
            "The dependency was ignored.",
            "Can B01 be finished before B08?",
        ),
        Naive(
            "pull the enabler",
            lambda c: _moved(c, True),
            "The pair was put where B01 stood; together the two are worth less per point.",
            "Is it worth doing both before the item that came next?",
        ),
        Naive(
            "push the feature",
            lambda c: _moved(c, False),
            "B01 was made to wait although its delay is the costliest.",
            "What does each point of size cost while B01 waits?",
        ),
        Naive(
            "RICE order",
            lambda c: {
                "free_cost": _cost(c.backlog.set_index("item"), _rice_order(c)),
                "free_order": " ".join(_rice_order(c)),
            },
            "Reach and impact do not say what waiting costs; the dated duty comes last.",
            "What is lost with each week of delay?",
        ),
    ),
)


def _fit(case: Case) -> Answer:
    b = case.backlog.set_index("item")
    room = case.capacity["person_months"]
    two = float(room.iloc[0] + room.iloc[1])
    musts = float(b.loc[["B04", "B08", "B01"], "effort_pm"].sum())
    return {
        "capacity": float(room.sum()),
        "wanted": float(b["effort_pm"].sum()),
        "core_likely": float(b.loc[list(CORE), "effort_pm"].sum()),
        "core_careful": float(b.loc[list(CORE), "effort_p85_pm"].sum()),
        "two_quarters": two,
        "room_likely": two - float(b.loc[list(CORE), "effort_pm"].sum()),
        "room_careful": two - float(b.loc[list(CORE), "effort_p85_pm"].sum()),
        "must_share": musts / float(room.sum()),
        "duty_room": float(room.iloc[0] - b.loc["B04", "effort_p85_pm"]),
        "fits_two_quarters": "no",
    }


CAPACITY = Truth(
    "capacity",
    ("M3.8", "M5.7"),
    ("backlog", "capacity"),
    "The musts stay below 60 percent of the capacity and the duty fits its quarter. The core "
    "fits two quarters by middle estimates and not by careful ones.",
    _fit,
    {
        "must_share": (0.25, 0.60),
        "duty_room": (0.5, 12),
        "room_likely": (0.0, 8),
        "room_careful": (-12, -0.5),
        "wanted": (32, 60),
        "capacity": (18, 32),
    },
    {},
    asked=("capacity", "core_likely", "core_careful", "wanted"),
    naive=(
        Naive(
            "plan by the middle",
            lambda c: {"fits_two_quarters": "yes" if float(_fit(c)["room_likely"]) >= 0 else "no"},
            "A middle estimate is too short in half of all cases.",
            "What would hold in 85 of 100 cases?",
        ),
    ),
)

TRUTHS = (RICE, SENSITIVITY, SEQUENCE, CAPACITY)
