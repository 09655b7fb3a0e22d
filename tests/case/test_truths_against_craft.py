"""The truths and the formulas of ``pmbridge.craft`` were written apart and agree."""

import numpy as np
import pytest

from pmbridge.case import Case
from pmbridge.case.text.reviews import true_themes
from pmbridge.craft import (
    attribution,
    competition,
    dora,
    experiments,
    flow,
    forecast,
    kano,
    market,
    network,
    nps,
    opportunity,
    postings,
    prioritisation,
    retention,
    search,
    sequencing,
    survival,
)
from pmbridge.grading.truths import BY_NAME
from pmbridge.grading.truths.delivery import fact

approx = pytest.approx


@pytest.fixture(params=[Case.lesson(), Case(seed=11), Case(seed=12)], ids=repr)
def case(request):
    return request.param


def truth(name, case):
    return BY_NAME[name].compute(case)


def test_market(case):
    right, size = truth("market_size", case), market.market_size(case.regions)
    assert (size.tam, size.sam, size.som) == approx((right["tam"], right["sam"], right["som"]))


def test_nps_and_opportunity(case):
    s, right = case.survey, truth("weighted_nps", case)
    found = nps.estimate_nps(s["nps"], s["weight"])
    assert found.score == approx(right["nps"])
    assert found.margin == approx(right["margin"], rel=1e-4)
    assert found.effective_n == approx(right["effective_n"])
    outcomes = ["o1", "o2", "o3", "o4", "o5", "o6"]
    scores = opportunity.opportunity_scores(s, outcomes, s["weight"])
    wanted = truth("opportunity", case)
    assert scores.to_dict() == approx({key: wanted[key] for key in outcomes})


def test_kano(case):
    right, answers = truth("kano", case), case.kano
    names = {"A": "attractive", "O": "one-dimensional", "M": "must-be", "I": "indifferent"}
    for feature, group in answers.groupby("feature"):
        pairs = list(zip(group["if_present"], group["if_absent"], strict=True))
        counts = kano.tally(pairs)
        found = kano.better_worse(counts)
        assert found.better == approx(right[f"better_{feature}"])
        assert found.worse == approx(right[f"worse_{feature}"])
        assert kano.category(counts) == names[right[f"class_{feature}"]]


def test_retention(case):
    assert retention.retention(case.activity, 3) == approx(truth("retention", case)["month_3"])


def test_priorities(case):
    right, backlog = truth("rice_audit", case), case.backlog.set_index("item")
    backlog["confidence"] = [
        prioritisation.cap_confidence(c, has_evidence=ref != "")
        for c, ref in zip(backlog["confidence"], backlog["evidence_ref"], strict=True)
    ]
    columns = ["reach_q", "impact", "confidence", "effort_pm"]
    scores = prioritisation.rice_scores(backlog, columns).sort_values(ascending=False)
    assert " ".join(scores.index) == right["order"]
    wobble = prioritisation.rice_sensitivity(backlog, columns=columns)
    odds = truth("rice_sensitivity", case)
    assert wobble.loc["B01", "p_first"] == approx(odds["first_B01"], abs=0.02)
    assert wobble.loc["B12", "p_top"] == approx(odds["top3_B12"], abs=0.02)


def test_sequence(case):
    right = truth("wsjf_sequence", case)
    six = case.backlog.set_index("item").loc[right["free_order"].split()]
    cost = (six["ubv"] + six["time_crit"] + six["rroe"]).to_dict()
    free = sequencing.best_sequence(cost, six["job_size"].to_dict())
    bound = sequencing.best_sequence(cost, six["job_size"].to_dict(), {"B01": ["B08"]})
    assert (" ".join(free.order), free.delay_cost) == (right["free_order"], right["free_cost"])
    assert (" ".join(bound.order), bound.delay_cost) == (right["bound_order"], right["bound_cost"])


def test_delivery(case):
    right = truth("flow", case)
    found = flow.flow_metrics(case.flow, int(fact(case, "flow_settled_day")) + 1, 281)
    assert found.wip == approx(right["wip_after"])
    assert 7 * found.throughput == approx(right["per_week_after"])
    assert found.cycle_time == approx(right["cycle_days_after"])
    weeks = truth("forecast", case)
    # A simulation of 20,000 futures lands on the exact weeks, whatever its seed.
    for seed in (0, 1):
        simulated = forecast.delivery_forecast(
            case.throughput["done"], int(weeks["items"]), trials=20_000, seed=seed
        )
        assert list(simulated.values()) == [weeks["p50"], weeks["p85"], weeks["p95"]]
    keys, wanted = dora.four_keys(case.deploys, 90), truth("releases", case)
    assert keys.lead_time_median_h == approx(wanted["lead_median_h"])
    assert keys.change_failure_rate == approx(wanted["failure_rate"])
    assert keys.recovery_mean_h == approx(wanted["recovery_mean_h"])


def test_experiments(case):
    right = truth("test_2_readout", case)
    counts = case.experiment_v2.groupby("variant").agg(
        n=("booked", "size"), booked=("booked", "sum"), late=("late_job", "sum")
    )
    a, b = (counts.loc[name].astype(int).to_dict() for name in "AB")
    lift = experiments.difference_of_proportions(a["booked"], a["n"], b["booked"], b["n"])
    late = experiments.difference_of_proportions(a["late"], a["booked"], b["late"], b["booked"])
    assert 100 * lift.difference == approx(right["lift_pp"])
    assert 100 * lift.low == approx(right["lift_low_pp"], abs=1e-3)
    assert 100 * late.high == approx(right["late_high_pp"], abs=1e-3)
    split = truth("test_1_split", case)
    check = experiments.sample_ratio_check([split["n_a"], split["n_b"]])
    assert check.p_value == approx(split["srm_p"], rel=1e-6)
    p1, p2 = fact(case, "baseline_rate"), fact(case, "target_rate")
    assert experiments.sample_size(p1, p2) == truth("sample_size", case)["per_arm"]


def test_network(case):
    right, edges = truth("network", case), case.network_edges
    assert network.local_bridges_of(edges, "YOU") == set(right["bridges"].split())
    assert network.constraint(edges, "YOU") == approx(right["constraint"])
    nodes = case.network_nodes
    product = nodes.loc[nodes["circle"] == "product", "person"]
    assert network.distance(edges, "YOU", product) == right["distance"]
    ties = list(zip(edges["a"], edges["b"], strict=True))
    after = [*ties, ("YOU", right["connector"])]
    assert network.constraint(after, "YOU") == approx(right["constraint_after_connector"])


def test_career(case):
    g = case.growth.set_index("unit")
    growth = {
        unit: attribution.growth(g.loc[unit, "before_eur"], g.loc[unit, "after_eur"])
        for unit in ("you", "market")
    }
    excess = attribution.excess_points(growth["you"], growth["market"])
    assert excess == approx(truth("growth", case)["excess_pp"])
    p = case.posting_match
    coverage = postings.coverage(p["weight"], p["evidence"])
    assert coverage == approx(truth("posting_coverage", case)["coverage"])
    channels, plans = case.search_channels.set_index("channel"), truth("search_plans", case)
    odds = channels["p_offer"].to_dict()
    mine = case.search_plans.query("plan == 'B'").set_index("channel")["actions_per_week"]
    weekly = search.weekly_chance(odds, mine.to_dict())
    assert weekly == approx(plans["weekly_b"])
    assert search.weeks_to_reach(weekly) == plans["weeks_80_b"]
    # One search after the other with the mean of each wait, not each application's own wait.
    stages = case.job_funnel[case.job_funnel["channel"] == "cold application"]
    length = truth("search_length", case)
    assert search.stage_chance(stages["pass_rate"]) == approx(length["chance_each"])
    lags = stages[["wait_days_min", "wait_days_max"]].mean(axis=1) / 7
    sent = int(case.search_plans.query("plan == 'A'")["actions_per_week"].iloc[0])
    weeks = search.simulate_search(sent, stages["pass_rate"].tolist(), lags.tolist(), 20_000)
    assert np.median(weeks) == approx(length["median"], abs=1.0)
    assert weeks.mean() == approx(length["mean"], abs=1.0)
    assert np.quantile(weeks, 0.8) == approx(length["p80"], abs=2.0)
    best = search.best_plan(
        odds,
        channels["hours_each"].to_dict(),
        fact(case, "search_hours"),
        channels["max_per_week"].to_dict(),
    )
    assert " ".join(str(best[name]) for name in odds) == truth("search_hours", case)["plan"]
    cohort = case.search_cohort
    median = survival.median_duration(cohort["weeks"], cohort["outcome"] == "offer")
    assert median == truth("search_cohort", case)["median_weeks"]


def test_matrix(case):
    # Scores by the labels of the writer of the texts; the truth reads the texts themselves.
    rates = true_themes(case.seed)
    scores = rates.map(competition.matrix_score)
    right = truth("competitor_matrix", case)
    assert scores.loc["Second Spark", "status"] == approx(right["own_status"], abs=0.2)
    assert scores.loc["BoltFix", "price"] == approx(right["boltfix_price"], abs=0.2)
    behind = scores.max() - scores.loc["Second Spark"]
    assert behind.idxmax() == right["furthest_behind"]
