"""Golden hashes: the tables of a seed stay the same, byte for byte.

They hold on every platform and with every supported version of NumPy and
pandas. A change here means that learners' saved answers no longer fit their
data: change the generator on purpose, say so in the changelog, then run

    python tests/case/test_golden.py
"""

import json
import sys
from pathlib import Path

import pytest

from pmbridge.case import Case, digest
from pmbridge.case.registry import MODULES

FILE = Path(__file__).with_name("golden.json")
CASES = {"lesson": Case.lesson(), "seed 11": Case(seed=11)}


# Written text has golden hashes of its own, next to its other tests.
NAMES = [name for name in Case.lesson().tables() if MODULES[name] != "written"]


def _found(case: Case) -> dict[str, str]:
    return {name: digest(case.table(name)) for name in NAMES}


@pytest.mark.parametrize("which", CASES)
def test_tables_are_as_they_were(which):
    golden = json.loads(FILE.read_text(encoding="utf-8"))[which]
    assert _found(CASES[which]) == golden


def test_lesson_and_learner_differ():
    # What is the same for all: the register of evidence and colleagues' claims.
    same = {"evidence", "colleague_claims"}
    golden = json.loads(FILE.read_text(encoding="utf-8"))
    alike = {name for name, value in golden["lesson"].items() if golden["seed 11"][name] == value}
    assert alike == same


def test_order_of_asking_does_not_matter():
    from pmbridge.case.company import _generated

    golden = json.loads(FILE.read_text(encoding="utf-8"))["seed 11"]
    _generated.cache_clear()
    assert {name: digest(CASES["seed 11"].table(name)) for name in reversed(NAMES)} == golden


if __name__ == "__main__":
    text = json.dumps({which: _found(case) for which, case in CASES.items()}, indent=1)
    FILE.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"wrote {FILE}\n")
