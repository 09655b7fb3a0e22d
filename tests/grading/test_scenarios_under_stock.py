"""What stock nbgrader 0.9.6 makes of the same bad submissions: the table in docs/security.md says it."""

import os
import re
from importlib.metadata import version
from pathlib import Path

import pytest
from scenario import CLASSES, load, scenarios
from stock_scenarios import NO_RESULT, NOT_RUN, STOPS, measure

from pmbridge.grading import sandbox

DOCS = Path(__file__).resolve().parents[2] / "docs" / "security.md"
FOLDERS = scenarios()
GROUPS = [FOLDERS[start : start + 6] for start in range(0, len(FOLDERS), 6)]


@pytest.mark.slow
@pytest.mark.apart
@pytest.mark.skipif(
    bool(sandbox.reason()) or os.getuid() != 0,
    reason="stock nbgrader runs this only where root contains it",
)
@pytest.mark.skipif(
    not version("nbgrader").startswith("0.9.6"), reason="measured with nbgrader 0.9.6"
)
@pytest.mark.parametrize("group", GROUPS, ids=lambda group: f"{group[0].name}-and-on")
def test_stock_nbgrader_does_what_the_scenario_says(group: list[Path], tmp_path: Path) -> None:
    stated = {folder.name: load(folder).about.get("stock", NOT_RUN) for folder in group}
    found = measure(stated, tmp_path)
    assert found == {name: stock for name, stock in stated.items() if stock != NOT_RUN}


def counted(name: str) -> tuple[int, int, int]:
    """Return of a class: how many scenarios, how many gain points under stock, how many lose honest ones."""
    mine = [s for s in map(load, FOLDERS) if s.about["class"] == name]
    stock = [(s.about.get("stock", NOT_RUN), s) for s in mine]
    gain = sum(isinstance(points, int | float) and points > s.honest for points, s in stock)
    lost = sum(points in (NO_RESULT, STOPS) and s.about["earned"] > 0 for points, s in stock)
    lost += sum(
        isinstance(points, int | float) and points < s.about["earned"] for points, s in stock
    )
    return len(mine), gain, lost


def test_the_table_in_the_docs_says_what_was_measured() -> None:
    text = DOCS.read_text(encoding="utf-8")
    for name in CLASSES:
        row = re.search(rf"^\| {name} \| (\d+) \| (\d+) \| (\d+) \|", text, re.M | re.I)
        assert row, name
        assert tuple(map(int, row.groups())) == counted(name), name
