"""Twelve ideas that compete for one team, the team's capacity, and the evidence register.

Scores are chosen first and the inputs follow from them, so the ranking that a
lesson is about holds in every case: with the confidence as written the chief
executive's idea B12 comes first; without evidence its confidence is at most
50 percent and it falls to fourth. B04 is a duty from a partner contract with a
date. It is fiction and says nothing about any law.
"""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd

from pmbridge.case.draw import Draw
from pmbridge.case.quota import between, whole
from pmbridge.case.spec import table, tables
from pmbridge.case.world import CHIEF

SEQUENCED = ("B01", "B02", "B04", "B07", "B08", "B11")
"""The six ideas that are put in order by cost of delay."""
NEEDS = {"B01": "B08"}
QUARTERS = ("2026-Q4", "2027-Q1", "2027-Q2")
CORE = ("B04", "B08", "B01", "B02")
_ATTEMPTS = 400

_TITLES = {
    "B01": "Price and date promised at booking",
    "B02": "Status page and status interface for partners",
    "B03": "Photo of the fault before the visit",
    "B04": "Repair record in the format of a partner contract",
    "B05": "Calendar for landlords with many homes",
    "B06": "Guides for small repairs at home",
    "B07": "Reminder message on the day before a visit",
    "B08": "Calendar of free repairer hours",
    "B09": "Repair desk under the partner's own name",
    "B10": "Green badge with the waste saved",
    "B11": "Common spare parts ordered at booking",
    "B12": "Live video of every repair",
}
_EVIDENCE = {
    "B01": "E01; E02; E03",
    "B02": "E04; E05; E06",
    "B03": "",
    "B04": "E14",
    "B05": "E17",
    "B06": "E13",
    "B07": "E08",
    "B08": "E09; E10",
    "B09": "E07",
    "B10": "",
    "B11": "E11; E12",
    "B12": "",
}
_NOTES = {
    "B01": "A date is only worth promising when we know who is free.",
    "B02": "Households and partners ask the same question.",
    "B03": "Repairers are split on it.",
    "B04": "Contract with a large partner. The date is fixed; missing it ends the contract.",
    "B05": "Two landlords would test it.",
    "B06": "Might cost us bookings. Nobody has checked.",
    "B07": "Small. Operations sends them by hand today.",
    "B08": "Customers never see it.",
    "B09": "Sales hears this every week.",
    "B10": "Marketing loves it. See the survey before you do.",
    "B11": "Second visits are mostly about a missing part.",
    "B12": f"{CHIEF[0]} saw it at a trade fair and is certain.",
}
# id: impact, confidence, effort in person-months (lowest and highest, in halves)
_SHAPES: dict[str, tuple[float, float, tuple[int, int]]] = {
    "B01": (2, 0.8, (7, 9)),
    "B02": (1, 1.0, (6, 8)),
    "B03": (0.5, 0.5, (3, 5)),
    "B04": (0.5, 1.0, (5, 7)),
    "B05": (2, 0.5, (5, 7)),
    "B06": (0.25, 0.8, (2, 3)),
    "B07": (0.5, 0.8, (2, 3)),
    "B08": (0.5, 0.8, (5, 7)),
    "B09": (1, 0.8, (10, 14)),
    "B10": (0.25, 0.5, (3, 5)),
    "B11": (1, 0.8, (5, 7)),
    "B12": (3, 1.0, (10, 14)),
}
# id: value, time criticality, risk or opportunity, job size; one is chosen from each
_WSJF: dict[str, tuple[tuple[int, ...], ...]] = {
    "B01": ((13, 20), (5, 8, 13), (3, 5), (8,)),
    "B02": ((8, 13), (5, 8), (2, 3, 5), (5, 8)),
    "B03": ((3, 5), (1, 2), (1, 2, 3), (3, 5)),
    "B04": ((2, 3, 5), (20,), (8, 13), (3, 5)),
    "B05": ((3, 5, 8), (1, 2, 3), (2, 3), (5, 8)),
    "B06": ((1, 2, 3), (1,), (1, 2), (2, 3)),
    "B07": ((5, 8), (2, 3), (1, 2), (1, 2)),
    "B08": ((1, 2), (2, 3), (5, 8), (3, 5)),
    "B09": ((5, 8), (2, 3, 5), (2, 3), (13,)),
    "B10": ((1, 2, 3), (1, 2), (1,), (2, 3)),
    "B11": ((5, 8, 13), (2, 3), (2, 3), (5, 8)),
    "B12": ((8, 13), (1, 2), (1, 2), (13,)),
}
# Used only if no draw meets the conditions; it meets them itself.
_WSJF_FALLBACK = {
    "B01": (13, 13, 5, 8),
    "B02": (13, 5, 5, 8),
    "B04": (5, 20, 8, 5),
    "B07": (5, 3, 1, 1),
    "B08": (2, 2, 8, 5),
    "B11": (13, 3, 3, 5),
}


def make(seed: int) -> pd.DataFrame:
    """Return the backlog of one learner."""
    draw = Draw(seed, "backlog")
    scores = _scores(draw.child("rice"))
    efforts = _efforts(seed)
    sizes = _job_sizes(draw.child("wsjf"), sorted(scores, key=lambda i: -scores[i]))
    rows = []
    for item, (impact, confidence, _) in _SHAPES.items():
        effort, effort_p85 = efforts[item]
        sound = 0.5 if item == "B12" else confidence
        reach = round(scores[item] * effort / (impact * sound) / 10) * 10
        rows.append(
            (
                item,
                _TITLES[item],
                reach,
                impact,
                confidence,
                effort,
                effort_p85,
                *sizes[item],
                _EVIDENCE[item],
                NEEDS.get(item, ""),
                QUARTERS[0] if item == "B04" else "",
                _NOTES[item],
            )
        )
    return pd.DataFrame(
        rows,
        columns=[
            *("item", "title", "reach_q", "impact", "confidence", "effort_pm", "effort_p85_pm"),
            *("ubv", "time_crit", "rroe", "job_size"),
            *("evidence_ref", "depends_on", "due_quarter", "note"),
        ],
    )


def _scores(draw: Draw) -> dict[str, float]:
    """Return the sound RICE score of each item, first to last.

    The three first ratios multiply to at most 1.85, so B12 at full confidence,
    which doubles its score, beats B01.
    """
    order = [
        *("B01", "B02", "B11", "B12"),
        *draw.shuffled(("B03", "B05", "B06", "B07", "B09")),
        "B04",
        *draw.shuffled(("B08", "B10")),
    ]
    ratios = [(1.12, 1.24), (1.08, 1.22), (1.06, 1.22), (1.15, 1.40)]
    scores = {order[0]: between(draw, 1750, 2450)}
    for index, item in enumerate(order[1:]):
        low, high = ratios[index] if index < len(ratios) else (1.10, 1.26)
        scores[item] = scores[order[index]] / between(draw, low, high)
    return scores


def _efforts(seed: int) -> dict[str, tuple[float, float]]:
    """Return effort (as likely over as under) and its 85 percent value, in person-months."""
    draw = Draw(seed, "backlog", "effort")
    efforts = {}
    for item, (_, _, (low, high)) in _SHAPES.items():
        effort = whole(draw, low, high) / 2
        efforts[item] = (effort, effort + max(1, round(effort * between(draw, 0.7, 1.1))) / 2)
    return efforts


def _job_sizes(draw: Draw, rice_order: list[str]) -> dict[str, tuple[int, ...]]:
    """Return value, time criticality, risk and job size of each item."""
    found = {item: tuple(draw.pick(choice) for choice in _WSJF[item]) for item in _TITLES}
    rice = [item for item in rice_order if item in SEQUENCED]
    for _ in range(_ATTEMPTS):
        six = {item: tuple(draw.pick(choice) for choice in _WSJF[item]) for item in SEQUENCED}
        if _teaches(six, rice):
            return found | six
    return found | _WSJF_FALLBACK


_ORDERS = np.array(list(permutations(range(len(SEQUENCED)))))


def _teaches(six: dict[str, tuple[int, ...]], rice: list[str]) -> bool:
    """Tell whether these inputs make the dependency matter, with one best order each time."""
    delay = np.array([sum(six[item][:3]) for item in SEQUENCED])
    size = np.array([six[item][3] for item in SEQUENCED])
    cost = (delay[_ORDERS] * size[_ORDERS].cumsum(axis=1)).sum(axis=1)
    before, after = SEQUENCED.index("B08"), SEQUENCED.index("B01")
    place = _ORDERS.argsort(axis=1)
    allowed = place[:, before] < place[:, after]
    free, bound = np.sort(cost), np.sort(cost[allowed])
    if free[0] == free[1] or bound[0] == bound[1]:
        return False
    best = [SEQUENCED[i] for i in _ORDERS[int(cost.argmin())]]
    bound_best = [SEQUENCED[i] for i in _ORDERS[allowed][int(cost[allowed].argmin())]]
    if (
        best.index("B08") < best.index("B01")
        or "B04" not in best[:2]
        or "B04" not in bound_best[:2]
    ):
        return False
    # The two tempting repairs, pulling B08 forward or pushing B01 back, must not be best.
    rest = [item for item in best if item != "B08"]
    pulled = [*rest[: rest.index("B01")], "B08", *rest[rest.index("B01") :]]
    rest = [item for item in best if item != "B01"]
    pushed = [*rest[: rest.index("B08") + 1], "B01", *rest[rest.index("B08") + 1 :]]
    of_rice = tuple(SEQUENCED.index(item) for item in rice)
    rice_cost = int(cost[(np.array(of_rice) == _ORDERS).all(axis=1)][0])
    return bound_best not in (pulled, pushed) and 10 * rice_cost >= 11 * int(free[0])


def capacity(seed: int) -> pd.DataFrame:
    """Return person-months a quarter.

    The four core items fit into two quarters by their middle estimates and do
    not fit by the estimates that hold in 85 of 100 cases.
    """
    draw = Draw(seed, "capacity")
    efforts = _efforts(seed)
    likely = sum(efforts[item][0] for item in CORE)
    careful = sum(efforts[item][1] for item in CORE)
    halves = int(2 * (likely + between(draw, 0.15, 0.75) * (careful - likely)))
    first = halves // 2 + whole(draw, 0, 2)
    parts = (first, halves - first, halves // 2 + whole(draw, -1, 2))
    reasons = (
        "Full team; one week off at the end of the year.",
        "One engineer on half time.",
        "A new colleague joins and needs help at first.",
    )
    return pd.DataFrame(
        {
            "quarter": QUARTERS,
            "person_months": [part / 2 for part in parts],
            "note": reasons,
        }
    )


_EVIDENCE_ROWS = (
    ("E01", "survey", "max_days_without <= 5", "main_barrier", "share of 'no date'", "Urgent households miss a date"),
    ("E02", "survey", "", "imp_o1, sat_o1", "opportunity", "Knowing the day is the largest unmet need"),
    ("E03", "survey", "", "imp_o2, sat_o2", "opportunity", "Knowing the price is the second"),
    ("E04", "tickets", "", "text", "share", "Many tickets ask where a repair is, under several labels"),
    ("E05", "reviews", "company == 'Second Spark'", "text", "share", "Our reviews complain about status more than others"),
    ("E06", "crm", "lost_reason == 'status_api'", "amount_eur", "sum", "Deals lost for want of a status interface were large"),
    ("E07", "crm", "lost_reason == 'white_label'", "deal", "count", "Many deals were lost for want of a white label"),
    ("E08", "interviews", "", "quote", "quote", "People stayed at home for a visit that did not happen"),
    ("E09", "regions", "served", "repairers", "sum", "Repairers, not demand, limit what we can sell"),
    ("E10", "experiment_v2", "booked == 1", "late_job", "share by variant", "More bookings brought more late jobs"),
    ("E11", "kano", "feature == 'parts'", "if_present, if_absent", "Kano class", "What households feel about parts ordered ahead"),
    ("E12", "interviews", "", "quote", "quote", "Second visits because a part was missing"),
    ("E13", "survey", "max_days_without > 5", "diy_confidence", "mean", "Patient households trust their own hands more"),
    ("E14", "contract", "", "", "document", "Partner contract with a date (fiction)"),
    ("E15", "survey", "", "env_concern", "difference in means", "Concern for the environment does not tell groups apart"),
    ("E16", "activity", "two_items_14d", "active_month", "retention", "Users with two items stay longer; the cause is open"),
    ("E17", "interviews", "", "quote", "quote", "A landlord juggles visits in many homes"),
    ("E18", "flow", "", "start_day, finish_day", "cycle time", "More work in progress, longer waits, same output"),
    ("E19", "deploys", "", "failed", "share", "How often a release has to be repaired"),
    ("E20", "funnel_by_channel", "", "visits, booked", "rate by channel", "Both channels convert worse than before"),
    ("E21", "experiment_v1", "", "variant", "count by variant", "The first test did not split visitors as planned"),
    ("E22", "throughput", "", "done", "forecast", "How many weeks a release may take"),
)  # fmt: skip


def evidence(seed: int) -> pd.DataFrame:
    """Return the evidence register; it is the same for everybody, its numbers are not."""
    del seed
    return pd.DataFrame(
        _EVIDENCE_ROWS, columns=["evidence_id", "source", "where", "column", "stat", "statement"]
    )


_POINTS = "relative points: 1, 2, 3, 5, 8, 13 or 20"
TABLES = tables(
    table(
        "backlog",
        "one idea for the simulated product",
        make,
        ("item", "text", "", "Number of the idea", "B01 to B12"),
        ("title", "text", "", "What it is", "any"),
        (
            "reach_q",
            "whole number",
            "people per quarter",
            "How many people it reaches",
            "0 or more",
        ),
        ("impact", "number", "factor", "How much it helps each of them", "0.25; 0.5; 1; 2; 3"),
        (
            "confidence",
            "number",
            "share",
            "How sure the author is, as written by the author",
            "0.5 (guess); 0.8 (some evidence); 1.0 (strong evidence)",
        ),
        (
            "effort_pm",
            "number",
            "person-months",
            "Effort; as likely to be more as to be less",
            "greater than 0",
        ),
        (
            "effort_p85_pm",
            "number",
            "person-months",
            "Effort that will be enough in 85 of 100 cases",
            "greater than effort_pm",
        ),
        ("ubv", "whole number", "points", "Value for users and business", _POINTS),
        ("time_crit", "whole number", "points", "How fast the value fades with delay", _POINTS),
        ("rroe", "whole number", "points", "Risk removed or opportunity opened", _POINTS),
        ("job_size", "whole number", "points", "Size of the job", _POINTS),
        (
            "evidence_ref",
            "text",
            "",
            "Evidence that the author names, as ids of the table evidence; empty means none",
            "ids separated by '; '",
        ),
        ("depends_on", "text", "", "Item that has to be finished before", "an item or empty"),
        (
            "due_quarter",
            "text",
            "",
            "Last quarter in which it may be finished",
            "a quarter or empty",
        ),
        ("note", "text", "", "What colleagues say", "any"),
    ),
    table(
        "capacity",
        "one quarter of the simulated team",
        capacity,
        ("quarter", "text", "", "Quarter of the year", "; ".join(QUARTERS)),
        (
            "person_months",
            "number",
            "person-months",
            "Work the team can do in it",
            "greater than 0",
        ),
        ("note", "text", "", "Why it is that much", "any"),
    ),
    table(
        "evidence",
        "one piece of evidence that a story, a requirement or an idea can cite",
        evidence,
        ("evidence_id", "text", "", "Id to cite", "E01 to E22"),
        (
            "source",
            "text",
            "",
            "Table it comes from; 'contract' is a document",
            "a table or contract",
        ),
        ("where", "text", "", "Which rows of the table; empty means all", "a condition or empty"),
        ("column", "text", "", "Which columns", "columns of the source"),
        ("stat", "text", "", "What to compute from them", "any"),
        ("statement", "text", "", "What it says, without the number", "any"),
    ),
)
