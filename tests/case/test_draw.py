"""Draws are the same everywhere: these numbers were computed once and may never change."""

import math
from collections import Counter

import numpy as np
import pytest

from pmbridge.case import Draw

GOLDEN = {
    "integers": [293, 281, 605, 432, 317, 313],
    "uniform": [0.8207517808781368, 0.6203809975418286, 0.6882247862414425],
    "below": [3, 5, 0, 4, 5, 2, 5, 0],
    "picks": ["b", "c", "c", "b", "c", "c", "c", "b"],
    "shuffled": [0, 4, 1, 2, 3, 5],
    "sample": ["d", "f", "c"],
    "bell": [10.068145751953125, 7.774566650390625, 11.4356689453125],
}


def test_known_values_never_change():
    draw = Draw(11, "golden")
    assert draw.integers(0, 1000, 6).tolist() == GOLDEN["integers"]
    assert draw.uniform(3).tolist() == GOLDEN["uniform"]
    assert [draw.below(6) for _ in range(8)] == GOLDEN["below"]
    assert draw.picks("abc", 8, (1, 2, 3)) == GOLDEN["picks"]
    assert draw.shuffled(range(6)) == GOLDEN["shuffled"]
    assert draw.sample("abcdef", 3) == GOLDEN["sample"]
    assert draw.bell(10, 2, 3).tolist() == GOLDEN["bell"]


def test_values_come_from_raw_pcg64_and_nothing_else():
    draw = Draw(3, "raw")
    twin = Draw(3, "raw")
    raw = twin._bits.random_raw(4)
    assert draw.uniform(4).tolist() == [(int(r) >> 11) * 2.0**-53 for r in raw]


def test_streams_are_independent():
    one = Draw(5, "a")
    first = one.child("x").uniform(4).tolist()
    one.uniform(1000)
    assert one.child("x").uniform(4).tolist() == first
    assert Draw(5, "a", "x").uniform(4).tolist() == first
    assert Draw(5, "ax").uniform(4).tolist() != first
    assert Draw(6, "a", "x").uniform(4).tolist() != first


def test_ranges():
    draw = Draw(1, "ranges")
    values = draw.integers(-3, 4, 20_000)
    assert values.min() == -3
    assert values.max() == 3
    u = draw.uniform(20_000)
    assert 0 <= u.min() < u.max() < 1
    bell = draw.bell(5, 2, 50_000)
    assert abs(bell.mean() - 5) < 0.05
    assert abs(bell.std() - 2) < 0.05
    assert np.abs(bell - 5).max() <= 12


def test_weights_are_followed():
    draw = Draw(2, "weights")
    found = Counter(draw.picks("abcd", 40_000, (1, 2, 0, 5)))
    assert found["c"] == 0
    assert all(abs(found[x] / 40_000 - w / 8) < 0.01 for x, w in zip("abd", (1, 2, 5), strict=True))
    one_by_one = Counter(draw.pick("abcd", (1, 2, 0, 5)) for _ in range(20_000))
    assert one_by_one["c"] == 0
    assert abs(one_by_one["d"] / 20_000 - 5 / 8) < 0.015
    assert abs(sum(draw.chance(0.3) for _ in range(20_000)) / 20_000 - 0.3) < 0.015


def test_samples_are_without_replacement_and_leave_the_input_alone():
    draw = Draw(4, "sample")
    items = list(range(50))
    assert sorted(draw.shuffled(items)) == items == list(range(50))
    chosen = draw.sample(items, 20)
    assert len(set(chosen)) == 20


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda d: d.pick([]), "pick needs at least one item"),
        (lambda d: d.sample([1, 2], 3), "cannot take 3 of 2 items"),
        (lambda d: d.below(0), "expected low < high"),
        (lambda d: d.integers(4, 4, 1), "expected low < high"),
        (lambda d: d.picks("ab", 3, (1, 2, 3)), "expected 2 weights"),
        (lambda d: d.picks("ab", 3, (1, -1)), "weights must be 0 or more"),
        (lambda d: d.picks("ab", 3, (1, math.nan)), "weights must be 0 or more"),
        (lambda d: d.pick("ab", (0, 0)), "at least one greater than 0"),
        (lambda d: d.uniform(-1), "size must be 0 or more"),
        (lambda d: d.child(), "child needs at least one stream name"),
    ],
)
def test_bad_input_gets_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call(Draw(1, "bad"))


def test_seed_must_be_a_whole_number():
    with pytest.raises(TypeError, match=r"seed must be a whole number, got 1\.5"):
        Draw(1.5)  # type: ignore[arg-type]
    assert Draw(np.int64(7), "x").below(9) == Draw(7, "x").below(9)
