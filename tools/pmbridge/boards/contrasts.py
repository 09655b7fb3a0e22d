"""What a persona of Second Spark can claim: questions that the survey answers, and rules for a group.

Each question was fixed before anybody looked, and so was the difference that would matter.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from pmbridge.craft.personas import contrast, is_null
from pmbridge.craft.segments import Condition, parse_segment, segment_mask


class Question(NamedTuple):
    """One thing to compare between a group and everybody else.

    ``margin`` is the largest difference that would not matter: points of a rating or
    days, or a part of 1 where ``answer`` says whose share is compared.
    """

    id: str
    text: str
    short: str
    column: str
    answer: str
    unit: str
    margin: float

    @property
    def stat(self) -> str:
        """What is calculated, in words."""
        return f"share of {self.answer}" if self.answer else "mean"

    def values(self, survey: pd.DataFrame) -> pd.Series:
        """Return a number for each household: the rating, or 1 for the answer and 0 otherwise."""
        column = survey[self.column]
        return (column == self.answer).astype(float) if self.answer else column.astype(float)


def _rating(number: int, text: str, short: str, column: str, margin: float = 0.35) -> Question:
    return Question(f"P{number:02}", text, short, column, "", "points", margin)


QUESTIONS: tuple[Question, ...] = (
    Question("P01", "say that no date was what most stood in the way of a repair", "No date stood in the way", "main_barrier", "no date", "%", 0.10),
    Question("P02", "say that the price was what most stood in the way of a repair", "The price stood in the way", "main_barrier", "price", "%", 0.10),
    _rating(3, "fear being cheated by a repairer", "Fear of being cheated", "trust_worry"),
    Question("P04", "replaced the last thing that broke", "Replaced the last item", "last_outcome", "replaced", "%", 0.10),
    Question("P05", "can do without the item for many days", "Days they can do without", "max_days_without", "", "days", 3.0),
    _rating(6, "let the price decide", "The price decides", "price_sensitivity"),
    _rating(7, "worry about waste and climate", "Worry about waste", "env_concern"),
    _rating(8, "trust their own skill to repair", "Trust in own skill", "diy_confidence"),
    _rating(9, "find it important to know the day on which it works again", "The day matters", "imp_o1"),
    _rating(10, "find it important to know the full price before saying yes", "The full price matters", "imp_o2"),
    _rating(11, "find it important to see how much waste a repair saved", "The waste saved matters", "imp_o6"),
    _rating(12, "would recommend Second Spark to a friend", "Would recommend us", "nps", 1.0),
)  # fmt: skip
BY_ID = {question.id: question for question in QUESTIONS}

DEMOGRAPHIC = ("household", "age_band")
"""Columns that say who somebody is, and nothing of what they do or need."""

COLUMNS: dict[str, tuple[str, ...] | None] = {
    "max_days_without": None,
    "diy_confidence": None,
    "price_sensitivity": None,
    "trust_worry": None,
    "env_concern": None,
    "main_barrier": ("no date", "price", "trust", "hard to arrange", "no repairer near", "none"),
    "last_outcome": ("replaced", "repaired", "fixed it myself", "still broken"),
    "plan": ("member", "pay per repair"),
    "household": ("single", "couple", "family", "shared flat"),
    "age_band": ("18-34", "35-54", "55+"),
}
"""What a rule may use: None for numbers, else the answers.

They stand here once more because a notebook that is graded has the survey and not its maker.
"""

RULES: dict[str, str] = {
    "cannot wait": "max_days_without <= 5",
    "can wait": "max_days_without >= 14",
    "families": 'household == "family" and age_band == "35-54"',
    "eco families": 'household == "family" and env_concern >= 4',
    "worried about waste": "env_concern >= 4",
    "young": 'age_band == "18-34"',
    "price": "price_sensitivity >= 4",
    "afraid": "trust_worry >= 4",
    "tinkerers": "diy_confidence >= 4",
    "members": 'plan == "member"',
}
"""Rules to begin with, by the name under which a proto-persona chooses them."""

MORE, LESS, SAME, OPEN, CIRCULAR = "more", "less", "same", "open", "circular"
LEAST = 100
"""Fewest households in a group, in the whole survey."""


class Finding(NamedTuple):
    """What the survey says about one question: group and rest, their difference, and the verdict.

    All in the question's own unit, shares as parts of 1; ``low`` and ``high`` are the
    95 % interval of the difference.
    """

    question: Question
    group: float
    rest: float
    difference: float
    low: float
    high: float
    verdict: str


def rule(query: str) -> tuple[Condition, ...]:
    """Return the conditions of a rule, or raise ValueError with what to write instead."""
    return parse_segment(query, COLUMNS)


def group_of(survey: pd.DataFrame, query: str) -> pd.Series:
    """Return for each household whether the rule holds."""
    return segment_mask(survey, rule(query))


def findings(survey: pd.DataFrame, query: str) -> list[Finding] | None:
    """Return what each question shows, or None where the group or the rest has fewer than 10 households.

    A question about a column that the rule itself uses is circular: the group was
    chosen by it. Otherwise the interval decides: above 0 is more, below 0 is less,
    inside the margin is the same, and anything else stays open. An interval that lies
    above or below 0 and inside the margin is the same, since it is too small to matter.
    """
    conditions = rule(query)
    used = {condition.column for condition in conditions}
    inside = segment_mask(survey, conditions).to_numpy()
    if min(inside.sum(), (~inside).sum()) < 10:
        return None
    found = []
    for question in QUESTIONS:
        values = question.values(survey).to_numpy()
        one, other = values[inside], values[~inside]
        difference, low, high = contrast(one, other)
        if question.column in used:
            verdict = CIRCULAR
        elif is_null(low, high, question.margin):
            verdict = SAME
        else:
            verdict = MORE if low > 0 else LESS if high < 0 else OPEN
        found.append(
            Finding(
                question, float(np.mean(one)), float(np.mean(other)), difference, low, high, verdict
            )
        )
    return found
