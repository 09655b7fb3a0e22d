"""What a crash, a full disk or a stray edit does to the files that pmbridge writes: never half of one."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmbridge.content import Layout, curriculum, find_module, module_content
from pmbridge.home import Learner, find_home, read_learner
from pmbridge.problems import CourseError
from pmbridge.workspace import answers, progress
from pmbridge.workspace.files import append_line, write_atomically, write_json
from pmbridge.workspace.progress import Attempt

APPENDS = """
import sys
from pathlib import Path
from pmbridge.workspace.progress import Attempt, record
number = 0
while True:
    number += 1
    record(Attempt("03-sample", f"label-{number}", 1, "passed", 1, 1), Path(sys.argv[1]))
    print(number, flush=True)
"""
REPLACES = """
import sys
from pathlib import Path
from pmbridge.workspace.files import write_atomically
number = 0
while True:
    number += 1
    write_atomically(Path(sys.argv[1]) / "state.txt", f"{number}\\n" * 5000)
    print(number, flush=True)
"""


def kill_at_random(script: str, folder: Path, chance: random.Random) -> int:
    """Run ``script``, kill it after a random number of its steps, and return the last step it finished."""
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    for _ in range(chance.randrange(1, 40)):
        child.stdout.readline()
    # A number of turns of nothing, so that the kill meets any part of a step.
    for _ in range(chance.randrange(20_000)):
        pass
    os.kill(child.pid, signal.SIGKILL)
    rest = child.stdout.read().splitlines()
    child.wait()
    return int(rest[-1]) if rest and rest[-1].isdigit() else 0


def crash_progress(home: Path, times: int) -> None:
    chance = random.Random(20)
    for _ in range(times):
        (home / progress.FILE).unlink(missing_ok=True)
        finished = kill_at_random(APPENDS, home, chance)
        labels = [attempt.label for attempt in progress.read(home)]
        assert labels == [f"label-{n}" for n in range(1, len(labels) + 1)]
        # Whatever was reported as written is there; at most one more line was under way.
        assert finished <= len(labels)
        progress.record(Attempt("03-sample", "after", 1, "passed", 1, 1), home)
        assert [a.label for a in progress.read(home)][-1] == "after"


def crash_replace(folder: Path, times: int) -> None:
    chance = random.Random(21)
    for _ in range(times):
        finished = kill_at_random(REPLACES, folder, chance)
        lines = (folder / "state.txt").read_text(encoding="utf-8").splitlines()
        assert len(lines) == 5000
        assert len(set(lines)) == 1
        assert int(lines[0]) >= finished


class TestKilledWhileWriting:
    def test_progress_loses_at_most_the_line_that_was_being_written(self, tmp_path: Path) -> None:
        crash_progress(tmp_path, 10)

    def test_a_replaced_file_is_the_old_or_the_new_one(self, tmp_path: Path) -> None:
        crash_replace(tmp_path, 10)

    @pytest.mark.slow
    def test_progress_survives_a_hundred_kills(self, tmp_path: Path) -> None:
        crash_progress(tmp_path, 100)

    @pytest.mark.slow
    def test_a_replaced_file_survives_a_hundred_kills(self, tmp_path: Path) -> None:
        crash_replace(tmp_path, 100)

    def test_a_line_torn_anywhere_costs_that_line_only(self, tmp_path: Path) -> None:
        for number in range(3):
            progress.record(Attempt("m", f"label-{number}", 1, "passed", 1, 1), tmp_path)
        path = tmp_path / progress.FILE
        whole = path.read_bytes()
        start = whole.rindex(b"\n", 0, -1) + 1
        for end in range(start, len(whole)):
            path.write_bytes(whole[:end])
            progress.record(Attempt("m", "next", 1, "passed", 1, 1), tmp_path)
            labels = [a.label for a in progress.read(tmp_path)]
            # Without its newline alone the last line is still whole.
            kept = ["label-2"] if end == len(whole) - 1 else []
            assert labels == ["label-0", "label-1", *kept, "next"]


class TestWriting:
    def test_a_failed_write_leaves_the_old_file_and_nothing_else(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "notes.txt"
        write_atomically(path, "old")

        def full(handle: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            write_atomically(path, "new")
        assert path.read_text(encoding="utf-8") == "old"
        assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]

    def test_folders_are_made_and_permissions_kept(self, tmp_path: Path) -> None:
        path = tmp_path / "a" / "b" / "c.json"
        write_json(path, {"ä": 1})
        assert json.loads(path.read_text(encoding="utf-8")) == {"ä": 1}
        assert path.stat().st_mode & 0o777 == 0o644
        path.chmod(0o600)
        write_json(path, {"ä": 2})
        assert path.stat().st_mode & 0o777 == 0o600

    def test_several_writers_lose_no_line(self, tmp_path: Path) -> None:
        script = (
            "import sys; from pathlib import Path; from pmbridge.workspace.files import append_line\n"
            "for n in range(100): append_line(Path(sys.argv[1]), sys.argv[2] * 200 + str(n))"
        )
        path = tmp_path / "log"
        children = [
            subprocess.Popen([sys.executable, "-c", script, str(path), letter]) for letter in "abc"
        ]
        assert [child.wait() for child in children] == [0, 0, 0]
        # One that looks while another writes may take the line for torn and leave an empty one behind it.
        lines = filter(None, path.read_text(encoding="utf-8").splitlines())
        assert sorted(lines) == sorted(f"{c * 200}{n}" for c in "abc" for n in range(100))

    def test_a_text_is_appended_as_utf8(self, tmp_path: Path) -> None:
        append_line(tmp_path / "log", "für später")
        assert (tmp_path / "log").read_bytes() == "für später\n".encode()


class TestProgress:
    def attempt(self, state: str, earned: float = 0, label: str = "a") -> Attempt:
        return Attempt("m", label, 1, state, earned, 2)

    def test_what_is_recorded_is_read_back_with_a_time(self, tmp_path: Path) -> None:
        assert progress.record(self.attempt(progress.PASSED, 2), tmp_path)
        (back,) = progress.read(tmp_path)
        assert back.at.endswith("+00:00")
        assert back == Attempt("m", "a", 1, "passed", 2, 2, back.at)

    @pytest.mark.parametrize("mode", ["verify", "grade"])
    def test_nothing_is_recorded_while_verifying_or_grading(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
    ) -> None:
        monkeypatch.setenv("PMBRIDGE_MODE", mode)
        assert progress.record(self.attempt(progress.PASSED), tmp_path)
        assert list(tmp_path.iterdir()) == []

    def test_nothing_is_recorded_outside_a_course_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert progress.record(self.attempt(progress.PASSED))
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_that_cannot_be_written_is_reported(self, tmp_path: Path) -> None:
        (tmp_path / progress.FILE).mkdir()
        assert not progress.record(self.attempt(progress.PASSED), tmp_path)
        assert list(progress.read(tmp_path)) == []

    def test_passed_stays_passed_and_the_first_try_is_remembered(self) -> None:
        states = ["not started", "not yet", "not started", "passed", "not yet"]
        points = {"passed": 2.0}
        attempts = [self.attempt(s, points.get(s, 0)) for s in states]
        (standing,) = progress.standings(attempts).values()
        assert standing == progress.Standing("passed", 2, 2, 3, "not yet")

    def test_looking_at_an_untouched_answer_is_no_attempt(self) -> None:
        (standing,) = progress.standings([self.attempt("not started")] * 3).values()
        assert (standing.state, standing.attempts) == ("not started", 0)

    def test_checks_are_told_apart(self) -> None:
        attempts = [self.attempt("passed"), self.attempt("passed", label="b")]
        assert len(progress.standings([*attempts, Attempt("m", "a", 2, "passed", 0, 1)])) == 3

    @pytest.mark.parametrize(
        "line",
        [
            "",
            "null",
            "[]",
            "{}",
            '{"state": "passed"}',
            '{"module":"m","label":"a","part":1,"state":"won","earned":1,"points":1}',
            '{"module":"m","label":"a","part":1,"state":["passed"],"earned":1,"points":1}',
            '{"module":"m","label":"a","part":NaN,"state":"passed","earned":1,"points":1}',
            '{"module":"m","label":"a","part":1,"state":"passed","earned":NaN,"points":1}',
            '{"module":"m","label":"a","part":1,"state":"passed","earned":1,"points":1e999}',
            '{"module":"m","label":"a","part":"x","state":"passed","earned":1,"points":1}',
            '{"module":"m","label":"a","part":1,"state":"passed","earned":{},"points":1}',
            "[" * 100_000,
        ],
    )
    def test_a_line_that_is_none_is_passed_over(self, tmp_path: Path, line: str) -> None:
        progress.record(self.attempt("passed"), tmp_path)
        append_line(tmp_path / progress.FILE, line)
        progress.record(self.attempt("not yet"), tmp_path)
        assert [a.state for a in progress.read(tmp_path)] == ["passed", "not yet"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


def value_or_sentence(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except CourseError as error:
        return error


class TestAnyContent:
    """The files that people may edit, filled with anything: a value or a sentence, never a traceback."""

    @pytest.fixture
    def folder(self, tmp_path_factory: pytest.TempPathFactory) -> Path:
        return tmp_path_factory.mktemp("any")

    @given(data=st.binary(max_size=200) | JSON.map(lambda v: json.dumps(v).encode()))
    def test_progress(self, folder: Path, data: bytes) -> None:
        (folder / progress.FILE).write_bytes(data)
        progress.standings(progress.read(folder))

    @given(
        attempt=st.fixed_dictionaries(
            {
                "module": JSON,
                "label": JSON,
                "part": JSON,
                "state": st.sampled_from([*progress.STATES, 1]),
                "earned": JSON,
                "points": JSON,
            }
        )
    )
    def test_progress_of_the_right_shape(self, folder: Path, attempt: dict[str, object]) -> None:
        (folder / progress.FILE).write_text(json.dumps(attempt) + "\n", encoding="utf-8")
        progress.standings(progress.read(folder))

    @given(data=st.binary(max_size=200) | JSON.map(lambda v: json.dumps(v).encode()))
    def test_learner(self, folder: Path, data: bytes) -> None:
        (folder / "learner.json").write_bytes(data)
        learner = value_or_sentence(lambda: read_learner(folder))
        if isinstance(learner, CourseError):
            assert str(folder) in learner.what
            assert '"self-study"' in learner.next_step
        else:
            assert isinstance(learner, Learner)

    @given(data=st.binary(max_size=200) | JSON.map(lambda v: json.dumps(v).encode()))
    def test_answers(self, folder: Path, data: bytes) -> None:
        path = folder / answers.FOLDER / "any.json"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        answers.load("any", folder)

    @given(data=st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode()))
    def test_curriculum(self, folder: Path, data: bytes) -> None:
        self.read_curriculum(folder, data)

    @given(
        name=JSON | st.sampled_from(["01-role", "1-role", "01-ROLE"]),
        ramp=JSON,
        points=JSON,
    )
    def test_curriculum_of_the_right_shape(
        self, folder: Path, name: object, ramp: object, points: object
    ) -> None:
        def toml(value: object) -> str:
            return "''" if value is None else json.dumps(value)

        text = (
            f"[[modules]]\nname = {toml(name)}\nramp = {toml(ramp)}\n[points]\na = {toml(points)}\n"
        )
        self.read_curriculum(folder, text.encode("utf-8", "replace"))

    def read_curriculum(self, folder: Path, data: bytes) -> None:
        layout = Layout.of(folder)
        layout.course.mkdir(exist_ok=True)
        (layout.course / "curriculum.toml").write_bytes(data)
        table = value_or_sentence(lambda: curriculum(layout))
        if isinstance(table, dict):
            with pytest.raises(CourseError, match="There is no module called"):
                find_module(layout, "no-such-module")

    @given(data=st.binary(max_size=200))
    def test_the_checks_of_a_module(self, folder: Path, data: bytes) -> None:
        layout = Layout.of(folder)
        layout.content.mkdir(exist_ok=True)
        (layout.content / "01-role.json").write_bytes(data)
        content = value_or_sentence(lambda: module_content(layout, "01-role"))
        if isinstance(content, CourseError):
            assert "pmbridge build 01-role" in content.next_step


class TestWhoAndWhere:
    def test_a_folder_without_a_name_tag_is_self_study(self) -> None:
        assert read_learner(None) == Learner("self-study", "bridge-to-product")

    def test_the_nearest_folder_with_a_name_tag_is_home(self, tmp_path: Path) -> None:
        deep = tmp_path / "my-course" / "01-role" / "data"
        deep.mkdir(parents=True)
        assert find_home(deep) is None
        (tmp_path / "my-course" / "learner.json").write_text("{}", encoding="utf-8")
        assert find_home(deep) == tmp_path / "my-course"
        assert find_home(tmp_path) is None


class TestAnswers:
    def test_an_answer_is_saved_and_read_back(self, tmp_path: Path) -> None:
        path = answers.save("first-idea", {"order": ["a", "b"]}, tmp_path)
        assert path == tmp_path / "answers" / "first-idea.json"
        assert answers.load("first-idea", tmp_path) == {"order": ["a", "b"]}

    def test_no_answer_is_the_three_dots(self, tmp_path: Path) -> None:
        assert answers.load("first-idea", tmp_path) is ...

    def test_a_given_answer_goes_before_a_saved_one(self, tmp_path: Path) -> None:
        answers.save("first-idea", "saved", tmp_path)
        try:
            answers.give({"first-idea": "given"})
            assert answers.load("first-idea", tmp_path) == "given"
        finally:
            answers.give({})
        assert answers.load("first-idea", tmp_path) == "saved"

    def test_a_lone_notebook_carries_its_answers(self) -> None:
        output = {"data": {answers.MIME: {"label": "first-idea", "answer": "chat"}}}
        later = {"data": {answers.MIME: {"label": "first-idea", "answer": "reminder"}}}
        notebook = {"cells": [{}, {"outputs": [{}, output, later]}, {"outputs": [{"data": {}}]}]}
        assert answers.in_outputs(notebook) == {"first-idea": "reminder"}


class TestModules:
    @pytest.mark.parametrize("wanted", ["03-sample", "03", "3", "sample", "03-sample/"])
    def test_a_module_goes_by_several_names(self, sample: Layout, wanted: str) -> None:
        assert find_module(sample, wanted) == "03-sample"

    @pytest.mark.parametrize("wanted", ["", "4", "²", "9" * 5000, "samples", "../03-sample"])
    def test_an_unknown_module_is_a_sentence(self, sample: Layout, wanted: str) -> None:
        with pytest.raises(CourseError, match="There is no module called") as caught:
            find_module(sample, wanted)
        assert caught.value.next_step.endswith("The modules are: 03-sample.")

    def test_a_near_miss_is_suggested(self, sample: Layout) -> None:
        with pytest.raises(CourseError) as caught:
            find_module(sample, "03-sampel")
        assert caught.value.next_step == "Did you mean 03-sample? The modules are: 03-sample."

    def test_a_module_without_checks_says_how_to_get_them(self, tmp_path: Path) -> None:
        with pytest.raises(CourseError) as caught:
            module_content(Layout.of(tmp_path), "01-role")
        assert "pmbridge build 01-role" in caught.value.next_step
