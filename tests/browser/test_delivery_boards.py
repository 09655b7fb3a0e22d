"""The boards of the step on technical literacy, in JupyterLab."""

from collections.abc import Iterator
from typing import Any

import pytest

from board_pages import (
    DARK,
    Boards,
    Keys,
    answer,
    choose_theme,
    fits_when_narrow,
    lab_with,
    no_serious_finding,
    open_again,
    open_boards,
    shot,
)
from board_samples import Samples
from jupyterlab import Lab

pytestmark = pytest.mark.browser

BOARDS: Samples = {
    "total": (
        "stepper",
        """
question: Watch the total grow.
help: Press Step, and look at the names.
programs:
  - id: total
    text: |
      fees = [41, 35, 50]
      total = 0
      for fee in fees:
          total = total + fee
      print(total)
""",
    ),
    "snippets": (
        "stepper",
        """
question: What does each of these print?
predict: true
programs: {table: {name: snippets, id: snippet_id, text: code, note: concept}}
""",
    ),
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    yield from lab_with(BOARDS, tmp_path_factory)


@pytest.fixture
def board(lab: Lab, page: Any) -> Boards:
    return open_boards(lab, page)


def stepping(lab: Lab, page: Any, board: Boards) -> None:
    total = board("total")
    total.get_by_role("button", name="Run one line").click()
    total.get_by_text("fees becomes [41, 35, 50].").wait_for()
    for _ in range(3):
        total.get_by_role("button", name="Run one line").click()
    total.get_by_text("total + fee is 0 + 41, so total becomes 41.").wait_for()
    shot(page, total, "board-stepper")
    # A change runs at once, and stays.
    area = total.locator("textarea")
    area.fill("days = 1\nwhile days < 5:\n    print(days)")
    total.get_by_text("It does not get to its end.").wait_for(timeout=2000)
    total.get_by_role("button", name="To the end").click()
    total.get_by_text("Now it says 1 < 5.").wait_for()
    assert area.input_value().startswith("days = 1")
    answer(lab, page, "total", {"total": "days = 1\nwhile days < 5:\n    print(days)"})
    shot(page, total, "board-stepper-endless")
    area.fill("days = 1 +")
    total.get_by_text("Python can't read this line").wait_for(timeout=2000)
    shot(page, total, "board-stepper-syntax")
    total.get_by_role("button", name="Back to the first lines").click()
    answer(lab, page, "total", None)


def predicting(lab: Lab, page: Any, board: Boards) -> None:
    first = board("snippets").locator(".pmb-program").first
    step = first.get_by_role("button", name="Step through it")
    step.click()
    first.get_by_text("Predict first.").wait_for()
    first.locator("textarea").first.fill("nonsense")
    step.click()
    first.get_by_role("button", name="To the end").click()
    first.get_by_text("and you said").wait_for()
    answer(lab, page, "snippets", {"Y1": "nonsense"})
    shot(page, first, "board-predict")


def test_with_the_mouse(lab: Lab, page: Any, board: Boards) -> None:
    stepping(lab, page, board)
    predicting(lab, page, board)
    no_serious_finding(page)
