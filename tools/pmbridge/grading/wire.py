"""Plain data as bytes and back, for two processes of which one must not be trusted.

A value becomes a tree of JSON, with tags for what JSON lacks, and raw buffers for arrays. What comes back
is made of exact built-in types, of arrays, and of tables built column by column: no class, no code and no
method of the sender's comes along. Whatever the bytes are, ``unpack`` returns such a value or raises
``WireError``, within the limits below.

Nothing here reads or writes anything.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import struct
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

MAX_BYTES = 64_000_000
MAX_JSON = 16_000_000
MAX_NODES = 1_000_000
MAX_DEPTH = 40
MAX_BUFFERS = 5_000
MAX_ITERATOR = 100_000
_BIG_INT = 1 << 13_000  # more digits than Python itself reads back
_SMALL = 1 << 62
_HEAD = struct.Struct("<II")
_LENGTH = struct.Struct("<Q")
_SIZES = {"b": (1,), "i": (1, 2, 4, 8), "u": (1, 2, 4, 8), "f": (2, 4, 8), "c": (8, 16)}
_DTYPE = re.compile(
    r"[<|](?:[biufc][0-9]{1,2}|[SU][0-9]{1,6}|[mM]8(?:\[[0-9]{0,6}(?:Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\])?)"
)
_MASKED = re.compile(r"(?:U?Int(?:8|16|32|64)|Float(?:32|64)|boolean)")
# The stubs know less of pandas than what is used below.
_pd: Any = pd
_FREQUENCY = re.compile(r"[-A-Za-z0-9]{1,20}")
_ZONE = re.compile(r"UTC(?:[+-][0-9:]{4,8})?|[A-Za-z_]+(?:/[A-Za-z0-9_+-]+){0,2}")
_FACTORIES: dict[str, Any] = {t.__name__: t for t in (int, float, str, list, dict, set)}
_PLAIN = frozenset((str, bool, float, type(None)))
_ITERATORS: tuple[type, ...] = tuple(
    type(made)  # type: ignore[var-annotated]
    for made in (
        iter([]),
        iter(()),
        iter(""),
        iter({}),
        iter(set()),
        iter(range(0)),
        map(str, ()),
        filter(None, ()),
        zip(),
        enumerate(()),
        reversed([]),
        (x for x in ()),  # type: ignore[var-annotated]
    )
)
_VIEWS: tuple[type, ...] = (type({}.keys()), type({}.values()), type({}.items()))


class WireError(ValueError):
    """These bytes, or this value, do not cross; the message says why."""


class DoesNotCross(TypeError):
    """An answer is not of a kind that can be checked; the message says so to the learner."""


class Foreign:
    """Stands for an object that does not cross. Anything done with it fails, so nothing can be gained.

    >>> Foreign("Model") == 3
    Traceback (most recent call last):
    ...
    pmbridge.grading.wire.DoesNotCross: A value of type Model can't be checked here: only plain data and functions can.
    """

    __slots__ = ("kind",)

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __repr__(self) -> str:
        return f"<{self.kind}>"

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise DoesNotCross(
            f"A value of type {self.kind} can't be checked here: only plain data and functions can."
        )

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = __call__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refuse
    __truediv__ = __rtruediv__ = __float__ = __int__ = __index__ = __abs__ = _refuse
    __hash__ = object.__hash__
    # NumPy asks the object and gets the same refusal.
    __array_ufunc__ = _refuse
    __array__ = _refuse


class Remote:
    """A function of the sender's, as the receiver may know it: a number to call it by, and its shape.

    ``parameters`` are ``(name, kind, has_default, default)``, with inspect's number of each kind; None
    where the function does not tell.
    """

    __slots__ = ("name", "number", "parameters")

    def __init__(self, number: int, name: str, parameters: list[tuple[Any, ...]] | None) -> None:
        self.number = number
        self.name = name
        self.parameters = parameters


# Tell the function's shape, and take it back: given by those who let functions cross.
Describe = Callable[[Any], "Remote | None"]
Revive = Callable[["Remote"], Any]


def pack(value: Any, describe: Describe | None = None) -> bytes:
    """Return ``value`` as bytes.

    Parameters
    ----------
    value : object
        Plain data. An object of another kind crosses as a ``Foreign``.
    describe : callable, optional
        Gives a ``Remote`` for a function that may cross, or None.

    Raises
    ------
    WireError
        If it is larger or deeper than the limits.
    """
    packer = _Packer(describe)
    try:
        tree = packer.node(value, 0)
        text = json.dumps(tree, separators=(",", ":")).encode("ascii")
    except RecursionError as error:
        raise WireError("The value is too deep.") from error
    if len(text) > MAX_JSON or len(text) + packer.size > MAX_BYTES:
        raise WireError("The value is too large.")
    lengths = b"".join(_LENGTH.pack(len(buffer)) for buffer in packer.buffers)
    return b"".join([_HEAD.pack(len(text), len(packer.buffers)), lengths, text, *packer.buffers])


def unpack(data: bytes, revive: Revive | None = None) -> Any:
    """Return the value that ``data`` holds; ``revive`` makes something to call of each ``Remote``.

    Raises
    ------
    WireError
        If the bytes are anything but what ``pack`` makes.
    """
    try:
        return _unpack(data, revive)
    except WireError:
        raise
    except (Exception, RecursionError, MemoryError) as error:
        raise WireError(f"The bytes hold no value: {type(error).__name__}.") from error


def _unpack(data: bytes, revive: Revive | None) -> Any:
    if len(data) > MAX_BYTES + _HEAD.size + MAX_BUFFERS * _LENGTH.size:
        raise WireError("The value is too large.")
    size, count = _HEAD.unpack_from(data)
    if size > MAX_JSON or count > MAX_BUFFERS:
        raise WireError("The value is too large.")
    at = _HEAD.size
    lengths = [_LENGTH.unpack_from(data, at + i * _LENGTH.size)[0] for i in range(count)]
    at += count * _LENGTH.size
    if at + size + sum(lengths) != len(data):
        raise WireError("The lengths do not add up.")
    text = data[at : at + size]
    at += size
    buffers = []
    for length in lengths:
        buffers.append(data[at : at + length])
        at += length
    return _Unpacker(buffers, revive).value(json.loads(text), 0)


class _Packer:
    def __init__(self, describe: Describe | None) -> None:
        self.describe = describe
        self.buffers: list[bytes] = []
        self.size = 0
        self.text = 0
        self.left = MAX_NODES

    def node(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if kind in _PLAIN:
            if kind is str:
                self.letters(value)
            return value
        if kind is int:
            return value if -_SMALL < value < _SMALL else self.whole(value)
        if depth > MAX_DEPTH:
            raise WireError("The value is too deep.")
        make = _MAKERS.get(kind)
        if make is not None:
            return make(self, value, depth + 1)
        return self.other(value, depth)

    def whole(self, value: int) -> Any:
        if not -_BIG_INT < value < _BIG_INT:
            raise WireError("A number has too many digits.")
        return ["i", hex(value)]

    def items(self, tag: str, values: Any, depth: int) -> list[Any]:
        """Return a node with a node for each of ``values``."""
        made: list[Any] = [tag]
        for value in values:
            made.append(self.node(value, depth))
        self.count(len(made))
        return made

    def letters(self, text: str) -> None:
        """Count a text before it is copied."""
        self.text += len(text)
        if self.text > MAX_JSON:
            raise WireError("The value is too large.")

    def count(self, number: int) -> None:
        self.left -= number
        if self.left < 0:
            raise WireError("The value has too many parts.")

    def pairs(self, tag: str, value: Any, depth: int, *before: Any) -> list[Any]:
        made: list[Any] = [tag, *before]
        for key, item in dict.items(value):
            made.append(self.node(key, depth))
            made.append(self.node(item, depth))
        self.count(len(made))
        return made

    def buffer(self, data: bytes) -> int:
        self.size += len(data)
        if self.size > MAX_BYTES or len(self.buffers) >= MAX_BUFFERS:
            raise WireError("The value is too large.")
        self.buffers.append(data)
        return len(self.buffers) - 1

    def array(self, value: np.ndarray, depth: int) -> Any:
        if value.dtype.kind == "O":
            return [*self.items("no", value.ravel().tolist(), depth), list(value.shape)]
        plain = np.asarray(value, order="C")
        plain = plain.astype(plain.dtype.newbyteorder("<"), copy=False)
        if not _known(plain.dtype):
            return ["op", f"array of {plain.dtype}"[:60]]
        return ["na", plain.dtype.str, list(plain.shape), self.buffer(plain.tobytes())]

    def scalar(self, value: np.generic, depth: int) -> Any:
        array = np.asarray(value)
        if not _known(array.dtype):
            return ["op", type(value).__name__]
        return ["ns", self.array(array, depth)]

    def extension(self, value: Any, depth: int) -> Any:  # noqa: PLR0911 - one return a kind
        """Return a node for the values of a column or an index."""
        dtype = value.dtype
        if isinstance(dtype, np.dtype):
            return self.array(np.asarray(value), depth)
        if isinstance(dtype, pd.CategoricalDtype):
            made = pd.Categorical(value)
            codes = self.array(np.asarray(made.codes), depth)
            return ["ca", self.index(made.categories, depth), codes, bool(made.ordered)]
        if isinstance(dtype, pd.DatetimeTZDtype):
            stamps = pd.DatetimeIndex(value)
            utc = stamps.tz_convert("UTC").tz_localize(None)
            return ["tz", self.array(np.asarray(utc), depth), str(dtype.tz)]
        if isinstance(dtype, pd.StringDtype):
            cells = [None if pd.isna(x) else str(x) for x in value]
            return ["st", str(dtype), self.items("l", cells, depth)]
        if isinstance(dtype, pd.PeriodDtype):
            return [
                "pe",
                self.array(pd.PeriodIndex(value).asi8, depth),
                str(dtype)[len("period[") : -1],
            ]
        if isinstance(dtype, pd.IntervalDtype):
            sides = pd.IntervalIndex(value)
            left, right = (self.index(side, depth) for side in (sides.left, sides.right))
            return ["iv", left, right, sides.closed]
        if _MASKED.fullmatch(str(dtype)):
            series = pd.Series(value)
            mask = series.isna().to_numpy(bool)
            filled = series.array.to_numpy(dtype.numpy_dtype, na_value=dtype.numpy_dtype.type(0))
            return ["ma", str(dtype), self.array(filled, depth), self.array(mask, depth)]
        return ["op", f"column of {dtype}"[:60]]

    def index(self, value: pd.Index, depth: int) -> Any:
        if isinstance(value, pd.MultiIndex):
            names = self.items("l", value.names, depth)
            levels = [self.index(level, depth) for level in value.levels]
            codes = [self.array(np.asarray(code), depth) for code in value.codes]
            return ["mi", names, levels, codes]
        name = self.node(value.name, depth)
        if isinstance(value, pd.RangeIndex):
            return ["ri", int(value.start), int(value.stop), int(value.step), name]
        frequency = getattr(value, "freqstr", None) if not _is_period(value) else None
        return ["ix", self.extension(value, depth), name, frequency]

    def series(self, value: pd.Series, depth: int) -> Any:
        name = self.node(value.name, depth)
        return ["se", self.index(value.index, depth), self.extension(value, depth), name]

    def frame(self, value: pd.DataFrame, depth: int) -> Any:
        self.count(value.shape[1])
        columns = [self.extension(value.iloc[:, i], depth) for i in range(value.shape[1])]
        return ["df", self.index(value.index, depth), self.index(value.columns, depth), columns]

    def other(self, value: Any, depth: int) -> Any:  # noqa: PLR0911, PLR0912 - one return a kind
        """Return a node for an object of a class that is not listed: as its plain base, if it has one."""
        # What a value says of its own class counts for nothing.
        kind = type(value)
        # NaT is a datetime to isinstance.
        if value is pd.NaT:
            return ["nat"]
        if value is pd.NA:
            return ["nan"]
        if issubclass(kind, np.generic):
            return self.scalar(value, depth + 1)
        if issubclass(kind, np.ndarray):
            return self.array(np.asarray(value), depth + 1)
        if issubclass(kind, pd.DataFrame):
            return self.frame(value, depth + 1)
        if issubclass(kind, pd.Series):
            return self.series(value, depth + 1)
        if issubclass(kind, pd.Index):
            return self.index(value, depth + 1)
        if issubclass(kind, pd.api.extensions.ExtensionArray):
            return ["ea", self.extension(pd.Series(value), depth + 1)]
        for base, plain in _BASES:
            if issubclass(kind, base):
                return self.node(plain(value), depth)
        many: Any = value
        if issubclass(kind, _VIEWS):
            return self.items("l", list(many), depth + 1)
        if issubclass(kind, _ITERATORS):
            found = list(islice(many, MAX_ITERATOR + 1))
            if len(found) > MAX_ITERATOR:
                raise WireError("An iterator does not end.")
            return self.items("it", found, depth + 1)
        seed = getattr(value, "seed", None) if type(value).__name__ == "Case" else None
        if type(seed) is int:
            return ["case", seed]
        remote = self.describe(value) if self.describe is not None and callable(value) else None
        if remote is not None:
            return self.remote(remote, depth + 1)
        return ["op", str(type(value).__name__)[:60]]

    def remote(self, remote: Remote, depth: int) -> Any:
        parameters = None
        if remote.parameters is not None:
            parameters = self.items("l", map(tuple, remote.parameters), depth)
        return ["fn", remote.number, remote.name, parameters]


def _is_period(value: Any) -> bool:
    return isinstance(getattr(value, "dtype", None), pd.PeriodDtype)


def _known(dtype: np.dtype) -> bool:
    kind = dtype.kind
    return kind in "SUmM" or dtype.itemsize in _SIZES.get(kind, ())


def _when(value: dt.datetime, *_: Any) -> Any:
    offset = value.utcoffset()
    seconds = None if offset is None else offset.total_seconds()
    return ["dt", *value.timetuple()[:6], value.microsecond, seconds]


def _default(packer: _Packer, value: defaultdict[Any, Any], depth: int) -> Any:
    factory = value.default_factory
    name = (
        getattr(factory, "__name__", "")
        if _FACTORIES.get(getattr(factory, "__name__", "")) is factory
        else ""
    )
    return packer.pairs("dd", value, depth, name)


def _stamp(packer: _Packer, value: pd.Timestamp, depth: int) -> Any:
    return ["ts", packer.extension(pd.DatetimeIndex([value]), depth)]


def _span(packer: _Packer, value: pd.Timedelta, depth: int) -> Any:
    return ["tl", packer.array(np.asarray(value.to_timedelta64()), depth)]


_MAKERS: dict[type, Callable[[_Packer, Any, int], Any]] = {
    list: lambda p, v, d: p.items("l", v, d),
    tuple: lambda p, v, d: p.items("t", v, d),
    set: lambda p, v, d: p.items("s", v, d),
    frozenset: lambda p, v, d: p.items("z", v, d),
    deque: lambda p, v, d: p.items("q", v, d),
    dict: lambda p, v, d: p.pairs("d", v, d),
    Counter: lambda p, v, d: p.pairs("dc", v, d),
    OrderedDict: lambda p, v, d: p.pairs("do", v, d),
    defaultdict: _default,
    bytes: lambda p, v, d: ["b", p.buffer(v)],
    bytearray: lambda p, v, d: ["ba", p.buffer(bytes(v))],
    complex: lambda p, v, d: ["c", v.real, v.imag],
    range: lambda p, v, d: ["r", *(p.node(x, d) for x in (v.start, v.stop, v.step))],
    slice: lambda p, v, d: ["sl", *(p.node(x, d) for x in (v.start, v.stop, v.step))],
    type(...): lambda p, v, d: ["e"],
    Decimal: lambda p, v, d: ["de", str(v)],
    Fraction: lambda p, v, d: ["fr", p.node(v.numerator, d), p.node(v.denominator, d)],
    dt.datetime: lambda p, v, d: _when(v),
    dt.date: lambda p, v, d: ["da", v.year, v.month, v.day],
    dt.time: lambda p, v, d: ["ti", v.hour, v.minute, v.second, v.microsecond],
    dt.timedelta: lambda p, v, d: ["de-lta", v.days, v.seconds, v.microseconds],
    pd.Timestamp: _stamp,
    pd.Timedelta: _span,
    pd.Period: lambda p, v, d: ["pd", p.extension(pd.PeriodIndex([v]), d)],
    pd.Interval: lambda p, v, d: ["in", p.node(v.left, d), p.node(v.right, d), v.closed],
    pd.DataFrame: lambda p, v, d: p.frame(v, d),
    pd.Series: lambda p, v, d: p.series(v, d),
    np.ndarray: lambda p, v, d: p.array(v, d),
}
# A subclass of a built-in type is taken for its base, read by the base's own methods. bool and Timestamp
# need no line: they can't be subclassed, or are listed above.
_BASES: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (str, str.__str__),
    (int, lambda v: int.__add__(v, 0)),
    (float, lambda v: float.__add__(v, 0.0)),
    (complex, lambda v: complex.__add__(v, 0)),
    (Counter, lambda v: Counter(dict(dict.items(v)))),
    (OrderedDict, lambda v: OrderedDict(dict.items(v))),
    (dict, lambda v: dict(dict.items(v))),
    (list, lambda v: list(list.__iter__(v))),
    (tuple, lambda v: tuple(tuple.__iter__(v))),
    (set, lambda v: set(set.__iter__(v))),
    (frozenset, lambda v: frozenset(frozenset.__iter__(v))),
    (bytes, lambda v: bytes(bytes.__iter__(v))),
    (dt.datetime, lambda v: dt.datetime.combine(v.date(), v.timetz())),
    (dt.date, lambda v: dt.date(v.year, v.month, v.day)),
)


class _Unpacker:
    def __init__(self, buffers: list[bytes], revive: Revive | None) -> None:
        self.buffers = buffers
        self.revive = revive
        self.left = MAX_NODES

    def value(self, node: Any, depth: int) -> Any:
        if type(node) is not list:
            if type(node) is dict:
                raise WireError("An object stands where a value should be.")
            return node
        if depth > MAX_DEPTH + 8 or not node:
            raise WireError("The value is too deep, or empty.")
        self.left -= len(node)
        if self.left < 0:
            raise WireError("The value has too many parts.")
        tag = node[0]
        if type(tag) is not str or tag not in _READERS:
            raise WireError("The value has an unknown tag.")
        return _READERS[tag](self, node, depth + 1)

    def all(self, nodes: list[Any], depth: int) -> list[Any]:
        return [
            node if type(node) is not list and type(node) is not dict else self.value(node, depth)
            for node in nodes
        ]

    def pairs(self, nodes: list[Any], depth: int) -> Iterator[tuple[Any, Any]]:
        values = self.all(nodes, depth)
        if len(values) % 2:
            raise WireError("A key has no value.")
        return zip(values[::2], values[1::2], strict=True)

    def buffer(self, number: Any) -> bytes:
        if type(number) is not int or not 0 <= number < len(self.buffers):
            raise WireError("There is no such buffer.")
        return self.buffers[number]

    def array(self, node: Any, depth: int) -> np.ndarray:
        """Return the array of ``node``, and refuse any other value."""
        made = self.value(node, depth)
        if type(made) is not np.ndarray:
            raise WireError("No array stands where one should.")
        return made

    def raw(self, node: list[Any]) -> np.ndarray:
        _, name, shape, number = node
        if type(name) is not str or not _DTYPE.fullmatch(name):
            raise WireError("An array has an unknown type.")
        dtype = np.dtype(name)
        if not _known(dtype):
            raise WireError("An array has an unknown type.")
        sides = _shape(shape)
        data = self.buffer(number)
        if math.prod(sides) * dtype.itemsize != len(data):
            raise WireError("An array's shape does not fit its data.")
        made = np.frombuffer(data, dtype).reshape(sides).copy()
        if dtype.kind == "b" and made.size and made.view(np.uint8).max() > 1:
            raise WireError("A truth value is neither true nor false.")
        if dtype.kind == "U" and made.size and dtype.itemsize:
            letters = np.frombuffer(data, "<u4")
            if letters.max() > 0x10FFFF:
                raise WireError("A text holds no text.")
        return made

    def objects(self, node: list[Any], depth: int) -> np.ndarray:
        sides = _shape(node[-1])
        values = self.all(node[1:-1], depth)
        if math.prod(sides) != len(values):
            raise WireError("An array's shape does not fit its data.")
        made = np.empty(len(values), dtype=object)
        for position, value in enumerate(values):
            made[position] = value
        return made.reshape(sides)

    def column(self, node: Any, depth: int) -> Any:
        """Return the values of a column or an index: an array of one dimension, or pandas' own kind."""
        made = self.value(node, depth)
        if isinstance(made, np.ndarray):
            if made.ndim != 1:
                raise WireError("A column has more than one dimension.")
            return made
        if isinstance(made, pd.api.extensions.ExtensionArray):
            return made
        raise WireError("No column stands where one should.")

    def index(self, node: Any, depth: int) -> pd.Index:
        made = self.value(node, depth)
        if not isinstance(made, pd.Index):
            raise WireError("No index stands where one should.")
        return made

    def name(self, node: Any, depth: int) -> Any:
        value = self.value(node, depth)
        hash(value)
        return value


def _shape(shape: Any) -> tuple[int, ...]:
    if (
        type(shape) is not list
        or len(shape) > 8
        or not all(type(side) is int and 0 <= side <= MAX_BYTES for side in shape)
    ):
        raise WireError("An array has no proper shape.")
    return tuple(shape)


def _ints(node: list[Any], count: int) -> list[int]:
    values = node[1:]
    if len(values) != count or not all(type(value) is int for value in values):
        raise WireError("A number is missing.")
    return values


def _text(value: Any, pattern: re.Pattern[str] | None = None, most: int = 5_000) -> str:
    if type(value) is not str or len(value) > most:
        raise WireError("A text is missing.")
    if pattern is not None and not pattern.fullmatch(value):
        raise WireError("A name is unknown.")
    return value


def _read_int(_: _Unpacker, node: list[Any], __: int) -> int:
    return int(_text(node[1]), 16)


def _read_datetime(_: _Unpacker, node: list[Any], __: int) -> dt.datetime:
    parts, offset = _ints(node[:8], 7), node[8]
    zone = None
    if offset is not None:
        if type(offset) not in (int, float):
            raise WireError("A number is missing.")
        zone = dt.timezone(dt.timedelta(seconds=offset))
    return dt.datetime(*parts, tzinfo=zone)  # type: ignore[misc, arg-type]


def _read_default(unpacker: _Unpacker, node: list[Any], depth: int) -> Any:
    factory = _FACTORIES.get(node[1]) if type(node[1]) is str else None
    return defaultdict(factory, unpacker.pairs(node[2:], depth))


def _read_range(unpacker: _Unpacker, node: list[Any], depth: int) -> range:
    return range(*_ints(["r", *unpacker.all(node[1:], depth)], 3))


def _read_scalar(unpacker: _Unpacker, node: list[Any], depth: int) -> Any:
    array = unpacker.array(node[1], depth)
    if array.shape != ():
        raise WireError("A single value has a shape.")
    return array[()]


def _read_categorical(unpacker: _Unpacker, node: list[Any], depth: int) -> Any:
    _, categories, codes, ordered = node
    return _pd.Categorical.from_codes(
        unpacker.array(codes, depth),
        categories=unpacker.index(categories, depth),
        ordered=ordered is True,
    )


def _read_zoned(unpacker: _Unpacker, node: list[Any], depth: int) -> Any:
    zone = _text(node[2], _ZONE, 60)
    stamps = unpacker.array(node[1], depth)
    if stamps.dtype.kind != "M" or stamps.ndim != 1:
        raise WireError("No times stand where they should.")
    return pd.DatetimeIndex(stamps).tz_localize("UTC").tz_convert(zone).array


def _read_strings(unpacker: _Unpacker, node: list[Any], depth: int) -> Any:
    name = _text(node[1], re.compile("string|str"))
    cells = unpacker.value(node[2], depth)
    if type(cells) is not list or not all(type(x) in (str, type(None)) for x in cells):
        raise WireError("No texts stand where they should.")
    return _pd.array(cells, dtype=name)


def _read_periods(unpacker: _Unpacker, node: list[Any], depth: int) -> Any:
    numbers = unpacker.array(node[1], depth)
    if numbers.dtype != np.int64 or numbers.ndim != 1:
        raise WireError("No periods stand where they should.")
    return _pd.PeriodIndex.from_ordinals(numbers, freq=_text(node[2], _FREQUENCY)).array


def _read_intervals(unpacker: _Unpacker, node: list[Any], depth: int) -> Any:
    left, right = (unpacker.index(side, depth) for side in node[1:3])
    closed: Any = _text(node[3], re.compile("left|right|both|neither"))
    return _pd.arrays.IntervalArray.from_arrays(left, right, closed=closed)


def _read_masked(unpacker: _Unpacker, node: list[Any], depth: int) -> Any:
    name = _text(node[1], _MASKED)
    values, mask = unpacker.array(node[2], depth), unpacker.array(node[3], depth)
    if values.ndim != 1 or mask.dtype != np.bool_ or mask.shape != values.shape:
        raise WireError("A column's parts do not fit.")
    made = _pd.array(values, dtype=name)
    made[mask] = pd.NA
    return made


def _read_multi(unpacker: _Unpacker, node: list[Any], depth: int) -> Any:
    _, names, levels, codes = node
    if type(levels) is not list or type(codes) is not list or len(levels) > 20:
        raise WireError("An index has no levels.")
    return _pd.MultiIndex(
        levels=[unpacker.index(level, depth) for level in levels],
        codes=[unpacker.array(code, depth) for code in codes],
        names=unpacker.value(names, depth),
    )


def _read_index(unpacker: _Unpacker, node: list[Any], depth: int) -> Any:
    _, values, name, frequency = node
    made = unpacker.column(values, depth)
    name = unpacker.name(name, depth)
    # An array of objects must stay one: pandas would guess another type from what is in it.
    dtype = object if isinstance(made, np.ndarray) and made.dtype.kind == "O" else None
    index: Any = pd.Index(made, dtype=dtype, name=name, tupleize_cols=False)
    if frequency is not None and hasattr(index, "freq"):
        try:
            index.freq = _text(frequency, _FREQUENCY)
        except WireError:
            raise
        except Exception:
            return index
    return index


def _read_series(unpacker: _Unpacker, node: list[Any], depth: int) -> Any:
    _, index, values, name = node
    column = unpacker.column(values, depth)
    dtype = object if isinstance(column, np.ndarray) and column.dtype.kind == "O" else None
    name = unpacker.name(name, depth)
    return pd.Series(column, index=unpacker.index(index, depth), dtype=dtype, name=name)


def _read_frame(unpacker: _Unpacker, node: list[Any], depth: int) -> Any:
    _, index, columns, values = node
    rows, heads = unpacker.index(index, depth), unpacker.index(columns, depth)
    if type(values) is not list or len(values) != len(heads):
        raise WireError("A table's columns do not fit its heads.")
    made = {}
    for number, column in enumerate(values):
        cells = unpacker.column(column, depth)
        if len(cells) != len(rows):
            raise WireError("A table's columns do not fit its rows.")
        dtype = object if isinstance(cells, np.ndarray) and cells.dtype.kind == "O" else None
        made[number] = pd.Series(cells, index=rows, dtype=dtype)
    frame = pd.DataFrame(made, index=rows)
    frame.columns = heads
    return frame


def _read_remote(unpacker: _Unpacker, node: list[Any], depth: int) -> Any:
    _, number, name, parameters = node
    if type(number) is not int:
        raise WireError("A function has no number.")
    shape = None
    if parameters is not None:
        shape = unpacker.value(parameters, depth)
        if type(shape) is not list or not all(
            type(p) is tuple
            and len(p) == 4
            and type(p[0]) is str
            and p[0].isidentifier()
            and type(p[1]) is int
            and 0 <= p[1] <= 4
            and type(p[2]) is bool
            for p in shape
        ):
            raise WireError("A function has no proper shape.")
    remote = Remote(number, _text(name, None, 200), shape)
    return remote if unpacker.revive is None else unpacker.revive(remote)


def _read_case(_: _Unpacker, node: list[Any], __: int) -> Any:
    from pmbridge.case import Case

    return Case(_ints(node, 1)[0])


def _read_frequency_free(unpacker: _Unpacker, node: list[Any], depth: int) -> Any:
    return unpacker.column(node[1], depth)


def _one(unpacker: _Unpacker, node: list[Any], depth: int) -> Any:
    column = unpacker.column(node[1], depth)
    if len(column) != 1:
        raise WireError("A single value has a length.")
    return pd.Series(column).iloc[0]


_READERS: dict[str, Callable[[_Unpacker, list[Any], int], Any]] = {
    "l": lambda u, n, d: u.all(n[1:], d),
    "t": lambda u, n, d: tuple(u.all(n[1:], d)),
    "s": lambda u, n, d: set(u.all(n[1:], d)),
    "z": lambda u, n, d: frozenset(u.all(n[1:], d)),
    "q": lambda u, n, d: deque(u.all(n[1:], d)),
    "it": lambda u, n, d: iter(u.all(n[1:], d)),
    "d": lambda u, n, d: dict(u.pairs(n[1:], d)),
    "dc": lambda u, n, d: Counter(dict(u.pairs(n[1:], d))),
    "do": lambda u, n, d: OrderedDict(u.pairs(n[1:], d)),
    "dd": _read_default,
    "i": _read_int,
    "b": lambda u, n, d: bytes(u.buffer(n[1])),
    "ba": lambda u, n, d: bytearray(u.buffer(n[1])),
    "c": lambda u, n, d: complex(float(n[1]), float(n[2])),
    "r": _read_range,
    "sl": lambda u, n, d: slice(*u.all(n[1:4], d)),
    "e": lambda u, n, d: ...,
    "de": lambda u, n, d: Decimal(_text(n[1])),
    "fr": lambda u, n, d: Fraction(*_ints(["fr", *u.all(n[1:], d)], 2)),
    "dt": _read_datetime,
    "da": lambda u, n, d: dt.date(*_ints(n, 3)),
    "ti": lambda u, n, d: dt.time(*_ints(n, 4)),  # type: ignore[arg-type]
    "de-lta": lambda u, n, d: dt.timedelta(*_ints(n, 3)),
    "ts": _one,
    "tl": lambda u, n, d: pd.Timedelta(_read_scalar(u, n, d)),
    "pd": _one,
    "in": lambda u, n, d: _pd.Interval(
        *u.all(n[1:3], d),
        closed=_text(n[3], re.compile("left|right|both|neither")),
    ),
    "nat": lambda u, n, d: pd.NaT,
    "nan": lambda u, n, d: pd.NA,
    "ns": _read_scalar,
    "na": lambda u, n, d: u.raw(n),
    "no": lambda u, n, d: u.objects(n, d),
    "ca": _read_categorical,
    "tz": _read_zoned,
    "st": _read_strings,
    "pe": _read_periods,
    "iv": _read_intervals,
    "ma": _read_masked,
    "ea": _read_frequency_free,
    "mi": _read_multi,
    "ri": lambda u, n, d: _pd.RangeIndex(*_ints(n[:4], 3), name=u.name(n[4], d)),
    "ix": _read_index,
    "se": _read_series,
    "df": _read_frame,
    "fn": _read_remote,
    "op": lambda u, n, d: Foreign(_text(n[1], None, 60)),
    "case": _read_case,
}
