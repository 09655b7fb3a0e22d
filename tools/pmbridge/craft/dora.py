"""The four DORA keys of software delivery, from a table of deployments."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from pmbridge.craft import _checks


class FourKeys(NamedTuple):
    """Delivery performance; recovery is None while nothing has failed."""

    deployments_per_day: float
    lead_time_median_h: float
    lead_time_mean_h: float
    change_failure_rate: float
    recovery_median_h: float | None
    recovery_mean_h: float | None


def four_keys(deploys: pd.DataFrame, days: float) -> FourKeys:
    """Return deployment frequency, lead time, failure rate and recovery time.

    Only failed deployments have a recovery time. Filling the others with 0 would
    drag the mean towards 0 and hide how long customers waited.

    Parameters
    ----------
    deploys : pandas.DataFrame
        One row a deployment: ``lead_time_h`` (hours from commit to production, 0 or
        more), ``failed`` (true or false), ``recovery_h`` (hours from failure to
        recovery, needed where ``failed``, empty elsewhere).
    days : float
        Length of the period that the table covers, in days, greater than 0.

    Returns
    -------
    FourKeys
        Deployments a day; lead time in hours, median and mean; failure rate as a share;
        recovery time in hours, median and mean, or None without a failure.

    Raises
    ------
    TypeError, ValueError
        If a column is missing, a value is outside its range, or a recovery time is
        missing where a deployment failed or given where none did.

    Source
    ------
    Forsgren, Humble and Kim 2018, Accelerate; DORA, dora.dev, "DORA's software
    delivery metrics: the four keys".
    """
    _checks.table("deploys", deploys, ("lead_time_h", "failed", "recovery_h"))
    period = _checks.number("days", days, above=0)
    lead = _checks.numbers("lead_time_h", deploys["lead_time_h"], at_least=0)
    failed = _checks.flags("failed", deploys["failed"])
    empty = deploys["recovery_h"].isna().to_numpy()
    if (failed & empty).any():
        raise ValueError(
            "recovery_h must be filled where failed is true,"
            f" got {int((failed & empty).sum())} empty"
        )
    if (~failed & ~empty).any():
        raise ValueError(
            "recovery_h must be empty where failed is false,"
            f" got {int((~failed & ~empty).sum())} filled"
        )
    median = mean = None
    if failed.any():
        recovery = _checks.numbers("recovery_h", deploys["recovery_h"][failed], at_least=0)
        median, mean = float(np.median(recovery)), float(recovery.mean())
    return FourKeys(
        deployments_per_day=_checks.result("deployments a day", len(deploys) / period),
        lead_time_median_h=float(np.median(lead)),
        lead_time_mean_h=float(lead.mean()),
        change_failure_rate=float(failed.mean()),
        recovery_median_h=median,
        recovery_mean_h=mean,
    )
