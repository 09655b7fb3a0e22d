"""The page to send, in a real browser: on a phone, in both themes, on paper, and by the keyboard."""

import json
from pathlib import Path
from typing import Any

import pytest

from jupyterlab import RESULTS
from pmbridge.learner import portfolio_files, story
from pmbridge.workspace import artefacts
from submissions import learner_json

ROWS = [[f"B{n:02d} An idea with a long name", f"{n},0{n}0", f"{n} of 100"] for n in range(1, 9)]
SOURCES = [
    {"value": row[1], "table": "backlog", "filter": f"item == '{row[0][:3]}'", "stat": "RICE"}
    for row in ROWS
]


@pytest.fixture
def page_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PMBRIDGE_MODE", "learn")
    home = tmp_path / "home"
    monkeypatch.chdir(learner_json(home, "noor"))
    table = {"kind": "table", "heading": "Order", "columns": ["Item", "RICE", "Sure"], "rows": ROWS}
    grid = {
        **table,
        "columns": ["T", *"ABCDE"],
        "rows": [["Price", *range(5)], ["Time", *range(5)]],
    }
    long = {"kind": "text", "heading": "Why", "text": "Averylongwordwithoutanyspace" * 6}
    artefacts.save(
        "backlog", "03-fundamentals", "Prioritised backlog", [table, grid, long], SOURCES
    )
    return portfolio_files.write_portfolio(story.tell(home), home / "sent", "Noor").files[0]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_phone_nothing_is_cut_off_and_no_rule_is_broken(
    page: Any, page_file: Path, theme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(page_file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    RESULTS.mkdir(exist_ok=True)
    page.screenshot(path=str(RESULTS / f"portfolio-{theme}.png"), full_page=True)
    found = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []


def test_a_number_opens_its_source_by_the_keyboard(page: Any, page_file: Path) -> None:
    page.goto(page_file.as_uri())
    page.get_by_role("button", name="3,030, show the source").focus()
    page.keyboard.press("Enter")
    note = page.locator(".note:popover-open")
    assert "item == 'B03'" in note.inner_text()
    page.keyboard.press("Escape")
    assert note.count() == 0


def test_on_paper_the_sources_are_there(page: Any, page_file: Path) -> None:
    page.goto(page_file.as_uri())
    page.emulate_media(media="print")
    assert "item == 'B03'" in page.locator("div.sources.on-paper").inner_text()
    pdf = page_file.with_name(portfolio_files.PDF)
    if portfolio_files.find_chromium():
        assert pdf.read_bytes().startswith(b"%PDF")
        # Fonts are embedded only for text.
        assert b"/Font" in pdf.read_bytes()
    assert json.dumps(page.pdf()[:4].decode()) == '"%PDF"'
