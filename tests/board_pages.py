"""What the browser tests of boards share: a course of sample boards, open in JupyterLab."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from board_samples import MODULE, Samples, write_course
from jupyterlab import RESULTS, WINDOW, Lab, cell, ready, run_all, start_lab, stop

NOTEBOOK = f"{MODULE}/{MODULE}.ipynb"
LAST_BOARD = ".jp-Notebook:visible .jp-Cell:last-child .pmb-question"
LIGHT, DARK = "JupyterLab Light", "JupyterLab Dark"
Boards = Callable[[str], Any]


def lab_with(boards: Samples, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Start JupyterLab on a course that has ``boards``; for a fixture to yield from."""
    scratch = tmp_path_factory.mktemp("boards")
    course = write_course(scratch / "course-root", boards)
    running = start_lab(scratch / "my-course", scratch, PMBRIDGE_COURSE=str(course.root))
    yield running
    stop(running)


@pytest.fixture(name="page", scope="module")
def one_page(browser: Any) -> Iterator[Any]:
    """One window for all tests of a file that imports this: JupyterLab loads once, and its kernel stays."""
    context = browser.new_context(**WINDOW)
    window = context.new_page()
    window.set_default_timeout(30_000)
    # JupyterLab asks before it is left with unsaved cells.
    window.on("dialog", lambda dialog: dialog.accept())
    yield window
    context.close()


@pytest.fixture(autouse=True)
def picture_of_a_failure(request: pytest.FixtureRequest, page: Any) -> Iterator[None]:
    """Keep a picture of the window when a test fails; for files that import `one_page`."""
    yield
    report = getattr(request.node, "report_call", None)
    if report is not None and report.failed:
        RESULTS.mkdir(exist_ok=True)
        page.screenshot(path=str(RESULTS / f"{request.node.name.replace('/', '_')[:80]}.png"))


def open_boards(lab: Lab, page: Any) -> Boards:
    """Open the notebook with nothing answered yet, run it, and give its boards by label.

    A window that has it open already runs it anew.
    """
    for kept in (lab.home / "answers").glob("*.json"):
        kept.unlink()
    if page.url.startswith(lab.url):
        page.set_viewport_size(WINDOW["viewport"])
        page.get_by_role("menuitem", name="Edit", exact=True).click()
        page.locator(".lm-Menu-item", has_text="Clear Outputs of All Cells").first.click()
        page.locator(".jp-Notebook:visible .pmb").first.wait_for(state="detached")
        run_all(page, LAST_BOARD)
    else:
        open_and_run(lab, page)
    return lambda label: cell(page, lab.home / NOTEBOOK, label).locator(".pmb")


def open_and_run(lab: Lab, page: Any) -> None:
    """Open the notebook, run every cell, and wait for the last board."""
    lab.open(page, NOTEBOOK)
    run_all(page, LAST_BOARD)


def open_again(lab: Lab, page: Any) -> None:
    """Open the notebook once more, in another kernel."""
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.locator(".lm-Menu-item", has_text="Restart Kernel…").first.click()
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    ready(page)
    open_and_run(lab, page)


def answer(lab: Lab, page: Any, label: str, expected: Any) -> None:
    """Wait until the saved answer is the expected one."""
    path = lab.home / "answers" / f"{label}.json"
    found: Any = None
    for _ in range(100):
        found = json.loads(path.read_text())["answer"] if path.is_file() else ...
        if found == expected:
            return
        page.wait_for_timeout(50)
    assert found == expected


def saved(lab: Lab, label: str) -> Any:
    """Return the answer that is on disk."""
    return json.loads((lab.home / "answers" / f"{label}.json").read_text())["answer"]


def shot(page: Any, place: Any, name: str) -> None:
    """Keep a picture of ``place`` for people to look at."""
    RESULTS.mkdir(exist_ok=True)
    place.scroll_into_view_if_needed()
    place.screenshot(path=str(RESULTS / f"{name}.png"))


def choose_theme(page: Any, theme: str) -> None:
    """Choose JupyterLab's light or dark theme as a person does."""
    page.get_by_role("menuitem", name="Settings", exact=True).click()
    page.locator(".lm-Menu-item", has_text="Theme").first.hover()
    page.locator(".lm-Menu-item", has_text=theme).first.click()
    light = "true" if theme == LIGHT else "false"
    page.wait_for_selector(f"body[data-jp-theme-light={light}]", state="attached")


def pictures(page: Any, board: Boards, labels: Iterable[str], theme: str) -> None:
    """Keep a picture of each board in the theme that is chosen."""
    for label in labels:
        shot(page, board(label), f"board-{label}-{theme.rsplit(maxsplit=1)[-1].lower()}")


def no_serious_finding(page: Any) -> None:
    """Let axe-core look at every board on the page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(page, context=".pmb").response["violations"]
    ours = [
        (v["id"], node["html"][:160])
        for v in found
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"]
    ]
    assert not ours


def fits_when_narrow(page: Any, board: Boards, labels: Iterable[str]) -> None:
    """Look at each board at twice the size: nothing may be cut off or need scrolling sideways."""
    page.keyboard.press("Escape")
    page.keyboard.press("Control+b")
    page.set_viewport_size({"width": 683, "height": 384})
    for label in labels:
        place = board(label)
        place.scroll_into_view_if_needed()
        assert place.evaluate("n => n.scrollWidth <= n.clientWidth"), label
        box = place.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 683
        shot(page, place.locator(".pmb-question").first, f"board-{label}-narrow")


class Keys:
    """A person who has only the keyboard."""

    def __init__(self, lab: Lab, page: Any) -> None:
        self.lab, self.page = lab, page

    def enter(self, label: str) -> None:
        """Arrive at the cell of a board; Tab does the rest."""
        cell(self.page, self.lab.home / NOTEBOOK, label).focus()

    def to(self, place: Any) -> None:
        """Go on with Tab until the focus is in ``place``."""
        for _ in range(60):
            if place.evaluate("node => node === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError("Tab does not get there")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def name(self) -> str:
        """Return the name of what has the focus."""
        found: str = self.page.evaluate(
            "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
        )
        return found
