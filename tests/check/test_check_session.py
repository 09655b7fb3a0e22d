"""The check block, hints and boards in an IPython shell, as an exercise notebook uses them."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pmbridge.check import everything
from pmbridge.check.session import RESULT_MIME, Result
from pmbridge.content import Layout, module_content
from pmbridge.problems import CourseError
from pmbridge.workspace import answers, progress

MODULE = "03-sample"
SETUP = (
    "from pmbridge.notebook import open_exercises\n"
    f"check, hint, board, check_everything = open_exercises({MODULE!r})"
)
RIGHT = "def rice_score(reach, impact, confidence, effort):\n    return reach * impact * confidence / effort"
STARTER = (
    "def rice_score(reach, impact, confidence, effort):\n    divide_by = ...\n    \n"
    "    return reach * impact * confidence / divide_by"
)


@pytest.fixture
def checks(sample: Layout) -> dict[str, str]:
    return {c["id"]: c["source"] for c in module_content(sample, MODULE)["cells"]}


@pytest.fixture
def notebook(learner_home: Path, run_cell: Any, checks: dict[str, str]) -> Callable[..., Any]:
    """Run an answer and then one of its checks; returns what the check's cell gave."""
    opened = run_cell(SETUP)
    assert opened.error is None, opened.error

    def answer_and_check(answer: str, label: str = "rice-blank", part: int = 1) -> Any:
        run_cell(answer)
        ran = run_cell(checks[f"{label}-check-{part}"])
        assert ran.error is None, ran.error
        assert isinstance(ran.value, Result)
        return ran

    return answer_and_check


class TestTheResult:
    def test_a_pass_is_its_points_in_plain_text(self, notebook: Any) -> None:
        ran = notebook(RIGHT)
        bundle = ran.value._repr_mimebundle_()
        assert bundle["text/plain"] == "2"
        assert "✓ Passed. Fill one blank (check 1 of 2)" in bundle["text/html"]
        assert "Read why it works" in bundle["text/html"]
        assert bundle[RESULT_MIME] == {
            "label": "rice-blank",
            "part": 1,
            "state": "passed",
            "earned": 2,
            "points": 2,
            "message": "",
            "learner": "self-study",
        }
        json.dumps(bundle)

    def test_a_failure_is_nought_and_says_what_we_saw(self, notebook: Any) -> None:
        ran = notebook(RIGHT.replace("/ effort", "/ reach"))
        assert ran.value._repr_mimebundle_()["text/plain"] == "0"
        assert ran.value.state == progress.NOT_YET
        assert ran.value.message.startswith("Effort should divide")
        assert (
            "What we saw: `rice_score(100, 2, 0.5, 4)` gives `1.0`.\nEffort should divide"
            in ran.value.text
        )

    def test_the_explanation_comes_with_the_last_visible_check(self, notebook: Any) -> None:
        assert "why it works" not in notebook(RIGHT, part=2).value.html
        assert "why it works" in notebook(RIGHT, part=1).value.html

    def test_a_hidden_check_gives_its_message_and_not_its_inputs(self, notebook: Any) -> None:
        result = notebook(RIGHT.replace("/ effort", "/ 4"), part=2).value
        assert result.message == "The score must follow from the inputs, not from one example."
        assert "What we saw" not in result.text
        assert "rice_score(10" not in result.html

    def test_a_check_leaves_the_learners_names_as_they_were(
        self, notebook: Any, run_cell: Any
    ) -> None:
        run_cell("large = 'my own'")
        notebook("def rank_backlog(items):\n    return []", "rank-backlog")
        assert run_cell("large").value == "my own"
        assert run_cell("small").error is not None

    def test_an_untouched_answer_is_not_started(self, notebook: Any) -> None:
        result = notebook(STARTER).value
        assert (result.state, result.earned) == (progress.NOT_STARTED, 0)
        assert "Nothing is wrong." in result.text

    def test_an_answer_that_was_never_run_is_not_started(
        self, notebook: Any, run_cell: Any, checks: dict[str, str]
    ) -> None:
        assert run_cell(checks["rice-blank-check-1"]).value.state == progress.NOT_STARTED

    def test_a_terminal_gets_the_panel_in_words(self, notebook: Any) -> None:
        ran = notebook(RIGHT)
        (twin,) = ran.shown
        assert twin["text/plain"] == ran.value.text
        assert twin["text/html"] == "<span hidden></span>"
        assert twin["text/plain"].startswith(
            "✓ Passed. Fill one blank (check 1 of 2) (2 of 2 points)"
        )


class TestNothingRaises:
    @pytest.mark.parametrize(
        ("body", "title"),
        [
            ("return missing", "Python does not know this name"),
            ("return effort / 0", "You divide by zero"),
            ("raise SystemExit(3)", "Python stopped: SystemExit"),
            ("import sys; sys.exit()", "Python stopped: SystemExit"),
            (
                "return rice_score(reach, impact, confidence, effort)",
                "Python stopped: RecursionError",
            ),
            ("raise BaseExceptionGroup('x', [ValueError()])", "Python stopped: ExceptionGroup"),
        ],
    )
    def test_an_exception_in_the_answer_becomes_a_card(
        self, notebook: Any, body: str, title: str
    ) -> None:
        result = notebook(f"def rice_score(reach, impact, confidence, effort):\n    {body}").value
        assert result.state == progress.NOT_YET
        assert result.message.startswith(title)
        assert "Line 2: " in result.text
        assert "What to try:" in result.text

    def test_a_second_run_that_ends_python_does_not_end_it(self, notebook: Any) -> None:
        result = notebook(
            "runs = []\ndef rice_score(*inputs):\n    runs.append(1)\n"
            "    if len(runs) > 1:\n        raise SystemExit\n    return 0"
        ).value
        assert result.state == progress.NOT_YET
        assert "What we saw" not in result.text

    def test_a_value_that_cannot_be_shown_is_named_by_its_type(self, notebook: Any) -> None:
        result = notebook(
            "class Odd:\n    def __repr__(self):\n        raise ValueError\n"
            "def rice_score(*inputs):\n    return Odd()"
        ).value
        assert "gives `a value of type Odd`" in result.text

    def test_a_long_value_is_cut(self, notebook: Any) -> None:
        result = notebook("def rice_score(*inputs):\n    return 'x' * 5000").value
        assert len(result.text) < 1000
        assert "xx …" in result.text

    def test_warnings_and_stderr_turn_nothing_red(self, notebook: Any) -> None:
        ran = notebook(
            "import sys, warnings\n"
            "def rice_score(reach, impact, confidence, effort):\n"
            "    warnings.warn('old')\n    print('careful', file=sys.stderr)\n"
            "    return reach * impact * confidence / effort"
        )
        assert ran.value.state == progress.PASSED
        assert ran.printed == ""

    def test_what_the_answer_prints_waits_in_the_panel_of_a_failure(self, notebook: Any) -> None:
        ran = notebook("def rice_score(*inputs):\n    print('half', 1)\n    return 0")
        assert ran.printed == ""
        assert "What your code printed" in ran.value.html
        assert "half 1" in ran.value.html
        passed = notebook(RIGHT.replace("return", "print('half', 1)\n    return"))
        assert (passed.printed, "half 1" in passed.value.html) == ("", False)

    def test_endless_printing_does_not_fill_the_memory(self, notebook: Any) -> None:
        ran = notebook(
            "def rice_score(*inputs):\n    for _ in range(100):\n        print('x' * 1_000_000)\n"
            "    return 0"
        )
        assert len(ran.value.html) < 20_000

    def test_an_interrupt_gets_out_and_leaves_no_result(
        self, notebook: Any, run_cell: Any, checks: dict[str, str]
    ) -> None:
        notebook(RIGHT)
        run_cell("def rice_score(*inputs):\n    raise KeyboardInterrupt")
        ran = run_cell(checks["rice-blank-check-1"])
        assert isinstance(ran.error, KeyboardInterrupt)
        left = run_cell("check.result('rice-blank', 1)")
        assert left.value.state == progress.NOT_STARTED
        assert left.value._repr_mimebundle_()["text/plain"] == "0"
        assert "This check was interrupted. Run the cell again." in left.value.text


class TestAttempts:
    def standing(self, home: Path) -> progress.Standing:
        return progress.standings(progress.read(home))[MODULE, "rice-blank", 1]

    def test_they_are_recorded_in_a_course_folder(self, notebook: Any, learner_home: Path) -> None:
        notebook(STARTER)
        notebook(RIGHT.replace("/ effort", "/ reach"))
        notebook(RIGHT)
        assert [a.state for a in progress.read(learner_home)] == [
            "not started",
            "not yet",
            "passed",
        ]
        assert self.standing(learner_home) == progress.Standing("passed", 2, 2, 2, "not yet")

    @pytest.mark.parametrize("mode", ["verify", "grade"])
    def test_they_are_not_while_grading(
        self, notebook: Any, learner_home: Path, monkeypatch: pytest.MonkeyPatch, mode: str
    ) -> None:
        monkeypatch.setenv("PMBRIDGE_MODE", mode)
        notebook(RIGHT)
        assert not (learner_home / progress.FILE).exists()

    def test_they_are_not_outside_a_course_folder(self, notebook: Any, learner_home: Path) -> None:
        (learner_home / "learner.json").unlink()
        notebook(RIGHT)
        assert not (learner_home / progress.FILE).exists()

    def test_a_full_disk_costs_the_record_and_not_the_result(
        self, notebook: Any, learner_home: Path
    ) -> None:
        (learner_home / progress.FILE).mkdir()
        ran = notebook(RIGHT)
        assert ran.value.state == progress.PASSED
        assert "This result could not be saved in your course folder." in ran.shown[0]["text/plain"]
        assert "pmbridge doctor" in ran.shown[0]["text/html"]


class TestHints:
    def test_each_call_opens_one_more(self, notebook: Any, run_cell: Any) -> None:
        seen = [run_cell("hint('rice-blank')").value.text for _ in range(4)]
        assert [text.count("Hint ") for text in seen] == [1, 2, 3, 3]
        assert seen[0].splitlines() == [
            "Hint 1. Which of the four names in the brackets is a cost?",
            "2 more: run this cell again.",
        ]
        assert seen[2] == seen[3]
        assert seen[3].endswith("That was the last hint.")

    def test_each_exercise_has_its_own(self, notebook: Any, run_cell: Any) -> None:
        run_cell("hint('rice-blank')")
        assert run_cell("hint('read-a-line')").value.text.count("Hint ") == 1

    def test_a_hint_is_a_panel_in_a_notebook(self, notebook: Any, run_cell: Any) -> None:
        html = run_cell("hint('read-a-line')").value._repr_mimebundle_()["text/html"]
        assert 'role="group" aria-label="Hints"' in html
        assert "<code>100 * 2</code>" in html


class TestUnknownLabels:
    @pytest.mark.parametrize(
        "call",
        [
            "hint('rice-blnk')",
            "check.result('rice-blnk', 1)",
            "with check('rice-blnk', part=1):\n    pass",
        ],
    )
    def test_a_sentence_suggests_the_right_one(
        self, notebook: Any, run_cell: Any, call: str
    ) -> None:
        ran = run_cell(call)
        assert isinstance(ran.error, CourseError)
        assert ran.error.what == "This notebook has no exercise called 'rice-blnk'."
        assert ran.error.next_step.startswith(
            "Did you mean 'rice-blank'? The exercises are: first-idea,"
        )

    def test_a_board_too(self, notebook: Any, run_cell: Any) -> None:
        ran = run_cell("board('first-ideas')")
        assert isinstance(ran.error, CourseError)
        assert ran.error.next_step == "Did you mean 'first-idea'? Its boards are: first-idea."
        assert "no board called 'rice-blank'" in str(run_cell("board('rice-blank')").error)


class TestBoards:
    def test_a_choice_is_saved_shown_and_under_its_name(
        self, notebook: Any, run_cell: Any, shell: Any, learner_home: Path
    ) -> None:
        run_cell("the_board = board('first-idea')\nfirst_idea = the_board.answer")
        assert shell.user_ns["first_idea"] is ...
        board = shell.user_ns["the_board"]
        sent = []
        board._carrier.update = lambda data, raw: sent.append(data)
        board._changed("reminder")
        assert shell.user_ns["first_idea"] == "reminder"
        assert board.answer == "reminder"
        assert answers.load("first-idea", learner_home) == "reminder"
        assert sent[0][answers.MIME] == {"label": "first-idea", "answer": "reminder"}

    def test_it_reports_the_id_that_was_chosen(self) -> None:
        from pmbridge.boards.choice import choice

        chosen: list[str] = []
        options = [{"id": "a", "text": "One & <b>"}, {"id": "b", "text": "Two"}]
        settings = {"question": "<Which?>", "options": options}
        board = choice(settings, ..., chosen.append)
        assert (board.question, board.options, board.chosen) == ("<Which?>", options, "")
        board.chosen = "b"
        assert chosen == ["b"]
        assert choice(settings, "b", chosen.append).chosen == "b"
        for odd in ("no longer there", None, ["a"], 3):
            assert choice(settings, odd, chosen.append).chosen == ""

    def test_a_stored_notebook_shows_a_picture_of_it(
        self, notebook: Any, run_cell: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PMBRIDGE_MODE", "verify")
        (shown,) = run_cell("first_idea = board('first-idea').answer").shown
        assert "<li>Video chat with a repairer</li>" in shown["text/html"]
        assert "- Video chat with a repairer" in shown["text/plain"]


class TestCharts:
    def test_a_chart_has_words_and_closes_its_figure(self, run_cell: Any, shell: Any) -> None:
        ran = run_cell(
            "import matplotlib\nmatplotlib.use('agg')\nimport matplotlib.pyplot as plt\n"
            "from pmbridge.boards.chart import chart\n"
            "fig, ax = plt.subplots(figsize=(1, 1))\nchart(fig, alt='An empty square.')\n"
            "left = plt.get_fignums()"
        )
        assert ran.error is None
        assert ran.shown[0]["text/plain"] == "An empty square."
        assert shell.user_ns["left"] == []

    def test_a_chart_without_words_is_refused(self) -> None:
        from pmbridge.boards.chart import chart

        with pytest.raises(ValueError, match="must say in a sentence what the chart shows"):
            chart(None, alt=" ")


class TestCheckEverything:
    @pytest.fixture
    def button(self, learner_home: Path) -> everything.Everything:
        return everything.Everything(MODULE, lambda: None)

    def done(self, code: int, out: str, err: str = "") -> Any:
        return lambda *args, **more: subprocess.CompletedProcess(args, code, out, err)

    def test_a_notebook_that_is_not_there_is_a_sentence(
        self, button: everything.Everything, learner_home: Path
    ) -> None:
        (learner_home / MODULE / f"{MODULE}.ipynb").unlink()
        assert "was not found in" in button.check(None)

    @pytest.mark.parametrize(
        ("code", "err", "words"),
        [
            (2, "No notebook.\nTake a fresh one.\n", "No notebook. Take a fresh one."),
            (1, "Traceback\n  File\nOSError: disk full\n", "<p>OSError: disk full</p>"),
            (1, "", "The checks gave no answer."),
        ],
    )
    def test_what_went_wrong_is_said(
        self,
        button: everything.Everything,
        monkeypatch: pytest.MonkeyPatch,
        code: int,
        err: str,
        words: str,
    ) -> None:
        monkeypatch.setattr(subprocess, "run", self.done(code, "", err))
        assert words in button.check(None)

    def test_checks_that_take_too_long_are_given_up(
        self, button: everything.Everything, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def late(*args: Any, **more: Any) -> Any:
            raise subprocess.TimeoutExpired("pmbridge", 600)

        monkeypatch.setattr(subprocess, "run", late)
        assert "ran for ten minutes and were stopped" in button.check(None)

    def test_a_notebook_that_could_not_be_saved_says_how_old_it_is(
        self, button: everything.Everything, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        report = {"exercises": [], "earned": 1, "points": 1, "by_a_person": 0}
        monkeypatch.setattr(subprocess, "run", self.done(0, json.dumps(report)))
        assert "This is your notebook as it was saved at" in button.check(None)

    def test_the_notebook_is_the_one_of_the_session(
        self, learner_home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        own = learner_home / MODULE / f"{MODULE}.ipynb"
        assert everything.notebook_path(MODULE) == own
        copy = learner_home / "my copy.ipynb"
        copy.write_bytes(own.read_bytes())
        monkeypatch.setenv("JPY_SESSION_NAME", str(copy))
        assert everything.notebook_path(MODULE) == copy
        monkeypatch.setenv("JPY_SESSION_NAME", "console-1")
        assert everything.notebook_path(MODULE) == own
