"""Every number that goes into a formula is checked: what is no number stops there, with a sentence."""

import inspect
import math
from datetime import date
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
from test_craft_bad_input import ACTIVITY, BACKLOG, DEPLOYS, EDGES, ITEMS, REGION
from test_craft_conventions import FUNCTIONS

from pmbridge.craft.segments import Condition

SURVEY = pd.DataFrame({"imp_o1": [5, 2], "sat_o1": [1, 4]})
MATRIX = pd.DataFrame({"us": [4.5], "them": [2.0]}, index=["price"])
COUNTS = {"attractive": 1, "one-dimensional": 2, "must-be": 3}
ARMS = {"control_successes": 10, "control_n": 90, "treatment_successes": 14, "treatment_n": 92}
SCORES = {"before": 30.0, "after": 60.0, "highest": 100.0}
GROUP = {"before": [30.0, 50.0], "after": [60.0, 70.0], "highest": 100.0}

# One valid call of each formula.
CALLS = {
    "attribution.excess_points": {"own_growth": 9.0, "comparator_growth": 4.0},
    "attribution.growth": {"before": 10.0, "after": 12.0},
    "competition.complaint_rate": {"complaints": 3, "reviews": 10},
    "competition.matrix_score": {"rate": 0.2},
    "competition.weighted_score": {"scores": {"a": 4.0}, "weights": {"a": 1.0}},
    "competition.white_space": {
        "matrix": MATRIX, "importance": {"price": 3.0}, "important": 2.0, "strong": 4.0,
    },
    "dora.four_keys": {"deploys": DEPLOYS, "days": 30},
    "experiments.aa_scores": {
        "looks": 2, "people_per_look": 9, "share": 0.5, "experiments": 3, "seed": 0,
    },
    "experiments.difference_of_proportions": {**ARMS, "level": 0.95},
    "experiments.guardrail": {"low": -1.0, "high": 2.0, "margin": 1.0},
    "experiments.peeking_false_positives": {
        "looks": 2, "people_per_look": 9, "share": 0.5, "experiments": 3, "alpha": 0.05, "seed": 0,
    },
    "experiments.rule_of_16": {"baseline": 0.1, "difference": 0.02},
    "experiments.sample_ratio_check": {
        "observed": [10, 12], "expected_shares": [0.5, 0.5], "threshold": 0.001,
    },
    "experiments.sample_size": {"p1": 0.1, "p2": 0.12, "alpha": 0.05, "power": 0.8},
    "experiments.two_proportion_p_value": ARMS,
    "flow.flow_metrics": {"items": ITEMS, "first_day": 0.0, "last_day": 20.0},
    "flow.littles_law": {"wip": 6.0, "throughput": 2.0},
    "forecast.delivery_forecast": {
        "throughput": [1, 2], "items": 5, "shares": [0.5], "trials": 9, "seed": 0,
    },
    "forecast.delivery_weeks": {"throughput": [1, 2], "items": 5, "trials": 9, "seed": 0},
    "forecast.percentile": {"values": [1.0, 2.0], "share": 0.5},
    "funnel.conversion": {"visits": 10, "booked": 2},
    "funnel.conversion_change": {"before": {"a": (10, 2)}, "after": {"a": (10, 3)}},
    "kano.better_worse": {"counts": COUNTS},
    "kano.category": {"counts": COUNTS},
    "kano.classify": {"functional": "like", "dysfunctional": "dislike"},
    "kano.tally": {"pairs": [("like", "dislike")]},
    "learning.class_change": GROUP,
    "learning.class_gain": GROUP,
    "learning.gain_band": {"gain": 0.4},
    "learning.normalised_change": SCORES,
    "learning.normalised_gain": SCORES,
    "market.capacity": {"repairers": 2, "jobs_per_repairer": 100},
    "market.market_size": {"regions": REGION},
    "market.yearly_demand": {
        "households": 10, "breakdowns_per_household": 1.0, "repairable_share": 0.5,
    },
    "network.betweenness": {"edges": EDGES},
    "network.constraint": {"edges": EDGES, "person": "a"},
    "network.distance": {"edges": EDGES, "start": "a", "goals": ["c"]},
    "network.local_bridges": {"edges": EDGES},
    "network.local_bridges_of": {"edges": EDGES, "person": "a"},
    "network.mutual_contacts": {"edges": EDGES, "one": "a", "other": "c"},
    "network.neighbours": {"edges": EDGES},
    "network.shortest_path": {"edges": EDGES, "start": "a", "goal": "c"},
    "nps.csat": {"ratings": [5, 3], "weights": [1.0, 2.0], "highest": 5},
    "nps.effective_sample_size": {"weights": [1.0, 2.0]},
    "nps.estimate_nps": {"scores": [10, 3, 8], "weights": [1.0, 2.0, 1.0], "level": 0.95},
    "nps.nps": {"scores": [10, 3], "weights": [1.0, 2.0]},
    "opportunity.opportunity": {"importance": 8.0, "satisfaction": 3.0},
    "opportunity.opportunity_scores": {
        "survey": SURVEY, "outcomes": ["o1"], "weights": [1.0, 2.0],
    },
    "opportunity.top_box_score": {"ratings": [5, 3], "weights": [1.0, 2.0]},
    "personas.brier_score": {"forecasts": [0.7], "outcomes": [1]},
    "personas.contrast": {"segment": [1.0, 2.0], "rest": [3.0, 5.0], "level": 0.95},
    "personas.is_null": {"low": -0.1, "high": 0.1, "margin": 0.2},
    "postings.coverage": {"weights": [1, 2], "evidence": [0.5, 1.0]},
    "prioritisation.cap_confidence": {"confidence": 1.0, "has_evidence": False, "cap": 0.5},
    "prioritisation.moscow_shares": {"efforts": [1.0, 2.0], "categories": ["must", "could"]},
    "prioritisation.rank_draws": {"backlog": BACKLOG, "spread": 0.2, "draws": 5, "seed": 0},
    "prioritisation.ranking_chances": {"ranks": np.array([[1, 2]]), "order": [0, 1], "top": 1},
    "prioritisation.rice": {"reach": 1, "impact": 1, "confidence": 1, "effort": 1},
    "prioritisation.rice_scores": {"backlog": BACKLOG},
    "prioritisation.rice_sensitivity": {
        "backlog": BACKLOG, "spread": 0.2, "draws": 5, "top": 1, "seed": 0,
    },
    "prioritisation.safe_ratio": {"spread": 0.2, "rival_confidence": 0.5},
    "retention.retention": {"activity": ACTIVITY, "age": 0},
    "retention.retention_curve": {"activity": ACTIVITY, "max_age": 0},
    "review.review_dates": {"learned": date(2026, 1, 31), "intervals": [2, 7]},
    "search.best_plan": {
        "odds": {"cold": 0.1}, "hours_each": {"cold": 1.0}, "hours": 3, "supply": {"cold": 2},
    },
    "search.chance_by": {"weeks": 3, "weekly": 0.1},
    "search.chance_of_none": {"attempts": 3, "chance": 0.1},
    "search.mean_weeks": {"weekly": 0.1},
    "search.simulate_search": {
        "applications_per_week": 5, "pass_rates": [0.5], "lag_weeks": [1.0], "searches": 5,
        "seed": 0,
    },
    "search.stage_chance": {"pass_rates": [0.5, 0.2]},
    "search.weekly_chance": {"odds": {"cold": 0.1}, "actions": {"cold": 3}},
    "search.weeks_to_reach": {"weekly": 0.1, "target": 0.8},
    # None says something here: a column of numbers.
    "segments.parse_segment": {
        "query": "age <= 5", "columns": MappingProxyType({"age": None}), "most": 3,
    },
    "segments.segment_mask": {
        "table": pd.DataFrame({"age": [3, 9]}), "conditions": [Condition("age", "<=", 5.0)],
    },
    "sequencing.best_sequence": {"cost_of_delay": {"a": 5.0}, "duration": {"a": 1.0}},
    "sequencing.delay_cost": {
        "order": ["a"], "cost_of_delay": {"a": 5.0}, "duration": {"a": 1.0},
    },
    "sequencing.keeps_precedence": {"order": ["a"], "after": {}},
    "sequencing.relative_cost_of_delay": {
        "user_business_value": 8, "time_criticality": 5, "risk_reduction": 2,
    },
    "sequencing.wsjf": {"cost_of_delay": 8.0, "duration": 2.0},
    "survival.kaplan_meier": {"durations": [3, 5], "ended": [True, False]},
    "survival.median_duration": {"durations": [3, 5], "ended": [True, True]},
}  # fmt: skip

# A missing value says something here: still in work, nothing to recover from, no answer given.
MAY_BE_MISSING = {
    ("dora.four_keys", "recovery_h"),
    ("flow.flow_metrics", "finish_day"),
    ("segments.segment_mask", "age"),
}


def worse_values(value, may_be_none):
    """Yield what is no usable number in place of ``value``, and what it is called."""
    if isinstance(value, bool):
        return
    if isinstance(value, (int, float)):
        for bad in (math.nan, math.inf, "3", [1], 1 + 2j, *(() if may_be_none else (None,))):
            yield repr(bad), bad
    elif isinstance(value, list) and isinstance(value[0], (int, float)):
        for bad in (math.nan, "3", None):
            yield f"[{bad!r}, ...]", [bad, *value[1:]]
    elif isinstance(value, dict) and value:
        first = next(iter(value))
        for bad in (math.nan, "3", None):
            new = (bad, 1) if isinstance(value[first], tuple) else bad
            yield f"{{{first!r}: {bad!r}}}", {**value, first: new}
    elif isinstance(value, np.ndarray):
        for bad in (math.nan, 0.5):
            yield repr(bad), np.where(value == 1, bad, value)
        yield "one row", value[0]


def spoilt(name, arguments):
    """Yield what was spoilt, and the arguments with one number replaced."""
    parameters = inspect.signature(FUNCTIONS[name]).parameters
    for key, value in arguments.items():
        for what, bad in worse_values(value, parameters[key].default is None):
            yield f"{key}={what}", arguments | {key: bad}
        if isinstance(value, pd.DataFrame):
            for column in value.select_dtypes("number"):
                if (name, column) not in MAY_BE_MISSING:
                    worse = value.astype({column: float})
                    worse.loc[worse.index[0], column] = math.nan
                    yield f"{key}.{column}=nan", arguments | {key: worse}


def test_there_is_a_call_of_every_formula():
    assert set(CALLS) == set(FUNCTIONS)


@pytest.mark.parametrize("name", CALLS)
def test_no_bad_value_travels_on(name):
    FUNCTIONS[name](**CALLS[name])
    for what, arguments in spoilt(name, CALLS[name]):
        try:
            found = FUNCTIONS[name](**arguments)
        except (TypeError, ValueError) as error:
            said = str(error)
            assert " must " in said, f"{name}, {what}: {said}"
            assert " got " in said, f"{name}, {what}: {said}"
        else:
            pytest.fail(f"{name} took {what} and returned {found!r}")
