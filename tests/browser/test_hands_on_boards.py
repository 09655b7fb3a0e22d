"""The boards of step 5 in JupyterLab: with the mouse, with the keyboard alone, opened again, in both themes."""

import re
from collections.abc import Iterator
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
    lab_with,
    no_serious_finding,
    open_again,
    open_boards,
    saved,
    shot,
)
from hands_on_samples import HANDS_ON
from jupyterlab import Lab

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    yield from lab_with(HANDS_ON, tmp_path_factory)


@pytest.fixture
def board(lab: Lab, page: Any) -> Boards:
    return open_boards(lab, page)


def limits(cases: Any) -> tuple[int, int, int]:
    """Return the limits that the arena states."""
    far, slots, cutoff = re.findall(r"\d+", cases.locator(".pmb-arena-spec").inner_text())[:3]
    return int(far), int(slots), int(cutoff)


def cases_with_the_mouse(lab: Lab, page: Any, board: Boards) -> None:
    place = board("cases")
    far, _, cutoff = limits(place)
    rows = [
        (far + 1, 0, 9, "no day"),
        (far, 0, cutoff, "the second working day"),
        (1, 0, 9, "no day"),
    ]
    for number, (*numbers, end) in enumerate(rows):
        if number:
            place.get_by_role("button", name="+ Add a case").click()
        case = place.locator(".pmb-arena-case").nth(number)
        for field, value in zip(case.locator("input[type=text]").all(), numbers, strict=True):
            field.fill(str(value))
        case.get_by_text(end).click()
    place.get_by_text("3 of 3 broken versions caught, with 3 cases. Saved.").wait_for()
    place.get_by_text("✗ The rule says something else here.").wait_for()
    place.get_by_text("It forgets the distance.").wait_for()
    wrong = place.locator(".pmb-arena-case").nth(2)
    wrong.get_by_role("button", name="Take out case 3").click()
    keys = ("km", "promised", "hour", "expect")
    ends = ("none", "second")
    answer(
        lab,
        page,
        "cases",
        [dict(zip(keys, (*r[:3], e), strict=True)) for r, e in zip(rows, ends, strict=False)],
    )


def bench_with_the_mouse(lab: Lab, page: Any, board: Boards) -> None:
    splits = board("splits")
    splits.get_by_role("button", name="The first test: open what came out").click()
    splits.get_by_role("button", name="The first test: open who landed where").click()
    splits.get_by_text("⚠ Alarm.").wait_for()
    splits.get_by_text("Must not be read").first.click()
    splits.get_by_text("So this number says nothing about the page.").wait_for()
    first = {"opened": ["lift", "split"], "verdict": "invalid"}
    answer(lab, page, "splits", {"experiment_v1": first})
    splits.get_by_role("button", name="The first test: close both").click()
    splits.get_by_role("button", name="The second test: open who landed where").click()
    splits.get_by_text("✓ Quiet.").wait_for()
    answer(lab, page, "splits", {"experiment_v2": {"opened": ["split"]}})

    reading = board("reading")
    for number, (count, of) in enumerate((("bookings", "visitors"), ("late jobs", "bookings"))):
        part = reading.locator(".pmb-slot").nth(number)
        part.locator(".pmb-pills").nth(0).get_by_text(count).click()
        part.locator(".pmb-pills").nth(1).get_by_text(of).click()
    reading.get_by_text("1 point", exact=True).click()
    reading.locator("svg text", has_text="limit").wait_for()
    reading.get_by_text("Hold it and mend").click()
    reading.get_by_text("4 of 4 answered. Saved.").wait_for()
    kept = saved(lab, "reading")
    assert kept["guardrail"] == {"count": "late_job", "of": "bookings"}
    assert (kept["margin"], kept["decision"]) == (1, "hold")


def test_with_the_mouse(lab: Lab, page: Any, board: Boards) -> None:
    cases_with_the_mouse(lab, page, board)
    bench_with_the_mouse(lab, page, board)
    before = {label: saved(lab, label) for label in ("cases", "splits", "reading")}
    open_again(lab, page)
    board("cases").get_by_text("3 of 3 broken versions caught").wait_for()
    board("reading").get_by_text("4 of 4 answered.").wait_for()
    assert {label: saved(lab, label) for label in before} == before
    for theme in (DARK, LIGHT):
        choose_theme(page, theme)
        for label in HANDS_ON:
            shot(page, board(label), f"hands-on-{label}-{theme.split()[1].lower()}")
        no_serious_finding(page)
    fits_when_narrow(page, board, HANDS_ON)


def test_with_the_keyboard_alone(lab: Lab, page: Any, board: Boards) -> None:
    keys = Keys(lab, page)
    keys.enter("cases")
    keys.to(board("cases").get_by_label("Case 1: kilometres to the repairer"))
    page.keyboard.type("4")
    keys.press("Tab")
    page.keyboard.type("0")
    keys.press("Tab")
    page.keyboard.type("8")
    keys.press("Tab", "Space")
    answer(lab, page, "cases", [{"km": 4, "promised": 0, "hour": 8, "expect": "next"}])

    keys.enter("size")
    keys.to(board("size").locator("input[type=range]"))
    keys.press("PageUp", "ArrowRight")
    board("size").get_by_text("visitors in each arm").first.wait_for()
    keys.press("Tab", "ArrowRight")
    page.wait_for_function("document.activeElement.type === 'radio'")
    board("size").get_by_text("Saved.").wait_for()
    kept = saved(lab, "size")
    assert kept["power"] == 0.9
    assert kept["target"] > 0.05

    keys.enter("peeking")
    keys.to(board("peeking").locator("input[value='5']"))
    keys.press("ArrowRight", "ArrowRight")
    slider = board("peeking").locator("input[type=range]")
    slider.wait_for()
    keys.to(slider)
    keys.press(*["ArrowRight"] * 9)
    board("peeking").get_by_text("10 times").wait_for()
    answer(lab, page, "peeking", {"guess": "20", "looks": 10})
