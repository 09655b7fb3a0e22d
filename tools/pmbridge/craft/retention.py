"""Retention by cohort age, counting only cohorts that are old enough to tell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pmbridge.craft import _checks

_MONTH_TEXT = r"\d{4}-(?:0[1-9]|1[0-2])"


def _months(name: str, column: pd.Series) -> np.ndarray:
    """Return months as whole numbers that differ by 1 from one month to the next."""
    if column.isna().any():
        raise ValueError(f"{name} must be filled in every row, got {int(column.isna().sum())} gaps")
    kind = column.dtype
    if isinstance(kind, pd.PeriodDtype) or kind.kind == "M":
        return (column.dt.year * 12 + column.dt.month).to_numpy(dtype=np.int64)
    if kind.kind in "iuf":
        return _checks.whole_numbers(name, column)
    text = column.astype(str)
    wrong = ~text.str.fullmatch(_MONTH_TEXT)
    if wrong.any():
        raise ValueError(
            f"{name} must be a month such as 2026-03 or a whole number,"
            f" got {_checks.shown(column[wrong].iloc[0])}"
        )
    year, month = text.str[:4].astype(int), text.str[5:].astype(int)
    return (year * 12 + month).to_numpy(dtype=np.int64)


def retention_curve(activity: pd.DataFrame, max_age: int | None = None) -> pd.DataFrame:
    """Return the share of users who are active at each age of their cohort.

    At age k the denominator holds only users whose cohort was observed to age k.
    A user who joined last month can't show what happens in month three, and
    counting them as lost makes every young product look leaky.

    Parameters
    ----------
    activity : pandas.DataFrame
        One row for each month in which a user was active: ``user``, ``cohort_month``
        (month of joining) and ``active_month``; months as whole numbers, "2026-03",
        dates or periods. Each user needs at least one row. The data are taken to
        reach to the last ``active_month``.
    max_age : int, optional
        Last age in months; by default as old as the oldest cohort is.

    Returns
    -------
    pandas.DataFrame
        By ``age`` in months: ``observed`` (users), ``active`` (users), ``retention``
        (share, 0 to 1).

    Raises
    ------
    TypeError, ValueError
        If a column is missing, a user has two cohorts, somebody is active before
        joining, or no cohort reached ``max_age``.

    Source
    ------
    Rule of thumb: cohort retention with right-censored cohorts left out.
    """
    _checks.table("activity", activity, ("user", "cohort_month", "active_month"))
    if activity["user"].isna().any():
        raise ValueError("user must be filled in every row, got a gap")
    rows = pd.DataFrame(
        {
            "user": activity["user"].to_numpy(),
            "cohort": _months("cohort_month", activity["cohort_month"]),
            "active": _months("active_month", activity["active_month"]),
        }
    )
    cohorts = rows[["user", "cohort"]].drop_duplicates()
    twice = cohorts["user"].duplicated()
    if twice.any():
        raise ValueError(
            "activity must give each user one cohort_month, got two for user"
            f" {_checks.shown(cohorts.loc[twice, 'user'].iloc[0])}"
        )
    rows["age"] = rows["active"] - rows["cohort"]
    early = rows["age"] < 0
    if early.any():
        raise ValueError(
            "active_month must not be before cohort_month, got user"
            f" {_checks.shown(rows.loc[early, 'user'].iloc[0])}"
        )
    reached = int(rows["active"].max()) - cohorts["cohort"]
    oldest = int(reached.max())
    last = oldest if max_age is None else _checks.whole("age", max_age, at_least=0, at_most=oldest)
    ages = np.arange(last + 1)
    observed = np.array([int((reached >= age).sum()) for age in ages])
    active = np.array([int(rows.loc[rows["age"] == age, "user"].nunique()) for age in ages])
    return pd.DataFrame(
        {"observed": observed, "active": active, "retention": active / observed},
        index=pd.Index(ages, name="age"),
    )


def retention(activity: pd.DataFrame, age: int) -> float:
    """Return the share of users who are active ``age`` months after joining.

    Parameters
    ----------
    activity : pandas.DataFrame
        As for ``retention_curve``.
    age : int
        Months since the month of joining, 0 or more.

    Returns
    -------
    float
        Share, 0 to 1, of the users whose cohort was observed to that age.

    Raises
    ------
    TypeError, ValueError
        As for ``retention_curve``.

    Source
    ------
    Rule of thumb: cohort retention with right-censored cohorts left out.
    """
    # Only a curve may leave its length open.
    months = _checks.whole("age", age, at_least=0)
    return float(retention_curve(activity, months)["retention"].iloc[-1])
