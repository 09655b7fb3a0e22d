"""A learner's way through JupyterLab: start, fail, read, try again, pass, save, lose everything, go on."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from board_pages import DARK, LIGHT, choose_theme
from jupyterlab import RESULTS, Lab, cell, ready, run_all, start_lab, stop
from pmbridge.content import content_root, module_content
from submissions import exercises_of

pytestmark = pytest.mark.browser

MODULE = "00-start-here"
LABEL = "first-run"
EXERCISES = f"{MODULE}/{MODULE}.ipynb"
LESSON = f"{MODULE}/lesson.ipynb"
LAST = "button:has-text('Check everything')"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    scratch = tmp_path_factory.mktemp("lab")
    running = start_lab(scratch / "my-course", scratch)
    yield running
    stop(running)


@pytest.fixture(scope="module")
def board() -> dict[str, Any]:
    """The first exercise: its options, the right one, and a wrong one with its promised message."""
    exercise = exercises_of(content_root(), MODULE)[LABEL]
    options = [o["id"] for o in exercise.board_settings["options"]]  # type: ignore[index]
    right = next(o for o in options if f'"{o}"' in exercise.solution)
    wrong = next(
        (o, m.attributes["expect"])
        for m in exercise.mistakes
        for o in options
        if f'"{o}"' in m.text
    )
    return {"options": options, "right": right, "wrong": wrong[0], "message": wrong[1]}


def shot(page: Any, name: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    page.screenshot(path=str(RESULTS / f"{name}.png"))


def choose(page: Any, notebook: Path, board: dict[str, Any], which: str) -> None:
    answer = cell(page, notebook, LABEL)
    answer.locator("input[type=radio]").nth(board["options"].index(board[which])).check()


def run_check(page: Any, notebook: Path, part: int, wait_for: str) -> Any:
    target = cell(page, notebook, f"{LABEL}-check-{part}")
    # A keyboard user lands on the cell itself.
    target.focus()
    page.keyboard.press("Control+Enter")
    target.locator(f"text={wait_for}").first.wait_for()
    ready(page)
    return target


def test_the_start_page_opens_calm_and_complete(lab: Lab, page: Any) -> None:
    page.goto(lab.url)
    page.wait_for_selector(".jp-Notebook .jp-MarkdownOutput h1", timeout=90_000)
    assert "/lab/tree/00-start-here/lesson.ipynb" in page.url
    ready(page)
    assert page.locator("text=Jupyter news").count() == 0
    assert page.get_by_role("menuitem", name="Nbgrader").count() == 0
    shown = page.locator(".jp-DirListing-itemText:visible").all_inner_texts()
    assert not {"learner.json", "progress.jsonl", "answers"} & set(shown)
    shot(page, "start-page")


def test_a_folded_cell_is_chosen_by_a_click_and_opened_by_its_dots(lab: Lab, page: Any) -> None:
    lab.open(page, EXERCISES)
    place = next(
        i
        for i, c in enumerate(json.loads((lab.home / EXERCISES).read_text("utf-8"))["cells"])
        if "".join(c["source"]).startswith("# Draws a week of bookings")
    )
    folded = page.locator(".jp-Notebook:visible .jp-Cell").nth(place)
    line = folded.locator(".jp-InputPlaceholder")
    expect = "Shift+Enter runs it, the dots open the code."
    assert line.inner_text().strip().endswith(expect)
    line.scroll_into_view_if_needed()
    box = line.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
    page.keyboard.press("Shift+Enter")
    folded.locator("img[alt^='Bar chart of 200 bookings']").wait_for()
    assert line.is_visible()
    folded.locator(".jp-MoreHorizIcon").first.click()
    folded.locator(".jp-InputArea-editor", has_text="ax.barh").wait_for()


def test_fail_read_pass_check_everything_save_wipe_restore(
    lab: Lab, page: Any, board: dict[str, Any], tmp_path: Path
) -> None:
    notebook = lab.home / EXERCISES
    lab.open(page, EXERCISES)
    run_all(page, LAST)
    choose(page, notebook, board, "wrong")
    target = run_check(page, notebook, 1, "Not yet")
    assert board["message"] in target.inner_text()
    shot(page, "not-yet")

    hints = module_content(content_root(), MODULE)["exercises"][LABEL]["hints"]
    for number in range(1, len(hints) + 1):
        target.locator(f"summary:has-text('({number} of {len(hints)})')").click()
    assert all(
        target.locator("details").nth(n).get_attribute("open") is not None
        for n in range(len(hints))
    )
    shot(page, "hints")

    choose(page, notebook, board, "right")
    target = run_check(page, notebook, 1, "Passed")
    assert "Read why it works" in target.inner_text()
    shot(page, "passed")

    page.locator(LAST).click()
    page.wait_for_selector("text=All checks of this notebook", timeout=90_000)
    table = page.locator("table:has-text('All checks')")
    assert {"✓ Passed", "Why this works"} <= set(re.split(r"[\t\n]", table.inner_text()))
    table.scroll_into_view_if_needed()
    shot(page, "check-everything")
    saved = json.loads(notebook.read_text(encoding="utf-8"))
    assert any(c.get("execution_count") for c in saved["cells"]), "the button saves the notebook"

    page.locator("button:has-text('Save my work')").click()
    with page.expect_download() as download:
        page.locator("a:has-text('Download my-work')").click()
    kept = tmp_path / "work.zip"
    download.value.save_as(kept)
    page.locator("a:has-text('Download my-work')").scroll_into_view_if_needed()
    shot(page, "saved")

    # Another computer: nothing is there but the course.
    other_scratch = tmp_path / "other"
    other = start_lab(other_scratch / "my-course", other_scratch)
    try:
        other.open(page, LESSON)
        run_all(page, "text=Drop your zip here")
        page.locator("input[type=file]").first.set_input_files(kept)
        page.wait_for_selector("text=Your work is back")
        page.locator("text=Your work is back").first.scroll_into_view_if_needed()
        shot(page, "brought-back")
        other.open(page, EXERCISES)
        fresh = other.home / EXERCISES
        run_all(page, LAST)
        chosen = cell(page, fresh, LABEL).locator("input[type=radio]:checked")
        assert chosen.count() == 1
        assert "Passed" in cell(page, fresh, f"{LABEL}-check-1").inner_text()
        progress = (other.home / "progress.jsonl").read_text(encoding="utf-8")
        assert LABEL in progress
    finally:
        stop(other)


def test_the_first_exercise_with_the_keyboard_alone(
    browser: Any, board: dict[str, Any], page: Any, tmp_path: Path
) -> None:
    running = start_lab(tmp_path / "my-course", tmp_path)
    try:
        notebook = running.home / EXERCISES
        running.open(page, EXERCISES)
        # From the first cell, Shift+Enter runs and goes on, which is what the lesson teaches.
        page.locator(".jp-Notebook:visible .jp-Cell").first.click()
        page.keyboard.press("Escape")
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        upto = next(i for i, c in enumerate(cells) if c["id"] == LABEL)
        for _ in range(upto + 1):
            page.keyboard.press("Shift+Enter")
        radios = cell(page, notebook, LABEL).locator("input[type=radio]")
        radios.first.wait_for()
        ready(page)
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.type") == "radio":
                break
        assert page.evaluate("document.activeElement.type") == "radio", (
            "Tab does not reach the board"
        )
        page.keyboard.press("Space")
        for _ in range(board["options"].index(board["right"])):
            page.keyboard.press("ArrowDown")
        saved = running.home / "answers" / f"{LABEL}.json"
        deadline = 50
        while deadline and (
            not saved.is_file() or json.loads(saved.read_text())["answer"] != board["right"]
        ):
            page.wait_for_timeout(100)
            deadline -= 1
        assert json.loads(saved.read_text())["answer"] == board["right"]
        shot(page, "keyboard")
    finally:
        stop(running)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_no_serious_finding_in_our_own_markup(lab: Lab, page: Any, theme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    lab.open(page, EXERCISES)
    choose_theme(page, theme)
    run_all(page, LAST)
    page.locator(LAST).click()
    page.wait_for_selector("text=All checks of this notebook", timeout=90_000)
    shot(page, f"theme-{theme.rsplit(maxsplit=1)[-1].lower()}")
    found = axe.Axe().run(page, context=".jp-OutputArea-output").response["violations"]
    serious = [v for v in found if v["impact"] in ("serious", "critical")]
    ours = [
        (v["id"], node["html"][:160])
        for v in serious
        for node in v["nodes"]
        # JupyterLab makes every output area focusable on its own account.
        if "jp-OutputArea" not in node["html"][:80]
    ]
    assert not ours


def test_twice_the_size_still_fits(lab: Lab, page: Any) -> None:
    page.set_viewport_size({"width": 683, "height": 384})
    lab.open(page, EXERCISES)
    page.keyboard.press("Control+b")
    run_all(page, LAST)
    panel = page.locator("[aria-label^='Result of the check']").first
    panel.scroll_into_view_if_needed()
    shot(page, "twice-the-size")
    box = panel.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 683


def test_nothing_of_the_repository_is_written(lab: Lab) -> None:
    assert not list(content_root().root.glob("progress.jsonl"))
    assert shutil.disk_usage(lab.home).free > 0
    assert os.path.commonpath([lab.home, content_root().root]) != str(content_root().root)
