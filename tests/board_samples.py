"""One board of each kind, and a small course that has them all."""

import json
from pathlib import Path
from typing import Any

import nbformat
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from pmbridge.content import Layout

MODULE = "01-boards"
BOARDS: dict[str, tuple[str, str]] = {
    "roles": (
        "judge",
        """
question: Who does this at Second Spark?
table: {name: tasks, id: task_id, text: task}
columns:
  - id: role
    text: Choose the role that answers for it.
    options:
      - {id: pm, text: Product manager}
      - {id: project, text: Project manager}
      - {id: po, text: Product Owner}
      - {id: marketing, text: Marketing}
      - {id: team, text: Engineering}
""",
    ),
    "metrics": (
        "judge",
        """
question: Which of these would you put on the wall?
rows:
  - {id: M1, text: All repairs ever booked.}
  - {id: M2, text: "Share of repairs with no repeat fault within 30 days, by week of repair."}
  - {id: M3, text: Satisfaction is 4.1.}
columns:
  - id: verdict
    text: Is it a good metric?
    options: [{id: good, text: Good}, {id: not, text: Not good}]
  - id: rule
    text: Which rule does it break first?
    when: {column: verdict, is: not}
    options:
      - {id: comparative, text: Comparative}
      - {id: understandable, text: Understandable}
      - {id: rate, text: A ratio or a rate}
      - {id: behaviour, text: Changes behaviour}
""",
    ),
    "trend": (
        "judge",
        """
question: Evidence or opinion, and what would settle it?
table: {name: market_statements, id: statement_id, text: statement, note: subject}
columns:
  - id: kind
    text: What is it?
    options: [{id: evidence, text: Evidence}, {id: opinion, text: Opinion}]
  - id: settle
    text: What would settle it?
    options: [{id: a, column: option_a}, {id: b, column: option_b}, {id: c, column: option_c}]
""",
    ),
    "launch": (
        "sequence",
        """
question: Bring the launch into an order that works, and add what is missing.
steps: {table: {name: launch_steps, id: step_id, text: step}}
extras: {table: {name: launch_gaps, id: step_id, text: step}}
owners:
  text: Owner
  options:
    - {id: product, text: Product}
    - {id: design, text: Design}
    - {id: development, text: Development}
    - {id: marketing, text: Marketing and sales}
""",
    ),
    "market": (
        "assemble",
        """
question: How large is the market for repairs in a year?
chips:
  - {id: households, text: Households, unit: household}
  - {id: breakdowns_hh_yr, text: Breakdowns a year, unit: breakdown / household / year}
  - {id: repairable_share, text: Repairable share, unit: repair / breakdown}
  - {id: avg_fee_eur, text: Average fee, unit: € / repair}
  - {id: repairers, text: Repairers, unit: repairer}
  - {id: jobs_per_repairer_yr, text: Repairs per repairer, unit: repair / repairer / year}
  - {id: one-percent, text: 1 % of it, value: 0.01}
  - {id: served, text: regions we serve, filter: true}
slots:
  - {id: tam, text: "TAM: the whole market", hint: Everything that breaks and can be repaired.}
  - {id: sam, text: "SAM: the part we serve", hint: Where we have repairers today.}
  - {id: som, text: "SOM: what we can win", hint: What those repairers can do in a year.}
""",
    ),
    "memo": (
        "text",
        """
question: Write to the founder what you found.
help: Problem before solution, one number, one trade-off.
max_words: 12
rows: 5
template: "The problem: "
""",
    ),
    "funnel": (
        "form",
        """
question: What does the funnel say?
fields:
  - {id: overall, text: Change overall, type: number, unit: "%", decimals: 1}
  - {id: share, text: Share of referral, type: number}
  - id: cause
    text: What happened?
    type: choice
    options: [{id: mix, text: More visitors came by referral}, {id: better, text: The page got better}]
  - {id: reason, text: "How do you know?", type: text, help: One sentence.}
""",
    ),
    "persona": (
        "persona",
        """
question: Who are they?
proto: {label: proto-persona, name: proto}
""",
    ),
    "needs": (
        "opportunity",
        """
question: Which need is the largest?
help: Try every choice.
""",
    ),
    "stories": (
        "records",
        """
question: What did you do before that a product manager does?
help: Two are enough.
noun: experience
least: 2
most: 4
fields:
  - {id: experience, text: What you did, type: text}
  - {id: skill, text: What it shows, type: choice, options: [{id: asking, text: Asking}, {id: choosing, text: Choosing}]}
  - {id: number, text: What could be counted, type: long, max_words: 12}
  - {id: reach, text: How many people, type: number, optional: true}
  - {id: sure, text: How sure you are, type: percent}
examples: {table: transfer_examples, group: background}
""",
    ),
    "guesses": (
        "records",
        """
question: What do you expect of the households that cannot wait?
head:
  - {id: who, text: "Whom do you think of?", type: text}
rows:
  - {id: price, text: They let the price decide.}
  - {id: waste, text: They worry about waste.}
fields:
  - {id: than, text: Than everybody else, type: choice, options: [{id: more, text: more}, {id: less, text: less}]}
  - {id: sure, text: How sure are you, type: percent}
lock: After this you can't change it any more. Lock it?
until: stories
""",
    ),
}


Samples = dict[str, tuple[str, str]]


def settings(label: str, boards: Samples = BOARDS) -> dict[str, Any]:
    """Return the settings of a sample as its author wrote them."""
    read: dict[str, Any] = yaml.safe_load(boards[label][1])
    return read


def name_of(label: str) -> str:
    """Return the name under which the notebook keeps the answer."""
    return f"{label}_answer"


def write_course(root: Path, boards: Samples = BOARDS) -> Layout:
    """Write a course whose only notebook has each of ``boards``."""
    layout = Layout.of(root)
    cells = [
        new_markdown_cell("# Boards", id="title"),
        new_code_cell(
            "from pmbridge.notebook import open_exercises\n\n"
            f'check, hint, board, check_everything = open_exercises("{MODULE}")',
            id="setup",
        ),
        *(new_code_cell(f'{name_of(b)} = board("{b}").answer', id=b) for b in boards),
    ]
    exercises = {
        label: {
            "title": label,
            "names": [name_of(label)],
            "board": {"kind": kind, **settings(label, boards)},
            "hints": [],
            "checks": [],
        }
        for label, (kind, _) in boards.items()
    }
    for folder in (layout.course, layout.exercises):
        (folder / MODULE).mkdir(parents=True)
        notebook = new_notebook(cells=cells)
        notebook.metadata["kernelspec"] = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
        nbformat.write(notebook, folder / MODULE / f"{MODULE}.ipynb")
    layout.content.mkdir()
    content = {"module": MODULE, "title": "Boards", "cells": [], "exercises": exercises}
    (layout.content / f"{MODULE}.json").write_text(json.dumps(content), encoding="utf-8")
    (layout.course / "curriculum.toml").write_text(
        f'[[modules]]\nname = "{MODULE}"\nramp = 0\n\n[points]\n"1.x" = "x"\n', encoding="utf-8"
    )
    return layout
