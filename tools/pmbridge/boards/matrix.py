"""A competitor matrix: every cell opens the reviews behind it, and what has no source stays empty."""

import math
from functools import lru_cache
from typing import Any

from pmbridge.boards.kind import (
    Changed,
    Flaw,
    Kind,
    Settings,
    ids,
    item_flaws,
    shown_case,
    still_list,
    still_question,
    still_table,
    strange_keys,
    text_flaws,
)
from pmbridge.boards.widget import BoardWidget, make

MEASURES = ("count", "rate", "stars")
MATCHINGS = ("word", "context")
VERDICTS = ("keep", "zero", "empty")
NONE = "none"
# Facts that can be an axis of the map, with the words for it. For each of them less or more is better.
FACTS = {
    "from_price_eur": "Price from, €",
    "typical_wait_days": "Usual wait, days",
    "warranty_months": "Warranty, months",
}
PAGE = 5


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of a matrix board."""
    from pmbridge.case.text.themes import THEMES

    found = strange_keys(settings, ("question", "themes", "claims"))
    found += text_flaws(settings, "question", "Write question: and what the matrix is for.")
    found += item_flaws(settings.get("themes"), "themes", 2)
    found += item_flaws(
        settings.get("claims"),
        "claims",
        1,
        ("id", "company", "text", "value", "source", "fact"),
        ("id", "company", "text"),
    )
    if found:
        return found
    for theme in ids(settings["themes"]):
        if theme not in THEMES:
            found.append((f"has the theme {theme!r}.", f"Use one of: {', '.join(THEMES)}."))
    for claim in settings["claims"]:
        where = f" in the claim {claim['id']!r}"
        if ("fact" in claim) == ("value" in claim):
            found.append(
                (
                    f"needs either value: or fact:{where}.",
                    "Write value: and source:, or fact: and a column of competitors.",
                )
            )
        if "fact" in claim and claim["fact"] not in FACTS:
            found.append(
                (f"has fact: {claim['fact']!r}{where}.", f"Use one of: {', '.join(FACTS)}.")
            )
    return found


def read(settings: Settings, answer: Any) -> Any:
    """Return what was decided: measure, matching, importance, claims, white space, gap and axes."""
    if not isinstance(answer, dict):
        return ...
    themes = ids(settings["themes"])
    kept: dict[str, Any] = {}
    for key, known in (
        ("measure", MEASURES),
        ("matching", MATCHINGS),
        ("behind", (*themes, NONE)),
    ):
        if isinstance(answer.get(key), str) and answer[key] in known:
            kept[key] = answer[key]
    for key, rows, known in (
        ("importance", themes, (*_OUTCOMES, NONE)),
        ("claims", ids(settings["claims"]), VERDICTS),
    ):
        given = answer.get(key)
        chosen = {
            row: value
            for row, value in (given.items() if isinstance(given, dict) else ())
            if row in rows and isinstance(value, str) and value in known
        }
        if chosen:
            kept[key] = chosen
    spaces = answer.get("white_space")
    if isinstance(spaces, list):
        kept["white_space"] = [t for t in themes if t in spaces]
    axes = answer.get("axes")
    if isinstance(axes, list) and len(axes) == 2:
        known_axes = (*themes, *FACTS)
        if all(isinstance(axis, str) and axis in known_axes for axis in axes):
            kept["axes"] = list(axes)
    return kept or ...


_OUTCOMES = ("o1", "o2", "o3", "o4", "o5", "o6")


@lru_cache(maxsize=4)
def _found(seed: int, themes: tuple[str, ...]) -> dict[str, Any]:
    """Return for each company its reviews, and which of them mention or complain about each theme."""
    from pmbridge.case import Case
    from pmbridge.case.text.themes import mentions

    found: dict[str, Any] = {}
    reviews = Case(seed).reviews
    seen: set[str] = set()
    for number, company, stars, text in zip(
        *(reviews[c] for c in ("review_id", "company", "stars", "text")), strict=True
    ):
        company_found = found.setdefault(
            company, {"stars": [], "hits": {theme: [] for theme in themes}}
        )
        company_found["stars"].append(int(stars))
        again = text in seen
        seen.add(text)
        for theme in themes:
            hits = mentions(text, theme)
            if hits:
                company_found["hits"][theme].append((str(number), int(stars), text, hits, again))
    return found


def interval(hits: int, of: int) -> tuple[float, float]:
    """Return the range of rates that such a sample is compatible with (Wilson 1927, 95 %)."""
    z = 1.96
    p, spread = hits / of, z * z / of
    middle = (p + spread / 2) / (1 + spread)
    half = z * math.sqrt(p * (1 - p) / of + spread / (4 * of)) / (1 + spread)
    # Rounding must not push a bound past the rate itself, at 0 and at 1.
    return min(p, max(0.0, middle - half)), max(p, min(1.0, middle + half))


def _source(row: Any) -> str:
    return f"{row['source']}, read on {row['seen_on']}"


def fill(settings: Settings) -> Settings:
    """Put in companies, counts, facts with their sources, and what households find important."""
    from pmbridge.case.survey import OUTCOME_NAMES

    case = shown_case()
    themes = ids(settings["themes"])
    found = _found(case.seed, tuple(themes))
    facts = case.competitors.astype(object).set_index("company")
    survey = case.survey
    companies = [str(company) for company in facts.index]
    cells = {}
    for theme in themes:
        for company in companies:
            hits = found[company]["hits"][theme]
            total = len(found[company]["stars"])
            word = len(hits)
            context = sum(any(m.complaint for m in row[3]) for row in hits)
            cells[f"{theme}|{company}"] = {
                name: {"count": n, "low": interval(n, total)[0], "high": interval(n, total)[1]}
                for name, n in (("word", word), ("context", context))
            }
    claims = [
        {
            **claim,
            "value": f"{facts.loc[claim['company'], claim['fact']]}",
            "source": _source(facts.loc[claim["company"]]),
        }
        if "fact" in claim
        else claim
        for claim in settings["claims"]
    ]
    return {
        **settings,
        "claims": claims,
        "companies": [
            {
                "id": company,
                "reviews": len(found[company]["stars"]),
                "stars": sum(found[company]["stars"]) / len(found[company]["stars"]),
                "own": company == companies[0],
                "facts": {fact: float(str(facts.loc[company, fact])) for fact in FACTS},
                "source": _source(facts.loc[company]),
            }
            for company in companies
        ],
        "cells": cells,
        "facts": [{"id": fact, "text": text} for fact, text in FACTS.items()],
        "outcomes": [
            {
                "id": outcome,
                "text": OUTCOME_NAMES[outcome],
                "share": float(
                    survey["weight"][survey[f"imp_{outcome}"] >= 4].sum() / survey["weight"].sum()
                ),
            }
            for outcome in _OUTCOMES
        ],
    }


def opened(settings: Settings, look: Any) -> dict[str, Any]:
    """Return one page of the reviews behind a cell, with the words that were found in each."""
    if not isinstance(look, dict):
        return {}
    theme, company = look.get("theme"), look.get("company")
    themes = ids(settings["themes"])
    found = _found(shown_case().seed, tuple(themes))
    if theme not in themes or company not in found:
        return {}
    rows = found[company]["hits"][theme]
    wanted = look.get("page")
    page = wanted if type(wanted) is int and 0 <= wanted * PAGE < len(rows) else 0
    start = page * PAGE
    return {
        "theme": theme,
        "company": company,
        "page": page,
        "pages": math.ceil(len(rows) / PAGE),
        "reviews": [
            {
                "id": number,
                "stars": stars,
                "text": text,
                "marks": [[m.start, m.end, m.complaint] for m in hits],
                "again": again,
            }
            for number, stars, text, hits, again in rows[start : start + PAGE]
        ],
    }


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the board on the learner's own reviews."""

    def translate(given: Any) -> tuple[Any, dict[str, Any]]:
        if not isinstance(given, dict):
            return given, {}
        answer = {key: value for key, value in given.items() if key != "look"}
        return answer, {"opened": opened(settings, given.get("look"))}

    return make("matrix", settings, answer, changed, read, translate=translate, uses=("plot.js",))


def still(settings: Settings) -> tuple[str, str]:
    """Return the matrix of complaints as shares, and the claims."""
    html, text = still_question(settings)
    companies = settings["companies"]
    head = ["Complaints of 100 reviews", *(company["id"] for company in companies)]
    lines = [
        [
            theme["text"],
            *(
                f"{100 * settings['cells'][theme['id'] + '|' + c['id']]['context']['count'] / c['reviews']:.0f}"
                for c in companies
            ),
        ]
        for theme in settings["themes"]
    ]
    table, lines_of_text = still_table(head, lines)
    claims = [
        f"{c['company']}, {c['text']}: {c['value']} ({c.get('source') or 'no source'})"
        for c in settings["claims"]
    ]
    items, claims_text = still_list(claims)
    return f"{html}{table}{items}", f"{text}\n{lines_of_text}\n{claims_text}"


KIND = Kind(flaws, read, widget, still, fill)
