"""A board to sort Kano's pairs of answers, and to see what the sorting makes of one's own features."""

from html import escape
from typing import Any

from pmbridge.boards.kind import (
    Changed,
    Flaw,
    Kind,
    Settings,
    shown_case,
    still_list,
    still_question,
    strange_keys,
    text_flaws,
)
from pmbridge.boards.widget import BoardWidget, make

CLASSES = {
    "M": "Must-be",
    "O": "One-dimensional",
    "A": "Attractive",
    "I": "Indifferent",
    "R": "Reverse",
    "Q": "Questionable",
}
SAID = {
    "like": "I like it",
    "expect": "I expect it",
    "neutral": "I don't mind",
    "tolerate": "I can live with it",
    "dislike": "I dislike it",
}
_BASE = "AOMI"


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of a Kano board."""
    return strange_keys(settings, ("question",)) + text_flaws(
        settings, "question", "Write question: and what is to be sorted."
    )


def read(settings: Settings, answer: Any) -> Any:
    """Return ``{"pairs": {pair: class}, "features": {feature: class}}`` with what is there, or ``...``."""
    del settings
    kept: dict[str, Any] = {}
    for key in ("pairs", "features"):
        given = answer.get(key) if isinstance(answer, dict) else None
        chosen = {
            str(item): letter
            for item, letter in (given.items() if isinstance(given, dict) else ())
            if isinstance(letter, str) and letter in CLASSES
        }
        if chosen:
            kept[key] = chosen
    return kept or ...


def fill(settings: Settings) -> Settings:
    """Put in the pairs in their order, and how often each was given for each feature."""
    from pmbridge.case.kano import FEATURES

    case = shown_case()
    given = case.kano.groupby(["if_present", "if_absent"])["feature"].value_counts()
    pairs = [
        {
            "id": row["pair_id"],
            "present": row["if_present"],
            "absent": row["if_absent"],
            "counts": {
                feature: int(given.get((row["if_present"], row["if_absent"], feature), 0))
                for feature in FEATURES
            },
        }
        for row in case.kano_pairs.to_dict("records")
    ]
    return {
        **settings,
        "pairs": pairs,
        "features": [{"id": name, "text": text} for name, text in FEATURES.items()],
        "classes": [{"id": letter, "text": name} for letter, name in CLASSES.items()],
        "said": SAID,
    }


def standing(settings: Settings, answer: Any) -> dict[str, Any]:
    """Return for each feature how its answers fall by this sorting, with Better and Worse."""
    from pmbridge.craft.kano import CATEGORIES, better_worse

    words = dict(zip("MOAIRQ", CATEGORIES, strict=True))
    kept = read(settings, answer)
    sorted_pairs = {} if kept is ... else kept.get("pairs", {})
    found: dict[str, Any] = {}
    for feature in settings["features"]:
        counts = dict.fromkeys(CLASSES, 0)
        for pair in settings["pairs"]:
            letter = sorted_pairs.get(pair["id"])
            if letter:
                counts[letter] += pair["counts"][feature["id"]]
        row: dict[str, Any] = {"counts": counts}
        if any(counts[letter] for letter in _BASE):
            better, worse = better_worse({words[letter]: n for letter, n in counts.items()})
            row |= {"better": better, "worse": worse}
        found[feature["id"]] = row
    return {"features": found}


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the board on the learner's own answers."""
    return make(
        "kano",
        settings,
        answer,
        changed,
        read,
        translate=lambda given: (given, standing(settings, given)),
        uses=("plot.js",),
    )


def still(settings: Settings) -> tuple[str, str]:
    """Return the pairs and the classes."""
    html, text = still_question(settings)
    pairs, lines = still_list(
        f"With it: {SAID[pair['present']]}. Without it: {SAID[pair['absent']]}."
        for pair in settings["pairs"]
    )
    classes = " · ".join(CLASSES.values())
    html += f"<p>Sort into: {escape(classes)}</p>{pairs}"
    return html, f"{text}\nSort into: {classes}\n{lines}"


KIND = Kind(flaws, read, widget, still, fill)
