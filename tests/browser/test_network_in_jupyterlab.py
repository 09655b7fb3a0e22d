"""The boards of step 6 in JupyterLab: with the mouse, with the keyboard alone, in both themes, narrow."""

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
from network_samples import NETWORK as BOARDS
from pmbridge.case import Case
from pmbridge.grading.truths import BY_NAME

pytestmark = pytest.mark.browser
MESSAGE = "Dear Ines, in your talk you showed the request that you turned down. Who was hardest to win over?"


def test_mouse_and_keys_and_opened_again(lab: Lab, page: Any, board: Boards) -> None:
    door = str(BY_NAME["network"].compute(Case.mine())["connector"])
    place = board("next")
    place.locator(".pmb-map .pmb-dot").nth(4).click()
    place.locator(".pmb-status", has_text="And why?").wait_for()
    keys = Keys(lab, page)
    keys.enter("next")
    select = place.locator("select")
    keys.to(select)
    people = select.locator("option").evaluate_all("all => all.map(one => one.value)")
    select.select_option(people[people.index(door) - 1])
    keys.press("ArrowDown")
    answer(lab, page, "next", {"person": door})
    place.get_by_role("row", name="Steps to product people").wait_for()
    cells = place.get_by_role("row", name="Steps to product people").locator("td")
    assert cells.all_inner_texts() == ["3", "2"]
    keys.press("Tab", "Space", "ArrowDown")
    answer(lab, page, "next", {"person": door, "reason": "between"})

    note = board("message")
    note.locator("textarea").fill(MESSAGE)
    note.get_by_text("“your talk you showed the request that”").wait_for()
    assert note.locator(".pmb-found").count() == 3
    answer(lab, page, "message", MESSAGE)

    open_again(lab, page)
    assert board("next").locator("select").input_value() == door
    assert board("next").locator("input:checked").get_attribute("value") == "between"
    assert board("message").locator("textarea").input_value() == MESSAGE
    assert board("message").locator(".pmb-found").count() == 3

    for theme in (LIGHT, DARK):
        choose_theme(page, theme)
        no_serious_finding(page)
        pictures(page, board, BOARDS, theme)
    fits_when_narrow(page, board, BOARDS)
