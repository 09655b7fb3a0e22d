"""A board to put work in order and to see what its waiting costs, as an area that grows and shrinks."""

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
    strange_keys,
    text_flaws,
)
from pmbridge.boards.widget import BoardWidget, make


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of a delay board."""
    found = strange_keys(settings, ("question", "plans"))
    found += text_flaws(settings, "question", "Write question: and what is to be put in order.")
    found += item_flaws(settings.get("plans"), "plans", 1, ("id", "text", "needs"))
    for plan in () if found else settings["plans"]:
        if not isinstance(plan.get("needs", False), bool):
            found.append(
                (f"has needs: {plan['needs']!r} in the plan {plan['id']!r}.", "Write needs: true.")
            )
    return found


def read(settings: Settings, answer: Any) -> Any:
    """Return ``{plan: [items in order]}`` with the plans that were touched, or ``...``."""
    kept = {}
    for plan in ids(settings["plans"]):
        order = answer.get(plan) if isinstance(answer, dict) else None
        if isinstance(order, list) and order and all(isinstance(item, str) for item in order):
            kept[plan] = list(dict.fromkeys(order))
    return kept or ...


def fill(settings: Settings) -> Settings:
    """Put in the six items that are put in order, by their RICE scores, with what waiting costs."""
    from pmbridge.case.backlog import SEQUENCED
    from pmbridge.craft.prioritisation import cap_confidence, rice
    from pmbridge.craft.sequencing import relative_cost_of_delay

    case = shown_case()
    rows = [
        row for row in case.backlog.astype(object).to_dict("records") if row["item"] in SEQUENCED
    ]

    def score(row: dict[Any, Any]) -> float:
        sure = cap_confidence(row["confidence"], bool(row["evidence_ref"]))
        return rice(row["reach_q"], row["impact"], sure, row["effort_pm"])

    return {
        **settings,
        "plans": [{"needs": False, **plan} for plan in settings["plans"]],
        "rows": [
            {
                "id": row["item"],
                "text": row["title"],
                "cost": relative_cost_of_delay(row["ubv"], row["time_crit"], row["rroe"]),
                "size": float(row["job_size"]),
                "needs": row["depends_on"],
                "parts": [float(row[part]) for part in ("ubv", "time_crit", "rroe")],
            }
            for row in sorted(rows, key=score, reverse=True)
        ],
    }


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the board on the learner's own backlog."""
    return make("delay", settings, answer, changed, read)


def still(settings: Settings) -> tuple[str, str]:
    """Return the items with what a week of waiting costs and how long each takes."""
    html, text = still_question(settings)
    items, lines = still_list(
        f"{row['id']} {row['text']}: cost of delay {row['cost']:g}, size {row['size']:g}"
        + (f", needs {row['needs']} first" if row["needs"] else "")
        for row in settings["rows"]
    )
    return f"{html}{items}", f"{text}\n{lines}"


KIND = Kind(flaws, read, widget, still, fill)
