"""A board to play with a job search: actions a week, odds as a switch, waiting times, and what a silence says."""

import math
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
from pmbridge.craft.search import weekly_chance

WEEKS = 52
# What the odds of the case are multiplied by: nobody knows their own.
ODDS = {"half": 0.5, "given": 1.0, "double": 2.0}
MOST = 40


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of a search board."""
    found = strange_keys(settings, ("question", "help"))
    found += text_flaws(settings, "question", "Write question: and what to try.")
    if "help" in settings:
        found += text_flaws(settings, "help", "Write help: and a text, or leave it out.")
    return found


def read(settings: Settings, answer: Any) -> Any:
    """Return ``{"actions": {channel: number a week}, "odds": ..., "waits": bool}``, or ``...``."""
    if not isinstance(answer, dict) or not isinstance(answer.get("actions"), dict):
        return ...
    actions = {
        str(channel): count
        for channel, count in answer["actions"].items()
        if type(count) is int and 0 <= count <= MOST
    }
    return {
        "actions": actions,
        "odds": answer.get("odds") if answer.get("odds") in ODDS else "given",
        "waits": answer.get("waits") is not False,
    }


def fill(settings: Settings) -> Settings:
    """Put in the channels of the case, the hours of a week, and how long answers take."""
    case = shown_case()
    facts = case.facts.set_index("name")["value"]
    funnel = case.job_funnel
    waits = {
        str(channel): float((part["wait_days_min"] + part["wait_days_max"]).sum() / 2 / 7)
        for channel, part in funnel.groupby("channel")
    }
    return {
        **settings,
        "hours": float(facts["search_hours"]),
        "channels": [
            {
                "id": str(row["channel"]),
                "odds": float(row["p_offer"]),
                "hours": float(row["hours_each"]),
                "most": int(row["max_per_week"]),
                "wait": waits[str(row["channel"])],
            }
            for row in case.search_channels.to_dict("records")
        ],
    }


def outlook(settings: Settings, answer: Any) -> dict[str, Any]:
    """Return what a week's actions lead to: chance by week, median, mean and the week of 80 of 100.

    ``settings`` are those that ``fill`` has filled. Weeks count from the first application; with ``waits``,
    each offer comes later by the usual wait of its channel, weighted by what the channel contributes.
    """
    value = read(settings, answer)
    if value is ...:
        value = {"actions": {}, "odds": "given", "waits": True}
    times = ODDS[value["odds"]]
    channels = {channel["id"]: channel for channel in settings["channels"]}
    actions = {name: n for name, n in value["actions"].items() if name in channels and n}
    # The switch is for the odds of a referral: they are the least certain of all.
    odds = {
        name: min(channels[name]["odds"] * (times if name == "referral" else 1), 1.0)
        for name in actions
    }
    hours = sum(channels[name]["hours"] * count for name, count in actions.items())
    over = [name for name, count in actions.items() if count > channels[name]["most"]]
    p = weekly_chance(odds, actions) if actions else 0.0
    share = {name: odds[name] * count for name, count in actions.items()}
    total = sum(share.values())
    wait = (
        sum(channels[name]["wait"] * part for name, part in share.items()) / total
        if value["waits"] and total
        else 0.0
    )

    def by(week: float) -> float:
        return 1 - (1 - p) ** max(math.floor(week - wait + 1e-9), 0)

    def reached(target: float) -> float | None:
        return (
            math.ceil(math.log(1 - target) / math.log(1 - p) - 1e-9) + wait if 0 < p < 1 else None
        )

    return {
        "hours": hours,
        "over": over,
        "weekly": p,
        "wait": wait,
        "by": [[week, round(100 * by(week), 2)] for week in range(WEEKS + 1)],
        "median": reached(0.5),
        "eighty": reached(0.8),
        "mean": 1 / p + wait if p else None,
        "silent7": round(100 * (1 - by(7))),
    }


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the board; it works on the learner's own case."""
    return make(
        "search",
        settings,
        answer,
        changed,
        read,
        translate=lambda given: (given, {"outlook": outlook(settings, given)}),
        uses=("plot.js",),
    )


def still(settings: Settings) -> tuple[str, str]:
    """Return the question and the channels."""
    html, text = still_question(settings)
    names = [
        f"{c['id']}: {c['hours']:g} hours each, at most {c['most']} a week"
        for c in settings["channels"]
    ]
    items, lines = still_list(names)
    hours = f"{settings['hours']:g} hours a week. All odds are simulated."
    return f"{html}<p>{escape(hours)}</p>{items}", f"{text}\n{hours}\n{lines}"


KIND = Kind(flaws, read, widget, still, fill)
