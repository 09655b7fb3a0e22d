from datetime import date

import numpy as np
import pandas as pd
import pytest
from lifelines import KaplanMeierFitter

from pmbridge.craft import dora, flow, forecast, retention, review, survival

# Two users joined in month 0, one in month 1, two in month 2; the data end with month 2.
ACTIVITY = pd.DataFrame(
    [
        ("a", 0, 0), ("a", 0, 1), ("a", 0, 2),
        ("b", 0, 0), ("b", 0, 2),
        ("c", 1, 1),
        ("d", 2, 2),
        ("e", 2, 2),
    ],
    columns=["user", "cohort_month", "active_month"],
)  # fmt: skip


def test_retention_counts_only_cohorts_that_are_old_enough():
    curve = retention.retention_curve(ACTIVITY)
    assert curve["observed"].tolist() == [5, 3, 2]
    assert curve["active"].tolist() == [5, 1, 2]
    assert curve["retention"].tolist() == pytest.approx([1, 1 / 3, 1])
    assert retention.retention(ACTIVITY, 2) == 1
    assert retention.retention(ACTIVITY, 0) == 1


def test_repeated_rows_count_once():
    doubled = pd.concat([ACTIVITY, ACTIVITY], ignore_index=True).sample(frac=1, random_state=1)
    assert retention.retention_curve(doubled).equals(retention.retention_curve(ACTIVITY))


@pytest.mark.parametrize("form", ["text", "period", "date"])
def test_months_in_other_forms(form):
    text = pd.Series(["2025-11", "2025-12", "2026-01"])
    months = {
        "text": text,
        "period": text.astype("period[M]"),
        "date": pd.to_datetime(text + "-15"),
    }[form]
    other = ACTIVITY.assign(
        cohort_month=ACTIVITY["cohort_month"].map(months),
        active_month=ACTIVITY["active_month"].map(months),
    )
    assert retention.retention_curve(other).equals(retention.retention_curve(ACTIVITY))


def test_retention_agrees_with_lifelines_where_nobody_comes_back():
    # All users in cohorts observed to age 6, each active until leaving for good: then the share
    # active at age k is the share whose lifetime exceeds k, which lifelines estimates.
    lifetimes = np.random.RandomState(5).randint(1, 8, 200)
    activity = pd.DataFrame(
        [
            (user, user % 3, user % 3 + age)
            for user, life in enumerate(lifetimes)
            for age in range(life)
        ],
        columns=["user", "cohort_month", "active_month"],
    )
    curve = retention.retention_curve(activity, 6)
    fitted = KaplanMeierFitter().fit(lifetimes)
    expected = fitted.survival_function_at_times(np.arange(7)).to_numpy()
    assert curve["retention"].to_numpy() == pytest.approx(expected)


# Freireich et al. 1963, the 6-MP arm: weeks of remission, and whether it ended in relapse.
WEEKS = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
RELAPSE = [True] * 9 + [False] * 12


def test_kaplan_meier_of_the_published_example():
    curve = survival.kaplan_meier(WEEKS, RELAPSE)
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert curve["waiting"].to_dict() == pytest.approx(published, abs=5e-4)
    assert curve["at_risk"].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert survival.median_duration(WEEKS, RELAPSE) == 23


def test_kaplan_meier_agrees_with_lifelines():
    random = np.random.RandomState(2)
    weeks, ended = random.randint(0, 30, 150), random.rand(150) < 0.6
    curve = survival.kaplan_meier(weeks, ended)
    fitted = KaplanMeierFitter().fit(weeks, ended)
    expected = fitted.survival_function_at_times(curve.index).to_numpy()
    assert curve["waiting"].to_numpy() == pytest.approx(expected)
    assert survival.median_duration(weeks, ended) == fitted.median_survival_time_


def test_nobody_finished_yet():
    assert survival.median_duration([3, 5], [False, False]) is None
    assert survival.kaplan_meier([3, 5], [False, False]).empty


def test_littles_law_of_the_published_example():
    # Little and Graves 2008: 45,000 wafers in a factory that starts 1,000 a day stay 45 days.
    assert flow.littles_law(wip=45_000, throughput=1_000) == 45
    assert flow.littles_law(throughput=1_000, cycle_time=45) == 45_000
    assert flow.littles_law(wip=45_000, cycle_time=45) == 1_000


def test_flow_metrics_by_hand():
    items = pd.DataFrame({"start_day": [0, 2, 4, 8], "finish_day": [4, 6, 10, None]})
    metrics = flow.flow_metrics(items, 0, 10)
    # In progress: 4 + 4 + 6 + 2 item-days in 10 days; day 10 lies outside the window.
    assert metrics == pytest.approx((1.6, 0.2, 4, 2))


def test_littles_law_holds_exactly_where_the_window_starts_and_ends_empty():
    random = np.random.RandomState(9)
    start = random.uniform(0, 80, 60)
    items = pd.DataFrame({"start_day": start, "finish_day": start + random.uniform(1, 15, 60)})
    metrics = flow.flow_metrics(items, 0, 100)
    assert metrics.wip == pytest.approx(metrics.throughput * metrics.cycle_time)


def exact_weeks(past, items, weeks):
    """P(done by week n), by convolution of the weekly distribution."""
    weekly = np.bincount(past) / len(past)
    total, by = np.array([1.0]), []
    for _ in range(weeks):
        total = np.convolve(total, weekly)
        by.append(total[items:].sum())
    return np.array(by)


PAST = [0, 4, 5, 3, 0, 6, 4, 2, 5, 4, 3, 0, 7, 4, 4, 5, 3, 2, 6, 4]


def test_forecast_agrees_with_the_exact_distribution():
    weeks = forecast.delivery_weeks(PAST, 60, trials=20_000, seed=3)
    exact = exact_weeks(PAST, 60, 40)
    found = np.array([(weeks <= week).mean() for week in range(1, 41)])
    assert found == pytest.approx(exact, abs=0.012)


def test_a_long_forecast_crosses_the_blocks_it_is_drawn_in():
    past = [0, 0, 0, 1, 2]
    weeks = forecast.delivery_weeks(past, 40, trials=8_000, seed=1)
    exact = exact_weeks(past, 40, 150)
    found = np.array([(weeks <= week).mean() for week in range(1, 151)])
    assert weeks.max() > 3 * 26
    assert found == pytest.approx(exact, abs=0.02)


def test_steady_throughput_needs_no_luck():
    assert set(forecast.delivery_weeks([4], 60, trials=50)) == {15}
    assert set(forecast.delivery_weeks([1], 27, trials=50)) == {27}
    assert forecast.delivery_forecast([4], 61) == {0.5: 16, 0.85: 16, 0.95: 16}


def test_dropping_the_zero_weeks_makes_the_forecast_too_kind():
    honest = forecast.delivery_forecast(PAST, 60)
    kind = forecast.delivery_forecast([week for week in PAST if week], 60)
    assert all(kind[share] < honest[share] for share in honest)


@pytest.mark.parametrize("share", [0.01, 0.07, 0.5, 0.85, 0.95, 1.0])
def test_percentile_agrees_with_numpy(share):
    values = np.random.RandomState(1).randint(0, 1000, 100)
    assert forecast.percentile(values, share) == np.sort(values)[round(share * 100) - 1]
    assert forecast.percentile([3, 1, 2], share) == np.percentile(
        [3, 1, 2], 100 * share, method="inverted_cdf"
    )


def test_four_keys():
    deploys = pd.DataFrame(
        {
            "lead_time_h": [1.0, 2.0, 30.0, 7.0],
            "failed": [False, True, True, False],
            "recovery_h": [np.nan, 2.0, 6.0, np.nan],
        }
    )
    keys = dora.four_keys(deploys, days=2)
    assert keys == (2, 4.5, 10, 0.5, 4, 4)
    # What filling the gaps with 0 would have made of the mean recovery.
    assert deploys["recovery_h"].fillna(0).mean() == 2
    calm = deploys.assign(failed=False, recovery_h=np.nan)
    assert dora.four_keys(calm, 2)[3:] == (0, None, None)


def test_review_dates():
    learned = date(2026, 1, 31)
    assert review.review_dates(learned) == [
        date(2026, 2, 2), date(2026, 2, 7), date(2026, 2, 21), date(2026, 4, 1)
    ]  # fmt: skip
    assert review.review_dates(learned, exam=date(2026, 2, 21)) == [
        date(2026, 2, 2), date(2026, 2, 7)
    ]  # fmt: skip
    assert review.review_dates(learned, exam=date(2026, 2, 1)) == []
    assert review.review_dates(learned, intervals=[3, 1]) == [date(2026, 2, 1), date(2026, 2, 3)]
