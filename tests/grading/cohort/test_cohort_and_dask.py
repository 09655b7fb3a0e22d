"""Grading on a Dask cluster: a real scheduler and worker processes on loopback, some of which die."""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import golden
import pytest
from golden import MODULE
from test_cohort_and_nbgrader import ROWS

from pmbridge.content import Layout
from pmbridge.grading.cohort import assignments, collect, marking, roster
from pmbridge.grading.cohort.folder import Cohort
from pmbridge.grading.cohort.gradebook import Book
from pmbridge.grading.cohort.roster import Person
from pmbridge.grading.cohort.running import WORKER_ENDED
from pmbridge.problems import CourseError

pytest.importorskip("distributed", reason="the library distributed is not installed")

HERE = Path(__file__).parent
KILLS = "# THIS SUBMISSION KILLS ITS WORKER"
# Ends of workers that the scheduler forgives a submission; its own default is 3.
FORGIVEN = 1
KILLER = "mallory"


@dataclass(frozen=True)
class Running:
    """A cluster, and the folder in which its workers note what they are given."""

    address: str
    notes: Path

    def begun(self) -> list[Path]:
        return sorted(self.notes.glob("*.begun"))

    def busy(self) -> list[int]:
        """Return the processes that have begun something and not ended it."""
        open_ends = [p for p in self.begun() if not p.with_suffix(".done").exists()]
        numbers = [int(path.name.split(".")[1]) for path in open_ends]
        return [number for number in numbers if alive(number)]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.fixture
def cluster(tmp_path: Path, in_sample: Layout) -> Iterator[Running]:
    """A scheduler and two workers, each of them a process that a nanny replaces when it dies."""
    notes = tmp_path / "notes"
    notes.mkdir()
    about = tmp_path / "scheduler.json"
    environment = {
        **os.environ,
        "PMBRIDGE_TEST_NOTES": str(notes),
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(FORGIVEN),
    }
    common = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(about)]
    work = ["--nthreads", "1", "--memory-limit", "0", "--preload", str(HERE / "worker_hook.py")]
    commands = [
        ["dask_scheduler", "--port", "0", *common],
        *[["dask_worker", *common, *work, "--local-directory", str(tmp_path)]] * 2,
    ]
    processes = []
    try:
        for command in commands:
            processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", f"distributed.cli.{command[0]}", *command[1:]],
                    env=environment,
                    cwd=tmp_path,
                    stdout=subprocess.DEVNULL,
                    stderr=(tmp_path / f"{command[0]}.log").open("ab"),
                    start_new_session=True,
                )
            )
            until = time.monotonic() + 60
            while not about.exists():
                assert time.monotonic() < until, "the scheduler does not start"
                time.sleep(0.1)
        yield Running(json.loads(about.read_text())["address"], notes)
    finally:
        for process in reversed(processes):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def handed_in(cohort: Cohort, folder: Path, count: int) -> None:
    learners = [KILLER, *(f"learner{n}" for n in range(count))]
    roster.save(cohort, [Person(name, "Grace", "Hopper") for name in learners])
    for number, name in enumerate(learners):
        path = folder / name / f"{MODULE}.ipynb"
        path.parent.mkdir(parents=True)
        notebook = golden.full() if number % 2 or not number else json.loads(golden.half())
        if name == KILLER:
            notebook.cells[golden.at(notebook, "rice-blank")].source += f"\n{KILLS}"
        path.write_bytes(golden.dumped(notebook))
    collect.collect(cohort, folder)


def rows(cohort: Cohort) -> list[tuple[object, ...]]:
    with sqlite3.connect(cohort.root / "gradebook.db") as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        return [row for row in db.execute(ROWS).fetchall() if row[0] != KILLER]


def graded(cohort: Cohort) -> Counter[str]:
    """Return how often each pseudonym was graded, as the log has it."""
    lines = (cohort.root / "grading.log").read_text().splitlines()
    events = [json.loads(line) for line in lines]
    return Counter(e["learner"] for e in events if e["event"] == "graded")


def check_deaths(cohort: Cohort, cluster: Running, tmp_path: Path, count: int, kills: int) -> None:
    """Grade on the cluster while workers die; all comes out as without a cluster."""
    handed_in(cohort, tmp_path / "in", count)
    plain = replace(cohort, root=tmp_path / "plain")
    shutil.copytree(cohort.root, plain.root)
    chosen = assignments.released(cohort)
    killed: list[int] = []
    done: list[str] = []
    over = threading.Event()

    def kill() -> None:
        """Kill a worker in the middle of a submission, again whenever as many more are done."""
        while len(killed) < kills and not over.wait(0.005):
            busy = cluster.busy()
            if busy and len(done) > len(killed) * count // (kills + 1):
                killed.append(busy[-1])
                os.kill(busy[-1], signal.SIGKILL)

    with Book(cohort) as book:
        killing = threading.Thread(target=kill)
        killing.start()
        progress = marking.Progress(step=lambda marked: done.append(marked.learner))
        outcomes = marking.mark(cohort, book, chosen, scheduler=cluster.address, progress=progress)
        over.set()
        killing.join()
    assert len(killed) == kills, "workers were killed from outside"

    with Book(plain) as book:
        expected = marking.mark(plain, book, chosen)
    assert {m.what for m in outcomes} == {marking.GRADED}
    points = {m.learner: m.earned for m in outcomes}
    assert points == {m.learner: 0 if m.learner == KILLER else m.earned for m in expected}
    assert rows(cohort) == rows(plain), "nothing is lost, and nothing differs"
    assert set(graded(cohort).values()) == {1}, "nothing is graded twice"
    assert len(graded(cohort)) == count + 1

    # What kills its worker does so once more than the scheduler forgives, and once with nothing beside it.
    (killer,) = (m for m in outcomes if m.learner == KILLER)
    assert killer.sentences == (WORKER_ENDED,)
    name = cohort.pseudonym(KILLER)
    tries = [path for path in cluster.begun() if path.name.startswith(name)]
    assert 1 <= len(tries) <= FORGIVEN + 2, "no storm of retries"

    # Workers know pseudonyms: no name of a learner was in anything that they were given.
    given = b"".join(path.read_bytes() for path in cluster.begun())
    assert name.encode() in given
    for known in (KILLER, "learner0", "Grace", "Hopper"):
        assert known.encode() not in given

    # Another run has nothing to do, and does not even ask the scheduler.
    with Book(cohort) as book:
        again = marking.mark(cohort, book, chosen, scheduler="tcp://127.0.0.1:1")
    assert {m.what for m in again} == {marking.UP_TO_DATE}


def test_workers_that_die_lose_nothing(cohort: Cohort, cluster: Running, tmp_path: Path) -> None:
    check_deaths(cohort, cluster, tmp_path, count=6, kills=1)


@pytest.mark.slow
def test_workers_that_die_again_and_again_lose_nothing(
    cohort: Cohort, cluster: Running, tmp_path: Path
) -> None:
    check_deaths(cohort, cluster, tmp_path, count=40, kills=8)


def test_an_address_without_a_scheduler_is_told(
    cohort: Cohort, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pmbridge.grading.cohort.running._CONNECT_SECONDS", 1)
    handed_in(cohort, tmp_path / "in", 1)
    chosen = assignments.released(cohort)
    for address in ("tcp://127.0.0.1:1", "nonsense://x", "not an address"):
        with Book(cohort) as book, pytest.raises(CourseError, match="no Dask scheduler at"):
            marking.mark(cohort, book, chosen, scheduler=address)
