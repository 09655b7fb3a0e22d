"""Rules such as a product's promise, as plain data: the first line that fits decides.

A rule is ``[{"if": "km > farthest", "then": "none"}, ..., {"then": "next"}]``. A condition compares
names and whole numbers, joined by ``and`` and ``or``; ``and`` binds first. Rules are data and not code, so
that a board can run them in the page's kernel without running what somebody typed.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pmbridge.problems import CourseError

Rule = Sequence[Mapping[str, str]]
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_PART = re.compile(r"\s*([a-z_]\w*|\d+)\s*(<=|>=|==|!=|<|>)\s*([a-z_]\w*|\d+)\s*")


def run_rule(rule: Rule, values: Mapping[str, float]) -> str:
    """Return what ``rule`` decides for ``values``.

    Parameters
    ----------
    rule : list of dict
        Lines with ``then`` and, in all but the last, ``if``.
    values : mapping of str to number
        A number for each name in the conditions.

    Raises
    ------
    CourseError
        If a condition can't be read, names something unknown, or no line fits.
    """
    for line in rule:
        if "if" not in line or _holds(str(line["if"]), values):
            return str(line["then"])
    raise CourseError("No line of the rule fits.", "End the rule with a line that has no if.")


def names_in(rule: Rule) -> set[str]:
    """Return the names that the conditions of ``rule`` use; a CourseError says what can't be read."""
    return {
        side
        for line in rule
        if "if" in line
        for part in _parts(str(line["if"]))
        for side in (part[0], part[2])
        if not side.isdigit()
    }


def _parts(condition: str) -> list[tuple[str, str, str]]:
    found = []
    for text in re.split(r"\band\b|\bor\b", condition):
        match = _PART.fullmatch(text)
        if match is None:
            raise CourseError(
                f"The condition {condition!r} can't be read.",
                "Write comparisons such as km > farthest, joined by and or or.",
            )
        found.append((match[1], match[2], match[3]))
    return found


def _holds(condition: str, values: Mapping[str, float]) -> bool:
    def value(side: str) -> float:
        if side.isdigit():
            return int(side)
        if side not in values:
            raise CourseError(
                f"The condition {condition!r} names {side!r}, which has no value.",
                f"Known: {', '.join(values)}.",
            )
        return values[side]

    return any(
        all(_COMPARE[sign](value(one), value(two)) for one, sign, two in _parts(alternative))
        for alternative in re.split(r"\bor\b", condition)
    )


def verdicts(
    rows: Sequence[Mapping[str, Any]],
    rule: Rule,
    broken: Mapping[str, Rule],
    numbers: Mapping[str, float],
) -> tuple[list[bool], dict[str, list[int]]]:
    """Return for each case whether the rule agrees with it, and for each broken rule who catches it.

    A case catches a broken rule when the sound rule gives what the case expects and the broken one gives
    something else. A case that is wrong about the sound rule catches nothing.

    Parameters
    ----------
    rows : list of dict
        Cases: a number for each input, and ``expect``.
    rule, broken : rule, mapping of name to rule
        The sound rule and the broken ones.
    numbers : mapping of str to number
        Values that are the same for all cases, such as a limit.

    Returns
    -------
    tuple
        A list of booleans, one a case, and for each broken rule the positions of the cases that catch it.
    """
    right = [run_rule(rule, {**numbers, **row}) == row["expect"] for row in rows]
    caught = {
        name: [
            place
            for place, row in enumerate(rows)
            if right[place] and run_rule(bad, {**numbers, **row}) != row["expect"]
        ]
        for name, bad in broken.items()
    }
    return right, caught
