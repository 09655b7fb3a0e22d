import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from pmbridge.craft import competition, kano, nps, opportunity, personas


def test_nps_of_40_30_30_is_10():
    assert nps.nps([10] * 40 + [8] * 30 + [3] * 30) == pytest.approx(10)


@pytest.mark.parametrize(("score", "points"), [(0, -100), (6, -100), (7, 0), (8, 0), (9, 100)])
def test_nps_boundaries(score, points):
    assert nps.nps([score]) == points


@pytest.fixture
def answers():
    random = np.random.RandomState(7)
    return random.randint(0, 11, 300), random.choice([0.4, 1.0, 2.5], 300)


def test_weighted_nps_agrees_with_statsmodels(answers):
    scores, weights = answers
    points = np.where(scores >= 9, 100, np.where(scores <= 6, -100, 0))
    expected = DescrStatsW(points, weights=weights, ddof=0)
    estimate = nps.estimate_nps(scores, weights)
    effective = weights.sum() ** 2 / (weights**2).sum()
    assert estimate.score == pytest.approx(expected.mean)
    assert estimate.effective_n == pytest.approx(effective)
    assert estimate.standard_error == pytest.approx(np.sqrt(expected.var / effective))
    assert estimate.margin == pytest.approx(1.959964 * estimate.standard_error)


def test_unweighted_margin_agrees_with_statsmodels(answers):
    scores, _ = answers
    points = np.where(scores >= 9, 100, np.where(scores <= 6, -100, 0))
    low, high = DescrStatsW(points, ddof=0).zconfint_mean()
    # statsmodels divides the variance by n - 1, the formula for shares by n.
    expected = (high - low) / 2 * np.sqrt((len(scores) - 1) / len(scores))
    assert nps.estimate_nps(scores).margin == pytest.approx(expected)
    assert nps.estimate_nps(scores).effective_n == len(scores)


def test_a_unanimous_answer_has_no_sampling_error():
    assert nps.estimate_nps([9, 10, 10]) == (100, 0, 0, 3)


def test_effective_sample_size_of_two_groups():
    # Kish: half of 600 people with weight 1, half with weight 3: 1200² / 3000.
    assert nps.effective_sample_size([1] * 300 + [3] * 300) == pytest.approx(480)
    assert nps.effective_sample_size([1e-200, 1e-200]) == pytest.approx(2)


def test_csat_counts_the_two_best_boxes():
    assert nps.csat([1, 2, 3, 4, 5]) == 0.4
    assert nps.csat([6, 7, 5, 1], highest=7) == 0.5
    assert nps.csat([4, 1], weights=[3, 1]) == 0.75


def test_top_boxes_are_the_share_of_4_and_5_out_of_ten():
    ratings, weights = [5, 4, 3, 1, 4], [1.0, 0.5, 2.0, 1.0, 3.0]
    assert opportunity.top_box_score(ratings) == 6
    share = np.average([rating >= 4 for rating in ratings], weights=weights)
    assert opportunity.top_box_score(ratings, weights) == pytest.approx(10 * share)


def test_opportunity_of_the_published_example():
    # Ulwick 2002: minimise restenosis, importance 9.5, satisfaction 3.2.
    assert opportunity.opportunity(9.5, 3.2) == pytest.approx(15.8)


def test_a_need_served_better_than_it_matters_keeps_its_importance():
    assert opportunity.opportunity(4, 9) == 4


def test_opportunity_scores_rank_and_weigh():
    survey = pd.DataFrame(
        {
            "imp_o1": [5, 4, 2, 1],
            "sat_o1": [1, 2, 4, 5],
            "imp_o2": [5, 5, 5, 5],
            "sat_o2": [1, 1, 1, 4],
        }
    )
    scores = opportunity.opportunity_scores(survey, ["o1", "o2"])
    assert scores.index.tolist() == ["o2", "o1"]
    assert scores.tolist() == pytest.approx([17.5, 5])
    weighted = opportunity.opportunity_scores(survey, ["o1", "o2"], [1, 1, 0, 0])
    assert weighted.to_dict() == pytest.approx({"o1": 20, "o2": 20})


# The evaluation table of Berger et al. 1993, written out: rows are the answers to "how do you
# feel if it is there", columns to "if it is not", both from like to dislike.
BERGER = """
Q A A A O
R I I I M
R I I I M
R I I I M
R R R R Q
"""


def test_kano_table():
    rows = [line.split() for line in BERGER.strip().splitlines()]
    for functional, row in zip(kano.ANSWERS, rows, strict=True):
        for dysfunctional, letter in zip(kano.ANSWERS, row, strict=True):
            assert kano.classify(functional, dysfunctional)[0].upper() == letter


def test_better_and_worse_leave_reverse_and_questionable_out():
    counts = {"attractive": 30, "one-dimensional": 20, "must-be": 10, "indifferent": 40}
    expected = (0.5, -0.3)
    assert kano.better_worse(counts) == pytest.approx(expected)
    assert kano.better_worse({**counts, "reverse": 50, "questionable": 9}) == pytest.approx(
        expected
    )


def test_tally_and_category():
    pairs = [("like", "dislike"), ("like", "dislike"), ("expect", "dislike"), ("like", "like")]
    counts = kano.tally(pairs)
    assert counts["one-dimensional"] == 2
    assert sum(counts.values()) == 4
    assert kano.category(counts) == "one-dimensional"
    assert kano.category({"attractive": 3, "must-be": 3, "indifferent": 3}) == "must-be"


def test_worse_of_pure_delight_is_plain_zero():
    assert str(kano.better_worse({"attractive": 3}).worse) == "0.0"


def test_brier_score():
    assert personas.brier_score([0.7], [True]) == pytest.approx(0.09)
    assert personas.brier_score([0.3], [True]) == pytest.approx(0.49)
    assert personas.brier_score([0.5] * 4, [1, 0, 0, 1]) == 0.25
    assert personas.brier_score([1, 0], [True, False]) == 0


def test_contrast_agrees_with_statsmodels():
    random = np.random.RandomState(3)
    segment, rest = random.normal(3.7, 1, 236), random.normal(3.8, 1.4, 364)
    expected = CompareMeans(DescrStatsW(segment), DescrStatsW(rest))
    found = personas.contrast(segment, rest)
    assert found[1:] == pytest.approx(expected.zconfint_diff(usevar="unequal"))
    assert found.difference == pytest.approx(segment.mean() - rest.mean())


def test_a_null_finding_needs_more_than_a_missing_effect():
    assert personas.is_null(-0.1, 0.2, margin=0.3)
    assert not personas.is_null(-0.5, 0.6, margin=0.3)
    assert not personas.is_null(-0.1, 0.3, margin=0.3)


def test_small_samples_show_neither_effect_nor_null():
    small = personas.contrast([3, 4, 2, 5], [4, 3, 5, 2])
    assert small.low < 0 < small.high
    assert not personas.is_null(small.low, small.high, margin=0.3)


def test_competition():
    assert competition.complaint_rate(164, 620) == pytest.approx(0.2645, abs=1e-4)
    assert competition.matrix_score(0) == 5
    assert competition.matrix_score(0.314) == pytest.approx(1.86)
    assert competition.matrix_score(0.9) == 0
    scores = {"price": 4, "status": 1}
    assert competition.weighted_score(scores, {"price": 0.25, "status": 0.75}) == 1.75


def test_white_space_is_important_and_served_by_nobody():
    matrix = pd.DataFrame(
        {"us": [3.0, 4.5, 1.0], "them": [3.9, 2.0, 1.0]}, index=["status", "price", "colour"]
    )
    importance = {"status": 9.0, "price": 9.0, "colour": 2.0}
    assert competition.white_space(matrix, importance, important=7) == ["status"]
