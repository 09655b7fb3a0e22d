"""The page to send, in a real browser: on a phone, in both themes, on paper, and by the keyboard."""

import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import pdf_words
from jupyterlab import RESULTS
from pmbridge.learner import portfolio_files, story
from pmbridge.workspace import artefacts
from portfolio_samples import fill
from submissions import learner_json

LONG = {"kind": "text", "heading": "Why", "text": "Averylongwordwithoutanyspace" * 6}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PMBRIDGE_MODE", "learn")
        home = fill(learner_json(tmp_path_factory.mktemp("a folder") / "home", "noor"))
        artefacts.save("more", "09", "More", [LONG], home=home)
        return portfolio_files.write_portfolio(story.tell(home), home / "sent", "Noor").files[0]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_cut_off_and_no_rule_is_broken(
    page: Any, written: Path, theme: str, width: int
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(written.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # Letters of a drawing may not leave it.
    assert (
        page.evaluate(
            """[...document.querySelectorAll('svg.chart')].flatMap(svg => {
            const inside = svg.getBoundingClientRect()
            return [...svg.querySelectorAll('text')].filter(text => {
                const place = text.getBoundingClientRect()
                return place.left < inside.left - 1 || place.right > inside.right + 1
            }).map(text => text.textContent)
        })"""
        )
        == []
    )
    RESULTS.mkdir(exist_ok=True)
    page.screenshot(path=str(RESULTS / f"portfolio-{width}-{theme}.png"), full_page=True)
    found = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []


def test_a_number_opens_its_source_by_the_keyboard(page: Any, written: Path) -> None:
    page.goto(written.as_uri())
    page.locator("main").get_by_role("button", name="19 weeks, show the source").focus()
    page.keyboard.press("Enter")
    note = page.locator(".note:popover-open")
    assert "85 of 100 simulated futures" in note.inner_text()
    page.keyboard.press("Escape")
    assert note.count() == 0


def test_headings_go_down_one_by_one_and_every_part_is_reached(page: Any, written: Path) -> None:
    page.goto(written.as_uri())
    levels = page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(h => +h.tagName[1])")
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    links = page.eval_on_selector_all("nav a", "all => all.map(a => a.getAttribute('href'))")
    assert len(links) == page.locator("main > section").count()
    assert all(page.locator(link).count() == 1 for link in links)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the story"


def test_the_pdf_holds_the_words_and_the_sources(written: Path) -> None:
    pdf = written.with_name(portfolio_files.PDF)
    if not portfolio_files.find_chromium():
        pytest.skip("no Chromium here")
    data = pdf.read_bytes()
    told = unicodedata.normalize("NFKC", pdf_words.words(data))
    for line in (
        "I have spent nine years in customer support",
        "Do not roll out yet.",
        # A number's note, and a table that is folded on the screen.
        "How many items the next release holds, from the company's facts",
        "Would recommend us",
        "No date stood in the way",
        "In my own words",
        "I learned to ask who will have to keep a promise",
    ):
        assert line.replace(" ", "") in told
    # Fourteen when this was written; a page more is a page to look at.
    assert 8 <= pdf_words.pages(data) <= 16
