"""Which number of an artefact has which source: found where the number stands, in a text or a table.

A source names a value as it was written. The same number may be written more roughly in a sentence ("35 percent"
for 34.6 %), so values are compared as ``workspace.conflicts`` compares them. In a table, where one number may
stand in many cells, the words of its row and column decide which source is meant.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pmbridge.workspace.artefacts import SOURCE
from pmbridge.workspace.conflicts import measure, same_value

Source = Mapping[str, Any]
# A number with its sign and, if there is one, its unit.
_NUMBER = re.compile(
    r"(?<![\w.,])(?:[€]\s?)?[+\-\u2212]?(?:\d{1,3}(?:[,\u00a0\u202f ]\d{3})+|\d+)(?:\.\d+)?"
    r"(?:\s?(?:%|€)|\s(?:million euro|thousand euro|percent|per cent|percentage points|points|euro|of 100"
    r"|per 100 \w+|person-months|weeks|items|hours))?(?![\w]|[.,]\d)"
)
_DIGITS = re.compile(r"[+\-\u2212]?\d[\d,\u00a0\u202f ]*(?:\.\d+)?")
_WORD = re.compile(r"[a-z0-9]+")
_FILLER = frozenset(
    re.findall(r"\w+", "a an and as at by for from in is of on or per that the to with 100 value")
)


@dataclass(frozen=True)
class Bit:
    """A piece of text, and the places (in the list of sources) of what it rests on; none for plain words."""

    text: str
    sources: tuple[int, ...] = ()


class Finder:
    """Finds sources for what stands in one artefact."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = list(sources)
        self._used: set[int] = set()
        words = [_words(" ".join(str(s[key]) for key in SOURCE)) for s in self.sources]
        # What every source says tells none of them from the others.
        same = set.intersection(*words) if len(words) > 1 else set()
        self._telling = [each - same for each in words]

    def in_text(self, text: str) -> Iterator[Bit]:
        """Yield ``text`` in bits, each number with its source as a bit of its own."""
        at = 0
        for match in _NUMBER.finditer(text):
            shown = match[0]
            places = [
                n
                for n, source in enumerate(self.sources)
                if _has_unit(shown)
                and _unit(shown) == _unit(source["value"])
                and same_value(_hundred(shown), _hundred(source["value"]))
            ]
            if not places:
                continue
            if match.start() > at:
                yield Bit(text[at : match.start()])
            yield Bit(shown, tuple(self._first_of_each(places)))
            at = match.end()
        if at < len(text):
            yield Bit(text[at:])

    def in_cells(self, cells: Sequence[tuple[Any, str]]) -> list[Bit]:
        """Return each cell with its source; the second of each pair is what stands near that cell.

        Cells and sources go together in pairs, the surest first, so that a place in a ranking does not
        take the source of a score that happens to be the same number.
        """
        pairs = sorted(
            (-score, c, n)
            for c, (cell, around) in enumerate(cells)
            for n, score in self._scores(str(cell).strip(), around)
        )
        chosen: dict[int, int] = {}
        for _, c, n in pairs:
            if c not in chosen and n not in self._used:
                chosen[c] = n
                self._used.add(n)
        return [
            Bit(str(cell).strip(), (chosen[c],) if c in chosen else ())
            for c, (cell, _) in enumerate(cells)
        ]

    def _scores(self, cell: str, around: str) -> Iterator[tuple[int, int]]:
        match = _DIGITS.match(cell)
        if match is None:
            return
        number = _plain(match[0])
        near = _words(around)
        for n, source in enumerate(self.sources):
            value = str(source["value"]).strip()
            said = _DIGITS.search(value)
            if said is None or _plain(said[0]) != number:
                continue
            score = len(near & self._telling[n]) + 10 * (cell == value) + (len(number) > 3)
            if score:
                yield n, score

    def _first_of_each(self, places: list[int]) -> list[int]:
        """Return the places without those that say the same once more."""
        seen: dict[tuple[str, str, str], int] = {}
        for n in places:
            source = self.sources[n]
            seen.setdefault((str(source["table"]), str(source["filter"]), str(source["stat"])), n)
        return list(seen.values())


def _plain(number: str) -> str:
    return re.sub(r"[,\s\u00a0\u202f]", "", number.strip().rstrip(",")).replace("\u2212", "-")


def _hundred(value: Any) -> str:
    """Return a value with "of 100" as the percentage that it is."""
    return re.sub(r"\s*of 100$", " %", str(value).strip())


def _unit(value: Any) -> str:
    found = measure(_hundred(value))
    return found[2] if found else ""


def _has_unit(shown: str) -> bool:
    """Return whether a number in a sentence says enough to be told from any other."""
    found = measure(shown)
    return found is not None and (bool(found[2]) or len(re.sub(r"\D", "", shown)) > 3)


def _words(text: str) -> set[str]:
    # Singular and plural, and the id in B04 with its title, are the same word here.
    return {w.rstrip("s") for w in _WORD.findall(text.lower())} - _FILLER


def sentence(source: Source) -> str:
    """Return a source as words for a person: what was calculated, in which table, for whom."""
    return f"{str(source['stat']).strip()}, from {place(source)}"


def place(source: Source) -> str:
    """Return the table of a source, and which of its rows, as words for a person."""
    table, rows = str(source["table"]).strip(), str(source["filter"]).strip()
    return f"the table {table}, where {rows}" if rows else f"the table {table}"
