"""The boards of the step on technical literacy, in JupyterLab."""

import json
from typing import Any

import pytest

from board_pages import (
    DARK,
    Boards,
    Keys,
    answer,
    choose_theme,
    fits_when_narrow,
    no_serious_finding,
    one_page,
    open_again,
    picture_of_a_failure,
    pictures,
    shot,
)
from board_samples import Samples
from jupyterlab import Lab

pytestmark = pytest.mark.browser
__all__ = ["one_page", "picture_of_a_failure"]

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
    "service": ("api", "question: Ask the status service."),
    "work": ("flow", "question: Halve what is in progress, and watch."),
    "promise": ("forecast", "question: What would you promise?"),
}


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
    total.get_by_text("This program does not get to its end.").wait_for(timeout=2000)
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


def asking(lab: Lab, page: Any, board: Boards) -> None:
    service = board("service")
    service.get_by_role("button", name="Send").click()
    service.get_by_text("200 OK").wait_for()
    service.locator("summary", has_text="jobs").first.click()
    service.locator("summary", has_text="J-").first.click()
    service.get_by_role("button", name="status:").first.click()
    service.get_by_text('body["jobs"][0]["status"]').wait_for()
    shot(page, service, "board-api")
    service.get_by_role("button", name="/jobs/J-999").click()
    service.get_by_text("404 Not Found").wait_for()
    service.get_by_text("Something is broken").click()
    service.get_by_role("button", name="Send").click()
    service.get_by_text("500 Internal Server Error").wait_for()
    service.get_by_role("button", name="Ask ten times").click()
    service.get_by_text("429 Too Many Requests").wait_for()
    shot(page, service, "board-api-429")
    service.get_by_text("Something is broken").click()
    service.get_by_role("button", name="Wait 30 seconds").click()
    service.get_by_text("404 Not Found").wait_for()
    answer(lab, page, "service", {"path": "/jobs/J-999", "broken": False, "asked": 1})


def halving(lab: Lab, page: Any, board: Boards) -> None:
    work = board("work")
    work.get_by_text("Now change the second limit.").wait_for()
    work.get_by_role("button", name="Halve it").click()
    work.get_by_text("With 6 in progress instead of 12").wait_for()
    answer(lab, page, "work", {"first": 12, "second": 6})
    shot(page, work, "board-flow")


def promising(lab: Lab, page: Any, board: Boards) -> None:
    promise = board("promise")
    promise.get_by_text("the toss of a coin").wait_for()
    promise.get_by_role("button", name="85 of 100").click()
    promise.get_by_text("toss of a coin").wait_for(state="hidden")
    promise.get_by_text("Leave out the weeks").click()
    promise.get_by_text("with the empty weeks that really happened").wait_for()
    shot(page, promise, "board-forecast")
    kept = json.loads((lab.home / "answers" / "promise.json").read_text())["answer"]
    assert kept["share"] == 85
    assert kept["empty_weeks"] is False


def test_with_the_mouse(lab: Lab, page: Any, board: Boards) -> None:
    stepping(lab, page, board)
    predicting(lab, page, board)
    asking(lab, page, board)
    halving(lab, page, board)
    promising(lab, page, board)
    no_serious_finding(page)


def test_with_the_keyboard_alone_and_opened_again(lab: Lab, page: Any, board: Boards) -> None:
    keys = Keys(lab, page)
    total = board("total")
    keys.enter("total")
    keys.to(total.get_by_role("button", name="Run one line"))
    keys.press("Enter", "Enter", "Space")
    total.get_by_text("fee becomes 41, value 1 of 3.").wait_for()
    keys.to(total.get_by_role("slider"))
    keys.press("End")
    total.get_by_text("It shows: 126").wait_for()
    # A new line takes over the spaces of the one above it, and Tab leaves the lines.
    area = total.locator("textarea")
    keys.enter("total")
    keys.to(area)
    keys.press("Control+End", "Enter")
    page.keyboard.type("for day in fees:")
    keys.press("Enter")
    page.keyboard.type("print(day)")
    assert area.input_value().endswith("for day in fees:\n    print(day)")
    changed = {"total": area.input_value()}
    answer(lab, page, "total", changed)
    total.get_by_text("0 of 17 lines run").wait_for()
    keys.press("Tab")
    assert not area.evaluate("node => node === document.activeElement")

    service = board("service")
    keys.enter("service")
    keys.to(service.locator("input[type=text]"))
    keys.press("Control+A")
    page.keyboard.type("/jobs/J-999")
    keys.press("Enter")
    service.get_by_text("404 Not Found").wait_for()

    work = board("work")
    keys.enter("work")
    keys.to(work.get_by_role("slider").nth(1))
    keys.press("ArrowLeft", "ArrowLeft")
    work.get_by_text("With 10 in progress instead of 12").wait_for()
    answer(lab, page, "work", {"first": 12, "second": 10})

    promise = board("promise")
    keys.enter("promise")
    keys.to(promise.get_by_role("slider").nth(1))
    keys.press("End")
    promise.get_by_text("you keep it in 99 of 100").wait_for()

    open_again(lab, page)
    assert board("total").locator("textarea").input_value() == changed["total"]
    board("service").get_by_text("404 Not Found").wait_for()
    board("work").get_by_text("With 10 in progress instead of 12").wait_for()
    board("promise").get_by_text("you keep it in 99 of 100").wait_for()


def test_in_the_dark_and_narrow(lab: Lab, page: Any, board: Boards) -> None:
    total = board("total")
    for _ in range(4):
        total.get_by_role("button", name="Run one line").click()
    board("snippets").locator("textarea").first.fill("late")
    board("snippets").get_by_role("button", name="Step through it").first.click()
    board("service").get_by_role("button", name="/jobs", exact=True).click()
    board("service").get_by_text("200 OK").wait_for()
    board("work").get_by_role("button", name="Halve it").click()
    board("promise").get_by_role("button", name="85 of 100").click()
    choose_theme(page, DARK)
    no_serious_finding(page)
    pictures(page, board, BOARDS, DARK)
    fits_when_narrow(page, board, BOARDS)
