"""How long grading takes, beside its peers: python tests/benchmarks/grading.py

One table: stock ``nbgrader autograde``, ours on one and on two workers, the same cells run bare in a fork,
ours with a gradebook of 2,000 learners and 8 assignments, and ours on a Dask cluster of one and of two
workers. All grade the same right submission of one module, turn about in the same run.

A submission's time is the time between the first result on disk and the last, divided by the results
between them, so the start of a command counts for nobody. The whole commands stand beside it. Its processor
time is what a command takes for all of them less what the same command takes for one, divided likewise: on a
computer that has other work to do, this is the fairer ratio.
"""

import argparse
import contextlib
import io
import json
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import stock  # noqa: E402 - from the tests, which are no package
import submissions  # noqa: E402
from pmbridge.content import Layout, content_root  # noqa: E402
from pmbridge.grading.cohort import releasing  # noqa: E402
from pmbridge.grading.cohort.folder import Cohort, create  # noqa: E402

LEARNERS, ASSIGNMENTS = 2_000, 8
GOALS = {"stock": (8.0, 20.0), "bare": 2.0, "growth": 1.2, "two": 1.8}


@dataclass
class Times:
    """Seconds a submission, of the whole command, and of processors a submission, for each round."""

    each: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.each)


# -- what is graded


@dataclass(frozen=True)
class Work:
    """One right submission and the course that it belongs to."""

    layout: Layout
    module: str
    notebook: Any
    answers: dict[str, Any]

    def hand_in(self, folder: Path, count: int) -> None:
        """Put ``count`` copies of it into ``folder`` as nbgrader's ``submitted``."""
        for number in range(count):
            place = folder / f"learner{number:03d}" / self.module
            submissions.submit(self.notebook, place / f"{self.module}.ipynb")
            (place / "answers").mkdir(exist_ok=True)
            for label, answer in self.answers.items():
                text = json.dumps({"label": label, "answer": answer})
                (place / "answers" / f"{label}.json").write_text(text, encoding="utf-8")


def work(module: str) -> Work:
    layout = content_root()
    return Work(layout, module, *submissions.as_handed_in(layout, module))


def used() -> float:
    """Return the processor seconds of all processes that have been started and have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def between(folder: Path, module: str, count: int) -> float:
    """Return the seconds a submission between the first and the last notebook graded in ``folder``."""
    stamps = [path.stat().st_mtime for path in folder.glob(f"*/{module}/{module}.ipynb")]
    assert len(stamps) == count, f"{len(stamps)} of {count} were graded"
    return (max(stamps) - min(stamps)) / (count - 1)


# -- stock nbgrader


def stock_course(work: Work, folder: Path, count: int) -> None:
    own = (stock.ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    folder.mkdir()
    (folder / "nbgrader_config.py").write_text(own, encoding="utf-8")
    shutil.copytree(work.layout.solutions / work.module, folder / "solutions" / work.module)
    done = stock.nbgrader(work.layout, folder, "generate_assignment", work.module)
    assert done.returncode == 0, done.stderr
    work.hand_in(folder / "submitted", count)


def run_stock(work: Work, template: Path, scratch: Path, count: int, times: Times) -> None:
    course = scratch / "stock"
    shutil.copytree(template, course)
    before = used()
    one = stock.nbgrader(work.layout, course, "autograde", work.module, "--student", "learner000")
    assert one.returncode == 0, one.stderr
    of_one = used() - before
    shutil.rmtree(course)
    shutil.copytree(template, course)
    before, began = used(), time.perf_counter()
    done = stock.nbgrader(work.layout, course, "autograde", work.module)
    times.whole.append(time.perf_counter() - began)
    assert done.returncode == 0, done.stderr
    times.cpu.append((used() - before - of_one) / (count - 1))
    times.each.append(between(course / "autograded", work.module, count))
    shutil.rmtree(course)


# -- ours


def cohort_of(work: Work, folder: Path) -> Cohort:
    """Make a cohort that has released the module; everybody has the same data, as under stock nbgrader."""
    cohort, _ = create(folder, own_data=False)
    releasing.release(cohort, work.layout, [work.module])
    return cohort


def fill(gradebook: Path, module: str) -> int:
    """Put 2,000 learners with 8 assignments each into a gradebook; return how many grades that makes."""
    with sqlite3.connect(gradebook) as db:
        db.execute("pragma synchronous = off")
        others = _twins(db, module)
        count = 0
        db.executemany(
            "insert into student (id, lms_user_id) values (?, '')",
            [(f"other{n:04d}",) for n in range(LEARNERS)],
        )
        for assignment, (notebook, graded, told) in others.items():
            for n in range(LEARNERS):
                submission, about = uuid.uuid4().hex, uuid.uuid4().hex
                db.execute(
                    "insert into submitted_assignment (id, assignment_id, student_id) values (?, ?, ?)",
                    (submission, assignment, f"other{n:04d}"),
                )
                db.execute(
                    "insert into submitted_notebook (id, assignment_id, notebook_id, flagged)"
                    " values (?, ?, ?, 0)",
                    (about, submission, notebook),
                )
                db.executemany(
                    "insert into grade (id, cell_id, notebook_id, auto_score, needs_manual_grade)"
                    " values (?, ?, ?, 1, 0)",
                    [(uuid.uuid4().hex, cell, about) for cell in graded],
                )
                db.executemany(
                    "insert into comment (id, cell_id, notebook_id) values (?, ?, ?)",
                    [(uuid.uuid4().hex, cell, about) for cell in told],
                )
                count += len(graded)
    return count


def _twins(db: sqlite3.Connection, module: str) -> dict[str, tuple[str, list[str], list[str]]]:
    """Return the module's assignment and seven copies of it: notebook, graded cells, cells with comments."""
    (original,) = db.execute("select id from assignment where name = ?", (module,)).fetchone()
    found = {}
    for number in range(ASSIGNMENTS):
        if number == 0:
            assignment = original
        else:
            assignment = _copied(db, "assignment", original, name=f"other-{number}")
            for (old,) in db.execute(
                "select id from notebook where assignment_id = ?", (original,)
            ).fetchall():
                notebook = _copied(db, "notebook", old, assignment_id=assignment)
                for (base,) in db.execute(
                    "select id from base_cell where notebook_id = ?", (old,)
                ).fetchall():
                    cell = _copied(db, "base_cell", base, notebook_id=notebook)
                    for table in ("grade_cells", "solution_cells", "task_cells"):
                        _copied(db, table, base, id=cell)
        (notebook,) = db.execute(
            "select id from notebook where assignment_id = ?", (assignment,)
        ).fetchone()
        kinds = {"grade": ("GradeCell", "TaskCell"), "comment": ("SolutionCell", "TaskCell")}
        ids = [
            [
                row[0]
                for row in db.execute(
                    "select id from base_cell where notebook_id = ? and type in (?, ?)",
                    (notebook, *kinds[kind]),
                )
            ]
            for kind in ("grade", "comment")
        ]
        found[assignment] = (notebook, *ids)
    return found


def _copied(db: sqlite3.Connection, table: str, identifier: str, **changed: str) -> str:
    """Copy a row under another id, with some columns ``changed``; return the id."""
    names = [row[1] for row in db.execute(f"pragma table_info({table})")]
    row = db.execute(f"select * from {table} where id = ?", (identifier,)).fetchone()
    if row is None:
        return ""
    values = {**dict(zip(names, row, strict=True)), "id": uuid.uuid4().hex, **changed}
    marks = ", ".join("?" * len(names))
    db.execute(f"insert into {table} values ({marks})", [values[name] for name in names])
    return str(values["id"])


def run_ours(
    work: Work, template: Path, scratch: Path, count: int, times: Times, *arguments: str
) -> None:
    of_one, _ = _graded(work, template, scratch, 1, *arguments)
    began = time.perf_counter()
    of_all, each = _graded(work, template, scratch, count, *arguments)
    times.whole.append(time.perf_counter() - began)
    times.cpu.append((of_all - of_one) / (count - 1))
    times.each.append(each)


def _graded(
    work: Work, template: Path, scratch: Path, count: int, *arguments: str
) -> tuple[float, float]:
    """Grade ``count`` submissions; return the processor seconds of the command, and seconds a submission."""
    cohort = scratch / "ours"
    shutil.rmtree(cohort, ignore_errors=True)
    shutil.copytree(template, cohort)
    work.hand_in(cohort / "submitted", count)
    before = used()
    done = subprocess.run(
        [sys.executable, "-m", "pmbridge", "grade", *arguments],
        cwd=cohort,
        env={**os.environ, "PMBRIDGE_COURSE": str(work.layout.root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    cpu = used() - before
    each = between(cohort / "autograded", work.module, count) if count > 1 else 0.0
    shutil.rmtree(cohort)
    return cpu, each


# -- bare


def run_bare(work: Work, cells: list[str], count: int, times: Times) -> None:
    """Run the same cells with nothing around them, each time in a fork of a process that is warm."""
    for turn in range(count + 1):
        began = time.perf_counter()
        pid = os.fork()
        if pid == 0:
            _bare(cells)
        _, status, usage = os.wait4(pid, 0)
        assert status == 0, "the bare cells failed"
        if turn:
            times.cpu.append(usage.ru_utime + usage.ru_stime)
            times.each.append(time.perf_counter() - began)


def _bare(cells: list[str]) -> None:
    try:
        names: dict[str, Any] = {"__name__": "__main__"}
        with contextlib.redirect_stdout(io.StringIO()):
            for cell in cells:
                exec(compile(cell, "<cell>", "exec"), names)
        os._exit(0)
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        os._exit(1)


def bare_process(work: Work, count: int) -> None:
    """In a process of its own: warm up, and tell the times of each round asked for."""
    os.environ["PMBRIDGE_MODE"] = "grade"
    os.environ["PMBRIDGE_COURSE"] = str(work.layout.root)
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot  # noqa: F401
    import pandas  # noqa: F401

    import pmbridge.notebook  # noqa: F401
    from pmbridge.case import Case, company
    from pmbridge.grading.assignment import Assignment
    from pmbridge.grading.merge import merge
    from pmbridge.workspace import answers

    answers.give(work.answers)
    assignment = Assignment.load(work.layout, work.module)
    pieces = merge(json.loads(json.dumps(work.notebook)), assignment)
    checks = {cell["id"]: cell["source"] for cell in assignment.content["cells"]}
    cells = [
        checks[piece.id] if piece.role == "check" else piece.cell["source"]
        for piece in pieces
        if piece.role != "text"
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        exec("\n".join(cells), {"__name__": "__main__"})
    for name, seed in company.made:
        Case(seed).table(name)
    print("ready", flush=True)
    for _ in sys.stdin:
        times = Times()
        run_bare(work, cells, count, times)
        print(times.median, statistics.median(times.cpu), flush=True)


# -- Dask


@contextlib.contextmanager
def dask(scratch: Path, work: Work, workers: int) -> Iterator[str]:
    """Run a scheduler and ``workers`` worker processes on loopback; give the address."""
    about = scratch / "scheduler.json"
    about.unlink(missing_ok=True)
    common = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(about)]
    commands = [["dask_scheduler", "--port", "0", *common]]
    commands += [["dask_worker", "--nthreads", "1", "--memory-limit", "0", *common]] * workers
    started = []
    try:
        for command in commands:
            started.append(
                subprocess.Popen(
                    [sys.executable, "-m", f"distributed.cli.{command[0]}", *command[1:]],
                    env={**os.environ, "PMBRIDGE_COURSE": str(work.layout.root)},
                    cwd=scratch,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )
            while not about.exists():
                time.sleep(0.1)
        address = json.loads(about.read_text())["address"]
        from distributed import Client

        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=120)
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


# -- all of it


def prepare(work: Work, base: Path, few: int) -> None:
    """Make what each round starts from: a stock course, and a cohort with an empty and with a full gradebook."""
    if (base / "full").exists():
        return
    base.mkdir(exist_ok=True)
    stock_course(work, base / "stock-template", few)
    cohort_of(work, base / "empty")
    shutil.copytree(base / "empty", base / "filling")
    grades = fill(base / "filling" / "gradebook.db", work.module)
    (base / "filling").rename(base / "full")
    size = (base / "full" / "gradebook.db").stat().st_size / 1e6
    print(
        f"The full gradebook: {LEARNERS:,} learners, {ASSIGNMENTS} assignments, {grades:,} grades, "
        f"{size:.0f} MB.",
        flush=True,
    )


@contextlib.contextmanager
def bare(work: Work) -> Iterator[Callable[[], Times]]:
    """Give a function that runs the bare cells some times and returns the median."""
    process = subprocess.Popen(
        [sys.executable, __file__, "--bare", "--module", work.module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    orders, answers = process.stdin, process.stdout
    assert answers.readline() == "ready\n", "the bare cells did not run"

    def once() -> Times:
        orders.write("\n")
        orders.flush()
        each, cpu = answers.readline().split()
        return Times([float(each)], cpu=[float(cpu)])

    yield once
    orders.close()
    process.wait()


def measure(work: Work, base: Path, given: argparse.Namespace) -> None:
    """Take all times, one kind after the other in each round, and add them to those in ``base``."""
    with bare(work) as once_bare:

        def ours(kind: str, template: str, *arguments: str) -> Times:
            times = Times()
            run_ours(work, base / template, base, given.ours, times, *arguments)
            return times

        def on_dask(kind: str, workers: int) -> Times:
            with dask(base, work, workers) as address:
                return ours(kind, "empty", "--scheduler", address)

        def on_stock() -> Times:
            times = Times()
            run_stock(work, base / "stock-template", base, given.stock, times)
            return times

        steps: dict[str, Callable[[], Times]] = {
            "stock": on_stock,
            "bare": once_bare,
            "one": lambda: ours("one", "empty", "--workers", "1"),
            "two": lambda: ours("two", "empty", "--workers", "2"),
            "full": lambda: ours("full", "full", "--workers", "1"),
            "dask one": lambda: on_dask("dask one", 1),
            "dask two": lambda: on_dask("dask two", 2),
        }
        for turn in range(given.rounds):
            for kind in given.only:
                print(f"  round {turn + 1} of {given.rounds}: {kind}", file=sys.stderr, flush=True)
                taken = steps[kind]()
                with (base / "times.jsonl").open("a") as stream:
                    line = {
                        "kind": kind,
                        "each": taken.each,
                        "whole": taken.whole,
                        "cpu": taken.cpu,
                    }
                    stream.write(json.dumps(line) + "\n")


def taken_so_far(base: Path) -> dict[str, Times]:
    """Return the times of all rounds in ``base``."""
    times: dict[str, Times] = {}
    for line in (base / "times.jsonl").read_text().splitlines():
        one = json.loads(line)
        kept = times.setdefault(one["kind"], Times())
        kept.each += one["each"]
        kept.whole += one["whole"]
        kept.cpu += one["cpu"]
    return {kind: times[kind] for kind in NAMES if kind in times}


NAMES = {
    "stock": "stock nbgrader autograde",
    "bare": "the same cells, bare exec in a fork",
    "one": "pmbridge grade, one worker",
    "two": "pmbridge grade, two workers",
    "full": "one worker, full gradebook",
    "dask one": "Dask, one worker",
    "dask two": "Dask, two workers",
}


def report(times: dict[str, Times]) -> bool:
    """Print the tables; return whether all that is accepted was reached."""
    rounds = max(len(taken.each) for taken in times.values())
    print(f"Medians of {rounds} rounds, turn about.")
    print(
        f"\n{'':<38} {'ms a submission':>16} {'of all rounds':>16} {'whole command':>14} {'processor ms':>13}"
    )
    for kind, taken in times.items():
        spread = f"{min(taken.each) * 1000:.0f} to {max(taken.each) * 1000:.0f}"
        whole = f"{statistics.median(taken.whole):.1f} s" if taken.whole else ""
        # A cluster's processes are not the command's.
        cpu = f"{statistics.median(taken.cpu) * 1000:.0f}" if "dask" not in kind else ""
        print(f"{NAMES[kind]:<38} {taken.median * 1000:>16.0f} {spread:>16} {whole:>14} {cpu:>13}")
    ratios = [
        ("stock to ours, one worker", "stock", "one", GOALS["stock"][0], True),
        ("ours to bare exec", "one", "bare", GOALS["bare"], False),
        ("two workers to one, speed", "one", "two", GOALS["two"], True),
        ("full gradebook to empty", "full", "one", GOALS["growth"], False),
        ("Dask, two workers to one, speed", "dask one", "dask two", GOALS["two"], True),
    ]
    print(
        f"\n{'ratio of the medians':<38} {'':>8} {'accepted':>12} {'':>6} {'of processor time':>18}"
    )
    good = True
    for name, above, below, goal, at_least in ratios:
        if above not in times or below not in times:
            continue
        ratio = times[above].median / times[below].median
        pair = [statistics.median(times[kind].cpu) for kind in (above, below)]
        same = "speed" in name  # two workers take the same processor time as one
        cpu = "" if same else f"{pair[0] / pair[1]:.2f}"
        met = ratio >= goal if at_least else ratio <= goal
        good = good and met
        words = f"{'at least' if at_least else 'at most'} {goal:g}"
        print(f"{name:<38} {ratio:>8.2f} {words:>12} {'met' if met else 'MISSED':>6} {cpu:>18}")
    return good


def main() -> int:
    """Measure and print; return 1 if anything that is accepted was missed."""
    parser = argparse.ArgumentParser(description="How long grading takes, beside its peers.")
    parser.add_argument("--module", default="01-role")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--stock", type=int, default=4, help="submissions that stock nbgrader grades"
    )
    parser.add_argument("--ours", type=int, default=40, help="submissions that ours grades")
    parser.add_argument("--only", nargs="*", choices=NAMES, default=list(NAMES))
    parser.add_argument(
        "--folder", type=Path, help="keep what was made and measured; rounds add up"
    )
    parser.add_argument("--bare", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    one = work(given.module)
    if given.bare:
        bare_process(one, 15)
        return 0
    base = given.folder or Path(tempfile.mkdtemp(prefix="pmbridge-benchmark-"))
    try:
        prepare(one, base, given.stock)
        measure(one, base, given)
        print(f"{given.module}, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
        good = report(taken_so_far(base))
    finally:
        if given.folder is None:
            shutil.rmtree(base, ignore_errors=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
