"""An answer that still is what the starter gave is "not started", never wrong; any other has been begun."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmbridge.check.started import bound_names, untouched

FUNCTION = "def score(reach, effort):\n    divide_by = ...\n    return reach / divide_by"
PAIR = "reach, effort = 10, 2\nconfidence = 1.0\nscore = reach * confidence / effort"
TYPED = "share: float = 0.5"
LAMBDA = "score = lambda reach: reach * len('a')"
DEFAULT = "def grow(users, rate=0.1):\n    return users * (1 + rate)"
FRAME = "few = tickets[tickets['n'] > 1]\nanswer = ..."


def names_after(source: str, **given: Any) -> dict[str, Any]:
    space = dict(given)
    exec(compile(source, "<a learner's cell>", "exec"), space)
    return space


@pytest.mark.parametrize("starter", [FUNCTION, PAIR, TYPED, LAMBDA, DEFAULT, "answer = ..."])
class TestAnyStarter:
    def test_run_as_it_is(self, starter: str) -> None:
        assert untouched(starter, names_after(starter))

    def test_not_run_at_all(self, starter: str) -> None:
        assert untouched(starter, {})

    def test_run_below_other_cells(self, starter: str) -> None:
        assert untouched(
            starter, names_after(f"import math\n\nmine = 3\n\n\n{starter}\n\n# a note")
        )


@pytest.mark.parametrize(
    ("starter", "answer"),
    [
        ("answer = ...", "answer = 25"),
        ("answer = ...", "answer = None"),
        ("answer = ...", "answer = ''"),
        ("answer = [1, 2]", "answer = [2, 1]"),
        ("answer = 1", "answer = True"),
        ("answer = 1", "answer = 1.0"),
        (FUNCTION, FUNCTION.replace("...", "effort")),
        (FUNCTION, FUNCTION.replace("...", "4")),
        (FUNCTION, "score = lambda reach, effort: reach / effort"),
        (FUNCTION, "score = 5"),
        (PAIR, PAIR.replace("1.0", "0.5")),
        (PAIR, PAIR.replace("10, 2", "10, 3")),
        (PAIR, PAIR.replace("score =", "score = 3 #")),
        (TYPED, "share: float = 0.4"),
        (LAMBDA, LAMBDA.replace("'a'", "'ab'")),
        (DEFAULT, DEFAULT.replace("0.1", "0.2")),
        ("def f(*, n=1):\n    return n", "def f(*, n=2):\n    return n"),
        ("def f():\n    return [x for x in (1, 2)]", "def f():\n    return [x for x in (1, 3)]"),
    ],
)
def test_an_answer_that_was_changed_has_been_begun(starter: str, answer: str) -> None:
    assert not untouched(starter, names_after(answer))


def test_one_of_several_names_is_enough() -> None:
    starter = "first = ...\nsecond = ..."
    assert untouched(starter, names_after(starter))
    assert not untouched(starter, names_after("first = ...\nsecond = 2"))
    assert not untouched(starter, {"second": 2})


def test_what_follows_from_another_name_follows_the_learners_own() -> None:
    # Only the value above was changed: the score is still what the starter makes of it.
    names = names_after("reach = 3\nscore = reach * 2")
    assert not untouched("reach = 1\nscore = reach * 2", names)
    assert untouched("score = reach * 2", names)


def test_tables_are_compared_by_their_content() -> None:
    tickets = pd.DataFrame({"n": [1, 2, 3]})
    names = names_after(FRAME, tickets=tickets)
    assert untouched(FRAME, names)
    names["few"] = tickets[tickets["n"] > 2]
    assert not untouched(FRAME, names)


def test_arrays_that_cannot_be_compared_count_as_begun() -> None:
    names = {"scores": np.array([2.0, 4.0]), "reach": np.array([1.0, 2.0])}
    assert not untouched("scores = reach * 2", names)


def test_a_value_whose_comparison_fails_counts_as_begun() -> None:
    class Odd:
        def __eq__(self, other: object) -> bool:
            raise RuntimeError("no")

        __hash__ = None  # type: ignore[assignment]

    assert not untouched("answer = odd", {"answer": Odd(), "odd": Odd()})


def test_a_starter_is_never_called_to_compare_it() -> None:
    called = []
    names = {"call": lambda: called.append(1), "answer": None}
    assert not untouched("answer = call()", names)
    assert called == []


def test_a_starter_without_names_can_not_be_untouched() -> None:
    assert not untouched("print('hello')", {})
    assert not untouched("answer = = 2", {})


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("a = b = 1", ["a", "b"]),
        ("a, (b, *c) = 1, (2, 3)", ["a", "b", "c"]),
        ("a: int = 1\ndef f():\n    inner = 2\nclass C:\n    pass", ["a", "f", "C"]),
        ("a.x = 1\na['y'] = 2", ["a", "a"]),
        ("import math\nfor i in range(3):\n    pass", []),
        ("a = (", []),
        ("a = 1\x00", []),
    ],
)
def test_the_names_that_a_cell_defines(source: str, names: list[str]) -> None:
    assert bound_names(source) == list(dict.fromkeys(names))


@given(
    st.text(max_size=60)
    | st.sampled_from(
        [
            "a = {[1]: 2}",
            "a, b = 1",
            "a, b = [1]",
            "*a, b = 1, 2",
            "a: int",
            "def a(x=y): return x",
            "@a\ndef a(): pass",
            "a = lambda: a",
            "a = 10**10**2",
            "a = b[0]",
            "a = 'x' 'y'",
            "async def a(): pass",
            "class a: pass",
        ]
    ),
    st.sampled_from([..., 1, (1, 2), "x", None, len]),
)
def test_any_starter_gives_an_answer(starter: str, value: object) -> None:
    assert untouched(starter, {"a": value, "b": value}) in (True, False)
