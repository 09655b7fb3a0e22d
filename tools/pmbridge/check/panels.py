"""Panels: what a check, a hint or an error looks like, as HTML and as plain text.

The HTML has no style sheet and no script: inline styles alone survive in a notebook that JupyterLab does
not trust yet, on GitHub and in other editors. Colours are JupyterLab's own variables, so both themes fit,
and each state has a sign and a word besides its colour.
"""

import html
import re
from dataclasses import dataclass

from pmbridge.errors import Card
from pmbridge.workspace.progress import MISSING, NOT_STARTED, NOT_YET, PASSED

SIGNS = {PASSED: "✓", NOT_YET: "✗", NOT_STARTED: "○", MISSING: "?"}
WORDS = {
    PASSED: "Passed",
    NOT_YET: "Not yet",
    NOT_STARTED: "Not started",
    MISSING: "Answers missing",
}
COLOURS = {
    PASSED: "var(--jp-success-color1, #2e7d32)",
    NOT_YET: "var(--jp-warn-color1, #b26a00)",
    NOT_STARTED: "var(--jp-border-color1, #8a8a8a)",
    MISSING: "var(--jp-info-color1, #0277bd)",
}
WHY, WHEN_SURE = "Why this works", "Sure of your answer? Read why it works"
CLOSER = "So far it holds. Check everything looks closer."
_BOX = (
    "border:1px solid var(--jp-border-color2, #bdbdbd);border-left:6px solid {colour};"
    "border-radius:4px;padding:10px 16px;margin:6px 0;max-width:46em;line-height:1.5;"
    "font-family:var(--jp-ui-font-family, system-ui, sans-serif);font-size:14px;"
)
_SUMMARY = (
    "cursor:pointer;display:inline-block;padding:3px 12px;margin:6px 0 2px;border-radius:4px;"
    "border:1px solid var(--jp-border-color1, #8a8a8a);"
)


@dataclass(frozen=True)
class Text:
    """A piece of the author's Markdown: as written, for a terminal, and rendered, for a notebook."""

    markdown: str
    html: str


def points_text(points: float) -> str:
    """Return ``1 point``, ``2 points`` or ``1.5 points``."""
    return f"{points:g} point" + ("" if points == 1 else "s")


def inline(text: str) -> str:
    """Escape ``text`` for HTML, with `code` in backticks and paragraphs kept."""
    escaped = html.escape(text, quote=False)
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escaped).replace("\n", "<br>")


def box(colour: str, label: str, body: str) -> str:
    """Return a panel: a group with an accessible name, announced when it appears."""
    return (
        f'<div role="group" aria-label="{html.escape(label)}" style="{_BOX.format(colour=colour)}">'
        f'<div role="status">{body}</div></div>'
    )


def fold(summary: str, body: str) -> str:
    """Return a button that opens ``body``; it needs no kernel and works from the keyboard."""
    return f'<details><summary style="{_SUMMARY}">{html.escape(summary)}</summary>{body}</details>'


def hints_html(hints: list[Text]) -> str:
    """Return the hints as buttons, each inside the one before: they open one at a time."""
    body = ""
    for number in range(len(hints), 0, -1):
        name = "Show a hint" if number == 1 else "Show another hint"
        inner = f'<div style="padding-left:8px">{hints[number - 1].html}{body}</div>'
        body = fold(f"{name} ({number} of {len(hints)})", inner)
    return body


def card_html(card: Card) -> str:
    """Return the inside of an error card, with Python's own message in a fold."""
    where = f"<p>Line {card.number}: <code>{html.escape(card.line)}</code></p>" if card.line else ""
    return (
        f"<p><strong>{inline(card.title)}.</strong> {inline(card.happened)}</p>{where}"
        f"<p><strong>What to try:</strong> {inline(card.tryout)}</p>"
        + fold(
            "Python's own message",
            f'<pre style="white-space:pre-wrap">{html.escape(card.original)}</pre>',
        )
    )


def card_text(card: Card) -> str:
    """Return an error card for a terminal."""
    where = f"\n  Line {card.number}: {card.line}" if card.line else ""
    return f"{card.title}. {card.happened}{where}\nWhat to try: {card.tryout}\n({card.original})"


def error_panel(card: Card) -> tuple[str, str]:
    """Return HTML and text of the card shown above an error in a learner's own cell."""
    body = card_html(card)
    return box(COLOURS[NOT_YET], "An error, explained", body), card_text(card)


@dataclass(frozen=True)
class Shown:
    """What the panel of one check shows."""

    title: str
    part: int
    parts: int
    state: str
    earned: float
    points: float
    saw: str = ""
    message: str = ""
    card: Card | None = None
    printed: str = ""
    hints: tuple[Text, ...] = ()
    why: Text | None = None
    # Whether a check that is not shown has yet to say that the answer holds.
    open_end: bool = False


def check_panel(shown: Shown) -> tuple[str, str]:
    """Return HTML and text for the result of one check."""
    which = f" (check {shown.part} of {shown.parts})" if shown.parts > 1 else ""
    head = f"{SIGNS[shown.state]} {WORDS[shown.state]}. {shown.title}{which}"
    score = f"{shown.earned:g} of {points_text(shown.points)}"
    parts = [f"<p><strong>{inline(head)}</strong> &nbsp; {score}</p>"]
    text = [f"{head} ({score})"]

    def say(label: str, words: str) -> None:
        lead = f"<strong>{label}:</strong> " if label else ""
        parts.append(f"<p>{lead}{inline(words)}</p>")
        text.append(f"{label}: {words}" if label else words)

    if shown.state == NOT_STARTED:
        say(
            "",
            "Nothing is wrong. Fill in the cell above, run it, then run this cell again. If that cell stops with an error, mend the error first.",
        )
    if shown.state == MISSING:
        say(
            "",
            "The answer to this board did not come along. It is not counted as wrong: ask for it again.",
        )
    if shown.saw:
        say("What we saw", shown.saw)
    if shown.message:
        say("", shown.message)
    if shown.card:
        parts.append(card_html(shown.card))
        text.append(card_text(shown.card))
    if shown.printed:
        quoted = html.escape(shown.printed)
        parts.append(
            fold("What your code printed", f'<pre style="white-space:pre-wrap">{quoted}</pre>')
        )
    if shown.why and shown.open_end:
        # The explanation gives the answer away, and this answer may still be wrong in part.
        say("", CLOSER)
        parts.append(fold(WHEN_SURE, shown.why.html))
        text.append(f"{WHEN_SURE}: {shown.why.markdown}")
    elif shown.why:
        parts.append(f"<div><strong>{WHY}.</strong> {shown.why.html}</div>")
        text.append(f"{WHY}: {shown.why.markdown}")
    if shown.hints and shown.state != PASSED:
        parts.append(hints_html(list(shown.hints)))
        text.append("For a hint, run: hint(...) with the exercise's name in quotes.")
    return box(
        COLOURS[shown.state], f"Result of the check: {WORDS[shown.state]}", "".join(parts)
    ), "\n".join(text)
