"""Writing the portfolio to send: a page, its Markdown, and a PDF where a Chromium is at hand."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pmbridge.learner.portfolio import portfolio_page
from pmbridge.learner.portfolio_markdown import portfolio_markdown
from pmbridge.learner.story import Story
from pmbridge.problems import CourseError
from pmbridge.workspace.files import write_atomically

PAGE, MARKDOWN, PDF = "portfolio.html", "portfolio.md", "portfolio.pdf"
PRINT = f"Open {PAGE} in your browser, choose Print, and there Save as PDF."
_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
_PLACES = {
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "win32": (
        r"Google\Chrome\Application\chrome.exe",
        r"Microsoft\Edge\Application\msedge.exe",
    ),
}
SECONDS = 60


@dataclass(frozen=True)
class Written:
    """What was written, and why there is no PDF if there is none."""

    files: tuple[Path, ...]
    no_pdf: str = ""


def write_portfolio(story: Story, folder: Path, name: str = "") -> Written:
    """Write the page, the Markdown and, where a Chromium is found, the PDF into ``folder``.

    Raises
    ------
    CourseError
        If there is nothing to write, or the folder can't be written.
    """
    if not story.parts:
        raise CourseError(
            "Your portfolio has nothing to show yet.",
            "At the end of each module a cell puts what you made into it. Run one, then try again.",
        )
    page, markdown = folder / PAGE, folder / MARKDOWN
    try:
        write_atomically(page, portfolio_page(story, name))
        write_atomically(markdown, portfolio_markdown(story, name))
    except OSError as error:
        raise CourseError(
            f"The portfolio can't be written into {folder}: {error.strerror or error}.",
            "Choose another folder with --out.",
        ) from error
    browser = find_chromium()
    if browser is None:
        # A PDF of an earlier day beside a new page would be another portfolio.
        (folder / PDF).unlink(missing_ok=True)
        return Written(
            (page, markdown), f"There is no Chrome or Chromium here to make a PDF. {PRINT}"
        )
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
            unfolded = Path(scratch) / PAGE
            unfolded.write_text(portfolio_page(story, name, paper=True), encoding="utf-8")
            write_atomically(folder / PDF, to_pdf(unfolded, browser))
    except (OSError, subprocess.SubprocessError):
        (folder / PDF).unlink(missing_ok=True)
        return Written((page, markdown), f"{Path(browser).name} could not make a PDF. {PRINT}")
    return Written((page, markdown, folder / PDF))


def find_chromium() -> str | None:
    """Return the program of a Chrome, Chromium or Edge on this machine, or None."""
    return next(_chromiums(), None)


def _chromiums() -> Iterator[str]:
    yield from filter(None, map(shutil.which, _NAMES))
    roots = [""]
    if sys.platform == "win32":
        found = (os.environ.get(v) for v in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"))
        roots = [f"{root}\\" for root in found if root]
    for place in _PLACES.get(sys.platform, ()):
        yield from (root + place for root in roots if Path(root + place).is_file())


def to_pdf(page: Path, browser: str) -> bytes:
    """Return ``page`` as a PDF, printed by ``browser``.

    Raises
    ------
    OSError, subprocess.SubprocessError
        If the browser can't be run, takes longer than ``SECONDS``, or makes no PDF.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        target = Path(scratch) / PDF
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--no-pdf-header-footer",
            f"--user-data-dir={Path(scratch) / 'profile'}",
            f"--print-to-pdf={target}",
            page.resolve().as_uri(),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            # Chromium refuses to start its sandbox for root; the page is our own and has no script.
            command.insert(1, "--no-sandbox")
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
        data = target.read_bytes()
    if not data.startswith(b"%PDF"):
        raise OSError("the browser made no PDF")
    return data
