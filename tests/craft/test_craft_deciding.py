from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from pmbridge.craft import prioritisation, sequencing

BACKLOG = pd.DataFrame(
    {
        "reach": [4000, 1600, 900, 2500],
        "impact": [1, 2, 3, 0.5],
        "confidence": [0.8, 1.0, 0.5, 1.0],
        "effort": [2, 2, 1, 1],
    },
    index=["B01", "B02", "B03", "B04"],
)


def test_rice():
    assert prioritisation.rice(100, 2, 0.5, 4) == 25
    scores = prioritisation.rice_scores(BACKLOG)
    assert scores.to_dict() == {"B01": 1600, "B02": 1600, "B03": 1350, "B04": 1250}


def test_rice_scores_by_other_column_names():
    renamed = BACKLOG.rename(columns={"reach": "reach_q", "effort": "effort_pm"})
    columns = ("reach_q", "impact", "confidence", "effort_pm")
    assert prioritisation.rice_scores(renamed, columns).equals(prioritisation.rice_scores(BACKLOG))


def test_sensitivity_agrees_with_an_independent_simulation():
    # Sums of logarithms, another generator, another layout.
    random = np.random.default_rng(11)
    size = (60_000, 4)
    sure = np.minimum(random.uniform(0.8, 1.2, size) * BACKLOG["confidence"].to_numpy(), 1)
    logs = np.log(sure) - np.log(random.uniform(0.8, 1.2, size) * BACKLOG["effort"].to_numpy())
    for name in ("reach", "impact"):
        logs += np.log(random.uniform(0.8, 1.2, size) * BACKLOG[name].to_numpy())
    place = (-logs).argsort(axis=1).argsort(axis=1)
    result = prioritisation.rice_sensitivity(BACKLOG, 0.2, 40_000, top=2, seed=1)
    assert result["p_first"].to_numpy() == pytest.approx((place == 0).mean(axis=0), abs=0.012)
    assert result["p_top"].to_numpy() == pytest.approx((place < 2).mean(axis=0), abs=0.012)
    assert result["p_first"].sum() == pytest.approx(1)
    assert result["p_top"].sum() == pytest.approx(2)


def test_ranks_without_error_are_those_of_the_scores():
    scores = prioritisation.rice_scores(BACKLOG)
    ranks = prioritisation.rank_draws(BACKLOG, spread=0, draws=3)
    assert (ranks == stats.rankdata(-scores, method="ordinal")).all()


def test_ranks_and_sensitivity_count_the_same():
    ranks = prioritisation.rank_draws(BACKLOG, 0.2, 4000, seed=2)
    assert (np.sort(ranks, axis=1) == np.arange(1, len(BACKLOG) + 1)).all()
    result = prioritisation.rice_sensitivity(BACKLOG, 0.2, 4000, top=2, seed=2)
    assert (ranks == 1).mean(axis=0).tolist() == result["p_first"].tolist()
    assert (ranks <= 2).mean(axis=0).tolist() == result["p_top"].tolist()


def test_chances_of_a_ranking_counted_by_hand():
    # Four draws of three items; the ranking in question is 1, 0, 2.
    ranks = np.array([[2, 1, 3], [1, 2, 3], [2, 1, 3], [3, 1, 2]])
    found = prioritisation.ranking_chances(ranks, [1, 0, 2], top=2)
    assert found == (0.75, 0.75, 0.5)


def test_sensitivity_is_fixed_by_its_seed():
    first = prioritisation.rice_sensitivity(BACKLOG, draws=500, seed=4)
    assert first.equals(prioritisation.rice_sensitivity(BACKLOG, draws=500, seed=4))
    assert not first.equals(prioritisation.rice_sensitivity(BACKLOG, draws=500, seed=5))


def test_without_error_the_order_is_certain():
    result = prioritisation.rice_sensitivity(BACKLOG, spread=0, draws=50, top=3)
    assert result["p_first"].tolist() == [1, 0, 0, 0]
    assert result["p_top"].tolist() == [1, 1, 1, 0]


def test_safe_ratio_of_the_curriculum():
    assert prioritisation.safe_ratio(0.2) == pytest.approx((1.2 / 0.8) ** 4)
    assert round(prioritisation.safe_ratio(0.2), 2) == 5.06
    assert round(prioritisation.safe_ratio(0.2, rival_confidence=1), 2) == 4.22
    assert prioritisation.safe_ratio(0.2, rival_confidence=0.8) == prioritisation.safe_ratio(0.2)
    assert prioritisation.safe_ratio(0) == 1


@pytest.mark.parametrize("rival_confidence", [0.5, 0.8, 0.9, 1.0])
def test_no_corner_of_the_errors_swaps_a_safe_order_and_some_corner_swaps_a_closer_one(
    rival_confidence,
):
    corners = np.array(np.meshgrid(*[[0.8, 1.2]] * 8)).reshape(8, -1)
    up, down = corners[:4], corners[4:]
    rival = up[0] * up[1] * np.minimum(rival_confidence * up[2], 1) / up[3]
    leader = down[0] * down[1] * 0.6 * down[2] / down[3]
    ratio = prioritisation.safe_ratio(0.2, rival_confidence)
    scale = ratio * rival_confidence / 0.6
    assert (leader * scale * 1.0001 > rival).all()
    assert (leader * scale * 0.999 < rival).any()


def test_confidence_without_evidence_is_capped():
    assert prioritisation.cap_confidence(1.0, False) == 0.5
    assert prioritisation.cap_confidence(0.25, False) == 0.25
    assert prioritisation.cap_confidence(1.0, True) == 1.0


def test_moscow_shares_leave_out_what_is_not_planned():
    shares = prioritisation.moscow_shares([6, 2, 2, 90], ["must", "should", "could", "wont"])
    assert shares == pytest.approx({"must": 0.6, "should": 0.2, "could": 0.2})


# Reinertsen 2009, figure on weighted shortest job first: three projects, and delay cost counted
# from waiting only. The right order saves 96 % against the wrong one.
COST = {"A": 10, "B": 3, "C": 1}
TIME = {"A": 1, "B": 3, "C": 10}


def test_published_example_of_weighted_shortest_job_first():
    own_work = sum(COST[item] * TIME[item] for item in COST)
    best = sequencing.best_sequence(COST, TIME)
    worst = sequencing.delay_cost("CBA", COST, TIME) - own_work
    assert best.order == ("A", "B", "C")
    assert best.delay_cost - own_work == 7
    assert worst == 160
    assert round(1 - 7 / worst, 2) == 0.96


def test_sorting_by_wsjf_can_miss_what_a_dependency_opens_up():
    cost, time = {"enabler": 1, "big": 20, "middle": 6}, {"enabler": 2, "big": 2, "middle": 3}
    best = sequencing.best_sequence(cost, time, {"big": ["enabler"]})
    assert best.order == ("enabler", "big", "middle")
    # Greedy takes the best item that is allowed now: middle (2.0) before enabler (0.5).
    assert sequencing.delay_cost(("middle", "enabler", "big"), cost, time) > best.delay_cost


@pytest.mark.parametrize("seed", range(8))
def test_best_sequence_agrees_with_all_permutations(seed):
    random = np.random.RandomState(seed)
    names = [f"i{number}" for number in range(6)]
    cost = {name: int(random.randint(0, 20)) for name in names}
    time = {name: int(random.randint(1, 9)) for name in names}
    after = {
        names[later]: [names[earlier] for earlier in range(later) if random.rand() < 0.3]
        for later in range(6)
    }

    def total(order):
        ends = np.cumsum([time[name] for name in order])
        return sum(cost[name] * end for name, end in zip(order, ends, strict=True))

    allowed = [
        order
        for order in permutations(names)
        if all(order.index(one) < order.index(name) for name in names for one in after[name])
    ]
    best = sequencing.best_sequence(cost, time, after)
    assert best.delay_cost == min(total(order) for order in allowed)
    assert best.order in allowed
    assert sequencing.keeps_precedence(best.order, after)


def test_wsjf_and_relative_cost_of_delay():
    assert sequencing.wsjf(sequencing.relative_cost_of_delay(8, 5, 2), 3) == 5


def test_keeps_precedence():
    assert sequencing.keeps_precedence(["B08", "B01"], {"B01": ["B08"]})
    assert not sequencing.keeps_precedence(["B01", "B08"], {"B01": ["B08"]})


def test_equal_orders_keep_the_order_given():
    same = dict.fromkeys(["x", "a", "m"], 1)
    assert sequencing.best_sequence(same, same).order == ("x", "a", "m")


def test_sixteen_items_are_fast_enough_to_try():
    names = [f"i{number:02}" for number in range(sequencing.MOST_ITEMS)]
    cost = {name: (7 * at) % 11 for at, name in enumerate(names)}
    time = {name: 1 + (5 * at) % 7 for at, name in enumerate(names)}
    by_ratio = sorted(names, key=lambda name: -cost[name] / time[name])
    best = sequencing.best_sequence(cost, time)
    assert best.delay_cost == sequencing.delay_cost(by_ratio, cost, time)
