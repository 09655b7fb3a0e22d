"""Three related tables for questions in SQL: customers, repairers and jobs."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from pmbridge.case.draw import Draw
from pmbridge.case.quota import spread, whole
from pmbridge.case.spec import table, tables
from pmbridge.case.world import ITEMS, REGIONS, TODAY, people, short_names

_TRADES = ("kitchen", "laundry", "small appliances", "electronics")
_STATUSES = ("done", "in repair", "booked", "cancelled")
_SPAN_DAYS = 120


def customers(seed: int) -> pd.DataFrame:
    """Return the customers; some have never booked."""
    draw = Draw(seed, "customers")
    n = whole(draw, 130, 170)
    return pd.DataFrame(
        {
            "customer_id": range(1, n + 1),
            "name": people(draw, n),
            "region": draw.picks(REGIONS, n, _region_weights(seed)),
            "plan": spread(draw, ("member", "pay per repair"), (25, 75), n),
        }
    )


def repairers(seed: int) -> pd.DataFrame:
    """Return the repairers; some have no job."""
    draw = Draw(seed, "repairers")
    n = whole(draw, 16, 22)
    joined = [_day(-int(days)) for days in draw.integers(150, 1500, n)]
    return pd.DataFrame(
        {
            "repairer_id": range(1, n + 1),
            "name": short_names(draw, n),
            "region": [*REGIONS, *draw.picks(REGIONS, n - len(REGIONS))],
            "trade": draw.picks(_TRADES, n),
            "joined_on": joined,
        }
    )


def jobs(seed: int) -> pd.DataFrame:
    """Return the jobs of four months; a booked one may have no repairer yet."""
    draw = Draw(seed, "jobs")
    n = whole(draw, 290, 370)
    of_customers = customers(seed)
    of_repairers = repairers(seed)
    region = dict(zip(of_customers["customer_id"], of_customers["region"], strict=True))
    near: dict[str, list[int]] = {name: [] for name in REGIONS}
    for number, where in zip(of_repairers["repairer_id"], of_repairers["region"], strict=True):
        near[where].append(int(number))
    # A third of the customers book most of the jobs, and some book none.
    count = len(of_customers)
    weights = [(0, 1, 1, 2, 3, 6)[i % 6] for i in draw.shuffled(range(count))]
    buyers = draw.picks(range(1, count + 1), n, weights)
    ages = sorted((int(days) for days in draw.integers(0, _SPAN_DAYS, n)), reverse=True)
    rows = []
    for number, (customer, age) in enumerate(zip(buyers, ages, strict=True), start=1):
        fresh = age < 12
        status = draw.pick(_STATUSES, (10, 30, 55, 5) if fresh else (86, 4, 3, 7))
        waiting = status == "booked" and draw.chance(0.55)
        waiting = waiting or (status == "cancelled" and draw.chance(0.5))
        repairer = None if waiting else draw.pick(near[region[customer]])
        fee = 5 * whole(draw, 6, 34) if status == "done" else None
        late = int(draw.chance(0.12)) if status == "done" else None
        rows.append((number, customer, repairer, draw.pick(ITEMS), _day(-age), status, fee, late))
    frame = pd.DataFrame(
        rows,
        columns=[
            *("job_id", "customer_id", "repairer_id", "item"),
            *("booked_on", "status", "fee_eur", "late"),
        ],
    )
    for name in ("repairer_id", "fee_eur", "late"):
        frame[name] = frame[name].astype("float64")
    return frame


def _region_weights(seed: int) -> list[int]:
    return Draw(seed, "customers", "regions").shuffled((34, 26, 18, 12, 7, 4))


def _day(offset: int) -> str:
    return (date.fromisoformat(TODAY) + timedelta(days=offset)).isoformat()


TABLES = tables(
    table(
        "customers",
        "one simulated customer",
        customers,
        ("customer_id", "whole number", "", "Number of the customer", "unique"),
        ("name", "text", "", "Name; invented", "any"),
        ("region", "text", "", "Where the customer lives", "; ".join(REGIONS)),
        ("plan", "text", "", "How the customer pays", "member; pay per repair"),
    ),
    table(
        "repairers",
        "one simulated repairer",
        repairers,
        ("repairer_id", "whole number", "", "Number of the repairer", "unique"),
        ("name", "text", "", "Name; invented", "any"),
        ("region", "text", "", "Where the repairer works", "; ".join(REGIONS)),
        ("trade", "text", "", "What the repairer knows best", "; ".join(_TRADES)),
        ("joined_on", "date", "day", "First day with Second Spark", "YYYY-MM-DD"),
    ),
    table(
        "jobs",
        "one simulated repair job",
        jobs,
        ("job_id", "whole number", "", "Number of the job", "unique"),
        ("customer_id", "whole number", "", "Who booked it", "a customer_id of customers"),
        (
            "repairer_id",
            "number",
            "",
            "Who does it; missing while nobody is assigned",
            "a repairer_id of repairers or missing",
        ),
        ("item", "text", "", "What is to be repaired", "; ".join(ITEMS)),
        ("booked_on", "date", "day", "Day of the booking", "YYYY-MM-DD"),
        ("status", "text", "", "Where the job stands", "; ".join(_STATUSES)),
        ("fee_eur", "number", "euro", "What the customer paid; missing until done", "0 or more"),
        (
            "late",
            "number",
            "",
            "Whether the job was late; missing until done",
            "0 (no); 1 (yes); missing",
        ),
    ),
)
