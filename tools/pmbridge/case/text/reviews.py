"""Reviews of five places that repair things: 1,400 rows of simulated public text.

Nobody wrote these reviews. What each one complains about is known, because the
complaint was put in by hand-written stock; see :func:`review_labels`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from pmbridge.case.draw import Draw
from pmbridge.case.text.grammar import Pen, Piece, Writer, stock
from pmbridge.case.text.themes import (
    COUNTER_PHRASES,
    NEGATIONS,
    THEME_WORDS,
    THEMES,
    found_themes,
    naive_themes,
)
from pmbridge.case.text.things import THINGS, thing_context
from pmbridge.case.text.voice import PLAIN, VOICES, soften, speak

ROWS = 1400
COMPANIES = ("Second Spark", "BoltFix", "BrandCare", "Kerb Cafe", "PostMend")

_TAGS = {
    "Second Spark": ("SS", "home"),
    "BoltFix": ("BF", "home"),
    "BrandCare": ("BC", "home"),
    "Kerb Cafe": ("KC",),
    "PostMend": ("PM",),
}
# Share of reviews that complain. Headline rates are drawn for each seed in _rates.
_BASE = {
    "Second Spark": (0.05, 0.0, 0.11, 0.06, 0.03, 0.055, 0.035, 0.08),
    "BoltFix": (0.0, 0.05, 0.13, 0.10, 0.06, 0.08, 0.045, 0.09),
    "BrandCare": (0.0, 0.05, 0.12, 0.06, 0.055, 0.045, 0.035, 0.07),
    "Kerb Cafe": (0.0, 0.008, 0.13, 0.10, 0.022, 0.07, 0.016, 0.018),
    "PostMend": (0.08, 0.05, 0.13, 0.09, 0.02, 0.03, 0.13, 0.08),
}
_PRAISE = {
    "good.quality": 30,
    "good.people": 27,
    "good.general": 24,
    "good.speed": 11,
    "good.booking": 6,
    "good.status": 5,
}
# Praise that would contradict a complaint of the same review.
_CLASH = {
    "good.quality": {"quality", "damage", "status"},
    "good.people": {"friendliness"},
    "good.general": {"quality", "friendliness", "damage", "price", "status", "communication"},
    "good.speed": {"wait", "status", "booking"},
    "good.booking": {"booking", "communication"},
    "good.status": {"status", "communication", "wait"},
}
_AWAY = {
    "Kerb Cafe": ("good.speed", "good.booking", "good.status"),
    "PostMend": ("good.booking", "good.speed"),
}
_STARS = (
    {5: 58, 4: 30, 3: 12},
    {4: 14, 3: 37, 2: 29, 1: 20},
    {4: 2, 3: 20, 2: 38, 1: 40},
    {3: 7, 2: 28, 1: 65},
)
_KEEP = frozenset(
    word
    for phrases in (*THEME_WORDS.values(), *COUNTER_PHRASES.values())
    for phrase in phrases
    for word in phrase.replace("-", " ").split()
) | frozenset(NEGATIONS)
_SMALL = tuple(name for name, thing in THINGS.items() if not thing.big)
_HARD = {"BF": 4, "BC": 2, "SS": 1, "PM": 1}
_MENDERS = 14
_FILES = ("reviews_price", "reviews_bad", "reviews_good", "reviews_kerb", "reviews_long")
# One grave complaint leaves few stars: nobody gives four to what is still broken, or scratched.
_GRAVE = frozenset({"quality", "damage", "friendliness", "status", "communication"})
_GRAVE_STARS = {3: 34, 2: 38, 1: 28}
_BUT = ("But ", "But ", "But ", "Only ", "Sadly, ", "Still, ", "Pity: ", "However, ", "", "")
_YET = ("Still, ", "Still, ", "But ", "That said, ", "In fairness, ")
# Tags of pieces that name the stars, or that only a poor review says.
_STAR_TAGS = {5: ("five",), 4: ("four",), 3: ("three", "low"), 2: ("two", "low"), 1: ("one", "low")}


class Review(NamedTuple):
    """One review and what it really complains about."""

    company: str
    stars: int
    text: str
    themes: frozenset[str]


def reviews(seed: int) -> pd.DataFrame:
    """Return the 1,400 simulated reviews of this seed.

    Columns: ``review_id``, ``company``, ``stars`` (1 to 5) and ``text``. About 2 %
    of the rows repeat another row's text, as happens when people post twice.
    """
    rows = _reviews(int(seed))
    return pd.DataFrame(
        {
            "review_id": [f"R{number:04d}" for number in range(1, len(rows) + 1)],
            "company": [row.company for row in rows],
            "stars": [row.stars for row in rows],
            "text": [row.text for row in rows],
        }
    )


def review_labels(seed: int) -> pd.DataFrame:
    """Return, for each ``review_id``, which themes it really complains about (booleans)."""
    rows = _reviews(int(seed))
    labels: dict[str, list[str] | list[bool]] = {
        "review_id": [f"R{number:04d}" for number in range(1, len(rows) + 1)]
    }
    for theme in THEMES:
        labels[theme] = [theme in row.themes for row in rows]
    return pd.DataFrame(labels)


def true_themes(seed: int) -> pd.DataFrame:
    """Return the true share of each company's reviews that complain, one column a theme."""
    rows = _reviews(int(seed))
    labels = review_labels(seed).drop(columns="review_id").astype(float)
    return labels.groupby([row.company for row in rows]).mean().rename_axis("company")


def review_context(pen: Pen, company: str) -> dict[str, str]:
    """Return what one simulated customer keeps the same through a text."""
    kind = pen.pick(_SMALL) if company in {"Kerb Cafe", "PostMend"} else pen.pick(tuple(THINGS))
    return thing_context(pen, THINGS[kind])


@lru_cache(maxsize=4)
def _reviews(seed: int) -> tuple[Review, ...]:
    draw = Draw(seed, "text", "reviews")
    return _Author(draw).all()


class _Author:
    def __init__(self, draw: Draw) -> None:
        self.writer = Writer(_FILES, draw)
        self.pen = self.writer.pen
        self.seen: set[str] = set()
        # Long and short pieces come up equally often, so that none repeats sooner.
        size = {section: len(deck) for section, deck in self.writer.decks.items()}
        self.long_share = {
            theme: size[f"{theme}.long"] / (size[f"{theme}.long"] + size[theme]) for theme in THEMES
        }
        names = self.pen.shuffled(dict.fromkeys(self.writer.words["name"]))
        self.menders = {
            company: names[index * 9 : index * 9 + _MENDERS]
            for index, company in enumerate(COMPANIES)
        }

    def all(self) -> tuple[Review, ...]:
        pen = self.pen
        twice = 24 + pen.below(9)
        sizes = self._sizes(ROWS - twice)
        rates = self._rates()
        wholes = self._wholes()
        rows: list[Review] = []
        for company, size in sizes.items():
            rows += self._company(company, size, rates[company], wholes[company])
        rows = pen.shuffled(rows)
        # Cross people post twice more often, so duplicates inflate complaints.
        cross = [row for row in rows if row.stars <= 2 and len(row.text) > 60]
        other = [row for row in rows if row.stars > 2 and len(row.text) > 60]
        again = pen.sample(cross, twice * 2 // 3) + pen.sample(other, twice - twice * 2 // 3)
        for row in again:
            rows.insert(pen.below(len(rows) + 1), row)
        return tuple(rows)

    def _sizes(self, total: int) -> dict[str, int]:
        pen = self.pen
        shares = {
            "Second Spark": pen.between(0.14, 0.18),
            "BrandCare": pen.between(0.15, 0.19),
            "Kerb Cafe": pen.between(0.10, 0.13),
            "PostMend": pen.between(0.08, 0.11),
        }
        sizes = {company: round(total * share) for company, share in shares.items()}
        sizes["BoltFix"] = total - sum(sizes.values())
        return {company: sizes[company] for company in COMPANIES}

    def _rates(self) -> dict[str, dict[str, float]]:
        pen = self.pen
        rates = {
            company: {
                theme: base * pen.between(0.7, 1.3)
                for theme, base in zip(THEMES, bases, strict=True)
            }
            for company, bases in _BASE.items()
        }
        bolt = pen.between(0.158, 0.358)
        rates["BoltFix"]["price"] = bolt
        rates["BrandCare"]["price"] = bolt + pen.between(0.05, 0.083)
        rates["Second Spark"]["status"] = pen.between(0.128, 0.302)
        return rates

    def _wholes(self) -> dict[str, list[Piece]]:
        tags = {tag[0]: company for company, tag in _TAGS.items()}
        found: dict[str, list[Piece]] = {company: [] for company in COMPANIES}
        for piece in stock("reviews_whole")["whole"]:
            found[self.pen.pick([tags[tag] for tag in sorted(piece.tags)])].append(piece)
        # A few that no word list gets right, too few to move a rate by a percentage point.
        hard = self.pen.shuffled(stock("reviews_whole")["hard"])
        for tag, count in _HARD.items():
            found[tags[tag]] += [piece for piece in hard if tag in piece.tags][:count]
        return found

    def _company(
        self, company: str, size: int, rates: dict[str, float], wholes: list[Piece]
    ) -> list[Review]:
        pen = self.pen
        plans: list[set[str]] = [set() for _ in range(size - len(wholes))]
        for theme in THEMES:
            want = round(rates[theme] * size) - sum(theme in piece.labels for piece in wholes)
            free = [place for place, plan in enumerate(plans) if len(plan) < 3]
            # Half of the places are offered twice to calm reviews: complaints rarely pile up.
            calm = [place for place in free if not plans[place]]
            for place in pen.sample(calm if pen.chance(0.5) else free, max(want, 0)):
                plans[place].add(theme)
        fine_share = pen.between(0.12, 0.185) if company == "Kerb Cafe" else 0.015
        calm = [place for place, plan in enumerate(plans) if not plan]
        spoken = sum("expensive" in piece.text for piece in wholes) * (company == "Kerb Cafe")
        fine = set(pen.sample(calm, max(round(fine_share * size) - spoken, 0)))
        rows = [self._whole(company, piece) for piece in wholes]
        for place, plan in enumerate(plans):
            rows.append(self._one(company, frozenset(plan), place in fine))
        return rows

    def _context(self, company: str) -> dict[str, str]:
        context = review_context(self.pen, company)
        context["fixer"] = self.pen.pick(self.menders[company])
        return context

    def _whole(self, company: str, piece: Piece) -> Review:
        text = self.pen.write(piece.text, self._context(company))
        self.seen.add(text)
        stars = self._stars(piece.labels)
        if piece.labels > found_themes(text):  # irony, and ironic people give few stars
            stars = min(stars, 2)
        return Review(company, stars, text, piece.labels)

    def _stars(self, themes: frozenset[str]) -> int:
        if len(themes) == 1 and themes <= _GRAVE:
            return self.pen.weighted(_GRAVE_STARS)
        return self.pen.weighted(_STARS[min(len(themes), 3)])

    def _one(self, company: str, plan: frozenset[str], fine: bool) -> Review:
        pen = self.pen
        stars = self._stars(plan)
        for attempt in range(12):
            context = self._context(company)
            pieces, themes = self._pieces(company, plan, fine, stars, context)
            if attempt < 8 and themes != plan:
                continue
            voice = pen.weighted(VOICES) if attempt < 6 else PLAIN
            text = speak(pieces, voice, pen, _KEEP, stars - 3)
            right = found_themes(text) == themes and naive_themes(text) >= fine
            if right and text not in self.seen and (fine or not self._stray(company, text)):
                break
        self.seen.add(text)
        return Review(company, stars, text, themes)

    @staticmethod
    def _stray(company: str, text: str) -> bool:
        return company == "Kerb Cafe" and naive_themes(text)

    def _pieces(
        self,
        company: str,
        plan: frozenset[str],
        fine: bool,
        stars: int,
        context: dict[str, str],
    ) -> tuple[list[str], frozenset[str]]:
        pen, line = self.pen, self.writer.line
        tags = (*_TAGS[company], *_STAR_TAGS[stars])
        room = 3 - len(plan)
        if not plan:
            return self._happy(company, fine, stars, context), plan

        def fits(piece: Piece) -> bool:
            return piece.labels <= plan and (company != "Kerb Cafe" or bool(piece.tags))

        def new(piece: Piece) -> bool:  # a small story that came up twice would be noticed
            return fits(piece) and not self.writer.used[piece]

        body: list[str] = []
        said: set[str] = set()
        long = False
        for theme in pen.shuffled(sorted(plan)):
            if theme in said:
                continue
            section = theme
            if not long and company != "Kerb Cafe" and pen.chance(self.long_share[theme]):
                section, long = f"{theme}.long", True
            try:
                text, piece = line(section, context, tags, new if section != theme else fits)
            except LookupError:  # every long piece is used up
                text, piece = line(theme, context, tags, fits)
            said |= {theme, *piece.labels}
            body.append(text)
        if stars >= 4 or (stars == 3 and room > 0 and pen.chance(0.4)):
            self._relieve(company, plan, context, body, tags, told=long)
        if not long and pen.chance(0.2 if len(plan) == 1 else 0.12):
            body.insert(0, line("context", context, tags)[0])
        if len(body) < 3 and pen.chance(0.08):
            body.append(line("aside", context, tags)[0])
        if stars <= 2 and pen.chance(0.14):
            body.append(line("close.bad", context, tags, tries=1)[0])
        elif len(body) < 4 and pen.chance(0.06):
            body.append(line("close", context, tags, tries=1)[0])
        return body, frozenset(said)

    def _relieve(
        self,
        company: str,
        plan: frozenset[str],
        context: dict[str, str],
        body: list[str],
        tags: tuple[str, ...],
        *,
        told: bool,
    ) -> None:
        """Add a kind word to a complaint, before or after it; ``told`` marks a small story."""
        pen = self.pen

        def fits(piece: Piece) -> bool:
            return piece.against.isdisjoint(plan | {"any"})

        topics = {
            topic: weight
            for topic, weight in _PRAISE.items()
            if not _CLASH[topic] & plan and topic not in _AWAY.get(company, ())
        }
        topics.pop("good.general", None)
        if not topics or pen.chance(0.35):
            text, _ = self.writer.line("good.mixedlead", context, tags, fits)
            body.insert(0 if pen.chance(0.4) else len(body), text)
            return
        text, _ = self.writer.line(pen.weighted(topics), context, tags, fits)
        if pen.chance(0.55):
            body[0] = body[0] if told else _join(pen.pick(_BUT), body[0])
            body.insert(0, text)
        else:
            body.append(_join(pen.pick(_YET), text))

    def _happy(self, company: str, fine: bool, stars: int, context: dict[str, str]) -> list[str]:
        pen, line = self.pen, self.writer.line
        tags = (*_TAGS[company], *_STAR_TAGS[stars], "fine")
        chance = pen.between(0, 1)
        if not fine and stars >= 4 and chance < 0.16:
            return [line("mini", context, tags, tries=1)[0]]
        if not fine and stars >= 4 and chance < 0.24 and company not in {"Kerb Cafe", "PostMend"}:
            try:
                return [line("good.long", context, tags, lambda p: not self.writer.used[p])[0]]
            except LookupError:
                pass
        body: list[str] = []
        if stars <= 3 and not fine:
            body.append(line("meh", context, tags)[0])
        weights = {t: w for t, w in _PRAISE.items() if t not in _AWAY.get(company, ())}
        count = 0 if body else pen.weighted({1: 58, 2: 34, 3: 8})
        if fine:
            body.append(
                line(
                    "pricefine", context, tags, lambda p: bool(p.tags) != (company == "Kerb Cafe")
                )[0]
            )
            count = pen.weighted({0: 50, 1: 40, 2: 10})
        for _ in range(count):
            topic = pen.weighted(weights)
            del weights[topic]
            body.insert(pen.below(len(body) + 1), line(topic, context, tags)[0])
        if pen.chance(0.28):
            body.insert(0, line("context", context, tags)[0])
        if len(body) < 3 and pen.chance(0.09):
            body.append(line("aside", context, tags)[0])
        if pen.chance(0.09):
            body.append(line("close", context, tags, tries=1)[0])
        return body


def _join(start: str, text: str) -> str:
    return start + soften(text) if start else text
