"""``Case``: one simulated company, its tables and its data dictionary."""

from __future__ import annotations

import difflib
import json
from functools import lru_cache
from importlib import import_module
from operator import index
from typing import TYPE_CHECKING, Any, Protocol, SupportsIndex

import pandas as pd

from pmbridge.case.registry import MODULES
from pmbridge.case.seeds import LESSON_SEED, MAX_SEED, my_seed
from pmbridge.case.spec import Table

if TYPE_CHECKING:
    import sqlite3  # an extra download where Python runs in the browser


class NoSuchTable(AttributeError, LookupError):
    """There is no table of that name."""


@lru_cache(maxsize=256)
def spec(name: str) -> Table:
    """Return the specification of a table: its columns and its maker."""
    if name not in MODULES:
        raise NoSuchTable(_no_such_table(name))
    found: Table = import_module(f"pmbridge.case.{MODULES[name]}").TABLES[name]
    return found


class Source(Protocol):
    """Somebody who has the case at hand: tables, their descriptions and the answer of the service."""

    def table(self, name: str, seed: int) -> pd.DataFrame:
        """Return a table of the case with that seed."""

    def dictionary(self, name: str | None) -> pd.DataFrame:
        """Return what ``Case.describe`` says."""

    def api_text(self, seed: int) -> str:
        """Return what ``Case.api_text`` says."""


_source: Source | None = None
# Which tables this process has made, in order: a grader makes those that come again before they are asked for.
made: list[tuple[str, int]] = []


def take_from(source: Source | None) -> None:
    """Ask ``source`` for tables from now on, instead of making them; None goes back to making them.

    Where a submission is graded, its code gets the tables of its owner and not what makes tables.
    """
    global _source  # noqa: PLW0603 - one process has one case
    _source = source
    _generated.cache_clear()


@lru_cache(maxsize=160)  # about two whole cases, so a grader's memory stays flat
def _generated(name: str, seed: int) -> pd.DataFrame:
    if _source is not None:
        return _source.table(name, seed)
    made.append((name, seed))
    table = spec(name)
    return table.make(seed)[[column.name for column in table.columns]]


class Case:
    """Second Spark as one learner sees it. All of its data is simulated.

    >>> case = Case(seed=11)
    >>> case.regions                 # a fresh DataFrame, yours to change
    >>> case.table("regions")        # the same
    >>> case.tables()                # the names of all tables
    >>> case.describe("regions")     # what each column means, with its unit
    """

    def __init__(self, seed: int) -> None:
        number = (
            -1 if isinstance(seed, bool) or not isinstance(seed, SupportsIndex) else index(seed)
        )
        if not 0 <= number <= MAX_SEED:
            raise ValueError(f"seed must be a whole number from 0 to {MAX_SEED}, got {seed!r}")
        self.seed = number

    @classmethod
    def lesson(cls) -> Case:
        """Return the case that the lessons use, the same for everybody."""
        return cls(LESSON_SEED)

    @classmethod
    def mine(cls) -> Case:
        """Return your own case: same company, same truths, your own numbers."""
        return cls(my_seed())

    def __repr__(self) -> str:
        return f"Case(seed={self.seed})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Case) and other.seed == self.seed

    def __hash__(self) -> int:
        return hash((Case, self.seed))

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *MODULES]

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.table(name)

    def table(self, name: str) -> pd.DataFrame:
        """Return one table as a fresh DataFrame: changing it changes nothing else."""
        _check_name(name)
        return _generated(name, self.seed).copy()

    def tables(self) -> list[str]:
        """Return the names of all tables in alphabetical order."""
        return sorted(MODULES)

    def describe(self, name: str | None = None) -> pd.DataFrame:
        """Return the data dictionary of a table, or an overview of all tables."""
        if _source is not None:
            return _source.dictionary(name)
        if name is None:
            rows = [(n, spec(n).row, len(spec(n).columns)) for n in self.tables()]
            return pd.DataFrame(rows, columns=["table", "one row is", "columns"])
        _check_name(name)
        return spec(name).dictionary()

    def api_text(self) -> str:
        """Return what the status API answers, as JSON text."""
        if _source is not None:
            return _source.api_text(self.seed)
        from pmbridge.case.api import response_text

        return response_text(self.seed)

    def api_response(self) -> dict[str, Any]:
        """Return what the status API answers, as a fresh dict."""
        answer: dict[str, Any] = json.loads(self.api_text())
        return answer

    def database(self) -> sqlite3.Connection:
        """Return a fresh read-only database in memory with customers, repairers and jobs."""
        from pmbridge.case.sql import connect

        return connect({name: self.table(name) for name in ("customers", "repairers", "jobs")})


def _check_name(name: object) -> None:
    if not isinstance(name, str):
        raise TypeError(f"the name of a table must be a text such as 'survey', got {name!r}")
    if name not in MODULES:
        raise NoSuchTable(_no_such_table(name))


def _no_such_table(name: str) -> str:
    near = difflib.get_close_matches(name, MODULES, n=1, cutoff=0.6)
    guess = f" Did you mean '{near[0]}'?" if near else ""
    return f"There is no table '{name}'.{guess} case.tables() lists all {len(MODULES)}."
