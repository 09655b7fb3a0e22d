"""Panels: HTML that needs neither style sheet nor script, and the same in words for a terminal."""

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmbridge.check import panels
from pmbridge.check.everything import everything_html
from pmbridge.check.panels import Shown, Text
from pmbridge.errors import Card
from pmbridge.workspace.progress import MISSING, NOT_STARTED, NOT_YET, PASSED, STATES

EVIL = "<script>alert('x')</script><style>*{}</style>&\"'`<b>`"
VOID = {"br", "img", "hr"}


class Page(HTMLParser):
    """Reads HTML strictly: every element is closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}


def shown(state: str, **more: Any) -> Shown:
    given = {"title": "Fill one blank", "part": 1, "parts": 2, "earned": 0, "points": 2, **more}
    return Shown(state=state, **given)


HINTS = tuple(Text(f"Hint *{n}*", f"<p>Hint <em>{n}</em></p>") for n in (1, 2, 3))


@pytest.mark.parametrize("state", STATES)
class TestEveryState:
    def test_it_has_a_sign_and_a_word_besides_its_colour(self, state: str) -> None:
        html, text = panels.check_panel(shown(state))
        for words in (Page(html).text, text):
            assert (
                f"{panels.SIGNS[state]} {panels.WORDS[state]}. Fill one blank (check 1 of 2)"
                in words
            )
            assert "0 of 2 points" in words

    def test_a_screen_reader_hears_it(self, state: str) -> None:
        (group, first), (status, second), *_ = Page(panels.check_panel(shown(state))[0]).elements
        assert (group, first["role"]) == ("div", "group")
        assert first["aria-label"] == f"Result of the check: {panels.WORDS[state]}"
        assert (status, second["role"]) == ("div", "status")

    def test_its_colour_belongs_to_the_theme(self, state: str) -> None:
        style = Page(panels.check_panel(shown(state))[0]).elements[0][1]["style"]
        assert style is not None
        assert f"border-left:6px solid {panels.COLOURS[state]}" in style
        assert "background" not in style
        assert ";color:" not in style

    def test_what_a_learner_wrote_is_text_and_nothing_else(self, state: str) -> None:
        card = Card(EVIL, EVIL, EVIL, EVIL, EVIL, 3)
        html, text = panels.check_panel(
            shown(state, title=EVIL, saw=EVIL, message=EVIL, card=card, printed=EVIL)
        )
        page = Page(html)
        assert not page.tags() & {"script", "style", "b"}
        assert "alert('x')" in page.text
        assert EVIL in text


def test_the_signs_differ() -> None:
    for words in (panels.SIGNS, panels.WORDS, panels.COLOURS):
        assert set(words) == set(STATES)
        assert len(set(words.values())) == len(STATES)


def test_not_started_says_that_nothing_is_wrong() -> None:
    html, text = panels.check_panel(shown(NOT_STARTED))
    for words in (Page(html).text, text):
        assert (
            "Nothing is wrong. Fill in the cell above, run it, then run this cell again." in words
        )


def test_answers_missing_says_that_it_is_not_counted_as_wrong() -> None:
    for words in panels.check_panel(shown(MISSING)):
        assert "did not come along. It is not counted as wrong" in words


def test_a_failure_shows_what_we_saw_before_why_it_matters() -> None:
    html, text = panels.check_panel(shown(NOT_YET, saw="`x` is `3`.", message="Divide by effort."))
    assert Page(html).text.index("What we saw: x is 3.") < Page(html).text.index(
        "Divide by effort."
    )
    assert "What we saw: `x` is `3`.\nDivide by effort." in text
    assert "<code>x</code>" in html


def test_a_pass_explains_and_offers_no_hint() -> None:
    why = Text("Because *so*.", "<p>Because <em>so</em>.</p>")
    html, text = panels.check_panel(shown(PASSED, earned=2, why=why, hints=HINTS))
    assert "Why this works. Because so." in Page(html).text
    assert "Why this works: Because *so*." in text
    assert "<details>" not in html
    assert "hint" not in text


def test_a_pass_folds_its_explanation_while_a_check_that_is_not_shown_is_open() -> None:
    why = Text("Because *so*.", "<p>Because <em>so</em>.</p>")
    html, text = panels.check_panel(shown(PASSED, earned=2, why=why, open_end=True))
    before, folded = html.split("<details>")
    assert "Check everything looks closer" in before
    assert "Because" not in before
    assert "Read why it works" in folded
    assert "Because <em>so</em>." in folded
    assert text.endswith("Sure of your answer? Read why it works: Because *so*.")


def test_hints_open_one_inside_the_other() -> None:
    html, text = panels.check_panel(shown(NOT_YET, message="No.", hints=HINTS))
    page = Page(html)
    assert [tag for tag, _ in page.elements if tag in ("details", "summary")] == [
        "details",
        "summary",
    ] * 3
    assert html.count("<details>") == html.count("</details>")
    starts = [html.index(f"Hint <em>{n}</em>") for n in (1, 2, 3)]
    # The second button stands inside the first fold, behind its hint.
    assert starts == sorted(starts)
    assert html.index("Show another hint (2 of 3)") < html.index("</details>")
    assert html.endswith("</details></div></details></div></details></div></div>")
    assert "For a hint, run: hint(...)" in text


def test_what_was_printed_waits_in_a_fold() -> None:
    html, text = panels.check_panel(shown(NOT_YET, message="No.", printed="step 1\nstep 2"))
    assert "What your code printed" in html
    assert "step 1\nstep 2</pre>" in html
    assert "step 1" not in text


@pytest.mark.parametrize(
    ("points", "words"), [(1, "1 point"), (2, "2 points"), (1.5, "1.5 points"), (0, "0 points")]
)
def test_points_in_words(points: float, words: str) -> None:
    assert panels.points_text(points) == words


def test_one_check_is_not_counted() -> None:
    assert "check 1 of" not in panels.check_panel(shown(PASSED, parts=1))[1]


@given(st.text(), st.text(), st.sampled_from(STATES))
def test_any_text_gives_well_formed_html(saw: str, message: str, state: str) -> None:
    page = Page(panels.check_panel(shown(state, saw=saw, message=message))[0])
    assert page.tags() <= {"div", "p", "strong", "code", "br"}


def report(**more: Any) -> dict[str, Any]:
    row = {"title": EVIL, "state": NOT_YET, "earned": 1, "points": 2, "message": EVIL, "why": ""}
    done = {"title": "Choose", "state": PASSED, "earned": 2, "message": "", "why": "<p>So.</p>"}
    rows = [row, {**row, **done}]
    return {"exercises": rows, "earned": 3, "points": 4, "by_a_person": 3, **more}


class TestCheckEverything:
    def test_its_table_has_headings_for_rows_and_columns(self) -> None:
        page = Page(everything_html(report()))
        scopes = [a["scope"] for tag, a in page.elements if tag == "th"]
        assert scopes == ["col"] * 4 + ["row"] * 2
        assert "caption" in page.tags()
        assert not page.tags() & {"script", "style"}
        assert "3 of 4 points" in page.text
        assert "A person grades another 3 points." in page.text
        assert "✗ Not yet" in page.text
        assert "✓ Passed" in page.text

    def test_an_exercise_that_holds_is_explained(self) -> None:
        html = everything_html(report())
        assert html.count("<details>") == 1
        assert "Why this works</summary><p>So.</p></details>" in html

    def test_its_colour_says_whether_all_is_done(self) -> None:
        assert panels.COLOURS[NOT_YET] in everything_html(report())
        assert panels.COLOURS[PASSED] in everything_html(report(earned=4))

    def test_an_error_is_a_sentence(self) -> None:
        page = Page(everything_html({"error": EVIL}))
        assert "script" not in page.tags()
        assert "alert('x')" in page.text
