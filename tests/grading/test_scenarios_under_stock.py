"""What stock nbgrader 0.9.6 makes of the same bad submissions: the table in docs/security.md says it."""

import os
import re
from importlib.metadata import version
from pathlib import Path

import pytest
from scenario import CLASSES, load, scenarios
from stock_scenarios import measure

from pmbridge.grading import sandbox

DOCS = Path(__file__).resolve().parents[2] / "docs" / "security.md"
FOLDERS = scenarios()
GROUPS = [FOLDERS[start : start + 12] for start in range(0, len(FOLDERS), 12)]


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
    stated = {folder.name: load(folder).about["stock"] for folder in group}
    assert measure(stated, tmp_path) == stated


def counted(name: str) -> tuple[int, int, int, int]:
    """Return of a class: how many scenarios, gain points under stock, lose all, and score as they should."""
    found = [load(folder) for folder in FOLDERS]
    mine = [s for s in found if s.about["class"] == name]
    gain = sum(
        isinstance(s.about["stock"], int | float) and s.about["stock"] > s.honest for s in mine
    )
    lost = sum(isinstance(s.about["stock"], str) and s.about["earned"] > 0 for s in mine)
    return len(mine), gain, lost, len(mine) - gain - lost


def test_the_table_in_the_docs_says_what_was_measured() -> None:
    text = DOCS.read_text(encoding="utf-8")
    for name in CLASSES:
        row = re.search(rf"^\| {name} \| (\d+) \| (\d+) \| (\d+) \|", text, re.M | re.I)
        assert row, name
        assert tuple(map(int, row.groups())) == counted(name)[:3], name
