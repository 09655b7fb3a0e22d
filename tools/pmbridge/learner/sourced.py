"""Which number of an artefact has which source: found where the number stands, in a text or a table.

A source names a value as it was written. The same number may be written more roughly in a sentence ("35 percent"
for 34.6 %), so values are compared as ``workspace.conflicts`` compares them. In a table, where one number may
stand in many cells, the words of its row and column decide which source is meant. A number without any source
is the writer's own: a target, a limit, an estimate. Days, years and codes are no such numbers.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pmbridge.learner.wording import SIZES, sentence
from pmbridge.workspace.artefacts import SOURCE
from pmbridge.workspace.conflicts import measure, same_value

Source = Mapping[str, Any]
# A number with its sign and, if there is one, its unit.
_NUMBER = re.compile(
    r"(?<![\w.,])(?:[€]\s?)?[+\-\u2212]?(?:\d{1,3}(?:[,\u00a0\u202f ]\d{3})+|\d+)(?:\.\d+)?"
    r"(?:\s?(?:%|€)|\s(?:million euro|thousand euro|percent|per cent|percentage points|points?|euro|of \d+"
    r"|per 100 \w+|person-months|weeks|items|hours|people))?(?![\w]|[.,]\d)"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# A day, a time, a place in an order or the base of a rate: nothing that was measured or set.
_NO_FIGURE_BEFORE = re.compile(
    rf"(?:\b(?:{_MONTHS}|per|out of|week|exercise|step|part|no\.|number)\s|\d:|\bQ)$", re.IGNORECASE
)
_NO_FIGURE_AFTER = re.compile(rf"\.?\s(?:{_MONTHS})\b|:\d\d|\s?(?:am|pm|o'clock)\b|-Q\d")
# How many letters before and after a number tell what it is about.
NEAR = 90
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = re.compile(r"[+\-\u2212]?\d[\d,\u00a0\u202f ]*(?:\.\d+)?")
_WORD = re.compile(r"[a-z0-9]+")
_FILLER = frozenset(
    re.findall(
        r"\w+",
        "a all an and as at by for from in is it of on or per share that the to we with 100 value",
    )
)


@dataclass(frozen=True)
class Bit:
    """A piece of text, and the places (in the list of sources) of what it rests on; none for plain words.

    ``own`` says that it is a number which rests on nothing but the writer's word.
    """

    text: str
    sources: tuple[int, ...] = ()
    own: bool = False


class Finder:
    """Finds sources for what stands in one artefact.

    Parameters
    ----------
    sources : sequence of sources
        The artefact's own.
    elsewhere : sequence of sources
        Those of the other artefacts: a text may repeat a number that was worked out there.
    """

    def __init__(self, sources: Sequence[Source], elsewhere: Sequence[Source] = ()) -> None:
        self.sources = [*sources, *elsewhere]
        self._mine = range(len(sources))
        self._used: set[int] = set()
        words = [
            _words(f"{' '.join(str(s[key]) for key in SOURCE)} {sentence(s)}") for s in sources
        ]
        # What every source says tells none of them from the others.
        same = set.intersection(*words) if len(words) > 1 else set()
        self._telling = [each - same for each in words]

    def in_text(self, text: str) -> Iterator[Bit]:
        """Yield ``text`` in bits, each number as a bit of its own with its source, or as the writer's own."""
        at = 0
        for match in _NUMBER.finditer(text):
            if not _is_figure(text, match):
                continue
            if match.start() > at:
                yield Bit(text[at : match.start()])
            places = self._places(match[0], text, match)
            yield Bit(match[0], places, own=not places)
            at = match.end()
        if at < len(text):
            yield Bit(text[at:])

    def _places(self, shown: str, text: str, match: re.Match[str]) -> tuple[int, ...]:
        fits = [
            n
            for n, source in enumerate(self.sources)
            if _has_unit(shown)
            and _unit(shown) == _unit(source["value"])
            and same_value(_hundred(shown), _hundred(source["value"]))
        ]
        fits = [n for n in fits if n in self._mine] or fits
        if fits:
            # The same number may be the answer to several questions: the words around it decide.
            near = _words(text[max(0, match.start() - NEAR) : match.end() + NEAR])
            scores = {n: len(near & _words(sentence(self.sources[n]))) for n in fits}
            best = [n for n in fits if scores[n] == max(scores.values())]
            if best[0] in self._mine:
                return tuple(self._first_of_each(best))
            # From another artefact only what is clearly about the same.
            return tuple(best[:1]) if scores[best[0]] > 1 else ()
        noun = re.match(r"\s(\w+)", text[match.end() :])
        table = SIZES.get((_plain(shown), noun[1].lower())) if noun else None
        if table is None:
            return ()
        source = {"value": shown, "table": table, "filter": "", "stat": "how many there are"}
        self.sources.append(source)
        return (len(self.sources) - 1,)

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
        for n in self._mine:
            source = self.sources[n]
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


def _is_figure(text: str, match: re.Match[str]) -> bool:
    """Return whether a number was measured or set: not a day, a time or a place in an order."""
    if match[0] == "100" and text[: match.start()].endswith("of "):
        return False
    if _YEAR.fullmatch(match[0]) or _NO_FIGURE_AFTER.match(text, match.end()):
        return False
    return not _NO_FIGURE_BEFORE.search(text, 0, match.start())


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
