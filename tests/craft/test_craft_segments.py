"""Rules for a segment: read against a list, never run."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmbridge.craft.segments import OPERATORS, Condition, parse_segment, segment_mask

COLUMNS = {"days": None, "barrier": ("no date", "price"), "plan": ("member", "pay per repair")}
TABLE = pd.DataFrame(
    {
        "days": [2, 5, 9, None],
        "barrier": ["no date", "price", "no date", None],
        "plan": ["member"] * 4,
    }
)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("days <= 5", [True, True, False, False]),
        ("days>5", [False, False, True, False]),
        ('barrier == "no date"', [True, False, True, False]),
        ("barrier = no date AND days < 9", [True, False, False, False]),
        ("barrier != 'price'", [True, False, True, False]),
        ("plan == member and days >= 5.0 and days != 9", [False, True, False, False]),
    ],
)
def test_a_rule_chooses_rows(query: str, rows: list[bool]) -> None:
    conditions = parse_segment(query, COLUMNS)
    assert segment_mask(TABLE, conditions).tolist() == rows
    again = " and ".join(condition.text() for condition in conditions)
    assert parse_segment(again, COLUMNS) == conditions


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "the rule is empty"),
        ("days", "is no condition"),
        ("dayz <= 5", "Did you mean days"),
        ("days <= five", "compared with a number"),
        ("days <= 1e3", "compared with a number"),
        ("barrier <= price", "compare it with == or !="),
        ("barrier == time", "has no answer 'time'. It has: no date, price"),
        ("days < 5 or days > 9", "compared with a number"),
        ("days < 5 and days < 6 and days < 7 and days < 8", "4 conditions, and 3 is the most"),
        ("__import__('os').system('true') == 1", "is no condition"),
        ("days.__class__ == 1", "is no condition"),
        ("days <= (lambda: 5)()", "compared with a number"),
        ("@case == 1", "is no condition"),
    ],
)
def test_what_is_no_rule_is_refused_with_what_to_write(query: str, says: str) -> None:
    with pytest.raises(ValueError, match=says.replace("(", r"\(")):
        parse_segment(query, COLUMNS)


def test_only_text_is_read() -> None:
    with pytest.raises(TypeError, match="a rule must be text, got int"):
        parse_segment(5, COLUMNS)  # type: ignore[arg-type]


def test_a_mask_needs_a_condition_and_its_column() -> None:
    with pytest.raises(ValueError, match="at least one condition"):
        segment_mask(TABLE, ())
    with pytest.raises(ValueError, match="no column 'age'"):
        segment_mask(TABLE, (Condition("age", "<=", 5.0),))


@given(st.text(max_size=60))
def test_any_text_is_a_rule_or_a_reason(text: str) -> None:
    try:
        conditions = parse_segment(text, COLUMNS)
    except ValueError:
        return
    assert all(c.column in COLUMNS and c.operator in OPERATORS for c in conditions)
