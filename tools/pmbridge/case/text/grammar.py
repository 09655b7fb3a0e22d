"""A small grammar that turns hand-written stock into varied simulated text.

A stock file is plain text. ``== name`` opens a section and every other line is
one piece. Inside a piece ``[a|b|c]`` chooses one wording (an empty one is
allowed, brackets nest), ``{slot}`` is filled from the context or a word list,
``{2-5}`` is a whole number in that range and ``{eur:40-90}`` an amount in euro.
A piece may start with ``<tag,tag,+label>``: tags say where it may be used, and
labels what else it says; ``-label`` is what it would contradict, and ``~3``,
``~rare`` (twice) or ``~plain`` (without end) is how often it may come up. All of it
is simulated; nobody said these things.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pmbridge.case.draw import Draw

T = TypeVar("T")

_STOCK = Path(__file__).with_name("stock")
_TOKENS = re.compile(r"\{[^{}]*\}|[\[\]|]|[^\[\]|{}]+")
_SLOT = re.compile(r"\{([^{}]+)\}")
_RANGE = re.compile(r"(?:(eur|num|n):)?(\d+)-(\d+)$")
_BEFORE_VOWEL = re.compile(
    r"\b([Aa]) (?=(?!one\b|once\b|use|usu|uni|eur|ukul)[aeiou]|8\b|11\b|18\b|8\d\b|hour|honest)"
)
_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_BUFFER = 8192
_BITS = 30
_ONE = 1 << _BITS
_MILLION = 1_000_000
_A_PIECE = 512
_LIMITS = {"rare": 2, "plain": 1 << 30}
_NUMBER_FIRST = re.compile(r"([.!?] )(" + "|".join(_WORDS[1:]) + r")\b")
_LOOSE_SPACE = re.compile(r" +(?=[,.!?;:](?: |$))| +(?= )")
_STOP_AFTER_MARK = re.compile(r"([!?])\.(?!\.)")
_MARKS = str.maketrans(dict.fromkeys('.,;:!?"()-…', " "))
RUN = 7
"""Two texts share a phrase when they have this many words in a row in common."""


@dataclass(eq=False, slots=True)
class Piece:
    """One hand-written piece of stock; each is equal to itself only."""

    text: str
    tags: frozenset[str]
    labels: frozenset[str]
    against: frozenset[str]
    slots: frozenset[str]
    limit: int | None


@cache
def stock(name: str) -> dict[str, tuple[Piece, ...]]:
    """Return the sections of one stock file."""
    sections: dict[str, list[Piece]] = {}
    current: list[Piece] = []
    for raw in (_STOCK / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("== "):
            current = sections.setdefault(line[3:].strip(), [])
            continue
        tags: list[str] = []
        if line.startswith("<"):
            head, _, line = line[1:].partition(">")
            tags = [tag.strip() for tag in head.split(",") if tag.strip()]
            line = line.strip()
        current.append(
            Piece(
                line,
                frozenset(tag for tag in tags if tag[0] not in "+-~"),
                frozenset(tag[1:] for tag in tags if tag.startswith("+")),
                frozenset(tag[1:] for tag in tags if tag.startswith("-")),
                frozenset(s for s in _SLOT.findall(line) if not _RANGE.match(s)),
                next((_limit(tag[1:]) for tag in tags if tag[0] == "~"), None),
            )
        )
    return {name: tuple(pieces) for name, pieces in sections.items()}


def _limit(word: str) -> int:
    return _LIMITS[word] if word in _LIMITS else int(word)


@cache
def lexicon() -> dict[str, tuple[str, ...]]:
    """Return the word lists that any table may use, from ``stock/words.txt``."""
    return {
        name: tuple(word.strip() for piece in pieces for word in piece.text.split(";"))
        for name, pieces in stock("words").items()
    }


class Slot(NamedTuple):
    """A place in a piece that the context, a word list or a number fills."""

    name: str
    kind: str = ""
    low: int = -1
    high: int = -1


class Words(tuple[str, ...]):
    """The wordings to choose from, where each is plain text."""

    __slots__ = ()


class Choice(tuple["Nodes", ...]):
    """The wordings to choose from; each is a list of nodes."""

    __slots__ = ()


Node = str | Words | Slot | Choice
Nodes = tuple[Node, ...]


@cache
def _parse(text: str) -> Nodes:
    """Return the literal text, slots and choices of a piece, in order."""
    levels: list[list[list[Node]]] = [[[]]]
    for token in _TOKENS.findall(text):
        if token == "[":
            levels.append([[]])
        elif token == "|" and len(levels) > 1:
            levels[-1].append([])
        elif token == "]":
            levels[-2][-1].append(_choice(levels.pop()))
        elif token[0] == "{":
            name = token[1:-1]
            found = _RANGE.match(name)
            slot = Slot(name)
            if found is not None:
                slot = Slot(name, found[1] or "", int(found[2]), int(found[3]))
            levels[-1][-1].append(slot)
        else:
            levels[-1][-1].append(token)
    return tuple(levels[0][0])


def _choice(options: list[list[Node]]) -> Node:
    plain = [part for option in options for part in option[:1] or [""] if isinstance(part, str)]
    if len(plain) == len(options) and all(len(option) < 2 for option in options):
        return Words(plain)
    return Choice(tuple(option) for option in options)


class Pen:
    """Quick small choices, read from one ``Draw`` in large gulps."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._pool: list[int] = []

    def below(self, n: int) -> int:
        """Return a whole number from 0 up to, not including, ``n``."""
        pool = self._pool or self._refill()
        return (pool.pop() * n) >> _BITS

    def _refill(self) -> list[int]:
        self._pool += self._draw.integers(0, _ONE, _BUFFER).tolist()
        return self._pool

    def chance(self, p: float) -> bool:
        """Return True with probability ``p``."""
        if p <= 0:
            return False
        pool = self._pool or self._refill()
        return pool.pop() < p * _ONE

    def between(self, low: float, high: float) -> float:
        """Return a number from ``low`` to ``high``."""
        return low + (high - low) * self.below(_MILLION) / _MILLION

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        pool = self._pool or self._refill()
        return items[(pool.pop() * len(items)) >> _BITS]

    def weighted(self, items: Mapping[T, float]) -> T:
        """Return one key, with chances in proportion to the values."""
        mark = sum(items.values()) * self.below(_MILLION) / _MILLION
        for item, weight in items.items():
            mark -= weight
            if mark < 0:
                return item
        return item

    def shuffled(self, items: Iterable[T]) -> list[T]:
        """Return the items in a new order."""
        cards = list(items)
        raw = self._pool
        while len(raw) < len(cards):
            self._refill()
        for position in range(len(cards) - 1, 0, -1):
            other = (raw.pop() * (position + 1)) >> _BITS
            cards[position], cards[other] = cards[other], cards[position]
        return cards

    def sample(self, items: Iterable[T], k: int) -> list[T]:
        """Return ``k`` different items, or all of them if there are fewer."""
        return self.shuffled(items)[:k]

    def write(self, text: str, context: Mapping[str, str]) -> str:
        """Fill every choice and slot of a piece."""
        return tidy(self.rough(text, context))

    def rough(self, text: str, context: Mapping[str, str]) -> str:
        """Fill every choice and slot of a piece, but repair nothing."""
        if len(self._pool) < _A_PIECE:
            self._refill()
        out: list[str] = []
        self._into(out.append, _parse(text), context, {})
        return "".join(out)

    def _into(
        self,
        write: Callable[[str], None],
        nodes: Iterable[Any],
        context: Mapping[str, str],
        said: dict[str, set[str]],
    ) -> None:
        # Every word of the case passes here: hence the exact types, and no casts.
        pop = self._pool.pop
        for node in nodes:
            kind = type(node)
            if kind is str:
                write(node)
            elif kind is Words:
                write(node[(pop() * len(node)) >> _BITS])
            elif kind is Slot:
                value = context.get(node.name)
                write(self._fill(node, context, said) if value is None else value)
            else:
                option = node[(pop() * len(node)) >> _BITS]
                self._into(write, option, context, said)

    def _fill(self, slot: Slot, context: Mapping[str, str], said: dict[str, set[str]]) -> str:
        # The same slot twice in a text means two different days, amounts or names.
        before = said.setdefault(slot.name, set())
        for _ in range(4):
            if slot.low < 0:
                value = self.pick(lexicon()[slot.name])
            else:
                span = slot.high + 1 - slot.low
                value = self._number(slot.kind, slot.low + self.below(span), context)
            if value not in before:
                break
        before.add(value)
        return value

    def _number(self, kind: str, value: int, context: Mapping[str, str]) -> str:
        if kind == "eur":
            return context.get("_euro", "€#").replace("#", str(value))
        if kind != "num" and value < len(_WORDS) and context.get("_spell", "yes") == "yes":
            return _WORDS[value]
        return str(value)


def tidy(text: str) -> str:
    """Repair what filling slots leaves behind: spaces, ``a`` before a vowel, the first letter."""
    if "  " in text or " ," in text or " ." in text:
        text = _LOOSE_SPACE.sub("", text)
    if "!." in text or "?." in text:
        text = _STOP_AFTER_MARK.sub(r"\1", text)
    if ". " in text:
        text = _NUMBER_FIRST.sub(lambda match: match[1] + match[2].capitalize(), text)
    text = text.strip().replace("old old ", "old ")
    if "a " in text or "A " in text:
        text = _BEFORE_VOWEL.sub(lambda match: f"{match[1]}n ", text)
    return text[:1].upper() + text[1:]


def phrases(text: str) -> set[tuple[str, ...]]:
    """Return every stretch of ``RUN`` words, without case or punctuation."""
    return set(_runs(text.lower().translate(_MARKS).split()))


def _runs(words: list[str]) -> Iterable[tuple[str, ...]]:
    return zip(*[words[start:] for start in range(RUN)], strict=False)


class Deck:
    """Deals pieces like cards, so that a piece returns only after all the others."""

    def __init__(self, pieces: Sequence[Piece], pen: Pen) -> None:
        self._pieces = list(pieces)
        self._pen = pen
        self._left: list[Piece] = []

    def __len__(self) -> int:
        return len(self._pieces)

    def retire(self, piece: Piece) -> None:
        """Never deal this piece again."""
        for pile in (self._pieces, self._left):
            if piece in pile:
                pile.remove(piece)

    def deal(self, fits: Callable[[Piece], bool]) -> Piece | None:
        """Return the next piece that fits, or None if none of them does."""
        if self._left and fits(self._left[-1]):
            return self._left.pop()
        for refill in (False, True):
            for position in range(len(self._left) - 1, -1, -1):
                if fits(self._left[position]):
                    return self._left.pop(position)
            if not refill:
                left = set(self._left)
                fresh = [piece for piece in self._pieces if piece not in left]
                self._left = self._pen.shuffled(fresh) + self._left
        return None


class Writer:
    """Writes pieces of one table and avoids repeating a phrase that it has used before."""

    def __init__(
        self, names: Sequence[str], draw: Draw, limits: Mapping[str, int] | None = None
    ) -> None:
        """Read the stock files ``names``; ``limits`` is how often a piece of a section may
        come up when it does not say so itself."""
        self.pen = Pen(draw)
        self.words = lexicon()
        pieces: dict[str, list[Piece]] = {}
        for name in names:
            for section, found in stock(name).items():
                pieces.setdefault(section, []).extend(found)
        self.decks = {section: Deck(found, self.pen) for section, found in pieces.items()}
        # What the context of a piece must bring along.
        self._needs = {
            piece: piece.slots.difference(self.words)
            for found in pieces.values()
            for piece in found
        }
        # Hashes of phrases: the phrases themselves would take three times as long to keep.
        self._used: set[int] = set()
        usual = dict.fromkeys(pieces, _LIMITS["plain"]) | dict(limits or {})
        self._left = {
            piece: usual[section] if piece.limit is None else piece.limit
            for section, found in pieces.items()
            for piece in found
        }
        self.used: Counter[Piece] = Counter()

    def has(self, section: str) -> bool:
        """Say whether the stock has this section."""
        return section in self.decks

    def line(
        self,
        section: str,
        context: Mapping[str, str],
        tags: Iterable[str] = (),
        fits: Callable[[Piece], bool] | None = None,
        tries: int = 5,
    ) -> tuple[str, Piece]:
        """Write one piece of a section.

        A piece fits when it names no tag or one of ``tags``, when the context has
        its slots, and when ``fits`` agrees. With ``tries=1`` the first one that fits
        is taken, whether or not its phrases have come up before.
        """
        needs = self._needs

        def usable(piece: Piece) -> bool:
            return (
                (not piece.tags or not piece.tags.isdisjoint(tags))
                and needs[piece].issubset(context)
                and (fits is None or fits(piece))
            )

        deck = self.decks[section]
        if tries == 1:
            only = deck.deal(usable)
            if only is None:
                raise LookupError(f"no piece of section {section!r} fits {dict(context)}")
            self._count(deck, only)
            return self.pen.write(only.text, context), only
        best: tuple[int, str, Piece, set[int]] | None = None
        for attempt in range(tries):
            piece = deck.deal(usable)
            if piece is None:
                break
            for _ in range(1 if attempt else 2):
                text = self.pen.rough(piece.text, context)
                words = text.split()
                found = set(map(hash, _runs(words))) if len(words) >= RUN else set()
                if found.isdisjoint(self._used):
                    self._used |= found
                    self._count(deck, piece)
                    return tidy(text), piece
                clash = len(found & self._used)
                if best is None or clash < best[0]:
                    best = (clash, text, piece, found)
        if best is None:
            raise LookupError(f"no piece of section {section!r} fits {dict(context)}")
        self._used |= best[3]
        self._count(deck, best[2])
        return tidy(best[1]), best[2]

    def _count(self, deck: Deck, piece: Piece) -> None:
        self.used[piece] += 1
        self._left[piece] -= 1
        if not self._left[piece]:
            deck.retire(piece)
