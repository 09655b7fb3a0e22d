"""Every module of the course under stock nbgrader: the same score as our own check, row by row."""

from pathlib import Path

import pytest

from pmbridge.check.selfcheck import check_notebook
from pmbridge.content import content_root, module_names
from stock import graded, our_scores, scores
from submissions import answered, mistakes, released, solutions

pytest.importorskip("nbgrader.api")

LAYOUT = content_root()
MODULES = [m for m in module_names(LAYOUT) if (LAYOUT.content / f"{m}.json").is_file()]


@pytest.mark.apart
@pytest.mark.parametrize("module", MODULES)
def test_stock_and_our_own_check_agree(module: str, tmp_path: Path) -> None:
    submissions = {
        "full": answered(LAYOUT, module, solutions(LAYOUT, module)),
        "untouched": released(LAYOUT, module),
        "mistake-1": answered(LAYOUT, module, mistakes(LAYOUT, module, 0)),
        "mistake-2": answered(LAYOUT, module, mistakes(LAYOUT, module, 1)),
    }
    course = graded(LAYOUT, module, submissions, tmp_path)
    for student in submissions:
        path = course / "submitted" / student / module / f"{module}.ipynb"
        report = check_notebook(path, LAYOUT)
        stock = {k: v for k, v in scores(course, module, student).items() if v is not None}
        assert our_scores(report) == stock, student
        if student == "full":
            assert report["earned"] == report["points"]
        if student == "untouched":
            assert report["earned"] == 0
