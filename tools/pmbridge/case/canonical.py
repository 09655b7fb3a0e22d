"""One byte form for every table, the same under every pandas version."""

from __future__ import annotations

import csv
import hashlib
import io
import math

import pandas as pd


def canonical_csv(frame: pd.DataFrame) -> bytes:
    """Return a table as UTF-8 CSV with line feeds; missing values are empty.

    pandas' own CSV writer and its text types change between versions, so each
    value is written from its plain Python form: ``repr`` for numbers, which is
    exact and short.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns.tolist())
    columns = [[_plain(value) for value in frame[name].tolist()] for name in frame.columns]
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue().encode("utf-8")


def digest(frame: pd.DataFrame) -> str:
    """Return the SHA-256 of the canonical CSV as a hexadecimal string."""
    return hashlib.sha256(canonical_csv(frame)).hexdigest()


def _plain(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, int, float)):
        return repr(value)
    raise TypeError(f"a table holds text, numbers and yes/no only, got {type(value).__name__}")
