"""The records board in JupyterLab: cards to add, copy, move, remove, take back and lock."""

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
    open_and_run,
    pictures,
    saved,
    shot,
)
from board_samples import BOARDS as SAMPLES
from jupyterlab import Lab

pytestmark = pytest.mark.browser

BOARDS = {label: SAMPLES[label] for label in ("stories", "guesses")}
NASTY = "<img src=x onerror='window.hit = 1'> Ran a stall"


def card(place: Any, number: int) -> Any:
    return place.locator(".pmb-card").nth(number - 1)


def fill_without_a_kernel(lab: Lab, page: Any, place: Any) -> None:
    card(place, 1).get_by_label("What you did").fill("Saved")
    kept_with_the_first(lab, page, "Saved")
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.locator(".lm-Menu-item", has_text="Shut Down Kernel").first.click()
    page.wait_for_selector("text=No Kernel")
    card(place, 1).get_by_label("What you did").fill("Written when Python was gone")
    card(place, 1).get_by_label("What you did").blur()
    place.get_by_text("Not saved yet").wait_for()
    open_and_run(lab, page)
    assert card(place, 1).get_by_label("What you did").input_value() == "Saved"
    place.get_by_role("button", name="Use this text").click()
    kept_with_the_first(lab, page, "Written when Python was gone")


def kept_with_the_first(lab: Lab, page: Any, words: str) -> None:
    """Wait until the first of the cards that are kept has these words, and the others are as they were."""
    first, *others = saved(lab, "stories")
    answer(lab, page, "stories", [{**first, "experience": words}, *others])


def test_cards_with_the_mouse_opened_again_and_without_a_kernel(
    lab: Lab, page: Any, board: Boards
) -> None:
    place = board("stories")
    assert place.locator(".pmb-card").count() == 2
    card(place, 1).get_by_label("What you did").fill(NASTY)
    card(place, 1).get_by_text("Asking", exact=True).click()
    card(place, 2).get_by_label("What you did").fill("Planned")
    card(place, 2).get_by_label("How many people").fill("a lot")
    card(place, 2).get_by_text("▲ This is not a number yet").wait_for()
    card(place, 2).get_by_label("How many people").fill("1,250")
    card(place, 2).locator("input[type=range]").fill("65")
    first = {"experience": NASTY, "skill": "asking"}
    second = {"experience": "Planned", "reach": 1250, "sure": 65}
    answer(lab, page, "stories", [first, second])

    place.get_by_role("button", name="Add an experience").click()
    card(place, 3).get_by_label("What could be counted").fill("one two " * 7)
    card(place, 3).get_by_text("14 words: 2 more than 12").wait_for()
    third = {"number": "one two " * 7}
    answer(lab, page, "stories", [first, second, third])
    card(place, 3).get_by_role("button", name="Move up").click()
    answer(lab, page, "stories", [first, third, second])
    card(place, 1).get_by_role("button", name="Duplicate").click()
    answer(lab, page, "stories", [first, first, third, second])
    assert (
        place.get_by_role("button", name="Add an experience").get_attribute("aria-disabled")
        == "true"
    )
    card(place, 3).get_by_role("button", name="Remove").click()
    answer(lab, page, "stories", [first, first, second])
    # Taken back step by step, and what was typed in between stays.
    card(place, 2).get_by_label("What you did").fill("Sold")
    undo = place.get_by_role("button", name="Undo")
    undo.click()
    answer(lab, page, "stories", [first, {**first, "experience": "Sold"}, third, second])
    undo.click()
    answer(lab, page, "stories", [first, third, second])
    undo.click()
    answer(lab, page, "stories", [first, second, third])
    undo.click()
    answer(lab, page, "stories", [first, second])
    assert not undo.is_visible()

    place.get_by_text("Examples from other people").click()
    place.get_by_label("Examples from").select_option("support")
    assert (
        "300 tickets" in place.locator(".pmb-examples").inner_text()
        or "help page" in place.locator(".pmb-examples").inner_text()
    )
    assert page.evaluate("window.hit") is None

    kept = saved(lab, "stories")
    open_again(lab, page)
    assert card(place, 1).get_by_label("What you did").input_value() == NASTY
    assert card(place, 2).get_by_label("How many people").input_value() == "1,250"
    assert card(place, 2).locator("input[type=range]").input_value() == "65"
    assert card(place, 1).locator("input:checked").count() == 1
    assert saved(lab, "stories") == kept
    assert page.evaluate("window.hit") is None

    fill_without_a_kernel(lab, page, place)


def cards_with_keys(lab: Lab, page: Any, board: Boards) -> None:
    place, keys = board("stories"), Keys(lab, page)
    keys.enter("stories")
    keys.to(card(place, 1).get_by_label("What you did"))
    page.keyboard.type("add b dd")
    keys.to(card(place, 1).locator("input[type=radio]").first)
    keys.press("Space")
    answer(lab, page, "stories", [{"experience": "add b dd", "skill": "asking"}])
    keys.to(card(place, 1).locator("input[type=range]"))
    keys.press("ArrowRight", "Tab", "Tab")
    one = {"experience": "add b dd", "skill": "asking", "sure": 55}
    answer(lab, page, "stories", [one])
    keys.enter("stories")
    keys.to(card(place, 1).get_by_role("button", name="Move down"))
    keys.press("Enter")
    assert keys.name() == "Move down: Experience 2, add b dd"
    assert place.locator("[aria-live=assertive]").inner_text() == "Now Experience 2 of 2."
    keys.press("Tab", "Enter")
    answer(lab, page, "stories", [one, one])
    keys.enter("stories")
    keys.to(card(place, 2).get_by_role("button", name="Remove"))
    keys.press("Enter")
    answer(lab, page, "stories", [one])
    assert keys.name().startswith("Undo: remove Experience 2")
    keys.press("Enter")
    answer(lab, page, "stories", [one, one])


def test_with_the_keyboard_alone_and_what_is_locked_can_be_read_and_not_changed(
    lab: Lab, page: Any, board: Boards
) -> None:
    cards_with_keys(lab, page, board)
    (lab.home / "answers" / "stories.json").unlink()
    place, keys = board("guesses"), Keys(lab, page)
    place.get_by_role("button", name="Lock it").click()
    place.get_by_text("Not yet: some fields are still empty.").wait_for()
    assert place.get_by_label("Whom do you think of?").evaluate("n => n === document.activeElement")
    page.keyboard.type(NASTY)
    for number, option in ((1, "more"), (2, "less")):
        card(place, number).get_by_text(option, exact=True).click()
        card(place, number).get_by_label("How sure are you").last.fill(f"{number}0")
    rows = [
        {"id": "price", "than": "more", "sure": 10},
        {"id": "waste", "than": "less", "sure": 20},
    ]
    answer(lab, page, "guesses", {"head": {"who": NASTY}, "rows": rows})
    place.get_by_text("2 of 2 cards complete. Saved.").wait_for()
    place.get_by_role("button", name="Lock it").click()
    place.get_by_role("button", name="No, go on writing").click()
    assert keys.name() == "Lock it"
    keys.press("Enter", "Enter")
    place.get_by_text("Locked on").wait_for()
    assert place.locator("input:visible, textarea:visible").count() == 0
    # Nothing has been seen yet, so a slip can still be mended.
    keys.to(place.get_by_role("button", name="Unlock it"))
    keys.press("Enter")
    assert card(place, 2).get_by_label("How sure are you").last.input_value() == "20"
    keys.press("Enter", "Enter")
    place.get_by_text("Locked on").wait_for()
    kept = saved(lab, "guesses")
    assert kept["rows"] == rows
    # The exercise that the board names has been begun. From now on the lock holds.
    (lab.home / "answers" / "stories.json").write_text('{"answer": [{"experience": "Ran"}]}')
    open_again(lab, page)
    place.get_by_text("Locked on").wait_for()
    assert "Ran a stall" in place.inner_text()
    assert place.locator("input:visible, textarea:visible, button:visible").count() == 0
    assert saved(lab, "guesses") == kept
    assert page.evaluate("window.hit") is None
    shot(page, place, "board-guesses-locked")


def test_no_serious_finding_a_look_and_twice_the_size(lab: Lab, page: Any, board: Boards) -> None:
    place = board("stories")
    card(place, 1).get_by_label("What you did").fill("Read 300 tickets and found one question")
    card(place, 1).get_by_label("How sure you are").last.fill("many")
    place.get_by_text("▲ This is not a number yet").wait_for()
    place.get_by_text("Examples from other people").click()
    place.get_by_role("button", name="Add an experience").click()
    place.get_by_role("button", name="Remove").last.click()
    board("guesses").get_by_label("Whom do you think of?").fill("Families")
    board("guesses").get_by_text("Saved.").wait_for()
    for theme in (DARK, LIGHT):
        choose_theme(page, theme)
        pictures(page, board, BOARDS, theme)
        no_serious_finding(page)
    fits_when_narrow(page, board, BOARDS)
    shot(page, board("stories"), "board-stories-narrow-whole")
