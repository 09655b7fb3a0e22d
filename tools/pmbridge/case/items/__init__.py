"""Items to judge: banks of written statements from which a seed chooses and orders.

Each bank is about one and a half times as large as what a learner sees. It is
split into strata of equal difficulty, from each of which a fixed number is
shown. What is right, and what each wrong answer reveals, lives with grading.
"""

from __future__ import annotations

from dataclasses import dataclass

from pmbridge.case.draw import Draw


@dataclass(frozen=True)
class Stratum:
    """Entries of one kind, and how many of them a learner sees."""

    shown: int
    entries: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Bank:
    """A bank of entries; the first text of an entry is its key and is not shown."""

    name: str
    prefix: str
    strata: tuple[Stratum, ...]

    def choose(self, seed: int) -> list[tuple[str, tuple[str, ...]]]:
        """Return the visible id and the entry of each item that this seed shows."""
        draw = Draw(seed, "items", self.name)
        chosen = [e for s in self.strata for e in draw.sample(s.entries, s.shown)]
        mixed = draw.shuffled(chosen)
        width = len(str(len(mixed)))
        return [(f"{self.prefix}{n:0{width}d}", e) for n, e in enumerate(mixed, start=1)]

    def keys(self, seed: int) -> dict[str, str]:
        """Return the bank's key behind each visible id."""
        return {visible: entry[0] for visible, entry in self.choose(seed)}

    def all_keys(self) -> list[str]:
        """Return the key of every entry."""
        return [entry[0] for stratum in self.strata for entry in stratum.entries]

    def rows(self, seed: int) -> list[tuple[str, ...]]:
        """Return the rows of the visible table: id, then the texts without the key."""
        return [(visible, *entry[1:]) for visible, entry in self.choose(seed)]
