"""Command to first output of the start page: ``pmbridge start`` against plain ``jupyter lab``.

Both open the same notebook in the same browser in the same run, turn about. Goal: at most 1.15 times.

    python tests/benchmarks/start_page.py [ROUNDS]
"""

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import sync_playwright

from jupyterlab import _FLAGS, Lab, ready, serve, stop
from pmbridge.content import content_root
from pmbridge.learner.start import START, prepare


def _first_output(page: Any, lab: Lab) -> None:
    page.goto(f"{lab.url}/lab/tree/{START}?reset")
    ready(page)
    page.locator(".jp-Notebook .jp-Cell").nth(1).focus()
    page.keyboard.press("Shift+Enter")
    page.locator(".jp-Notebook .jp-CodeCell").nth(1).focus()
    page.keyboard.press("Shift+Enter")
    page.locator("text=Repairs booked yesterday: 28").first.wait_for(timeout=60_000)


def _seconds(browser: Any, ours: bool) -> float:
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        home = scratch / "my-course"
        if not ours:
            prepare(content_root(), home)
        page = browser.new_context(reduced_motion="reduce").new_page()
        began = time.perf_counter()
        if ours:
            command = [sys.executable, "-m", "pmbridge", "start", str(home)]
        else:
            command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={home}"]
        lab = serve(command, scratch, home, scratch)
        try:
            _first_output(page, lab)
            return time.perf_counter() - began
        finally:
            page.context.close()
            stop(lab)


def main() -> None:
    """Time both, turn about, and print the ratio."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    times: dict[bool, list[float]] = {True: [], False: []}
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        for turn in range(rounds):
            for ours in (True, False) if turn % 2 else (False, True):
                times[ours].append(_seconds(browser, ours))
        browser.close()
    for ours, name in ((True, "pmbridge start"), (False, "jupyter lab")):
        low, middle = min(times[ours]), statistics.median(times[ours])
        print(f"{name:16} min {low:6.2f} s   median {middle:6.2f} s")
    ratio = statistics.median(times[True]) / statistics.median(times[False])
    print(
        f"ratio of medians {ratio:.2f}, of minima {min(times[True]) / min(times[False]):.2f} (goal 1.15)"
    )


if __name__ == "__main__":
    main()
