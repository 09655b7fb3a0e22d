"""The page to send: its story, its sources, and what is left out, marked or at odds."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pmbridge.case import Case
from pmbridge.cli import main
from pmbridge.content import content_root, module_content, module_names
from pmbridge.learner import portfolio_files, story, wording
from pmbridge.learner.portfolio import portfolio_html, portfolio_page, portfolio_text
from pmbridge.learner.portfolio_markdown import plain, portfolio_markdown
from pmbridge.learner.sourced import Finder
from pmbridge.learner.widgets import add_to_portfolio
from pmbridge.problems import CourseError
from pmbridge.workspace import artefacts, progress
from portfolio_samples import SAMPLE, fill, made_by, without_source
from submissions import learner_json

NASTY = "<script>alert(who)</script> <b>35 percent</b> wait & see | *so*"
MEMO: list[dict[str, Any]] = [
    {"kind": "text", "heading": "The <i>problem</i>", "text": NASTY},
    {"kind": "text", "heading": "Nothing", "text": "  "},
    {"kind": "number", "label": "Ask where it is", "value": 34.6, "unit": "%"},
    {
        "kind": "table",
        "heading": "Size",
        "columns": ["Market", "Euro"],
        "rows": [["TAM", "63.61"], ["", ""]],
    },
]
SOURCES = [
    {"value": "34.6 %", "table": "tickets", "filter": "asks <where>", "stat": "share"},
    {"value": "63.61 million euro", "table": "regions", "filter": "", "stat": "sum, TAM"},
]
BRIEF: list[dict[str, Any]] = [
    {"kind": "text", "heading": "", "text": "We lose people over silence."}
]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PMBRIDGE_MODE", "learn")
    monkeypatch.chdir(learner_json(tmp_path / "home", "noor"))
    artefacts.save(
        "competitive-brief", "03-fundamentals", "Competitive brief", BRIEF, status="done"
    )
    artefacts.save("opportunity-memo", "01-role", "Opportunity memo", MEMO, SOURCES)
    artefacts.save("weekly-plan", "08-persistence", "My weekly plan", BRIEF)
    artefacts.save("own-project", "05-hands-on", "My own project", BRIEF, simulated=False)
    return tmp_path / "home"


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PMBRIDGE_MODE", "learn")
    monkeypatch.chdir(learner_json(tmp_path / "empty", "noor"))
    return tmp_path / "empty"


def clash(home: Path) -> None:
    other = [{**SOURCES[0], "value": "46 %"}]
    artefacts.save("prd", "05-hands-on", "PRD", BRIEF, other)


class TestPage:
    def test_nothing_typed_becomes_markup(self, home: Path) -> None:
        for html in (portfolio_page(story.tell(home), "<b>Noor</b>"), portfolio_html(home)):
            assert "<script" not in html
            assert "<b>" not in html
            assert "<i>" not in html
            assert "&lt;script&gt;alert(who)&lt;/script&gt;" in html
            assert "asks &lt;where&gt;" in html

    def test_it_loads_nothing(self, home: Path) -> None:
        page = portfolio_page(story.tell(home))
        assert not re.search(r"(src|href)=\"(?!#)", page)
        assert "@import" not in page
        assert "url(" not in page

    def test_every_number_opens_its_source(self, home: Path) -> None:
        page = portfolio_page(story.tell(home))
        for shown in ("35 percent", "34.6 %", "63.61"):
            assert f">{shown}</button>" in page
        targets = re.findall(r'popovertarget="([^"]+)"', page)
        assert targets
        assert all(page.count(f'id="{target}"') == 1 for target in targets)
        assert "34.6 %: share, from the messages to support: asks &lt;where&gt;" in page

    def test_the_order_is_that_of_the_story_and_parts_are_marked(self, home: Path) -> None:
        page = portfolio_page(story.tell(home))
        places = [page.index(f'id="{c}"') for c in ("problem", "market", "own")]
        assert places == sorted(places)
        assert 'id="people"' not in page
        assert page.count(">Draft<") == 2
        assert page.count(">Simulated data<") == 2
        assert "is invented" in page
        assert "Nothing</h" not in page

    def test_two_pictures_of_it_in_one_notebook_share_no_id(self, home: Path) -> None:
        one, two = (set(re.findall(r' id="([^"]+)"', portfolio_html(home))) for _ in range(2))
        assert one
        assert not one & two

    def test_a_case_study_of_ones_own_is_not_called_simulated(self, home: Path) -> None:
        for text, simulated in (("My bakery.", False), ("At Second Spark.", True)):
            artefacts.save(
                "case-study", "07", "Case", [{"kind": "text", "heading": "", "text": text}]
            )
            (part,) = [p for p in story.tell(home).parts if p.name == "case-study"]
            assert part.simulated is simulated

    def test_a_file_that_a_person_changed_still_makes_a_page(self, home: Path) -> None:
        odd = [{"kind": "table", "heading": None, "columns": "x", "rows": [["a", "b"], 3, None]}]
        artefacts.save("odd", "x", "Odd", odd)
        assert "Odd" in portfolio_page(story.tell(home))


WORDY = {
    "kind": "table",
    "heading": "",
    "columns": ["No.", "Story", "Evidence"],
    "rows": [["S1", "As a parent, I need the day, so that I can plan.", "E01, E99"]],
}
BARS = {
    "kind": "table",
    "heading": "Weeks",
    "columns": ["Share", "Weeks"],
    "rows": [["50 of 100", "17"], ["85 of 100", "19"]],
    "chart": {"kind": "bars", "label": "Share", "value": "Weeks", "mark": "85 of 100"},
}


class TestWords:
    """What a reader who never saw the case's files gets to read."""

    def page(self, home: Path, *items: dict[str, Any], sources: Any = (), name: str = "prd") -> str:
        artefacts.save(name, "05-hands-on", "PRD", items, sources)
        return portfolio_page(story.tell(home))

    def test_filters_and_codes_become_words(self, home: Path) -> None:
        source = {
            "value": "43 %",
            "table": "survey",
            "filter": "held-out half, max_days_without <= 5",
            "stat": "share of no date, main_barrier",
        }
        text = {
            "kind": "text",
            "heading": "Who",
            "text": "43 % of max_days_without <= 5; B08 first.",
        }
        page = self.page(home, text, WORDY, sources=[source])
        assert "at most 5 days to spare" in page
        assert "share of “no date”, main obstacle, from the survey of households" in page
        for raw in ("max_days_without", "main_barrier", "E01"):
            assert raw not in page
        assert "Urgent households miss a date</button>" in page
        assert "E99" in page
        assert "B08: Calendar of free repairer hours" in page
        markdown = portfolio_markdown(story.tell(home))
        assert "Urgent households miss a date; E99" in markdown
        assert "B08 (Calendar of free repairer hours)" in markdown

    def test_the_sizes_of_tables_are_those_of_the_case(self) -> None:
        case = Case.lesson()
        for (number, _), table in wording.SIZES.items():
            assert len(getattr(case, table)) == int(number)

    def test_a_number_without_a_source_is_the_writers_own(self, home: Path) -> None:
        words = "Below 15 of 100 we stop, by 30 November 2026, at 10:30, in week 7; per 100."
        page = self.page(home, {"kind": "text", "heading": "", "text": words})
        assert "My own number" in page
        shown = re.findall(r"class=\"number\"[^>]*>([^<]+)<", page.partition('id="choice"')[2])
        assert shown == ["15 of 100"]

    def test_a_number_in_a_table_is_not_called_a_wish(self, home: Path) -> None:
        table = {**BARS, "chart": None, "rows": [["a", "17"]]}
        page = self.page(home, table)
        assert "Worked out in my notebook" in page.partition('id="choice"')[2]

    def test_what_was_worked_out_elsewhere_keeps_its_source(self, home: Path) -> None:
        page = self.page(
            home, {"kind": "text", "heading": "", "text": "35 percent ask, of 3,000 tickets."}
        )
        choice = page.partition('id="choice"')[2]
        assert "34.6 %: share, from the messages to support" in choice
        assert "3,000: how many there are, from the messages to support" in choice

    def test_a_table_of_sentences_is_read_row_by_row(self, home: Path) -> None:
        page = self.page(home, WORDY)
        assert '<ul class="cards"><li><p class="say"><span class="no">S1</span> As a parent' in page

    @pytest.mark.parametrize("paper", [False, True])
    def test_a_picture_has_words_and_its_table(self, home: Path, paper: bool) -> None:
        artefacts.save("prd", "05-hands-on", "PRD", [BARS])
        page = portfolio_page(story.tell(home), paper=paper)
        assert 'aria-label="Bars. 50 of 100: 17; 85 of 100, which I promise: 19."' in page
        assert ('<details class="twin repeats" open>' in page) is paper
        assert ">19</button>" in page

    @pytest.mark.parametrize(
        "spoilt",
        [
            {"chart": {"kind": "bars", "label": "Nobody", "value": "Weeks"}},
            {"chart": "bars"},
            {"chart": {"kind": "cake"}},
            {"rows": [["50 of 100"]]},
            {"rows": [["50 of 100", "many"]]},
            {"rows": [["50 of 100", "0"]]},
        ],
    )
    def test_a_table_that_can_not_be_drawn_is_a_table(
        self, home: Path, spoilt: dict[str, Any]
    ) -> None:
        page = self.page(home, {**BARS, **spoilt})
        assert "<svg" not in page
        assert '<table role="table"' in page

    def test_the_opening_stands_above_all(self, home: Path) -> None:
        lines = [{"kind": "text", "heading": "", "text": "Nine years in <i>support</i>."}]
        artefacts.save("opening", "07-showcase", "Opening", lines)
        for text in (portfolio_page(story.tell(home)), portfolio_markdown(story.tell(home))):
            assert text.index("Nine years in &lt;i") < text.index("The problem")
        assert portfolio_html(home).index("Nine years") < portfolio_html(home).index("The problem")


class TestWhole:
    """A page as the solutions of all modules make it."""

    @pytest.mark.parametrize("modules", [["0"], ["01", "02"], ["01", "04", "07"]])
    def test_every_number_opens_a_source(self, empty: Path, modules: list[str]) -> None:
        page = portfolio_page(story.tell(fill(empty, modules), extra=()))
        assert without_source(page) == []

    def test_no_name_of_a_file_or_a_column_is_left(self, empty: Path) -> None:
        told = story.tell(fill(empty))
        case = Case.lesson()
        columns = {c for t in ("survey", "backlog", "experiment_v2") for c in getattr(case, t)}
        raw = {"experiment_v2", "launch_channels", "funnel_by_channel"}
        raw |= {column for column in columns if "_" in column}
        for text in (portfolio_page(told), portfolio_markdown(told)):
            words = set(re.findall(r"\w+", text.replace("\\_", "_")))
            assert not raw & words
            assert not re.search(r"==|&lt;=|\b[BE]\d\d\b", text.partition("</style>")[2] or text)

    def test_what_is_not_there_leaves_no_gap(self, empty: Path) -> None:
        page = portfolio_page(story.tell(fill(empty, ["01", "02"])))
        assert re.findall(r'<section class="chapter" id="(\w+)"', page) == [
            "problem",
            "people",
            "delivery",
            "bring",
        ]
        assert not re.search(r"<(p|dd|li|ul|dl|div|h\d)( class=\"(?!marks)[^>]*)?></\1>", page)

    @pytest.mark.slow
    @pytest.mark.parametrize("number", ["01", "02", "03", "04", "05", "06", "07", "08"])
    def test_so_it_is_with_what_the_modules_make_today(self, empty: Path, number: str) -> None:
        layout = content_root()
        module = next(m for m in module_names(layout) if m.startswith(number))
        made_by(layout, module, empty)
        today = {data["name"]: data for data in artefacts.read_all(empty)}
        sample = {d["name"] for d in SAMPLE if d["module"] == module} - {"opening", "learned"}
        assert set(today) == sample
        assert (
            without_source(
                portfolio_page(
                    story.tell(empty, extra=[name for name in sample if story.PIECES[name].private])
                )
            )
            == []
        )


class TestSources:
    def test_in_a_table_row_and_column_decide(self) -> None:
        sources = [
            {"value": "9 of 100", "table": "backlog", "filter": f"item == '{i}'", "stat": "chance"}
            for i in ("B01", "B02")
        ]
        cells = [(9, "Place B07"), ("9 of 100", "Chance B02 Day"), ("9 of 100", "Chance B01 Price")]
        found = Finder(sources).in_cells(cells)
        assert [bit.sources for bit in found] == [(), (1,), (0,)]

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("so 35 percent ask", ["35 percent"]),
            ("so 34.6 % ask", ["34.6 %"]),
            ("35 of 100 ask", ["35 of 100"]),
            ("so 36 percent ask", []),
            ("in 35 weeks", []),
            ("B35 and 1.35 %", []),
        ],
    )
    def test_in_a_sentence(self, text: str, shown: list[str]) -> None:
        bits = list(Finder(SOURCES).in_text(text))
        assert "".join(bit.text for bit in bits) == text
        assert [bit.text for bit in bits if bit.sources] == shown


class TestStory:
    def test_a_private_plan_is_shown_when_it_is_named(self, home: Path) -> None:
        assert [part.name for part in story.tell(home).left_out] == ["weekly-plan"]
        told = story.tell(home, extra=["weekly-plan"], without=["own-project"])
        assert [part.name for part in told.left_out] == ["own-project"]
        assert "weekly-plan" in [part.name for part in told.parts]
        with pytest.raises(CourseError, match="no 'weekly'"):
            story.tell(home, extra=["weekly"])

    def test_what_is_missing_is_known(self, home: Path) -> None:
        missing = [piece.name for piece in story.tell(home).missing]
        assert "persona" in missing
        assert "opportunity-memo" not in missing
        assert "weekly-plan" not in missing

    def test_a_conflict_says_where_to_mend_it(self, home: Path) -> None:
        clash(home)
        line = story.advice(story.tell(home))[0]
        for words in ("34.6 %", "46 %", "01-role/01-role.ipynb", "05-hands-on/05-hands-on.ipynb"):
            assert words in line
        assert "to mend before you send it" in portfolio_html(home)
        assert "to mend" not in portfolio_page(story.tell(home))

    def test_a_file_that_can_not_be_read_is_named(self, home: Path) -> None:
        (home / "portfolio" / "persona.json").write_text('{"schema": 1, "name":')
        (line,) = [x for x in story.advice(story.tell(home)) if "read" in x]
        assert line.startswith("portfolio/persona.json can't be read")
        assert "02-skills/02-skills.ipynb" in line

    def test_it_is_done_when_its_exercise_is_passed(self, home: Path) -> None:
        layout = content_root()
        assert story.status_of("opportunity-memo", layout, home) == "draft"
        checks = module_content(layout, "01-role")["exercises"]["opportunity-memo"]["checks"]
        for part, check in enumerate(checks, 1):
            progress.record(
                progress.Attempt("01-role", "opportunity-memo", part, "passed", 1, check["points"]),
                home,
            )
        add_to_portfolio("opportunity-memo", "01-role", "Opportunity memo", BRIEF)
        assert not next(p for p in story.tell(home).parts if p.name == "opportunity-memo").draft

    def test_the_course_makes_these_pieces_and_no_others(self) -> None:
        layout = content_root()
        for source in sorted(layout.course.glob("0*/exercise.md")):
            text = source.read_text(encoding="utf-8")
            made = re.findall(r"add_to_portfolio\(\s*\"([a-z-]+)\",\s*\"([a-z0-9-]+)\"", text)
            expected = {
                (p.name, p.module) for p in story.PIECES.values() if p.module == source.parent.name
            }
            assert set(made) == expected
            for name, _ in made:
                for label in story.PIECES[name].exercises:
                    assert f'exercise="{label}"' in text


class TestMarkdown:
    @pytest.mark.parametrize(
        "text",
        ["# no heading", "- no list", "1. no list", "> no quote", "a | b", "<b>", "[x](y)", "`c`"],
    )
    def test_what_was_typed_is_no_markup(self, text: str) -> None:
        from markdown_it import MarkdownIt

        html = MarkdownIt("commonmark").enable("table").render(plain(text))
        assert re.sub(r"</?p>|\n", "", html) == text.replace("<", "&lt;").replace(">", "&gt;")

    def test_it_has_marks_and_sources(self, home: Path) -> None:
        text = portfolio_markdown(story.tell(home), "Noor")
        assert "### Opportunity memo (draft, simulated data)" in text
        assert "- 34.6 %: share, from the messages to support: asks &lt;where>" in text
        assert "<script" not in text
        assert "weekly plan" not in text
        assert "My weekly plan" in portfolio_text(home)


class TestCommand:
    def run(self, *arguments: str) -> Any:
        return CliRunner().invoke(main, ["portfolio", *arguments])

    def test_without_a_browser_it_says_how_to_print(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(portfolio_files, "find_chromium", lambda: None)
        clash(home)
        done = self.run("--out", "sent", "--name", "Noor", "--with", "weekly-plan")
        assert done.exit_code == 0
        assert {path.name for path in (home / "sent").iterdir()} == {
            "portfolio.html",
            "portfolio.md",
        }
        assert "choose Print" in done.stdout
        assert "Two values for one number" in done.stdout
        assert "Not there yet: Case study" in done.stdout
        assert "My weekly plan" in (home / "sent" / "portfolio.html").read_text(encoding="utf-8")

    def test_a_browser_that_fails_leaves_the_page(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> bytes:
            raise subprocess.TimeoutExpired("chromium", 60)

        monkeypatch.setattr(portfolio_files, "find_chromium", lambda: "/usr/bin/chromium")
        monkeypatch.setattr(portfolio_files, "to_pdf", fail)
        done = self.run()
        assert done.exit_code == 0
        assert "chromium could not make a PDF" in done.stdout
        assert (home / "my-portfolio" / "portfolio.html").is_file()

    def test_what_can_not_be_done_is_said(self, home: Path) -> None:
        assert "There is no 'cv'" in self.run("--without", "cv").stderr
        (home / "file").write_text("x")
        done = self.run("--out", "file/inside")
        assert done.exit_code == 2
        assert "Choose another folder" in done.stderr
        for path in (home / "portfolio").iterdir():
            path.unlink()
        assert "nothing to show yet" in self.run().stderr
