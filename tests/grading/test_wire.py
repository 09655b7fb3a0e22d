"""Plain data between two processes: what goes in comes out, and whatever bytes come, nothing else happens."""

import datetime as dt
import json
import math
import struct
from collections import Counter, OrderedDict, defaultdict, deque
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmbridge.case import Case
from pmbridge.grading import wire
from pmbridge.grading.wire import DoesNotCross, Foreign, Remote, WireError, pack, unpack

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**200), 2**200)
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.binary(max_size=20)
    | st.dates()
    | st.datetimes(timezones=st.none() | st.just(dt.UTC))
    | st.decimals(allow_nan=False)
    | st.fractions()
    | st.complex_numbers(allow_nan=False)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=5)
        | st.sets(st.integers() | st.text(max_size=3), max_size=5)
        | st.frozensets(st.integers(), max_size=5)
    ),
    max_leaves=20,
)


def same(one: Any, other: Any) -> bool:
    """Return whether two values are equal, and of the same types all the way down."""
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple | deque):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same(list(one.items()), list(other.items()))
    return bool(one == other)


@given(VALUES)
def test_plain_data_comes_back_as_it_went(value: Any) -> None:
    assert same(unpack(pack(value)), value)


@pytest.mark.parametrize(
    "value",
    [
        ...,
        -0.0,
        math.inf,
        "a lone \ud800 surrogate",
        range(3, 9, 2),
        slice(1, None, 2),
        Counter("hello"),
        OrderedDict(b=1, a=2),
        deque([1, 2]),
        bytearray(b"xy"),
        dt.timedelta(3, 4, 5),
        dt.time(1, 2, 3),
        np.float64(2.5),
        np.int8(-3),
        np.bool_(True),
        np.datetime64("2026-01-02"),
        pd.Timestamp("2026-01-02 03:04", tz="Europe/Berlin"),
        pd.Timedelta(5, "s"),
        pd.Period("2026-01"),
        pd.Interval(1, 2, closed="left"),
        Decimal("1.50"),
        Fraction(1, 3),
        Case(5),
    ],
    ids=repr,
)
def test_single_values(value: Any) -> None:
    back = unpack(pack(value))
    assert type(back) is type(value)
    assert back == value
    assert repr(back) == repr(value)


def test_not_a_number_and_missing_values() -> None:
    assert math.isnan(unpack(pack(math.nan)))
    assert unpack(pack(pd.NaT)) is pd.NaT
    assert unpack(pack(pd.NA)) is pd.NA
    assert dict(unpack(pack(defaultdict(int, a=1)))) == {"a": 1}
    assert unpack(pack(defaultdict(int)))["new"] == 0


FRAMES = [
    pd.DataFrame(
        {
            "whole": [1, 2],
            "text": ["x", None],
            "group": pd.Categorical(["u", "v"], ordered=True),
            "day": pd.to_datetime(["2026-01-01", None]),
            "zone": pd.date_range("2026", periods=2, tz="UTC"),
            "masked": pd.array([1, None], dtype="Int64"),
            "string": pd.array(["a", None], dtype="string"),
            "flag": pd.array([True, None], dtype="boolean"),
            "month": pd.period_range("2026-01", periods=2, freq="M"),
            "bin": pd.cut([1, 2], 2),
            "number": [1.5, np.nan],
            "small": np.array([1, 2], dtype="int8"),
            "things": [[1], {2}],
        }
    ),
    pd.DataFrame(index=[3, 1]),
    pd.DataFrame(columns=["a", "b"]),
    pd.DataFrame([[1, 2]], columns=["a", "a"]),
    pd.DataFrame({"a": [1, 2], "b": [3, 4]}).set_index(["a", "b"]).assign(c=5),
    pd.crosstab(pd.Series([1, 2]), pd.Series(["a", "b"])),
    pd.DataFrame({"n": [1.0, 2.0]}, index=pd.date_range("2026", periods=2, freq="D", name="day")),
]


@pytest.mark.parametrize("number", range(len(FRAMES)))
def test_tables(number: int) -> None:
    pd.testing.assert_frame_equal(unpack(pack(FRAMES[number])), FRAMES[number])
    for name in FRAMES[number].columns.unique():
        column = FRAMES[number][name]
        if isinstance(column, pd.Series):
            pd.testing.assert_series_equal(unpack(pack(column)), column)


def test_every_table_of_the_case() -> None:
    case = Case(5)
    for name in case.tables():
        pd.testing.assert_frame_equal(unpack(pack(case.table(name))), case.table(name))


@pytest.mark.parametrize(
    "dtype", ["?", "i1", "u8", "f2", "f8", "c16", "U3", "S2", "M8[D]", "m8[s]", ">i4"]
)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 2), (2, 3)])
def test_arrays(dtype: str, shape: tuple[int, ...]) -> None:
    array = np.zeros(shape, dtype)
    back = unpack(pack(array))
    if shape == ():
        assert back == array
        return
    assert back.shape == shape
    assert back.dtype == array.dtype.newbyteorder("<")
    assert np.array_equal(back, array)


def test_iterators_and_views_come_as_what_they_hold() -> None:
    assert list(unpack(pack(n * 2 for n in (1, 2)))) == [2, 4]
    assert list(unpack(pack(zip("ab", (1, 2), strict=True)))) == [("a", 1), ("b", 2)]
    assert unpack(pack({"a": 1}.keys())) == ["a"]


# What is no plain data


class Liar(float):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = float.__hash__


class LyingList(list):  # type: ignore[type-arg]
    def __len__(self) -> int:
        return 99

    def __iter__(self) -> Any:
        return iter([1, 2, 3])


def test_a_subclass_comes_as_its_plain_base() -> None:
    back = unpack(pack(Liar(1)))
    assert type(back) is float
    assert back != 2
    assert unpack(pack(LyingList([7]))) == [7]
    assert type(unpack(pack(np.zeros(2).view(type("Mine", (np.ndarray,), {}))))) is np.ndarray


@pytest.mark.parametrize(
    "use",
    [
        lambda x: x == 1, lambda x: x != 1, lambda x: x < 1, bool, len,
        list, lambda x: x + 1, lambda x: 1 - x, abs, float, lambda x: x(), lambda x: x[0],
        lambda x: np.add(x, 1), np.asarray, lambda x: 1 in x,
    ],
)  # fmt: skip
def test_nothing_can_be_done_with_what_does_not_cross(use: Any) -> None:
    foreign = unpack(pack(type("Model", (), {})()))
    assert type(foreign) is Foreign
    assert repr(foreign) == "<Model>"
    with pytest.raises(DoesNotCross, match="Model"):
        use(foreign)


def test_a_class_that_an_object_claims_counts_for_nothing() -> None:
    class Spoof:
        __class__ = property(lambda self: pd.Series)  # type: ignore[assignment]

    assert type(unpack(pack(Spoof()))) is Foreign


def test_a_function_crosses_by_number_and_shape_only() -> None:
    def describe(value: Any) -> Remote | None:
        return Remote(3, "double", [("x", 1, True, 5)]) if callable(value) else None

    found: list[Remote] = []
    back = unpack(
        pack({"f": lambda x=5: x}, describe), lambda remote: found.append(remote) or "made"
    )
    assert back == {"f": "made"}
    assert (found[0].number, found[0].name, found[0].parameters) == (
        3,
        "double",
        [("x", 1, True, 5)],
    )
    assert type(unpack(pack(print))) is Foreign


def nested(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


def circular() -> list[Any]:
    value: list[Any] = []
    value.append(value)
    return value


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (nested(50), "deep"),
        (nested(100_000), "deep"),
        (circular(), "deep"),
        ("x" * 20_000_000, "too large"),
        (["x" * 1_000_000] * 20, "too large"),
        (np.zeros(9_000_000), "too large"),
        (list(range(2_000_000)), "too many"),
        (iter(range(200_000)), "does not end"),
        (10**5000, "too many digits"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 20 else "",
)
def test_what_is_too_large_or_too_deep_is_refused(value: Any, words: str) -> None:
    with pytest.raises(WireError, match=words):
        pack(value)


# Hostile bytes

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(sorted(wire._READERS)),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    | st.tuples(st.sampled_from(sorted(wire._READERS)), inner, inner, inner).map(list),
    max_leaves=25,
)  # fmt: skip


def frame(tree: Any, buffers: list[bytes]) -> bytes:
    text = json.dumps(tree).encode()
    lengths = b"".join(struct.pack("<Q", len(b)) for b in buffers)
    return struct.pack("<II", len(text), len(buffers)) + lengths + text + b"".join(buffers)


def harmless(data: bytes) -> None:
    """Unpack, which gives a value of known types or a WireError, and pack what came."""
    try:
        value = unpack(data)
    except WireError:
        return
    try:
        again = unpack(pack(value))
    except WireError:
        return
    assert type(again) is type(value)


@given(st.binary(max_size=300))
def test_noise_is_refused(data: bytes) -> None:
    harmless(data)


@given(JSON, st.lists(st.binary(max_size=40), max_size=3))
def test_any_tree_with_any_buffers_is_refused_or_plain(tree: Any, buffers: list[bytes]) -> None:
    harmless(frame(tree, buffers))


@given(VALUES | st.sampled_from(FRAMES), st.data())
def test_a_message_with_a_few_bytes_changed_is_refused_or_plain(value: Any, data: Any) -> None:
    message = bytearray(pack(value))
    for _ in range(data.draw(st.integers(1, 4))):
        message[data.draw(st.integers(0, len(message) - 1))] = data.draw(st.integers(0, 255))
    harmless(bytes(message[: data.draw(st.integers(0, len(message)))]))
    harmless(bytes(message))


@pytest.mark.parametrize(
    ("tree", "buffers"),
    [
        (["na", "|b1", [2], 0], [b"\x01\x02"]),
        (["na", "<U1", [1], 0], [b"\xff\xff\xff\x7f"]),
        (["na", "|O", [1], 0], [b"12345678"]),
        (["na", "<f8", [2**40], 0], [b""]),
        (["na", "<f8", [-1], 0], [b"12345678"]),
        (["na", "<i8", [1], 5], []),
        (["na", "V8", [1], 0], [b"12345678"]),
        (["no", 1, [2]], []),
        (["ix", ["l", 1], None, None], []),
        (["se", ["ri", 0, 2, 1, None], ["no", 1, [1]], None], []),
        (["df", ["ri", 0, 1, 1, None], ["ri", 0, 2, 1, None], []], []),
        (["ca", ["ri", 0, 1, 1, None], ["no", 5, [1]], False], []),
        (["tz", ["no", 1, [1]], "../../etc/passwd"], []),
        (["s", ["l"]], []),
        (["d", 1], []),
        (["fn", 1, "f", ["l", ["t", "x y", 1, False, None]]], []),
        (["i", "0x" + "f" * 10_000], []),
        (["case", -1], []),
        ({"a": 1}, []),
        (["r", 0, 1, 0], []),
    ],
)  # fmt: skip
def test_what_only_an_attacker_sends_is_refused(tree: Any, buffers: list[bytes]) -> None:
    with pytest.raises(WireError):
        unpack(frame(tree, buffers))


def test_deep_json_and_lying_lengths_are_refused() -> None:
    for data in (
        struct.pack("<II", 2**31, 0),
        struct.pack("<II", 10, 2**31) + b"x" * 50,
        struct.pack("<II", 2, 1) + struct.pack("<Q", 2**60) + b"[]",
        struct.pack("<II", 200_000, 0) + b"[" * 200_000,
    ):
        with pytest.raises(WireError):
            unpack(data)
