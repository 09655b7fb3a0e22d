import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats import proportion
from statsmodels.stats.power import normal_sample_size_one_tail

from pmbridge.craft import _statistics, experiments


@pytest.mark.parametrize(("p2", "people"), [(0.137, 6_079), (0.126, 47_034)])
def test_sample_size_of_the_curriculum(p2, people):
    assert experiments.sample_size(0.12, p2) == people


@pytest.mark.parametrize(
    ("p1", "p2", "alpha", "power"),
    [(0.12, 0.137, 0.05, 0.8), (0.5, 0.4, 0.01, 0.9), (0.03, 0.02, 0.1, 0.95)],
)
def test_sample_size_agrees_with_statsmodels(p1, p2, alpha, power):
    deviation = math.sqrt(p1 * (1 - p1) + p2 * (1 - p2))
    expected = normal_sample_size_one_tail(abs(p2 - p1), power, alpha / 2, deviation, deviation)
    assert experiments.sample_size(p1, p2, alpha, power) == math.ceil(expected)


def test_rule_of_16_of_the_curriculum():
    assert round(experiments.rule_of_16(0.12, 0.017)) == 5_846
    # van Belle 2008: the constant rounds 2 (1.96 + 0.84)² = 15.7 up.
    exact = experiments.sample_size(0.4999, 0.5001)
    assert experiments.rule_of_16(0.5, 0.0002) / exact == pytest.approx(16 / 15.7, abs=0.002)


@pytest.mark.parametrize("degrees", range(1, 12))
def test_chi_square_tail_agrees_with_scipy(degrees):
    for statistic in (0, 1e-9, 0.5, 3.84, 20, 300, 1300):
        expected = stats.chi2.sf(statistic, degrees)
        found = _statistics.chi_square_tail(statistic, degrees)
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-300)


@pytest.mark.parametrize("z", [0, 0.3, -1.96, 8, 30])
def test_normal_tail_agrees_with_scipy(z):
    assert _statistics.normal_two_sided_p(z) == pytest.approx(2 * stats.norm.sf(abs(z)))
    assert _statistics.z_two_sided(0.95) == pytest.approx(stats.norm.ppf(0.975))


@pytest.mark.parametrize(
    ("observed", "shares"),
    [
        ([821_588, 815_482], None),
        ([8_700, 9_312], None),
        ([480, 260, 260], [0.5, 0.25, 0.25]),
        ([10, 12, 9, 11], None),
    ],
)
def test_sample_ratio_agrees_with_scipy(observed, shares):
    expected = stats.chisquare(
        observed, None if shares is None else np.array(shares) * sum(observed)
    )
    found = experiments.sample_ratio_check(observed, shares)
    assert found.chi_square == pytest.approx(expected.statistic)
    assert found.p_value == pytest.approx(expected.pvalue)


def test_the_published_split_is_a_mismatch():
    # Kohavi, Tang and Xu 2020, chapter 3: 821,588 against 815,482 people, p = 1.8e-6.
    found = experiments.sample_ratio_check([821_588, 815_482])
    assert found.p_value == pytest.approx(1.8e-6, abs=5e-8)
    assert found.mismatch
    assert not experiments.sample_ratio_check([5_010, 4_990]).mismatch


@pytest.mark.parametrize(
    ("done_a", "all_a", "done_b", "all_b"),
    [(1_100, 9_200, 1_330, 9_192), (30, 400, 55, 380), (5, 50, 5, 50)],
)
def test_difference_agrees_with_statsmodels(done_a, all_a, done_b, all_b):
    found = experiments.difference_of_proportions(done_a, all_a, done_b, all_b)
    expected = proportion.confint_proportions_2indep(done_b, all_b, done_a, all_a, method="wald")
    assert (found.low, found.high) == pytest.approx(expected)
    assert found.difference == pytest.approx(done_b / all_b - done_a / all_a)
    _, p_value = proportion.proportions_ztest([done_b, done_a], [all_b, all_a])
    found_p = experiments.two_proportion_p_value(done_a, all_a, done_b, all_b)
    assert found_p == pytest.approx(p_value)


@pytest.mark.parametrize(
    ("late_a", "late_b", "verdict"),
    [(70, 66, "non-inferior"), (58, 86, "inconclusive"), (58, 140, "inferior")],
)
def test_guardrail_agrees_with_a_test_of_the_margin(late_a, late_b, verdict):
    margin, people = 0.03, 1_100
    found = experiments.difference_of_proportions(late_a, people, late_b, people)
    assert experiments.guardrail(found.low, found.high, margin) == verdict
    # Independent: a one-sided Wald test at 2.5 % against the margin says the same.
    expected = proportion.test_proportions_2indep(
        late_b, people, late_a, people, value=margin, method="wald", alternative="smaller"
    )
    assert (expected.pvalue < 0.025) == (verdict == "non-inferior")


def test_guardrail_of_the_curriculum_is_not_shown_safe():
    assert experiments.guardrail(0.0072, 0.0485, margin=0.01) == "inconclusive"


# Armitage, McPherson and Rowe 1969, table 2: chance of a nominal 5 % result by some look.
@pytest.mark.parametrize(
    ("looks", "published"), [(1, 0.05), (2, 0.083), (5, 0.142), (10, 0.193), (20, 0.248)]
)
def test_peeking_agrees_with_the_published_table(looks, published):
    found = experiments.peeking_false_positives(looks, 50, experiments=4_000, seed=8)
    # Two standard errors of the simulation, and a little for counts that are not quite normal.
    margin = 2.5 * math.sqrt(published * (1 - published) / 4_000) + 0.003
    assert found == pytest.approx(published, abs=margin)


def test_ten_looks_give_the_curriculum_its_19_to_20_per_cent():
    found = experiments.peeking_false_positives(10, 100, share=0.12, experiments=6_000, seed=1)
    assert 0.18 < found < 0.21


def test_peeking_does_not_depend_on_the_portion(monkeypatch):
    whole = experiments.peeking_false_positives(3, 20, experiments=100, seed=2)
    monkeypatch.setattr(experiments, "_DRAWS_AT_ONCE", 500)
    assert experiments.peeking_false_positives(3, 20, experiments=100, seed=2) == whole


def test_no_variation_is_no_evidence():
    assert experiments.two_proportion_p_value(0, 50, 0, 60) == 1
    assert experiments.peeking_false_positives(3, 1, share=1e-9, experiments=20) == 0


def test_scores_of_a_a_tests_behave_as_theory_says():
    # Each look alone is close to a standard normal score. The scores at looks i and j of one
    # test correlate by sqrt(i / j), since the later look holds the people of the earlier.
    scores = experiments.aa_scores(4, 300, experiments=3000, seed=3)
    assert scores.shape == (3000, 4)
    assert scores.mean(axis=0) == pytest.approx(0, abs=0.06)
    assert scores.std(axis=0) == pytest.approx(1, abs=0.05)
    assert (np.abs(scores) > 1.96).mean(axis=0) == pytest.approx(0.05, abs=0.015)
    looks = np.arange(1, 5)
    wanted = np.sqrt(np.minimum.outer(looks, looks) / np.maximum.outer(looks, looks))
    assert np.corrcoef(scores.T) == pytest.approx(wanted, abs=0.04)
