"""A segment as a rule: read from text against a list of columns, and never evaluated."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

import pandas as pd

from pmbridge.craft import _checks

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "==": operator.eq,
    "!=": operator.ne,
}
_CONDITION = re.compile(r"\s*(\w+)\s*(<=|>=|==|!=|<|>|=)\s*(.+?)\s*")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


class Condition(NamedTuple):
    """One part of a rule: a column, a comparison and what to compare with."""

    column: str
    operator: str
    value: float | str

    def text(self) -> str:
        """Return the condition as it is written in a rule."""
        value = f'"{self.value}"' if isinstance(self.value, str) else f"{self.value:g}"
        return f"{self.column} {self.operator} {value}"


def parse_segment(
    query: str, columns: Mapping[str, Sequence[str] | None], most: int = 3
) -> tuple[Condition, ...]:
    """Read a rule such as ``max_days_without <= 5 and main_barrier == "no date"``.

    The text is taken apart and compared with ``columns``. Nothing in it is run, so it
    can hold no code.

    Parameters
    ----------
    query : str
        Conditions joined by ``and``. Texts may stand in quotes.
    columns : mapping
        The columns that may be used: None for a column of numbers, else its answers.
    most : int
        Largest number of conditions.

    Returns
    -------
    tuple of Condition
        At least one.

    Raises
    ------
    TypeError, ValueError
        If the text is no rule, with what was wrong and what to write.

    Source
    ------
    Rule of thumb: a segment is a rule that says for everybody whether they are in it.
    """
    if not isinstance(query, str):
        raise TypeError(f"a rule must be text, got {type(query).__name__}")
    most = _checks.whole("most", most, at_least=1)
    for answers in columns.values():
        if answers is not None and (isinstance(answers, str) or not isinstance(answers, Sequence)):
            raise TypeError(
                f"columns must give None or a list of answers, got {_checks.shown(answers)}"
            )
    if not query.strip():
        raise ValueError("the rule is empty. Choose a column, a comparison and a value.")
    parts = re.split(r"\s+and\s+", query.strip(), flags=re.IGNORECASE)
    if len(parts) > most:
        raise ValueError(f"the rule has {len(parts)} conditions, and {most} is the most.")
    return tuple(_condition(part, columns) for part in parts)


def _condition(text: str, columns: Mapping[str, Sequence[str] | None]) -> Condition:
    found = _CONDITION.fullmatch(text)
    if not found:
        raise ValueError(
            f"{text.strip()!r} is no condition. Write a column, one of {', '.join(OPERATORS)}, and a value."
        )
    column, sign, written = found.groups()
    sign = "==" if sign == "=" else sign
    if column not in columns:
        close = get_close_matches(column, list(columns), n=1)
        meant = f" Did you mean {close[0]}?" if close else ""
        raise ValueError(
            f"{column!r} is no column that a rule may use.{meant} Use one of: {', '.join(columns)}."
        )
    answers = columns[column]
    if answers is None:
        if not _NUMBER.fullmatch(written):
            raise ValueError(f"{column} is compared with a number, and {written} is none.")
        return Condition(column, sign, float(written))
    value = written[1:-1] if len(written) > 1 and written[0] == written[-1] in "'\"" else written
    if sign not in ("==", "!="):
        raise ValueError(f"{column} is text, so compare it with == or !=.")
    if value not in answers:
        raise ValueError(f"{column} has no answer {value!r}. It has: {', '.join(answers)}.")
    return Condition(column, sign, value)


def segment_mask(table: pd.DataFrame, conditions: Sequence[Condition]) -> pd.Series:
    """Return for each row whether it meets every condition.

    Parameters
    ----------
    table : pandas.DataFrame
        Has the columns of the conditions.
    conditions : sequence of Condition
        As from ``parse_segment``; at least one.

    Returns
    -------
    pandas.Series of bool
        With the table's index. A missing answer meets no condition.

    Raises
    ------
    ValueError
        If there is no condition, or a column is missing.

    Source
    ------
    Rule of thumb: every condition must hold.
    """
    if not conditions:
        raise ValueError("a rule needs at least one condition")
    missing = [c.column for c in conditions if c.column not in table]
    if missing:
        raise ValueError(f"the table has no column {missing[0]!r}")
    meets = pd.Series(True, index=table.index)
    for column, sign, value in conditions:
        meets &= table[column].notna() & OPERATORS[sign](table[column], value)
    return meets
