"""What every formula accepts, and the one sentence a reader gets when it does not.

A formula that lets a NaN or an infinity through spoils every number computed
from it, far away from where it came in. So all input passes through here.
"""

from __future__ import annotations

import math
import numbers as abstract
from collections.abc import Collection, Iterable, Sized

import numpy as np
import pandas as pd

LARGEST = 1e100
"""No figure of this field is larger, and products of a few such numbers still do not overflow."""

_LARGEST_WHOLE = 2**53
_LONGEST_SHOWN = 40
_NUMERIC_KINDS = "iuf"


def shown(value: object) -> str:
    """Return a value as a reader would write it: ``0.5`` and not ``np.float64(0.5)``.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    str
        At most about 40 characters.
    """
    if isinstance(value, np.generic):
        value = value.item()
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 3] + "..."


def _tidy(value: float) -> str:
    """Write 100.0 as 100."""
    return shown(int(value) if math.isfinite(value) and value == math.floor(value) else value)


def _limits(
    above: float | None, at_least: float | None, below: float | None, at_most: float | None
) -> str:
    if at_least is not None and at_most is not None:
        return f"between {_tidy(at_least)} and {_tidy(at_most)}"
    parts = []
    if above is not None:
        parts.append(f"greater than {_tidy(above)}")
    if at_least is not None:
        parts.append(f"{_tidy(at_least)} or more")
    if below is not None:
        parts.append(f"less than {_tidy(below)}")
    if at_most is not None:
        parts.append(f"at most {_tidy(at_most)}")
    return " and ".join(parts)


def _refuse(name: str, expected: str, value: object, position: int | None) -> str:
    where = "" if position is None else f" at position {position}"
    return f"{name} must be {expected}, got {shown(value)}{where}"


def number(
    name: str,
    value: object,
    *,
    above: float | None = None,
    at_least: float | None = None,
    below: float | None = None,
    at_most: float | None = None,
    position: int | None = None,
) -> float:
    """Return ``value`` as a float if it is a finite number within the limits.

    Parameters
    ----------
    name : str
        What the reader calls this value.
    value : object
        What came in. True and False are not numbers here.
    above, at_least, below, at_most : float, optional
        Limits, exclusive or inclusive.
    position : int, optional
        Where in a list the value stood.

    Returns
    -------
    float
        The value.

    Raises
    ------
    TypeError
        If it is not a number.
    ValueError
        If it is NaN, infinite or outside the limits.
    """
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, abstract.Real):
        raise TypeError(_refuse(name, "a number", value, position))
    try:
        result = float(value)
    except OverflowError:
        result = math.inf
    if not math.isfinite(result):
        raise ValueError(_refuse(name, "a finite number", value, position))
    if abs(result) > LARGEST:
        raise ValueError(_refuse(name, f"at most {LARGEST:g} in size", value, position))
    outside = (
        (above is not None and not result > above)
        or (at_least is not None and not result >= at_least)
        or (below is not None and not result < below)
        or (at_most is not None and not result <= at_most)
    )
    if outside:
        raise ValueError(_refuse(name, _limits(above, at_least, below, at_most), value, position))
    return result


def share(name: str, value: object) -> float:
    """Return ``value`` if it is a share between 0 and 1, as ``number`` does.

    Parameters
    ----------
    name : str
        What the reader calls this value.
    value : object
        What came in; 80 for 80 % is refused.

    Returns
    -------
    float
        The share.

    Raises
    ------
    TypeError
        If it is not a number.
    ValueError
        If it is not between 0 and 1.
    """
    return number(name, value, at_least=0, at_most=1)


def whole(
    name: str, value: object, *, at_least: int | None = None, at_most: int | None = None
) -> int:
    """Return ``value`` as an int if it is a whole number within the limits.

    Parameters
    ----------
    name : str
        What the reader calls this value.
    value : object
        What came in; 3.0 counts as 3, because tables often turn whole numbers into floats.
    at_least, at_most : int, optional
        Inclusive limits.

    Returns
    -------
    int
        The value.

    Raises
    ------
    TypeError
        If it is not a number.
    ValueError
        If it is not whole, or outside the limits.
    """
    result = number(name, value)
    if result != math.floor(result):
        raise ValueError(_refuse(name, "a whole number", value, None))
    number(name, value, at_least=at_least, at_most=at_most)
    return int(result)


def numbers(
    name: str,
    values: object,
    *,
    above: float | None = None,
    at_least: float | None = None,
    below: float | None = None,
    at_most: float | None = None,
) -> np.ndarray:
    """Return a list, array or Series as a one-dimensional array of finite floats.

    Parameters
    ----------
    name : str
        What the reader calls these values.
    values : object
        What came in.
    above, at_least, below, at_most : float, optional
        Limits that each value must keep.

    Returns
    -------
    numpy.ndarray
        Float64, at least one value.

    Raises
    ------
    TypeError
        If it is no list, or an entry is not a number.
    ValueError
        If it is empty, or an entry is NaN, infinite or outside the limits.
    """
    if isinstance(values, (str, bytes, dict)) or not isinstance(values, Iterable):
        raise TypeError(f"{name} must be a list of numbers, got {shown(values)}")
    limits = {"above": above, "at_least": at_least, "below": below, "at_most": at_most}
    if isinstance(values, pd.Series) and values.dtype.kind in _NUMERIC_KINDS:
        # Nullable integer columns hold pd.NA, which float() refuses with its own words.
        array = values.to_numpy(dtype=np.float64, na_value=np.nan)
    elif isinstance(values, np.ndarray) and values.dtype.kind in _NUMERIC_KINDS:
        array = values.astype(np.float64)
    else:
        entries = list(values)
        array = np.array(
            [number(name, entry, position=at) for at, entry in enumerate(entries)], dtype=np.float64
        )
    if array.ndim != 1:
        raise ValueError(f"{name} must be one list of numbers, got {array.ndim} dimensions")
    if not len(array):
        raise ValueError(f"{name} must hold at least one value, got none")
    bad = ~(np.abs(array) <= LARGEST)
    if above is not None:
        bad |= ~(array > above)
    if at_least is not None:
        bad |= ~(array >= at_least)
    if below is not None:
        bad |= ~(array < below)
    if at_most is not None:
        bad |= ~(array <= at_most)
    if bad.any():
        first = int(np.argmax(bad))
        value = float(array[first])
        whole_value = math.isfinite(value) and value == math.floor(value)
        number(name, int(value) if whole_value else value, position=first, **limits)
    return array


def whole_numbers(
    name: str, values: object, *, at_least: int | None = None, at_most: int | None = None
) -> np.ndarray:
    """Return a list of whole numbers as an int64 array.

    Parameters
    ----------
    name : str
        What the reader calls these values.
    values : object
        What came in; 3.0 counts as 3.
    at_least, at_most : int, optional
        Inclusive limits.

    Returns
    -------
    numpy.ndarray
        Int64, at least one value.

    Raises
    ------
    TypeError
        If it is no list, or an entry is not a number.
    ValueError
        If it is empty, or an entry is not whole or outside the limits.
    """
    array = numbers(name, values, at_least=at_least, at_most=at_most)
    # Beyond this a float no longer holds every whole number.
    if array.max() > _LARGEST_WHOLE:
        raise ValueError(f"{name} must be at most {_LARGEST_WHOLE}, got {array.max():g}")
    broken = array != np.floor(array)
    if broken.any():
        first = int(np.argmax(broken))
        raise ValueError(_refuse(name, "a whole number", float(array[first]), first))
    return array.astype(np.int64)


def weights(values: object, **answers: Sized) -> np.ndarray:
    """Return weights scaled to a largest one of 1, so that no sum of squares overflows.

    Parameters
    ----------
    values : object
        What came in; None weighs everything the same.
    **answers : sized
        What is weighted, under the name that the reader uses.

    Returns
    -------
    numpy.ndarray
        Float64, as long as the answers, at least one above 0.

    Raises
    ------
    TypeError, ValueError
        If a weight is not a number or negative, all are 0, or they do not pair up.
    """
    if values is None:
        return np.ones(len(next(iter(answers.values()))))
    array = numbers("weights", values, at_least=0)
    same_length(**answers, weights=array)
    largest = array.max()
    if not largest > 0:
        raise ValueError("weights must not all be 0, got a sum of 0")
    return array / largest


def flags(name: str, values: object) -> np.ndarray:
    """Return a list of yes/no values as a boolean array.

    Parameters
    ----------
    name : str
        What the reader calls these values.
    values : object
        True and False, or 1 and 0.

    Returns
    -------
    numpy.ndarray
        Boolean, at least one value.

    Raises
    ------
    TypeError
        If it is no list.
    ValueError
        If it is empty, or an entry is neither true nor false.
    """
    if isinstance(values, (str, bytes, dict)) or not isinstance(values, Iterable):
        raise TypeError(f"{name} must be a list of true or false, got {shown(values)}")
    result = []
    for position, entry in enumerate(values):
        if entry is pd.NA or isinstance(entry, str) or entry not in (0, 1):
            raise ValueError(_refuse(name, "true or false", entry, position))
        result.append(bool(entry))
    if not result:
        raise ValueError(f"{name} must hold at least one value, got none")
    return np.array(result, dtype=bool)


def same_length(**lists: Sized) -> None:
    """Refuse lists that do not pair up.

    Parameters
    ----------
    **lists : sized
        The lists under the names that the reader uses.

    Raises
    ------
    ValueError
        If their lengths differ.
    """
    lengths = {name: len(values) for name, values in lists.items()}
    if len(set(lengths.values())) > 1:
        names = " and ".join(lengths)
        got = " and ".join(str(length) for length in lengths.values())
        raise ValueError(f"{names} must be equally long, got {got} values")


def table(name: str, frame: object, columns: Iterable[str]) -> pd.DataFrame:
    """Return ``frame`` if it is a table with rows and with these columns.

    Parameters
    ----------
    name : str
        What the reader calls the table.
    frame : object
        What came in.
    columns : iterable of str
        Columns that must be there; others are ignored.

    Returns
    -------
    pandas.DataFrame
        The same table.

    Raises
    ------
    TypeError
        If it is not a DataFrame.
    ValueError
        If a column is missing or there is no row.
    """
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"{name} must be a DataFrame, got {shown(frame)}")
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        present = ", ".join(str(column) for column in frame.columns)
        raise ValueError(f"{name} must have a column {missing[0]}, got {present or 'no columns'}")
    if frame.empty:
        raise ValueError(f"{name} must have at least one row, got none")
    return frame


def choice(name: str, value: object, allowed: Collection[str], position: int | None = None) -> str:
    """Return ``value`` if it is one of the allowed words.

    Parameters
    ----------
    name : str
        What the reader calls this value.
    value : object
        What came in.
    allowed : collection of str
        The words.
    position : int, optional
        Where in a list the value stood.

    Returns
    -------
    str
        The word.

    Raises
    ------
    ValueError
        If it is none of them.
    """
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(_refuse(name, "one of " + ", ".join(allowed), value, position))
    return value


def result(name: str, value: float) -> float:
    """Return a computed value, unless finite input overflowed on the way.

    Parameters
    ----------
    name : str
        What was computed.
    value : float
        The outcome.

    Returns
    -------
    float
        The outcome.

    Raises
    ------
    ValueError
        If it is infinite or NaN.
    """
    if not math.isfinite(value):
        raise ValueError(
            f"{name} must be a finite number, got {shown(value)}: the inputs are too extreme"
        )
    return float(value)
