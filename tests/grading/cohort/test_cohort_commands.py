"""The commands as an instructor types them, and what they say."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import golden
import pytest
from click.testing import CliRunner, Result
from golden import MODULE
from test_cohort_and_nbgrader import ROWS

from pmbridge.cli import main
from pmbridge.content import Layout
from pmbridge.grading.cohort import collect, roster
from pmbridge.grading.cohort.folder import Cohort
from pmbridge.grading.cohort.roster import Person


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments, terminal_width=200)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def said(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_from_nothing_to_returned_feedback(
    tmp_path: Path, in_sample: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "list.csv").write_text(
        "learner,first_name,last_name\nada,Ada,Lovelace\nbob,Bob,Ray\n"
    )
    text = said("cohort", "init", "spring", "--roster", "list.csv")
    assert "2 learners are on the roster, 2 of them new." in text
    assert "0 of them new" in said("cohort", "init", "spring", "--roster", "list.csv")
    assert "is not in a cohort's folder" in run("cohort", "status").output
    monkeypatch.chdir(tmp_path / "spring")
    assert "No assignment was released" in run("grade").output
    assert "Next: pmbridge cohort release" in said("cohort", "status")
    text = said("cohort", "release", "--due", "2026-11-20 18:00")
    assert f"{MODULE}: released, 15 points from checks." in text
    assert "2 passes were written" in text
    assert f"{MODULE}: as it was" in said("cohort", "release")
    assert "is no time" in run("cohort", "release", "--due", "soon").output

    folder = tmp_path / "in"
    for learner, data in (("ada", golden.half()), ("bob", golden.torn()), ("eve", golden.right())):
        (folder / learner).mkdir(parents=True)
        (folder / learner / f"{MODULE}.ipynb").write_bytes(data)
    text = said("cohort", "collect", str(folder), "--received", "2026-11-21 18:00")
    assert "1 collected, 2 refused" in text
    assert "cut off or damaged" in text
    assert "whose it is" in text, "eve is not on the roster"
    assert "There is no" in run("cohort", "collect", "nowhere").output

    text = said("grade")
    assert "7 of 18" in text
    assert "1 for a person to grade." in text
    assert "In all: 1 up to date." in said("grade")
    assert "1 graded" in said("grade", "03", "--again", "--learner", "ada", "--workers", "1")
    assert "Did you mean" in run("grade", "03-sampel").output

    assert "In all: 1 written." in said("cohort", "feedback")
    assert "In all: 1 as before." in said("cohort", "feedback", "03")
    text = said("cohort", "status", "--everybody")
    assert "1 of 2" in text
    assert f"Not handed in, {MODULE}: bob." in text
    assert "cut off or damaged" in text

    assert "ada has 2 more days" in said("cohort", "extend", "ada", "03", "--days", "2")
    assert "not on the roster" in run("cohort", "extend", "eve", "03", "--days", "2").output
    assert "files about ada" in said("cohort", "export-learner", "ada")
    assert (tmp_path / "spring" / "ada-everything.zip").is_file()
    result = CliRunner().invoke(main, ["cohort", "purge", "ada"], input="n\n")
    assert "Nothing was deleted." in result.output
    assert "submitted/ada" in result.output
    assert "Nothing about ada is left" in said("cohort", "purge", "ada", "--yes")
    assert "Nothing is kept here about ada" in run("cohort", "purge", "ada", "--yes").output


def test_two_commands_do_not_get_in_each_others_way(
    cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(cohort.root)
    with cohort.busy():
        assert "Another pmbridge command is at work" in run("grade").output

    def killed() -> None:
        with cohort.busy():
            (cohort.root / "records").mkdir()
            (cohort.root / "records" / ".half.json.x1.part").write_text("{")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    with cohort.busy():
        assert not list(cohort.root.rglob("*.part"))


LEARNERS = 6


@pytest.fixture
def handed_in(cohort: Cohort, tmp_path: Path) -> Cohort:
    roster.save(cohort, [Person(f"learner{n}") for n in range(LEARNERS)])
    for n in range(LEARNERS):
        path = tmp_path / "in" / f"learner{n}" / f"{MODULE}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(golden.right() if n % 2 else golden.half())
    collect.collect(cohort, tmp_path / "in")
    return cohort


def graded_rows(cohort: Cohort) -> list[tuple[object, ...]]:
    with sqlite3.connect(cohort.root / "gradebook.db") as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        return db.execute(ROWS).fetchall()


def start_grading(cohort: Cohort, layout: Layout) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "pmbridge", "grade", "--workers", "2"],
        cwd=cohort.root,
        env={**os.environ, "PMBRIDGE_COURSE": str(layout.root)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def check_kills(cohort: Cohort, layout: Layout, kills: int) -> None:
    """Kill grading at random moments; whatever is there can be read, and in the end all of it is."""
    chance = random.Random(14)
    lasted = 0.0
    for number in range(kills):
        process = start_grading(cohort, layout)
        began = time.monotonic()
        # From the first record on, so that kills fall into the saving and not into the start.
        while process.poll() is None and len(graded_rows(cohort)) <= number:
            time.sleep(0.02)
        time.sleep(chance.random() * 0.3)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        lasted = time.monotonic() - began
        graded_rows(cohort)
    assert lasted > 0
    assert start_grading(cohort, layout).wait(300) == 0
    rows = graded_rows(cohort)
    assert {row[0] for row in rows} == {f"learner{n}" for n in range(LEARNERS)}
    scores = {
        f"learner{n}": sum(row[3] or 0 for row in rows if row[0] == f"learner{n}")  # type: ignore[misc]
        for n in range(LEARNERS)
    }
    assert scores == {f"learner{n}": 15 if n % 2 else 7 for n in range(LEARNERS)}
    for n in range(LEARNERS):
        assert (cohort.autograded / f"learner{n}" / MODULE / f"{MODULE}.ipynb").is_file()
    assert not list(cohort.root.rglob("*.part"))


def test_a_killed_run_leaves_a_gradebook_that_opens_and_goes_on(
    handed_in: Cohort, in_sample: Layout
) -> None:
    check_kills(handed_in, in_sample, kills=2)


@pytest.mark.slow
def test_a_run_killed_again_and_again_ends_with_the_same_grades(
    handed_in: Cohort, in_sample: Layout
) -> None:
    check_kills(handed_in, in_sample, kills=15)
