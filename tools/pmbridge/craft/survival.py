"""Time until something happens, when for some it has not happened yet."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from pmbridge.craft import _checks


def kaplan_meier(durations: ArrayLike, ended: ArrayLike) -> pd.DataFrame:
    """Return the share still waiting after each duration, with drop-outs counted fairly.

    Somebody who left after 9 weeks without an offer shows that it took longer than 9
    weeks. Leaving them out leaves only those for whom it went well.

    Parameters
    ----------
    durations : list of float
        Time under observation, 0 or more, any one unit.
    ended : list of bool
        True if the event happened at that time, False if observation stopped first.

    Returns
    -------
    pandas.DataFrame
        By ``duration`` at which events happened: ``at_risk`` (people), ``events``
        (people), ``waiting`` (share still without the event).

    Raises
    ------
    TypeError, ValueError
        If the lists do not pair up or a value is outside its range.

    Source
    ------
    Kaplan and Meier 1958, "Nonparametric Estimation from Incomplete Observations",
    Journal of the American Statistical Association 53.
    """
    time = _checks.numbers("durations", durations, at_least=0)
    event = _checks.flags("ended", ended)
    _checks.same_length(durations=time, ended=event)
    moments = np.unique(time[event])
    at_risk = np.array([int((time >= moment).sum()) for moment in moments], dtype=np.int64)
    events = np.array([int(((time == moment) & event).sum()) for moment in moments], dtype=np.int64)
    return pd.DataFrame(
        {
            "at_risk": at_risk,
            "events": events,
            "waiting": np.cumprod(1 - events / at_risk) if len(moments) else np.empty(0),
        },
        index=pd.Index(moments, name="duration"),
    )


def median_duration(durations: ArrayLike, ended: ArrayLike) -> float | None:
    """Return the time by which half of the people have had the event.

    Parameters
    ----------
    durations : list of float
        Time under observation, 0 or more, any one unit.
    ended : list of bool
        True if the event happened at that time, False if observation stopped first.

    Returns
    -------
    float or None
        Same unit as ``durations``; None if more than half were still waiting when
        observation stopped.

    Raises
    ------
    TypeError, ValueError
        If the lists do not pair up or a value is outside its range.

    Source
    ------
    Kaplan and Meier 1958, Journal of the American Statistical Association 53.
    """
    curve = kaplan_meier(durations, ended)
    # A product of fractions can miss one half by its last digit.
    reached = curve.index[curve["waiting"] <= 0.5 + 1e-12]
    return float(reached[0]) if len(reached) else None
