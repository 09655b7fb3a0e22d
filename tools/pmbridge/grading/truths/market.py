"""Truths about the market, the funnel, deals and retention."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pmbridge.case import Case
from pmbridge.grading.truths.model import Answer, Naive, Truth, one_of


def _sizes(case: Case) -> dict[str, float]:
    r = case.regions
    demand = r["households"] * r["breakdowns_hh_yr"] * r["repairable_share"]
    able = r["repairers"] * r["jobs_per_repairer_yr"]
    fee, served = r["avg_fee_eur"], r["served"]
    done = np.minimum(demand, able) * fee
    return {
        "tam": float((demand * fee).sum()),
        "sam": float((demand * fee)[served].sum()),
        "som": float(done[served].sum()),
        "able": float((able * fee)[served].sum()),
        "everywhere": float(done.sum()),
    }


def _market(case: Case) -> Answer:
    s = _sizes(case)
    return {
        "tam": s["tam"],
        "sam": s["sam"],
        "som": s["som"],
        "sam_of_tam": s["sam"] / s["tam"],
        "som_of_sam": s["som"] / s["sam"],
    }


MARKET = Truth(
    "market_size",
    ("M1.4",),
    ("regions",),
    "What can be won is bound by the number of repairers, not by demand.",
    _market,
    {
        "tam": (30e6, 125e6),
        "sam": (15e6, 85e6),
        "som": (1.4e6, 4.6e6),
        "sam_of_tam": (0.35, 0.85),
        "som_of_sam": (0.03, 0.15),
    },
    {"tam": 0.005, "sam": 0.005, "som": 0.005},
    relative=True,
    asked=("tam", "sam", "som"),
    naive=(
        Naive(
            "one percent",
            lambda c: {"som": 0.01 * _sizes(c)["tam"]},
            "Top-down fallacy: one percent of a large market is no calculation.",
            "Who would do the repairs, and how many can they do?",
        ),
        Naive(
            "no capacity",
            lambda c: {"som": _sizes(c)["sam"]},
            "Capacity was ignored: what is served is not yet what can be done.",
            "Compare demand with what the repairers of the region can do.",
        ),
        Naive(
            "only capacity",
            lambda c: {"som": _sizes(c)["able"]},
            "Demand was ignored: on the island repairers outnumber the work.",
            "Is there a region where demand is the smaller of the two?",
        ),
        Naive(
            "all regions",
            lambda c: {"som": _sizes(c)["everywhere"]},
            "Regions that are not served were counted.",
            "Where do we work today?",
        ),
    ),
)


def _funnel(case: Case) -> Answer:
    f = case.funnel_by_channel
    rate = f.assign(rate=f["booked"] / f["visits"]).pivot(
        index="quarter", columns="channel", values="rate"
    )
    total = f.groupby("quarter")[["visits", "booked"]].sum()
    overall = total["booked"] / total["visits"]
    first, second = overall.index
    return {
        "overall_before_pct": 100 * float(overall[first]),
        "overall_after_pct": 100 * float(overall[second]),
        "overall_change_pp": 100 * float(overall[second] - overall[first]),
        "search_change_pp": 100 * float(rate.loc[second, "search"] - rate.loc[first, "search"]),
        "referral_change_pp": 100
        * float(rate.loc[second, "referral"] - rate.loc[first, "referral"]),
        "cause": "mix",
    }


def _rate_of_rates(case: Case) -> Answer:
    f = case.funnel_by_channel
    mean = (f["booked"] / f["visits"]).groupby(f["quarter"]).mean()
    return {"overall_before_pct": 100 * float(mean.iloc[0])}


FUNNEL = Truth(
    "funnel_mix",
    ("M1.5",),
    ("funnel_by_channel",),
    "Conversion rose in total although it fell in each channel: the mix of channels changed.",
    _funnel,
    {
        "overall_change_pp": (1.0, 6.0),
        "search_change_pp": (-1.4, -0.5),
        "referral_change_pp": (-2.3, -0.9),
        "cause": one_of("mix"),
    },
    {
        "overall_before_pct": 0.1,
        "overall_after_pct": 0.1,
        "overall_change_pp": 0.1,
        "search_change_pp": 0.1,
        "referral_change_pp": 0.1,
    },
    asked=("overall_before_pct", "overall_after_pct", "search_change_pp", "referral_change_pp"),
    naive=(
        Naive(
            "conversion improved",
            lambda c: {"cause": "better page"},
            "Simpson's paradox: the total was read without its parts.",
            "Split by channel before you celebrate.",
        ),
        Naive(
            "mean of rates",
            _rate_of_rates,
            "Rates of channels of different size were averaged.",
            "Add bookings, add visits, then divide.",
        ),
    ),
)


def _lost(case: Case) -> pd.DataFrame:
    crm = case.crm
    lost = crm[crm["stage"] == "lost"]
    return lost.groupby("lost_reason")["amount_eur"].agg(["count", "sum"])


def _crm(case: Case) -> Answer:
    lost = _lost(case)
    by_count = lost["count"].sort_values(ascending=False)
    by_euro = lost["sum"].sort_values(ascending=False)
    return {
        "loudest": str(by_count.index[0]),
        "loudest_deals": float(by_count.iloc[0]),
        "loudest_lead": float(by_count.iloc[0] - by_count.iloc[1]),
        "costliest": str(by_euro.index[0]),
        "costliest_eur": float(by_euro.iloc[0]),
        "costliest_ratio": float(by_euro.iloc[0] / by_euro.iloc[1]),
        "loudest_eur": float(lost.loc[by_count.index[0], "sum"]),
    }


CRM = Truth(
    "lost_deals",
    ("M2.5",),
    ("crm",),
    "The reason heard most often is not the one behind the most euro.",
    _crm,
    {
        "loudest": one_of("white_label"),
        "loudest_deals": (44, 56),
        "loudest_lead": (8, 40),
        "costliest": one_of("status_api"),
        "costliest_eur": (840e3, 1280e3),
        "costliest_ratio": (1.5, 4.0),
        "loudest_eur": (320e3, 480e3),
    },
    {"costliest_eur": 500.0, "loudest_eur": 500.0},
    asked=("loudest_deals", "loudest_eur", "costliest_eur"),
    naive=(
        Naive(
            "loudness",
            lambda c: {"costliest": "white_label"},
            "What is said most often was taken for what costs most.",
            "What would each reason have been worth?",
        ),
    ),
)


def _ages(case: Case) -> pd.DataFrame:
    a = case.activity
    months = sorted(set(a["active_month"]) | set(a["cohort_month"]))
    place = {month: i for i, month in enumerate(months)}
    a["cohort"] = a["cohort_month"].map(place)
    a["age"] = a["active_month"].map(place) - a["cohort"]
    a["observed"] = len(months) - 1 - a["cohort"]
    return a


def _share_active(a: pd.DataFrame, age: int) -> float:
    return a.loc[a["age"] == age, "user"].nunique() / a["user"].nunique()


def _retention(case: Case) -> Answer:
    a = _ages(case)
    old = a[a["observed"] >= 3]
    two, one = old[old["two_items_14d"]], old[~old["two_items_14d"]]
    return {
        "month_3": _share_active(old, 3),
        "month_3_two_items": _share_active(two, 3),
        "month_3_one_item": _share_active(one, 3),
        "two_items_lead": _share_active(two, 3) - _share_active(one, 3),
        "causal": "unknown",
    }


RETENTION = Truth(
    "retention",
    ("M3.7",),
    ("activity",),
    "Of those who could reach month 3, about half are still active; two-item users stay more often.",
    _retention,
    {
        "month_3": (0.44, 0.64),
        "month_3_two_items": (0.58, 0.84),
        "month_3_one_item": (0.36, 0.54),
        "two_items_lead": (0.20, 0.32),
    },
    {"month_3": 0.002, "month_3_two_items": 0.002, "month_3_one_item": 0.002},
    asked=("month_3", "month_3_two_items"),
    naive=(
        Naive(
            "everybody in the denominator",
            lambda c: {"month_3": _share_active(_ages(c), 3)},
            "Cohorts that are too young to have reached month 3 were counted as lost.",
            "Which cohorts have been watched for three months?",
        ),
        Naive(
            "two items cause staying",
            lambda c: {"causal": "yes"},
            "A correlation was read as a cause.",
            "What test would tell whether the second item makes people stay?",
        ),
    ),
)

TRUTHS = (MARKET, FUNNEL, CRM, RETENTION)
