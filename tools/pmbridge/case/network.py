"""Your simulated network: 69 people in six circles, and who knows whom.

Three of your ties are local bridges. One of them lies on the only shortest path
to anybody who works in product. All people are invented.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations, pairwise

import pandas as pd

from pmbridge.case.draw import Draw
from pmbridge.case.quota import between, whole
from pmbridge.case.spec import table, tables
from pmbridge.case.world import people

YOU = "YOU"
CIRCLE_SIZES = {
    "team": 14,
    "company": 16,
    "former colleagues": 12,
    "meetup": 11,
    "volunteers": 7,
    "product": 8,
}
_ATTEMPTS = 60
_HUB_MARGIN = 1
_MIN_GAIN = 0.002

Graph = dict[int, set[int]]

_ROLES = {
    "team": ("campaign lead", "copywriter", "analyst", "designer", "event planner", "team lead"),
    "company": ("finance", "warehouse lead", "sales", "IT support", "engineer", "people team"),
    "former colleagues": ("shop manager", "buyer", "trainer", "freelancer", "service lead"),
    "meetup": ("researcher", "data analyst", "designer", "teacher", "tester", "founder"),
    "volunteers": ("nurse", "electrician", "student", "retired engineer", "librarian"),
    "product": ("product manager", "product analyst", "head of product", "product owner"),
}
_KNOWN_FOR = {
    "team": (
        "Turned the monthly report into one page.",
        "Keeps the list of words that customers use.",
        "Ran the spring campaign in three regions.",
        "Asks the question that everybody skipped.",
    ),
    "company": (
        "Wrote the guide to our return process.",
        "Rebuilt the spare-parts list in the evenings.",
        "Explains invoices so that people understand them.",
        "Organises the lunch where departments mix.",
    ),
    "former colleagues": (
        "Opened a second shop last year.",
        "Moved from the service desk into training.",
        "Writes a small newsletter about shop floors.",
        "Took a part-time course while raising two children.",
    ),
    "meetup": (
        "Gave a talk on interviews that went wrong.",
        "Hosts the evening for first-time speakers.",
        "Shared notes on testing with blind users.",
        "Collects examples of bad forms.",
    ),
    "volunteers": (
        "Opens the repair evening every second Thursday.",
        "Repairs sewing machines and teaches it.",
        "Keeps the log of what could not be saved.",
    ),
    "product": (
        "Wrote about a launch that was stopped two days before.",
        "Spoke at the Brisel evening about saying no with numbers.",
        "Moved into product from a call centre.",
        "Publishes the questions to ask before any roadmap.",
        "Came from teaching and mentors two people a year.",
    ),
}


@lru_cache(maxsize=8)
def _built(seed: int) -> tuple[tuple[tuple[int, int], ...], dict[int, str]]:
    draw = Draw(seed, "network")
    circle = _circles()
    for attempt in range(_ATTEMPTS):
        graph, connector = _graph(draw.child(str(attempt)), circle)
        if _teaches(graph, circle, connector):
            edges = tuple((a, b) for a in sorted(graph) for b in sorted(graph[a]) if a < b)
            return edges, _labels(draw, sorted(graph))
    raise RuntimeError(f"no network found for seed {seed} in {_ATTEMPTS} attempts")


def _circles() -> dict[int, str]:
    names = [name for name, size in CIRCLE_SIZES.items() for _ in range(size)]
    return {0: "you", **dict(enumerate(names, start=1))}


def _graph(draw: Draw, circle: dict[int, str]) -> tuple[Graph, int]:
    """Draw the ties; the number 0 is you."""
    graph: Graph = {person: set() for person in circle}
    of = {name: [p for p in circle if circle[p] == name] for name in CIRCLE_SIZES}
    density = {"team": 0.50, "company": 0.30, "product": 0.45}
    for name, members in of.items():
        order = draw.shuffled(members)
        for a, b in pairwise(order):
            _tie(graph, a, b)
        share = density.get(name, 0.30) + between(draw, -0.04, 0.04)
        for a, b in combinations(members, 2):
            if draw.chance(share):
                _tie(graph, a, b)
    team = draw.shuffled(of["team"])
    mine = team[: whole(draw, 8, 11)]
    hub = mine[0]
    for person in team[1:]:
        _tie(graph, hub, person)
    near = draw.sample(of["company"], 2)
    for person in (*mine, *near):
        _tie(graph, 0, person)
    for person in near:
        for friend in draw.sample(mine, 2):
            _tie(graph, person, friend)
    for _ in range(7):
        _tie(graph, draw.pick(team), draw.pick(of["company"]))
    # Your three local bridges lead into circles that nobody else you know reaches.
    bridges = {}
    for name in ("former colleagues", "meetup", "volunteers"):
        bridges[name] = draw.pick(of[name])
        _tie(graph, 0, bridges[name])
    start = bridges["former colleagues"]
    connector = draw.pick(sorted(graph[start] - {0}))
    door = draw.pick(of["product"])
    _tie(graph, connector, door)
    _distant_ties(draw, graph, circle)
    return graph, connector


def _distant_ties(draw: Draw, graph: Graph, circle: dict[int, str]) -> None:
    """Add ties between circles that leave every short path to product people as it is."""
    far = _distances(graph, 0)
    outer = [p for p in circle if far[p] >= 3 and circle[p] != "product"]
    product = [p for p in circle if circle[p] == "product"]
    for _ in range(4):
        _tie(graph, draw.pick(outer), draw.pick(product))
    rim = [p for p in circle if far[p] >= 2 and circle[p] != "product"]
    for _ in range(9):
        a, b = draw.pick(rim), draw.pick(outer)
        # A tie to somebody two steps away must not bring a product person closer.
        if circle[a] != circle[b] and not any(circle[q] == "product" for q in graph[b]):
            _tie(graph, a, b)


def _tie(graph: Graph, a: int, b: int) -> None:
    if a != b:
        graph[a].add(b)
        graph[b].add(a)


def _distances(graph: Graph, start: int) -> dict[int, int]:
    found = {start: 0}
    queue = [start]
    for person in queue:
        for other in sorted(graph[person]):
            if other not in found:
                found[other] = found[person] + 1
                queue.append(other)
    return found


def _constraint(graph: Graph, person: int) -> float:
    """Return Burt's constraint for ties of equal weight."""
    total = 0.0
    mine = graph[person]
    for other in sorted(mine):
        part = 1 / len(mine)
        for between_us in sorted(mine & graph[other]):
            part += 1 / len(mine) / len(graph[between_us])
        total += part * part
    return total


def _teaches(graph: Graph, circle: dict[int, str], connector: int) -> bool:
    """Tell whether this network holds what the lessons say."""
    far = _distances(graph, 0)
    if len(far) < len(circle):
        return False
    bridges = {p for p in graph[0] if not graph[0] & graph[p]}
    if sorted(circle[p] for p in bridges) != ["former colleagues", "meetup", "volunteers"]:
        return False
    product = [p for p in circle if circle[p] == "product"]
    if min(far[p] for p in product) != 3 or _shortest_paths(graph, product, far) != 1:
        return False
    degree = sorted(((len(graph[p]), p) for p in graph[0]), reverse=True)
    if degree[0][1] in bridges or degree[0][0] < degree[1][0] + _HUB_MARGIN:
        return False
    strangers = [p for p in circle if circle[p] == "team" and p not in graph[0]]
    distance, constraint = _after_tie(graph, connector, product)
    others = [_after_tie(graph, person, product) for person in strangers]
    return (
        distance == 2
        and constraint < _constraint(graph, 0) - _MIN_GAIN
        and all(d == 3 and constraint < c - _MIN_GAIN for d, c in others)
    )


def _after_tie(graph: Graph, person: int, targets: list[int]) -> tuple[int, float]:
    """Return your distance to the nearest target and your constraint after one new tie."""
    _tie(graph, 0, person)
    far = _distances(graph, 0)
    found = min(far[p] for p in targets), _constraint(graph, 0)
    graph[0].discard(person)
    graph[person].discard(0)
    return found


def _shortest_paths(graph: Graph, targets: list[int], far: dict[int, int]) -> int:
    """Return how many shortest paths lead from you to the nearest targets."""
    ways = {0: 1}
    for person in sorted(far, key=lambda p: (far[p], p)):
        if person:
            ways[person] = sum(ways[q] for q in graph[person] if far[q] == far[person] - 1)
    nearest = min(far[p] for p in targets)
    return sum(ways[p] for p in targets if far[p] == nearest)


def _labels(draw: Draw, persons: list[int]) -> dict[int, str]:
    numbers = draw.shuffled(range(1, len(persons)))
    return {0: YOU, **{p: f"N{n:02d}" for p, n in zip(persons[1:], numbers, strict=True)}}


def nodes(seed: int) -> pd.DataFrame:
    """Return the people, you first."""
    draw = Draw(seed, "network", "people")
    circle = _circles()
    label = _built(seed)[1]
    names = people(draw, len(circle) - 1)
    rows = []
    for person, name in zip(range(1, len(circle)), names, strict=True):
        where = circle[person]
        role, known = draw.pick(_ROLES[where]), draw.pick(_KNOWN_FOR[where])
        rows.append((label[person], name, where, role, known))
    rows.sort()
    rows.insert(0, (YOU, "You", "you", "you", ""))
    return pd.DataFrame(rows, columns=["person", "name", "circle", "role", "known_for"])


def edges(seed: int) -> pd.DataFrame:
    """Return the ties, each once, with how often the two talk."""
    draw = Draw(seed, "network", "ties")
    circle = _circles()
    pairs, label = _built(seed)
    close = {("team", "team"): (4, 14), ("you", "team"): (6, 18)}
    rows = []
    for a, b in pairs:
        kind = (circle[a], circle[b])
        low, high = close.get(kind, (1, 6))
        if kind not in close and circle[a] != circle[b]:
            low, high = 0, 2
        talks = whole(draw, low, high)
        one, other = sorted((label[a], label[b]), key=lambda name: (name != YOU, name))
        rows.append((one, other, talks))
    rows.sort(key=lambda row: (row[0] != YOU, row))
    return pd.DataFrame(rows, columns=["a", "b", "talks_month"])


TABLES = tables(
    table(
        "network_nodes",
        "one person in your simulated network",
        nodes,
        ("person", "text", "", "Number of the person", "YOU; N01 to N68"),
        ("name", "text", "", "Name; invented", "any"),
        ("circle", "text", "", "Where you know the person from", "; ".join(("you", *CIRCLE_SIZES))),
        ("role", "text", "", "What the person does", "any"),
        ("known_for", "text", "", "What the person has said or done in public", "any"),
    ),
    table(
        "network_edges",
        "one tie between two people who know each other, listed once",
        edges,
        ("a", "text", "", "One of the two", "a person of network_nodes"),
        ("b", "text", "", "The other", "a person of network_nodes"),
        ("talks_month", "whole number", "talks per month", "How often they talk", "0 or more"),
    ),
)
