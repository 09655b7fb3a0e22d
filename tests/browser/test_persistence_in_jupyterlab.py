"""The search board in JupyterLab: with keys, with the mouse, opened again, in both themes, narrow."""

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
from persistence_samples import PERSISTENCE as BOARDS

pytestmark = pytest.mark.browser


def test_keys_and_mouse_and_opened_again(lab: Lab, page: Any, board: Boards) -> None:
    place = board("search")
    place.get_by_text("Choose some actions for a week").wait_for()
    keys = Keys(lab, page)
    keys.enter("search")
    keys.to(place.locator("input[type=range]").nth(0))
    keys.press("ArrowRight", "ArrowRight", "ArrowRight", "Tab")
    actions = {"cold application": 3}
    answer(lab, page, "search", {"actions": actions, "odds": "given", "waits": True})
    place.get_by_text("come at once").click()
    place.get_by_text("twice as much").click()
    answer(lab, page, "search", {"actions": actions, "odds": "double", "waits": False})
    place.get_by_text("In week 7,").wait_for()
    assert "by week 20" in place.locator(".pmb-plot svg").get_attribute("aria-label")

    open_again(lab, page)
    place = board("search")
    assert place.locator("input[type=range]").nth(0).input_value() == "3"
    assert place.locator("input:checked").count() == 2

    for theme in (LIGHT, DARK):
        choose_theme(page, theme)
        no_serious_finding(page)
        pictures(page, board, BOARDS, theme)
    fits_when_narrow(page, board, BOARDS)
