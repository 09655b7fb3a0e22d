"""The persona workbench and the picture of needs, in JupyterLab."""

import json
from typing import Any

import pytest

from board_pages import (
    DARK,
    LIGHT,
    NOTEBOOK,
    Boards,
    Keys,
    answer,
    choose_theme,
    fits_when_narrow,
    no_serious_finding,
    open_again,
    open_and_run,
    saved,
    shot,
)
from board_samples import BOARDS as SAMPLES
from jupyterlab import Lab, cell
from pmbridge.boards.contrasts import QUESTIONS

pytestmark = pytest.mark.browser

BOARDS = {label: SAMPLES[label] for label in ("persona", "needs")}
PROTO = {
    "head": {"name": "Robin", "rule": "cannot wait", "situation": "When it breaks."},
    "rows": [{"id": q.id, "than": "more", "sure": 80} for q in QUESTIONS],
    "locked": "2026-09-07T09:15",
}
URGENT = "max_days_without <= 5"


@pytest.fixture
def locked(lab: Lab, page: Any) -> Boards:
    """The boards once the proto-persona is locked, with nothing answered yet."""
    folder = lab.home / "answers"
    folder.mkdir(exist_ok=True)
    for kept in folder.glob("*.json"):
        kept.unlink()
    text = json.dumps({"label": "proto-persona", "answer": PROTO})
    (folder / "proto-persona.json").write_text(text)
    open_and_run(lab, page)
    return lambda label: cell(page, lab.home / NOTEBOOK, label).locator(".pmb")


def kept_with(lab: Lab, page: Any, words: str) -> Any:
    """Wait until the saved persona holds ``words``, and return all of it."""
    path = lab.home / "answers" / "persona.json"
    text = ""
    for _ in range(200):
        text = path.read_text() if path.is_file() else ""
        if words in text:
            return json.loads(text)["answer"]
        page.wait_for_timeout(50)
    raise AssertionError(f"{words!r} was not saved, but {text}")


def choose_group(place: Any) -> None:
    place.get_by_label("Condition 1: what").select_option("max_days_without")
    place.get_by_label("Condition 1: value").fill("5")
    place.get_by_text("in the half to explore").first.wait_for()


def claim(place: Any, number: int) -> Any:
    return place.locator("li.pmb-row").nth(number - 1)


def test_from_a_rule_to_a_persona_with_the_mouse(lab: Lab, page: Any, locked: Boards) -> None:
    place = locked("persona")
    place.get_by_label("Condition 1: what").select_option("household")
    place.get_by_label("Condition 1: value").select_option("family")
    place.get_by_role("button", name="Add a condition").click()
    place.get_by_label("Condition 2: what").select_option("env_concern")
    place.get_by_label("Condition 2: value").fill("lots")
    place.get_by_text("env_concern is compared with a number").wait_for()
    place.get_by_role("button", name="Remove condition 2").click()
    choose_group(place)
    answer(lab, page, "persona", {"segment_query": URGENT})
    place.get_by_role("img").first.wait_for()
    assert claim(place, 1).get_by_text("▲ more than everybody else").is_visible()
    assert claim(place, 5).get_by_text("your rule chose them by it").is_visible()
    assert claim(place, 1).get_by_text("You had expected: more, 80 % sure.").is_visible()

    claim(place, 1).locator("input[type=checkbox]").check()
    claim(place, 1).get_by_label("In words that they would use").fill("<b>No</b> day")
    claim(place, 7).locator("input[type=checkbox]").check()
    claim(place, 7).locator("input[type=checkbox]").uncheck()
    assert not place.get_by_text("Held-out half:").first.is_visible()
    place.get_by_role("button", name="Open the held-out half").click()
    place.get_by_text(f"Opened for one rule: {URGENT}.").wait_for()
    place.get_by_text("guesses came true.").wait_for()
    place.get_by_label("A name to remember them by").fill("Robin")
    place.get_by_label("A name to remember them by").blur()
    kept = kept_with(lab, page, '"name": "Robin"')
    assert kept["name"] == "Robin"
    assert kept["opened"] == [URGENT]
    assert [(c["id"], c["text"], c["op"]) for c in kept["claims"]] == [
        ("P01", "<b>No</b> day", "more")
    ]

    open_again(lab, page)
    place.get_by_text(f"Opened for one rule: {URGENT}.").wait_for()
    assert place.get_by_label("Condition 1: value").input_value() == "5"
    assert (
        claim(place, 1).get_by_label("In words that they would use").input_value()
        == "<b>No</b> day"
    )
    assert place.get_by_label("A name to remember them by").input_value() == "Robin"
    assert saved(lab, "persona") == kept


def test_both_with_the_keyboard_alone(lab: Lab, page: Any, locked: Boards) -> None:
    place, keys = locked("persona"), Keys(lab, page)
    keys.enter("persona")
    keys.to(place.get_by_label("Condition 1: what"))
    keys.press("ArrowDown")
    keys.to(place.get_by_label("Condition 1: value"))
    page.keyboard.type("5")
    keys.press("Tab")
    answer(lab, page, "persona", {"segment_query": URGENT})
    keys.to(claim(place, 1).locator("input[type=checkbox]"))
    keys.press("Space")
    page.keyboard.type("Nobody could say")
    keys.press("Tab")
    kept_with(lab, page, "Nobody could say")
    keys.to(place.get_by_role("button", name="Open the held-out half"))
    keys.press("Enter")
    place.get_by_text("Opened for one rule").wait_for()

    keys.enter("needs")
    needs = locked("needs")
    for group in range(3):
        keys.to(needs.get_by_role("radiogroup").nth(group).locator("input").first)
        keys.press("Space", "ArrowDown")
    chosen = {"measure": "top", "gap": "floor", "weights": "weighted"}
    answer(lab, page, "needs", chosen)
    needs.locator("ol.pmb-ranked li").first.get_by_text("o1").wait_for()
    assert needs.locator("ol.pmb-ranked li").count() == 6


def test_no_serious_finding_a_look_and_twice_the_size(lab: Lab, page: Any, locked: Boards) -> None:
    place = locked("persona")
    choose_group(place)
    claim(place, 4).locator("input[type=checkbox]").check()
    place.get_by_role("button", name="Open the held-out half").click()
    place.get_by_text("guesses came true.").wait_for()
    place.get_by_text("Guess by guess").click()
    needs = locked("needs")
    for value in ("top", "plain", "equal"):
        needs.locator(f"input[value={value}]").check()
    needs.locator("ol.pmb-ranked li").first.wait_for()
    for theme in (DARK, LIGHT):
        choose_theme(page, theme)
        name = theme.rsplit(maxsplit=1)[-1].lower()
        shot(page, place.locator(".pmb-figure-box"), f"board-persona-picture-{name}")
        shot(page, needs, f"board-needs-{name}")
        no_serious_finding(page)
    fits_when_narrow(page, locked, BOARDS)
