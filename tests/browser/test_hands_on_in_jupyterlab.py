"""The boards of step 5 in JupyterLab: with the mouse, with the keyboard alone, opened again, in both themes."""

import json
import re
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
    saved,
)
from hands_on_samples import HANDS_ON as BOARDS
from jupyterlab import Lab

pytestmark = pytest.mark.browser


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


def roadmap_with_the_mouse(lab: Lab, page: Any, board: Boards) -> None:
    place = board("quarters")

    def put(item: str, quarter: str) -> None:
        place.locator(f"select[aria-label^='{item},']").select_option(quarter)

    put("B04", "2026-Q4")
    put("B01", "2026-Q4")
    place.get_by_text("▲ Needs B08 first, and that is not planned.").wait_for()
    put("B08", "2026-Q4")
    place.get_by_text("▲ Needs B08 first, and that comes later.").wait_for()
    place.get_by_role("button", name="Earlier in the quarter: B08").click()
    place.get_by_text("Needs B08 first").wait_for(state="detached")
    card = place.locator(".pmb-roadmap-card", has_text="B12 Live video")
    grip, room = card.locator(".pmb-grip"), place.get_by_role("region", name="2027-Q2")
    page.set_viewport_size({"width": 1366, "height": 2400})
    start, end = grip.bounding_box(), room.bounding_box()
    page.mouse.move(start["x"] + 4, start["y"] + 6)
    page.mouse.down()
    page.mouse.move(end["x"] + 30, end["y"] + 30, steps=5)
    page.mouse.up()
    page.set_viewport_size({"width": 1366, "height": 768})
    place.get_by_text("Careful: enough in 85").click()
    place.get_by_label("What would make you plan again?").fill("B08 is a week late")
    plan = {"2026-Q4": ["B04", "B08", "B01"], "2027-Q2": ["B12"]}
    answer(lab, page, "quarters", {"plan": plan, "by": "careful", "trigger": "B08 is a week late"})
    put("B12", "")
    del plan["2027-Q2"]
    answer(lab, page, "quarters", {"plan": plan, "by": "careful", "trigger": "B08 is a week late"})


def stories_with_the_mouse(lab: Lab, page: Any, board: Boards) -> None:
    card = board("stories").locator(".pmb-card").first
    card.get_by_label("As", exact=True).fill("the system")
    card.get_by_text("▲ Look again: Valuable").wait_for()
    card.get_by_label("As", exact=True).fill("a parent")
    card.get_by_text("✓ Valuable: somebody has this need.").wait_for()
    card.locator("select").select_option("E01")
    card.locator("select").select_option("E08")
    card.get_by_role("button", name="Take out E01").click()
    answer(lab, page, "stories", [{"role": "a parent", "evidence": ["E08"]}])


def prd_with_the_mouse(lab: Lab, page: Any, board: Boards) -> None:
    """The portfolio and the story above were written before, so both can be cited."""
    place = board("prd")
    card = place.locator(".pmb-card").first
    card.get_by_label("It must").fill("A day is read before booking.")
    card.get_by_text("points at no evidence yet").wait_for()
    card.locator("select").nth(0).select_option("S1")
    card.get_by_label("Number it rests on").fill("30 %")
    card.locator("select").nth(1).select_option(index=1)
    card.get_by_text("Conflict: you write 30 %, and it is 44.4 % in opportunity-memo.").wait_for()
    card.get_by_label("Number it rests on").fill("44 %")
    card.get_by_text("The same number as in opportunity-memo.").wait_for()
    row = {"requirement": "A day is read before booking.", "evidence": ["S1"], "value": "44 %"}
    answer(lab, page, "prd", {"rows": [{**row, "about": ["tickets | asks | share"]}]})


def keep_a_number(lab: Lab) -> None:
    """Put an artefact with one number into the learner's portfolio, and a story to cite."""
    source = {"value": "44.4 %", "table": "tickets", "filter": "asks", "stat": "share"}
    artefact = {
        "schema": 1,
        "name": "opportunity-memo",
        "module": "01-role",
        "title": "Opportunity memo",
        "status": "draft",
        "learner": "self-study",
        "simulated": True,
        "items": [{"kind": "text", "heading": "", "text": "A memo."}],
        "sources": [source],
    }
    story = {"label": "write-stories", "answer": [{"role": "a parent", "need": "the day"}]}
    for folder, name, data in (
        ("portfolio", "opportunity-memo", artefact),
        ("answers", "write-stories", story),
    ):
        path = lab.home / folder / f"{name}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(data), encoding="utf-8")


def test_with_the_mouse(lab: Lab, page: Any, board: Boards) -> None:
    cases_with_the_mouse(lab, page, board)
    bench_with_the_mouse(lab, page, board)
    roadmap_with_the_mouse(lab, page, board)
    stories_with_the_mouse(lab, page, board)
    before = {
        label: saved(lab, label) for label in ("cases", "splits", "reading", "quarters", "stories")
    }
    keep_a_number(lab)
    open_again(lab, page)
    prd_with_the_mouse(lab, page, board)
    board("cases").get_by_text("3 of 3 broken versions caught").wait_for()
    board("reading").get_by_text("4 of 4 answered.").wait_for()
    board("quarters").get_by_text("3 of 12 ideas planned.").wait_for()
    board("stories").get_by_role("button", name="Take out E08").wait_for()
    assert {label: saved(lab, label) for label in before} == before
    for theme in (DARK, LIGHT):
        choose_theme(page, theme)
        pictures(page, board, BOARDS, theme)
        no_serious_finding(page)
    fits_when_narrow(page, board, BOARDS)


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

    keys.enter("quarters")
    keys.to(board("quarters").locator("select[aria-label^='B01,']"))
    keys.press("ArrowDown")
    answer(lab, page, "quarters", {"plan": {"2026-Q4": ["B01"]}})
    assert keys.name().startswith("B01, Price and date")
    keys.press("ArrowDown")
    answer(lab, page, "quarters", {"plan": {"2027-Q1": ["B01"]}})

    keys.enter("stories")
    keys.to(board("stories").locator(".pmb-card").first.locator("select"))
    keys.press("ArrowDown", "ArrowDown", "Enter")
    answer(lab, page, "stories", [{"evidence": ["E02"]}])
