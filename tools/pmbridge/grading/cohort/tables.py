"""What the cohort's commands print: a table of what needs eyes, and a count of the rest."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from pmbridge.check.panels import points_text
from pmbridge.grading.cohort.collect import NEW, NOT_BEGUN, OLDER, SAME, Outcome
from pmbridge.grading.cohort.marking import REFUSED, UP_TO_DATE, Marked
from pmbridge.grading.cohort.status import Status

# So many rows are still read.
_LONG = 60
_STYLES = {
    "collected": "green",
    "replaced": "green",
    "graded": "green",
    "refused": "red",
    "not taken": "red",
    "flagged": "yellow",
    "cut short": "yellow",
    "unsafe": "red",
    "answers missing": "cyan",
}


@contextmanager
def bar(words: str) -> Iterator[tuple[Progress, TaskID]]:
    """Show a bar with the time that is left, on the terminal and not in a file."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield progress, progress.add_task(words, total=None)


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", show_lines=False)
    for heading in headings:
        table.add_column(heading, justify="right" if heading in _RIGHT else "left", overflow="fold")
    return table


_RIGHT = ("Points", "Handed in", "Graded", "For a person", "Fed back", "Mean")


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {what}" for what, number in counts.items()) or "nothing"


def collected(outcomes: list[Outcome]) -> None:
    """Print what became of each file: those with something to say, and how many there were of each kind."""
    console = Console()
    telling = [
        o for o in outcomes if o.what not in (SAME, NOT_BEGUN, OLDER, NEW) or o.sentences or o.flags
    ]
    telling = [o for o in telling if o.what != SAME or o.flags]
    if telling:
        table = _table("What was handed in", "Learner", "Assignment", "Outcome", "What we saw")
        for o in telling:
            told = [o.origin] if not o.learner else []
            lines = [*told, *o.sentences, *(f"Please look: {flag}" for flag in o.flags)]
            table.add_row(
                Text(o.learner or "nobody known"),
                Text(o.assignment),
                Text(o.what, style=_STYLES.get(o.what, "")),
                Text("\n".join(lines)),
            )
        console.print(table)
    console.print(Text(f"In all: {_counted(Counter(o.what for o in outcomes))}."))


def marked(outcomes: list[Marked]) -> None:
    """Print each grade that is new, and each that needs a look."""
    console = Console()
    telling = [m for m in outcomes if m.what != UP_TO_DATE or m.sentences or m.flags]
    if len(telling) > _LONG:
        # Of a large cohort, those that need eyes. All scores are in the gradebook.
        telling = [m for m in telling if m.what == REFUSED or m.sentences or m.flags]
    if telling:
        table = _table("Grades", "Learner", "Assignment", "Outcome", "Points", "What we saw")
        for m in telling:
            lines = [*m.sentences, *(f"Please look: {flag}" for flag in m.flags)]
            if m.waiting:
                lines.append(f"{m.waiting} for a person to grade.")
            points = f"{m.earned:g} of {m.points:g}" if m.points else ""
            table.add_row(
                Text(m.learner),
                Text(m.assignment),
                Text(m.what, style=_STYLES.get(m.what, "dim")),
                Text(points),
                Text("\n".join(lines)),
            )
        console.print(table)
    console.print(Text(f"In all: {_counted(Counter(m.what for m in outcomes))}."))
    unsafe = sum(m.unsafe for m in outcomes)
    if unsafe:
        console.print(Text(f"{unsafe} were graded without the sandbox.", style="red"))


def standing(found: Status, everybody: bool) -> None:
    """Print how far the cohort is."""
    console = Console()
    table = _table(
        "The cohort", "Assignment", "Handed in", "Graded", "Mean", "For a person", "Fed back"
    )
    for row in found.rows:
        of = f" of {row.learners}" if row.learners else ""
        table.add_row(
            Text(f"{row.module}  {row.title}"),
            f"{row.collected}{of}",
            f"{row.graded}",
            f"{row.mean:.1f} of {row.points:g}" if row.graded else "",
            f"{row.waiting}",
            f"{row.returned}",
        )
    console.print(table)
    if found.attention:
        table = _table("For you to look at", "Learner", "Assignment", "What", "Why")
        for item in found.attention:
            table.add_row(
                Text(item.learner),
                Text(item.assignment),
                Text(item.kind, style=_STYLES.get(item.kind, "")),
                Text(item.sentence),
            )
        console.print(table)
    if everybody:
        for module, learners in found.absent.items():
            names = ", ".join(learners) or "nobody"
            console.print(Text(f"Not handed in, {module}: {names}."))
    console.print(Text(f"Next: {found.next_step}"))


def released(lines: list[tuple[str, bool, float, int]]) -> None:
    """Print what was released: module, whether it changed, points, own checks."""
    console = Console()
    for module, changed, points, own in lines:
        word = "released" if changed else "as it was"
        mine = f", {own} of your own checks in it" if own else ""
        console.print(Text(f"{module}: {word}, {points_text(points)} from checks{mine}."))
