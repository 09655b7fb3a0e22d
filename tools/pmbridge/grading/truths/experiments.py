"""Truths about the two tests and about planning one."""

from __future__ import annotations

import math
from statistics import NormalDist

import pandas as pd

from pmbridge.case import Case
from pmbridge.grading.truths.delivery import fact
from pmbridge.grading.truths.model import Answer, Naive, Truth, number

_Z95 = 1.96


def _per_arm(p1: float, p2: float) -> float:
    z = NormalDist().inv_cdf(0.975) + NormalDist().inv_cdf(0.8)
    return math.ceil(z * z * (p1 * (1 - p1) + p2 * (1 - p2)) / (p2 - p1) ** 2)


def _sample_size(case: Case) -> Answer:
    p1, p2 = fact(case, "baseline_rate"), fact(case, "target_rate")
    return {"per_arm": _per_arm(p1, p2), "lift_pp": 100 * (p2 - p1)}


def _relative_lift(case: Case) -> Answer:
    p1, p2 = fact(case, "baseline_rate"), fact(case, "target_rate")
    return {"per_arm": _per_arm(p1, p1 * (1 + p2 - p1))}


SAMPLE_SIZE = Truth(
    "sample_size",
    ("M5.3",),
    ("facts",),
    "A lift of one or two points needs thousands of visitors in each arm.",
    _sample_size,
    {"per_arm": (2500, 20000), "lift_pp": (1.1, 2.3)},
    {"per_arm": 4.0},
    asked=("per_arm",),
    naive=(
        Naive(
            "relative lift",
            _relative_lift,
            "Percentage points were read as percent of the baseline.",
            "From which rate to which rate, both as shares of visitors?",
        ),
        Naive(
            "both arms",
            lambda c: {"per_arm": 2 * float(_sample_size(c)["per_arm"])},
            "The total was given where the size of one arm was asked.",
            "Is this for one arm or for the test?",
        ),
    ),
)


def _counts(frame: pd.DataFrame) -> pd.DataFrame:
    groups = frame.groupby("variant")
    return pd.DataFrame(
        {
            "n": groups.size(),
            "booked": groups["booked"].sum(),
            "late": groups["late_job"].sum(),
        }
    )


def _split(counts: pd.DataFrame) -> tuple[float, float]:
    """Return chi-square of a 50:50 split and the chance of one as large."""
    a, b = number(counts.loc["A", "n"]), number(counts.loc["B", "n"])
    chi = (a - b) ** 2 / (a + b)
    return chi, math.erfc(math.sqrt(chi / 2))


def _gap(hits: pd.Series, base: pd.Series) -> tuple[float, float, float]:
    """Return B minus A and its 95 percent interval, in percentage points."""
    share = hits / base
    error = math.sqrt(float((share * (1 - share) / base).sum()))
    gap = float(share["B"] - share["A"])
    return 100 * gap, 100 * (gap - _Z95 * error), 100 * (gap + _Z95 * error)


def _v1(case: Case) -> Answer:
    counts = _counts(case.experiment_v1)
    chi, p = _split(counts)
    lift, low, _ = _gap(counts["booked"], counts["n"])
    phones = case.experiment_v1.groupby("variant")["device"].agg(lambda d: (d == "phone").mean())
    return {
        "n_a": number(counts.loc["A", "n"]),
        "n_b": number(counts.loc["B", "n"]),
        "chi_square": chi,
        "srm_p": p,
        "lift_pp": lift,
        "lift_low_pp": low,
        "phones_missing_pp": 100 * float(phones["A"] - phones["B"]),
        "verdict": "invalid",
    }


SRM = Truth(
    "test_1_split",
    ("M5.4",),
    ("experiment_v1",),
    "The first test lost phone visitors from B; its lift looks large and says nothing.",
    _v1,
    {
        "chi_square": (16, 31),
        "srm_p": (0, 0.0001),
        "lift_pp": (2.4, 5.0),
        "lift_low_pp": (1.2, 5.0),
        "phones_missing_pp": (0.5, 6.0),
    },
    {"chi_square": 0.1, "lift_pp": 0.05},
    asked=("n_a", "n_b", "chi_square"),
    naive=(
        Naive(
            "great lift",
            lambda c: {"verdict": "ship"},
            "The result was read before the split was checked.",
            "Did as many visitors land in A and B as planned?",
        ),
    ),
)


def _v2(case: Case) -> Answer:
    counts = _counts(case.experiment_v2)
    lift, low, high = _gap(counts["booked"], counts["n"])
    late, late_low, late_high = _gap(counts["late"], counts["booked"])
    return {
        "srm_p": _split(counts)[1],
        "lift_pp": lift,
        "lift_low_pp": low,
        "lift_high_pp": high,
        "late_pp": late,
        "late_low_pp": late_low,
        "late_high_pp": late_high,
        "late_per_user_pp": _gap(counts["late"], counts["n"])[0],
        "decision": "hold and fix capacity",
    }


def _per_user(case: Case) -> Answer:
    counts = _counts(case.experiment_v2)
    return {"late_pp": _gap(counts["late"], counts["n"])[0]}


READOUT = Truth(
    "test_2_readout",
    ("M5.5",),
    ("experiment_v2", "facts"),
    "The lift is certain; late jobs among bookings rise, by more than the margin at worst. "
    "Do not roll out: repair capacity first, or test again in stages.",
    _v2,
    {
        "srm_p": (0.05, 1.0),
        "lift_pp": (1.8, 3.5),
        "lift_low_pp": (0.8, 2.6),
        "late_pp": (1.8, 3.6),
        "late_low_pp": (0.1, 1.6),
        "late_high_pp": (2.0, 6.0),
        "late_per_user_pp": (0.2, 0.9),
    },
    {
        "lift_pp": 0.02,
        "lift_low_pp": 0.02,
        "lift_high_pp": 0.02,
        "late_pp": 0.02,
        "late_low_pp": 0.02,
        "late_high_pp": 0.02,
    },
    asked=("lift_pp", "lift_low_pp", "lift_high_pp", "late_pp", "late_low_pp", "late_high_pp"),
    naive=(
        Naive(
            "p below .05, ship",
            lambda c: {"decision": "ship"},
            "Only the metric one hoped for was read.",
            "Which guardrail did you agree on, and what is its worst case?",
        ),
        Naive(
            "late jobs rose, kill",
            lambda c: {"decision": "kill"},
            "A repairable side effect was taken for a failure of the idea.",
            "Which backlog item would take the side effect away?",
        ),
        Naive(
            "late per visitor",
            _per_user,
            "Most visitors have no job that could be late; the margin is per booking.",
            "Late jobs out of what?",
        ),
    ),
)

TRUTHS = (SAMPLE_SIZE, SRM, READOUT)
