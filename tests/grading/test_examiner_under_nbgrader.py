"""nbgrader's own Autograde with our examiner in its public trait: the same gradebook, row by row."""

from pathlib import Path

import pytest

from stock import graded, scores
from submissions import MODULE, SAMPLE, answered, mistakes, released, solutions

pytest.importorskip("nbgrader.api")

SETTINGS = """
from pmbridge.grading.execute import examined

c.Autograde.autograde_preprocessors = examined()
"""
HALF = ("first-idea", "no-evidence", "rice-blank")


def test_the_gradebook_is_as_stock_nbgrader_writes_it(tmp_path: Path) -> None:
    right = solutions(SAMPLE, MODULE)
    submissions = {
        "full": answered(SAMPLE, MODULE, right),
        "half": answered(SAMPLE, MODULE, {label: right[label] for label in HALF}),
        "untouched": released(SAMPLE, MODULE),
        "mistake": answered(SAMPLE, MODULE, mistakes(SAMPLE, MODULE, 1)),
    }
    found = []
    for name, settings in (("stock", ""), ("ours", SETTINGS)):
        (tmp_path / name).mkdir()
        course = graded(SAMPLE, MODULE, submissions, tmp_path / name, settings)
        found.append({student: scores(course, MODULE, student) for student in submissions})
    assert found[0] == found[1]
    assert sum(points or 0 for points in found[1]["full"].values()) == 15
    assert found[1]["full"]["note-to-founder-manual-1"] is None, "a person grades this one"
