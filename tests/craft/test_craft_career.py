from itertools import pairwise

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from pmbridge.craft import attribution, learning, network, postings, search

KARATE = list(nx.karate_club_graph().edges)
GRAPHS = {
    "karate": nx.karate_club_graph(),
    "florence": nx.florentine_families_graph(),
    "random": nx.gnm_random_graph(40, 70, seed=3),
    "path": nx.path_graph(2),
}


@pytest.fixture(params=GRAPHS)
def graph(request):
    full = nx.Graph(GRAPHS[request.param].edges)
    return full


def test_neighbours_and_local_bridges_agree_with_networkx(graph):
    edges = list(graph.edges)
    assert network.neighbours(edges) == {node: set(graph[node]) for node in graph}
    expected = {frozenset(pair) for pair in nx.local_bridges(graph, with_span=False)}
    assert network.local_bridges(edges) == expected
    for node in graph:
        far = {other for other in graph[node] if frozenset((node, other)) in expected}
        assert network.local_bridges_of(edges, node) == far


def test_constraint_agrees_with_networkx(graph):
    # Without its edge weights, which networkx ignores here unless it is told to use them.
    expected = nx.constraint(graph)
    for node in graph:
        assert network.constraint(list(graph.edges), node) == pytest.approx(expected[node])


def test_betweenness_agrees_with_networkx(graph):
    expected = nx.betweenness_centrality(graph)
    assert network.betweenness(list(graph.edges)) == pytest.approx(expected)


def test_distances_agree_with_networkx(graph):
    edges, nodes = list(graph.edges), list(graph)
    start = nodes[0]
    lengths = nx.single_source_shortest_path_length(graph, start)
    for node in nodes:
        assert network.distance(edges, start, [node]) == lengths.get(node)
        path = network.shortest_path(edges, start, node)
        if node in lengths:
            assert len(path) == lengths[node] + 1
            assert all(graph.has_edge(*step) for step in pairwise(path))
        else:
            assert path is None
    assert network.distance(edges, start, nodes[1:]) == 1


def test_mutual_contacts_agree_with_networkx():
    graph = nx.karate_club_graph()
    for one, other in [(0, 33), (0, 1), (5, 16), (11, 0)]:
        expected = set(nx.common_neighbors(graph, one, other))
        assert network.mutual_contacts(KARATE, one, other) == expected


def test_constraint_of_a_star_is_one_over_its_contacts():
    star = [("YOU", friend) for friend in "abcd"]
    assert network.constraint(star, "YOU") == pytest.approx(0.25)
    assert network.constraint(star, "a") == 1


def test_an_edge_table_and_doubled_ties():
    table = pd.DataFrame({"a": ["x", "y", "y"], "b": ["y", "x", "z"]})
    assert network.neighbours(table) == {"x": {"y"}, "y": {"x", "z"}, "z": {"y"}}
    assert network.distance(table, "x", "z") == 2
    assert network.distance(table, "x", ["nobody"]) is None


# One shortest chain in the curriculum's figures; here two equal ones, and always the same answer.
def test_shortest_path_is_the_same_every_time():
    square = [("a", "c"), ("a", "b"), ("b", "d"), ("c", "d")]
    assert network.shortest_path(square, "a", "d") == ["a", "b", "d"]
    assert network.shortest_path(square[::-1], "a", "d") == ["a", "b", "d"]


COLD, REFERRED = 1 / 152, 1 / 16


@pytest.mark.parametrize(
    ("actions", "weekly", "mean", "n80"),
    [({"cold": 15}, 0.094, 10.6, 17), ({"cold": 8, "referral": 1}, 0.111, 9.0, 14)],
)
def test_search_plans_of_the_curriculum(actions, weekly, mean, n80):
    chance = search.weekly_chance({"cold": COLD, "referral": REFERRED}, actions)
    assert round(chance, 3) == weekly
    assert round(search.mean_weeks(chance), 1) == mean
    assert search.weeks_to_reach(chance) == n80


def test_silence_in_the_curriculum():
    assert round(search.chance_of_none(60, COLD), 2) == 0.67
    assert round(search.chance_of_none(60, 0.03), 2) == 0.16
    assert round(search.chance_by(152, COLD), 2) == 0.63
    assert round(search.chance_by(100, 0.01), 3) == 0.634


@pytest.mark.parametrize("chance", [0.01, 0.094, 0.2, 0.5, 0.99])
def test_search_agrees_with_scipy(chance):
    geometric = stats.geom(chance)
    assert search.mean_weeks(chance) == pytest.approx(geometric.mean())
    for weeks in (1, 5, 40):
        assert search.chance_by(weeks, chance) == pytest.approx(geometric.cdf(weeks))
        none = stats.binom(weeks, chance).pmf(0)
        assert search.chance_of_none(weeks, chance) == pytest.approx(none)
    for target in (0.1, 0.5, 0.8, 0.99):
        assert search.weeks_to_reach(chance, target) == geometric.ppf(target)


def test_an_exact_number_of_weeks_is_not_rounded_up():
    assert search.weeks_to_reach(0.2, 0.36) == 2
    assert search.weeks_to_reach(1.0) == 1


def test_doing_nothing_gets_nothing():
    assert search.weekly_chance({"cold": COLD}, {"cold": 0}) == 0
    assert search.weekly_chance({"cold": COLD}, {}) == 0


def test_simulated_searches_agree_with_scipy():
    rates, lags = [0.2, 0.5, 0.4], [1, 2, 1.5]
    weeks = search.simulate_search(5, rates, lags, searches=20_000, seed=6)
    each = np.prod(rates)
    geometric = stats.geom(1 - (1 - each) ** 5, loc=4.5)
    assert weeks.min() == 5.5
    assert weeks.mean() == pytest.approx(geometric.mean(), rel=0.03)
    assert np.median(weeks) == pytest.approx(geometric.median(), abs=1)
    for week in (5.5, 8.5, 12.5):
        assert (weeks <= week).mean() == pytest.approx(geometric.cdf(week), abs=0.012)
    assert search.stage_chance(rates) == pytest.approx(each)


def test_a_certain_offer_comes_in_the_first_week():
    assert set(search.simulate_search(1, [1, 1], [0, 2], searches=20)) == {3.0}


def test_best_plan_takes_the_referrals_there_are():
    odds, hours = {"cold": COLD, "referral": REFERRED}, {"cold": 0.5, "referral": 3}
    assert search.best_plan(odds, hours, 10) == {"cold": 2, "referral": 3}
    assert search.best_plan(odds, hours, 10, {"referral": 1}) == {"cold": 14, "referral": 1}
    assert search.best_plan(odds, hours, 0) == {"cold": 0, "referral": 0}
    assert search.best_plan({"a": 0.0}, {"a": 1}, 5) == {"a": 0}


def test_class_gain_of_the_curriculum():
    before, after = [30, 50, 90], [60, 70, 85]
    assert round(learning.class_gain(before, after), 2) == 0.35
    own = [learning.normalised_gain(one, two) for one, two in zip(before, after, strict=True)]
    assert round(sum(own) / 3, 2) == 0.11


def test_gain_bands_around_the_published_averages():
    # Hake 1998: traditional courses 0.23, interactive ones 0.48.
    assert learning.gain_band(0.23) == "low"
    assert learning.gain_band(0.48) == "medium"
    assert [learning.gain_band(gain) for gain in (0.3, 0.7, -1)] == ["medium", "high", "low"]


def test_normalised_change():
    assert learning.normalised_change(40, 70) == 0.5
    assert learning.normalised_change(40, 30) == -0.25
    assert learning.normalised_change(40, 40) == 0
    assert learning.normalised_change(100, 100) is None
    assert learning.normalised_change(0, 0) is None
    assert learning.normalised_change(100, 50) == -0.5
    assert learning.class_change([40, 40, 100], [70, 30, 100]) == 0.125


def test_attribution():
    assert attribution.growth(200, 236) == pytest.approx(18)
    assert attribution.growth(50, 0) == -100
    assert attribution.excess_points(18, 11) == 7
    assert attribution.excess_points(-4, -10) == 6


def test_coverage_agrees_with_numpy():
    weights, evidence = [3, 1, 2, 0], [1, 0, 0.5, 1]
    assert postings.coverage(weights, evidence) == pytest.approx(
        np.average(evidence, weights=weights)
    )
