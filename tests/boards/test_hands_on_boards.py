"""The boards of step 5: what they read, what they work out, and what an author is told."""

import copy
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from board_samples import MODULE, write_course
from hands_on_samples import HANDS_ON
from pmbridge.boards import arena, bench, instruments, marks, picks, roadmap
from pmbridge.boards.board import KINDS, Board, Boards
from pmbridge.boards.kind import Settings
from pmbridge.boards.rules import names_in, run_rule, verdicts
from pmbridge.boards.widget import BoardWidget
from pmbridge.case import Case
from pmbridge.craft.experiments import aa_scores, sample_size
from pmbridge.grading.truths import BY_NAME
from pmbridge.problems import CourseError
from pmbridge.workspace import answers, artefacts

GOOD: dict[str, Any] = {
    "cases": [
        {"km": 5, "promised": 0, "hour": 8, "expect": "next"},
        {"km": 5, "promised": 0},
        {"expect": "none"},
    ],
    "size": {"target": 0.15, "power": 0.9, "half": "four"},
    "splits": {
        "experiment_v1": {"opened": ["split", "lift"], "verdict": "invalid"},
        "experiment_v2": {"opened": ["lift"]},
        "next": "run",
    },
    "peeking": {"looks": 10, "run": 2, "guess": "20", "rule": "once"},
    "reading": {
        "metric": {"count": "booked", "of": "visitors"},
        "guardrail": {"count": "late_job"},
        "margin": 1,
        "decision": "hold",
    },
    "quarters": {
        "plan": {"2026-Q4": ["B04", "B08"], "2027-Q2": ["B01"]},
        "by": "careful",
        "trigger": "B08 is a week late",
    },
    "stories": [{"role": "a parent", "need": "to know the day", "evidence": ["E01", "E08"]}],
    "prd": {
        "head": {"problem": "Nobody knows the day."},
        "rows": [
            {
                "requirement": "A day is read.",
                "evidence": ["E01", "S1"],
                "value": "44 %",
                "about": ["tickets |  | share"],
            }
        ],
    },
}


def settings(label: str) -> Settings:
    read: Settings = yaml.safe_load(HANDS_ON[label][1])
    return read


class Shown:
    """Takes what a board would show."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.widgets: list[BoardWidget] = []
        self.data: list[dict[str, Any]] = []
        monkeypatch.setattr("pmbridge.boards.board.display", self._take)

    def _take(self, thing: Any, **how: Any) -> Any:
        (self.data if isinstance(thing, dict) else self.widgets).append(thing)
        return self

    def update(self, data: dict[str, Any], raw: bool) -> None:
        pass


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    return Shown(monkeypatch)


@pytest.fixture
def show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Board]:
    """Show a board of the sample course in a learner's folder."""
    layout = write_course(tmp_path / "course-root", HANDS_ON)
    home = tmp_path / "my-course"
    home.mkdir()
    (home / "learner.json").write_text('{"learner": "self-study", "course_key": "k"}')
    monkeypatch.setenv("PMBRIDGE_COURSE", str(layout.root))
    monkeypatch.chdir(home)
    content: dict[str, Any] = json.loads((layout.content / f"{MODULE}.json").read_text())
    return Boards(content)


def send(widget: BoardWidget, answer: Any) -> None:
    widget.set_state({"answer": answer, "sent": widget.sent + 1})


@pytest.mark.parametrize("label", HANDS_ON)
def test_the_samples_are_right_and_their_answers_kept(
    label: str, show: Callable[[str], Board], shown: Shown
) -> None:
    kind = KINDS[HANDS_ON[label][0]]
    assert kind.flaws(settings(label)) == []
    board = show(label)
    assert board.answer is ...
    send(shown.widgets[-1], GOOD[label])
    assert board.answer == GOOD[label] == answers.load(label)
    assert (shown.widgets[-1].saved, shown.widgets[-1].fault) == (1, "")
    assert show(label).answer == GOOD[label]
    send(shown.widgets[-1], {} if isinstance(GOOD[label], dict) else [])
    assert show(label).answer is ...


@pytest.mark.parametrize("label", HANDS_ON)
def test_a_step_takes_at_most_50_ms(label: str, show: Callable[[str], Board], shown: Shown) -> None:
    show(label)
    took = []
    for _ in range(5):
        start = time.process_time()
        send(shown.widgets[-1], GOOD[label])
        took.append(time.process_time() - start)
    assert min(took) < 0.05


@pytest.mark.parametrize("label", HANDS_ON)
@pytest.mark.parametrize(
    "odd",
    [3, "text", ["a"], {"a": 1}, {"target": "0.1"}, {"metric": [1]}, {"looks": 99, "run": True}],
    ids=str,
)
def test_a_malformed_answer_never_crashes(
    label: str, odd: Any, show: Callable[[str], Board], shown: Shown
) -> None:
    answers.save(label, odd)
    assert show(label).answer is ...


@pytest.mark.parametrize("label", HANDS_ON)
def test_when_grading_no_table_is_needed(
    label: str, show: Callable[[str], Board], shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PMBRIDGE_MODE", "grade")
    monkeypatch.setattr("pmbridge.case.Case.table", None)
    answers.save(label, GOOD[label])
    assert show(label).answer == GOOD[label]
    assert not shown.widgets


@pytest.mark.parametrize("label", HANDS_ON)
def test_a_stored_notebook_has_a_still_picture(
    label: str, show: Callable[[str], Board], shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PMBRIDGE_MODE", "verify")
    show(label)
    (picture,) = shown.data
    assert settings(label)["question"] in picture["text/plain"]
    assert "{" not in picture["text/plain"]


@pytest.mark.parametrize(
    ("label", "path", "value", "wrong"),
    [
        ("cases", "rule", None, "no rule for rule"),
        ("cases", "rule.0.if", "km >> far", "can't be read"),
        ("cases", "rule.0.if", "miles > farthest", "names 'miles'"),
        ("cases", "rule.0.then", "maybe", "then: 'maybe'"),
        ("cases", "rule.3.if", "km > 3", "may decide nothing"),
        ("cases", "given", "no field", "does not name each input once"),
        ("cases", "spec.0", "More than {far} km", "names 'far' in spec"),
        ("cases", "facts", [], "facts that are no names"),
        ("cases", "inputs.0.most", 0, "most: 0"),
        ("cases", "versions", None, "versions"),
        ("size", "show", "length", "show: 'length'"),
        ("size", "tests", [], "has 'tests'"),
        ("size", "fields.0.id", "target", "uses itself"),
        ("size", "fields.0.options", [], "options"),
        ("splits", "tests.0.id", "experiment_v3", "experiment_v3"),
        ("reading", "test", None, "has no test"),
        ("reading", "margins", [1], "has no margins"),
        ("quarters", "notes.0.id", "plan", "uses itself"),
        ("quarters", "pool", [], "has 'pool'"),
        ("stories", "marks", "invest", "marks: 'invest'"),
        ("stories", "fields.6.from", "registry", "picks from 'registry'"),
        ("stories", "fields.6.most", 99, "most: 99"),
        ("prd", "fields.0.from", "evidence", "has from:"),
    ],
)
def test_an_author_is_told(label: str, path: str, value: Any, wrong: str) -> None:
    changed: Any = copy.deepcopy(settings(label))
    *way, last = path.split(".")
    place = changed
    for step in way:
        place = place[int(step) if step.isdecimal() else step]
    key: Any = int(last) if last.isdecimal() else last
    if value is None:
        del place[key]
    else:
        place[key] = value
    said = [what for what, _ in KINDS[HANDS_ON[label][0]].flaws(changed)]
    assert any(wrong in what for what in said), said


# ---- rules


def test_the_first_line_that_fits_decides() -> None:
    rule = [
        {"if": "a > 3 and b == 1 or c != 0", "then": "x"},
        {"if": "a <= 3", "then": "y"},
        {"then": "z"},
    ]
    assert run_rule(rule, {"a": 4, "b": 1, "c": 0}) == "x"
    assert run_rule(rule, {"a": 1, "b": 1, "c": 1}) == "x"
    assert run_rule(rule, {"a": 3, "b": 1, "c": 0}) == "y"
    assert run_rule(rule, {"a": 4, "b": 0, "c": 0}) == "z"
    assert names_in(rule) == {"a", "b", "c"}


@pytest.mark.parametrize("condition", ["a", "a > b > c", "__import__('os')", "a > 1 and", ""])
def test_a_condition_that_is_no_comparison_is_refused(condition: str) -> None:
    with pytest.raises(CourseError, match="can't be read"):
        run_rule([{"if": condition, "then": "x"}, {"then": "y"}], {"a": 1, "b": 1, "c": 1})


def test_a_name_without_a_value_and_a_rule_without_an_end_are_told() -> None:
    with pytest.raises(CourseError, match="has no value"):
        run_rule([{"if": "a > 1", "then": "x"}], {})
    with pytest.raises(CourseError, match="No line"):
        run_rule([{"if": "a > 1", "then": "x"}], {"a": 0})


def test_a_case_that_is_wrong_about_the_rule_catches_nothing() -> None:
    sound = [{"if": "age < limit", "then": "free"}, {"then": "pays"}]
    broken = {"late": [{"if": "age <= limit", "then": "free"}, {"then": "pays"}]}
    rows = [
        {"age": 6, "expect": "free"},
        {"age": 6, "expect": "pays"},
        {"age": 3, "expect": "free"},
    ]
    right, caught = verdicts(rows, sound, broken, {"limit": 6})
    assert right == [False, True, True]
    assert caught == {"late": [1]}


# ---- arena


def test_a_version_is_told_only_when_it_is_caught(
    show: Callable[[str], Board], shown: Shown
) -> None:
    show("cases")
    widget = shown.widgets[-1]
    assert widget.settings["versions"] == ["A", "B", "C"]
    assert "rule" not in widget.settings
    assert "forgets" not in json.dumps(widget.settings)
    far = int(Case.mine().facts.set_index("name")["value"]["promise_max_km"])
    rows = [{}, {"km": far + 1, "promised": 0, "hour": 5, "expect": "none"}, {"km": 3}]
    send(widget, rows)
    assert widget.shown["right"] == {"1": True}
    assert widget.shown["caught"] == {"A": [1], "B": [], "C": [1]}
    assert set(widget.shown["texts"]) == {"A", "C"}


def test_a_case_keeps_what_is_filled_in_of_it() -> None:
    given = [{"km": 4, "promised": -1, "hour": True, "expect": "x"}, {"km": 10**6}, 3]
    assert arena.read(settings("cases"), given) == [{"km": 4}]


# ---- bench


def test_an_envelope_leaves_the_kernel_only_when_it_is_opened(
    show: Callable[[str], Board], shown: Shown
) -> None:
    show("splits")
    widget = shown.widgets[-1]
    assert widget.shown == {"results": {}}
    send(widget, {"experiment_v1": {"opened": ["split"]}})
    assert set(widget.shown["results"]["experiment_v1"]) == {"split"}


@pytest.mark.parametrize("seed", [3, 20260101])
def test_the_bench_shows_what_the_truths_say(seed: int) -> None:
    case = Case(seed)
    first, second = BY_NAME["test_1_split"].compute(case), BY_NAME["test_2_readout"].compute(case)
    found = instruments.split(case.experiment_v1)
    assert found["chi_square"] == pytest.approx(first["chi_square"])
    assert sum(a + b for _, a, b in found["devices"]) == found["a"] + found["b"]
    shown = instruments.readout(
        case.experiment_v2,
        {
            "metric": {"count": "booked", "of": "visitors"},
            "guardrail": {"count": "late_job", "of": "bookings"},
        },
    )
    for part, keys in (("metric", "lift"), ("guardrail", "late")):
        right = [second[f"{keys}_pp"], second[f"{keys}_low_pp"], second[f"{keys}_high_pp"]]
        assert shown[part]["gap"] == pytest.approx(right, abs=0.001)
    plan = instruments.planning(case)
    size = instruments.size(**plan, target=plan["baseline"] + 0.02, power=0.8)
    assert size["people"] == sample_size(plan["baseline"], plan["baseline"] + 0.02)
    assert size["weeks"] * plan["weekly"] >= 2 * size["people"]


def test_peeking_waits_for_the_guess_and_other_tests_are_others() -> None:
    one = {"looks": 3, "guess": "5"}
    assert bench.results(settings("peeking"), {"looks": 3}) == {}
    found = bench.results(settings("peeking"), one)
    assert found == bench.results(settings("peeking"), one)
    assert found != bench.results(settings("peeking"), {**one, "run": 1})
    assert found["by_look"] == sorted(found["by_look"])
    assert found["by_look"][0] < 10 < found["by_look"][-1] < 40
    crossed = [bool(look) for look in found["first"]]
    assert 100 * sum(crossed) / len(crossed) == pytest.approx(found["by_look"][-1], abs=0.06)


def test_scores_of_tests_without_a_difference_spread_as_chance_does() -> None:
    scores = aa_scores(5, 200, experiments=2000, seed=4)
    assert scores.shape == (2000, 5)
    assert abs(scores.mean()) < 0.05
    assert scores.std(axis=0) == pytest.approx([1] * 5, abs=0.06)
    assert (aa_scores(1, 1, share=0.001, experiments=50, seed=1) == 0).all()


# ---- roadmap


def test_an_idea_is_finished_once_and_only_in_a_quarter_that_there_is() -> None:
    given = {"plan": {"2026-Q4": ["B04", "B04", 3], "2027-Q1": ["B04", "B99"], "2030-Q1": ["B01"]}}
    assert roadmap.read(settings("quarters"), given) == {"plan": {"2026-Q4": ["B04"]}}
    assert roadmap.read(settings("quarters"), {"plan": {"2026-Q4": "B04"}}) is ...


def test_the_roadmap_shows_the_learners_own_ideas(
    show: Callable[[str], Board], shown: Shown
) -> None:
    show("quarters")
    sent = shown.widgets[-1].settings
    backlog = Case.mine().backlog.set_index("item")
    assert [item["id"] for item in sent["items"]] == list(roadmap.ITEMS)
    for item in sent["items"]:
        assert item["careful"] == backlog.loc[item["id"], "effort_p85_pm"] > item["middle"]
    assert [q["id"] for q in sent["quarters"]] == Case.mine().capacity["quarter"].tolist()
    assert [q["id"] for q in sent["quarters"]] == list(roadmap.QUARTERS)


# ---- stories and requirements


GOOD_STORY = {
    "role": "a parent with one washing machine",
    "need": "to know on which day it will run again",
    "benefit": "laundry for three children is planned",
    "given": "a free hour on Thursday",
    "when": "the parent asks on Tuesday",
    "then": "Thursday is read before agreeing",
}


def test_nothing_is_said_against_a_good_story() -> None:
    found = marks.story_marks(GOOD_STORY)
    assert set(found) == {"person", "open", "small", "benefit", "testable"}
    assert all(mark["good"] for mark in found.values())
    assert marks.story_marks({}) == {}


@pytest.mark.parametrize(
    ("part", "text", "mark", "said"),
    [
        ("role", "the System", "person", '"System" is nobody'),
        ("role", "our product manager", "person", "nobody"),
        ("role", "As a user", "person", "can be anybody"),
        ("benefit", "we sell more", "benefit", "a benefit for us"),
        ("benefit", "all are happy", "benefit", '"happy" because of what'),
        ("need", "a Button that shows the day", "open", '"Button" is one way'),
        ("need", "the day and the price and the name", "small", "stands 2 times"),
        ("benefit", "I know the day on which it runs again", "benefit", "repeats the need"),
        ("then", "it is easy and fast", "testable", '"easy"'),
        ("then", "the day is stored in a table", "testable", "happens where nobody sees it"),
        ("role", "the booking team of Second Spark", "person", '"team" is nobody'),
        ("need", "a calendar with green days", "open", '"calendar" is one way'),
    ],
)
def test_a_story_is_asked_about_its_own_words(part: str, text: str, mark: str, said: str) -> None:
    found = marks.story_marks({**GOOD_STORY, part: text})[mark]
    assert found["good"] is False
    assert said in found["text"]


@pytest.mark.parametrize(
    "role",
    [
        "a clerk at an insurance company",
        "the owner of a small business",
        "a small-business owner with one oven",
        "a colleague in the support team",
        "an apprentice, whose team is away",
    ],
)
def test_somebody_who_works_for_a_company_is_somebody(role: str) -> None:
    assert marks.story_marks({**GOOD_STORY, "role": role})["person"]["good"]


def test_fewer_calls_are_a_benefit_for_those_who_take_them() -> None:
    assert marks.story_marks({**GOOD_STORY, "benefit": "we get fewer angry calls"})["benefit"][
        "good"
    ]


def test_a_word_in_quotation_marks_is_passed_over() -> None:
    assert marks.story_marks({**GOOD_STORY, "role": 'a carer in a "team" of four'})["person"][
        "good"
    ]
    assert marks.story_marks({**GOOD_STORY, "need": "to find the “page” of the book"})["open"][
        "good"
    ]


def keep(name: str, value: Any, stat: str = "share") -> None:
    source = {"value": value, "table": "tickets", "filter": "asks", "stat": stat}
    items = [{"kind": "text", "heading": "", "text": "x"}]
    artefacts.save(name, "01-role", name, items, [source])


def test_a_number_that_is_told_in_another_way_lights_up(
    show: Callable[[str], Board], shown: Shown
) -> None:
    keep("opportunity-memo", "44.4 %")
    keep("prd", "12 %")
    show("prd")
    widget = shown.widgets[-1]
    (option,) = widget.settings["fields"][3]["options"]
    assert option["id"] == "tickets | asks | share"
    row = {"requirement": "A day is read.", "evidence": ["E04"], "about": [option["id"]]}
    send(widget, {"head": {"problem": "They lack an app."}, "rows": [{**row, "value": "30 %"}]})
    said = widget.shown["marks"]
    assert [m["good"] for m in said["rows"][0]] == [True, False]
    assert "it is 44.4 % in opportunity-memo" in said["rows"][0][1]["text"]
    assert [m["good"] for m in said["head"]] == [False]
    send(widget, {"rows": [{**row, "value": "44 %"}, {**row, "value": "", "evidence": []}]})
    said = widget.shown["marks"]
    assert [m["good"] for m in said["rows"][0]] == [True, True]
    assert [m["good"] for m in said["rows"][1]] == [False]
    keep("persona", "46 %")
    send(widget, {"rows": []})
    assert (
        "44.4 % in opportunity-memo and 46 % in persona" in widget.shown["marks"]["head"][0]["text"]
    )


def test_a_learner_who_skipped_the_steps_before_can_write_the_document(
    show: Callable[[str], Board], shown: Shown
) -> None:
    answers.save("write-stories", 3)
    show("prd")
    widget = shown.widgets[-1]
    assert widget.settings["fields"][3]["options"] == []
    assert {o["id"][0] for o in widget.settings["fields"][1]["options"]} == {"E"}
    send(widget, {"rows": [{"requirement": "A day.", "value": "3", "about": ["odd"]}]})
    assert widget.shown["marks"]["rows"][0][-1]["good"] is None


def test_own_stories_can_be_cited(show: Callable[[str], Board], shown: Shown) -> None:
    answers.save("write-stories", [{"role": "a parent", "need": "the day " * 40}, {}])
    options = picks.stories()
    assert [o["id"] for o in options] == ["S1", "S2"]
    assert options[0]["text"].startswith("As a parent: the day")
    assert len(options[0]["text"]) <= 90
