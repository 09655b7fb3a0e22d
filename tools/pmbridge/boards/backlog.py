"""A board to rank a backlog: estimates to doubt, items to move, and how sure the ranking is."""

import math
from html import escape
from typing import TYPE_CHECKING, Any

from pmbridge.boards.kind import (
    Changed,
    Flaw,
    Kind,
    Settings,
    ids,
    item_flaws,
    shown_case,
    still_question,
    still_table,
    strange_keys,
    text_flaws,
)
from pmbridge.boards.widget import BoardWidget, make

if TYPE_CHECKING:
    import pandas as pd

# What a learner may change, and the column of the backlog that it stands in.
ESTIMATES = {
    "reach": "reach_q",
    "impact": "impact",
    "confidence": "confidence",
    "effort": "effort_pm",
}
SPREADS = (0.1, 0.2, 0.3, 0.5)
SPREAD = 0.2
# So many simulated rankings take 20 ms, and tell a share to about one percentage point.
DRAWS = 4000
TOP = 3


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of a backlog board."""
    found = strange_keys(settings, ("question", "reasons", "groups"))
    found += text_flaws(settings, "question", "Write question: and what is to be decided.")
    if ("reasons" in settings) == ("groups" in settings):
        found.append(
            (
                "needs either reasons or groups.",
                "Write reasons: for a ranking, or groups: to sort items into groups.",
            )
        )
    for name in ("reasons", "groups"):
        if name in settings:
            known = ("id", "text") if name == "reasons" else ("id", "text", "note")
            found += item_flaws(settings[name], name, 2, known)
    return found


def read(settings: Settings, answer: Any) -> Any:
    """Return ``{item: group}``, or the order with changed estimates and reasons, or ``...``."""
    if not isinstance(answer, dict):
        return ...
    if "groups" in settings:
        known = ids(settings["groups"])
        return {
            str(item): group
            for item, group in answer.items()
            if isinstance(group, str) and group in known
        } or ...
    order = answer.get("order")
    if not isinstance(order, list) or not order:
        return ...
    kept: dict[str, Any] = {
        "order": list(dict.fromkeys(item for item in order if isinstance(item, str))),
        "estimates": _estimates(answer.get("estimates")),
        "reasons": {},
    }
    reasons = answer.get("reasons")
    for item, reason in reasons.items() if isinstance(reasons, dict) else ():
        if isinstance(reason, str) and reason in ids(settings["reasons"]):
            kept["reasons"][str(item)] = reason
    if answer.get("spread") in SPREADS and answer["spread"] != SPREAD:
        kept["spread"] = answer["spread"]
    return kept


def _estimates(given: Any) -> dict[str, dict[str, float]]:
    """Return the changed estimates that can be worked with."""
    kept: dict[str, dict[str, float]] = {}
    for item, changes in given.items() if isinstance(given, dict) else ():
        for factor, value in changes.items() if isinstance(changes, dict) else ():
            if factor in ESTIMATES and _possible(factor, value):
                kept.setdefault(str(item), {})[factor] = value
    return kept


def _possible(factor: str, value: Any) -> bool:
    if type(value) not in (int, float) or not math.isfinite(value) or value > 1e9:
        return False
    if factor == "confidence":
        return bool(0 <= value <= 1)
    return bool(value > 0) if factor == "effort" else bool(value >= 0)


def fill(settings: Settings) -> Settings:
    """Put in the learner's own backlog, the team's capacity and the evidence that items name."""
    from pmbridge.craft.prioritisation import cap_confidence

    case = shown_case()
    evidence = case.evidence.set_index("evidence_id")
    rows = []
    for row in case.backlog.astype(object).to_dict("records"):
        named = [e for e in str(row["evidence_ref"]).split("; ") if e]
        confidence = float(row["confidence"])
        if "groups" in settings:
            confidence = cap_confidence(confidence, bool(named))
        rows.append(
            {
                "id": row["item"],
                "text": row["title"],
                "note": row["note"],
                **{factor: float(row[column]) for factor, column in ESTIMATES.items()},
                "confidence": confidence,
                "careful": float(row["effort_p85_pm"]),
                "needs": row["depends_on"],
                "due": row["due_quarter"],
                "evidence": [
                    {
                        "id": e,
                        "text": str(evidence.loc[e, "statement"]),
                        "from": str(evidence.loc[e, "source"]),
                    }
                    for e in named
                ],
            }
        )
    room = case.capacity[["quarter", "person_months"]].astype(object).values.tolist()
    return {
        **settings,
        "rows": rows,
        "room": [[quarter, float(months)] for quarter, months in room],
    }


def standing(settings: Settings, answer: Any) -> tuple[Any, dict[str, Any]]:
    """Return the answer to keep and what the browser shows with it.

    While the list is sorted by score the order follows from the estimates, so it is put in here.
    """
    import numpy as np
    import pandas as pd

    from pmbridge.craft.prioritisation import rank_draws, ranking_chances, rice_scores

    given = answer if isinstance(answer, dict) else {}
    estimates = _estimates(given.get("estimates"))
    spread = float(given["spread"]) if given.get("spread") in SPREADS else SPREAD
    items = ids(settings["rows"])
    written = pd.DataFrame(
        [[row[factor] for factor in ESTIMATES] for row in settings["rows"]],
        columns=list(ESTIMATES),
        index=items,
    )
    now = written.copy()
    for item, changes in estimates.items():
        for factor, value in changes.items():
            if item in now.index:
                now.loc[item, factor] = value
    scores = rice_scores(now)
    by_score = np.argsort(-scores.to_numpy(), kind="stable").tolist()
    scored = [items[place] for place in by_score]
    at_first = rice_scores(written).to_numpy()
    before = [items[place] for place in np.argsort(-at_first, kind="stable").tolist()]
    order = [item for item in given.get("order") or () if item in items]
    in_order = bool(given.get("sorted", order in ([], scored))) or sorted(order) != sorted(items)
    if in_order:
        order = scored
    ranks = rank_draws(now, spread, DRAWS)
    low, high = np.quantile(ranks, (0.05, 0.95), axis=0, method="nearest")
    chances = ranking_chances(ranks, by_score, TOP)
    shown = {
        "order": order,
        "sorted": in_order,
        "spread": spread,
        "moved": moved(order, scored),
        "chances": list(chances),
        "rows": {
            item: {
                "score": round(float(scores[item]), 1),
                "rank": scored.index(item) + 1,
                "before": before.index(item) + 1,
                "low": int(low[place]),
                "high": int(high[place]),
                "first": float((ranks[:, place] == 1).mean()),
                "top": float((ranks[:, place] <= TOP).mean()),
            }
            for place, item in enumerate(items)
        },
    }
    untouched = in_order and not estimates and not given.get("reasons") and spread == SPREAD
    keep = {"order": order, "estimates": estimates, "reasons": given.get("reasons") or {}}
    return (None if untouched else {**keep, "spread": spread}), shown


def how_sure(backlog: "pd.DataFrame", estimates: Any) -> dict[str, tuple[float, float]]:
    """Return each item's score, and how often it is among the first three if estimates are a fifth off.

    ``backlog`` is the case's, by item; ``estimates`` what a learner changed, as in the board's answer.
    """
    from pmbridge.craft.prioritisation import rank_draws, rice_scores

    now = backlog.copy()
    for item, changes in _estimates(estimates).items():
        for factor, value in changes.items():
            if item in now.index:
                now.loc[item, ESTIMATES[factor]] = value
    columns = tuple(ESTIMATES.values())
    scores = rice_scores(now, columns)
    tops = (rank_draws(now, SPREAD, DRAWS, columns=columns) <= TOP).mean(axis=0)
    return {
        str(item): (float(score), float(top))
        for item, score, top in zip(now.index, scores, tops, strict=True)
    }


def moved(order: list[str], scored: list[str]) -> list[str]:
    """Return the fewest items that were moved to get from the order by score to ``order``."""
    places = [scored.index(item) for item in order]
    # The longest run of items that still stand in the order of their scores was left alone.
    runs: list[list[int]] = []
    for at, place in enumerate(places):
        before = [run for run in reversed(runs) if places[run[-1]] < place]
        runs.append([*max(before, key=len, default=()), at])
    # Of two runs as long, the later one: then the item that overtook was moved, not the one it passed.
    stayed = set(max(reversed(runs), key=len, default=()))
    return [item for at, item in enumerate(order) if at not in stayed]


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the board on the learner's own backlog."""
    if "groups" in settings:
        return make("backlog", settings, answer, changed, read)
    return make(
        "backlog",
        settings,
        answer,
        changed,
        read,
        translate=lambda given: standing(settings, given),
    )


def still(settings: Settings) -> tuple[str, str]:
    """Return the backlog as a table, by score, with how sure each place is."""
    html, text = still_question(settings)
    titles = {row["id"]: row["text"] for row in settings["rows"]}
    if "groups" in settings:
        groups = " · ".join(group["text"] for group in settings["groups"])
        head = ["Item", "Likely", "Careful", "Needs", "Due"]
        lines = [
            [
                f"{r['id']} {r['text']}",
                f"{r['effort']:g}",
                f"{r['careful']:g}",
                r["needs"],
                r["due"],
            ]
            for r in settings["rows"]
        ]
        html += f"<p>Groups: {escape(groups)}. Effort in person-months.</p>"
        text += f"\nGroups: {groups}. Effort in person-months."
    else:
        shown = standing(settings, None)[1]
        head = ["Place", "Item", "RICE", "Place if every estimate may be 20 % off"]
        lines = [
            [
                str(shown["rows"][item]["rank"]),
                f"{item} {titles[item]}",
                f"{shown['rows'][item]['score']:,.0f}",
                "{low} to {high}".format(**shown["rows"][item]),
            ]
            for item in shown["order"]
        ]
    table, rows = still_table(head, lines)
    return html + table, f"{text}\n{rows}"


KIND = Kind(flaws, read, widget, still, fill)
