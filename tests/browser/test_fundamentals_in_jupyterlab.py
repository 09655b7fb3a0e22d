"""The boards of step 3 in JupyterLab: mouse, keyboard alone, opened again, both themes, narrow."""

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
    one_page,
    open_again,
    picture_of_a_failure,
    pictures,
    saved,
    shot,
)
from boards.fundamentals_samples import BOARDS
from jupyterlab import Lab
from pmbridge.boards import backlog
from pmbridge.case import Case
from pmbridge.case.backlog import SEQUENCED
from pmbridge.grading.truths import answers

pytestmark = pytest.mark.browser
__all__ = ["one_page", "picture_of_a_failure"]


def order_of(place: Any) -> list[str]:
    """Return the ids of a list of items, from top to bottom."""
    texts: list[str] = place.locator(".pmb-items .pmb-id").all_inner_texts()
    return texts


def rank_with_the_mouse(lab: Lab, page: Any, place: Any) -> dict[str, Any]:
    before = order_of(place)
    assert before[0] == "B12"
    place.get_by_label("Confidence of B12").select_option("0.5")
    place.get_by_text("rank 4 ▼3").wait_for()
    assert order_of(place)[3] == "B12"
    place.get_by_label("Why: B12").select_option("no evidence")
    # By the dots, from below to the first place.
    grip = place.locator(".pmb-item", has_text="B04 ").locator(".pmb-grip")
    grip.scroll_into_view_if_needed()
    start = grip.bounding_box()
    page.mouse.move(start["x"] + 6, start["y"] + 8)
    page.mouse.down()
    for _ in range(20):
        if order_of(place)[0] == "B04":
            break
        top = place.locator(".pmb-item").first.bounding_box()
        page.mouse.move(start["x"] + 6, max(top["y"] + 2, 90), steps=4)
    page.mouse.up()
    assert order_of(place)[0] == "B04"
    assert not place.get_by_label("Keep the list sorted by score").is_checked()
    place.get_by_label("Why: B04").select_option("duty")
    place.get_by_text("1 moved away from the score. Saved.").wait_for()
    expected = {
        "order": order_of(place),
        "estimates": {"B12": {"confidence": 0.5}},
        "reasons": {"B12": "no evidence", "B04": "duty"},
    }
    answer(lab, page, "ranking", expected)
    return expected


def test_every_board_with_the_mouse_and_opened_again(lab: Lab, page: Any, board: Boards) -> None:
    ranking = rank_with_the_mouse(lab, page, board("ranking"))

    rivals = board("rivals")
    rivals.get_by_text("What share complains").click()
    rivals.get_by_role("button", name="Kerb Cafe, Price").click()
    opened = rivals.get_by_role("region", name="Reviews behind the cell")
    opened.get_by_text("not meant as a complaint").first.wait_for()
    assert opened.locator("s").count() > 0
    opened.get_by_role("button", name="Close").click()
    rivals.get_by_text("Only where it is meant").click()
    rivals.get_by_label("Survey question for Price").select_option("o2")
    rivals.locator(".pmb-claim").first.get_by_text("Leave it empty").click()
    rivals.get_by_role("group", name="White space").get_by_text("None of them").click()
    rivals.get_by_label("From left to right").select_option("status")
    rivals.get_by_label("From bottom to top").select_option("from_price_eur")
    rivals.locator("svg[role=img]").wait_for()
    decided = {
        "measure": "rate",
        "matching": "context",
        "importance": {"price": "o2"},
        "claims": {"C1": "empty"},
        "white_space": [],
        "axes": ["status", "from_price_eur"],
    }
    answer(lab, page, "rivals", decided)

    for number in range(2, 5):
        board("retention").locator("input[type=checkbox]").nth(number).check()
    board("retention").get_by_text("Offer it to one half").click()
    months = sorted(Case.lesson().activity["cohort_month"].unique())
    kept = {"cohorts": months[2:5], "verdict": "test"}
    answer(lab, page, "retention", kept)

    open_again(lab, page)
    assert order_of(board("ranking")) == ranking["order"]
    assert board("ranking").get_by_label("Confidence of B12").input_value() == "0.5"
    assert board("ranking").get_by_label("Why: B04").input_value() == "duty"
    assert rivals.get_by_role("button", name="Kerb Cafe, Price").inner_text().startswith("0 %")
    assert board("retention").locator("input[type=checkbox]:checked").count() == 3
    assert saved(lab, "ranking") == ranking
    board("ranking").get_by_role("button", name="Everything as written again").click()
    answer(lab, page, "ranking", None)
    assert order_of(board("ranking"))[0] == "B12"


def test_every_board_with_the_keyboard_alone(lab: Lab, page: Any, board: Boards) -> None:
    keys = Keys(lab, page)
    moscow = board("moscow")
    keys.enter("moscow")
    keys.to(moscow.get_by_label("Group of B02"))
    keys.press("ArrowDown")
    moscow.get_by_text("1 of 12 decided. Saved.").wait_for()
    answer(lab, page, "moscow", {"B02": "must"})
    keys.to(moscow.get_by_role("button", name="Move down: B02"))
    keys.press("Enter")
    assert keys.name().startswith("Move down: B02")
    answer(lab, page, "moscow", {"B02": "should"})

    sorter = board("sorter")
    keys.enter("sorter")
    keys.to(sorter.get_by_role("button", name="Must-be").first)
    key = answers("kano_pairs", Case.mine().seed)
    pairs: dict[str, str] = {}
    for pair in list(Case.mine().kano_pairs["pair_id"])[:3]:
        letter = next(iter(key[pair].accepted))
        keys.press(str("MOAIRQ".index(letter) + 1))
        pairs[pair] = letter
    answer(lab, page, "sorter", {"pairs": pairs})
    sorter.get_by_text("3 of 25 pairs sorted. Saved.").wait_for()

    waiting = board("waiting")
    first = order_of(waiting)
    assert sorted(first) == sorted(SEQUENCED)
    keys.enter("waiting")
    keys.to(waiting.get_by_role("button", name=f"Move down: {first[0]}"))
    before = int(waiting.locator(".pmb-total").inner_text())
    keys.press("Enter")
    after = int(waiting.locator(".pmb-total").inner_text())
    assert before != after
    assert waiting.get_by_text("Your last move").is_visible()
    answer(lab, page, "waiting", {"free": [first[1], first[0], *first[2:]]})

    # An estimate by typing, and an item by its arrow.
    ranking = board("ranking")
    keys.enter("ranking")
    keys.to(ranking.get_by_label("Reach in people a quarter of B12"))
    keys.press("Control+a")
    page.keyboard.type("10")
    keys.press("Tab")
    ranking.locator(".pmb-item").last.get_by_text("B12").wait_for()
    assert saved(lab, "ranking")["estimates"] == {"B12": {"reach": 10}}
    order = saved(lab, "ranking")["order"]
    keys.enter("ranking")
    keys.to(ranking.get_by_role("button", name=f"Move down: {order[0]}"))
    keys.press("Enter")
    ranking.get_by_text("1 moved away from the score").wait_for()
    moved = saved(lab, "ranking")["order"]
    assert moved[:2] == [order[1], order[0]]
    assert backlog.moved(moved, order)


def test_a_look_in_both_themes_and_at_twice_the_size(lab: Lab, page: Any, board: Boards) -> None:
    board("ranking").get_by_label("Confidence of B12").select_option("0.5")
    board("ranking").get_by_role("button", name="and a note: B04").click()
    board("moscow").get_by_label("Group of B01").select_option("must")
    board("rivals").get_by_text("What share complains").click()
    board("rivals").get_by_role("button", name="BrandCare, Price").click()
    board("rivals").get_by_label("From left to right").select_option("status")
    board("rivals").get_by_label("From bottom to top").select_option("price")
    board("rivals").locator("blockquote").first.wait_for()
    board("waiting").get_by_role("button", name="Move down").first.click()
    board("retention").locator("input[type=checkbox]").nth(0).check()
    sorter = board("sorter").locator(".pmb-bench button")
    for number in (0, 1, 2, 3, 4, 5, 3, 3):
        sorter.nth(number).click()
    board("sorter").locator("svg[role=img]").wait_for()
    board("retention").get_by_text("Retention in month 3").wait_for()
    for theme in (LIGHT, DARK):
        choose_theme(page, theme)
        pictures(page, board, BOARDS, theme)
        no_serious_finding(page)
    fits_when_narrow(page, board, BOARDS)
    for label in BOARDS:
        shot(page, board(label), f"board-{label}-narrow-whole")
