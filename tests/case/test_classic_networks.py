"""The classic networks that step 6 sets beside the case's: what the lesson prints and says, against networkx."""

import ast
import re
from pathlib import Path

import networkx as nx

LESSON = (Path(__file__).parents[2] / "course/06-network/lesson.md").read_text(encoding="utf-8")


def ties_of_the_lesson() -> list[tuple[str, str]]:
    found = re.search(r"^marriages = (\[.*?^\])", LESSON, re.DOTALL | re.MULTILINE)
    assert found is not None
    ties: list[tuple[str, str]] = ast.literal_eval(found[1])
    return ties


def test_the_marriages_are_those_of_networkx() -> None:
    theirs = {frozenset(tie) for tie in nx.florentine_families_graph().edges}
    ours = [frozenset(tie) for tie in ties_of_the_lesson()]
    assert len(ours) == len(set(ours))
    assert set(ours) == theirs


def test_what_the_lesson_says_of_the_medici() -> None:
    graph = nx.Graph(ties_of_the_lesson())
    between = sorted(((share, name) for name, share in nx.betweenness_centrality(graph).items()))
    assert between[-1][1] == "Medici"
    assert f"{100 * between[-1][0]:.0f} percent of the shortest ways" in LESSON
    assert "The next family lay on a\nquarter of them" in LESSON
    assert abs(between[-2][0] - 1 / 4) < 0.01
    bridges = [family for one, other in nx.local_bridges(graph, False) for family in (one, other)]
    assert bridges.count("Medici") > bridges.count("Strozzi")


def test_what_the_lesson_says_of_the_karate_club() -> None:
    club = nx.karate_club_graph()
    bridges = len(list(nx.local_bridges(club, False)))
    told = f"{len(club)} people had\n{club.number_of_edges()} ties, and {bridges} of them were local bridges"
    assert told in LESSON
