"""Resume bullets from six backgrounds: 60 rows of simulated lines with hand-set labels.

Nobody wrote these about themselves. The labels follow these rules:

* ``verb``: the line starts with a strong verb for something the person did. "Responsible
  for", "Helped with", "Part of" and nouns do not count.
* ``metric``: a number or a word like "doubled" or "by half" that measures a result or an
  amount of work. Years, "24/7", versions, names and a "top 3" of ideas do not count.
* ``outcome``: it says what became different for customers, colleagues or the business.
* ``scope``: it says how large the field was: people led, places, accounts or a budget.
"""

from __future__ import annotations

import re
from functools import lru_cache

import pandas as pd

from pmbridge.case.draw import Draw
from pmbridge.case.text.grammar import Pen, Piece, stock

ROWS = 60
BACKGROUNDS = ("marketing", "sales", "operations", "support", "teaching", "other")
LABELS = ("verb", "metric", "outcome", "scope")

_WEAK = re.compile(
    r"(responsible|helped|part of|assisted|supported|involved|worked|in charge|duties|member|"
    r"strong|hit targets|good|calm|passionate|excellent|experience|certified|career|voluntary|"
    r"teacher|head of|site lead|account manager|point of|foreman|sales assistant|shift work|"
    r"driving)\b",
    re.I,
)
_VERB = re.compile(r"[A-Z][a-z]+(?:ed|t|n|k|ew|ote|ade|id|uilt|aw|ead|an)\b")
_TIMES = re.compile(
    r"\b(doubl|halv|tripl|by half|by a third|twice the|one in)|%|percent|\bpoints?\b|€\d", re.I
)
_NOT_METRIC = re.compile(
    r"\b(19|20)\d\d\b|24/7|\b[A-Z]+ ?\d+\b|\b[QS]/?\d|\b(?:Office|Helpdesk|ISO|Level|Web|level|year|"
    r"class|store|building|version|top|Presented our top) \d[\d.]*\b|S/4"
)
_SCOPE = re.compile(
    r"(?:\d|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)[\d,k]*[ -](?:person|people|"
    r"countries|markets|agencies|colleagues|junior|towns|clients|resellers|warehouse|warehouses|new "
    r"pick|planners|landlords|customers|new agents|teachers|beds|electricians|flats|cooks|schools|"
    r"trainee|languages|cities|dormant|hobby|pupils in|volunteers|visitors|sites|districts)|"
    r"budget of|department with",
    re.I,
)
_OUTCOME = re.compile(
    r"\b(rose|raised?|grew|cut|reduced|doubled|halved|tripled|saved|lifted|shortened|freed|won|"
    r"increased|fell|dropped|down|up|so that|which made|became|stopped|fewer|shorter|now|"
    r"resulted|disappeared|improved|brought|ended|delivered|still|got the|persuaded|fixed)\b",
    re.I,
)


def resume_bullets(seed: int) -> pd.DataFrame:
    """Return the 60 simulated bullets of this seed: ``bullet_id``, ``background``, ``text``."""
    rows = _bullets(int(seed))
    return pd.DataFrame(
        {
            "bullet_id": _ids(),
            "background": [background for background, _, _ in rows],
            "text": [text for _, text, _ in rows],
        }
    )


def resume_bullet_labels(seed: int) -> pd.DataFrame:
    """Return for each ``bullet_id`` whether it has a verb, metric, outcome and scope."""
    rows = _bullets(int(seed))
    labels: dict[str, list[str] | list[bool]] = {"bullet_id": _ids()}
    for label in LABELS:
        labels[label] = [label[0] in code for _, _, code in rows]
    return pd.DataFrame(labels)


def lint_bullet(text: str) -> dict[str, bool]:
    """Return the four labels as a mechanical check finds them; it is sometimes wrong."""
    bare = _NOT_METRIC.sub("", text)
    outside = _SCOPE.sub("", bare)
    metric = bool(_TIMES.search(outside)) or bool(re.search(r"\d", outside))
    return {
        "verb": not _WEAK.match(text) and bool(_VERB.match(text) or re.match(r"Cut|Led|Ran", text)),
        "metric": metric,
        "outcome": bool(_OUTCOME.search(text)),
        "scope": bool(_SCOPE.search(bare)),
    }


def calibration() -> pd.DataFrame:
    """Return how well ``lint_bullet`` agrees with hand-set labels, in percent.

    Precision: of the lines in which it finds something, the share where a person found it too. Recall: of
    the lines in which a person found it, the share where it does too. ``always yes`` is the precision of a
    reader that finds everything everywhere. The known lines are by the writer of the rules. The lines called
    held out were written and labelled by another person, who had not seen the rules; none is changed for them.
    """
    rows: dict[str, dict[tuple[str, str], int]] = {}
    pen = Pen(Draw(0, "text", "calibration"))
    known = stock("bullets")["bullet"] + stock("bullets_more")["bullet"]
    for name, pieces in (("known", known), ("held out", stock("bullets_held_out")["bullet"])):
        which = f"{name}, {len(pieces)} lines"
        texts = [pen.write(piece.text, {"_spell": "no"}) for piece in pieces]
        said = [lint_bullet(text) for text in texts]
        for label in LABELS:
            truth = [label[0] in _code(piece) for piece in pieces]
            both = sum(t and s[label] for t, s in zip(truth, said, strict=True))
            row = rows.setdefault(label, {})
            row[which, "precision"] = round(100 * both / sum(s[label] for s in said))
            row[which, "recall"] = round(100 * both / sum(truth))
            row[which, "always yes"] = round(100 * sum(truth) / len(truth))
    return pd.DataFrame.from_dict(rows, orient="index")


def _ids() -> list[str]:
    return [f"V{number:02d}" for number in range(1, ROWS + 1)]


def _code(piece: Piece) -> str:
    return next(tag[1:] for tag in piece.tags if tag.startswith("="))


@lru_cache(maxsize=4)
def _bullets(seed: int) -> tuple[tuple[str, str, str], ...]:
    pen = Pen(Draw(seed, "text", "resume_bullets"))
    rows: list[tuple[str, str, str]] = []
    for background in BACKGROUNDS:
        pieces = [piece for piece in stock("bullets")["bullet"] if background in piece.tags]
        # Of each background: some empty phrases, some complete lines, the rest in between.
        empty = [piece for piece in pieces if not _code(piece)]
        full = [piece for piece in pieces if {"m", "o"} <= set(_code(piece))]
        rest = [piece for piece in pieces if piece not in empty and piece not in full]
        chosen = pen.sample(empty, 2 + pen.below(2)) + pen.sample(full, 3 + pen.below(2))
        chosen += pen.sample(rest, ROWS // len(BACKGROUNDS) - len(chosen))
        context = {"_spell": "yes" if pen.chance(0.5) else "no"}
        rows += [(background, pen.write(piece.text, context), _code(piece)) for piece in chosen]
    return tuple(pen.shuffled(rows))
