"""Truths about your network."""

from __future__ import annotations

from pmbridge.case import Case
from pmbridge.grading.truths.model import Answer, Naive, Truth

YOU = "YOU"
Graph = dict[str, set[str]]


def graph_of(case: Case) -> Graph:
    """Return who knows whom."""
    graph: Graph = {person: set() for person in case.network_nodes["person"].tolist()}
    edges = case.network_edges
    for a, b in zip(edges["a"].tolist(), edges["b"].tolist(), strict=True):
        graph[a].add(b)
        graph[b].add(a)
    return graph


def _layers(graph: Graph) -> tuple[dict[str, int], dict[str, int]]:
    """Return the distance from you and the number of shortest paths, for each person."""
    far, ways, queue = {YOU: 0}, {YOU: 1}, [YOU]
    for person in queue:
        for other in graph[person]:
            if other not in far:
                far[other] = far[person] + 1
                ways[other] = 0
                queue.append(other)
            if far[other] == far[person] + 1:
                ways[other] += ways[person]
    return far, ways


def constraint(graph: Graph, person: str = YOU) -> float:
    """Return Burt's constraint for ties of equal weight."""
    mine = graph[person]
    total = 0.0
    for other in mine:
        indirect = sum(1 / len(graph[between]) for between in mine & graph[other])
        total += ((1 + indirect) / len(mine)) ** 2
    return total


def _with_tie(graph: Graph, person: str) -> Graph:
    grown = {name: set(ties) for name, ties in graph.items()}
    grown[YOU].add(person)
    grown[person].add(YOU)
    return grown


def _product(case: Case) -> list[str]:
    nodes = case.network_nodes
    return nodes.loc[nodes["circle"] == "product", "person"].tolist()


def bridges(graph: Graph) -> list[str]:
    """Return your ties to people with whom you share no contact."""
    return sorted(other for other in graph[YOU] if not graph[YOU] & graph[other])


def connector(graph: Graph, product: list[str]) -> str:
    """Return the person two steps away on the shortest path to product people."""
    far, _ = _layers(graph)
    nearest = min(product, key=lambda person: far[person])
    return next(person for person in graph[nearest] if far[person] == far[nearest] - 1)


def _network(case: Case) -> Answer:
    graph, product = graph_of(case), _product(case)
    far, ways = _layers(graph)
    distance = min(far[person] for person in product)
    door = connector(graph, product)
    nodes = case.network_nodes
    team = nodes.loc[nodes["circle"] == "team", "person"].tolist()
    strangers = [person for person in team if person not in graph[YOU]]
    teammate = max(strangers, key=lambda person: (len(graph[YOU] & graph[person]), person))
    after, close = _with_tie(graph, door), _with_tie(graph, teammate)
    hub = max(graph[YOU], key=lambda person: (len(graph[person]), person))
    return {
        "degree": float(len(graph[YOU])),
        "bridges": " ".join(bridges(graph)),
        "bridge_count": float(len(bridges(graph))),
        "distance": float(distance),
        "shortest_paths": float(sum(ways[p] for p in product if far[p] == distance)),
        "constraint": constraint(graph),
        "connector": door,
        "distance_after_connector": float(min(_layers(after)[0][p] for p in product)),
        "constraint_after_connector": constraint(after),
        "teammate": teammate,
        "distance_after_teammate": float(min(_layers(close)[0][p] for p in product)),
        "constraint_gap": constraint(close) - constraint(after),
        "mutuals_of_hub": float(len(graph[YOU] & graph[hub])),
        "reached": float(len(far)),
    }


def _hub(case: Case) -> Answer:
    graph = graph_of(case)
    return {"bridges": max(graph[YOU], key=lambda person: (len(graph[person]), person))}


NETWORK = Truth(
    "network",
    ("M6.1", "M6.2", "M6.3"),
    ("network_nodes", "network_edges"),
    "Three of your ties are local bridges; one lies on the only shortest path to product people, "
    "and one new tie beyond it helps more than one more teammate.",
    _network,
    {
        "degree": (13, 16),
        "bridge_count": (3, 3),
        "distance": (3, 3),
        "shortest_paths": (1, 1),
        "distance_after_connector": (2, 2),
        "distance_after_teammate": (3, 3),
        "constraint": (0.11, 0.20),
        "constraint_gap": (0.0019, 0.05),
        "reached": (69, 69),
    },
    {"constraint": 0.001, "constraint_after_connector": 0.001},
    asked=("bridges", "connector", "constraint"),
    naive=(
        Naive(
            "most contacts",
            _hub,
            "The person with the most contacts was taken for the bridge.",
            "With whom do you share no contact at all?",
        ),
        Naive(
            "closest friends know most",
            lambda c: {"connector": str(_network(c)["teammate"])},
            "A teammate knows whom you know.",
            "Who stands between you and a circle you cannot reach?",
        ),
    ),
)

TRUTHS = (NETWORK,)
