"""The same number, told in two ways: what one artefact says and another one denies.

Two sources speak of the same number when table, filter and statistic agree. Their values conflict when they
differ by more than the rounding of the rougher one: "44 %" agrees with "44.4 %", and "46 %" does not.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Key = tuple[str, str, str]
_NUMBER = re.compile(r"[+-]?\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?:\.\d+)?|[+-]?\d+(?:\.\d+)?")
_TIMES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_SPELLED = {"percent": "%", "per cent": "%", "pct": "%", "euro": "€", "euros": "€", "eur": "€"}
_SPELLED |= {"pp": "points", "percentage points": "points", "point": "points"}


@dataclass(frozen=True)
class Said:
    """One place that states a number: the artefact's name and the value as written there."""

    artefact: str
    value: Any


@dataclass(frozen=True)
class Conflict:
    """One number with more than one value. ``said`` has every place, in the order of the artefacts."""

    table: str
    filter: str
    stat: str
    said: tuple[Said, ...]

    def sentence(self) -> str:
        """Return the conflict as a sentence for a person."""
        where = f" where {self.filter}" if self.filter else ""
        places = " and ".join(f"{one.value} in {one.artefact}" for one in self.said)
        return f"{self.stat} in the table {self.table}{where} is {places}."


def key_of(source: Mapping[str, Any]) -> Key:
    """Return what a source is about, without differences of case, space and quotes."""
    return (_plain(source["table"]), _plain(source["filter"]), _plain(source["stat"]))


def _plain(value: Any) -> str:
    text = str(value).lower().replace('"', "'").strip().rstrip(".")
    return re.sub(r"\s*(==|<=|>=|!=|<|>|,)\s*", r"\1", re.sub(r"\s+", " ", text))


def measure(value: Any) -> tuple[float, float, str] | None:
    """Return a value as number, half its rounding step, and unit; None if it holds no number.

    >>> measure("44.4 %")
    (44.4, 0.05, '%')
    """
    if isinstance(value, bool) or value is None:
        return None
    text = str(value).replace("\u2212", "-").strip()
    match = _NUMBER.search(text)
    if match is None:
        return None
    digits = re.sub(r"[, \u00a0\u202f]", "", match[0])
    decimals = len(digits.partition(".")[2])
    rest = (text[: match.start()] + " " + text[match.end() :]).strip().lower()
    times = 1.0
    words = re.split(r"\s+", rest)
    if words and words[0] in _TIMES:
        times = _TIMES[words.pop(0)]
    elif rest and rest[0] == "€" and len(words) > 1 and words[1] in _TIMES:
        times = _TIMES[words.pop(1)]
    unit = " ".join(words).strip(" .")
    for spelled, sign in _SPELLED.items():
        unit = re.sub(rf"\b{re.escape(spelled)}\b", sign, unit)
    return float(digits) * times, 0.5 * 10.0**-decimals * times, unit


def same_value(one: Any, other: Any) -> bool:
    """Return whether two values of the same number agree, as far as their rounding goes.

    A share and a percentage agree (0.44 and 44 %). Values without any number agree if their words do.
    """
    a, b = measure(one), measure(other)
    if a is None or b is None:
        return _plain(one) == _plain(other)
    if a[2] != b[2] and {a[2], b[2]} == {"", "%"}:
        # A bare number may be the share or the percentage; either reading will do.
        bare, percent = (a, b) if not a[2] else (b, a)
        return _close(bare, percent) or _close((100 * bare[0], 100 * bare[1], ""), percent)
    if a[2] and b[2] and a[2] != b[2]:
        return False
    return _close(a, b)


def _close(a: tuple[float, float, str], b: tuple[float, float, str]) -> bool:
    return abs(a[0] - b[0]) <= max(a[1], b[1]) * (1 + 1e-4)


def conflicts(artefacts: Iterable[Mapping[str, Any]]) -> list[Conflict]:
    """Return every number that is stated with values that do not agree.

    Parameters
    ----------
    artefacts : iterable of mappings
        As ``artefacts.read_all`` gives them: each with a ``name`` and ``sources``.
    """
    found: dict[Key, list[tuple[Mapping[str, Any], Said]]] = {}
    for artefact in artefacts:
        for source in artefact["sources"]:
            entry = (source, Said(str(artefact["name"]), source["value"]))
            found.setdefault(key_of(source), []).append(entry)
    return [
        Conflict(
            str(entries[0][0]["table"]),
            str(entries[0][0]["filter"]),
            str(entries[0][0]["stat"]),
            tuple(dict.fromkeys(said for _, said in entries)),
        )
        for entries in found.values()
        if any(
            not same_value(one.value, other.value)
            for place, (_, one) in enumerate(entries)
            for _, other in entries[:place]
        )
    ]
