"""Answers to paired Kano questions, and the 25 possible pairs as an exercise."""

from __future__ import annotations

import pandas as pd

from pmbridge.case.draw import Draw
from pmbridge.case.quota import between, spread
from pmbridge.case.spec import table, tables

RESPONDENTS = 200
ANSWERS = ("like", "expect", "neutral", "tolerate", "dislike")
"""From 'I like it' over 'I expect it', 'I do not mind', 'I can live with it' to 'I dislike it'."""
FEATURES = {
    "date": "A firm day for the repair",
    "status": "News about the repair without asking",
    "parts": "Common spare parts already with the repairer",
    "badge": "A badge that shows the waste saved",
}

# Answer pairs behind each reading, with weights: (if present, if absent, weight).
_PAIRS = {
    "A": (("like", "neutral", 6), ("like", "tolerate", 4), ("like", "expect", 1)),
    "O": (("like", "dislike", 1),),
    "M": (("expect", "dislike", 7), ("neutral", "dislike", 3), ("tolerate", "dislike", 1)),
    "I": (
        ("neutral", "neutral", 8),
        ("expect", "neutral", 2),
        ("neutral", "tolerate", 3),
        ("tolerate", "neutral", 2),
        ("expect", "tolerate", 2),
        ("tolerate", "tolerate", 1),
        ("expect", "expect", 1),
    ),
    "R": (("dislike", "like", 3), ("neutral", "like", 2), ("dislike", "neutral", 2)),
    "Q": (("like", "like", 2), ("dislike", "dislike", 1)),
}
# feature: the reading that leads, with its lowest and highest share, then the others' weights
_LEADS: dict[str, tuple[str, float, float, dict[str, float]]] = {
    "date": ("O", 0.42, 0.54, {"A": 15, "M": 22, "I": 12, "R": 1, "Q": 2}),
    "status": ("M", 0.42, 0.54, {"O": 25, "A": 8, "I": 15, "R": 1, "Q": 2}),
    "parts": ("A", 0.40, 0.52, {"O": 20, "M": 8, "I": 22, "R": 1, "Q": 2}),
    "badge": ("I", 0.48, 0.62, {"A": 18, "O": 5, "M": 3, "R": 12, "Q": 2}),
}


def kano(seed: int) -> pd.DataFrame:
    """Return one row for each respondent and feature."""
    draw = Draw(seed, "kano")
    parts = []
    for feature, (lead, low, high, others) in _LEADS.items():
        share = between(draw, low, high)
        jitter = {name: weight * between(draw, 0.8, 1.2) for name, weight in others.items()}
        rest = 0.0
        for weight in jitter.values():
            rest += weight
        names = (lead, *jitter)
        shares = (share, *((1 - share) * weight / rest for weight in jitter.values()))
        for number, name in enumerate(spread(draw, names, shares, RESPONDENTS), start=1):
            pairs = _PAIRS[name]
            present, absent, _ = draw.pick(pairs, [pair[2] for pair in pairs])
            parts.append((f"K{number:03d}", feature, present, absent))
    parts.sort(key=lambda row: row[0])
    return pd.DataFrame(parts, columns=["respondent", "feature", "if_present", "if_absent"])


def kano_pairs(seed: int) -> pd.DataFrame:
    """Return all 25 pairs of answers in a random order."""
    pairs = [(present, absent) for present in ANSWERS for absent in ANSWERS]
    mixed = Draw(seed, "kano_pairs").shuffled(pairs)
    rows = [(f"P{number:02d}", *pair) for number, pair in enumerate(mixed, start=1)]
    return pd.DataFrame(rows, columns=["pair_id", "if_present", "if_absent"])


_ALLOWED = "; ".join(ANSWERS)
_ANSWERS = (
    ("if_present", "text", "", "How would you feel if the product had it?", _ALLOWED),
    ("if_absent", "text", "", "How would you feel if the product did not have it?", _ALLOWED),
)
TABLES = tables(
    table(
        "kano",
        "one simulated household's two answers about one feature",
        kano,
        ("respondent", "text", "", "Number of the household", "K001 to K200"),
        (
            "feature",
            "text",
            "",
            "Which feature: " + "; ".join(f"{k} ({v})" for k, v in FEATURES.items()),
            "; ".join(FEATURES),
        ),
        *_ANSWERS,
    ),
    table(
        "kano_pairs",
        "one possible pair of answers, to be classified",
        kano_pairs,
        ("pair_id", "text", "", "Number of the pair", "P01 to P25"),
        *_ANSWERS,
    ),
)
