"""Every board in JupyterLab: with the mouse, with the keyboard alone, opened again, in both themes."""

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
)
from board_samples import BOARDS as SAMPLES
from jupyterlab import Lab

pytestmark = pytest.mark.browser

# Kinds with more to them have a file of their own.
HERE = ("judge", "sequence", "assemble", "text", "form")
BOARDS = {label: sample for label, sample in SAMPLES.items() if sample[0] in HERE}


def steps(place: Any) -> list[str]:
    texts: list[str] = (
        place.locator(".pmb-steps").first.locator(".pmb-step > div").all_inner_texts()
    )
    return [text for text in texts if text and not text.startswith("↑")]


def put_in(well: Any, *chips: str) -> None:
    well.locator(".pmb-chips > button").click()
    for chip in chips:
        well.locator(".pmb-tray").get_by_role("button", name=chip).first.click()
    well.locator(".pmb-chips > button").click()


COLUMNS = ["households", "breakdowns_hh_yr", "repairable_share"]
NASTY = "<img src=x onerror='window.hit = 1'> The problem: households give up early, since nobody names a day."


def judge_with_the_mouse(lab: Lab, page: Any, board: Boards) -> None:
    roles = board("roles")
    assert roles.locator(".pmb-row").count() == 20
    roles.locator(".pmb-row").nth(0).get_by_text("Product manager").click()
    roles.locator(".pmb-row").nth(2).get_by_text("Marketing").click()
    roles.get_by_text("2 of 20 answered. Saved.").wait_for()
    answer(lab, page, "roles", {"T01": "pm", "T03": "marketing"})

    first = board("metrics").locator(".pmb-row").nth(0)
    rule = first.get_by_text("A ratio or a rate")
    assert not rule.is_visible()
    first.get_by_text("Not good").click()
    rule.click()
    answer(lab, page, "metrics", {"M1": {"verdict": "not", "rule": "rate"}})
    first.get_by_text("Good", exact=True).click()
    answer(lab, page, "metrics", {"M1": {"verdict": "good"}})
    first.get_by_text("Not good").click()
    answer(lab, page, "metrics", {"M1": {"verdict": "not", "rule": "rate"}})

    board("trend").locator(".pmb-row").nth(0).locator("input").nth(3).check()
    answer(lab, page, "trend", {"W1": {"settle": "b"}})


def sequence_with_the_mouse(lab: Lab, page: Any, board: Boards) -> None:
    launch = board("launch")
    before = steps(launch)
    owned = {"owners": {"L02": "design"}}
    rest = [f"L{n:02}" for n in range(4, 14)]
    launch.get_by_role("button", name="Move down").first.click()
    launch.get_by_role("button", name="Add to the plan").first.click()
    launch.locator("select").first.select_option("design")
    launch.get_by_text("14 steps in the plan. 1 of 14 have an owner. Saved.").wait_for()
    answer(lab, page, "launch", {"order": ["L02", "L01", "L03", *rest, "G1"], **owned})
    assert steps(launch)[:2] == [before[1], before[0]]
    # By the dots, from the first place to below the third.
    grips = launch.locator(".pmb-grip")
    grips.nth(0).scroll_into_view_if_needed()
    start, end = grips.nth(0).bounding_box(), grips.nth(2).bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 8, end["y"] + end["height"], steps=8)
    page.mouse.up()
    answer(lab, page, "launch", {"order": ["L01", "L03", "L02", *rest, "G1"], **owned})
    launch.get_by_role("button", name="Take out").click()
    answer(lab, page, "launch", {"order": ["L01", "L03", "L02", *rest], **owned})
    assert steps(launch)[2] == before[1]


def assemble_with_the_mouse(lab: Lab, page: Any, board: Boards) -> None:
    tam, sam, som = (board("market").locator(".pmb-slot").nth(n) for n in range(3))
    demand = ["Households", "Breakdowns a year", "Repairable share"]
    put_in(tam.locator(".pmb-well").first, *demand, "Average fee")
    tam.locator(".pmb-total", has_text="per year").wait_for()
    sam.get_by_role("button", name="Start from TAM").click()
    sam.locator("select").select_option("served")
    put_in(som.locator(".pmb-well").first, "Average fee")
    som.get_by_role("button", name="Take the smaller").click()
    put_in(som.locator(".pmb-pair .pmb-well").nth(0), *demand)
    put_in(som.locator(".pmb-pair .pmb-well").nth(1), "Repairers", "Repairs per repairer")
    recipes = {
        "tam": {"multiply": [*COLUMNS, "avg_fee_eur"]},
        "sam": {"multiply": [*COLUMNS, "avg_fee_eur"], "only": "served"},
        "som": {
            "multiply": ["avg_fee_eur"],
            "min": [COLUMNS, ["repairers", "jobs_per_repairer_yr"]],
        },
    }
    answer(lab, page, "market", recipes)
    assert som.locator("table tr").count() == 6


def write_with_the_mouse(lab: Lab, page: Any, board: Boards) -> None:
    board("memo").locator("textarea").fill(NASTY)
    count = len(NASTY.split())
    board("memo").get_by_text(f"{count} words: {count - 12} more than 12").wait_for()
    answer(lab, page, "memo", NASTY)
    funnel = board("funnel")
    funnel.get_by_label("Change overall").fill("-0.6 %")
    funnel.get_by_label("Share of referral").fill(NASTY)
    funnel.get_by_text("▲ This is not a number yet").wait_for()
    funnel.get_by_text("More visitors came by referral").click()
    answer(lab, page, "funnel", {"overall": -0.6, "cause": "mix"})
    funnel.get_by_label("Share of referral").fill("1,234.5")
    funnel.get_by_label("How do you know?").fill(NASTY)
    whole = {"overall": -0.6, "share": 1234.5, "cause": "mix", "reason": NASTY}
    answer(lab, page, "funnel", whole)


def write_without_a_kernel(lab: Lab, page: Any, board: Boards) -> None:
    area = board("memo").locator("textarea")
    area.fill("Saved.")
    answer(lab, page, "memo", "Saved.")
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.locator(".lm-Menu-item", has_text="Shut Down Kernel").first.click()
    page.wait_for_selector("text=No Kernel")
    area.fill("Saved. And written when Python was gone.")
    area.blur()
    board("memo").get_by_text("Not saved yet").wait_for()
    open_and_run(lab, page)
    assert board("memo").locator("textarea").first.input_value() == "Saved."
    board("memo").get_by_role("button", name="Use this text").click()
    answer(lab, page, "memo", "Saved. And written when Python was gone.")


def test_every_board_with_the_mouse_opened_again_and_without_a_kernel(
    lab: Lab, page: Any, board: Boards
) -> None:
    judge_with_the_mouse(lab, page, board)
    sequence_with_the_mouse(lab, page, board)
    assemble_with_the_mouse(lab, page, board)
    write_with_the_mouse(lab, page, board)

    # The notebook is opened again, in another kernel.
    kept = {label: saved(lab, label) for label in BOARDS}
    in_order = steps(board("launch"))
    open_again(lab, page)
    assert board("roles").locator("input:checked").count() == 2
    assert board("metrics").locator("input:checked").count() == 2
    assert steps(board("launch")) == in_order
    assert board("launch").locator("select").nth(2).input_value() == "design"
    assert board("market").locator(".pmb-slot").nth(2).locator(".pmb-chip").count() == 6
    assert board("market").locator(".pmb-total").count() == 3
    assert board("memo").locator("textarea").input_value() == NASTY
    assert board("funnel").get_by_label("Share of referral").input_value() == "1,234.5"
    assert board("funnel").get_by_label("How do you know?").input_value() == NASTY
    assert board("funnel").locator("input:checked").count() == 1
    assert {label: saved(lab, label) for label in BOARDS} == kept
    assert not (lab.home / "kept-aside").exists()
    assert page.evaluate("window.hit") is None, "what was typed has become markup"

    write_without_a_kernel(lab, page, board)


def sequence_with_keys(keys: Keys, board: Boards) -> None:
    launch = board("launch")
    keys.enter("launch")
    moved = launch.locator(".pmb-step").nth(0).get_by_role("button", name="Move down")
    keys.to(moved)
    name = keys.name()
    for place in (2, 3):
        keys.press("Enter")
        said = launch.locator("[aria-live=assertive]")
        assert said.inner_text().endswith(f"Now step {place} of 13.")
        assert keys.name() == name, "the focus stays with the step"
    order = ["L02", "L03", "L01", *(f"L{n:02}" for n in range(4, 14))]
    answer(keys.lab, keys.page, "launch", {"order": order, "owners": {}})
    keys.to(launch.get_by_role("button", name="Add to the plan").nth(1))
    keys.press("Space")
    assert keys.name().startswith("Move up")
    answer(keys.lab, keys.page, "launch", {"order": [*order, "G2"], "owners": {}})
    keys.press("Tab", "Tab", "Enter")
    assert keys.name().startswith("Add to the plan")
    answer(keys.lab, keys.page, "launch", {"order": order, "owners": {}})


def judge_with_keys(keys: Keys, board: Boards) -> None:
    """Several columns: the second appears, is answered, and hides again, without the mouse."""
    metrics = board("metrics")
    keys.enter("metrics")
    first = metrics.locator(".pmb-row").nth(0)
    keys.to(first.locator("input").nth(0))
    keys.press("Space")
    answer(keys.lab, keys.page, "metrics", {"M1": {"verdict": "good"}})
    # While the rule is not asked, Tab goes on to the next metric.
    keys.press("Tab")
    keys.press("ArrowDown")
    both = {"M1": {"verdict": "good"}, "M2": {"verdict": "not"}}
    answer(keys.lab, keys.page, "metrics", both)
    # Now it is asked, and Tab goes into it.
    keys.press("Tab", "ArrowDown", "ArrowDown")
    both = {**both, "M2": {"verdict": "not", "rule": "rate"}}
    answer(keys.lab, keys.page, "metrics", both)
    keys.press("Shift+Tab", "ArrowUp")
    answer(keys.lab, keys.page, "metrics", {**both, "M2": {"verdict": "good"}})
    keys.press("ArrowDown")
    answer(keys.lab, keys.page, "metrics", both)
    keys.to(metrics.get_by_role("button", name="Go to the next open one"))
    keys.press("Enter", "Space")
    answer(keys.lab, keys.page, "metrics", {**both, "M3": {"verdict": "good"}})


def compare_with_keys(keys: Keys, board: Boards) -> None:
    """The smaller of two amounts in the market board, without the mouse."""
    keys.enter("market")
    som = board("market").locator(".pmb-slot").nth(2)
    keys.to(som.get_by_role("button", name="Take the smaller"))
    keys.press("Enter")
    assert keys.name().endswith("the smaller of this"), "the focus goes to the first amount"
    keys.press("Enter", "Tab", "Space", "Escape")
    assert keys.name().endswith("the smaller of this")
    keys.to(som.get_by_role("button", name="Add a part to SOM: what we can win, and this"))
    keys.press("Enter")
    keys.to(som.locator(".pmb-pair .pmb-well").nth(1).get_by_role("button", name="Repairers").first)
    keys.press("Space", "Escape")
    keys.to(som.locator("select"))
    keys.press("ArrowDown")
    recipe = {"min": [["households"], ["repairers"]], "only": "served"}
    answer(keys.lab, keys.page, "market", {"som": recipe})
    keys.press("Shift+Tab")
    assert keys.name() == "Remove the comparison"
    keys.press("Enter")
    assert keys.name() == "Take the smaller of two amounts", "the focus stays"
    answer(keys.lab, keys.page, "market", {"som": {"only": "served"}})


def test_every_board_with_the_keyboard_alone(lab: Lab, page: Any, board: Boards) -> None:
    keys = Keys(lab, page)
    keys.enter("roles")
    keys.to(board("roles").locator("input").nth(0))
    keys.press("ArrowDown")
    answer(lab, page, "roles", {"T01": "project"})
    keys.press("Tab", "Space")
    answer(lab, page, "roles", {"T01": "project", "T02": "pm"})

    judge_with_keys(keys, board)
    sequence_with_keys(keys, board)

    keys.enter("market")
    slot = board("market").locator(".pmb-slot").nth(0)
    keys.to(slot.get_by_role("button", name="Add a part").first)
    keys.press("Enter", "Tab", "Space")
    answer(lab, page, "market", {"tam": {"multiply": ["households"]}})
    keys.press("Escape")
    assert keys.name().startswith("Add a part to TAM")
    keys.press("Shift+Tab", "Enter")
    answer(lab, page, "market", None)
    compare_with_keys(keys, board)

    keys.enter("memo")
    keys.to(board("memo").locator("textarea"))
    # Keys that mean something to a notebook are plain letters here, and Tab leaves.
    keys.press("End")
    page.keyboard.type("add a bb dd")
    keys.press("Tab")
    answer(lab, page, "memo", "The problem: add a bb dd")

    keys.enter("funnel")
    keys.to(board("funnel").get_by_label("Change overall"))
    page.keyboard.type("12")
    keys.press("Tab")
    page.keyboard.type("12 %")
    keys.press("Tab", "Space")
    answer(lab, page, "funnel", {"overall": 12, "share": 0.12, "cause": "mix"})


def test_no_serious_finding_a_look_and_twice_the_size(lab: Lab, page: Any, board: Boards) -> None:
    board("roles").locator("input").nth(0).check()
    board("metrics").locator("input").nth(1).check()
    board("launch").get_by_role("button", name="Add to the plan").first.click()
    slot = board("market").locator(".pmb-slot").nth(2)
    slot.get_by_role("button", name="Add a part").first.click()
    slot.locator(".pmb-tray button").first.click()
    slot.get_by_role("button", name="Take the smaller").click()
    board("funnel").get_by_label("Change overall").fill("many")
    board("funnel").get_by_text("▲ This is not a number yet").wait_for()
    board("launch").get_by_text("Saved.").wait_for()
    for theme in (DARK, LIGHT):
        choose_theme(page, theme)
        pictures(page, board, BOARDS, theme)
        no_serious_finding(page)
    fits_when_narrow(page, board, BOARDS)
