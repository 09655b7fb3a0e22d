"""One sentence says what was expected and what came; nothing that is no number travels on."""

import math
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from pmbridge.craft import (
    _checks,
    attribution,
    competition,
    dora,
    experiments,
    flow,
    forecast,
    funnel,
    kano,
    learning,
    market,
    network,
    nps,
    opportunity,
    personas,
    postings,
    prioritisation,
    retention,
    review,
    search,
    sequencing,
    survival,
)

NAN = math.nan
REGION = pd.DataFrame(
    {
        "households": [10], "breakdowns_hh_yr": [1.0], "repairable_share": [0.5], "served": [True],
        "repairers": [1], "jobs_per_repairer_yr": [5], "avg_fee_eur": [9.0],
    }
)  # fmt: skip
BACKLOG = pd.DataFrame({"reach": [1.0], "impact": [1.0], "confidence": [1.0], "effort": [1.0]})
ACTIVITY = pd.DataFrame({"user": ["a"], "cohort_month": [1], "active_month": [1]})
DEPLOYS = pd.DataFrame({"lead_time_h": [1.0], "failed": [True], "recovery_h": [2.0]})
ITEMS = pd.DataFrame({"start_day": [5.0], "finish_day": [9.0]})
EDGES = [("a", "b"), ("b", "c")]
ONE = {"a": 1}

TABLE = {
    # The sentence of the brief, and every kind of value that is no usable number.
    "effort must be greater than 0, got 0": lambda: prioritisation.rice(1, 1, 1, 0),
    "effort must be greater than 0, got -2.5": lambda: prioritisation.rice(1, 1, 1, -2.5),
    "effort must be a finite number, got nan": lambda: prioritisation.rice(1, 1, 1, NAN),
    "effort must be a finite number, got inf": lambda: prioritisation.rice(1, 1, 1, math.inf),
    "effort must be a number, got '3'": lambda: prioritisation.rice(1, 1, 1, "3"),
    "effort must be a number, got None": lambda: prioritisation.rice(1, 1, 1, None),
    "effort must be a number, got True": lambda: prioritisation.rice(1, 1, 1, np.True_),
    "effort must be at most 1e+100 in size, got 1e+200": lambda: prioritisation.rice(
        1, 1, 1, 1e200
    ),
    "reach must be 0 or more, got -1": lambda: prioritisation.rice(-1, 1, 1, 1),
    "confidence must be between 0 and 1, got 80": lambda: prioritisation.rice(1, 1, 80, 1),
    "RICE score must be a finite number, got inf: the inputs are too extreme": (
        lambda: prioritisation.rice(1e99, 1e99, 1, 1e-300)
    ),
    "effort must be greater than 0, got 0 at position 0": (
        lambda: prioritisation.rice_scores(BACKLOG.assign(effort=0))
    ),
    "confidence must be a finite number, got nan at position 0": (
        lambda: prioritisation.rice_sensitivity(BACKLOG.assign(confidence=NAN))
    ),
    "backlog must have a column effort, got reach, impact, confidence": (
        lambda: prioritisation.rice_scores(BACKLOG.drop(columns="effort"))
    ),
    "backlog must have at least one row, got none": (
        lambda: prioritisation.rice_scores(BACKLOG.iloc[:0])
    ),
    "backlog must be a DataFrame, got [1]": lambda: prioritisation.rice_scores([1]),
    "columns must name reach, impact, confidence and effort, got 1 names": (
        lambda: prioritisation.rice_scores(BACKLOG, ["reach"])
    ),
    "spread must be 0 or more and less than 1, got 20": lambda: prioritisation.safe_ratio(20),
    "top must be between 1 and 1, got 3": lambda: prioritisation.rice_sensitivity(BACKLOG),
    "draws must be a whole number, got 2.5": (
        lambda: prioritisation.rice_sensitivity(BACKLOG, draws=2.5)
    ),
    "seed must be 0 or more, got -1": (
        lambda: prioritisation.rice_sensitivity(BACKLOG, top=1, seed=-1)
    ),
    "has_evidence must be true or false, got 'no' at position 0": (
        lambda: prioritisation.cap_confidence(1, "no")
    ),
    "categories must be one of must, should, could, wont, got 'Must' at position 0": (
        lambda: prioritisation.moscow_shares([1], ["Must"])
    ),
    "efforts and categories must be equally long, got 2 and 1 values": (
        lambda: prioritisation.moscow_shares([1, 2], ["must"])
    ),
    "efforts must leave something to do this time, got a sum of 0": (
        lambda: prioritisation.moscow_shares([4], ["wont"])
    ),
    "duration must be greater than 0, got 0": lambda: sequencing.wsjf(5, 0),
    "time_criticality must be 0 or more, got -1": (
        lambda: sequencing.relative_cost_of_delay(1, -1, 1)
    ),
    "cost_of_delay must hold at least one item, got none": (
        lambda: sequencing.best_sequence({}, {})
    ),
    "cost_of_delay and duration must name the same items, got a and b": (
        lambda: sequencing.best_sequence(ONE, {"b": 1})
    ),
    "duration of a must be greater than 0, got 0": lambda: sequencing.best_sequence(ONE, {"a": 0}),
    "after must name known items (a), got 'z'": (
        lambda: sequencing.best_sequence(ONE, ONE, {"a": ["z"]})
    ),
    "after must map a to a list of items, got 'b'": (
        lambda: sequencing.best_sequence({"a": 1, "b": 1}, {"a": 1, "b": 1}, {"a": "b"})
    ),
    "after must not go round in a circle, got a after b after a": (
        lambda: sequencing.keeps_precedence(["a", "b"], {"a": ["b"], "b": ["a"]})
    ),
    "cost_of_delay must hold at most 16 items, got 17": (
        lambda: sequencing.best_sequence(
            dict.fromkeys("abcdefghijklmnopq", 1), dict.fromkeys("abcdefghijklmnopq", 1)
        )
    ),
    "order must hold every item once (a), got a, a": (
        lambda: sequencing.delay_cost(["a", "a"], ONE, ONE)
    ),
    "households must be 0 or more, got -5": lambda: market.yearly_demand(-5, 1, 1),
    "repairable_share must be between 0 and 1, got 60": lambda: market.yearly_demand(5, 1, 60),
    "jobs_per_repairer must be a number, got '9'": lambda: market.capacity(1, "9"),
    "served must be true or false, got 'yes' at position 0": (
        lambda: market.market_size(REGION.assign(served="yes"))
    ),
    "repairers must be a finite number, got nan at position 0": (
        lambda: market.market_size(REGION.assign(repairers=NAN))
    ),
    "booked must be between 0 and 10, got 11": lambda: funnel.conversion(10, 11),
    "visits must be greater than 0, got 0": lambda: funnel.conversion(0, 0),
    "before must map each channel to (visits, booked), got {}": (
        lambda: funnel.conversion_change({}, {})
    ),
    "before and after must hold the same channels, got a and b": (
        lambda: funnel.conversion_change({"a": (1, 1)}, {"b": (1, 1)})
    ),
    "scores must be between 0 and 10, got 11 at position 1": lambda: nps.nps([3, 11]),
    "scores must be a whole number, got 6.5 at position 0": lambda: nps.nps([6.5]),
    "scores must hold at least one value, got none": lambda: nps.nps([]),
    "scores must be a list of numbers, got '9'": lambda: nps.nps("9"),
    "scores must be a number, got None at position 1": lambda: nps.nps([9, None]),
    "scores must be a finite number, got nan at position 0": lambda: nps.nps(pd.Series([NAN])),
    "scores must be one list of numbers, got 2 dimensions": lambda: nps.nps(np.ones((2, 2))),
    "scores and weights must be equally long, got 1 and 2 values": lambda: nps.nps([9], [1, 1]),
    "weights must not all be 0, got a sum of 0": lambda: nps.effective_sample_size([0, 0]),
    "weights must be 0 or more, got -1 at position 1": lambda: nps.nps([9, 9], [1, -1]),
    "level must be greater than 0 and less than 1, got 95": lambda: nps.estimate_nps([9], level=95),
    "ratings must be between 1 and 5, got 0 at position 0": lambda: nps.csat([0]),
    "highest must be 3 or more, got 1": lambda: nps.csat([1], highest=1),
    "importance must be between 0 and 10, got 95": lambda: opportunity.opportunity(95, 1),
    "survey must have a column sat_o1, got imp_o1": (
        lambda: opportunity.opportunity_scores(pd.DataFrame({"imp_o1": [5]}), ["o1"])
    ),
    "outcomes must be a list with at least one name, got 'o1'": (
        lambda: opportunity.opportunity_scores(pd.DataFrame({"imp_o1": [5]}), "o1")
    ),
    "functional must be one of like, expect, neutral, tolerate, dislike, got 'love'": (
        lambda: kano.classify("love", "like")
    ),
    "counts must hold at least one answer, got none": lambda: kano.category({}),
    "counts must hold at least one attractive, one-dimensional, must-be or indifferent answer,"
    " got none": lambda: kano.better_worse({"reverse": 4}),
    "attractive must be a whole number, got 0.5": lambda: kano.category({"attractive": 0.5}),
    "forecasts must be between 0 and 1, got 70 at position 0": (
        lambda: personas.brier_score([70], [True])
    ),
    "segment must hold at least 2 answers, got 1": lambda: personas.contrast([1], [1, 2]),
    "margin must be greater than 0, got 0": lambda: personas.is_null(-1, 1, 0),
    "high must be 1 or more, got 0": lambda: personas.is_null(1, 0, 2),
    "complaints must be between 0 and 3, got 4": lambda: competition.complaint_rate(4, 3),
    "rate must be between 0 and 1, got 31.4": lambda: competition.matrix_score(31.4),
    "weights must sum to 1, got 0.9": lambda: competition.weighted_score({"a": 1}, {"a": 0.9}),
    "scores and weights must name the same themes, got a and b": (
        lambda: competition.weighted_score({"a": 1}, {"b": 1})
    ),
    "importance must name every theme of matrix, got none for price": (
        lambda: competition.white_space(pd.DataFrame({"us": [1]}, index=["price"]), {}, 7)
    ),
    "activity must have a column user, got cohort_month, active_month": (
        lambda: retention.retention(ACTIVITY.drop(columns="user"), 0)
    ),
    "age must be between 0 and 0, got 3": lambda: retention.retention(ACTIVITY, 3),
    "active_month must not be before cohort_month, got user 'a'": (
        lambda: retention.retention(ACTIVITY.assign(active_month=0), 0)
    ),
    "activity must give each user one cohort_month, got two for user 'a'": (
        lambda: retention.retention_curve(
            pd.concat([ACTIVITY, ACTIVITY.assign(cohort_month=0)], ignore_index=True)
        )
    ),
    "cohort_month must be a month such as 2026-03 or a whole number, got 'March'": (
        lambda: retention.retention_curve(ACTIVITY.assign(cohort_month="March"))
    ),
    "active_month must be filled in every row, got 1 gaps": (
        lambda: retention.retention_curve(ACTIVITY.assign(active_month=NAN))
    ),
    "user must be filled in every row, got a gap": (
        lambda: retention.retention_curve(ACTIVITY.assign(user=None))
    ),
    "durations must be 0 or more, got -1 at position 0": (
        lambda: survival.kaplan_meier([-1], [True])
    ),
    "ended must be a list of true or false, got True": lambda: survival.kaplan_meier([1], True),
    "ended must hold at least one value, got none": lambda: survival.kaplan_meier([1], []),
    "throughput must be a whole number, got 0.5 at position 1": (
        lambda: forecast.delivery_weeks([1, 0.5], 5)
    ),
    "ended must be true or false, got 2 at position 0": lambda: survival.kaplan_meier([1], [2]),
    "littles_law must get two of wip, throughput and cycle_time, got 1": (
        lambda: flow.littles_law(wip=3)
    ),
    "throughput must be greater than 0, got 0": lambda: flow.littles_law(wip=3, throughput=0),
    "finish_day must not be before start_day, got 9 and 12": (
        lambda: flow.flow_metrics(ITEMS.assign(start_day=12.0), 0, 20)
    ),
    "last_day must be greater than 7, got 7": lambda: flow.flow_metrics(ITEMS, 7, 7),
    "items must have a finish_day from 0 up to 9, got none in this window": (
        lambda: flow.flow_metrics(ITEMS, 0, 9)
    ),
    "throughput must have at least one week above 0, got only zeros": (
        lambda: forecast.delivery_weeks([0, 0], 5)
    ),
    "throughput must be 0 or more, got -1 at position 0": (
        lambda: forecast.delivery_weeks([-1], 5)
    ),
    "throughput must be at most 9007199254740992, got 1e+17": (
        lambda: forecast.delivery_weeks([1e17], 5)
    ),
    "items must be at most 2500 at this throughput (5000 weeks), got 2501": (
        lambda: forecast.delivery_weeks([0, 1], 2501)
    ),
    "items must be 1 or more, got 0": lambda: forecast.delivery_weeks([1], 0),
    "share must be greater than 0 and at most 1, got 85": lambda: forecast.percentile([1], 85),
    "recovery_h must be filled where failed is true, got 1 empty": (
        lambda: dora.four_keys(DEPLOYS.assign(recovery_h=NAN), 1)
    ),
    "recovery_h must be empty where failed is false, got 1 filled": (
        lambda: dora.four_keys(DEPLOYS.assign(failed=False), 1)
    ),
    "days must be greater than 0, got 0": lambda: dora.four_keys(DEPLOYS, 0),
    "p2 must differ from p1, got 0.12 for both": lambda: experiments.sample_size(0.12, 0.12),
    "p1 must be greater than 0 and less than 1, got 12": lambda: experiments.sample_size(12, 13),
    "power must be greater than alpha / 2, got 0.01": (
        lambda: experiments.sample_size(0.1, 0.2, power=0.01)
    ),
    "difference must not be 0, got 0": lambda: experiments.rule_of_16(0.1, 0),
    "sample size must be a finite number, got inf: the inputs are too extreme": (
        lambda: experiments.rule_of_16(0.1, 1e-200)
    ),
    "observed must hold at least two arms, got 1": lambda: experiments.sample_ratio_check([9]),
    "observed must hold at least one person, got 0": (
        lambda: experiments.sample_ratio_check([0, 0])
    ),
    "expected_shares must sum to 1, got 0.8": (
        lambda: experiments.sample_ratio_check([9, 9], [0.4, 0.4])
    ),
    "control_successes must be between 0 and 5, got 6": (
        lambda: experiments.difference_of_proportions(6, 5, 1, 5)
    ),
    "treatment_n must be 1 or more, got 0": (
        lambda: experiments.two_proportion_p_value(1, 5, 0, 0)
    ),
    "margin must be 0 or more, got -0.01": lambda: experiments.guardrail(0, 1, -0.01),
    "looks must be 1 or more, got 0": lambda: experiments.peeking_false_positives(0),
    "edges must hold at least one tie, got none": lambda: network.neighbours([]),
    "edges must join two different people, got ('a', 'a')": (
        lambda: network.local_bridges([("a", "a")])
    ),
    "edges must be pairs of people, got ('a', None)": (lambda: network.betweenness([("a", None)])),
    "edges must be pairs of people, got 'ab'": lambda: network.neighbours(["ab"]),
    "edges must have a column a, got from, to": (
        lambda: network.neighbours(pd.DataFrame({"from": ["a"], "to": ["b"]}))
    ),
    "person must have a tie in edges, got 'z'": lambda: network.constraint(EDGES, "z"),
    "goals must hold at least one person, got none": lambda: network.distance(EDGES, "a", []),
    "odds must name every action, got none for 'cold'": (
        lambda: search.weekly_chance({}, {"cold": 3})
    ),
    "odds of cold must be between 0 and 1, got 152": (
        lambda: search.weekly_chance({"cold": 152}, {"cold": 3})
    ),
    "weekly must be greater than 0 and at most 1, got 0": lambda: search.mean_weeks(0),
    "target must be greater than 0 and less than 1, got 80": (
        lambda: search.weeks_to_reach(0.1, 80)
    ),
    "attempts must be 0 or more, got -1": lambda: search.chance_by(-1, 0.1),
    "pass_rates and lag_weeks must be equally long, got 2 and 1 values": (
        lambda: search.simulate_search(5, [0.5, 0.5], [1])
    ),
    "pass_rates must leave a chance of an offer within 100000 weeks, got 1e-09 a week": (
        lambda: search.simulate_search(1, [1e-9], [0], searches=5)
    ),
    "supply must name known kinds, got 'z'": (
        lambda: search.best_plan({"a": 0.1}, {"a": 1}, 5, {"z": 1})
    ),
    "odds and hours_each must name the same kinds, got a and none": (
        lambda: search.best_plan({"a": 0.1}, {}, 5)
    ),
    "hours must leave at most 200000 plans, got more": (
        lambda: search.best_plan({"a": 0.1}, {"a": 1e-6}, 5)
    ),
    "before must be 0 or more and less than 100, got 100": (
        lambda: learning.normalised_gain(100, 100)
    ),
    "after must be between 0 and 100, got 101 at position 0": (
        lambda: learning.class_gain([50], [101])
    ),
    "gain must be at most 1, got 30": lambda: learning.gain_band(30),
    "before and after must hold somebody who is not at 0 or at the highest score both times,"
    " got nobody": lambda: learning.class_change([100, 0], [100, 0]),
    "own_growth must be -100 or more, got -120": lambda: attribution.excess_points(-120, 0),
    "before must be greater than 0, got 0": lambda: attribution.growth(0, 5),
    "evidence must be between 0 and 1, got 4 at position 0": lambda: postings.coverage([1], [4]),
    "learned must be a date, got '2026-01-31'": lambda: review.review_dates("2026-01-31"),
    "learned must be a date, got datetime.datetime(2026, 1, 31, 0, 0)": (
        lambda: review.review_dates(datetime(2026, 1, 31))
    ),
    "exam must be after learned (2026-01-31), got 2026-01-31": (
        lambda: review.review_dates(date(2026, 1, 31), date(2026, 1, 31))
    ),
    "intervals must differ from each other, got [2, 2]": (
        lambda: review.review_dates(date(2026, 1, 31), intervals=[2, 2])
    ),
    "intervals must be 1 or more, got 0": (
        lambda: review.review_dates(date(2026, 1, 31), intervals=[0])
    ),
}


@pytest.mark.parametrize(("sentence", "call"), TABLE.items(), ids=range(len(TABLE)))
def test_the_sentence(sentence, call):
    with pytest.raises((TypeError, ValueError)) as caught:
        call()
    assert str(caught.value) == sentence


@pytest.mark.parametrize("value", ["3", None, [1], {}, 1 + 2j, True])
def test_what_is_no_number_is_a_type_error(value):
    with pytest.raises(TypeError, match=r"^x must be a number, got "):
        _checks.number("x", value)


def test_numbers_of_every_make_are_welcome():
    for value in (3, 3.0, np.int64(3), np.float32(3)):
        assert _checks.number("x", value) == 3
        assert _checks.whole("x", value) == 3
    nullable = pd.Series([1, 2], dtype="Int64")
    for values in ([1, 2], (1, 2), np.array([1, 2]), nullable, pd.Index([1, 2]), range(1, 3)):
        assert _checks.numbers("x", values).tolist() == [1, 2]
    with pytest.raises(ValueError, match=r"^x must be a finite number, got nan at position 1$"):
        _checks.numbers("x", pd.Series([1, None], dtype="Int64"))
    with pytest.raises(ValueError, match=r"^x must be a finite number, got 1000"):
        _checks.number("x", 10**400)


def test_long_values_are_shortened():
    with pytest.raises(TypeError) as caught:
        _checks.number("x", "word " * 100)
    assert len(str(caught.value)) < 80


def test_no_input_is_changed():
    for name, frame, call in (
        ("regions", REGION, market.market_size),
        ("backlog", BACKLOG, prioritisation.rice_scores),
        ("activity", ACTIVITY, retention.retention_curve),
    ):
        before = frame.copy()
        call(frame)
        pd.testing.assert_frame_equal(frame, before, obj=name)
