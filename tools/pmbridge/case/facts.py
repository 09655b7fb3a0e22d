"""Single numbers that exercises need, and what a launch through each channel would cost."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from pmbridge.case.backlog import capacity
from pmbridge.case.career import search_channels
from pmbridge.case.delivery import SETTLED_DAY, SPLIT_DAY, release_items
from pmbridge.case.draw import Draw
from pmbridge.case.quota import between, whole
from pmbridge.case.spec import table, tables
from pmbridge.case.survey import MEMBER_SHARE
from pmbridge.case.world import TODAY
from pmbridge.craft.search import best_plan, weekly_chance

_TEMPTING = 0.002
_MOST_EXTRA_HOURS = 8


def _search_hours(channels: pd.DataFrame, hours: int) -> int:
    """Return the hours a week, raised until more referrals than there are would look better.

    Else a learner who plans too many referrals would be right by chance.
    """
    names = channels["channel"].tolist()
    odds = dict(zip(names, channels["p_offer"].tolist(), strict=True))
    each = dict(zip(names, channels["hours_each"].tolist(), strict=True))
    supply = dict(zip(names, channels["max_per_week"].tolist(), strict=True))
    for extra in range(_MOST_EXTRA_HOURS + 1):
        week = hours + extra
        endless = supply | {"referral": int(week // each["referral"])}
        there, wished = (
            weekly_chance(odds, best_plan(odds, each, week, limit)) for limit in (supply, endless)
        )
        if wished - there > _TEMPTING:
            return week
    return hours


def facts(seed: int) -> pd.DataFrame:
    """Return the single numbers of one learner; ``value`` is a number, dates are separate."""
    draw = Draw(seed, "facts")
    baseline = between(draw, 0.095, 0.150, 3)
    lift = between(draw, 0.012, 0.022, 3)
    available = search_channels(seed)
    referral_hours = float(available.loc[available["channel"] == "referral", "hours_each"].iloc[0])
    tailored_hours = float(available["hours_each"].iloc[1])
    # Enough for the referrals there are, for some tailored letters and little else.
    enough = int(2 * referral_hours + 2 * tailored_hours + whole(draw, 1, 4))
    hours = _search_hours(available, enough)
    member_discount = 5 * whole(draw, 2, 4)
    learned = date.fromisoformat(TODAY) + timedelta(days=draw.below(60))
    exam = learned + timedelta(days=60 + draw.below(30))
    rows: list[tuple[str, float | None, str, str, str]] = [
        ("member_share", MEMBER_SHARE, "", "share", "Part of all customers who are members"),
        ("env_null_margin", 0.35, "", "rating points", "A smaller difference in a mean rating does not matter"),
        ("capacity_pm", float(capacity(seed)["person_months"].sum()), "", "person-months", "What the team can do in the three quarters"),
        ("must_share_max", 0.6, "", "share", "Largest part of the capacity that musts may take"),
        ("release_items", release_items(seed), "", "items", "How many items the next release holds"),
        ("flow_split_day", SPLIT_DAY, "", "calendar day", "Last day before the team started more at once"),
        ("flow_settled_day", SETTLED_DAY, "", "calendar day", "Compare from the day after this one"),
        ("fee_limit_eur", 10 * whole(draw, 9, 16), "", "euro", "From this amount on, the call-out is free"),
        ("fee_call_out_eur", whole(draw, 18, 34), "", "euro", "Call-out below the limit"),
        ("fee_member_discount", member_discount / 100, "", "share", "Discount for members, given once"),
        ("promise_cutoff_hour", whole(draw, 12, 17), "", "hour of the day", "A booking before this hour can get the next working day"),
        ("promise_max_km", 5 * whole(draw, 3, 7), "", "kilometres", "Farthest repairer who may be promised"),
        ("promise_slots", whole(draw, 2, 5), "", "jobs per day", "Jobs that one repairer can be promised for"),
        ("baseline_rate", baseline, "", "share", "Booking rate today, for planning a test"),
        ("target_rate", round(baseline + lift, 3), "", "share", "Booking rate that would be worth the change"),
        ("late_margin", 0.01, "", "share", "Largest rise in late jobs per booking that is acceptable"),
        ("srm_p_limit", 0.001, "", "probability", "Below this a test's split counts as broken"),
        ("search_hours", hours, "", "hours per week", "Time you have for the search"),
        ("learned_on", None, learned.isoformat(), "day", "Day on which you learned something"),
        ("exam_on", None, exam.isoformat(), "day", "Day on which you need it"),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["name", "value", "day", "unit", "meaning"])
    frame["value"] = frame["value"].astype("float64")
    return frame


_CHANNELS = (
    ("search advertising", (18, 40), (2.6, 4.2), "Pays by click; stops when the money stops."),
    ("letter to landlords", (2, 5), (1.4, 2.2), "Slow; each answer is worth many homes."),
    ("note from repairers", (3, 8), (0.4, 0.9), "Needs their goodwill; cards have to be printed."),
    ("partner newsletter", (20, 45), (0.2, 0.5), "The partner decides on the day and the words."),
    ("repair evenings", (1, 3), (1.0, 2.4), "Volunteers' events; sell nothing there."),
    ("message to members", (5, 12), (0.02, 0.06), "Cheap; reaches only those who know us."),
)


def launch_channels(seed: int) -> pd.DataFrame:
    """Return channels for a launch with reach and cost."""
    draw = Draw(seed, "launch_channels")
    rows = []
    for channel, thousand, each, note in _CHANNELS:
        reach = whole(draw, thousand[0] * 10, thousand[1] * 10) * 100
        cost = max(round(reach * between(draw, *each) / 100) * 100, 100)
        rows.append((channel, reach, cost, note))
    return pd.DataFrame(rows, columns=["channel", "reach_people", "cost_eur", "note"])


TABLES = tables(
    table(
        "facts",
        "one number or day that an exercise needs (simulated)",
        facts,
        ("name", "text", "", "Name to look it up by", "unique"),
        (
            "value",
            "number",
            "see unit",
            "The number; missing when it is a day",
            "a number or missing",
        ),
        ("day", "date", "day", "The day; empty when it is a number", "YYYY-MM-DD or empty"),
        ("unit", "text", "", "Unit of the value", "any"),
        ("meaning", "text", "", "What it means", "any"),
    ),
    table(
        "launch_channels",
        "one way to tell people about a launch (simulated)",
        launch_channels,
        ("channel", "text", "", "Name of the channel", "; ".join(row[0] for row in _CHANNELS)),
        ("reach_people", "whole number", "people", "How many people it reaches", "greater than 0"),
        ("cost_eur", "whole number", "euro", "What one use costs", "greater than 0"),
        ("note", "text", "", "What to know about it", "any"),
    ),
)
