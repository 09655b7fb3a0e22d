"""The portfolio as a page: a case study with the source of each number behind a click.

The page has no script. A number is a button that opens its source (the browser's own popover); on paper it
carries a small figure that leads to the notes at the end of its chapter. All that a learner typed is escaped.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from html import escape
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import uuid4

from pmbridge.learner import story as stories
from pmbridge.learner.charts import chart
from pmbridge.learner.portfolio_markdown import portfolio_markdown
from pmbridge.learner.sourced import Bit, Finder, Source
from pmbridge.learner.story import COMPANY, Part, Story
from pmbridge.learner.wording import evidence, own_words, place, sentence, stat, titles
from pmbridge.workspace.artefacts import SOURCE

ABOUT = (
    f"{COMPANY}, the repair company in this case study, is invented, and its data are simulated. What was "
    "made with them is marked. The questions, the decisions and the mistakes are my own."
)
WORKED_OUT = "Worked out in my notebook. How, was not written down with it."
_CODE = re.compile(r"\b([EB]\d{2})\b")
_BULLET = re.compile(r"^\s*[•\-*]\s+")
# A table whose cells are as short as this stays a table on a phone.
SHORT = 8
# Chapters that their own sentence tells better than the first lines of their text.
_LED_BY_WORDS = ("short", "learned", "bring")
# A text with a heading that is shorter than this stands beside its heading.
BRIEF = 260
# Where a chart's columns are named in what it says of itself.
_DRAWN = ("label", "value", "other", "interval", "beside")
# A table with two columns of cells that are longer than this is read row by row.
WORDY = 30


def portfolio_html(home: Path) -> str:
    """Return the portfolio in ``home`` as a piece of HTML for a notebook; empty text if there is nothing."""
    story = stories.tell(home, everything=True)
    if not story.parts and story.opening is None:
        return ""
    body = _Writer(story, f"pf{uuid4().hex[:8]}-", level=3)
    return (
        f'<style>{style()}</style><section class="pmb-folio in-notebook" aria-label="Your portfolio">'
        f"{advice_html(story)}{body.opening()}{body.chapters()}{body.notes_list()}</section>"
    )


def portfolio_text(home: Path) -> str:
    """Return the portfolio in ``home`` as text for a terminal."""
    story = stories.tell(home, everything=True)
    return portfolio_markdown(story, "") if story.parts or story.opening else ""


def part_html(story: Story, name: str) -> str:
    """Return one artefact of the story as a piece of HTML for a notebook."""
    everything = (*story.parts, *([story.opening] if story.opening else []))
    part = next((part for part in everything if part.name == name), None)
    if part is None:
        return ""
    body = _Writer(story, f"pf{uuid4().hex[:8]}-", level=3)
    return (
        f'<style>{style()}</style><section class="pmb-folio in-notebook" aria-label="In your portfolio">'
        f"{body.part(part)}{body.notes_list()}</section>"
    )


def portfolio_page(story: Story, name: str = "", *, paper: bool = False) -> str:
    """Return the page to send: complete, with its style inside and nothing to load.

    Parameters
    ----------
    name : str
        The learner's name, as it should stand on the page; empty for none.
    paper : bool
        Whether it is to be printed: then nothing is folded.
    """
    body = _Writer(story, "", level=2, unfolded=paper)
    opening, notes = body.opening(), body.paper_notes()
    chapters = body.chapters()
    title = f"{name}: product portfolio" if name else "Product portfolio"
    kind = '<p class="kind">Product portfolio</p>' if name else ""
    about = f'<p class="about">{escape(ABOUT)}</p>' if story.simulated else ""
    how = (
        '<p class="how on-screen">Every dotted number opens its source.</p>'
        '<p class="how on-paper">The small figures lead to the sources at the end of each chapter.</p>'
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{style()}</style>\n</head>\n"
        '<body class="folio-page">\n<a class="skip" href="#start">Skip to the story</a>\n'
        f'<div class="pmb-folio">\n<header>{kind}<h1>{escape(name) or "Product portfolio"}</h1>'
        f"{opening}{about}{how}{body.contents()}{notes}</header>\n"
        f'<main id="start" tabindex="-1">{chapters}</main>\n<footer>{body.notes_list()}</footer>\n'
        "</div>\n</body>\n</html>\n"
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


class _Writer:
    """Writes the parts of one story, and counts its notes."""

    def __init__(self, story: Story, prefix: str, level: int, *, unfolded: bool = False) -> None:
        self._story = story
        self._prefix = prefix
        self._level = level
        self._open = " open" if unfolded else ""
        # What a note is about, and its number and its words.
        self._notes: dict[tuple[str, ...], tuple[int, str]] = {}
        self._numbers: dict[tuple[str, ...], int] = {}
        self._fresh: list[tuple[int, str]] = []

    def opening(self) -> str:
        """Return the first lines, in the writer's own words."""
        part = self._story.opening
        if part is None:
            return ""
        finder = self._finder(part)
        texts = (str(item["text"]) for item in part.items if item["kind"] == "text")
        said = "".join(self._text(text, part, finder) for text in texts)
        return f'<div class="opening">{said}</div>'

    def contents(self) -> str:
        """Return the list of chapters, each with what it comes to in a line."""
        lines = ""
        for chapter, parts in self._story.chapters:
            part, line = stories.gist(parts)
            if chapter.id in _LED_BY_WORDS or not line:
                words = escape(chapter.lead)
            else:
                words = self._words(line, part, self._finder(part))
            lines += (
                f'<li><a href="#{self._prefix}{chapter.id}">{escape(chapter.title)}</a> '
                f'<span class="gist">{words}</span></li>'
            )
        return f'<nav aria-label="Contents"><ol>{lines}</ol></nav>'

    def chapters(self) -> str:
        """Return every chapter, with its notes for paper."""
        made = ""
        for chapter, parts in self._story.chapters:
            inside = "".join(map(self.part, parts))
            made += (
                f'<section class="chapter" id="{self._prefix}{chapter.id}" '
                f'aria-labelledby="{self._prefix}{chapter.id}-title">'
                f'<div class="lead-in"><h{self._level} id="{self._prefix}{chapter.id}-title">'
                f"{escape(chapter.title)}</h{self._level}>"
                f'<p class="bridge">{escape(chapter.lead)}</p></div>{inside}{self.paper_notes()}</section>\n'
            )
        return made

    def paper_notes(self) -> str:
        """Return the notes that are new since the last time, for paper."""
        notes = "".join(f'<li value="{n}">{escape(words)}</li>' for n, words in self._fresh)
        self._fresh = []
        title = '<p class="title">Sources</p>'
        return f'<div class="sources on-paper">{title}<ol>{notes}</ol></div>' if notes else ""

    def part(self, part: Part) -> str:
        """Return one artefact."""
        finder = self._finder(part)
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
        items = "".join(self._items(part, finder, top + 1))
        return (
            f'<article class="part {escape(part.name)}" aria-label="{escape(part.title)}">'
            f'<div class="head">{heading}<p class="marks">{marks}</p></div>{items}</article>'
        )

    def _finder(self, part: Part) -> Finder:
        others = (p for p in self._story.parts if p.name != part.name)
        return Finder(part.sources, [source for other in others for source in other.sources])

    def _items(self, part: Part, finder: Finder, level: int) -> Iterator[str]:
        """Yield the items; short texts in a row stand beside their headings."""
        for is_brief, group in groupby(part.items, _is_brief):
            items = list(group)
            if is_brief and len(items) > 1:
                lines = "".join(
                    f"<div><dt>{escape(str(item['heading']).strip())}</dt>"
                    f"<dd>{self._text(str(item['text']), part, finder)}</dd></div>"
                    for item in items
                )
                yield f'<dl class="facts">{lines}</dl>'
            else:
                yield from (self._item(item, part, finder, level) for item in items)

    def _item(self, item: dict[str, Any], part: Part, finder: Finder, level: int) -> str:
        if item["kind"] == "number":
            unit = str(item["unit"]).strip()
            around = f"{item['label']} {unit}"
            # "18.5 of 24.5" rests on two sources.
            values = [v for v in str(item["value"]).split(" of ") if v.strip()]
            found = finder.in_cells([(value, around) for value in values])
            used = tuple(n for bit in found for n in bit.sources)
            shown = Bit(f"{item['value']} {unit}".strip(), used, own=not used)
            return (
                f'<p class="figure"><strong>{self._bit(shown, part, finder)}</strong> '
                f"<span>{escape(str(item['label']))}</span></p>"
            )
        title = str(item["heading"]).strip()
        heading = f"<h{level}>{escape(title)}</h{level}>" if title else ""
        if item["kind"] == "text":
            return (
                f'<div class="words">{heading}{self._text(str(item["text"]), part, finder)}</div>'
            )
        table = self._table(item, part, finder, title or part.title)
        if item.get("aside") and title and not self._open:
            return (
                f'<details class="twin besides"><summary>{escape(title)}</summary>{table}</details>'
            )
        return f'<div class="block">{heading}{table}</div>'

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
            elif max(map(len, lines), default=0) < 72 and all(
                re.search(r"[.!?;:]$", x.strip()) for x in lines
            ):
                # Short lines that each come to an end are meant to stand alone.
                words = "<br>".join(self._words(x.strip(), part, finder) for x in lines)
                made.append(f"<p>{words}</p>")
            else:
                # A number may stand at the end of one line and its unit at the start of the next.
                made.append(f"<p>{self._words(' '.join(block.split()), part, finder)}</p>")
        return "".join(made)

    def _words(self, text: str, part: Part, finder: Finder) -> str:
        """Return a text with a note behind each number, and behind each code of the case."""
        made = ""
        for n, piece in enumerate(_CODE.split(text) if part.simulated else [text]):
            if n % 2:
                made += self._code(piece)
            else:
                made += "".join(self._bit(bit, part, finder) for bit in finder.in_text(piece))
        return made

    def _code(self, code: str) -> str:
        """Return a code of the case: evidence as what it says, an idea with its title behind a click."""
        if code in evidence():
            said, source = evidence()[code]
            return self._note(("evidence", code), said, f"{said}: {source}")
        if code in titles():
            return self._note(("idea", code), code, f"{code}: {titles()[code]}")
        return code

    def _table(self, item: dict[str, Any], part: Part, finder: Finder, name: str) -> str:
        columns = [str(c) for c in item["columns"]]
        rows: list[list[Any]] = item["rows"]
        cells = [
            (cell, f"{item['heading']} {head} {' '.join(str(c) for c in row)}")
            for row in rows
            for head, cell in zip(columns, row, strict=False)
        ]
        bits = iter(finder.in_cells(cells))
        counted = _counting(rows)
        told = [
            [
                (title, bit if not (n == 0 and counted) else Bit(bit.text))
                for n, (title, _) in enumerate(zip(columns, row, strict=False))
                for bit in (next(bits),)
            ]
            for row in rows
        ]
        if _is_wordy(columns, rows):
            return self._cards(told, counted, part, finder)
        drawn = chart(item)
        spec = item["chart"] if isinstance(item.get("chart"), dict) else {}
        names = {columns[0]} if counted else {spec.get("label")}
        table = self._grid(columns, told, name, part, finder, names=names)
        if spec.get("kind") == "columns":
            return self._columns(spec, told, part, finder)
        note = self._table_note([bit for row in told for _, bit in row], finder)
        if not drawn:
            return table + note
        # On paper a table that only repeats its picture would be read twice.
        whole = " repeats" if set(columns) <= {str(spec.get(key)) for key in _DRAWN} else ""
        return (
            f'<figure>{drawn}{note}</figure><details class="twin{whole}"{self._open}><summary>The numbers of '
            f"this picture, each with its source</summary>{table}</details>"
        )

    def _grid(
        self,
        columns: list[str],
        told: list[list[tuple[str, Bit]]],
        name: str,
        part: Part,
        finder: Finder,
        *,
        names: Collection[Any],
    ) -> str:
        longest = [
            max((len(row[n][1].text) for row in told if n < len(row)), default=0)
            for n in range(len(columns))
        ]
        kind = "list"
        if max(longest[1:], default=SHORT + 1) <= SHORT:
            kind = "grid" if len(columns) > 3 else "small"
        elif len(columns) == 3 and max(longest[1:]) <= 2 * SHORT + 2:
            kind = "small"
        whole = " whole" if len(told) <= SHORT else ""
        head = "".join(
            f'<th scope="col" role="columnheader"{_width(longest[n])}><span>{escape(c)}</span></th>'
            for n, c in enumerate(columns)
        )
        body = "".join(
            '<tr role="row">'
            + "".join(
                f'<td role="cell" data-label="{escape(title)}"{_width(longest[n])}>'
                f"<span>{escape(bit.text) if title in names else self._cell(bit, title, part, finder, of_table=True)}</span></td>"
                for n, (title, bit) in enumerate(row)
            )
            + "</tr>"
            for row in told
        )
        return (
            f'<table role="table" class="{kind}{whole}" aria-label="{escape(name)}"><thead role="rowgroup">'
            f'<tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table>'
        )

    def _cards(
        self, told: list[list[tuple[str, Bit]]], counted: bool, part: Part, finder: Finder
    ) -> str:
        """Return a table of sentences as a list: the first sentence leads, the others follow by name."""
        made = ""
        for row in told:
            number, lead, rest = ("", row[0], row[1:])
            if len(row[0][1].text) <= SHORT and len(row) > 1:
                number, lead, rest = row[0][1].text, row[1], row[2:]
            facts = "".join(
                f"<div><dt>{escape(title)}</dt><dd>{self._cell(bit, title, part, finder)}</dd></div>"
                for title, bit in rest
                if bit.text.strip()
            )
            count = f'<span class="no">{escape(number)}</span> ' if number and not counted else ""
            made += (
                f'<li><p class="say">{count}{self._cell(lead[1], lead[0], part, finder)}</p>'
                + (f'<dl class="facts">{facts}</dl>' if facts else "")
                + "</li>"
            )
        return f'<ul class="cards">{made}</ul>'

    def _columns(
        self, spec: dict[str, Any], told: list[list[tuple[str, Bit]]], part: Part, finder: Finder
    ) -> str:
        """Return a table as one column for each value of its label."""
        label, value, unit = (str(spec.get(key, "")) for key in ("label", "value", "unit"))
        groups: dict[str, str] = {}
        for row in told:
            cells = dict(row)
            name = cells.pop(label, Bit("")).text
            size = cells.pop(value, Bit(""))
            what = " ".join(self._cell(bit, title, part, finder) for title, bit in cells.items())
            much = self._cell(
                Bit(f"{size.text} {unit}".strip(), size.sources, size.own), value, part, finder
            )
            groups[name] = (
                groups.get(name, "") + f'<li>{what} <span class="size">{much}</span></li>'
            )
        made = "".join(
            f'<li><p class="when">{escape(name)}</p><ul>{inside}</ul></li>'
            for name, inside in groups.items()
        )
        caption = f'<p class="of-table">{escape(value)}</p>' if value else ""
        return f'<ul class="columns">{made}</ul>{caption}'

    def _table_note(self, bits: Sequence[Bit], finder: Finder) -> str:
        """Return where a table's numbers are from, in one line."""
        used = [finder.sources[n] for bit in bits for n in bit.sources]
        return f'<p class="of-table">Source: {escape(_together(used))}.</p>' if used else ""

    def _cell(
        self, bit: Bit, column: str, part: Part, finder: Finder, *, of_table: bool = False
    ) -> str:
        if bit.sources:
            return self._bit(bit, part, finder, of_table=of_table)
        if _is_aside(bit.text):
            return f'<span class="aside">{escape(bit.text) or "none"}</span>'
        if column == "Evidence" and part.simulated:
            codes = [code.strip() for code in bit.text.split(",")]
            return "<br>".join(self._words(code, part, finder) for code in codes)
        if of_table and part.simulated:
            # A number in a table was worked out; its artefact may be of a day on which no source was kept.
            return "".join(
                self._note((part.name, "worked out"), each.text, WORKED_OUT, printed=False)
                if each.own
                else self._bit(each, part, finder, of_table=True)
                for each in finder.in_text(bit.text)
            )
        return self._words(bit.text, part, finder)

    def _bit(self, bit: Bit, part: Part, finder: Finder, *, of_table: bool = False) -> str:
        if bit.own:
            return self._note((part.name, "own"), bit.text, own_words(part.name))
        if not bit.sources:
            return escape(bit.text)
        used = [finder.sources[n] for n in bit.sources]
        words = "; ".join(f"{source['value']}: {sentence(source)}" for source in used)
        key = tuple(str(source[k]) for source in used for k in SOURCE)
        return self._note(key, bit.text, words, printed=not of_table)

    def _note(self, key: tuple[str, ...], shown: str, words: str, *, printed: bool = True) -> str:
        """Return ``shown`` as a button that opens its note; on paper a figure leads to the note.

        The cells of a table carry no figure: on paper, a line below the table says where they are from.
        """
        number, _ = self._notes.setdefault(key, (len(self._notes) + 1, words))
        figure = ""
        if printed:
            if key not in self._numbers:
                self._numbers[key] = len(self._numbers) + 1
                self._fresh.append((self._numbers[key], words))
            figure = f'<sup class="to-note" aria-hidden="true">{self._numbers[key]}</sup>'
        return (
            f'<button type="button" class="number" popovertarget="{self._prefix}note-{number}" '
            f'aria-label="{escape(shown)}, show the source">{escape(shown)}</button>{figure}'
        )

    def notes_list(self) -> str:
        """Return every note: to open on its own, and as a list for older browsers."""
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
            f"{opened}<details class='sources on-screen'><summary>Where every number comes from</summary>"
            f"<ol>{lines}</ol></details>"
        )


def _width(longest: int) -> str:
    """Return the class of a column: a short one never breaks, a middling one fits beside its label."""
    if longest <= SHORT:
        return ' class="short"'
    return ' class="middling"' if longest <= 2 * SHORT + 2 else ""


def _together(sources: Sequence[Source]) -> str:
    """Return where a table's numbers are from: what is the same for many of them is said once."""
    read: dict[str, list[Source]] = {}
    for source in sources:
        read.setdefault(str(source["table"]).strip(), []).append(source)
    lines = []
    for group in read.values():
        whats = list(dict.fromkeys(map(stat, group)))
        where = list(dict.fromkeys(map(place, group)))
        if len(whats) > 2:
            # "share that complains: price", "share that complains: waiting", …
            shared = _shared_start(whats)
            whats = [shared] if len(shared) > 2 * SHORT else []
        told = place({**group[0], "filter": ""}) if len(where) > 1 else where[0]
        lines.append(f"{'; '.join(whats)}, from {told}" if whats else told)
    return "; ".join(lines)


def _shared_start(lines: Sequence[str]) -> str:
    """Return the words with which all lines begin."""
    shared = []
    for words in zip(*(line.split() for line in lines), strict=False):
        if len(set(words)) > 1:
            break
        shared.append(words[0])
    return " ".join(shared).rstrip(" ,:")


def _is_brief(item: dict[str, Any]) -> bool:
    """Return whether an item is a short text that can stand beside its heading."""
    if item["kind"] != "text" or not str(item["heading"]).strip():
        return False
    text = str(item["text"]).strip()
    return len(text) <= (2 * BRIEF if _BULLET.match(text) else BRIEF)


def _counting(rows: Sequence[Sequence[Any]]) -> bool:
    """Return whether the first column only counts the rows."""
    return [str(row[0]).strip() for row in rows if row] == [str(n) for n in range(1, len(rows) + 1)]


def _is_wordy(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bool:
    """Return whether a table holds sentences rather than entries."""
    long = sum(
        column == "Evidence" or any(n < len(row) and len(str(row[n])) > WORDY for row in rows)
        for n, column in enumerate(columns)
    )
    return long > 1 and len(columns) > 2


def _is_aside(text: str) -> bool:
    """Return whether a cell only says that something is not there."""
    return not text or (text.startswith("(") and text.endswith(")"))
