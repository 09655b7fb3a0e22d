"""Truths about flow, forecasts, releases, the status service and the database."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from pmbridge.case import Case
from pmbridge.grading.truths.model import Answer, Naive, Truth

_SHARES = {"p50": 0.50, "p85": 0.85, "p95": 0.95}
_DAYS_A_WEEK = 7


def fact(case: Case, name: str) -> float:
    """Return one number of the table facts."""
    facts = case.facts
    return float(facts.loc[facts["name"] == name, "value"].iloc[0])


def _window(flow: pd.DataFrame, first: int, last: int) -> dict[str, float]:
    days = np.arange(first, last + 1)[:, None]
    start = flow["start_day"].to_numpy(dtype=float)
    finish = flow["finish_day"].fillna(np.inf).to_numpy(dtype=float)
    in_progress = ((start <= days) & (days < finish)).sum(axis=1)
    done = flow[flow["finish_day"].between(first, last)]
    return {
        "wip": float(in_progress.mean()),
        "per_day": len(done) / (last - first + 1),
        "cycle": float((done["finish_day"] - done["start_day"]).mean()),
    }


def _flow(case: Case) -> Answer:
    flow = case.flow
    split, settled = int(fact(case, "flow_split_day")), int(fact(case, "flow_settled_day"))
    before = _window(flow, 1, split)
    after = _window(flow, settled + 1, 2 * split)
    return {
        "wip_before": before["wip"],
        "wip_after": after["wip"],
        "per_week_before": _DAYS_A_WEEK * before["per_day"],
        "per_week_after": _DAYS_A_WEEK * after["per_day"],
        "cycle_days_before": before["cycle"],
        "cycle_days_after": after["cycle"],
        "wip_ratio": after["wip"] / before["wip"],
        "cycle_ratio": after["cycle"] / before["cycle"],
        "output_ratio": after["per_day"] / before["per_day"],
        "little_before": before["wip"] / before["per_day"] / before["cycle"],
        "little_after": after["wip"] / after["per_day"] / after["cycle"],
        "cycle_days_if_halved": after["wip"] / 2 / after["per_day"],
    }


FLOW = Truth(
    "flow",
    ("M4.5",),
    ("flow", "facts"),
    "Twice as much in progress, the same output, twice the wait: Little's law holds in both parts.",
    _flow,
    {
        "wip_before": (4.5, 7.5),
        "wip_after": (9.5, 15.5),
        "wip_ratio": (1.9, 2.3),
        "cycle_ratio": (1.5, 3.0),
        "output_ratio": (0.85, 1.18),
        "little_before": (0.87, 1.15),
        "little_after": (0.87, 1.15),
        "cycle_days_before": (5, 20),
        "cycle_days_after": (10, 45),
    },
    {
        "wip_before": 0.02,
        "wip_after": 0.02,
        "per_week_after": 0.02,
        "cycle_days_before": 0.02,
        "cycle_days_after": 0.02,
        "cycle_days_if_halved": 0.15,
    },
    relative=True,
    asked=("wip_after", "per_week_after", "cycle_days_after"),
    naive=(
        Naive(
            "start sooner, finish sooner",
            lambda c: {"cycle_days_if_halved": 2 * float(_flow(c)["cycle_days_after"])},
            "Starting more was taken for finishing more.",
            "Output stays. What happens to the wait when half as much is in progress?",
        ),
        Naive(
            "weeks for days",
            lambda c: {
                "cycle_days_if_halved": float(_flow(c)["wip_after"])
                / 2
                / float(_flow(c)["per_week_after"])
            },
            "Work in progress was divided by a weekly rate and read as days.",
            "Which unit of time does your throughput have?",
        ),
    ),
)


def _weeks_for(done: list[int], items: int, share: float) -> int:
    """Return the first week by which ``items`` are done with at least this chance.

    Exact: the weeks are drawn from the record with replacement, and the chance
    of each total is followed from week to week.
    """
    part = np.bincount(done) / len(done)
    chance = np.zeros(items + 1)
    chance[0] = 1.0
    for week in range(1, 400):
        grown = np.convolve(chance, part)
        chance = grown[: items + 1].copy()
        chance[items] += grown[items + 1 :].sum()
        if chance[items] >= share:
            return week
    raise ValueError(f"{items} items are not done in 400 weeks")


def _forecast_from(done: list[int], items: int) -> dict[str, float]:
    return {name: float(_weeks_for(done, items, share)) for name, share in _SHARES.items()}


def _forecast(case: Case) -> Answer:
    done = case.throughput["done"].tolist()
    items = int(fact(case, "release_items"))
    weeks = _forecast_from(done, items)
    return {
        **weeks,
        "items": float(items),
        "zero_weeks": float(done.count(0)),
        "spread": weeks["p95"] - weeks["p50"],
        "promise": weeks["p85"],
    }


def _forecast_no_zeros(case: Case) -> Answer:
    done = [count for count in case.throughput["done"].tolist() if count]
    found = _forecast_from(done, int(fact(case, "release_items")))
    return {name: found[name] for name in _SHARES}


FORECAST = Truth(
    "forecast",
    ("M4.6",),
    ("throughput", "facts"),
    "Weeks in which nothing was finished belong to the record; a promise needs the 85th percentile.",
    _forecast,
    {
        "p50": (8, 40),
        "p85": (9, 45),
        "p95": (10, 50),
        "spread": (2, 10),
        "zero_weeks": (3, 3),
        "items": (45, 110),
    },
    dict.fromkeys((*_SHARES, "promise"), 0.5),
    asked=tuple(_SHARES),
    naive=(
        Naive(
            "no zero weeks",
            _forecast_no_zeros,
            "Bad weeks were dropped as if they could not come again.",
            "Will there be no holiday and no outage in the next months?",
        ),
        Naive(
            "coin flip",
            lambda c: {"promise": float(_forecast(c)["p50"])},
            "The middle was promised: it fails every second time.",
            "How often would a promise of this length be kept?",
        ),
    ),
)


def _releases(case: Case) -> Answer:
    d = case.deploys
    return {
        "lead_median_h": float(d["lead_time_h"].median()),
        "lead_mean_h": float(d["lead_time_h"].mean()),
        "failure_rate": float(d["failed"].mean()),
        "recovery_mean_h": float(d.loc[d["failed"], "recovery_h"].mean()),
        "per_week": len(d) / 90 * _DAYS_A_WEEK,
        "missing_unless_failed": float((d["recovery_h"].notna() != d["failed"]).sum()),
    }


RELEASES = Truth(
    "releases",
    ("M4.7",),
    ("deploys",),
    "A few slow changes pull the mean lead time above the median; recovery counts failures only.",
    _releases,
    {
        "lead_median_h": (12, 36),
        "lead_mean_h": (16, 44),
        "failure_rate": (0.15, 0.32),
        "recovery_mean_h": (1.2, 4.5),
        "missing_unless_failed": (0, 0),
    },
    {"lead_median_h": 0.1, "failure_rate": 0.002, "recovery_mean_h": 0.05},
    asked=("lead_median_h", "failure_rate", "recovery_mean_h"),
    naive=(
        Naive(
            "mean for median",
            lambda c: {"lead_median_h": float(c.deploys["lead_time_h"].mean())},
            "A mean was reported where a few long waits dominate it.",
            "How long does the middle change take?",
        ),
        Naive(
            "missing is zero",
            lambda c: {"recovery_mean_h": float(c.deploys["recovery_h"].fillna(0).mean())},
            "Releases that did not fail were counted as recovered in no time.",
            "What does a missing recovery time mean?",
        ),
    ),
)


def _ids(jobs: list[dict[str, object]], rule: str, today: str) -> str:
    found = []
    for job in jobs:
        eta = job.get("eta")
        done = job["status"] == "done"
        overdue = isinstance(eta, str) and eta < today
        if rule == "past eta":
            hit = overdue
        elif rule == "overdue only":
            hit = overdue and not done
        elif rule == "due today":
            hit = not done and (not isinstance(eta, str) or eta <= today)
        else:
            hit = not done and (overdue or eta is None)
        if hit:
            found.append(str(job["id"]))
    return " ".join(sorted(found))


def _attention(case: Case) -> Answer:
    answer = case.api_response()
    jobs, today = answer["jobs"], answer["today"]
    right = _ids(jobs, "right", today)
    return {
        "ids": right,
        "count": float(len(right.split())),
        "null_eta": float(sum("eta" in job and job["eta"] is None for job in jobs)),
        "absent_eta": float(sum("eta" not in job for job in jobs)),
        "null_repairer": float(sum(job["repairer"] is None for job in jobs)),
        "empty_parts": float(sum(not job["parts"] for job in jobs)),
    }


def _attention_by(rule: str, reveals: str, hint: str) -> Naive:
    def compute(case: Case) -> Answer:
        answer = case.api_response()
        return {"ids": _ids(answer["jobs"], rule, answer["today"])}

    return Naive(rule, compute, reveals, hint)


STATUS = Truth(
    "needs_attention",
    ("M4.2",),
    ("api_status",),
    "Some jobs are overdue, some have no date at all, and one past its date is done.",
    _attention,
    {
        "count": (3, 9),
        "null_eta": (1, 3),
        "absent_eta": (1, 1),
        "null_repairer": (1, 8),
        "empty_parts": (1, 15),
    },
    {},
    asked=("ids",),
    naive=(
        _attention_by("past eta", "A job that is done was called late.", "Is it still open?"),
        _attention_by(
            "overdue only",
            "No date was read as on time.",
            "Is a job without a date on time?",
        ),
        _attention_by(
            "due today",
            "A job that is due today was called late.",
            "When does today's job become late?",
        ),
    ),
)

_QUERIES = {
    "jobs": "SELECT COUNT(*) FROM jobs",
    "without_repairer": "SELECT COUNT(*) FROM jobs WHERE repairer_id IS NULL",
    "customers_with_jobs": "SELECT COUNT(DISTINCT customer_id) FROM jobs",
    "paid_eur": "SELECT SUM(fee_eur) FROM jobs WHERE status = 'done'",
    "regular_customers": (
        "SELECT COUNT(*) FROM (SELECT customer_id FROM jobs WHERE status = 'done' "
        "GROUP BY customer_id HAVING COUNT(*) >= 4)"
    ),
    "joined": "SELECT COUNT(*) FROM jobs JOIN repairers USING (repairer_id)",
    "regular_any_status": (
        "SELECT COUNT(*) FROM (SELECT customer_id FROM jobs "
        "GROUP BY customer_id HAVING COUNT(*) >= 4)"
    ),
    "idle_customers": (
        "SELECT COUNT(*) FROM customers LEFT JOIN jobs USING (customer_id) WHERE job_id IS NULL"
    ),
}


@lru_cache(maxsize=4)
def _queries(case: Case) -> dict[str, float]:
    database = case.database()
    try:
        return {
            name: float(database.execute(query).fetchone()[0]) for name, query in _QUERIES.items()
        }
    finally:
        database.close()


def _sql(case: Case) -> Answer:
    asked = ("jobs", "without_repairer", "customers_with_jobs", "paid_eur", "regular_customers")
    return {name: _queries(case)[name] for name in (*asked, "idle_customers")}


SQL = Truth(
    "database",
    ("M4.3",),
    ("customers", "repairers", "jobs"),
    "Some jobs have no repairer, some customers have many jobs and some have none.",
    _sql,
    {
        "jobs": (280, 380),
        "without_repairer": (5, 60),
        "customers_with_jobs": (70, 150),
        "regular_customers": (10, 50),
        "idle_customers": (10, 90),
    },
    {},
    asked=("jobs", "customers_with_jobs", "paid_eur", "regular_customers"),
    naive=(
        Naive(
            "inner join",
            lambda c: {"jobs": _queries(c)["joined"]},
            "The join dropped jobs that have no repairer yet.",
            "What happens to a job whose repairer is missing?",
        ),
        Naive(
            "count all",
            lambda c: {"customers_with_jobs": _queries(c)["jobs"]},
            "Jobs were counted where customers were asked for.",
            "How often is a customer with three jobs counted?",
        ),
        Naive(
            "no WHERE before HAVING",
            lambda c: {"regular_customers": _queries(c)["regular_any_status"]},
            "Rows have to be filtered before groups are.",
            "Which filter belongs to rows and which to groups?",
        ),
    ),
)


def fee(case: Case, amount: float, member: bool) -> float:
    """Return what a customer pays for a repair of this amount."""
    call_out = fact(case, "fee_call_out_eur") if amount < fact(case, "fee_limit_eur") else 0.0
    share = 1 - fact(case, "fee_member_discount") if member else 1.0
    return (amount + call_out) * share


def _fee(case: Case) -> Answer:
    limit = fact(case, "fee_limit_eur")
    return {
        "at_limit": fee(case, limit, False),
        "below_limit": fee(case, limit - 1, False),
        "member_at_limit": fee(case, limit, True),
        "member_below": fee(case, limit - 10, True),
    }


def _fee_late_boundary(case: Case) -> Answer:
    limit = fact(case, "fee_limit_eur")
    return {"at_limit": limit + fact(case, "fee_call_out_eur")}


def _fee_twice(case: Case) -> Answer:
    again = 1 - fact(case, "fee_member_discount")
    return {"member_below": again * fee(case, fact(case, "fee_limit_eur") - 10, True)}


FEE = Truth(
    "fee_rule",
    ("M4.4",),
    ("facts",),
    "At the limit itself the call-out is free, and members get their discount once.",
    _fee,
    {"at_limit": (80, 170), "member_below": (70, 200)},
    dict.fromkeys(("at_limit", "below_limit", "member_at_limit", "member_below"), 0.005),
    asked=("at_limit", "below_limit", "member_at_limit", "member_below"),
    naive=(
        Naive(
            "limit excluded",
            _fee_late_boundary,
            "The boundary itself was tested on the wrong side.",
            "What should happen at exactly the limit?",
        ),
        Naive(
            "discount twice",
            _fee_twice,
            "The discount was taken twice.",
            "Follow one member's fee line by line.",
        ),
    ),
)

TRUTHS = (FLOW, FORECAST, RELEASES, STATUS, SQL, FEE)
