"""A learner's folder: made, used again, looked at, started anew."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from pmbridge.cli import main
from pmbridge.home import Learner, read_learner
from pmbridge.learner import reminder, start, widgets
from pmbridge.learner.overview import next_exercise, overview
from pmbridge.learner.reset import reset
from pmbridge.problems import CourseError
from pmbridge.workspace import answers, progress
from pmbridge.workspace.progress import NOT_YET, PASSED, Attempt
from submissions import MODULE, SAMPLE, answered, learner_json, solutions, submit

NOW = datetime(2026, 11, 23, 20, 15)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PMBRIDGE_COURSE", str(SAMPLE.root))
    folder = tmp_path / "my-course"
    start.prepare(SAMPLE, folder)
    return folder


def test_prepare_makes_copies_and_leaves_what_is_there(home: Path) -> None:
    notebook = home / MODULE / f"{MODULE}.ipynb"
    assert read_learner(home) == Learner()
    assert (home / MODULE / "lesson.ipynb").is_file()
    notebook.write_text("my own")
    (home / MODULE / "lesson.ipynb").unlink()
    assert start.prepare(SAMPLE, home) == [f"{MODULE}/lesson.ipynb"]
    assert notebook.read_text() == "my own"


def test_links_fit_the_learners_folder() -> None:
    def linked(kind: str, target: str) -> str:
        cell = {"cell_type": "markdown", "source": [f"Go [on]({target}).\n"]}
        notebook = {"cells": [cell], "metadata": {"pmbridge": {"kind": kind}}}
        text = start.learners_copy(json.dumps(notebook), SAMPLE)
        return "".join(json.loads(text)["cells"][0]["source"])

    name = f"{MODULE}/{MODULE}.ipynb"
    assert f"(../{name})" in linked("lesson", f"../../exercises/{name}")
    assert f"(../{MODULE}/lesson.ipynb)" in linked("lesson", f"../{name}")
    assert f"(../{MODULE}/lesson.ipynb)" in linked("exercise", f"../../course/{name}")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: path.write_text("x"), "is a file"),
        (lambda path: (path.mkdir(), (path / "pyproject.toml").write_text("")), "project's folder"),
        (
            lambda path: (path.mkdir(), (path / "learner.json").write_text("{broken")),
            "can't be read",
        ),
    ],
)
def test_a_folder_that_can_not_be_used_is_refused(
    tmp_path: Path, make: object, reason: str
) -> None:
    path = tmp_path / "folder"
    make(path)  # type: ignore[operator]
    with pytest.raises(CourseError, match=reason):
        start.prepare(SAMPLE, path)


def test_start_prepare_only_in_the_terminal(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pmbridge", "start", "here", "--prepare-only"]
    environment = {**os.environ, "PMBRIDGE_COURSE": str(SAMPLE.root)}
    run = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert str(tmp_path / "here") in run.stdout
    again = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert "as you left it" in again.stdout


def test_the_folder_that_start_uses(home: Path, tmp_path: Path) -> None:
    assert start.folder_for(None, home / MODULE) == home
    assert start.folder_for(None, tmp_path) == tmp_path / "my-course"
    assert start.folder_for("other", tmp_path) == tmp_path / "other"


def test_lab_gets_the_learners_settings_and_our_options_pass_through(home: Path) -> None:
    command = start.lab_command(home, arguments=("--no-browser",))
    assert f"--ServerApp.root_dir={home}" in command
    assert command[-1] == "--no-browser"
    first = start.environment()["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0]
    for name in ("jupyter_server_config.json", "labconfig/page_config.json"):
        json.loads((Path(first) / name).read_text())


def test_progress_counts_visible_checks_and_points_to_the_next(home: Path) -> None:
    rows = overview(SAMPLE, home)
    assert [row.module for row in rows] == [MODULE]
    first = next_exercise(rows)
    assert first is not None
    assert first.label == "first-idea"
    progress.record(Attempt(MODULE, "first-idea", 1, PASSED, 1, 1), home)
    progress.record(Attempt(MODULE, "read-a-line", 1, NOT_YET, 0, 1), home)
    rows = overview(SAMPLE, home)
    assert rows[0].passed == 1
    upcoming = next_exercise(rows)
    assert upcoming is not None
    assert upcoming.label == "read-a-line"
    progress.record(Attempt(MODULE, "first-idea", 2, NOT_YET, 0, 1), home)
    assert overview(SAMPLE, home)[0].passed == 0, (
        "a hidden check that fails opens the exercise again"
    )
    html, text = widgets.progress_panel(home)
    assert "Under way" in text or "Not started" in text
    assert "<table>" in html


def test_check_records_progress_and_next_says_what_is_left(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = solutions(SAMPLE, MODULE)
    right.pop("note-to-founder")
    submit(answered(SAMPLE, MODULE, right), home / MODULE / f"{MODULE}.ipynb")
    monkeypatch.chdir(home)
    checked = CliRunner().invoke(main, ["check"])
    assert checked.exit_code == 1
    assert "13 of 15 points" in checked.output
    shown = CliRunner().invoke(main, ["progress"])
    assert "5 of 6" in shown.output
    upcoming = CliRunner().invoke(main, ["next", "--show"])
    assert "Tell the founder" in upcoming.output


def test_reset_of_an_exercise_keeps_the_rest_and_a_copy(home: Path) -> None:
    path = submit(
        answered(SAMPLE, MODULE, solutions(SAMPLE, MODULE)), home / MODULE / f"{MODULE}.ipynb"
    )
    answers.save("first-idea", "chat", home)
    before = path.read_bytes()
    done = reset(SAMPLE, home, "first-idea", NOW)
    cells = {c["id"]: "".join(c["source"]) for c in json.loads(path.read_text())["cells"]}
    assert 'board("first-idea").answer' in cells["first-idea"]
    assert "reminder" not in cells["first-idea"]
    assert "25" in cells["read-a-line"]
    assert answers.load("first-idea", home) is ...
    assert (done.kept / MODULE / f"{MODULE}.ipynb").read_bytes() == before
    assert json.loads((done.kept / "answers/first-idea.json").read_text())["answer"] == "chat"


def test_reset_of_a_module_by_its_number(home: Path) -> None:
    path = home / MODULE / f"{MODULE}.ipynb"
    fresh = path.read_text()
    path.write_text("{}")
    done = reset(SAMPLE, home, "3", NOW)
    assert path.read_text() == fresh
    assert (done.kept / MODULE / f"{MODULE}.ipynb").read_text() == "{}"


def test_reset_of_something_unknown_changes_nothing(home: Path) -> None:
    with pytest.raises(CourseError, match="no exercise and no module"):
        reset(SAMPLE, home, "nonsense", NOW)
    assert not (home / "kept-aside").exists()


def test_outside_a_course_folder_there_is_a_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for verb in (["progress"], ["next"], ["pack"], ["reset", "03"]):
        run = CliRunner().invoke(main, verb)
        assert run.exit_code == 2
        assert "pmbridge start" in run.output


def test_pack_and_restore_in_the_terminal(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    packed = CliRunner().invoke(main, ["pack", str(tmp_path / "work.zip")])
    assert packed.exit_code == 0, packed.output
    back = CliRunner().invoke(
        main, ["restore", str(tmp_path / "work.zip"), str(tmp_path / "elsewhere")]
    )
    assert back.exit_code == 0, back.output
    assert (tmp_path / "elsewhere" / MODULE / f"{MODULE}.ipynb").is_file()
    refused = CliRunner().invoke(main, ["restore", str(home / "learner.json")])
    assert refused.exit_code == 2
    assert "Nothing was changed" in refused.output


def test_the_reminder_speaks_once_after_work_that_no_pack_holds() -> None:
    spoken: list[str] = []
    saved = 0.0
    watch = reminder.Reminder(lambda: spoken.append("!"), lambda: saved, seconds=360)
    assert not watch.look(now=10_000.0)
    watch.worked(now=1_000.0)
    assert not watch.look(now=1_359.0)
    assert watch.look(now=1_361.0)
    assert not watch.look(now=9_000.0)
    watch.worked(now=10_000.0)
    saved = 10_001.0
    assert not watch.look(now=11_000.0)
    assert spoken == ["!"]


def test_newest_pack(tmp_path: Path) -> None:
    assert reminder.newest_pack(None) == 0
    folder = learner_json(tmp_path / "home")
    assert reminder.newest_pack(folder) == 0
    (folder / "my-work-2026-11-23.zip").write_bytes(b"")
    assert reminder.newest_pack(folder) > 0
