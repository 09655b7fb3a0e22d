"""``pmbridge check`` against ``nbgrader validate``: python tests/benchmarks/check_against_validate.py [rounds]

Both run on the same learner's notebook with every answer in it, turn by turn, each as the command that
a person types. ``pmbridge check`` runs the hidden checks besides. The goal is at most half the time.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GOAL = 0.5
MODULE = "03-sample"
TESTS = Path(__file__).resolve().parents[1]
SAMPLE = TESTS / "sample_course"
sys.path.insert(0, str(TESTS))


def prepare(folder: Path) -> Path:
    """Make a learner's folder whose notebook has every answer; return the notebook."""
    import submissions

    (folder / "learner.json").write_text(
        json.dumps({"learner": "self-study", "course_key": "bridge-to-product"}), encoding="utf-8"
    )
    layout = submissions.SAMPLE
    notebook = submissions.answered(layout, MODULE, submissions.solutions(layout, MODULE))
    return submissions.submit(notebook, folder / MODULE / f"{MODULE}.ipynb")


def main() -> int:
    """Measure and print; return 1 if the goal is missed."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    # nbgrader calls its helpers by name.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = {**os.environ, "PATH": path, "PMBRIDGE_COURSE": str(SAMPLE)}
    environment.pop("PMBRIDGE_MODE", None)
    if shutil.which("nbgrader", path=path) is None:
        print("nbgrader is not installed: pip install 'pmbridge[teach]'")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        notebook = prepare(Path(folder))
        commands = {
            "pmbridge check": [sys.executable, "-m", "pmbridge", "check", notebook.name],
            "nbgrader validate": ["nbgrader", "validate", notebook.name],
        }
        words = {"pmbridge check": "15 of 15 points", "nbgrader validate": "Success!"}
        times: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(rounds + 1):
            for name, command in commands.items():
                began = time.perf_counter()
                done = subprocess.run(
                    command,
                    cwd=notebook.parent,
                    env=environment,
                    capture_output=True,
                    text=True,
                    check=False,
                )
                taken = time.perf_counter() - began
                if words[name] not in done.stdout + done.stderr:
                    print(f"{name} did not do its work:\n{done.stdout}{done.stderr}")
                    return 2
                # The first turn fills the caches of the disk.
                if turn:
                    times[name].append(taken)
    print(f"{rounds} turns after a first one that does not count, in seconds\n")
    print(f"{'command':<20} {'fastest':>8} {'median':>8}")
    for name, taken_all in times.items():
        print(f"{name:<20} {min(taken_all):>8.2f} {statistics.median(taken_all):>8.2f}")
    ours, theirs = times.values()
    fastest, median = (f(ours) / f(theirs) for f in (min, statistics.median))
    good = median <= GOAL
    print(
        f"\nratio: {fastest:.2f} of the fastest, {median:.2f} of the medians; the goal is at most "
        f"{GOAL:g}: {'met' if good else 'missed'}."
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
