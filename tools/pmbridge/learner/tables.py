"""Tables for a terminal."""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pmbridge.check.panels import SIGNS, WORDS, points_text
from pmbridge.learner.doctor import Finding
from pmbridge.learner.overview import ModuleRow, next_exercise
from pmbridge.workspace.progress import MISSING, NOT_STARTED, NOT_YET, PASSED

_STYLES = {PASSED: "green", NOT_YET: "yellow", NOT_STARTED: "dim", MISSING: "cyan"}


def report_table(report: dict[str, Any]) -> None:
    """Print what ``pmbridge check`` found in one notebook."""
    console = Console()
    table = Table(title=Text(report["title"]), title_justify="left", show_lines=False)
    for heading in ("Exercise", "State", "Points", "What we saw"):
        table.add_column(heading, justify="right" if heading == "Points" else "left")
    for row in report["exercises"]:
        state = row["state"]
        table.add_row(
            Text(row["title"]),
            Text(f"{SIGNS[state]} {WORDS[state]}", style=_STYLES[state]),
            f"{row['earned']:g} of {row['points']:g}",
            Text(row["message"]),
        )
    console.print(table)
    console.print(f"{report['earned']:g} of {points_text(report['points'])}")
    if report["by_a_person"]:
        console.print(f"A person grades another {points_text(report['by_a_person'])}.")


def progress_table(rows: list[ModuleRow]) -> None:
    """Print how far the learner is."""
    table = Table(title="Your progress", title_justify="left")
    for heading in ("Module", "Exercises passed", "Left, about"):
        table.add_column(heading, justify="left" if heading == "Module" else "right")
    for row in rows:
        done = row.passed == len(row.exercises)
        table.add_row(
            Text(row.title, style="green" if done else ""),
            f"{row.passed} of {len(row.exercises)}",
            f"{row.minutes_left:g} min" if row.minutes_left else "",
        )
    console = Console()
    console.print(table)
    upcoming = next_exercise(rows)
    if upcoming is None:
        console.print("Every exercise is passed.")
    else:
        # As text: a title in square brackets would be taken for a style.
        said = f"Next: {upcoming.title}, about {upcoming.minutes:g} minutes. Run: pmbridge next"
        console.print(Text(said))


def doctor_table(findings: list[Finding]) -> None:
    """Print what ``pmbridge doctor`` found."""
    table = Table(title="What this machine has", title_justify="left")
    for heading in ("What", "State", "What it is for", "To mend it"):
        table.add_column(heading)
    styles = {"fine": "green", "optional": "dim", "missing": "red"}
    for finding in findings:
        table.add_row(
            Text(finding.what),
            Text(finding.state, style=styles[finding.state]),
            Text(finding.purpose),
            Text(finding.remedy),
        )
    Console().print(table)
