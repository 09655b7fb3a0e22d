"""What a check adds to its own assertions: python tests/benchmarks/check_overhead.py [rounds]

Both run as cells of one IPython shell inside a learner's folder, turn by turn: the author's assertions
alone, and the whole check cell with its panel, its result and its line in the progress file. The goal
is less than 50 ms a check.
"""

import os
import statistics
import sys
import tempfile
import textwrap
import time
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

GOAL = 0.050
MODULE = "03-sample"
SAMPLE = Path(__file__).resolve().parents[1] / "sample_course"


def bare(source: str) -> str:
    """Return the assertions of a check cell without the block around them."""
    lines = source.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("with check("))
    return textwrap.dedent("\n".join(lines[start + 1 : -1]))


def main() -> int:
    """Measure and print; return 1 if a check is slower than the goal."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    os.environ["PMBRIDGE_COURSE"] = str(SAMPLE)
    os.environ.pop("PMBRIDGE_MODE", None)
    from pmbridge.content import content_root, module_content

    cells = {c["id"]: c for c in module_content(content_root(), MODULE)["cells"]}
    right = "def rice_score(reach, impact, confidence, effort):\n    return reach * impact * confidence / effort"
    cases = {
        "passes": (right, "rice-blank-check-1"),
        "fails": (right.replace("/ effort", "/ reach"), "rice-blank-check-1"),
        "not started": (cells["rice-blank"]["source"], "rice-blank-check-1"),
    }
    config = Config()
    config.HistoryManager.enabled = False
    shell = InteractiveShell.instance(config=config)
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        Path("learner.json").write_text(
            '{"learner": "self-study", "course_key": "bridge-to-product"}', encoding="utf-8"
        )
        with capture_output():
            shell.run_cell(cells["setup"]["source"])
        print(f"{rounds} rounds, median (95th percentile) in ms\n")
        print(
            f"{'the check':<12} {'assertions alone':>18} {'whole check':>18} {'added':>8} {'ratio':>7}"
        )
        for name, (answer, check) in cases.items():
            sources = (bare(cells[check]["source"]), cells[check]["source"])
            times: tuple[list[float], list[float]] = ([], [])
            with capture_output():
                shell.run_cell(answer)
                for _ in range(rounds):
                    for source, taken in zip(sources, times, strict=True):
                        began = time.perf_counter()
                        shell.run_cell(source)
                        taken.append(time.perf_counter() - began)
            (one, one_95), (two, two_95) = (
                (statistics.median(t) * 1000, statistics.quantiles(t, n=20)[-1] * 1000)
                for t in times
            )
            worst = max(worst, two_95 - one)
            print(
                f"{name:<12} {f'{one:.2f} ({one_95:.2f})':>18} {f'{two:.2f} ({two_95:.2f})':>18} "
                f"{two - one:>8.2f} {two / one:>7.1f}"
            )
        os.chdir("/")
    good = worst < GOAL * 1000
    print(
        f"\nA check adds at most {worst:.1f} ms (95th percentile); the goal is {GOAL * 1000:.0f} ms: "
        f"{'met' if good else 'missed'}."
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
