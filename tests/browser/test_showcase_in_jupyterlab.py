"""The boards of step 7 in JupyterLab: marks, score and twenty lines, with the mouse and the keyboard alone."""

from typing import Any

import pytest

from board_pages import (
    DARK,
    LIGHT,
    Boards,
    Keys,
    answer,
    choose_theme,
    fits_when_narrow,
    no_serious_finding,
    open_again,
    pictures,
)
from jupyterlab import Lab
from pmbridge.case import Case
from showcase_samples import SHOWCASE as BOARDS

pytestmark = pytest.mark.browser
STRONG = "Cut the wait from 12 to 8 days by planning tours by district."
WEAK = "Responsible for campaigns in 2023."


def card(place: Any, number: int) -> Any:
    return place.locator(".pmb-card").nth(number - 1)


def marks(place: Any, number: int) -> Any:
    return card(place, number).locator(".pmb-records-marks li")


def told(weights: list[int], covered: float) -> str:
    share = round(100 * covered / sum(weights))
    return f"Covered: {covered:g} of {sum(weights)}, which is {share} of 100."


def test_mouse_and_keys_and_opened_again(lab: Lab, page: Any, board: Boards) -> None:
    # Twenty lines: one question with the mouse, the other with the keyboard alone.
    lines = board("lines")
    assert lines.locator(".pmb-row").count() == 20
    first = lines.locator(".pmb-row").first
    first.get_by_text("Measure", exact=True).click()
    answer(lab, page, "lines", {"V01": {"metric": "yes"}})
    keys = Keys(lab, page)
    keys.enter("lines")
    keys.to(first.locator("input[type=radio]:checked"))
    keys.press("ArrowRight", "Tab", "Space")
    both = {"V01": {"metric": "no", "outcome": "yes"}}
    answer(lab, page, "lines", both)
    lines.get_by_text("1 of 20 answered. Saved.").wait_for()

    # Marks below a card: they quote, ask, and say how often they err.
    place = board("bullets")
    card(place, 1).get_by_label("The new line").fill(STRONG)
    marks(place, 1).filter(has_text="“from 12 to 8 days").wait_for()
    assert place.locator(".pmb-records-look").count() == 0
    marks(place, 1).filter(has_text="about one in four").wait_for()
    keys.enter("bullets")
    keys.to(card(place, 2).get_by_label("The new line"))
    page.keyboard.type(WEAK)
    marks(place, 2).filter(has_text="Which one word says what you did?").wait_for()
    assert marks(place, 2).filter(has_text="Look again:").count() == 5
    marks(place, 2).filter(has_text="only you know").wait_for()
    keys.press("Tab", "ArrowDown")
    written = [{"after": STRONG}, {"after": WEAK, "source": "none"}]
    answer(lab, page, "bullets", written)

    # The matcher: what is covered, as it is chosen.
    weights = Case.mine().posting_match["weight"].tolist()
    match = board("match")
    match.get_by_text(told(weights, 0)).wait_for()
    card(match, 1).get_by_text("Something complete").click()
    match.get_by_text(told(weights, weights[0])).wait_for()
    keys.enter("match")
    keys.to(card(match, 2).locator("input[type=radio]").first)
    keys.press("Space", "ArrowDown")
    half = weights[0] + weights[1] / 2
    match.get_by_text(told(weights, half)).wait_for()
    kept = [{"id": "Q1", "evidence": "all"}, {"id": "Q2", "evidence": "part"}]
    answer(lab, page, "match", kept)

    open_again(lab, page)
    assert board("lines").locator("input:checked").count() == 2
    assert card(board("bullets"), 1).get_by_label("The new line").input_value() == STRONG
    assert marks(board("bullets"), 2).filter(has_text="Look again:").count() == 5
    board("match").get_by_text(told(weights, half)).wait_for()

    for theme in (LIGHT, DARK):
        choose_theme(page, theme)
        no_serious_finding(page)
        pictures(page, board, BOARDS, theme)
    fits_when_narrow(page, board, BOARDS)
