"""When two artefacts tell the same number in two ways."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmbridge.workspace.conflicts import conflicts, key_of, measure, same_value


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("44 %", "44.4 %", True),
        ("44.4 %", "44 percent", True),
        ("46 %", "44.4 %", False),
        ("44.4 %", 0.444, True),
        ("44.4 %", 44.4, True),
        ("44.4 %", 0.46, False),
        ("+2.53 points", "2.5 pp", True),
        ("+2.53 points", "-2.53 points", False),
        ("\u22122.5 points", "-2.5 points", True),
        ("998,000 euro", "€ 998 thousand", True),
        ("€998k", "€404k", False),
        ("3.65 million euro", "3,650,000 €", True),
        ("6 weeks", "6 months", False),
        ("6 079", "6,079", True),
        ("must-be", "Must-be", True),
        ("must-be", "attractive", False),
        (12, 12.0, True),
        (None, None, True),
    ],
)
def test_values_agree_as_far_as_their_rounding_goes(one: Any, other: Any, agree: bool) -> None:
    assert same_value(one, other) is agree
    assert same_value(other, one) is agree


@given(st.floats(-1e6, 1e6, allow_nan=False), st.integers(0, 4))
def test_a_rounded_number_never_conflicts_with_itself(value: float, digits: int) -> None:
    assert same_value(f"{value:.{digits}f} %", f"{value:.6f} %")


@given(st.text(max_size=40))
def test_any_text_is_measured_or_not_a_number(text: str) -> None:
    measured = measure(text)
    assert measured is None or measured[1] > 0
    assert same_value(text, text)


def source(value: Any, where: str = "label == 'status'") -> dict[str, Any]:
    return {"value": value, "table": "tickets", "filter": where, "stat": "share"}


def test_a_conflict_names_every_place_and_its_value() -> None:
    found = conflicts(
        [
            {"name": "opportunity-memo", "sources": [source("44 %")]},
            {"name": "persona", "sources": [source("44.4 %", 'label=="status"')]},
            {"name": "prd", "sources": [source("30 %"), source("9 %", "")]},
        ]
    )
    (one,) = found
    assert [said.artefact for said in one.said] == ["opportunity-memo", "persona", "prd"]
    assert "44 % in opportunity-memo and 44.4 % in persona and 30 % in prd" in one.sentence()
    assert "where label == 'status'" in one.sentence()


def test_different_filters_are_different_numbers() -> None:
    one, other = source("44 %"), source("9 %", "csat <= 2")
    assert key_of(one) != key_of(other)
    assert not conflicts([{"name": "a", "sources": [one, other]}])


def test_one_artefact_may_contradict_itself() -> None:
    assert conflicts([{"name": "prd", "sources": [source("44 %"), source("12 %")]}])
