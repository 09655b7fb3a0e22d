"""The market by region and the booking funnel by channel."""

from __future__ import annotations

import pandas as pd

from pmbridge.case.draw import Draw
from pmbridge.case.quota import between, whole
from pmbridge.case.spec import table, tables
from pmbridge.case.world import REGIONS

QUARTERS = ("2026-Q1", "2026-Q2")
_ISLAND = REGIONS[4]


def regions(seed: int) -> pd.DataFrame:
    """Return the market table: four of six regions served, one of them a small island.

    On the island there are more repairers than work; everywhere else there are
    far too few. So a market that can be won is bound by capacity, not by demand.
    """
    draw = Draw(seed, "regions")
    level = between(draw, 0.86, 1.16)
    served = {_ISLAND, *draw.sample([r for r in REGIONS if r != _ISLAND], 3)}
    rows = []
    for region in REGIONS:
        island = region == _ISLAND
        breakdowns = between(draw, 0.50, 0.74, 2)
        repairable = between(draw, 0.40, 0.58, 2)
        fee = whole(draw, 46, 68)
        jobs = whole(draw, 42, 60) * 5
        if island:
            households = whole(draw, 70, 110) * 100
            demand = households * breakdowns * repairable
            # At least 1.5 times the repairers that the demand could keep busy.
            repairers = int(demand / jobs * between(draw, 1.5, 2.2)) + 2
        else:
            households = int(whole(draw, 5200, 9800) * level) * 100
            repairers = whole(draw, 38, 84) if region in served else whole(draw, 2, 7)
        rows.append(
            (region, households, breakdowns, repairable, region in served, repairers, jobs, fee)
        )
    return pd.DataFrame(
        rows,
        columns=[
            "region",
            "households",
            "breakdowns_hh_yr",
            "repairable_share",
            "served",
            "repairers",
            "jobs_per_repairer_yr",
            "avg_fee_eur",
        ],
    )


def funnel_by_channel(seed: int) -> pd.DataFrame:
    """Return two quarters of the funnel: each channel got worse, the total looks better."""
    draw = Draw(seed, "funnel")
    search = between(draw, 0.090, 0.130)
    referral = search + between(draw, 0.110, 0.150)
    drop = {"search": between(draw, 0.006, 0.012), "referral": between(draw, 0.010, 0.020)}
    rates = {
        QUARTERS[0]: {"search": search, "referral": referral},
        QUARTERS[1]: {"search": search - drop["search"], "referral": referral - drop["referral"]},
    }
    shares = {QUARTERS[0]: between(draw, 0.16, 0.25), QUARTERS[1]: between(draw, 0.49, 0.60)}
    cost = {"search": between(draw, 0.9, 1.5), "referral": between(draw, 0.5, 0.9)}
    rows = []
    for quarter in QUARTERS:
        total = whole(draw, 14_000, 17_500)
        referred = round(total * shares[quarter])
        for channel, visits in (("search", total - referred), ("referral", referred)):
            booked = round(visits * rates[quarter][channel])
            spend = round(visits * cost[channel] / 100) * 100
            rows.append((quarter, channel, visits, booked, spend))
    return pd.DataFrame(rows, columns=["quarter", "channel", "visits", "booked", "spend_eur"])


TABLES = tables(
    table(
        "regions",
        "one region of the simulated market",
        regions,
        ("region", "text", "", "Name of the region", "; ".join(REGIONS)),
        (
            "households",
            "whole number",
            "households",
            "Households that live there",
            "greater than 0",
        ),
        (
            "breakdowns_hh_yr",
            "number",
            "breakdowns per household and year",
            "How many items break in an average household",
            "0 or more",
        ),
        (
            "repairable_share",
            "number",
            "share",
            "Part of the breakdowns that a repairer could put right",
            "0 to 1",
        ),
        ("served", "yes/no", "", "Whether Second Spark works in the region today", "True; False"),
        ("repairers", "whole number", "people", "Repairers signed up there", "0 or more"),
        (
            "jobs_per_repairer_yr",
            "whole number",
            "jobs per repairer and year",
            "How many repairs one repairer can do",
            "0 or more",
        ),
        (
            "avg_fee_eur",
            "whole number",
            "euro per job",
            "What Second Spark earns on an average repair",
            "0 or more",
        ),
    ),
    table(
        "funnel_by_channel",
        "one channel in one quarter of the simulated booking page",
        funnel_by_channel,
        ("quarter", "text", "", "Quarter of the year", "; ".join(QUARTERS)),
        ("channel", "text", "", "How the visitor found the page", "search; referral"),
        ("visits", "whole number", "visits", "Visits to the booking page", "greater than 0"),
        ("booked", "whole number", "visits", "Visits that ended in a booking", "0 to visits"),
        ("spend_eur", "whole number", "euro", "What the channel cost in the quarter", "0 or more"),
    ),
)
