"""One page a learner: what passed, what did not and why, what a person said, and what to try next.

nbgrader's own feedback is the graded notebook, hidden tests included. This page shows a hidden check's name
and what it has to say, and never its code. Everything on it is made of text and cleaned as a whole, so that
nothing in a submission becomes more than text.
"""

import html
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import nh3

from pmbridge.check.panels import SIGNS, WORDS, inline, points_text
from pmbridge.grading.assignment import Assignment
from pmbridge.grading.cohort import records
from pmbridge.grading.cohort.folder import Cohort
from pmbridge.grading.cohort.gradebook import Standing
from pmbridge.grading.cohort.roster import Person
from pmbridge.grading.handed_in import read_regular
from pmbridge.workspace.files import write_atomically
from pmbridge.workspace.progress import MISSING, NOT_STARTED, NOT_YET, PASSED

_TAGS = {
    "a", "article", "b", "blockquote", "br", "code", "dd", "div", "dl", "dt", "em", "h1", "h2", "h3", "header",
    "hr", "i", "li", "main", "ol", "p", "pre", "section", "span", "strong", "table", "tbody", "td", "th",
    "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"*": {"class", "id"}, "a": {"href"}, "th": {"scope"}, "section": {"aria-labelledby"}}
_MOST_NEXT = 3
_CLASSES = {PASSED: "passed", NOT_YET: "not-yet", NOT_STARTED: "not-started", MISSING: "missing"}

_STYLE = """\
:root { color-scheme: light dark; --ink: #1d1d1f; --soft: #55555c; --paper: #ffffff; --card: #f5f5f7;
  --line: #d2d2d7; --passed: #1b6e2d; --not-yet: #8f4a00; --not-started: #55555c; --missing: #0b5a8f; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f2f4; --soft: #b6b6be; --paper: #161618;
  --card: #232327; --line: #47474e; --passed: #7fd491; --not-yet: #f2b16b; --not-started: #b6b6be;
  --missing: #84c6f4; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 17px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; } .next h2 { margin-top: 0; }
h3 { font-size: 1.05rem; margin: 0 0 .3rem; }
p { margin: .4rem 0; }
.quiet { color: var(--soft); }
.score { font-size: 1.15rem; }
.next, .exercise { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: .9rem 1.1rem; margin: .8rem 0; break-inside: avoid; }
.next ol { margin: .3rem 0 0; padding-left: 1.3rem; } .next li { margin: .5rem 0; }
.exercise { border-left: 6px solid var(--line); }
.exercise.passed { border-left-color: var(--passed); } .exercise.not-yet { border-left-color: var(--not-yet); }
.exercise.missing { border-left-color: var(--missing); }
.state { font-weight: 650; } .passed > .state, .state.passed { color: var(--passed); }
.state.not-yet { color: var(--not-yet); } .state.missing { color: var(--missing); }
.state.not-started { color: var(--not-started); }
ul.checks { list-style: none; margin: .4rem 0 0; padding: 0; }
ul.checks > li { padding: .45rem 0; border-top: 1px solid var(--line); }
.said { margin: .2rem 0 0; white-space: normal; overflow-wrap: anywhere; }
.person { border-top: 1px solid var(--line); margin-top: .5rem; padding-top: .5rem; }
code { font: .92em ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
pre { overflow-x: auto; } a { color: inherit; }
@media print { body { font-size: 11pt; background: #fff; } main { max-width: none; padding: 0; }
  :root { --ink: #000; --soft: #333; --paper: #fff; --card: #fff; --line: #999; --passed: #1b6e2d;
  --not-yet: #8f4a00; --not-started: #333; --missing: #0b5a8f; } }
"""


@dataclass(frozen=True)
class Feedback:
    """What a page is made of."""

    person: Person
    assignment: Assignment
    record: records.Record
    standing: Standing
    received: datetime | None = None
    following: str = ""


def page(feedback: Feedback) -> str:
    """Return the whole page as HTML that loads nothing and runs nothing."""
    title = str(feedback.assignment.content["title"])
    body = nh3.clean(
        _body(feedback),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener noreferrer",
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{html.escape(title)}: feedback for {html.escape(feedback.person.name)}</title>\n"
        f"<style>\n{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _body(feedback: Feedback) -> str:
    exercises = feedback.assignment.content["exercises"]
    parts = [_head(feedback)]
    parts.extend(
        f'<div class="next"><p><strong>Please look at this first.</strong> {inline(text)}</p></div>'
        for text in _first(feedback)
    )
    parts.append(_next(feedback))
    parts.append("<h2>Exercise by exercise</h2>")
    parts.extend(_exercise(feedback, label, exercise) for label, exercise in exercises.items())
    return f"<main>{''.join(parts)}</main>"


def _first(feedback: Feedback) -> list[str]:
    """Say what stands in the way of all answers at once."""
    cut = feedback.record.graded.get("cut", "")
    lines = [_readable(cut)] if cut else []
    if records.OTHER_DATA in feedback.record.flags:
        lines.append(
            "You worked with other data than yours, so answers that were right there can be wrong here. Your "
            "instructor has a pass for you. Drop it into the start notebook, restart the exercises' kernel, "
            "and look at your answers again."
        )
    return lines


def _head(feedback: Feedback) -> str:
    standing = feedback.standing
    when = f" Handed in on {_day(feedback.received)}." if feedback.received else ""
    lines = [
        f"<header><h1>{html.escape(str(feedback.assignment.content['title']))}</h1>",
        f'<p class="quiet">Feedback for {html.escape(feedback.person.name)}.{when}</p>',
        f'<p class="score"><strong>{standing.score:g} of {points_text(standing.points)}</strong></p>',
    ]
    if standing.penalty:
        lines.append(
            f"<p>It came after the due date, and {points_text(standing.penalty)} "
            f"{'is' if standing.penalty == 1 else 'are'} taken off for that.</p>"
        )
    if standing.waiting:
        one = standing.waiting == 1
        lines.append(
            f"<p>{standing.waiting} {'part waits' if one else 'parts wait'} for a person to read "
            f"{'it' if one else 'them'}, so the points may still rise.</p>"
        )
    return "".join(lines) + "</header>"


def _day(when: datetime) -> str:
    return f"{when.day} {when:%B %Y}"


def _state(feedback: Feedback, label: str) -> str:
    """Return the state of an exercise from its checks; a person's grade that gives full points counts too."""
    checks = [c for c in feedback.record.graded.get("checks", {}).items() if c[1]["label"] == label]
    states = []
    for grade_id, check in checks:
        if not check["part"]:
            continue
        score = feedback.standing.scores.get(grade_id)
        raised = score is not None and score.manual is not None and score.score >= score.points
        states.append(PASSED if raised else check["state"])
    if not states:
        return NOT_STARTED
    if len(set(states)) == 1:
        return str(states[0])
    return MISSING if MISSING in states else NOT_YET


def _next(feedback: Feedback) -> str:
    """Say what to try next: the first exercises that are open, each with one thing to do."""
    exercises = feedback.assignment.content["exercises"]
    name = f"<code>{html.escape(feedback.assignment.module)}.ipynb</code>"
    open_ones = [
        (label, exercise, state)
        for label, exercise in exercises.items()
        if exercise["checks"] and (state := _state(feedback, label)) != PASSED
    ]
    if not open_ones:
        after = (
            f" Next comes: <strong>{html.escape(feedback.following)}</strong>."
            if feedback.following
            else ""
        )
        return f'<section class="next"><h2>What to try next</h2><p>Every check passes.{after}</p></section>'
    items = "".join(f"<li>{_advice(*one)}</li>" for one in open_ones[:_MOST_NEXT])
    left = len(open_ones) - _MOST_NEXT
    rest = f"<p>Then come {left} more, further down on this page.</p>" if left > 1 else ""
    rest = "<p>Then comes one more, further down on this page.</p>" if left == 1 else rest
    return (
        f'<section class="next"><h2>What to try next</h2>'
        f"<p>Open {name} again. Your answers are still there.</p><ol>{items}</ol>{rest}</section>"
    )


def _advice(label: str, exercise: dict[str, Any], state: str) -> str:
    text = html.escape(exercise["title"])
    title = f"<strong>{text}{'' if text.endswith(('?', '!', '.')) else '.'}</strong>"
    if state == NOT_STARTED:
        return (
            f"{title} You have not begun this one. It takes about {exercise['minutes']:g} minutes."
        )
    if state == MISSING:
        return (
            f"{title} Your answer on the board did not reach us, and it is not counted as wrong. "
            "Press <em>Save my work</em> in your course folder and hand in the zip."
        )
    hint = exercise["hints"][0]["html"] if exercise["hints"] else ""
    return (
        f"{title} A question to help you on: {hint}"
        if hint
        else f"{title} Look at the message below."
    )


def _exercise(feedback: Feedback, label: str, exercise: dict[str, Any]) -> str:
    state = _state(feedback, label)
    scores = feedback.standing.scores
    rows = []
    for check in exercise["checks"]:
        rows.append(_check(feedback, check))
    people = "".join(_by_a_person(feedback, task, label) for task in exercise["manual"])
    ids = [c["id"] for c in (*exercise["checks"], *exercise["manual"])]
    mine = [scores[i] for i in ids if i in scores]
    points = f"{sum(s.score for s in mine):g} of {points_text(sum(s.points for s in mine))}"
    comment = feedback.standing.comments.get(label, "")
    if comment and comment != "No response.":
        people += f'<div class="person"><p><strong>Your instructor says:</strong> {inline(comment)}</p></div>'
    return (
        f'<article class="exercise {_CLASSES[state]}"><h3>{html.escape(exercise["title"])}</h3>'
        f'<p><span class="state {_CLASSES[state]}">{SIGNS[state]} {WORDS[state]}</span> '
        f'<span class="quiet">· {points}</span></p>'
        f'<ul class="checks">{"".join(rows)}</ul>{people}</article>'
    )


def _check(feedback: Feedback, check: dict[str, Any]) -> str:
    said = feedback.record.graded.get("checks", {}).get(check["id"])
    score = feedback.standing.scores.get(check["id"])
    number = check["id"].rpartition("-")[2]
    name = check["name"] or f"check {number}"
    kind = "A check you did not see: " if check["hidden"] else ""
    title = html.escape(f"{kind}{name}")
    title = title[:1].upper() + title[1:]
    state = said["state"] if said else NOT_STARTED
    points = (
        f"{score.score:g} of {points_text(score.points)}" if score else points_text(check["points"])
    )
    message = (
        f'<p class="said">{inline(_readable(said["message"]))}</p>'
        if said and said["message"]
        else ""
    )
    manual = ""
    if score is not None and score.manual is not None:
        manual = '<p class="said">Your instructor set these points by hand.</p>'
        if score.score >= score.points:
            state, message = PASSED, ""
    if score is not None and score.extra:
        manual += f'<p class="said">{points_text(score.extra)} on top from your instructor.</p>'
    return (
        f'<li><span class="state {_CLASSES[state]}">{SIGNS[state]} {WORDS[state]}</span> '
        f'{title} <span class="quiet">· {points}</span>{message}{manual}</li>'
    )


def _readable(message: str) -> str:
    """Return a message without what only a terminal understands, and not without end."""
    text = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", message)
    text = "".join(c for c in text if c.isprintable() or c == "\n")
    return text if len(text) <= 2000 else f"{text[:2000]} …"


def _by_a_person(feedback: Feedback, task: dict[str, Any], label: str) -> str:
    score = feedback.standing.scores.get(task["id"])
    if score is None or score.manual is None:
        text = "A person reads this part. They have not yet."
    else:
        text = f"{score.score:g} of {points_text(score.points)}."
    comment = feedback.standing.comments.get(task["id"], "")
    said = f'<p class="said">{inline(_readable(comment))}</p>' if comment else ""
    return f'<div class="person"><p><strong>Read by a person:</strong> {text}</p>{said}</div>'


def write(cohort: Cohort, feedback: Feedback) -> bool:
    """Write the page where nbgrader keeps feedback; return whether it is another page than before."""
    module = feedback.assignment.module
    folder = cohort.folder(cohort.feedback, feedback.person.learner, module)
    path = folder / f"{module}.html"
    text = page(feedback)
    _for_the_exchange(cohort, feedback.person.learner, module, folder)
    try:
        if path.read_text(encoding="utf-8") == text:
            return False
    except (OSError, UnicodeDecodeError):
        pass
    write_atomically(path, text.encode("utf-8", "replace"))
    return True


def _for_the_exchange(cohort: Cohort, learner: str, module: str, folder: Path) -> None:
    """Write what nbgrader's release_feedback asks for: it stops at the first page that lacks it."""
    graded = cohort.folder(cohort.autograded, learner, module)
    for name in ("timestamp.txt", "submission_secret.txt"):
        try:
            data = read_regular(graded / name, 1000)
        except OSError:
            # Not from the exchange, so nobody waits for it there.
            data = cohort.pseudonym(f"{learner} {module}").encode() if "secret" in name else b"\n"
        if not (folder / name).is_file() or (folder / name).read_bytes() != data:
            write_atomically(folder / name, data)
