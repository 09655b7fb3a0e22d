"""The boards of step 6: what a tie would change, against networkx, and what is found in a message."""

import time
from typing import Any

import networkx as nx
import pytest
import yaml

from network_samples import NETWORK
from pmbridge.boards import network, outreach
from pmbridge.boards.board import KINDS
from pmbridge.case import Case


def settings(label: str) -> dict[str, Any]:
    kind, text = NETWORK[label]
    read: dict[str, Any] = yaml.safe_load(text)
    return KINDS[kind].fill(read)


@pytest.fixture
def filled() -> dict[str, Any]:
    return settings("next")


def graph_of(filled: dict[str, Any]) -> Any:
    return nx.Graph(filled["ties"])


def steps(graph: Any, filled: dict[str, Any]) -> int:
    goals = [p["person"] for p in filled["people"] if p["circle"] == "product"]
    found = nx.single_source_shortest_path_length(graph, "YOU")
    return min(found[goal] for goal in goals)


def test_what_a_tie_changes_is_what_networkx_says(filled: dict[str, Any]) -> None:
    graph = graph_of(filled)
    for person in [p["person"] for p in filled["people"] if p["person"] != "YOU"]:
        seen = network.effect(filled, person)
        grown = graph.copy()
        grown.add_edge("YOU", person)
        assert seen["known"] == graph.has_edge("YOU", person)
        assert seen["mutual"] == sorted(nx.common_neighbors(graph, "YOU", person))
        assert seen["away"] == nx.shortest_path_length(graph, "YOU", person)
        assert len(seen["path"]) == seen["away"] + 1
        assert seen["after"]["steps"] == steps(grown, filled)
        assert seen["after"]["constraint"] == pytest.approx(nx.constraint(grown, ["YOU"])["YOU"])
        assert seen["before"]["constraint"] == pytest.approx(nx.constraint(graph, ["YOU"])["YOU"])


def test_a_choice_is_worked_out_at_once(filled: dict[str, Any]) -> None:
    began = time.process_time()
    for person in filled["people"][1:21]:
        network.effect(filled, person["person"])
    assert (time.process_time() - began) / 20 < 0.05


def test_nobody_and_somebody_unknown_change_nothing(filled: dict[str, Any]) -> None:
    assert network.effect(filled, "YOU") == {}
    assert network.effect(filled, "N99") == {}


def test_everybody_has_a_place_on_the_map() -> None:
    at = network.places(Case.lesson().network_nodes)
    assert len(at) == 69
    assert len(set(at.values())) == 69
    assert all(0 < x < 100 and 0 < y < 68 for x, y in at.values())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, ...),
        ("N18", ...),
        ({}, ...),
        ({"person": "", "reason": "no such"}, ...),
        ({"person": "N18"}, {"person": "N18"}),
        (
            {"person": "N18", "reason": "between", "more": 1},
            {"person": "N18", "reason": "between"},
        ),
    ],
)
def test_what_is_kept_of_an_answer(filled: dict[str, Any], given: Any, kept: Any) -> None:
    assert network.read(filled, given) == kept


@pytest.mark.parametrize(
    ("label", "change", "wrong"),
    [
        ("next", {"goal": "friends"}, "no circle of the network"),
        ("next", {"reasons": []}, "needs reasons, at least 2"),
        ("next", {"reason": "x"}, "has 'reason'"),
        ("message", {"reads": "tone"}, "has reads: 'tone'"),
    ],
)
def test_an_author_is_told_what_is_wrong(label: str, change: dict[str, Any], wrong: str) -> None:
    kind, text = NETWORK[label]
    flaws = KINDS[kind].flaws({**yaml.safe_load(text), **change})
    assert wrong in flaws[0][0]


GOOD = (
    "Dear Ines, in your talk about saying no with numbers you showed the request that you turned down first. "
    "I plan deliveries and learn product management. Who was hardest to win over? "
    "Ten minutes by phone would help me. If it doesn't suit you now, that is fine."
)


def found(text: str) -> dict[str, outreach.Finding]:
    return {finding.id: finding for finding in outreach.read(text)}


def test_a_good_message_has_all_six() -> None:
    assert all(finding.ok for finding in found(GOOD).values())


def test_an_empty_message_has_none() -> None:
    assert not any(finding.ok for finding in found("").values())


@pytest.mark.parametrize(
    ("change", "missing", "quoted"),
    [
        (("Ten minutes by phone", "An hour of your time"), "size", "An hour of your"),
        (("Ten minutes by phone", "45 minutes by phone"), "size", "45 minutes by phone"),
        (("Ten minutes by phone would help me.", ""), "size", ""),
        (("If it doesn't suit you now, that is fine.", "I look forward to it."), "no", ""),
        (("Who was hardest to win over?", "Who was it? And when?"), "question", "2 question marks"),
        (("Who was hardest to win over?", ""), "question", "0 question marks"),
        (
            ("I plan deliveries", "Are you hiring? My CV is attached. I plan deliveries"),
            "job",
            "hiring? My CV",
        ),
        (
            (
                "in your talk about saying no with numbers you showed the request that you turned down first.",
                "hello.",
            ),
            "reason",
            "",
        ),
    ],
)
def test_what_is_missing_is_named_in_the_writers_own_words(
    change: tuple[str, str], missing: str, quoted: str
) -> None:
    finding = found(GOOD.replace(*change))[missing]
    assert not finding.ok
    assert quoted in finding.found
    assert finding.ask.endswith("?") or finding.ask.endswith(".")


@pytest.mark.parametrize(
    "size",
    ["fifteen minutes", "10-minute call, 10 minutes", "15 to 20 minutes", "two lines by mail"],
)
def test_small_sizes_in_many_words(size: str) -> None:
    assert found(GOOD.replace("Ten minutes by phone", size))["size"].ok


@pytest.mark.parametrize(
    "no",
    [
        "No is fine.",
        "If not, no hard feelings.",
        "Please don't worry if you are busy.",
        "I understand if this is a bad time.",
        "Feel free to ignore this.",
    ],
)
def test_easy_ways_to_say_no_in_many_words(no: str) -> None:
    assert found(GOOD.replace("If it doesn't suit you now, that is fine.", no))["no"].ok


def test_talking_of_a_job_is_not_asking_for_one() -> None:
    text = GOOD.replace(
        "I plan deliveries", "In my job I plan deliveries, a role that I like. I plan"
    )
    assert found(text)["job"].ok


# How people write who have not read the patterns.
OTHERS = (
    (
        "Hello R., a colleague at the home showed me the article in which you describe the "
        "handover app that nobody opened. I do nights in a care home and study product in the "
        "mornings. What did the nurses do instead of opening it? A voice message of a minute "
        "would be a treat. Please ignore this if your week is full. Warmly, T."
    ),
    (
        "Dear Sam, on the forum you answered a question about deleting features, and I kept it. I "
        "plan shifts at a depot. Which of them did you miss afterwards? A sentence is plenty. And "
        "silence is an answer I can live with as well. Thank you for writing there, L."
    ),
    (
        "Dear Lee, Kim from the choir says you left teaching for product work two years ago. I "
        "teach, and I take a course. What did you underestimate in the first term? A quarter of "
        "an hour on the phone would be wonderful, any day. If you would rather not, I understand "
        "completely. Best, F."
    ),
    (
        "Hi Dana, your podcast episode on pricing for plumbers made me laugh on the bus. I sell "
        "boilers, and I learn product management. How did you find out that the price was not the "
        "problem? 10-15 minutes by phone, or a short note. No hurry at all, and no is fine. Bob"
    ),
    (
        "Dear Mx Lim, I watched the recording of the panel where you disagreed with everybody "
        "about roadmaps. I work in a warehouse and am learning the trade. Has anyone since told "
        "you that you were wrong? Five minutes, or three lines by e-mail, would make my month. "
        "Please feel free to decline. Yours, P."
    ),
    (
        "Dear Ola, the chart in your March newsletter made me count my own returns. I run a small "
        "shop. Which number did you leave out on purpose? Two sentences would be plenty. If you "
        "have no time, no worries. Greetings, H. from the shop with the lamps"
    ),
)


@pytest.mark.parametrize("message", OTHERS)
def test_other_ways_to_say_it_are_found(message: str) -> None:
    assert [finding.id for finding in outreach.read(message) if not finding.ok] == []


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ("Is your team looking for junior people?", "job"),
        ("Do you know of any openings at your company?", "job"),
        ("I am impressed by your amazing career.", "reason"),
        ("Are you interested? You need people like me.", "reason"),
        ("Half an hour would be enough.", "size"),
    ],
)
def test_what_is_not_meant_is_not_taken(said: str, missing: str) -> None:
    assert not found(said)[missing].ok
