"""A retention triangle: one row a cohort, one column an age, and a corner that nobody can know yet."""

from typing import Any

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
    whole_flaws,
)
from pmbridge.boards.widget import BoardWidget, make


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of a triangle board."""
    found = strange_keys(settings, ("question", "age", "verdict", "options"))
    for key in ("question", "verdict"):
        found += text_flaws(settings, key, f"Write {key}: and what is asked.")
    found += whole_flaws(settings, "age", 1, 11)
    return found + item_flaws(settings.get("options"), "options", 2)


def read(settings: Settings, answer: Any) -> Any:
    """Return ``{"cohorts": [...], "verdict": option}`` with what is there, or ``...``."""
    kept: dict[str, Any] = {}
    if isinstance(answer, dict):
        cohorts = answer.get("cohorts")
        if isinstance(cohorts, list) and cohorts:
            kept["cohorts"] = sorted({c for c in cohorts if isinstance(c, str)})
        verdict = answer.get("verdict")
        if isinstance(verdict, str) and verdict in ids(settings["options"]):
            kept["verdict"] = verdict
    return kept or ...


def fill(settings: Settings) -> Settings:
    """Put in how many users of each cohort were active at each age, and at the age asked about by group."""

    case = shown_case()
    activity = case.activity
    months = sorted(set(activity["cohort_month"]) | set(activity["active_month"]))
    place = {month: number for number, month in enumerate(months)}
    age = activity["active_month"].map(place) - activity["cohort_month"].map(place)
    users = activity.groupby(["cohort_month", age])["user"].nunique()
    first = activity[age == 0]
    there = activity[age == settings["age"]]
    rows = []
    for month in sorted(set(activity["cohort_month"])):
        oldest = len(months) - 1 - place[month]
        groups = {
            name: [
                int(part["user"][(part["cohort_month"] == month) & two].nunique())
                for part, two in (
                    (there, there["two_items_14d"] == flag),
                    (first, first["two_items_14d"] == flag),
                )
            ]
            for name, flag in (("two", True), ("one", False))
        }
        rows.append(
            {
                "id": month,
                "users": int(first["user"][first["cohort_month"] == month].nunique()),
                "active": [int(users.get((month, k), 0)) for k in range(oldest + 1)],
                "groups": groups,
            }
        )
    return {**settings, "rows": rows, "ages": len(months), "last": months[-1]}


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the board on the learner's own users."""
    return make("triangle", settings, answer, changed, read)


def still(settings: Settings) -> tuple[str, str]:
    """Return the triangle as a table of percentages."""
    html, text = still_question(settings)
    head = ["Joined", "Users", *(f"Month {age}" for age in range(settings["ages"]))]
    lines = [
        [
            row["id"],
            str(row["users"]),
            *(f"{100 * n / row['users']:.0f} %" for n in row["active"]),
            *["not yet"] * (settings["ages"] - len(row["active"])),
        ]
        for row in settings["rows"]
    ]
    table, rows = still_table(head, lines)
    return html + table, f"{text}\n{rows}"


KIND = Kind(flaws, read, widget, still, fill)
