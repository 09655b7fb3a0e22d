"""Recipes for the size of a market, run on tables of regions."""

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pmbridge.boards.recipe import by_region, problem_of, run_recipe, unit_of
from pmbridge.case import Case
from pmbridge.problems import CourseError

DEMAND = ["households", "breakdowns_hh_yr", "repairable_share"]
TAM = {"multiply": [*DEMAND, "avg_fee_eur"]}
SOM = {
    "multiply": ["avg_fee_eur"],
    "min": [DEMAND, ["repairers", "jobs_per_repairer_yr"]],
    "only": "served",
}
UNITS = {
    "households": "household",
    "breakdowns_hh_yr": "breakdown / household / year",
    "repairable_share": "repair / breakdown",
    "avg_fee_eur": "€ / repair",
    "repairers": "repairer",
    "jobs_per_repairer_yr": "repair / repairer / year",
}


def regions() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "region": ["North", "South", "Island"],
            "households": [1000, 2000, 10],
            "breakdowns_hh_yr": [0.5, 0.5, 0.5],
            "repairable_share": [0.5, 0.25, 0.4],
            "served": [True, False, True],
            "repairers": [2, 5, 9],
            "jobs_per_repairer_yr": [100, 100, 100],
            "avg_fee_eur": [50, 40, 60],
        }
    )


def test_the_three_sizes() -> None:
    assert run_recipe(TAM, regions()) == 250 * 50 + 250 * 40 + 2 * 60
    assert run_recipe({**TAM, "only": "served"}, regions()) == 250 * 50 + 2 * 60
    # In the north the repairers are the limit, on the island the demand is.
    assert run_recipe(SOM, regions()) == 200 * 50 + 2 * 60
    assert run_recipe({"multiply": [*TAM["multiply"], 0.01]}, regions()) == pytest.approx(226.2)


def test_no_repairers_no_market() -> None:
    table = regions().assign(repairers=0)
    assert run_recipe(SOM, table) == 0
    assert run_recipe(SOM, table.iloc[:0]) == 0
    assert run_recipe(TAM, table) > 0


def test_neither_order_nor_index_matters() -> None:
    table = Case.lesson().regions
    shuffled = table.sample(frac=1, random_state=1).set_index(pd.Index([7, 7, 7, 3, 3, 1]))
    turned = {**SOM, "min": SOM["min"][::-1], "multiply": SOM["multiply"][::-1]}
    assert run_recipe(turned, shuffled) == pytest.approx(run_recipe(SOM, table))


def test_it_leaves_the_table_alone() -> None:
    table = regions()
    run_recipe(SOM, table)
    pd.testing.assert_frame_equal(table, regions())


def test_it_agrees_with_pandas_on_the_case() -> None:
    t = Case.lesson().regions
    demand = t.households * t.breakdowns_hh_yr * t.repairable_share
    capacity = t.repairers * t.jobs_per_repairer_yr
    som = (np.minimum(demand, capacity) * t.avg_fee_eur)[t.served].sum()
    assert run_recipe(SOM, t) == pytest.approx(som)
    assert by_region(SOM, t)[~t.served].eq(0).all()


@pytest.mark.parametrize(
    ("recipe", "what"),
    [
        (None, "A recipe is a dict"),
        (..., "A recipe is a dict"),
        ({}, "nothing to multiply yet"),
        ({"only": "served"}, "nothing to multiply yet"),
        ({"times": ["households"]}, "'times' is no part of a recipe"),
        ({"multiply": "households"}, "Factors stand in a list"),
        ({"multiply": [True]}, "True is no factor"),
        ({"multiply": [["households"]]}, "is no factor"),
        ({"multiply": ["homes"]}, "no column called 'homes'"),
        ({"multiply": ["household"]}, "Did you mean 'households'?"),
        ({"multiply": ["region"]}, "'region' holds no numbers"),
        ({"multiply": ["served"]}, "'served' holds no numbers"),
        ({"multiply": ["households"], "only": "repairers"}, "does not say yes or no"),
        ({"multiply": ["households"], "only": 3}, "can't be chosen by 3"),
        ({"min": [["households"]]}, "needs two lists"),
        ({"min": "ab"}, "needs two lists"),
        ({"min": [["households"], []]}, "still empty"),
    ],
)
def test_what_is_wrong_is_a_sentence(recipe: Any, what: str) -> None:
    with pytest.raises(CourseError, match=re.escape(what)) as error:
        run_recipe(recipe, regions())
    assert str(error.value).endswith(".")


def test_a_gap_is_a_sentence() -> None:
    table = regions().astype({"households": float})
    table.loc[1, "households"] = np.nan
    with pytest.raises(CourseError, match="'households' has gaps"):
        run_recipe(TAM, table)


def test_yes_and_no_may_have_come_from_a_file() -> None:
    table = regions().astype({"served": object})
    assert run_recipe(SOM, table) == run_recipe(SOM, regions())


def test_units_cancel() -> None:
    assert unit_of(TAM, UNITS) == ("€ / year", "")
    assert unit_of(SOM, UNITS) == ("€ / year", "")
    assert unit_of({"multiply": ["households"]}, UNITS) == ("household", "")
    assert unit_of({"multiply": [0.01]}, UNITS) == ("a bare number", "")
    unit, warning = unit_of({"min": [["households"], ["repairers"]]}, UNITS)
    assert unit == ""
    assert "one is in household, the other in repairer" in warning


@pytest.mark.parametrize("recipe", [TAM, SOM])
def test_a_right_recipe_has_no_problem(recipe: Any) -> None:
    assert problem_of(recipe) is None
