"""Two tests of the price-and-date promise: one that was split wrongly, one that is sound.

Counts are chosen first and rows follow from them, so each reading is planted.
Square roots are rounded correctly on every platform, so they are safe here.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from pmbridge.case.draw import Draw
from pmbridge.case.quota import between, spread, whole
from pmbridge.case.spec import table, tables

VARIANTS = ("A", "B")
_Z = 1.96


def experiment_v1(seed: int) -> pd.DataFrame:
    """Return the first test: the new page lost visitors on phones before they were counted."""
    draw = Draw(seed, "experiment_v1")
    total = whole(draw, 17_400, 18_900)
    # Chi-square of the split against 50:50 is gap**2 / total: far beyond 10.8,
    # which is where the chance falls below 1 in 1,000.
    gap = math.isqrt(round(between(draw, 17.0, 30.0) * total))
    size_b = (total - gap) // 2
    sizes = {"A": total - size_b, "B": size_b}
    base = between(draw, 0.112, 0.138)
    booked = {
        "A": round(sizes["A"] * base),
        "B": round(sizes["B"] * (base + between(draw, 0.027, 0.045))),
    }
    late_share = between(draw, 0.045, 0.075)
    late = {name: round(booked[name] * late_share) for name in VARIANTS}
    phones = round(total * between(draw, 0.56, 0.64))
    phone = {"A": phones // 2, "B": phones // 2 - gap}
    return _rows(draw, sizes, booked, late, phone)


def experiment_v2(seed: int) -> pd.DataFrame:
    """Return the second test: more bookings for sure, and more late jobs among them."""
    draw = Draw(seed, "experiment_v2")
    total = whole(draw, 17_600, 19_200)
    size_b = total // 2 + whole(draw, -55, 55)
    sizes = {"A": total - size_b, "B": size_b}
    base = between(draw, 0.112, 0.138)
    booked = {
        "A": round(sizes["A"] * base),
        "B": round(sizes["B"] * (base + between(draw, 0.020, 0.033))),
    }
    late_a = round(booked["A"] * between(draw, 0.045, 0.070))
    late = {"A": late_a, "B": _late_b(late_a, booked, between(draw, 0.002, 0.010))}
    phones = round(total * between(draw, 0.56, 0.64))
    phone = {"A": phones // 2, "B": phones - phones // 2}
    return _rows(draw, sizes, booked, late, phone)


def _late_b(late_a: int, booked: dict[str, int], clear: float) -> int:
    """Return the fewest late jobs in B whose excess share is surely above ``clear``."""
    share_a = late_a / booked["A"]
    late = round(booked["B"] * (share_a + 0.012))
    while True:
        share_b = late / booked["B"]
        variance = share_a * (1 - share_a) / booked["A"] + share_b * (1 - share_b) / booked["B"]
        if share_b - share_a - _Z * math.sqrt(variance) >= clear or late >= booked["B"]:
            return late
        late += 1


def _rows(
    draw: Draw,
    sizes: dict[str, int],
    booked: dict[str, int],
    late: dict[str, int],
    phone: dict[str, int],
) -> pd.DataFrame:
    total = sizes["A"] + sizes["B"]
    variant = np.repeat([0, 1], [sizes["A"], sizes["B"]])
    has_booked = np.zeros(total, dtype=np.int64)
    late_job = np.full(total, np.nan)
    device = np.empty(total, dtype=np.int64)
    start = 0
    for name in VARIANTS:
        stop = start + sizes[name]
        has_booked[start : start + booked[name]] = 1
        late_job[start : start + booked[name]] = 0
        late_job[start : start + late[name]] = 1
        rest = sizes[name] - phone[name]
        kinds = spread(draw, (1, 2), (86, 14), rest)
        # Sorting random keys mixes devices among those who booked and who did not.
        mixed = np.array([0] * phone[name] + kinds)
        device[start:stop] = mixed[np.argsort(draw.uniform(sizes[name]), kind="stable")]
        start = stop
    order = np.argsort(draw.uniform(total), kind="stable")
    steps = draw.integers(1, 4, total)
    return pd.DataFrame(
        {
            "user_id": 100_000 + steps.cumsum(),
            "variant": np.array(VARIANTS, dtype=object)[variant[order]],
            "booked": has_booked[order],
            "late_job": late_job[order],
            "device": np.array(("phone", "computer", "tablet"), dtype=object)[device[order]],
        }
    )


_COLUMNS = (
    ("user_id", "whole number", "", "Number of the visitor", "unique"),
    ("variant", "text", "", "A: page as it was; B: page with price and date", "A; B"),
    ("booked", "whole number", "", "Whether the visitor booked", "0 (no); 1 (yes)"),
    (
        "late_job",
        "number",
        "",
        "Whether the repairer came later than agreed; missing without a booking",
        "0 (no); 1 (yes); missing",
    ),
    ("device", "text", "", "What the visitor used", "phone; computer; tablet"),
)
TABLES = tables(
    table("experiment_v1", "one visitor of the first simulated test", experiment_v1, *_COLUMNS),
    table("experiment_v2", "one visitor of the second simulated test", experiment_v2, *_COLUMNS),
)
