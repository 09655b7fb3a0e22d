"""A board to score needs: choose how to measure and how to take the gap, and see the picture and the ranking change."""

from html import escape
from typing import Any

import pandas as pd

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

CHOICES: dict[str, tuple[str, dict[str, str]]] = {
    "measure": (
        "Importance and satisfaction are measured as",
        {
            "mean": "the mean of the ratings 1 to 5",
            "top": "the share who rate 4 or 5, times ten",
            "bottom": "the share who rate 1 or 2, times ten",
        },
    ),
    "gap": (
        "The score is importance plus",
        {
            "plain": "importance minus satisfaction",
            "floor": "importance minus satisfaction, but never less than 0",
            "none": "nothing",
        },
    ),
    "weights": (
        "Each household counts",
        {"equal": "once", "weighted": "as many average households as it stands for"},
    ),
}
NEEDS = {
    "o1": "know which day the item will work again",
    "o2": "know the full price before saying yes",
    "o3": "explain the fault only once",
    "o4": "be sure that the repair will last",
    "o5": "choose the repairer myself",
    "o6": "see how much waste the repair saved",
}
PICKS = {
    "first": "The largest unmet need",
    "last": "The need to work on last",
}


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of an opportunity board."""
    found = strange_keys(settings, ("question", "help"))
    found += text_flaws(settings, "question", "Write question: and what is asked.")
    if "help" in settings:
        found += text_flaws(settings, "help", "Write help: and a text, or leave it out.")
    return found


def read(settings: Settings, answer: Any) -> Any:
    """Return what was chosen, by ``measure``, ``gap``, ``weights``, ``first`` and ``last``, or ``...``."""
    if not isinstance(answer, dict):
        return ...
    allowed = {name: set(options) for name, (_, options) in CHOICES.items()}
    allowed |= {name: set(NEEDS) for name in PICKS}
    kept = {
        name: answer[name]
        for name in allowed
        if isinstance(answer.get(name), str) and answer[name] in allowed[name]
    }
    return kept or ...


def need_scores(survey: pd.DataFrame, measure: str, gap: str, weights: str) -> pd.DataFrame:
    """Return importance, satisfaction and score of each outcome, by the rules that were chosen.

    Parameters
    ----------
    survey : pandas.DataFrame
        With ``imp_o1`` to ``sat_o6`` (1 to 5) and ``weight``.
    measure, gap, weights : str
        Ids of ``CHOICES``.

    Returns
    -------
    pandas.DataFrame
        One row an outcome, best score first, with ``importance``, ``satisfaction`` and ``score``.

    Raises
    ------
    ValueError
        If an id is not one of ``CHOICES``.
    """
    for name, value in (("measure", measure), ("gap", gap), ("weights", weights)):
        if value not in CHOICES[name][1]:
            raise ValueError(f"{name} must be one of {', '.join(CHOICES[name][1])}, got {value!r}")
    weight = survey["weight"] if weights == "weighted" else pd.Series(1.0, index=survey.index)

    def measured(column: str) -> float:
        ratings = survey[column]
        if measure == "mean":
            return float((ratings * weight).sum() / weight.sum())
        chosen = ratings >= 4 if measure == "top" else ratings <= 2
        return float(10 * weight[chosen].sum() / weight.sum())

    rows = {}
    for outcome in NEEDS:
        important, satisfied = measured(f"imp_{outcome}"), measured(f"sat_{outcome}")
        difference = important - satisfied
        extra = {"plain": difference, "floor": max(difference, 0.0), "none": 0.0}[gap]
        rows[outcome] = (important, satisfied, important + extra)
    table = pd.DataFrame.from_dict(
        rows, orient="index", columns=["importance", "satisfaction", "score"]
    )
    return table.sort_values("score", ascending=False, kind="stable")


def fill(settings: Settings) -> Settings:
    """Put in what can be chosen."""
    choices = [
        {"id": name, "text": text, "options": [{"id": i, "text": t} for i, t in options.items()]}
        for name, (text, options) in CHOICES.items()
    ]
    needs = [{"id": outcome, "text": text} for outcome, text in NEEDS.items()]
    picks = [{"id": name, "text": text, "options": needs} for name, text in PICKS.items()]
    return {**settings, "choices": choices, "picks": picks}


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the board."""
    survey = Case.mine().survey

    def translated(typed: Any) -> tuple[Any, dict[str, Any]]:
        chosen = typed if isinstance(typed, dict) else {}
        rules = [chosen.get(name) for name in CHOICES]
        if not all(isinstance(rule, str) and rule for rule in rules):
            return typed, {"rows": []}
        table = need_scores(survey, *map(str, rules))
        rows = [
            {
                "id": str(outcome),
                "text": NEEDS[str(outcome)],
                **{name: round(float(row[name]), 2) for name in table.columns},
            }
            for outcome, row in table.iterrows()
        ]
        return typed, {"rows": rows}

    return make(
        "opportunity", settings, answer, changed, read, translate=translated, uses=("plot.js",)
    )


def still(settings: Settings) -> tuple[str, str]:
    """Return the question with what can be chosen, and the needs."""
    html, text = still_question(settings)
    lines = [text]
    for asked, options in CHOICES.values():
        lines.append(f"{asked}: {' | '.join(options.values())}")
    lines += [f"- {need}" for need in NEEDS.values()]
    items = "".join(f"<li>{escape(line.removeprefix('- '))}</li>" for line in lines[1:])
    return f"{html}<ul>{items}</ul>", "\n".join(lines)


KIND = Kind(flaws, read, widget, still, fill)
