"""The portfolio as Markdown, for a repository or a site of one's own. What a learner typed is no markup."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pmbridge.learner.story import COMPANY, Part, Story
from pmbridge.learner.wording import evidence, rows_of, sentence, titles

# What may begin or end markup anywhere in a line; ``<`` and ``&`` also in HTML.
_SPECIAL = re.compile(r"([\\`*_\[\]{}#|~$])")
_CODE = re.compile(r"\b[EB]\d{2}\b")
_AT_START = re.compile(r"^(\s*)([-+=>]|\d+[.)])(?=\s|[-+=>]|$)", re.MULTILINE)


def plain(text: Any) -> str:
    """Return ``text`` so that Markdown shows it as it is."""
    safe = str(text).replace("&", "&amp;").replace("<", "&lt;")
    safe = _SPECIAL.sub(r"\\\1", safe)
    # A line that begins as a list, a quote or a heading's underline would; "1." needs it before the point.
    safe = _AT_START.sub(lambda m: m[1] + re.sub(r"([-+=>.)])", r"\\\1", m[2]), safe)
    # The address of a page or a person would become a link.
    return safe.replace("://", ":&#47;/").replace("www.", "www&#46;").replace("@", "&#64;")


def portfolio_markdown(story: Story, name: str = "") -> str:
    """Return the portfolio as Markdown: the same parts, marks and sources as the page."""
    lines = [f"# {plain(name)}: product portfolio" if name else "# Product portfolio", ""]
    if story.simulated:
        lines += [
            f"*{COMPANY}, the repair company in this case study, is invented, and its data are simulated.*",
            "",
        ]
    if story.opening is not None:
        for item in story.opening.items:
            lines += _item(item, story.opening)
    for chapter, parts in story.chapters:
        lines += [f"## {chapter.title}", "", chapter.lead, ""]
        for part in parts:
            lines += _part(part)
    return "\n".join(lines).rstrip() + "\n"


def _part(part: Part) -> list[str]:
    marks = [
        words
        for words, holds in (
            ("draft", part.draft),
            ("simulated data", part.simulated),
            ("for you alone", part.private),
        )
        if holds
    ]
    mark = f" ({', '.join(marks)})" if marks else ""
    lines = [f"### {plain(part.title)}{mark}", ""]
    for item in part.items:
        lines += _item(item, part)
    if part.sources:
        lines += ["Where the numbers come from (all others are my own estimates and targets):", ""]
        lines += [f"- {line}" for line in _sources(part.sources)]
        lines.append("")
    return lines


def _sources(sources: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a line for each thing that was calculated, with the values of all groups of rows."""
    read: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for source in sources:
        read.setdefault((str(source["table"]), str(source["stat"])), []).append(source)
    for group in read.values():
        if len(group) == 1:
            yield f"{plain(group[0]['value'])}: {plain(sentence(group[0]))}"
        else:
            whole = {**group[0], "filter": ""}
            each = (
                f"{plain(s['value'])} {plain('for ' + rows_of(s)) if rows_of(s) else 'for all'}"
                for s in group
            )
            yield f"{plain(sentence(whole))}: {'; '.join(each)}"


def _said(text: Any, part: Part, column: str = "") -> str:
    """Return a text with the codes of the case in words."""
    if not part.simulated:
        return str(text)
    known = {code: said for code, (said, _) in evidence().items()}
    if column == "Evidence":
        return "; ".join(known.get(code.strip(), code.strip()) for code in str(text).split(","))
    known |= {code: f"{code} ({title})" for code, title in titles().items()}
    return _CODE.sub(lambda m: known.get(m[0], m[0]), str(text))


def _item(item: dict[str, Any], part: Part) -> list[str]:
    if item["kind"] == "number":
        return [f"{plain(item['label'])}: **{plain(item['value'])} {plain(item['unit'])}**", ""]
    heading = str(item["heading"]).strip()
    lines = [f"#### {plain(heading)}", ""] if heading else []
    if item["kind"] == "text":
        for block in re.split(r"\n\s*\n", _said(item["text"], part).strip()):
            points = [line.strip() for line in block.split("\n") if line.strip()]
            if points and all(line.startswith("• ") for line in points):
                lines += [f"- {plain(line[2:])}" for line in points]
            else:
                lines += [plain(line) for line in points]
            lines.append("")
        return lines
    columns = [_cell(c) for c in item["columns"]]
    lines += [_row(columns), _row(["---"] * len(columns))]
    for row in item["rows"]:
        told = zip(row, item["columns"], strict=False)
        lines.append(_row([_cell(_said(cell, part, str(column))) for cell, column in told]))
    return [*lines, ""]


def _cell(value: Any) -> str:
    return re.sub(r"\s*\n\s*", " ", plain(value).strip())


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
