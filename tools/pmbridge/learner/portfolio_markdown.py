"""The portfolio as Markdown, for a repository or a site of one's own. What a learner typed is no markup."""

import re
from typing import Any

from pmbridge.learner.sourced import sentence
from pmbridge.learner.story import COMPANY, Part, Story

# What may begin or end markup anywhere in a line; ``<`` and ``&`` also in HTML.
_SPECIAL = re.compile(r"([\\`*_\[\]{}#|~$])")
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
        lines += _item(item)
    if part.sources:
        lines += ["Where the numbers come from:", ""]
        lines += [f"- {plain(s['value'])}: {plain(sentence(s))}" for s in part.sources]
        lines.append("")
    return lines


def _item(item: dict[str, Any]) -> list[str]:
    if item["kind"] == "number":
        return [f"{plain(item['label'])}: **{plain(item['value'])} {plain(item['unit'])}**", ""]
    heading = str(item["heading"]).strip()
    lines = [f"#### {plain(heading)}", ""] if heading else []
    if item["kind"] == "text":
        for block in re.split(r"\n\s*\n", str(item["text"]).strip()):
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
        lines.append(_row([_cell(c) for c in row]))
    return [*lines, ""]


def _cell(value: Any) -> str:
    return re.sub(r"\s*\n\s*", " ", plain(value).strip())


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
