from datetime import date, timedelta

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from pmbridge.craft import (
    experiments,
    flow,
    forecast,
    kano,
    learning,
    market,
    network,
    nps,
    opportunity,
    prioritisation,
    retention,
    review,
    search,
    sequencing,
)

quick = settings(derandomize=True, max_examples=60, deadline=None)
few = settings(derandomize=True, max_examples=15, deadline=None)

positive = st.floats(0.01, 1e6)
share = st.floats(0, 1)
scores = st.lists(st.integers(0, 10), min_size=1, max_size=60)


@quick
@given(positive, positive, st.floats(0.01, 1), positive, st.floats(1.01, 10))
def test_rice_falls_when_effort_grows_and_rises_with_reach(reach, impact, confidence, effort, more):
    score = prioritisation.rice(reach, impact, confidence, effort)
    assert prioritisation.rice(reach, impact, confidence, effort * more) < score
    assert prioritisation.rice(reach * more, impact, confidence, effort) > score


@quick
@given(st.floats(0, 0.9), share)
def test_a_cap_on_the_rival_never_needs_a_larger_ratio(spread, confidence):
    capped = prioritisation.safe_ratio(spread, confidence)
    assert 1 <= capped <= prioritisation.safe_ratio(spread) * (1 + 1e-12)


@quick
@given(st.integers(1, 6), st.data())
def test_the_best_sequence_is_never_beaten(count, data):
    names = [f"i{number}" for number in range(count)]
    cost = {name: data.draw(st.integers(0, 50)) for name in names}
    time = {name: data.draw(st.integers(1, 20)) for name in names}
    after = {
        name: data.draw(st.lists(st.sampled_from(names[:at]), unique=True)) if at else []
        for at, name in enumerate(names)
    }
    best = sequencing.best_sequence(cost, time, after)
    assert sequencing.keeps_precedence(best.order, after)
    order = data.draw(st.permutations(names))
    if sequencing.keeps_precedence(order, after):
        assert best.delay_cost <= sequencing.delay_cost(order, cost, time)


@quick
@given(
    st.dictionaries(
        st.text("abc", min_size=1), st.tuples(positive, positive), min_size=1, max_size=8
    )
)
def test_without_dependencies_nothing_beats_sorting_by_wsjf(work):
    cost = {name: one for name, (one, _) in work.items()}
    time = {name: two for name, (_, two) in work.items()}
    by_ratio = sorted(work, key=lambda name: -sequencing.wsjf(cost[name], time[name]))
    expected = sequencing.delay_cost(by_ratio, cost, time)
    assert abs(sequencing.best_sequence(cost, time).delay_cost - expected) <= 1e-9 * expected


@quick
@given(scores, st.randoms(use_true_random=False))
def test_nps_stays_in_range_and_ignores_order(answers, random):
    shuffled = answers[:]
    random.shuffle(shuffled)
    estimate = nps.estimate_nps(answers)
    assert -100 <= estimate.score <= 100
    assert nps.nps(shuffled) == estimate.score
    assert abs(estimate.effective_n - len(answers)) < 1e-9


@quick
@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=50), positive)
def test_effective_sample_size_is_at_most_the_sample_and_ignores_scale(weights, factor):
    effective = nps.effective_sample_size(weights)
    assert 1 - 1e-9 <= effective <= len(weights) + 1e-9
    scaled = nps.effective_sample_size([weight * factor for weight in weights])
    assert abs(scaled - effective) <= 1e-9 * effective


@quick
@given(scores, st.data())
def test_whole_weights_count_answers_several_times(answers, data):
    size = len(answers)
    weights = data.draw(st.lists(st.integers(1, 4), min_size=size, max_size=size))
    repeated = np.repeat(answers, weights)
    assert abs(nps.nps(answers, weights) - nps.nps(repeated)) < 1e-9


@quick
@given(st.floats(0, 10), st.floats(0, 10), st.floats(0, 10))
def test_better_service_never_raises_an_opportunity(importance, satisfaction, other):
    worse, better = sorted((satisfaction, other))
    assert opportunity.opportunity(importance, better) <= opportunity.opportunity(importance, worse)
    assert importance <= opportunity.opportunity(importance, better) <= 20


@quick
@given(
    st.lists(st.tuples(st.sampled_from(kano.ANSWERS), st.sampled_from(kano.ANSWERS)), min_size=1)
)
def test_kano_coefficients_stay_in_range(pairs):
    counts = kano.tally(pairs)
    assert sum(counts.values()) == len(pairs)
    if sum(counts[name] for name in kano.CATEGORIES[:4]):
        better, worse = kano.better_worse(counts)
        assert 0 <= better <= 1
        assert -1 <= worse <= 0


@quick
@given(
    st.lists(
        st.tuples(
            st.integers(0, 10**6), share, st.booleans(), st.integers(0, 500), st.floats(0, 200)
        ),
        min_size=1,
        max_size=8,
    )
)
def test_each_market_is_part_of_the_one_before(rows):
    households, repairable, served, repairers, fee = zip(*rows, strict=True)
    size = market.market_size(
        pd.DataFrame(
            {
                "households": households,
                "breakdowns_hh_yr": 1.5,
                "repairable_share": repairable,
                "served": served,
                "repairers": repairers,
                "jobs_per_repairer_yr": 200,
                "avg_fee_eur": fee,
            }
        )
    )
    assert 0 <= size.som <= size.sam * (1 + 1e-12)
    assert size.sam <= size.tam * (1 + 1e-12)


@quick
@given(st.lists(st.tuples(st.integers(0, 5), st.sets(st.integers(0, 5))), min_size=1, max_size=30))
def test_young_cohorts_in_the_denominator_only_ever_lower_retention(users):
    rows = [
        (user, joined, joined + age)
        for user, (joined, ages) in enumerate(users)
        for age in {0, *ages}
        if joined + age <= 5
    ]
    activity = pd.DataFrame(rows, columns=["user", "cohort_month", "active_month"])
    curve = retention.retention_curve(activity)
    assert curve["retention"].between(0, 1).all()
    assert curve["retention"].iloc[0] == 1
    assert (curve["active"] / len(users) <= curve["retention"]).all()
    assert curve["observed"].is_monotonic_decreasing


@quick
@given(st.floats(0.1, 1e3), st.floats(0.1, 1e3))
def test_littles_law_turns_round(throughput, cycle_time):
    wip = flow.littles_law(throughput=throughput, cycle_time=cycle_time)
    assert abs(flow.littles_law(wip=wip, throughput=throughput) / cycle_time - 1) < 1e-9
    assert abs(flow.littles_law(wip=wip, cycle_time=cycle_time) / throughput - 1) < 1e-9


@few
@given(st.lists(st.integers(0, 8), min_size=1, max_size=12), st.integers(1, 60), st.integers(0, 99))
def test_more_items_never_take_less_time(past, items, seed):
    if not any(past):
        past = [*past, 1]
    fewer = forecast.delivery_weeks(past, items, trials=60, seed=seed)
    more = forecast.delivery_weeks(past, items + 5, trials=60, seed=seed)
    assert forecast.percentile(fewer, 0.85) <= forecast.percentile(more, 0.85)
    assert fewer.min() >= -(-items // max(past))


@quick
@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_smaller_differences_and_more_power_need_more_people(p1, p2):
    if abs(p1 - p2) < 1e-4:
        return
    people = experiments.sample_size(p1, p2)
    assert experiments.sample_size(p2, p1) == people
    assert experiments.sample_size(p1, p2, power=0.9) >= people
    assert experiments.sample_size(p1, p2, alpha=0.01) >= people


@quick
@given(st.integers(1, 500), st.integers(1, 500), st.data())
def test_swapping_the_arms_turns_the_interval_round(all_a, all_b, data):
    done_a, done_b = data.draw(st.integers(0, all_a)), data.draw(st.integers(0, all_b))
    one = experiments.difference_of_proportions(done_a, all_a, done_b, all_b)
    other = experiments.difference_of_proportions(done_b, all_b, done_a, all_a)
    assert one.low <= one.difference <= one.high
    assert abs(one.low + other.high) < 1e-12
    assert abs(one.high + other.low) < 1e-12


@quick
@given(share, st.integers(0, 50), share, st.integers(0, 20))
def test_more_actions_never_lower_the_odds_and_never_reach_their_sum(cold, many, warm, some):
    odds = {"cold": cold, "warm": warm}
    chance = search.weekly_chance(odds, {"cold": many, "warm": some})
    assert 0 <= chance <= min(1, cold * many + warm * some) + 1e-9
    assert search.weekly_chance(odds, {"cold": many + 1, "warm": some}) >= chance


@quick
@given(st.floats(0.001, 0.999), st.floats(0.01, 0.99))
def test_weeks_to_reach_is_the_first_week_that_does(weekly, target):
    weeks = search.weeks_to_reach(weekly, target)
    assert search.chance_by(weeks, weekly) >= target - 1e-7
    assert search.chance_by(weeks - 1, weekly) < target + 1e-7


@quick
@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 100)), min_size=1, max_size=40))
def test_a_class_gains_at_most_everything(pairs):
    before, after = zip(*pairs, strict=True)
    assert learning.class_gain(before, after) <= 1
    for one, two in pairs:
        change = learning.normalised_change(one, two)
        assert change is None or -1 <= change <= 1


@quick
@given(st.sets(st.frozensets(st.integers(0, 9), min_size=2, max_size=2), min_size=1))
def test_network_measures_fit_together(ties):
    edges = [tuple(sorted(tie)) for tie in ties]
    bridges = network.local_bridges(edges)
    for one, other in edges:
        is_bridge = frozenset((one, other)) in bridges
        assert is_bridge == (not network.mutual_contacts(edges, one, other))
        assert network.distance(edges, one, [other]) == 1
    assert all(0 <= value <= 1 + 1e-12 for value in network.betweenness(edges).values())


@quick
@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 90))
def test_no_review_on_or_after_the_exam(learned, days):
    exam = learned + timedelta(days=days)
    dates = review.review_dates(learned, exam)
    assert dates == sorted(dates)
    assert all(learned < day < exam for day in dates)
