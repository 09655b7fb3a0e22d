"""Market sizing from the bottom up: TAM, SAM and a SOM that capacity bounds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from pmbridge.craft import _checks


class MarketSize(NamedTuple):
    """Three market sizes, each part of the one before, in currency a year."""

    tam: float
    sam: float
    som: float


def yearly_demand(
    households: float, breakdowns_per_household: float, repairable_share: float
) -> float:
    """Return how many jobs a region could give in a year.

    Parameters
    ----------
    households : float
        Number of households, 0 or more.
    breakdowns_per_household : float
        Breakdowns a household a year, 0 or more.
    repairable_share : float
        Share of breakdowns that can be repaired, 0 to 1.

    Returns
    -------
    float
        Jobs a year.

    Raises
    ------
    TypeError, ValueError
        If a value is not a number or outside its range.

    Source
    ------
    Rule of thumb: bottom-up sizing multiplies buyers by the rate at which each buys.
    """
    people = _checks.number("households", households, at_least=0)
    rate = _checks.number("breakdowns_per_household", breakdowns_per_household, at_least=0)
    return _checks.result(
        "yearly demand", people * rate * _checks.share("repairable_share", repairable_share)
    )


def capacity(repairers: float, jobs_per_repairer: float) -> float:
    """Return how many jobs the people on hand can do in a year.

    Parameters
    ----------
    repairers : float
        Number of repairers, 0 or more.
    jobs_per_repairer : float
        Jobs a repairer a year, 0 or more.

    Returns
    -------
    float
        Jobs a year.

    Raises
    ------
    TypeError, ValueError
        If a value is not a number or negative.

    Source
    ------
    Rule of thumb.
    """
    people = _checks.number("repairers", repairers, at_least=0)
    return _checks.result(
        "capacity", people * _checks.number("jobs_per_repairer", jobs_per_repairer, at_least=0)
    )


def market_size(regions: pd.DataFrame) -> MarketSize:
    """Return TAM, SAM and SOM of a table of regions.

    TAM counts every region, SAM the regions that are served, and SOM in each
    served region the smaller of demand and capacity. Demand that nobody can
    carry out earns nothing, which "one per cent of the market" overlooks.

    Parameters
    ----------
    regions : pandas.DataFrame
        One row a region: ``households`` (count), ``breakdowns_hh_yr`` (breakdowns
        a household a year), ``repairable_share`` (0 to 1), ``served`` (true or
        false), ``repairers`` (count), ``jobs_per_repairer_yr`` (jobs a year),
        ``avg_fee_eur`` (currency a job).

    Returns
    -------
    MarketSize
        ``tam``, ``sam``, ``som`` in the currency of the fee, a year.

    Raises
    ------
    TypeError, ValueError
        If the table lacks a column or a row, or a value is outside its range.

    Source
    ------
    Rule of thumb: total, serviceable available and serviceable obtainable market.
    """
    _checks.table(
        "regions",
        regions,
        (
            "households",
            "breakdowns_hh_yr",
            "repairable_share",
            "served",
            "repairers",
            "jobs_per_repairer_yr",
            "avg_fee_eur",
        ),
    )
    demand = (
        _checks.numbers("households", regions["households"], at_least=0)
        * _checks.numbers("breakdowns_hh_yr", regions["breakdowns_hh_yr"], at_least=0)
        * _checks.numbers("repairable_share", regions["repairable_share"], at_least=0, at_most=1)
    )
    able = _checks.numbers("repairers", regions["repairers"], at_least=0) * _checks.numbers(
        "jobs_per_repairer_yr", regions["jobs_per_repairer_yr"], at_least=0
    )
    fee = _checks.numbers("avg_fee_eur", regions["avg_fee_eur"], at_least=0)
    served = _checks.flags("served", regions["served"])
    return MarketSize(
        tam=_checks.result("TAM", (demand * fee).sum()),
        sam=_checks.result("SAM", (demand * fee)[served].sum()),
        som=_checks.result("SOM", (np.minimum(demand, able) * fee)[served].sum()),
    )
