"""Checks as other nbgrader courses have them: the cell's last value is the points, and nothing else is."""

from typing import Any

import numpy as np
import pytest

from pmbridge.grading.assignment import Assignment
from pmbridge.grading.examiner import Examiner
from pmbridge.workspace.progress import NOT_YET, PASSED
from submissions import MODULE, SAMPLE

LABEL = "read-a-line"


@pytest.fixture
def examiner() -> Examiner:
    return Examiner(Assignment.load(SAMPLE, MODULE), [], set(), 1, 1)


def points(examiner: Examiner) -> float:
    return float(examiner.checks.exercise(LABEL)["checks"][0]["points"])


def test_no_value_is_a_pass_and_all_points_too(examiner: Examiner) -> None:
    for value in (None, points(examiner), np.float64(points(examiner))):
        result = examiner._plain(LABEL, 1, value)
        assert (result.state, result.earned) == (PASSED, points(examiner))


@pytest.mark.parametrize("share", [0, 0.5, np.float32(0.25)])
def test_a_part_of_the_points_is_earned_and_no_pass(examiner: Examiner, share: float) -> None:
    result = examiner._plain(LABEL, 1, share * points(examiner))
    assert (result.state, result.earned) == (NOT_YET, float(share * points(examiner)))


@pytest.mark.parametrize(
    "value", [-1, 1e9, np.inf, np.nan, np.float64("nan"), True, "1", [1], 1j, ..., object], ids=repr
)
def test_what_stock_nbgrader_takes_for_all_points_is_none_here(
    examiner: Examiner, value: Any
) -> None:
    result = examiner._plain(LABEL, 1, value)
    assert (result.state, result.earned) == (NOT_YET, 0)
    assert "no number of points" in result.message
