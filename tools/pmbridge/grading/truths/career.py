"""Truths about growth, postings and a long search."""

from __future__ import annotations

import math
from datetime import date, timedelta
from functools import lru_cache
from itertools import product

import numpy as np
import pandas as pd

from pmbridge.case import Case
from pmbridge.grading.truths.delivery import fact
from pmbridge.grading.truths.model import Answer, Naive, Truth

REVIEW_DAYS = (2, 7, 21, 60)
_SILENCE_LIMIT = 0.2
_MOST_SEARCH_WEEKS = 400


def _growth_pct(case: Case) -> dict[str, float]:
    g = case.growth.set_index("unit")
    rate = 100 * (g["after_eur"] / g["before_eur"] - 1)
    return {str(unit): float(value) for unit, value in rate.items()}


def _growth(case: Case) -> Answer:
    rate = _growth_pct(case)
    return {
        "own_pct": rate["you"],
        "market_pct": rate["market"],
        "excess_pp": rate["you"] - rate["market"],
    }


GROWTH = Truth(
    "growth",
    ("M7.3",),
    ("growth",),
    "Your region grew faster than the market; only the difference can be yours, and it is no proof.",
    _growth,
    {"own_pct": (9, 36), "market_pct": (4, 15), "excess_pp": (5, 21)},
    {"own_pct": 0.1, "market_pct": 0.1, "excess_pp": 0.1},
    asked=("own_pct", "excess_pp"),
    naive=(
        Naive(
            "all of it is mine",
            lambda c: {"excess_pp": _growth_pct(c)["you"]},
            "Growth that everybody had was claimed.",
            "How much did the market grow by itself?",
        ),
        Naive(
            "the team's total",
            lambda c: {"excess_pp": _growth_pct(c)["team"] - _growth_pct(c)["market"]},
            "The total of the team was claimed.",
            "Which part was yours?",
        ),
        Naive(
            "percent for points",
            lambda c: {"excess_pp": 100 * (_growth_pct(c)["you"] / _growth_pct(c)["market"] - 1)},
            "A ratio of two rates was given as percentage points.",
            "Subtract the two rates.",
        ),
    ),
)


def _coverage(case: Case) -> Answer:
    p = case.posting_match
    return {
        "coverage": float((p["weight"] * p["evidence"]).sum() / p["weight"].sum()),
        "weights": float(p["weight"].sum()),
        "shown": float((p["weight"] * p["evidence"]).sum()),
    }


def _felt(case: Case) -> Answer:
    p = case.posting_match
    return {"coverage": float((p["weight"] * p["self_rating"]).sum() / p["weight"].sum() / 5)}


POSTING = Truth(
    "posting_coverage",
    ("M7.5",),
    ("posting_match",),
    "What the candidate feels sure of is clearly more than what can be shown.",
    _coverage,
    {"coverage": (0.15, 0.75)},
    {"coverage": 0.005},
    asked=("coverage", "weights", "shown"),
    naive=(
        Naive(
            "self-rating",
            _felt,
            "A feeling was counted as evidence.",
            "What could you put on the table tomorrow?",
        ),
    ),
)


def _weekly(case: Case, plan: str) -> float:
    chances = case.search_channels.set_index("channel")["p_offer"]
    plans = case.search_plans
    silence = 1.0
    mine = plans[plans["plan"] == plan]
    for channel, count in zip(mine["channel"], mine["actions_per_week"], strict=True):
        silence *= (1 - float(chances[channel])) ** int(count)
    return 1 - silence


def _weeks_to(p: float, share: float) -> float:
    return float(math.ceil(math.log(1 - share) / math.log(1 - p)))


def _plans(case: Case) -> Answer:
    a, b = _weekly(case, "A"), _weekly(case, "B")
    return {
        "weekly_a": a,
        "weekly_b": b,
        "mean_weeks_a": 1 / a,
        "mean_weeks_b": 1 / b,
        "weeks_80_a": _weeks_to(a, 0.8),
        "weeks_80_b": _weeks_to(b, 0.8),
        "by_week_20_a": 1 - (1 - a) ** 20,
    }


PLANS = Truth(
    "search_plans",
    ("M8.1",),
    ("search_channels", "search_plans"),
    "Chances of tries do not add up: after many weeks an offer is likely and never certain.",
    _plans,
    {
        "weekly_a": (0.02, 0.20),
        "weekly_b": (0.03, 0.25),
        "weeks_80_a": (8, 80),
        "by_week_20_a": (0.3, 0.99),
    },
    {
        "weekly_a": 0.0003,
        "weekly_b": 0.0003,
        "mean_weeks_a": 0.1,
        "mean_weeks_b": 0.1,
        "by_week_20_a": 0.002,
    },
    asked=("weekly_a", "weekly_b", "weeks_80_a", "weeks_80_b"),
    naive=(
        Naive(
            "chances add up",
            lambda c: {"by_week_20_a": 20 * _weekly(c, "A")},
            "Probabilities of weeks were added; the sum can pass 1.",
            "What is the chance that all weeks stay silent?",
        ),
    ),
)


def _waits(case: Case, channel: str) -> tuple[float, list[float]]:
    """Return the chance that one application passes all stages, and the chance of each wait.

    The wait is in days, from the application to the offer; each stage takes any
    whole number of days in its range with the same chance.
    """
    stages = case.job_funnel
    stages = stages[stages["channel"] == channel]
    chance, waits = 1.0, [1.0]
    for rate, low, high in zip(
        stages["pass_rate"].tolist(),
        stages["wait_days_min"].tolist(),
        stages["wait_days_max"].tolist(),
        strict=True,
    ):
        chance *= rate
        waits = np.convolve(waits, [0.0] * low + [1 / (high - low + 1)] * (high - low + 1)).tolist()
    return chance, waits


def _silence(case: Case, waiting: bool = True) -> tuple[float, list[float]]:
    """Return the chance of one application, and that no offer has come by each day.

    Applications of plan A go out at the end of each week. Without ``waiting``,
    answers come at once.
    """
    plan = case.search_plans
    plan = plan[(plan["plan"] == "A") & (plan["actions_per_week"] > 0)]
    channel, count = str(plan["channel"].iloc[0]), int(plan["actions_per_week"].iloc[0])
    chance, waits = _waits(case, channel)
    answered = np.cumsum(waits) if waiting else np.ones(1)
    days = 7 * _MOST_SEARCH_WEEKS
    silent = np.ones(days)
    for day in range(7, days, 7):
        reached = np.ones(days - day)
        reached[: len(answered)] = answered[: days - day]
        silent[day:] *= (1 - chance * reached) ** count
    return chance, silent.tolist()


def _weeks_of(silent: list[float]) -> dict[str, float]:
    def by(share: float) -> float:
        return next(day for day, none in enumerate(silent) if none <= 1 - share) / 7

    return {"median": by(0.5), "mean": sum(silent) / 7, "p80": by(0.8)}


@lru_cache(maxsize=8)
def _length(case: Case, waiting: bool = True) -> dict[str, float]:
    chance, silent = _silence(case, waiting)
    return {"chance_each": chance} | _weeks_of(silent)


def _weeks_at_once(case: Case) -> Answer:
    found = _length(case, waiting=False)
    return {key: found[key] for key in ("median", "mean", "p80")}


LENGTH = Truth(
    "search_length",
    ("M8.2",),
    ("job_funnel", "search_plans"),
    "With plan A half of all searches are over well before the mean, and one in five takes much "
    "longer.",
    lambda case: {**_length(case)},
    {"chance_each": (0.002, 0.015), "median": (5, 40), "mean": (7, 50), "p80": (10, 80)},
    {"chance_each": 0.0001, "median": 1.0, "mean": 1.0, "p80": 2.0},
    asked=("chance_each", "median", "mean", "p80"),
    naive=(
        Naive(
            "answers at once",
            _weeks_at_once,
            "The weeks between application and offer were left out.",
            "How long does each stage take to answer?",
        ),
        Naive(
            "mean as promise",
            lambda c: {"p80": _length(c)["mean"]},
            "A mean was taken for a date to rely on: about four in ten searches take longer.",
            "By which week have four of five searches ended?",
        ),
    ),
)


def _best_week(case: Case, unlimited: bool = False) -> tuple[str, float]:
    channels = case.search_channels
    hours, limit = channels["hours_each"].tolist(), channels["max_per_week"].tolist()
    chance = channels["p_offer"].tolist()
    budget = fact(case, "search_hours")
    if unlimited:
        limit[-1] = int(budget // hours[-1])
    found: list[tuple[float, tuple[int, ...]]] = []
    for counts in product(*(range(int(most) + 1) for most in limit)):
        if sum(n * h for n, h in zip(counts, hours, strict=True)) <= budget:
            silence = math.prod((1 - p) ** n for n, p in zip(counts, chance, strict=True))
            found.append((1 - silence, counts))
    best = max(found)
    return " ".join(map(str, best[1])), best[0]


def _allocation(case: Case) -> Answer:
    plan, chance = _best_week(case)
    return {"plan": plan, "chance": chance, "referrals": float(plan.split()[-1])}


ALLOCATION = Truth(
    "search_hours",
    ("M8.3",),
    ("search_channels", "facts"),
    "All referrals there are come first; they are few, so the other hours go elsewhere.",
    _allocation,
    {"chance": (0.05, 0.30), "referrals": (1, 2)},
    {"chance": 0.0005},
    asked=("plan", "chance"),
    naive=(
        Naive(
            "unlimited referrals",
            lambda c: dict(zip(("plan", "chance"), _best_week(c, unlimited=True), strict=True)),
            "More referrals were planned than there are.",
            "How many people could introduce you in one week?",
        ),
    ),
)


def silence_advice(counted: str, hoped_for: str, chance: float) -> str:
    """Return what a silence calls for: nothing while it is likely, else the stage that fails."""
    if chance >= _SILENCE_LIMIT:
        return "keep going"
    if counted == "interviews":
        return "practise interviews"
    return "test the CV" if hoped_for == "interview" else "change the target"


def _setbacks(case: Case) -> Answer:
    found: Answer = {}
    closest = 1.0
    for row in case.setbacks.to_dict("records"):
        chance = (1 - float(row["rate"])) ** int(row["tries"])
        closest = min(closest, abs(chance - _SILENCE_LIMIT))
        found[f"chance_{row['setback']}"] = chance
        found[f"advice_{row['setback']}"] = silence_advice(row["counted"], row["hoped_for"], chance)
    kept = [value for key, value in found.items() if key.startswith("advice_")]
    return found | {"likely": float(kept.count("keep going")), "room": closest}


SETBACKS = Truth(
    "setbacks",
    ("M8.4",),
    ("setbacks",),
    "Most silences are what chance does; three are news about one stage.",
    _setbacks,
    {"likely": (6, 6), "room": (0.02, 0.2)},
    {f"chance_S{n}": 0.005 for n in range(1, 10)},
    asked=tuple(f"chance_S{n}" for n in range(1, 10)),
)


def _kaplan_meier_median(cohort: pd.DataFrame) -> float:
    """Return the first week by which half have an offer, those who stopped censored."""
    share = 1.0
    for week in sorted(set(cohort.loc[cohort["outcome"] == "offer", "weeks"].tolist())):
        at_risk = int((cohort["weeks"] >= week).sum())
        offers = int(((cohort["weeks"] == week) & (cohort["outcome"] == "offer")).sum())
        share *= 1 - offers / at_risk
        if share <= 0.5:
            return float(week)
    return math.inf


def _survivors(case: Case) -> Answer:
    cohort = case.search_cohort
    offer = cohort["outcome"] == "offer"
    return {
        "offer_by_week_26": float((offer & (cohort["weeks"] <= 26)).mean()),
        "median_weeks": _kaplan_meier_median(cohort),
        "finishers_mean_weeks": float(cohort.loc[offer, "weeks"].mean()),
        "offers": float(offer.mean()),
        "stopped": float((cohort["outcome"] == "stopped").mean()),
    }


def _finishers(case: Case) -> Answer:
    cohort = case.search_cohort
    offer = cohort[cohort["outcome"] == "offer"]
    return {
        "offer_by_week_26": float((offer["weeks"] <= 26).mean()),
        "median_weeks": float(offer["weeks"].mean()),
    }


SURVIVORS = Truth(
    "search_cohort",
    ("M8.5",),
    ("search_cohort",),
    "Those who got an offer were fast; for everybody who started it takes longer.",
    _survivors,
    {
        "offer_by_week_26": (0.35, 0.62),
        "median_weeks": (12, 40),
        "finishers_mean_weeks": (9, 21),
        "stopped": (0.2, 0.36),
    },
    {"offer_by_week_26": 0.002, "median_weeks": 0.5},
    asked=("offer_by_week_26", "median_weeks"),
    naive=(
        Naive(
            "finishers only",
            _finishers,
            "Survivorship: those who stopped or still search were left out.",
            "How many started, and what became of all of them?",
        ),
    ),
)


def _days(case: Case) -> tuple[date, date]:
    facts = case.facts.set_index("name")["day"]
    return date.fromisoformat(facts["learned_on"]), date.fromisoformat(facts["exam_on"])


def _reviews(case: Case) -> Answer:
    learned, exam = _days(case)
    days = [learned + timedelta(days=d) for d in REVIEW_DAYS]
    return {
        "dates": " ".join(day.isoformat() for day in days if day < exam),
        "days_left": float((exam - learned).days),
    }


def _night_before(case: Case) -> Answer:
    return {"dates": (_days(case)[1] - timedelta(days=1)).isoformat()}


REVIEWS = Truth(
    "review_dates",
    ("M8.6",),
    ("facts",),
    "Reviews are spread over days 2, 7, 21 and 60, as far as they come before the day you need it.",
    _reviews,
    {"days_left": (60, 89)},
    {},
    asked=("dates",),
    naive=(
        Naive(
            "night before",
            _night_before,
            "One long evening was planned in place of spaced reviews.",
            "When did you last remember what you crammed?",
        ),
    ),
)

TRUTHS = (GROWTH, POSTING, PLANS, LENGTH, ALLOCATION, SETBACKS, SURVIVORS, REVIEWS)
