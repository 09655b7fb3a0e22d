"""Tables, filters and codes of the case, in the words of somebody who has never seen its files.

An artefact keeps its sources as the notebooks name them, so that a conflict can be found. Whoever reads the
page gets these words instead. What is not known here stays as it was written.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pmbridge.case import Case

Source = Mapping[str, Any]
OWN = "my own"
"""How the table of a source begins that is no table: ``my own target``, ``my own count``."""

TABLES = {
    "activity": "the record of who came back in which month",
    "backlog": "the backlog's estimates",
    "capacity": "the team's calendar",
    "contract": "the contract with a partner",
    "crm": "the sales team's list of deals",
    "deploys": "the log of releases",
    "experiment_v1": "the first test of the booking page",
    "experiment_v2": "the second test of the booking page",
    "facts": "the company's facts",
    "flow": "the record of finished work",
    "funnel_by_channel": "the count of visits and bookings by channel",
    "interviews": "the interviews with customers",
    "kano": "the survey of wishes",
    "launch_channels": "the price list of the channels",
    "regions": "the figures of all regions",
    "reviews": "public reviews of five companies",
    "survey": "the survey of households",
    "throughput": "the record of finished items, week by week",
    "tickets": "the messages to support",
}
# A condition on a column, with the value as {}.
_CONDITIONS = {
    ("max_days_without", "<="): "at most {} days to spare",
    ("max_days_without", "<"): "fewer than {} days to spare",
    ("max_days_without", ">="): "at least {} days to spare",
    ("max_days_without", ">"): "more than {} days to spare",
    ("company", "=="): "{}",
    ("feature", "=="): "the idea “{}”",
    ("booked", "=="): "visitors who booked",
    ("plan", "=="): "the plan “{}”",
    ("household", "=="): "a household of the kind “{}”",
    ("age_band", "=="): "an age of {}",
    ("main_barrier", "=="): "“{}” as the main obstacle",
    ("last_outcome", "=="): "“{}” as the last outcome",
    ("lost_reason", "=="): "lost for the reason “{}”",
}
_RATINGS = {
    "diy_confidence": "trust in their own skill",
    "price_sensitivity": "weight on the price",
    "trust_worry": "fear of being cheated",
    "env_concern": "worry about waste",
}
_BOUNDS = {
    "<=": "a {} of at most {} (of 5)",
    "<": "a {} below {} (of 5)",
    ">=": "a {} of at least {} (of 5)",
    ">": "a {} above {} (of 5)",
    "==": "a {} of {} (of 5)",
}
_FILTERS = {
    "served": "regions where the company works",
    "planned": "all that is planned",
    "two_items_14d": "users who booked two items in 14 days",
}
_STATS = {
    "sum, TAM": "yearly fees if all that can be repaired were repaired",
    "sum, SAM": "yearly fees of all repairs that could be done",
    "sum, SOM": "yearly fees of the repairs for which repairers have time",
    "sum of effort_pm": "sum of the middle estimates",
    "sum of person_months": "sum of the team's time",
    "RICE with sound confidence": "RICE: reach times impact times confidence, over effort",
    "careful effort": "effort that is enough in 85 of 100 cases",
    "booked per 100, B minus A": "bookings per 100, with the new page minus without",
    "late_job per 100, B minus A": "late jobs per 100, with the new page minus without",
}
_ANSWERS = {
    "main_barrier": "main obstacle",
    "last_outcome": "what became of the last broken item",
    "max_days_without": "days they can do without the item",
    "imp_o1": "how much the day matters",
    "imp_o2": "how much the full price matters",
    "imp_o6": "how much the saved waste matters",
    "nps": "would recommend us, 0 to 10",
    **_RATINGS,
}
_CONDITION = re.compile(r"\b([a-z]\w*)\s*(<=|>=|==|<|>)\s*(\"[^\"]*\"|'[^']*'|-?\d+(?:\.\d+)?)")
_ITEM = re.compile(r"\bitem\s*==\s*[\"']?(B\d{2})[\"']?")
SIZES = {
    ("3000", "tickets"): "tickets",
    ("3000", "messages"): "tickets",
    ("1400", "reviews"): "reviews",
    ("600", "households"): "survey",
    ("600", "answers"): "survey",
    ("120", "quotes"): "interviews",
    ("260", "deals"): "crm",
}
"""The tables whose number of rows a text may tell: by that number, and what a row is."""
_GROUP = re.compile(r"(?<![\w-])(at (?:most|least)|fewer|more|an?) ")


@lru_cache
def titles() -> dict[str, str]:
    """Return the title of each idea in the backlog by its code."""
    backlog = Case.lesson().backlog
    return {str(row.item): str(row.title) for row in backlog.itertuples()}


@lru_cache
def evidence() -> dict[str, tuple[str, str]]:
    """Return each piece of the company's evidence register: what it says, and where it is from."""
    register = Case.lesson().evidence
    return {
        str(row.evidence_id): (
            str(row.statement),
            sentence({"stat": row.stat, "table": row.source, "filter": row.where}),
        )
        for row in register.itertuples()
    }


_OWN = {
    "own-project": "My own count or plan, in a project of my own.",
    "resume-bullets": "My own number. Where it stands, what it is compared with and my part are told with it.",
    "skills-map": "My own count, in work of my own. What is missing is told with it.",
    "learned": "My own number, from my own work.",
    "opening": "My own number, from my own work.",
    "stories": "An example that I chose, so that everybody means the same.",
}


def own_words(artefact: str) -> str:
    """Return what stands behind a number that no table holds."""
    return _OWN.get(
        artefact,
        "My own number: a target, a limit or an estimate that I set. No table stands behind it.",
    )


def in_words(text: str) -> str:
    """Return ``text`` with each condition on the case's columns said in words."""
    said = _ITEM.sub(lambda m: f"“{titles().get(m[1], m[1])}”", text)
    return _CONDITION.sub(_condition, said)


def _condition(match: re.Match[str]) -> str:
    column, operator, value = match[1], match[2], match[3].strip("\"'")
    if (column, operator) in _CONDITIONS:
        return _CONDITIONS[column, operator].format(value)
    if column in _RATINGS:
        return _BOUNDS[operator].format(_RATINGS[column], value)
    return match[0]


def sentence(source: Source) -> str:
    """Return a source as words for a person: what was calculated, in which table, for whom."""
    what = stat(source)
    where = place(source)
    return f"{what}, from {where}" if what else where


def stat(source: Source) -> str:
    """Return what was calculated, as words for a person."""
    said = str(source["stat"]).strip()
    rows = str(source["filter"]).strip()
    if str(source["table"]).strip() == "facts" and said == "value":
        return _meaning(rows)
    before, interval, rest = said.rpartition("95 percent interval of ")
    said = _STATS.get(rest, rest)
    percentile = re.fullmatch(r"P(\d\d) of ([\d,]+) simulated futures", said)
    if percentile:
        return f"after so long, {percentile[1]} of 100 simulated futures are done ({percentile[2]} were simulated)"
    what, _, column = said.rpartition(", ")
    if column in _ANSWERS:
        # "share of no date, main_barrier" or "mean, imp_o1"
        kind = what.removeprefix("the difference, ")
        kind = f"share of “{kind[9:]}”" if kind.startswith("share of ") else "average"
        lead = "the difference in: " if what.startswith("the difference, ") else ""
        said = f"{lead}{kind}, {_ANSWERS[column]}"
    return f"{before}{interval}{said}"


@lru_cache
def _meaning(fact: str) -> str:
    facts = Case.lesson().facts
    found = facts.loc[facts["name"] == fact, "meaning"]
    return str(found.iloc[0]) if len(found) else fact


def place(source: Source) -> str:
    """Return the table of a source, and which of its rows, as words for a person."""
    table, rows = str(source["table"]).strip(), rows_of(source)
    if table.startswith(OWN):
        return f"{table}, {rows}" if rows else table
    said = TABLES.get(table, f"the table {table}")
    return f"{said}: {rows}" if rows else said


def rows_of(source: Source) -> str:
    """Return which rows of its table a source speaks of, as words for a person; empty for all."""
    table, rows = str(source["table"]).strip(), str(source["filter"]).strip()
    if table == "facts":
        return ""
    rows = in_words(_FILTERS.get(rows, rows))
    if table == "survey":
        rows = _GROUP.sub(r"households with \1 ", rows, count=1)
        rows = rows.replace("held-out half", "the half that was set aside")
        rows = rows.replace("all but households", "all but the households")
    return rows
