"""What a table of the case is: its maker and its data dictionary, kept side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

TYPES = ("text", "whole number", "number", "yes/no", "date")


@dataclass(frozen=True)
class Column:
    """One line of the data dictionary."""

    name: str
    type: str
    unit: str
    meaning: str
    allowed: str

    def __post_init__(self) -> None:
        if self.type not in TYPES:
            raise ValueError(
                f"column {self.name!r}: type must be one of {TYPES}, got {self.type!r}"
            )


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its columns, and the function from a seed to a DataFrame."""

    name: str
    row: str
    make: Callable[[int], pd.DataFrame]
    columns: tuple[Column, ...]

    def dictionary(self) -> pd.DataFrame:
        """Return the data dictionary, one row for each column."""
        return pd.DataFrame(
            [(c.name, c.type, c.unit, c.meaning, c.allowed) for c in self.columns],
            columns=["column", "type", "unit", "meaning", "allowed"],
        )


def table(
    name: str,
    row: str,
    make: Callable[[int], pd.DataFrame],
    *columns: tuple[str, str, str, str, str],
) -> Table:
    """Return a Table from plain tuples (name, type, unit, meaning, allowed values)."""
    return Table(name, row, make, tuple(Column(*column) for column in columns))


def tables(*items: Table) -> dict[str, Table]:
    """Return the tables by name."""
    return {item.name: item for item in items}
