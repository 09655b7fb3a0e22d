"""Recipes for the size of a market: plain data, run on any table of regions.

A recipe is a dict. All of its parts may be left out, but not all at once:

``multiply``
    names of columns, or numbers, that are multiplied in each region
``min``
    two such lists; the smaller of their products counts, region by region
``only``
    the name of a yes-or-no column; other regions count as nothing

The results of the regions are added up.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from pmbridge.problems import CourseError

if TYPE_CHECKING:
    import pandas as pd

PARTS = ("multiply", "min", "only")
Unit = tuple[tuple[str, ...], tuple[str, ...]]


def run_recipe(recipe: Mapping[str, Any], regions: "pd.DataFrame") -> float:
    """Return what ``recipe`` gives for ``regions``, one row a region.

    >>> run_recipe({"multiply": ["households", "fee"], "only": "served"}, regions)

    Raises
    ------
    CourseError
        If the recipe is no recipe, or does not fit the table.
    """
    return float(by_region(recipe, regions).sum())


def by_region(recipe: Mapping[str, Any], regions: "pd.DataFrame") -> "pd.Series[float]":
    """Return what ``recipe`` gives in each region, in the order of the table."""
    problem = problem_of(recipe)
    if problem:
        raise CourseError(*problem)
    total = _product(recipe.get("multiply") or [], regions)
    if recipe.get("min"):
        first, second = (_product(group, regions) for group in recipe["min"])
        total = total * first.where(first <= second, second)
    if recipe.get("only"):
        total = total.where(_chosen(recipe["only"], regions), 0.0)
    return total


def problem_of(recipe: Any) -> tuple[str, str] | None:
    """Return what is wrong with a recipe as such and what to do about it, or None."""
    return next(_problems(recipe), None)


def _problems(recipe: Any) -> Iterator[tuple[str, str]]:
    """Yield what is wrong; what follows the first need not make sense."""
    if not isinstance(recipe, Mapping):
        yield (
            f"A recipe is a dict, and this is {recipe!r}.",
            'Write {"multiply": ["households", "avg_fee_eur"]}.',
        )
    strange = [key for key in recipe if key not in PARTS]
    if strange:
        yield (
            f"{strange[0]!r} is no part of a recipe.",
            "The parts are: multiply, min and only.",
        )
    pair = recipe.get("min") or []
    groups = [recipe.get("multiply") or []]
    if pair:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            yield (
                "The smaller of two amounts needs two lists.",
                'Write "min": [["households"], ["repairers"]].',
            )
        groups += pair
    for group in groups:
        if not isinstance(group, list | tuple):
            yield (f"Factors stand in a list, and this is {group!r}.", 'Write ["households"].')
        for factor in group:
            if isinstance(factor, bool) or not isinstance(factor, str | int | float):
                yield (
                    f"{factor!r} is no factor.",
                    "A factor is the name of a column in quotes, or a number.",
                )
    if pair and not all(pair):
        yield ("One of the two amounts to compare is still empty.", "Put a part into each.")
    if not any(groups):
        yield ("There is nothing to multiply yet.", "Put in a first part.")
    if recipe.get("only") is not None and not isinstance(recipe["only"], str):
        yield (
            f"The regions that count can't be chosen by {recipe['only']!r}.",
            "Name a yes-or-no column, such as served.",
        )


def _product(factors: Any, regions: "pd.DataFrame") -> "pd.Series[float]":
    import pandas as pd

    total = pd.Series(1.0, index=regions.index)
    for factor in factors:
        total = total * (factor if not isinstance(factor, str) else _numbers(factor, regions))
    return total


def _column(name: str, regions: "pd.DataFrame") -> "pd.Series[Any]":
    if name in regions.columns:
        return regions[name]
    close = get_close_matches(name, [str(c) for c in regions.columns], n=1)
    meant = f"Did you mean {close[0]!r}? " if close else ""
    raise CourseError(
        f"The table of regions has no column called {name!r}.",
        f"{meant}Its columns are: {', '.join(str(c) for c in regions.columns)}.",
    )


def _numbers(name: str, regions: "pd.DataFrame") -> "pd.Series[float]":
    import pandas as pd

    column = _column(name, regions)
    if pd.api.types.is_bool_dtype(column) or not pd.api.types.is_numeric_dtype(column):
        raise CourseError(
            f"The column {name!r} holds no numbers, so it can't be multiplied.",
            "A yes-or-no column says which regions count: use it for that.",
        )
    if column.isna().any():
        raise CourseError(
            f"The column {name!r} has gaps, so its product is not known.",
            "Fill the gaps, or leave those regions out.",
        )
    return column.astype("float64")


def _chosen(name: str, regions: "pd.DataFrame") -> "pd.Series[bool]":
    import pandas as pd

    column = _column(name, regions)
    # As in a table from a file, where yes and no may have arrived as objects.
    if not pd.api.types.is_bool_dtype(column) and not set(column.tolist()) <= {True, False}:
        raise CourseError(
            f"The column {name!r} does not say yes or no, so it can't choose regions.",
            "Name a yes-or-no column, such as served.",
        )
    return column.astype(bool)


def unit_of(recipe: Mapping[str, Any], units: Mapping[str, str]) -> tuple[str, str]:
    """Return the unit that ``recipe`` gives, and a sentence where two amounts can't be compared.

    A unit reads like ``repair / repairer / year``: the first part counts, the others divide. A factor
    without a unit is a bare number.
    """
    unit = _combined(recipe.get("multiply") or [], units)
    if recipe.get("min"):
        first, second = (_combined(group, units) for group in recipe["min"])
        if first != second:
            return "", (
                f"These two can't be compared yet: one is in {_words(first)}, "
                f"the other in {_words(second)}."
            )
        unit = _simple(Counter(unit[0]) + Counter(first[0]), Counter(unit[1]) + Counter(first[1]))
    return _words(unit), ""


def _combined(factors: Any, units: Mapping[str, str]) -> Unit:
    over: Counter[str] = Counter()
    under: Counter[str] = Counter()
    for factor in factors:
        parts = [part.strip() for part in units.get(str(factor), "").split("/")]
        over.update(part for part in parts[:1] if part and part != "1")
        under.update(part for part in parts[1:] if part)
    return _simple(over, under)


def _simple(over: Counter[str], under: Counter[str]) -> Unit:
    return tuple(sorted((over - under).elements())), tuple(sorted((under - over).elements()))


def _words(unit: Unit) -> str:
    over, under = unit
    top = " × ".join(over) or ("1" if under else "a bare number")
    return top + "".join(f" / {part}" for part in under)
