import pandas as pd
import pytest

from pmbridge.craft import funnel, market

# Three regions worked by hand: A is bound by demand, B by capacity, C is not served.
REGIONS = pd.DataFrame(
    {
        "households": [1000, 2000, 500],
        "breakdowns_hh_yr": [0.5, 1.0, 2.0],
        "repairable_share": [0.4, 0.5, 0.6],
        "served": [True, True, False],
        "repairers": [3, 2, 0],
        "jobs_per_repairer_yr": [100, 150, 100],
        "avg_fee_eur": [50.0, 40.0, 60.0],
    },
    index=["A", "B", "C"],
)


def test_market_size_of_a_case_worked_by_hand():
    # Demand 200, 1000 and 600 jobs; capacity 300, 300 and 0.
    assert market.market_size(REGIONS) == pytest.approx((86_000, 50_000, 22_000))


def test_demand_and_capacity():
    assert market.yearly_demand(1000, 0.5, 0.4) == 200
    assert market.capacity(3, 100) == 300


def test_no_repairers_means_no_obtainable_market():
    assert market.market_size(REGIONS.assign(repairers=0)).som == 0


def test_a_region_with_repairers_that_is_not_served_earns_nothing():
    assert market.market_size(REGIONS.assign(repairers=10)).som == 200 * 50 + 1000 * 40


def test_served_may_be_ones_and_zeros():
    as_numbers = REGIONS.assign(served=[1, 1, 0])
    assert market.market_size(as_numbers) == market.market_size(REGIONS)


# Kidney stones, Charig et al. 1986 (BMJ 292): open surgery wins for small and for large
# stones and still loses overall, because it was given the harder cases.
KEYHOLE = {"small": (270, 234), "large": (80, 55)}
OPEN = {"small": (87, 81), "large": (263, 192)}


def test_conversion_change_shows_the_published_reversal():
    change = funnel.conversion_change(KEYHOLE, OPEN)
    assert change.total == pytest.approx(273 / 350 - 289 / 350)
    assert change.total == pytest.approx(-0.0457, abs=5e-5)
    assert change.reversal
    assert change.rate_effect > 0 > change.mix_effect


def test_without_a_changed_mix_all_of_the_change_is_rate():
    change = funnel.conversion_change(
        {"a": (100, 10), "b": (100, 20)}, {"a": (50, 6), "b": (50, 9)}
    )
    assert change.mix_effect == pytest.approx(0)
    assert change.total == pytest.approx(0)
    assert not change.reversal


def test_conversion():
    assert funnel.conversion(200, 30) == 0.15
