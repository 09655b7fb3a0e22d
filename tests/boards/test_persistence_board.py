"""The search board: what it works out, against a simulation, and what it keeps of an answer."""

import random
import statistics
import time
from typing import Any

import pytest

from pmbridge.boards import search
from pmbridge.boards.kind import filled_rows, row_flaws


@pytest.fixture(scope="module")
def filled() -> dict[str, Any]:
    return search.fill({"question": "?"})


def answer(**more: Any) -> dict[str, Any]:
    actions = {"cold application": 12, "tailored application": 2, "referral": 1}
    return {"actions": actions, "odds": "given", "waits": False, **more}


def test_the_outlook_is_what_a_simulation_finds(filled: dict[str, Any]) -> None:
    given = answer()
    odds = {c["id"]: c["odds"] for c in filled["channels"]}
    dice = random.Random(3)
    weeks = []
    for _ in range(1500):
        week = 0
        while True:
            week += 1
            if any(
                dice.random() < odds[name]
                for name, count in given["actions"].items()
                for _ in range(count)
            ):
                break
        weeks.append(week)
    seen = search.outlook(filled, given)
    assert seen["mean"] == pytest.approx(statistics.mean(weeks), rel=0.08)
    assert abs(seen["median"] - statistics.median(weeks)) <= 1
    assert abs(seen["eighty"] - statistics.quantiles(weeks, n=5)[3]) <= 1.5
    assert seen["silent7"] == pytest.approx(100 * sum(w > 7 for w in weeks) / 1500, abs=5)
    assert dict(map(tuple, seen["by"]))[20] == pytest.approx(
        100 * sum(w <= 20 for w in weeks) / 1500, abs=4
    )


def test_waiting_and_odds_move_it_the_way_one_expects(filled: dict[str, Any]) -> None:
    given = search.outlook(filled, answer())
    slow = search.outlook(filled, answer(waits=True))
    half = search.outlook(filled, answer(odds="half"))
    double = search.outlook(filled, answer(odds="double"))
    assert slow["median"] > given["median"]
    assert slow["silent7"] >= given["silent7"]
    assert half["weekly"] < given["weekly"] < double["weekly"]


def test_hours_and_what_there_is_are_said(filled: dict[str, Any]) -> None:
    seen = search.outlook(filled, answer(actions={"referral": 9}))
    hours = next(c["hours"] for c in filled["channels"] if c["id"] == "referral")
    assert seen["hours"] == pytest.approx(9 * hours)
    assert seen["over"] == ["referral"]


def test_a_week_without_actions_is_silence_and_no_crash(filled: dict[str, Any]) -> None:
    for given in (None, {}, answer(actions={}), answer(actions={"no such": 3})):
        seen = search.outlook(filled, given)
        assert seen["weekly"] == 0
        assert seen["median"] is seen["mean"] is None
        assert seen["silent7"] == 100


def test_it_is_worked_out_at_once(filled: dict[str, Any]) -> None:
    began = time.process_time()
    for _ in range(20):
        search.outlook(filled, answer())
    assert (time.process_time() - began) / 20 < 0.05


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, ...),
        ({"odds": "half"}, ...),
        ({"actions": {"a": 3, "b": -1, "c": 2.5, "d": True}}, {"a": 3}),
        ({"actions": {"a": 41}}, {}),
    ],
)
def test_what_is_kept_of_an_answer(given: Any, kept: Any) -> None:
    found = search.read({}, given)
    assert (found if found is ... else found["actions"]) == kept


def test_a_row_may_be_told_in_a_sentence() -> None:
    table = {"name": "setbacks", "id": "setback", "text": "{tries} {counted}, {rate:.1%}"}
    rows = filled_rows({"table": table})
    assert rows[0]["id"] == "S1"
    assert rows[0]["text"].endswith("%")
    assert row_flaws({"table": table}) == []
    (flaw,) = row_flaws({"table": {**table, "text": "{tries} {counts}"}})
    assert "which is not there" in flaw[0]
