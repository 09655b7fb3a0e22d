"""The boards of the step on technical literacy: what they work out, keep and refuse."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmbridge.boards import api, flow, forecast, stepper
from pmbridge.boards.board import workbench
from pmbridge.boards.flowing import HANDS_ON_DAYS, replay
from pmbridge.boards.service import ALLOWED, Service
from pmbridge.boards.stepping.machine import run
from pmbridge.case import Case
from pmbridge.craft.forecast import delivery_forecast
from pmbridge.problems import CourseError

PROGRAM = {"id": "p", "text": "days = 3\nprint(days)"}
STEPPER = {"question": "What is shown?", "programs": [PROGRAM]}


# --- The stepper -----------------------------------------------------------------


def said(code: str) -> list[str]:
    return [" ".join(step.said) for step in run(code).steps]


def test_each_line_says_what_it_did() -> None:
    assert said(
        "fees = [41, 35]\ntotal = 0\nfor fee in fees:\n    total = total + fee\nprint(total)"
    ) == [
        "`fees` becomes [41, 35].",
        "`total` becomes 0.",
        "`fee` becomes 41, value 1 of 2.",
        "`total + fee` is 0 + 41, so `total` becomes 41.",
        "`fee` becomes 35, value 2 of 2.",
        "`total + fee` is 41 + 35, so `total` becomes 76.",
        "No value is left, so the loop ends.",
        "It shows: 76",
    ]


def test_a_call_is_told_from_both_sides() -> None:
    code = "def double(n):\n    return n * 2\nprice = double(4) + 1"
    assert said(code) == [
        "Python now knows the function `double`. Its lines wait until it is called.",
        "It calls `double` with n = 4.",
        "`n * 2` is 4 * 2. It gives back 8. Back on line 3: `price` becomes 9.",
    ]


ENDLESS = [
    "while True:\n    x = 1",
    "days = 1\nwhile days < 5:\n    print(days)",
    "x = [1]\nfor n in x:\n    x.append(n)",
    "def f(n):\n    return f(n)\nf(1)",
    "x = 10 ** 10 ** 10",
    "x = 'a' * 10 ** 12",
    "sum(range(10 ** 12))",
    "x = [1]\nwhile True:\n    x = [x, x]",
    "x = []\nx.append(x)\nprint(x)",
    "x = [n for n in range(4000) for m in range(4000)]",
    "x = [n for n in range(4000) for m in range(4000) if m < 0]",
    "x = 'ab' * 2000\nfor n in range(900):\n    x = x.replace('a', 'aa')",
    "x = ','.join(['a' * 4000] * 4000)",
    "f'{1:>999999999}'",
    "x = 2\nwhile x > 1:\n    x = x * x",
    "d = {}\nn = 0\nwhile n < 10:\n    d[n] = [d, d]",
]


@pytest.mark.parametrize("code", ENDLESS)
def test_what_never_ends_or_grows_is_stopped_with_a_kind_word(code: str) -> None:
    begin = time.process_time()
    record = run(code)
    assert time.process_time() - begin < 2
    assert record.problem is not None
    assert record.problem["happened"]
    assert record.problem["tryout"]
    assert record.code == code


def test_the_endless_loop_is_named_with_what_it_asks() -> None:
    problem = run("days = 1\nwhile days < 5:\n    print(days)").problem
    assert problem is not None
    assert problem["line"] == 2
    assert "`days < 5` is still true. Now it says `1 < 5`." in problem["happened"]


@pytest.mark.parametrize(
    ("code", "line", "words"),
    [
        ("days = 3\nprint(dyas)", 2, "Did you mean `days`?"),
        ("days = 3 +", 1, "breaks Python's grammar"),
        ('fee = "12" + 3', 1, "One side is text and the other is a number"),
        ("waits = [1]\nprint(waits[1])", 2, "Python counts from 0"),
        ("import os", 1, "`import` is more Python than this board steps through"),
        ("open('x')", 1, "`open` is more Python"),
        ("if 1 > 0: print(1)", 1, "Put each step on a line of its own"),
        ("def f(a):\n    return a\nf()", 3, "'a' is missing"),
        ("x = 1 / 0", 1, "You divide by zero"),
        ("return 3", 1, "grammar"),
        ("x = ().__class__", 1, "more Python"),
        ("'{0.__class__}'.format(1)", 1, "`.format()` is more Python"),
    ],
)
def test_an_error_says_what_and_where(code: str, line: int, words: str) -> None:
    problem = run(code).problem
    assert problem is not None
    assert problem["line"] == line
    assert words in f"{problem['title']} {problem['happened']} {problem['tryout']}"


def test_a_program_cannot_reach_the_notebook() -> None:
    for code in ("__import__('os')", "print.__globals__", "eval('1')", "x = globals()"):
        assert run(code).problem is not None


def test_a_board_answers_within_a_blink() -> None:
    code = "total = 0\nfor week in range(40):\n    total = total + week\n    if total > 3:\n        total = total - 1\nprint(total)"
    run(code)
    begin = time.process_time()
    json.dumps(stepper.as_data(run(code)))
    assert time.process_time() - begin < 0.05


def test_the_stepper_keeps_predictions_or_changed_lines() -> None:
    assert stepper.read(STEPPER, {"p": "print(1)", "q": "x", "r": 3}) == {"p": "print(1)"}
    assert stepper.read(STEPPER, {"p": PROGRAM["text"]}) is ...
    predict = {**STEPPER, "predict": True}
    assert stepper.read(predict, {"p": " 3\n"}) == {"p": "3"}
    assert stepper.read(predict, {"p": "  "}) is ...
    assert stepper.read(predict, "3") is ...


def test_the_stepper_runs_lines_that_are_sent_to_it() -> None:
    board = stepper.widget(stepper.fill(STEPPER), ..., lambda answer: None)
    sent: list[Any] = []
    board.send = sent.append  # type: ignore[method-assign]
    board._handle_custom_msg({"turn": 4, "code": "x = 2"}, [])
    board._handle_custom_msg({"turn": 5}, [])
    board._handle_custom_msg("nonsense", [])
    assert [message["turn"] for message in sent] == [4]
    assert sent[0]["run"]["values"][0]["text"] == "2"


def test_a_still_stepper_shows_its_lines_and_does_not_give_predictions_away() -> None:
    html, text = stepper.still(STEPPER)
    assert "line 1: `days` becomes 3." in text
    assert "<table>" in html
    assert "becomes" not in stepper.still({**STEPPER, "predict": True})[1]


# --- The status service -------------------------------------------------------------


@pytest.fixture
def service() -> Service:
    return Service(Case.lesson().api_response())


def test_the_service_answers_as_a_real_one_does(service: Service) -> None:
    jobs = service.get("/jobs")
    assert (jobs.status, jobs.reason) == (200, "OK")
    first = jobs.body["jobs"][0]
    assert service.get(f"/jobs/{first['id']}").body == first
    booked = service.get("/jobs?status=booked").body
    assert booked["count"] == len(booked["jobs"]) > 0
    assert {job["status"] for job in booked["jobs"]} == {"booked"}
    assert service.get("/jobs/J-999").status == 404


def test_strange_requests(service: Service) -> None:
    assert service.get("/jobs?color=red").status == 400
    assert service.get("").status == 404
    assert service.get("/jobs/J-861/parts").status == 404


def test_too_many_requests_and_a_fault(service: Service) -> None:
    service.broken = True
    codes = [service.get("/jobs").status for _ in range(ALLOWED + 2)]
    assert codes == [500] * ALLOWED + [429, 429]
    assert service.get("/jobs").headers["Retry-After"] == "30"
    service.wait()
    service.broken = False
    assert service.get("/jobs").status == 200


def test_the_explorer_keeps_the_last_request() -> None:
    settings = {"question": "Ask."}
    assert api.read(settings, {"path": "/jobs", "broken": True, "asked": 2})["broken"] is True
    assert api.read(settings, {"path": "/jobs", "asked": -1})["asked"] == 1
    assert api.read(settings, {"path": 3}) is ...
    assert api.read(settings, None) is ...


# --- Flow -------------------------------------------------------------------------------


# Little's law is about a stable system: a few weeks with something done, again and again.
RECORDS = st.lists(st.integers(2, 8), min_size=4, max_size=5).map(lambda weeks: (weeks * 10)[:40])


@given(RECORDS, st.integers(3, 12))
def test_the_limit_holds_and_little_is_not_far_off_whatever_the_record(
    record: list[int], half: int
) -> None:
    played = replay(record, 2 * half, half)
    before, after = played.before, played.after
    assert before.wip == pytest.approx(2 * half, abs=0.7)
    assert after.wip == pytest.approx(half, abs=0.7)
    # Little's law holds for averages; a record of 16 weeks that rises or falls is off by what it rose.
    for window in (before, after):
        assert window.cycle_days == pytest.approx(window.by_law, rel=0.45)
        assert window.cycle_days >= HANDS_ON_DAYS


@pytest.mark.parametrize("seed", [1, 2, 3, 2026])
def test_on_the_case_the_law_holds_closely(seed: int) -> None:
    record = [int(n) for n in Case(seed).throughput["done"]]
    played = replay(record, 12, 6)
    assert played.after.cycle_days == pytest.approx(played.before.cycle_days / 2, rel=0.15)
    assert played.after.per_week == pytest.approx(played.before.per_week, rel=0.15)
    assert played.after.cycle_days == pytest.approx(played.after.by_law, rel=0.1)


def test_far_too_little_in_progress_costs_output() -> None:
    record = [int(n) for n in Case.lesson().throughput["done"]]
    assert replay(record, 12, 1).after.per_week < 0.7 * replay(record, 12, 6).after.per_week
    assert "people wait for work" in flow.in_words(record, {"first": 12, "second": 1})


def test_nothing_is_finished_that_was_not_started() -> None:
    played = replay([3, 0, 5, 2] * 10, 8, 4)
    for started, finished in zip(played.started, played.finished, strict=True):
        assert 0 <= started - finished <= 8
    assert played.finished == sorted(played.finished)


def test_the_flow_board_keeps_two_limits() -> None:
    settings = {"question": "Halve it."}
    assert flow.read(settings, {"first": 12, "second": 6, "x": 1}) == {"first": 12, "second": 6}
    for wrong in ({"first": 0, "second": 6}, {"first": 12}, {"first": True, "second": 3}, 7):
        assert flow.read(settings, wrong) is ...


# --- Forecast -----------------------------------------------------------------------------


def test_the_bench_agrees_with_the_formula() -> None:
    record = [int(n) for n in Case.lesson().throughput["done"]]
    weeks = delivery_forecast(record, 64, seed=9)
    for share in (50, 85, 95):
        shown = forecast.forecast(record, {"items": 64, "share": share, "empty_weeks": True})
        assert abs(shown["promise"] - weeks[share / 100]) <= 1
        assert shown["kept"] >= share
        assert sum(part for _, part in shown["bars"]) == pytest.approx(100)


def test_leaving_out_empty_weeks_is_named_for_what_it_is() -> None:
    record = [int(n) for n in Case.lesson().throughput["done"]]
    honest = forecast.forecast(record, {"items": 64, "share": 85, "empty_weeks": True})
    hasty = forecast.forecast(record, {"items": 64, "share": 85, "empty_weeks": False})
    assert hasty["promise"] < honest["promise"]
    assert "with the empty weeks that really happened" in hasty["said"]


def test_the_forecast_board_keeps_what_was_chosen() -> None:
    settings = {"question": "What would you promise?"}
    chosen = {"items": 40, "share": 85, "empty_weeks": False}
    assert forecast.read(settings, chosen) == chosen
    for wrong in ({**chosen, "items": 0}, {**chosen, "share": 100}, {**chosen, "share": "85"}, []):
        assert forecast.read(settings, wrong) is ...


# --- Boards outside of exercises -------------------------------------------------------------


@pytest.mark.parametrize("kind", ["api", "flow", "forecast"])
def test_a_still_board_says_something_useful(kind: str) -> None:
    from pmbridge.boards.board import KINDS

    html, text = KINDS[kind].still({"question": "Look."})
    assert "Look." in html
    assert len(text.splitlines()) >= 4


def test_a_bench_that_makes_no_sense_says_so() -> None:
    with pytest.raises(CourseError, match="Did you mean 'flow'"):
        workbench("flwo", "x", question="?")
    with pytest.raises(CourseError, match="has no question"):
        workbench("flow", "x")
