"""A board to build a persona that survives its data.

A rule chooses a group of households. Each question that was guessed at beforehand is then recomputed, group
against everybody else, on the half of the survey that is there to explore. The other half is opened for a
rule when the learner is done choosing; how often that happened stays in the answer.
"""

import math
from collections.abc import Callable
from html import escape
from typing import Any

from IPython.core.getipython import get_ipython

from pmbridge.boards.contrasts import (
    BY_ID,
    CIRCULAR,
    COLUMNS,
    LESS,
    MORE,
    OPEN,
    QUESTIONS,
    RULES,
    SAME,
    Finding,
    findings,
    group_of,
    rule,
)
from pmbridge.boards.kind import (
    Changed,
    Flaw,
    Kind,
    Settings,
    still_question,
    strange_keys,
    text_flaws,
)
from pmbridge.boards.widget import BoardWidget, make
from pmbridge.case import Case
from pmbridge.craft.personas import brier_score
from pmbridge.workspace import answers

LABELS = {
    "max_days_without": "Days they can do without the item",
    "diy_confidence": "Trust in their own skill (1 to 5)",
    "price_sensitivity": "How much the price decides (1 to 5)",
    "trust_worry": "Fear of being cheated (1 to 5)",
    "env_concern": "Worry about waste and climate (1 to 5)",
    "main_barrier": "What most stood in the way",
    "last_outcome": "What became of the last item",
    "plan": "How they pay us",
    "household": "Who lives there",
    "age_band": "Age",
}
SIGNS = {"<=": "at most", ">=": "at least", "==": "is", "!=": "is not"}
WORDS = {
    MORE: "more than everybody else",
    LESS: "less than everybody else",
    SAME: "no difference that matters",
    OPEN: "can't tell: the interval is too wide",
    CIRCULAR: "not counted: your rule chose them by it",
}
HALVES = ("explore", "holdout")


def in_words(query: str) -> str:
    """Return a rule as a reader understands it who has never seen the survey.

    Raises
    ------
    TypeError, ValueError
        If ``query`` is no rule.
    """
    signs = {**SIGNS, "<": "less than", ">": "more than"}
    said = []
    for column, operator, value in rule(query):
        number = value if isinstance(value, str) else f"{value:g}"
        said.append(f"{LABELS[column]}: {signs[operator]} {number}")
    return "; ".join(said).lower()


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of a persona board."""
    found = strange_keys(settings, ("question", "help", "proto"))
    found += text_flaws(settings, "question", "Write question: and what is asked.")
    if "help" in settings:
        found += text_flaws(settings, "help", "Write help: and a text, or leave it out.")
    proto = settings.get("proto")
    if not isinstance(proto, dict) or set(proto) != {"label", "name"}:
        found.append(
            (
                "does not say where the proto-persona stands.",
                "Write proto: {label: its exercise, name: the name that its cell gives it}.",
            )
        )
    return found


def read(settings: Settings, answer: Any) -> Any:
    """Return the persona as far as it goes, or ``...``.

    ``{"name": ..., "situation": ..., "segment_query": ..., "claims": [...], "opened": [...]}``. A claim is
    ``{"id", "text", "column", "stat", "op", "value", "contrast"}``; ``opened`` are the rules for which the
    held-out half was opened, in that order.
    """
    if not isinstance(answer, dict):
        return ...
    kept: dict[str, Any] = {
        key: answer[key]
        for key in ("name", "situation", "segment_query")
        if isinstance(answer.get(key), str) and answer[key].strip()
    }
    claims = answer.get("claims")
    good = [c for c in claims if _is_claim(c)] if isinstance(claims, list) else []
    if good:
        kept["claims"] = good
    opened = answer.get("opened")
    if isinstance(opened, list) and opened and all(isinstance(q, str) for q in opened):
        kept["opened"] = opened
    return kept or ...


def _is_claim(claim: Any) -> bool:
    return (
        isinstance(claim, dict)
        and claim.get("id") in BY_ID
        and all(isinstance(claim.get(k), str) for k in ("text", "column", "stat", "op"))
        and all(isinstance(claim.get(k), int | float) for k in ("value", "contrast"))
    )


def proto_persona(where: Settings) -> Any:
    """Return the proto-persona: as its board saved it, or as a cell of the notebook wrote it."""
    saved = answers.load(where["label"])
    shell = get_ipython()
    if saved is ... and shell is not None:
        saved = shell.user_ns.get(where["name"], ...)
    return saved if isinstance(saved, dict) else {}


def guesses_of(proto: Any) -> dict[str, Settings]:
    """Return the guesses of a proto-persona by question; only those that can be scored."""
    rows = proto.get("rows") if isinstance(proto, dict) else None
    return {
        row["id"]: row
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict)
        and row.get("id") in BY_ID
        and row.get("than") in (MORE, LESS, SAME)
        and isinstance(row.get("sure"), int | float)
        and 0 <= row["sure"] <= 100
    }


def calibration(proto: Any, survey: Any) -> Settings | None:
    """Score the confidence of a locked proto-persona on the half that nobody had seen.

    Each guess is about the group that the proto-persona's own rule chooses. A guess that could not be
    decided counts as not come true, and a circular one is left out: it says nothing.

    Returns
    -------
    dict or None
        ``rule``, ``brier`` (0 to 1) and a row for each guess; None where nothing can be scored.
    """
    head = proto.get("head") if isinstance(proto, dict) else None
    query = RULES.get(head.get("rule", "")) if isinstance(head, dict) else None
    guesses = guesses_of(proto)
    found = findings(survey[survey["half"] == "holdout"], query) if query else None
    if not query or not guesses or found is None:
        return None
    rows = [
        {
            "id": f.question.id,
            "short": f.question.short,
            "than": guesses[f.question.id]["than"],
            "sure": guesses[f.question.id]["sure"],
            "verdict": f.verdict,
            "right": guesses[f.question.id]["than"] == f.verdict,
        }
        for f in found
        if f.question.id in guesses and f.verdict != CIRCULAR
    ]
    if not rows:
        return None
    score = brier_score([r["sure"] / 100 for r in rows], [r["right"] for r in rows])
    return {"rule": query, "brier": score, "rows": rows}


def fill(settings: Settings) -> Settings:
    """Put in the columns and questions that the browser offers."""
    columns = [
        {"id": name, "text": LABELS[name], "answers": list(answers_of or ())}
        for name, answers_of in COLUMNS.items()
    ]
    questions = [
        {"id": q.id, "text": q.text, "short": q.short, "unit": q.unit, "margin": q.margin}
        for q in QUESTIONS
    ]
    return {**settings, "columns": columns, "questions": questions, "signs": SIGNS, "words": WORDS}


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the board. It stays closed until the proto-persona is locked."""
    return make(
        "persona",
        settings,
        answer,
        changed,
        read,
        translate=_workbench(settings, answer),
        uses=("plot.js",),
    )


def _workbench(settings: Settings, answer: Any) -> Callable[[Any], tuple[Any, dict[str, Any]]]:
    """Return what turns each message of the browser into a persona and into what it shows."""
    saved = answer if isinstance(answer, dict) else {}
    opened: list[str] = list(saved.get("opened", []))
    claims: list[Settings] = list(saved.get("claims", []))
    survey = Case.mine().survey
    parts = {half: survey[survey["half"] == half] for half in HALVES}

    def translated(typed: Any) -> tuple[Any, dict[str, Any]]:
        sent = typed if isinstance(typed, dict) else {}
        proto = proto_persona(settings["proto"])
        if not proto.get("locked"):
            return sent or None, {"closed": True}
        shown: dict[str, Any] = {"closed": False, "rows": [], "guesses": guesses_of(proto)}
        query, shown["fault"] = _query_of(sent)
        shown["conditions"] = [c._asdict() for c in rule(query)] if query else []
        found: dict[str, list[Finding] | None] = {}
        if query:
            inside = group_of(survey, query)
            shown["n"] = {
                "all": int(inside.sum()),
                **{half: int(inside[part.index].sum()) for half, part in parts.items()},
                "rest": int((~inside[parts["explore"].index]).sum()),
            }
            found["explore"] = findings(parts["explore"], query)
            if sent.get("open") and query not in opened and found["explore"] is not None:
                opened.append(query)
            found["holdout"] = findings(parts["holdout"], query) if query in opened else None
            if found["explore"] is None:
                shown["fault"] = (
                    "Fewer than ten households are in your group, or outside it. Nothing can be compared."
                )
        # While the rule can't be read, what was claimed in own words must not get lost.
        claims[:] = _claims(sent.get("claims"), found) if found.get("explore") else claims
        shown["rows"] = _rows(found)
        shown["opened"] = opened
        shown["score"] = calibration(proto, survey) if opened else None
        value = {
            "name": sent.get("name"),
            "situation": sent.get("situation"),
            "segment_query": query,
            "claims": list(claims),
            "opened": list(opened),
        }
        return value, shown

    return translated


def _query_of(sent: Settings) -> tuple[str, str]:
    """Return the rule that was sent, and what is wrong with it."""
    given = sent.get("conditions")
    if not isinstance(given, list):
        query = sent.get("segment_query") or ""
    else:
        whole = [c for c in given if isinstance(c, dict) and str(c.get("value", "")).strip()]
        if any(not c.get("column") for c in whole):
            return "", "Choose from the list what your condition is about."
        query = " and ".join(
            f"{c.get('column')} {c.get('operator')} {str(c['value']).strip().replace(',', '.')}"
            for c in whole
        )
    if not query:
        return "", ""
    try:
        return " and ".join(condition.text() for condition in rule(query)), ""
    except (TypeError, ValueError) as error:
        words = str(error)
        return "", words[:1].upper() + words[1:]


def _rows(found: dict[str, list[Finding] | None]) -> list[Settings]:
    rows = []
    for place, question in enumerate(QUESTIONS):
        row: Settings = {"id": question.id}
        for half in HALVES:
            known = found.get(half)
            row[half] = _plain(known[place]) if known else None
        rows.append(row)
    return rows


def _plain(finding: Finding) -> Settings:
    numbers = {
        k: float(getattr(finding, k)) for k in ("group", "rest", "difference", "low", "high")
    }
    return {**numbers, "verdict": finding.verdict}


def _claims(given: Any, found: dict[str, list[Finding] | None]) -> list[Settings]:
    """Return the claims that were taken in, with their numbers from the half that decides."""
    words = given if isinstance(given, dict) else {}
    if isinstance(given, list):
        words = {c["id"]: c.get("text", "") for c in given if isinstance(c, dict) and "id" in c}
    known = found.get("holdout") or found.get("explore") or []
    return [
        {
            "id": f.question.id,
            "text": str(words[f.question.id] or ""),
            "column": f.question.column,
            "stat": f.question.stat,
            "op": f.verdict,
            "value": _rounded(f.group),
            "contrast": _rounded(f.rest),
        }
        for f in known
        if f.question.id in words
    ]


def _rounded(value: float) -> float:
    return round(value, 3) if math.isfinite(value) else 0.0


def still(settings: Settings) -> tuple[str, str]:
    """Return the question, and one rule that leads nowhere, on the survey of the lessons."""
    html, text = still_question(settings)
    survey = Case.lesson().survey
    query = RULES["eco families"]
    found = findings(survey[survey["half"] == "explore"], query) or []
    lines = [text, f"For example, with the rule {query} (simulated, half of the lesson's survey):"]
    html += f"<p>{escape(lines[1])}</p><table><tr><th>Compared with everybody else</th><th>They</th></tr>"
    for finding in found:
        words = WORDS[finding.verdict]
        lines.append(f"- {finding.question.short}: {words}")
        html += f"<tr><td>{escape(finding.question.short)}</td><td>{escape(words)}</td></tr>"
    return html + "</table>", "\n".join(lines)


KIND = Kind(flaws, read, widget, still, fill)
