"""Checks that would not hold in the examiner, or that give points away, are refused when they are written."""

from pathlib import Path

import pytest

from pmbridge.authoring.crossing import check_crossing
from pmbridge.authoring.examining import Examining, differences, given_away, junk
from pmbridge.authoring.exercises import Exercise, gather
from pmbridge.authoring.notebooks import instructor_notebook, module_data
from pmbridge.authoring.source import SourceFile, read_source

SOURCE = """---
title: A sample
---

# A sample

## First

```python exercise="one" ramp=4 minutes=2 objective="x"
{starter}
### BEGIN SOLUTION
{solution}
### END SOLUTION
```

```python check="one" points=1
{check}
```

<!-- #region why="one" -->
It does.
<!-- #endregion -->
"""


def exercises(
    tmp_path: Path, solution: str, check: str, starter: str = ""
) -> tuple[SourceFile, dict[str, Exercise]]:
    path = tmp_path / "exercise.md"
    text = SOURCE.format(starter=starter or "one = two = ...", solution=solution, check=check)
    path.write_text(text, encoding="utf-8")
    source, _ = read_source(path)
    return source, gather(source)[0]


@pytest.mark.parametrize(
    ("check", "words"),
    [
        ('limit = [1]\nassert one is limit, "x"', "compares with `is`"),
        ('assert one == two, "x"', "two answers of the learner with each other"),
        ('assert "one" in globals(), "x"', "uses globals"),
        ('import matplotlib.pyplot as plt\nassert plt.gcf(), "x"', "uses gcf"),
        (
            'from types import GeneratorType\nassert isinstance(one, GeneratorType), "x"',
            "GeneratorType",
        ),
        ('import random\nrandom.seed(1)\nassert one() == 3, "x"', "seeds random numbers"),
        (
            'from unittest import mock\nwith mock.patch("builtins.input"):\n    assert one(), "x"',
            "uses mock",
        ),
        ('class Mine(one):\n    pass\nassert Mine().x == 1, "x"', "subclasses a learner's class"),
        ('assert isinstance(two, one), "x"', "asks for a learner's class"),
        ('rows = [2, 1]\none(rows)\nassert rows == [1, 2], "x"', "what it does to its arguments"),
        ('assert one(lambda x: x) == 3, "x"', "gives one a function"),
        ('assert one(two("text")) == "text", "x"', "undoes two with one"),
        ('import inspect\nassert "for" in inspect.getsource(one), "x"', "uses getsource"),
    ],
)
def test_what_does_not_cross_is_named(tmp_path: Path, check: str, words: str) -> None:
    source, found = exercises(tmp_path, "one = two = 1", check)
    problems = list(check_crossing(source.path, found))
    assert any(words in problem.what for problem in problems), problems
    assert all(problem.line > 15 and problem.instead for problem in problems)


@pytest.mark.parametrize(
    "check",
    [
        'assert one is not None, "x"',
        'assert one is ... or type(one) is int, "x"',
        'assert one["a"] == one["b"], "x"',
        'assert abs(one - 2 * two / 5) < 0.1, "x"',
        'assert sorted(one([2, 1])) == [1, 2], "x"',
    ],
)
def test_what_crosses_is_not(tmp_path: Path, check: str) -> None:
    source, found = exercises(tmp_path, "one = two = 1", check)
    assert [problem.what for problem in check_crossing(source.path, found)] == []


def examined(source: SourceFile, found: dict[str, Exercise]) -> Examining:
    instructor = instructor_notebook("03-sample", source, found)
    for exercise in found.values():
        exercise.board_settings = None
    return Examining("03-sample", instructor, module_data("03-sample", "A", instructor, found))


def test_a_check_that_sees_more_in_a_notebook_than_in_the_examiner_is_named(tmp_path: Path) -> None:
    solution = "class Box:\n    size = 3\n\none = Box()\ntwo = 2"
    source, found = exercises(tmp_path, solution, 'assert one.size == 3, "Three."')
    rows = examined(source, found).rows({"one": solution})
    own = {"label": "one", "checks": [{"part": 1, "state": "passed", "message": ""}]}
    (problem,) = differences(source.path, 9, own, rows["one"])
    assert 'is "passed" in a notebook and "not yet" in the examiner' in problem.what


@pytest.mark.parametrize(
    ("check", "starter", "solution", "names"),
    [
        ('if abs(one - 3) > 0.1:\n    raise AssertionError("Three.")\nassert two, "x"', "", "one = 3\ntwo = 1", {"not a number"}),
        ('assert one, "Something."', "", "one = 3\ntwo = 1", {"not a number", "True"}),
        ('import numpy as np\nassert (np.asarray(one(np.array([1]))) == 2).all(), "Two."',
         "def one(x):\n    return ...", "def one(x):\n    return x * 2",
         {"an empty list", "an empty array", "an empty table"}),
        ('assert one == 3, "Three."', "", "one = 3\ntwo = 1", set()),
    ],
)  # fmt: skip
def test_points_that_are_given_away_are_named(
    tmp_path: Path, check: str, starter: str, solution: str, names: set[str]
) -> None:
    source, found = exercises(tmp_path, solution, check, starter)
    examining = examined(source, found)
    given = set()
    for name, answers in junk(found):
        row = examining.rows(answers)["one"]
        for problem in given_away(source.path, name, found["one"], row):
            assert f"passes when the answer is {name}" in problem.what
            given.add(name)
    assert given == names
