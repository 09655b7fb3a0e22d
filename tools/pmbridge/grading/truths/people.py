"""Truths about the survey and the Kano answers."""

from __future__ import annotations

import math

import pandas as pd

from pmbridge.case import Case
from pmbridge.grading.truths.model import Answer, Naive, Truth, number, one_of

_OUTCOMES = ("o1", "o2", "o3", "o4", "o5", "o6")


def _gap(s: pd.DataFrame, group: pd.Series, column: str, value: str) -> float:
    hit = s[column] == value
    return float(hit[group].mean() - hit[~group].mean())


def _interval(s: pd.DataFrame, group: pd.Series, column: str) -> tuple[float, float]:
    one, other = s.loc[group, column], s.loc[~group, column]
    gap = float(one.mean() - other.mean())
    error = math.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    return gap, 1.96 * error


def _segment(case: Case) -> Answer:
    s = case.survey
    found: Answer = {}
    for half in ("", "explore", "holdout"):
        part = s[s["half"] == half] if half else s
        urgent = part["max_days_without"] <= 5
        end = f"_{half}" if half else ""
        env, env_error = _interval(part, urgent, "env_concern")
        found[f"urgent_n{end}"] = float(urgent.sum())
        found[f"no_date_gap{end}"] = _gap(part, urgent, "main_barrier", "no date")
        found[f"replaced_gap{end}"] = _gap(part, urgent, "last_outcome", "replaced")
        found[f"price_gap{end}"] = _interval(part, urgent, "price_sensitivity")[0]
        found[f"env_farthest{end}"] = abs(env) + env_error
    urgent = s["max_days_without"] <= 5
    no_date = s["main_barrier"] == "no date"
    replaced = s["last_outcome"] == "replaced"
    typical = (s["household"] == "family") & (s["age_band"] == "35-54")
    return found | {
        "no_date_urgent": float(no_date[urgent].mean()),
        "no_date_patient": float(no_date[~urgent].mean()),
        "replaced_urgent": float(replaced[urgent].mean()),
        "replaced_patient": float(replaced[~urgent].mean()),
        "price_urgent": float(s.loc[urgent, "price_sensitivity"].mean()),
        "price_patient": float(s.loc[~urgent, "price_sensitivity"].mean()),
        "demographic_n": float(typical.sum()),
        "demographic_gap": _gap(s, typical, "main_barrier", "no date"),
        "env_difference": "none that matters",
    }


def _demographic(case: Case) -> Answer:
    s = case.survey
    typical = (s["household"] == "family") & (s["age_band"] == "35-54")
    return {"no_date_gap": _gap(s, typical, "main_barrier", "no date")}


SEGMENT = Truth(
    "urgent_segment",
    ("M1.7", "M2.2", "M2.8"),
    ("survey",),
    "Who cannot wait misses a date, replaces more and looks at the price less; age and family "
    "tell far less, and concern for the environment tells nothing.",
    _segment,
    {
        "urgent_n": (205, 275),
        "urgent_n_explore": (100, 140),
        "urgent_n_holdout": (100, 140),
        "no_date_gap": (0.25, 0.50),
        "no_date_gap_explore": (0.23, 0.52),
        "no_date_gap_holdout": (0.23, 0.52),
        "replaced_gap": (0.18, 0.42),
        "replaced_gap_explore": (0.16, 0.44),
        "replaced_gap_holdout": (0.16, 0.44),
        "price_gap": (-1.15, -0.50),
        "price_gap_explore": (-1.20, -0.45),
        "price_gap_holdout": (-1.20, -0.45),
        "env_farthest": (0.0, 0.35),
        "env_farthest_explore": (0.0, 0.35),
        "env_farthest_holdout": (0.0, 0.35),
        "demographic_n": (130, 215),
        "demographic_gap": (0.03, 0.16),
    },
    {
        "no_date_urgent": 0.01,
        "no_date_patient": 0.01,
        "no_date_gap": 0.01,
        "replaced_urgent": 0.01,
        "replaced_patient": 0.01,
        "price_urgent": 0.01,
        "price_patient": 0.01,
    },
    asked=(
        *("no_date_urgent", "no_date_patient", "replaced_urgent"),
        *("replaced_patient", "price_urgent", "price_patient"),
    ),
    naive=(
        Naive(
            "demographic rule",
            _demographic,
            "Age and household were taken for the reason; the contrast is weak.",
            "Filter on what people do, not on who they are.",
        ),
        Naive(
            "eco families",
            lambda c: {"env_difference": "large"},
            "A stereotype: the two groups are equally concerned.",
            "Compare the means and their interval with the stated margin.",
        ),
    ),
)


def _shares(s: pd.DataFrame, weight: pd.Series) -> tuple[float, float]:
    total = weight.sum()
    return float(weight[s["nps"] >= 9].sum() / total), float(weight[s["nps"] <= 6].sum() / total)


def _nps_of(s: pd.DataFrame, weight: pd.Series, n: float) -> Answer:
    p, d = _shares(s, weight)
    error = math.sqrt((p + d - (p - d) ** 2) / n)
    return {"nps": 100 * (p - d), "margin": 1.96 * 100 * error}


def _effective(s: pd.DataFrame) -> float:
    return float(s["weight"].sum() ** 2 / (s["weight"] ** 2).sum())


def _nps(case: Case) -> Answer:
    s = case.survey
    found = _nps_of(s, s["weight"], _effective(s))
    return found | {
        "effective_n": _effective(s),
        "members_in_sample": float((s["plan"] == "member").mean()),
    }


def _nps_unweighted(case: Case) -> Answer:
    s = case.survey
    return _nps_of(s, pd.Series(1.0, index=s.index), len(s))


NPS = Truth(
    "weighted_nps",
    ("M2.3",),
    ("survey",),
    "Members were asked about twice too often and are happier, so the plain score flatters.",
    _nps,
    {
        "nps": (-30, -5),
        "margin": (6.5, 9.0),
        "effective_n": (390, 485),
        "members_in_sample": (0.48, 0.62),
    },
    {"nps": 0.1, "margin": 0.1, "effective_n": 1.0},
    asked=("nps", "margin", "effective_n"),
    naive=(
        Naive(
            "unweighted",
            _nps_unweighted,
            "Each answer was counted alike although members were asked too often.",
            "Who was asked too often, and how do they score?",
        ),
        Naive(
            "mean times ten",
            lambda c: {"nps": 10 * float(c.survey["nps"].mean())},
            "The mean was taken for the score.",
            "Share of 9 and 10 minus share of 0 to 6.",
        ),
    ),
)


def _top_box(s: pd.DataFrame, column: str) -> float:
    return float(s["weight"][s[column] >= 4].sum() / s["weight"].sum())


def _opportunity(case: Case) -> Answer:
    s = case.survey
    score = {}
    for key in _OUTCOMES:
        important, satisfied = _top_box(s, f"imp_{key}"), _top_box(s, f"sat_{key}")
        score[key] = 10 * (important + max(important - satisfied, 0.0))
    order = sorted(score, key=lambda key: -score[key])
    lead = score[order[0]] - score[order[1]]
    return {**score, "first": order[0], "second": order[1], "last": order[-1], "lead": lead}


def _opportunity_no_floor(case: Case) -> Answer:
    s = case.survey
    return {
        "o6": 10 * (2 * _top_box(s, "imp_o6") - _top_box(s, "sat_o6")),
    }


def _opportunity_means(case: Case) -> Answer:
    s = case.survey
    found: Answer = {}
    for key in ("o1", "o2", "o6"):
        important, satisfied = float(s[f"imp_{key}"].mean()), float(s[f"sat_{key}"].mean())
        found[key] = important + max(important - satisfied, 0.0)
    return found


OPPORTUNITY = Truth(
    "opportunity",
    ("M2.4",),
    ("survey",),
    "A date is the largest unmet need, the price the second; seeing the waste saved is the last.",
    _opportunity,
    {
        "o1": (15.0, 19.0),
        "o2": (13.5, 18.0),
        "o3": (3.0, 13.0),
        "o4": (3.0, 13.0),
        "o5": (3.0, 13.0),
        "o6": (0.2, 1.6),
        "first": one_of("o1"),
        "second": one_of("o2"),
        "last": one_of("o6"),
        "lead": (0.4, 2.0),
    },
    dict.fromkeys(_OUTCOMES, 0.05),
    asked=_OUTCOMES,
    naive=(
        Naive(
            "no floor",
            _opportunity_no_floor,
            "Without the floor at 0 an over-served outcome gets points taken away.",
            "What is the gap when people are more satisfied than they care?",
        ),
        Naive(
            "means",
            _opportunity_means,
            "Means of the scale 1 to 5 were used in place of the share who rate 4 or 5.",
            "Count who rates 4 or 5, as a share, times ten.",
        ),
    ),
)

_KANO = {
    "like": ("Q", "A", "A", "A", "O"),
    "expect": ("R", "I", "I", "I", "M"),
    "neutral": ("R", "I", "I", "I", "M"),
    "tolerate": ("R", "I", "I", "I", "M"),
    "dislike": ("R", "R", "R", "R", "Q"),
}
_KANO_COLUMNS = ("like", "expect", "neutral", "tolerate", "dislike")
FEATURES = ("date", "status", "parts", "badge")


def kano_class(if_present: str, if_absent: str) -> str:
    """Return A, O, M, I, R or Q for one pair of answers."""
    return _KANO[if_present][_KANO_COLUMNS.index(if_absent)]


def _kano_counts(case: Case) -> pd.DataFrame:
    k = case.kano
    k["class"] = [kano_class(a, b) for a, b in zip(k["if_present"], k["if_absent"], strict=True)]
    return k.groupby("feature")["class"].value_counts().unstack(fill_value=0)


def _kano(case: Case) -> Answer:
    table = _kano_counts(case)
    found: Answer = {}
    for feature in FEATURES:
        n = {name: number(table.loc[feature].get(name, 0)) for name in "AOMIRQ"}
        base = n["A"] + n["O"] + n["M"] + n["I"]
        found[f"better_{feature}"] = (n["A"] + n["O"]) / base
        found[f"worse_{feature}"] = -(n["O"] + n["M"]) / base
        found[f"class_{feature}"] = max(n, key=lambda name: n[name])
    return found


def _kano_everybody(case: Case) -> Answer:
    n = _kano_counts(case).loc["badge"]
    return {"better_badge": number((n["A"] + n["O"]) / n.sum())}


def _kano_like_is_attractive(case: Case) -> Answer:
    n = _kano_counts(case).loc["date"]
    return {"worse_date": -number(n["M"] / (n["A"] + n["O"] + n["M"] + n["I"]))}


KANO = Truth(
    "kano",
    ("M3.3",),
    ("kano",),
    "News about the repair is expected, a firm day pays in proportion, parts delight, a badge "
    "leaves people cold.",
    _kano,
    {
        "class_date": one_of("O"),
        "class_status": one_of("M"),
        "class_parts": one_of("A"),
        "class_badge": one_of("I"),
        **{f"better_{feature}": (0.05, 0.95) for feature in FEATURES},
        **{f"worse_{feature}": (-0.95, -0.02) for feature in FEATURES},
    },
    {f"{side}_{feature}": 0.005 for side in ("better", "worse") for feature in FEATURES},
    asked=tuple(f"{side}_{feature}" for side in ("better", "worse") for feature in FEATURES),
    naive=(
        Naive(
            "everybody in the denominator",
            _kano_everybody,
            "Reverse and questionable answers were left in the denominator.",
            "Which four classes form the base?",
        ),
        Naive(
            "like and dislike is attractive",
            _kano_like_is_attractive,
            "Like with, dislike without was read as attractive; it is one-dimensional.",
            "Would its absence annoy them?",
        ),
    ),
)

TRUTHS = (SEGMENT, NPS, OPPORTUNITY, KANO)
