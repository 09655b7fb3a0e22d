"""Answers: given in a board, saved, shown again; and what becomes of those that no longer fit."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from board_samples import BOARDS, MODULE, settings, write_course
from pmbridge.boards.board import KINDS, Board, Boards
from pmbridge.boards.form import parse_number
from pmbridge.boards.widget import BoardWidget
from pmbridge.workspace import answers

GOOD: dict[str, Any] = {
    "roles": {"T01": "pm", "T20": "team"},
    "metrics": {"M1": {"verdict": "not", "rule": "rate"}, "M2": {"verdict": "good"}},
    "trend": {"W1": {"kind": "opinion", "settle": "b"}, "W2": {"settle": "c"}},
    "launch": {
        "order": [f"L{n:02}" for n in range(13, 0, -1)] + ["G2"],
        "owners": {"L12": "design", "G2": "product"},
    },
    "market": {
        "tam": {"multiply": ["households", "avg_fee_eur", 0.01]},
        "som": {"min": [["households"], ["repairers"]], "only": "served"},
    },
    "memo": "Households give up <b>early</b>.\n",
    "funnel": {"overall": -0.6, "share": 0.12, "cause": "mix", "reason": "Each got worse."},
    "persona": {
        "name": "Robin",
        "situation": "When the fridge stops.",
        "segment_query": "max_days_without <= 5",
        "claims": [
            {
                **{"id": "P07", "text": "Like everybody", "column": "env_concern", "stat": "mean"},
                **{"op": "same", "value": 3.7, "contrast": 3.8},
            }
        ],
        "opened": ["max_days_without <= 5"],
    },
    "needs": {"measure": "top", "gap": "floor", "weights": "weighted", "first": "o1"},
    "stories": [
        {
            "experience": "Read 300 tickets",
            "skill": "asking",
            "number": "Share by theme",
            "sure": 65,
        },
        {"experience": "Planned a timetable", "reach": 1250.5},
    ],
    "guesses": {"head": {"who": "Families"}, "rows": [{"id": "waste", "than": "less", "sure": 80}]},
}


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The exercises of the course with one board of each kind; the working directory is a learner's."""
    layout = write_course(tmp_path / "course-root")
    monkeypatch.setenv("PMBRIDGE_COURSE", str(layout.root))
    home = tmp_path / "my-course"
    home.mkdir()
    (home / "learner.json").write_text('{"learner": "self-study", "course_key": "k"}')
    monkeypatch.chdir(home)
    read: dict[str, Any] = json.loads((layout.content / f"{MODULE}.json").read_text())
    return read


class Shown:
    """Takes what a board would show."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.widgets: list[BoardWidget] = []
        self.data: list[dict[str, Any]] = []
        self.updates: list[dict[str, Any]] = []
        monkeypatch.setattr("pmbridge.boards.board.display", self._take)

    def _take(self, thing: Any, **how: Any) -> Any:
        if isinstance(thing, dict):
            self.data.append(thing)
        else:
            self.widgets.append(thing)
        return self

    def update(self, data: dict[str, Any], raw: bool) -> None:
        self.updates.append(data)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    return Shown(monkeypatch)


@pytest.fixture
def show(content: dict[str, Any]) -> Callable[[str], Board]:
    return Boards(content)


def send(widget: BoardWidget, answer: Any) -> None:
    """Do what the browser does when the learner has changed something."""
    widget.set_state({"answer": answer, "sent": widget.sent + 1})


@pytest.mark.parametrize("label", BOARDS)
def test_an_answer_is_kept_and_shown_again(
    label: str, show: Callable[[str], Board], shown: Shown
) -> None:
    board = show(label)
    assert board.answer is ...
    widget = shown.widgets[-1]
    sent = (
        GOOD[label] if label != "funnel" else {**GOOD[label], "overall": "−0.6 %", "share": "12 %"}
    )
    send(widget, sent)
    assert board.answer == GOOD[label]
    assert answers.load(label) == GOOD[label]
    assert shown.updates[-1][answers.MIME] == {"label": label, "answer": GOOD[label]}
    assert (widget.saved, widget.fault) == (1, "")

    again = show(label)
    assert again.answer == GOOD[label]
    assert shown.widgets[-1].answer == GOOD[label]
    assert not Path("kept-aside").exists()


@pytest.mark.parametrize("label", BOARDS)
def test_each_step_takes_at_most_50_ms(
    label: str, show: Callable[[str], Board], shown: Shown
) -> None:
    show(label)
    took = []
    for _ in range(5):
        start = time.process_time()
        send(shown.widgets[-1], GOOD[label])
        took.append(time.process_time() - start)
    assert min(took) < 0.05


@pytest.mark.parametrize("label", BOARDS)
def test_what_is_taken_back_is_not_started(
    label: str, show: Callable[[str], Board], shown: Shown
) -> None:
    board = show(label)
    send(shown.widgets[-1], GOOD[label])
    send(shown.widgets[-1], "" if label == "memo" else {})
    assert board.answer is ...
    assert shown.updates[-1][answers.MIME]["answer"] is None
    assert show(label).answer is ...


ODD = [
    None,
    3,
    True,
    "text",
    [],
    ["a"],
    {},
    {"a": 1},
    {"order": 3},
    {"order": [[1], None]},
    {"tam": []},
]


@pytest.mark.parametrize("label", BOARDS)
@pytest.mark.parametrize("odd", ODD, ids=str)
def test_a_malformed_answer_never_crashes(
    label: str, odd: Any, show: Callable[[str], Board], shown: Shown
) -> None:
    if label == "memo" and odd == "text":
        pytest.skip("this is a text")
    answers.save(label, odd)
    board = show(label)
    assert board.answer is ...
    assert shown.widgets[-1].answer is None
    kept = list(Path("kept-aside").rglob(f"{label}.json"))
    assert len(kept) == (1 if odd else 0)
    if kept:
        assert json.loads(kept[0].read_text()) == {"label": label, "answer": odd}


@pytest.mark.parametrize(
    ("label", "old", "new"),
    [
        ("roles", {"T01": "pm", "T99": "pm", "T02": "boss"}, {"T01": "pm"}),
        (
            "metrics",
            {"M1": {"verdict": "good", "rule": "rate"}, "M2": "good"},
            {"M1": {"verdict": "good"}},
        ),
        (
            "market",
            {"tam": {"multiply": ["households", "homes", True], "only": "all"}, "x": {}},
            {"tam": {"multiply": ["households"]}},
        ),
        ("funnel", {"overall": float("inf"), "share": True, "cause": "mix"}, {"cause": "mix"}),
    ],
)
def test_of_an_older_answer_all_is_shown_that_fits_and_the_whole_is_kept(
    label: str, old: Any, new: Any, show: Callable[[str], Board], shown: Shown
) -> None:
    answers.save(label, old)
    assert show(label).answer == new
    (kept,) = Path("kept-aside").rglob(f"{label}.json")
    assert json.loads(kept.read_text())["answer"] == old


def test_an_order_always_holds_every_step(show: Callable[[str], Board], shown: Shown) -> None:
    answers.save(
        "launch", {"order": ["L05", "L05", "Z", "G1"], "owners": {"L05": "x", "G9": "design"}}
    )
    answer = show("launch").answer
    assert answer["order"][:2] == ["L05", "G1"]
    assert sorted(answer["order"]) == sorted({f"L{n:02}" for n in range(1, 14)} | {"G1"})
    assert answer["owners"] == {}


def test_when_grading_no_table_is_needed_and_nothing_is_shown(
    show: Callable[[str], Board], shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PMBRIDGE_MODE", "grade")
    monkeypatch.setattr("pmbridge.case.Case.table", None)
    for label, answer in GOOD.items():
        answers.save(label, answer)
        assert show(label).answer == answer
    assert not shown.widgets
    assert not shown.data


def test_what_can_not_be_saved_is_said(
    show: Callable[[str], Board], shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    show("memo")
    monkeypatch.setattr("pmbridge.workspace.answers.save", full)
    send(shown.widgets[-1], "A text.")
    assert shown.widgets[-1].fault == "This could not be saved: No space left on device."
    assert shown.widgets[-1].saved == 1


@pytest.mark.parametrize("label", BOARDS)
def test_a_stored_notebook_has_a_still_picture(
    label: str, show: Callable[[str], Board], shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PMBRIDGE_MODE", "verify")
    answers.save(label, GOOD[label])
    show(label)
    assert not shown.widgets
    (picture,) = shown.data
    assert settings(label)["question"] in picture["text/plain"]
    assert picture["text/html"].startswith("<p><strong>")
    first = shown.data[0].copy()
    show(label)
    assert shown.data[-1] == first


def test_a_still_picture_has_the_rows_of_the_lessons_case(
    show: Callable[[str], Board], shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pmbridge.case import Case

    monkeypatch.setenv("PMBRIDGE_MODE", "verify")
    show("roles")
    for task in Case.lesson().tasks["task"]:
        assert f"- {task}" in shown.data[0]["text/plain"]


def test_the_words_of_an_author_are_text() -> None:
    html, text = KINDS["text"].still({"question": "<b>&", "template": "<i>"})
    assert "<b>" not in html
    assert "<i>" not in html
    assert text.startswith("<b>&")


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("12", "", 12),
        ("1,234.5", "", 1234.5),
        ("1 234.5", "", 1234.5),
        ("1\u202f234,5", "", 1234.5),
        ("1.234,5", "", 1234.5),
        ("1,234", "", 1234),
        ("3,5", "", 3.5),
        ("-0.6", "%", -0.6),
        ("\u22120.6 %", "%", -0.6),
        ("12 %", "", 0.12),
        ("12%", "%", 12),
        ("€ 40", "", 40),
        ("40 €/repair", "€/repair", 40),
        (".5", "", 0.5),
        ("5.", "", 5),
        ("abc", "", None),
        ("", "", None),
        ("%", "", None),
        ("1,23,4", "", None),
        ("1e5", "", None),
        ("nan", "", None),
        ("9" * 400, "", None),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, unit: str, value: Any) -> None:
    read = parse_number(typed, unit)
    assert read == value
    assert type(read) is type(value)


def test_what_is_no_number_is_said_by_its_field(show: Callable[[str], Board], shown: Shown) -> None:
    board = show("funnel")
    send(shown.widgets[-1], {"overall": "lots", "share": "1,234.5"})
    assert board.answer == {"share": 1234.5}
    assert shown.widgets[-1].shown["notes"].keys() == {"overall"}
    assert shown.widgets[-1].shown["numbers"] == {"share": 1234.5}


def test_cards_that_hold_nothing_are_left_out_and_what_is_no_number_is_said(
    show: Callable[[str], Board], shown: Shown
) -> None:
    board = show("stories")
    cards = [
        {"key": "a", "experience": "Ran a stall", "reach": "1,200", "sure": "65 %"},
        {"key": "b", "experience": "  ", "sure": ""},
        {"key": "c", "reach": "many", "sure": "120"},
    ]
    send(shown.widgets[-1], cards)
    assert board.answer == [{"experience": "Ran a stall", "reach": 1200, "sure": 65}]
    notes = shown.widgets[-1].shown["notes"]
    assert notes["a"] == {}
    assert notes["c"].keys() == {"reach", "sure"}
    assert "between 0 and 100" in notes["c"]["sure"]


def test_examples_begin_with_the_learners_own_background(
    show: Callable[[str], Board], shown: Shown
) -> None:
    answers.save("my-background", "support")
    show("stories")
    examples = shown.widgets[-1].settings["examples"]
    assert next(e["group"] for e in examples) == "support"
    assert {e["group"] for e in examples} == {
        "marketing",
        "sales",
        "operations",
        "support",
        "other",
    }
    assert all(
        set(card) == {"experience", "skill", "number"} for e in examples for card in e["cards"]
    )
    answers.save("my-background", "teaching")
    show("stories")
    assert shown.widgets[-1].settings["examples"][0]["group"] == "other"


WHOLE = {
    "head": {"who": "Families"},
    "rows": [
        {"id": "price", "than": "more", "sure": "70"},
        {"id": "waste", "than": "less", "sure": 80},
    ],
}


def test_what_is_locked_stays_as_it_was(show: Callable[[str], Board], shown: Shown) -> None:
    board = show("guesses")
    send(shown.widgets[-1], {**WHOLE, "locked": True})
    kept = board.answer
    assert kept["rows"][0] == {"id": "price", "than": "more", "sure": 70}
    assert shown.widgets[-1].shown["locked"] == kept["locked"]
    send(shown.widgets[-1], {"head": {"who": "Somebody else"}, "rows": []})
    assert board.answer == kept
    assert answers.load("guesses") == kept
    # Also when the notebook is opened again.
    again = show("guesses")
    send(shown.widgets[-1], {**WHOLE, "head": {"who": "Somebody else"}, "locked": True})
    assert again.answer == kept
    assert answers.load("guesses") == kept


def test_what_is_locked_opens_again_until_something_was_seen(
    show: Callable[[str], Board], shown: Shown
) -> None:
    board = show("guesses")
    other = {**WHOLE, "head": {"who": "Somebody else"}}
    send(shown.widgets[-1], {**WHOLE, "locked": True})
    assert shown.widgets[-1].shown["may_unlock"]
    send(shown.widgets[-1], {**other, "unlock": True})
    assert "locked" not in board.answer
    assert board.answer["head"] == {"who": "Somebody else"}
    send(shown.widgets[-1], {**other, "locked": True})
    kept = board.answer
    # The exercise that ``until`` names now has an answer, so what it shows has been seen.
    answers.save("stories", [{"experience": "Ran a stall"}])
    send(shown.widgets[-1], {**WHOLE, "unlock": True})
    assert board.answer == kept
    assert not shown.widgets[-1].shown["may_unlock"]


@pytest.mark.parametrize(
    "missing",
    [
        {**WHOLE, "head": {}},
        {**WHOLE, "rows": WHOLE["rows"][:1]},
        {**WHOLE, "rows": [WHOLE["rows"][0], {"id": "waste", "sure": 80}]},
    ],
)
def test_only_what_is_complete_can_be_locked(
    missing: dict[str, Any], show: Callable[[str], Board], shown: Shown
) -> None:
    board = show("guesses")
    send(shown.widgets[-1], {**missing, "locked": True})
    assert "locked" not in board.answer
    assert "still empty" in shown.widgets[-1].shown["refused"]


def test_the_running_result_is_about_the_learners_own_regions(
    show: Callable[[str], Board], shown: Shown
) -> None:
    from pmbridge.case import Case

    show("market")
    send(shown.widgets[-1], {"tam": {"multiply": ["households"], "only": "served"}})
    result = shown.widgets[-1].shown["results"]["tam"]
    regions = Case.mine().regions
    assert result["total"] == regions.loc[regions["served"], "households"].sum()
    assert result["unit"] == "household"
    assert [name for name, _ in result["regions"]] == list(regions["region"])
    send(shown.widgets[-1], {"tam": {"only": "served"}})
    assert shown.widgets[-1].shown["results"]["tam"] == {
        "message": "There is nothing to multiply yet. Put in a first part."
    }


def test_the_browser_side_is_in_the_package() -> None:
    from pmbridge.boards import widget

    for kind in KINDS:
        assert "export default { render };" in widget.source(f"{kind}.js")
        assert "innerHTML" not in widget.source("parts.js") + widget.source(f"{kind}.js")
