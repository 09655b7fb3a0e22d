"""Tables of the case as a database in memory, for questions in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import sqlite3  # an extra download where Python runs in the browser

_TYPES = {
    "customers": {"customer_id": "INTEGER", "name": "TEXT", "region": "TEXT", "plan": "TEXT"},
    "repairers": {
        "repairer_id": "INTEGER",
        "name": "TEXT",
        "region": "TEXT",
        "trade": "TEXT",
        "joined_on": "TEXT",
    },
    "jobs": {
        "job_id": "INTEGER",
        "customer_id": "INTEGER",
        "repairer_id": "INTEGER",
        "item": "TEXT",
        "booked_on": "TEXT",
        "status": "TEXT",
        "fee_eur": "REAL",
        "late": "INTEGER",
    },
}


def connect(frames: Mapping[str, pd.DataFrame]) -> sqlite3.Connection:
    """Return a database in memory that holds the tables and refuses to be changed."""
    import sqlite3

    connection = sqlite3.connect(":memory:")
    for name, frame in frames.items():
        plain = frame.astype(object).where(frame.notna(), None)
        plain.to_sql(name, connection, index=False, dtype=_TYPES[name])
    connection.commit()
    connection.execute("PRAGMA query_only = ON")
    return connection
