"""Data for showing your value and for a long search. All rates are illustrations, never odds."""

from __future__ import annotations

import pandas as pd

from pmbridge.case.draw import Draw
from pmbridge.case.quota import between, spread, whole
from pmbridge.case.spec import table, tables

CHANNELS = ("cold application", "tailored application", "referral")
STAGES = ("screen", "interview", "offer")
COHORT_WEEKS = 40
"""Weeks for which the search cohort was followed."""

_ATTEMPTS = 200
_REFERRAL_LEAD = 1.1
"""How much more an hour for a referral brings than an hour for anything else, at least."""

# channel: lowest and highest share that passes each stage
_PASS = {
    "cold application": ((0.045, 0.075), (0.28, 0.40), (0.22, 0.34)),
    "tailored application": ((0.10, 0.16), (0.32, 0.44), (0.24, 0.36)),
    "referral": ((0.34, 0.48), (0.42, 0.56), (0.26, 0.38)),
}
_WAIT_DAYS = {"screen": (3, 24), "interview": (5, 18), "offer": (4, 20)}
_HOURS = {
    "cold application": (0.75, 1.0),
    "tailored application": (2.0, 2.25),
    "referral": (3.0, 3.5, 4.0),
}


def job_funnel(seed: int) -> pd.DataFrame:
    """Return the share that passes each stage, by channel, and the days it takes."""
    draw = Draw(seed, "job_funnel")
    rows = []
    for channel in CHANNELS:
        for stage, (low, high) in zip(STAGES, _PASS[channel], strict=True):
            wait_low, wait_high = _WAIT_DAYS[stage]
            shortest = wait_low + draw.below(4)
            longest = wait_high + draw.below(10)
            rows.append((channel, stage, between(draw, low, high, 3), shortest, longest))
    return pd.DataFrame(
        rows, columns=["channel", "stage", "pass_rate", "wait_days_min", "wait_days_max"]
    )


def search_channels(seed: int) -> pd.DataFrame:
    """Return what one action in each channel costs and brings, and how many there are."""
    draw = Draw(seed, "search_channels")
    funnel = job_funnel(seed)
    supply = {
        "cold application": whole(draw, 18, 25),
        "tailored application": whole(draw, 3, 5),
        "referral": whole(draw, 1, 2),
    }
    odds: dict[str, float] = {}
    hours: dict[str, float] = {}
    for channel in CHANNELS:
        chance = 1.0
        for rate in funnel.loc[funnel["channel"] == channel, "pass_rate"].tolist():
            chance *= rate
        odds[channel], hours[channel] = round(chance, 5), draw.pick(_HOURS[channel])
    _make_referrals_worth_it(odds, hours)
    rows = [(channel, odds[channel], hours[channel], supply[channel]) for channel in CHANNELS]
    return pd.DataFrame(rows, columns=["channel", "p_offer", "hours_each", "max_per_week"])


def _make_referrals_worth_it(odds: dict[str, float], hours: dict[str, float]) -> None:
    """Move hours, at most once each, until a referral brings most for its time.

    First referrals get the quicker values, then the others the slower ones.
    """
    moves = [("referral", value) for value in reversed(_HOURS["referral"])]
    moves += [(channel, max(_HOURS[channel])) for channel in CHANNELS[:2]]
    for channel, value in moves:
        others = max(odds[name] / hours[name] for name in CHANNELS[:2])
        if odds["referral"] / hours["referral"] >= _REFERRAL_LEAD * others:
            return
        if channel != "referral" or value < hours[channel]:
            hours[channel] = value


def search_plans(seed: int) -> pd.DataFrame:
    """Return two plans for a week of search."""
    draw = Draw(seed, "search_plans")
    many, fewer = whole(draw, 12, 18), whole(draw, 5, 10)
    actions = {"A": (many, 0, 0), "B": (fewer, 0, 1)}
    rows = [
        (plan, channel, count)
        for plan, counts in actions.items()
        for channel, count in zip(CHANNELS, counts, strict=True)
    ]
    return pd.DataFrame(rows, columns=["plan", "channel", "actions_per_week"])


def setbacks(seed: int) -> pd.DataFrame:
    """Return silences of different weight: some are what chance does, some are news."""
    draw = Draw(seed, "setbacks")
    channels = {"offer": "applications", "interview": "applications", "job": "interviews"}
    ranges = {"offer": (0.005, 0.010), "interview": (0.025, 0.040), "job": (0.20, 0.32)}
    rows: list[tuple[object, ...]] = []
    for kind, (low, high) in ranges.items():
        # Twice a silence that is likely by chance, once one that is not.
        for likely in (True, True, False):
            rate = between(draw, low, high, 3)
            target = between(draw, 0.34, 0.72) if likely else between(draw, 0.03, 0.11)
            rows.append(
                (channels[kind], kind if kind != "job" else "offer", _tries(rate, target), rate)
            )
    rows = draw.shuffled(rows)
    return pd.DataFrame(
        [(f"S{n}", *row, 0) for n, row in enumerate(rows, start=1)],
        columns=["setback", "counted", "hoped_for", "tries", "rate", "came"],
    )


def _tries(rate: float, target: float) -> int:
    """Return the number of tries whose chance of no success is just below ``target``."""
    chance, tries = 1.0, 0
    while chance > target:
        chance *= 1 - rate
        tries += 1
    return tries


def search_cohort(seed: int) -> pd.DataFrame:
    """Return a group of people who searched, those who stopped included."""
    draw = Draw(seed, "search_cohort")
    n = whole(draw, 110, 160)
    offers, stopped = between(draw, 0.49, 0.60), between(draw, 0.24, 0.30)
    outcomes = spread(
        draw, ("offer", "stopped", "searching"), (offers, stopped, 1 - offers - stopped), n
    )
    pace = between(draw, 0.85, 1.2)
    early, later = draw.uniform(n), draw.uniform(n)
    weeks = {
        "offer": 2 + pace * (14 * early + 16 * later * later),
        "stopped": 4 + 30 * early * (0.4 + 0.6 * later),
    }
    rows = []
    ways = draw.picks(("marketing", "sales", "operations", "support", "other"), n, (3, 3, 2, 3, 2))
    for number, (outcome, way) in enumerate(zip(outcomes, ways, strict=True), start=1):
        if outcome == "searching":
            length = COHORT_WEEKS
        else:
            length = min(int(weeks[outcome][number - 1]), COHORT_WEEKS - 1)
        rows.append((f"C{number:03d}", way, length, outcome))
    return pd.DataFrame(rows, columns=["person", "background", "weeks", "outcome"])


def growth(seed: int) -> pd.DataFrame:
    """Return sales before and after a campaign: yours, the whole team's and the market's."""
    draw = Draw(seed, "growth")
    market = between(draw, 0.05, 0.14)
    own = market + between(draw, 0.06, 0.20)
    # Somebody else's part of the team grew faster: a total that is not yours to claim.
    team = own + between(draw, 0.05, 0.12)
    rows = []
    for unit, rate, low, high, note in (
        ("you", own, 140, 320, "The region whose campaigns you ran."),
        ("team", team, 900, 1600, "All regions; one of them got a new shop."),
        ("market", market, 52_000, 88_000, "All sellers in the same category."),
    ):
        before = whole(draw, low, high) * 1000
        rows.append((unit, before, round(before * (1 + rate) / 100) * 100, note))
    return pd.DataFrame(rows, columns=["unit", "before_eur", "after_eur", "note"])


_REQUIREMENTS = (
    ("Talks to customers and turns what they say into decisions", "Interview notes and a persona"),
    ("Writes clear problem statements", "Opportunity memo"),
    ("Works with numbers in a spreadsheet or a query", "Retention by cohort, with code"),
    ("Orders a backlog and explains the order", "Backlog with reasons"),
    ("Plans and reads an experiment", "Readout with a guardrail"),
    ("Works with engineers and designers every day", "Questions from a release review"),
    ("Brings people to agree without being their boss", "Letter of a colleague"),
    ("Knows a market with business customers", "Two years of account work"),
    ("Presents to executives", "One-page decision paper"),
    ("Handles a release from plan to follow-up", "Launch checklist used twice"),
    ("Understands what an interface between systems is", "Status answers read and repaired"),
    ("Keeps access for people with disabilities in mind", "Audit of one page"),
)


def posting_match(seed: int) -> pd.DataFrame:
    """Return the requirements of one posting, with a self-rating and with evidence."""
    draw = Draw(seed, "posting_match")
    chosen = draw.sample(_REQUIREMENTS, 8)
    for _ in range(_ATTEMPTS):
        weights = draw.picks((1, 2, 3, 4, 5), 8, (1, 2, 4, 3, 2))
        evidence = spread(draw, (0.0, 0.5, 1.0), draw.pick(((3, 2, 3), (2, 3, 3), (4, 2, 2))), 8)
        ratings = [min(5, max(2, round(2 + 2 * e) + draw.below(3))) for e in evidence]
        claimed = sum(w * r for w, r in zip(weights, ratings, strict=True)) / 5
        shown = sum(w * e for w, e in zip(weights, evidence, strict=True))
        # Confidence has to promise clearly more than the evidence carries.
        if claimed - shown >= 0.10 * sum(weights):
            break
    else:
        raise RuntimeError(f"no posting found for seed {seed} in {_ATTEMPTS} attempts")
    rows = [
        (f"Q{n}", text, weight, rating, proof, note if proof == 1 else _partly(note, proof))
        for n, ((text, note), weight, rating, proof) in enumerate(
            zip(chosen, weights, ratings, evidence, strict=True), start=1
        )
    ]
    return pd.DataFrame(
        rows,
        columns=["requirement_id", "requirement", "weight", "self_rating", "evidence", "proof"],
    )


def _partly(note: str, proof: float) -> str:
    return f"{note}, not finished" if proof else ""


TABLES = tables(
    table(
        "job_funnel",
        "one stage of a simulated search in one channel",
        job_funnel,
        ("channel", "text", "", "How you approach a company", "; ".join(CHANNELS)),
        ("stage", "text", "", "Stage that is reached", "; ".join(STAGES)),
        (
            "pass_rate",
            "number",
            "share",
            "Part of those one stage before that reaches it; an illustration",
            "0 to 1",
        ),
        ("wait_days_min", "whole number", "days", "Shortest wait for it", "1 or more"),
        ("wait_days_max", "whole number", "days", "Longest wait for it", "wait_days_min or more"),
    ),
    table(
        "search_channels",
        "one channel of a simulated search",
        search_channels,
        ("channel", "text", "", "How you approach a company", "; ".join(CHANNELS)),
        (
            "p_offer",
            "number",
            "share",
            "Chance that one action ends in an offer: all stages of job_funnel; an illustration",
            "0 to 1",
        ),
        ("hours_each", "number", "hours per action", "Time that one action takes", "over 0"),
        ("max_per_week", "whole number", "actions per week", "How many there are", "0 or more"),
    ),
    table(
        "search_plans",
        "one channel in one plan for a week of search",
        search_plans,
        ("plan", "text", "", "Name of the plan", "A; B"),
        ("channel", "text", "", "How you approach a company", "; ".join(CHANNELS)),
        ("actions_per_week", "whole number", "actions per week", "How many you take", "0 or more"),
    ),
    table(
        "setbacks",
        "one silence in a simulated search",
        setbacks,
        ("setback", "text", "", "Number of the setback", "S1 to S9"),
        ("counted", "text", "", "What was tried", "applications; interviews"),
        ("hoped_for", "text", "", "What was hoped for from each try", "interview; offer"),
        ("tries", "whole number", "tries", "How many there were", "1 or more"),
        ("rate", "number", "share", "How often a try succeeds when all goes as usual", "0 to 1"),
        ("came", "whole number", "successes", "How many succeeded", "0"),
    ),
    table(
        "search_cohort",
        "one person who searched, followed for 40 weeks at most (simulated)",
        search_cohort,
        ("person", "text", "", "Number of the person", "C001 onwards"),
        ("background", "text", "", "Field the person came from", "any"),
        ("weeks", "whole number", "weeks", "Weeks until the outcome", "2 to 40"),
        (
            "outcome",
            "text",
            "",
            "offer: took one; stopped: gave up the search; searching: still at it after 40 weeks",
            "offer; stopped; searching",
        ),
    ),
    table(
        "growth",
        "sales of one unit before and after a simulated campaign",
        growth,
        ("unit", "text", "", "Whose sales", "you; team; market"),
        ("before_eur", "whole number", "euro", "Sales in the year before", "greater than 0"),
        ("after_eur", "whole number", "euro", "Sales in the year after", "greater than 0"),
        ("note", "text", "", "What the number covers", "any"),
    ),
    table(
        "posting_match",
        "one requirement of one simulated posting",
        posting_match,
        ("requirement_id", "text", "", "Number of the requirement", "Q1 to Q8"),
        ("requirement", "text", "", "What the posting asks for", "any"),
        ("weight", "whole number", "points", "How much it matters to the company", "1 to 5"),
        ("self_rating", "whole number", "rating", "How good the candidate feels at it", "1 to 5"),
        (
            "evidence",
            "number",
            "share",
            "What the candidate can show: 0 nothing, 0.5 in part, 1 complete",
            "0; 0.5; 1",
        ),
        ("proof", "text", "", "What would be shown; empty means nothing", "any"),
    ),
)
