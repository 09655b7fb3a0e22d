"""The portfolio as a page: a case study with the source of each number behind a click.

The page has no script. A number is a button that opens its source (the browser's own popover); on paper it
carries a small figure that leads to the list at the end. All that a learner typed is escaped.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import uuid4

from pmbridge.case import Case
from pmbridge.learner import story as stories
from pmbridge.learner.portfolio_markdown import portfolio_markdown
from pmbridge.learner.sourced import Bit, Finder, Source, place, sentence
from pmbridge.learner.story import COMPANY, Part, Story

SIMULATED = f"Made with simulated data of {COMPANY}, an invented company."
ABOUT = (
    f"{COMPANY}, the repair company in this case study, is invented, and its data are simulated. What was "
    "made with them is marked. The questions, the decisions and the mistakes are my own."
)
_EVIDENCE_ID = re.compile(r"E\d{2}")
_BULLET = re.compile(r"^\s*[•\-*]\s+")
# A table whose cells are as short as this stays a table on a phone.
SHORT = 8


def portfolio_html(home: Path) -> str:
    """Return the portfolio in ``home`` as a piece of HTML for a notebook; empty text if there is nothing."""
    story = stories.tell(home, everything=True)
    if not story.chapters:
        return ""
    body = _Writer(f"pf{uuid4().hex[:8]}-", level=3)
    return (
        f'<style>{style()}</style><section class="pmb-folio in-notebook" aria-label="Your portfolio">'
        f"{advice_html(story)}{body.chapters(story)}{body.notes_list()}</section>"
    )


def portfolio_text(home: Path) -> str:
    """Return the portfolio in ``home`` as text for a terminal."""
    story = stories.tell(home, everything=True)
    return portfolio_markdown(story, "") if story.chapters else ""


def part_html(story: Story, name: str) -> str:
    """Return one artefact of the story as a piece of HTML for a notebook."""
    part = next((part for part in story.parts if part.name == name), None)
    if part is None:
        return ""
    body = _Writer(f"pf{uuid4().hex[:8]}-", level=3)
    return (
        f'<style>{style()}</style><section class="pmb-folio in-notebook" aria-label="In your portfolio">'
        f"{body.part(part)}{body.notes_list()}</section>"
    )


def portfolio_page(story: Story, name: str = "") -> str:
    """Return the page to send: complete, with its style inside and nothing to load.

    Parameters
    ----------
    name : str
        The learner's name, as it should stand on the page; empty for none.
    """
    body = _Writer("", level=2)
    title = f"{name}: product portfolio" if name else "Product portfolio"
    links = "".join(
        f'<li><a href="#{chapter.id}">{escape(chapter.title)}</a></li>'
        for chapter, _ in story.chapters
    )
    chapters = body.chapters(story)
    about = f'<p class="about">{escape(ABOUT)}</p>' if story.simulated else ""
    owner = f'<p class="owner">{escape(name)}</p>' if name else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{style()}</style>\n</head>\n"
        '<body class="folio-page">\n<div class="pmb-folio">\n'
        f'<header>{owner}<h1>From a problem to a decision</h1><p class="lead">A product case study: what was '
        'wrong, for whom, what should come first, and how sure that is. <span class="on-screen">A click on a dotted number shows where it '
        'comes from.</span><span class="on-paper">The small figures lead to where each number comes from.'
        f"</span></p>{about}"
        f'<nav aria-label="Chapters"><ol>{links}</ol></nav></header>\n'
        f"<main>{chapters}</main>\n<footer>{body.notes_list()}</footer>\n</div>\n</body>\n</html>\n"
    )


def advice_html(story: Story) -> str:
    """Return what the writer should know before sending the page; empty text if there is nothing."""
    lines = stories.advice(story)
    if not lines:
        return ""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    count = len(lines)
    word = "One thing" if count == 1 else f"{count} things"
    is_open = " open" if story.conflicts else ""
    return (
        f'<details class="advice"{is_open}><summary>{word} to mend before you send it</summary>'
        f"<ul>{items}</ul></details>"
    )


@lru_cache
def style() -> str:
    """Return the style sheet of the page."""
    return (files("pmbridge.learner") / "portfolio.css").read_text(encoding="utf-8")


@lru_cache
def evidence() -> dict[str, tuple[str, str]]:
    """Return each piece of the company's evidence register: what it says, and where it is from."""
    register = Case.lesson().evidence
    return {
        str(row.evidence_id): (
            str(row.statement),
            sentence({"stat": row.stat, "table": row.source, "filter": row.where}),
        )
        for row in register.itertuples()
    }


class _Writer:
    """Writes the parts of one page, and counts its notes."""

    def __init__(self, prefix: str, level: int) -> None:
        self._prefix = prefix
        self._level = level
        # What a note is about, and its number and its words.
        self._notes: dict[tuple[str, ...], tuple[int, str]] = {}

    def chapters(self, story: Story) -> str:
        """Return every chapter."""
        return "".join(
            f'<section class="chapter" id="{self._prefix}{chapter.id}">'
            f'<p class="count" aria-hidden="true">{number:02d}</p>'
            f"<h{self._level}>{escape(chapter.title)}</h{self._level}>"
            f'<p class="bridge">{escape(chapter.lead)}</p>'
            f"{''.join(map(self.part, parts))}</section>\n"
            for number, (chapter, parts) in enumerate(story.chapters, 1)
        )

    def part(self, part: Part) -> str:
        """Return one artefact."""
        finder = Finder(part.sources)
        top = self._level + 1
        marks = "".join(
            f'<span class="mark {kind}">{words}</span>'
            for kind, words, holds in (
                ("draft", "Draft", part.draft),
                ("simulated", "Simulated data", part.simulated),
                ("private", "For you alone", part.private),
            )
            if holds
        )
        heading = f"<h{top}>{escape(part.title)}</h{top}>"
        items = "".join(self._item(item, part, finder, top + 1) for item in part.items)
        return (
            f'<article class="part {escape(part.name)}" aria-label="{escape(part.title)}">'
            f'<div class="head">{heading}<p class="marks">{marks}</p></div>{items}</article>'
        )

    def _item(self, item: dict[str, Any], part: Part, finder: Finder, level: int) -> str:
        if item["kind"] == "number":
            unit = str(item["unit"]).strip()
            value = finder.in_cells([(item["value"], f"{item['label']} {unit}")])[0]
            shown = Bit(f"{value.text} {unit}".strip(), value.sources)
            return (
                f'<p class="figure"><strong>{self._bit(shown, part)}</strong> '
                f"<span>{escape(str(item['label']))}</span></p>"
            )
        title = str(item["heading"]).strip()
        heading = f"<h{level}>{escape(title)}</h{level}>" if title else ""
        if item["kind"] == "text":
            return (
                f'<div class="words">{heading}{self._text(str(item["text"]), part, finder)}</div>'
            )
        return heading + self._table(item, part, finder, title or part.title)

    def _text(self, text: str, part: Part, finder: Finder) -> str:
        """Return a text in paragraphs and lists; a line that is wrapped by hand goes on."""
        made = []
        for block in re.split(r"\n\s*\n", text.strip()):
            lines = [line for line in block.split("\n") if line.strip()]
            if lines and all(map(_BULLET.match, lines)):
                points = (_BULLET.sub("", line).strip() for line in lines)
                made.append(
                    "<ul>"
                    + "".join(f"<li>{self._words(p, part, finder)}</li>" for p in points)
                    + "</ul>"
                )
            else:
                # Short lines are meant to stand alone, as in a list without marks.
                join = "<br>" if max(map(len, lines), default=0) < 72 and len(lines) > 1 else " "
                made.append(
                    f"<p>{join.join(self._words(x.strip(), part, finder) for x in lines)}</p>"
                )
        return "".join(made)

    def _words(self, text: str, part: Part, finder: Finder) -> str:
        return "".join(self._bit(bit, part) for bit in finder.in_text(text))

    def _table(self, item: dict[str, Any], part: Part, finder: Finder, name: str) -> str:
        columns = [str(c) for c in item["columns"]]
        rows: list[list[Any]] = item["rows"]
        cells = [
            (cell, f"{item['heading']} {head} {' '.join(str(c) for c in row)}")
            for row in rows
            for head, cell in zip(columns, row, strict=False)
        ]
        found = finder.in_cells(cells)
        bits = iter(found)
        longest = [
            max((len(str(row[n]).strip()) for row in rows if n < len(row)), default=0)
            for n in range(len(columns))
        ]
        kind = "list"
        if max(longest[1:], default=SHORT + 1) <= SHORT:
            kind = "grid" if len(columns) > 3 else "small"
        elif len(columns) == 3 and max(longest[1:]) <= 2 * SHORT + 2:
            kind = "small"
        head = "".join(
            f'<th scope="col" role="columnheader"{_width(longest[n])}><span>{escape(c)}</span></th>'
            for n, c in enumerate(columns)
        )
        body = "".join(
            '<tr role="row">'
            + "".join(
                f'<td role="cell" data-label="{escape(title)}"{_width(longest[n])}>'
                f"<span>{self._cell(next(bits), title, part)}</span></td>"
                for n, (title, _) in enumerate(zip(columns, row, strict=False))
            )
            + "</tr>"
            for row in rows
        )
        used = [part.sources[n] for bit in found for n in bit.sources]
        places = _places(used)
        note = ""
        if places and len(rows) > 1:
            words = f"{name}: worked out from {'; '.join(places)}"
            note = f'<p class="of-table">{self._note((part.name, name), "Source of this table", words)}</p>'
        return (
            f'<table role="table" class="{kind}" aria-label="{escape(name)}"><thead role="rowgroup">'
            f'<tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table>{note}'
        )

    def _cell(self, bit: Bit, column: str, part: Part) -> str:
        if not bit.sources and column == "Evidence" and part.simulated:
            known = evidence()
            return _EVIDENCE_ID.sub(
                lambda m: (
                    self._note(("evidence", m[0]), m[0], f"{known[m[0]][0]} ({known[m[0]][1]})")
                    if m[0] in known
                    else m[0]
                ),
                escape(bit.text),
            )
        if _is_aside(bit.text):
            return f'<span class="aside">{escape(bit.text) or "none"}</span>'
        return self._bit(bit, part)

    def _bit(self, bit: Bit, part: Part) -> str:
        if not bit.sources:
            return escape(bit.text)
        words = "; ".join(sentence(part.sources[n]) for n in bit.sources)
        said = part.sources[bit.sources[0]]["value"]
        key = (part.name, *map(str, bit.sources))
        return self._note(key, bit.text, f"{said}: {words}")

    def _note(self, key: tuple[str, ...], shown: str, words: str) -> str:
        """Return ``shown`` as a button that opens its note; the note itself stands in the list."""
        number, _ = self._notes.setdefault(key, (len(self._notes) + 1, words))
        return (
            f'<button type="button" class="number" popovertarget="{self._prefix}note-{number}" '
            f'aria-label="{escape(shown)}, show the source">{escape(shown)}</button>'
            f'<sup class="to-note" aria-hidden="true">{number}</sup>'
        )

    def notes_list(self) -> str:
        """Return every note: to open on its own, and as a list for paper and older browsers."""
        if not self._notes:
            return ""
        notes = list(self._notes.values())
        opened = "".join(
            f'<div popover id="{self._prefix}note-{number}" class="note" role="note">'
            f"<strong>Where it comes from</strong><p>{escape(words)}</p></div>"
            for number, words in notes
        )
        lines = "".join(f"<li>{escape(words)}</li>" for _, words in notes)
        return (
            f"{opened}<details class='sources'><summary>Where every number comes from</summary>"
            f"<ol>{lines}</ol></details>"
            f'<div class="sources on-paper"><p class="title">Where every number comes from</p><ol>{lines}</ol></div>'
        )


def _width(longest: int) -> str:
    """Return the class of a column: a short one never breaks, a middling one fits beside its label."""
    if longest <= SHORT:
        return ' class="short"'
    return ' class="middling"' if longest <= 2 * SHORT + 2 else ""


def _places(sources: Sequence[Source]) -> list[str]:
    """Return where a table's numbers are from; of a table that was read in many ways, its name alone."""
    read: dict[str, dict[str, None]] = {}
    for source in sources:
        read.setdefault(str(source["table"]).strip(), {})[place(source)] = None
    return [
        words
        for table, ways in read.items()
        for words in (
            ways if len(ways) < 3 else (f"the table {table}, one group of rows at a time",)
        )
    ]


def _is_aside(text: str) -> bool:
    """Return whether a cell only says that something is not there."""
    return not text or (text.startswith("(") and text.endswith(")"))
