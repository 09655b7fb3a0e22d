"""Where each millisecond of a submission goes: python tests/benchmarks/where_time_goes.py [MODULE] [rounds]

Stock nbgrader's own converter and ours, in this process, on the same right submission, with a clock around
each step; medians of the rounds. What a step calls is not counted twice.
"""

import functools
import json
import os
import shutil
import socket
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
for _name in ("OPENBLAS", "OMP", "MKL"):
    os.environ[f"{_name}_NUM_THREADS"] = "1"

import grading as benchmark  # noqa: E402 - the other benchmark


class Clock:
    """Seconds of each step, without what other steps took inside of it."""

    def __init__(self) -> None:
        self.taken: dict[str, float] = defaultdict(float)
        self._open: list[list[float]] = []

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        self._open.append([0.0])
        try:
            yield
        finally:
            whole = time.perf_counter() - began
            (inside,) = self._open.pop()
            self.taken[name] += whole - inside
            if self._open:
                self._open[-1][0] += whole

    def around(self, owner: Any, method: str, name: str | Callable[..., str]) -> None:
        """Put the clock around a method for good."""
        plain = getattr(owner, method)

        @functools.wraps(plain)
        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.step(name if isinstance(name, str) else name(*args, **kwargs)):
                return plain(*args, **kwargs)

        setattr(owner, method, timed)


def table(title: str, rounds: list[dict[str, float]]) -> None:
    """Print the median of each step over the rounds, in the order of the first."""
    print(f"\n{title}")
    for name in rounds[0]:
        print(f"  {statistics.median(r.get(name, 0.0) for r in rounds) * 1000:>7.0f} ms  {name}")
    print(f"  {statistics.median(sum(r.values()) for r in rounds) * 1000:>7.0f} ms  in all")


def stock(work: benchmark.Work, base: Path, rounds: int) -> list[dict[str, float]]:
    """Time stock nbgrader, one submission a round, the gradebook empty at first."""
    from nbclient import NotebookClient
    from nbgrader.api import Gradebook
    from nbgrader.converters import Autograde
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import Execute, SaveAutoGrades
    from nbgrader.validator import Validator  # noqa: F401 - loaded before the clock runs
    from traitlets.config.loader import PyFileConfigLoader

    course = base / "stock"
    benchmark.stock_course(work, course, rounds + 1)
    settings = PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config()
    settings.CourseDirectory.root = str(course)
    settings.CourseDirectory.assignment_id = work.module
    clock = Clock()
    clock.around(Execute, "preprocess", "between the cells")
    clock.around(SaveAutoGrades, "preprocess", "scores into the gradebook")
    clock.around(Gradebook, "__init__", "opening the gradebook, again and again")
    first: list[Any] = []

    def which(self: Any, *_: Any, **__: Any) -> str:
        if self not in first:
            first.append(self)
            return "the first cell: imports"
        return "all other cells"

    clock.around(NotebookClient, "start_new_kernel", "a kernel starts")
    clock.around(NotebookClient, "start_new_kernel_client", "it answers")
    clock.around(NotebookClient, "execute_cell", which)
    clock.around(NotebookClient, "_cleanup_kernel", "it ends")
    found = []
    os.environ["PMBRIDGE_COURSE"] = str(work.layout.root)
    from pmbridge.grading.cohort.gradebook import quiet, tools_on_path

    for number in range(rounds + 1):
        clock.taken.clear()
        with tools_on_path(), quiet():
            folder = CourseDirectory(config=settings)
            folder.student_id = f"learner{number:03d}"
            with clock.step("copying, cleaning, checking the schema, writing"):
                Autograde(coursedir=folder, config=settings).start()
        if number:
            found.append(dict(clock.taken))
    return found


def ours(work: benchmark.Work, base: Path, rounds: int) -> list[dict[str, float]]:
    """Time ours, examiner and sandbox on, in this process instead of a fork of the warm one."""
    from pmbridge.grading import asking, confine, examine, examiner, sandbox, warm
    from pmbridge.grading.cohort import assignments, marking, records
    from pmbridge.grading.cohort.gradebook import Book
    from pmbridge.grading.graded import Graded

    cohort = benchmark.cohort_of(work, base / "ours")
    work.hand_in(cohort.submitted, rounds + 2)
    (assignment,) = assignments.released(cohort)
    clock = Clock()
    clock.around(asking.Asking, "start", "a confined process starts")
    clock.around(asking.Asking, "end", "it ends, and all that it started")
    names = {"run": "the learner's cells", "get": "answers come over", "call": "calls of functions"}
    clock.around(
        asking.Asking, "ask", lambda self, do, *a, **k: names.get(do, "a confined process starts")
    )
    clock.around(examiner.Examiner, "_execute", "the checks themselves")
    clock.around(examiner.Examiner, "_run_quietly", "the course's own cells beside them")
    clock.around(marking, "_write_autograded", "saving: the graded notebook")
    clock.around(Book, "save", "saving: the gradebook, one transaction")
    clock.around(records, "write", "saving: the record")
    os.environ["PMBRIDGE_MODE"] = "grade"
    host, _other = socket.socketpair()
    bounds = replace(confine.Bounds(), uid=sandbox.user())
    warmed = warm.Warm(host, safe=True, bounds=bounds)
    found = []
    try:
        prepared = examine.prepare(asdict(assignment))
        with Book(cohort) as book:
            for number, person in enumerate(marking.submitters(cohort, work.module)):
                clock.taken.clear()
                with clock.step("reading and mending it"):
                    submission = marking.load(cohort, person, assignment)
                    job = {
                        "notebook": submission.notebook,
                        "answers": submission.answers,
                        "seed": warmed_seed(submission),
                        "cell_seconds": 30.0,
                        "total_seconds": 180.0,
                    }
                with clock.step("the examiner's own work"):
                    result = examine.examined(prepared, job, warmed.control, bounds.memory)
                with clock.step("saving: the rest"):
                    marking.save(cohort, book, submission, Graded.from_data(result))
                if number > 1:
                    found.append(dict(clock.taken))
    finally:
        warmed.stop()
    return found


def warmed_seed(submission: Any) -> int:
    """Return whose data the checks use."""
    from pmbridge.case import seed_of

    return seed_of(submission.learner.learner, submission.learner.course_key)


def main() -> None:
    """Measure both and print."""
    module = sys.argv[1] if len(sys.argv) > 1 else "01-role"
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    work = benchmark.work(module)
    base = Path(tempfile.mkdtemp(prefix="pmbridge-benchmark-"))
    out, quietly = sys.stdout, (base / "printed").open("w")
    try:
        sys.stdout = quietly
        before, after = stock(work, base, rounds), ours(work, base, rounds)
    finally:
        sys.stdout = out
        quietly.close()
        shutil.rmtree(base, ignore_errors=True)
    print(json.dumps({"module": module, "rounds": rounds}))
    table("stock nbgrader autograde", before)
    table("pmbridge grade", after)


if __name__ == "__main__":
    main()
