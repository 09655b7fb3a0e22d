"""The planted truths of the text tables, for many seeds."""

from __future__ import annotations

import pandas as pd
import pytest

from pmbridge.case.text.bullets import (
    BACKGROUNDS,
    LABELS,
    lint_bullet,
    resume_bullet_labels,
    resume_bullets,
)
from pmbridge.case.text.interviews import interview_labels, interviews
from pmbridge.case.text.jobs import REQUIREMENTS, job_post_kinds, job_posts
from pmbridge.case.text.needs import NEED_KEYWORDS, asks_where, need_share
from pmbridge.case.text.reviews import COMPANIES, review_labels, reviews, true_themes
from pmbridge.case.text.themes import THEMES, complains, complaint_rates, naive_themes
from pmbridge.case.text.tickets import NEED_LABELS, ticket_needs, tickets

# Forty more seeds are read in test_truths.py.
SEEDS: tuple[int, ...] = (0, 1, 2, 11, 2026, 2**31, 2**63 + 5, 100)
TICKET_SEEDS = SEEDS[:6]


@pytest.mark.parametrize("seed", SEEDS)
def test_reviews_hold_their_truths(seed: int) -> None:
    frame, truth = reviews(seed), true_themes(seed)
    check_taught_method(frame, truth)
    check_duplicates(frame)
    assert list(frame.columns) == ["review_id", "company", "stars", "text"]
    assert len(frame) == 1400
    assert frame["review_id"].is_unique
    assert set(frame["company"]) == set(COMPANIES)
    assert frame["stars"].between(1, 5).all()
    sizes = frame["company"].value_counts()
    assert sizes.index[0] == "BoltFix"
    assert sizes.iloc[0] > 2 * sizes.iloc[1]
    counts = (truth["price"] * sizes).sort_values(ascending=False)
    assert counts.index[0] == "BoltFix"
    assert counts.iloc[0] > 1.3 * counts.iloc[1]
    rates = truth["price"].sort_values(ascending=False)
    assert list(rates.index[:2]) == ["BrandCare", "BoltFix"]
    assert rates.iloc[0] - rates.iloc[1] > 0.03
    assert rates["Kerb Cafe"] == 0
    status = truth["status"].sort_values(ascending=False)
    assert status.index[0] == "Second Spark"
    assert 0.11 < status.iloc[0] < 0.33
    assert status.iloc[0] - status.iloc[1] > 0.04


def check_taught_method(frame: pd.DataFrame, truth: pd.DataFrame) -> None:
    found = complaint_rates(frame)
    assert (found - truth).abs().to_numpy().max() < 0.02
    assert found.loc["Kerb Cafe", "price"] == 0
    naive = pd.Series([naive_themes(line) for line in frame["text"]], index=frame.index)
    kerb = naive[frame["company"] == "Kerb Cafe"].mean()
    assert 0.10 < kerb < 0.20
    bolt = naive[frame["company"] == "BoltFix"].mean()
    assert abs(bolt - truth.loc["BoltFix", "price"]) > 0.02


def check_duplicates(frame: pd.DataFrame) -> None:
    again = frame.duplicated("text")
    assert 0.015 < again.mean() < 0.025
    assert not frame[again].duplicated("text").any()
    kinds = frame.groupby("text")[["company", "stars"]].nunique()
    assert kinds.eq(1).all(axis=None)


@pytest.mark.parametrize(
    ("line", "theme", "expected"),
    [
        ("Not expensive at all", "price", False),
        ("It isn't really that expensive", "price", False),
        ("Thought it would be expensive, it was free", "price", False),
        ("Not good. Expensive too", "price", True),
        ("EXPENSIVE!!", "price", True),
        ("a rip-off, nothing else", "price", True),
        ("never had to chase anyone", "status", False),
        ("had to chase them daily", "status", True),
        ("no updates for weeks", "status", True),
        ("I wasnt left in the dark", "status", False),
        ("inexpensive", "price", False),
        ("", "price", False),
    ],
)
def test_negation_is_read_in_a_window(line: str, theme: str, expected: bool) -> None:
    assert complains(line, theme) is expected


def test_labels_belong_to_the_reviews() -> None:
    labels = review_labels(11)
    assert list(labels.columns) == ["review_id", *THEMES]
    assert list(labels["review_id"]) == list(reviews(11)["review_id"])
    agree = [
        complains(line, "price") == real
        for line, real in zip(reviews(11)["text"], labels["price"], strict=True)
    ]
    assert 0.99 < sum(agree) / len(agree) < 1


@pytest.mark.parametrize("seed", TICKET_SEEDS)
def test_tickets_hide_their_need(seed: int) -> None:
    frame = tickets(seed)
    wanted = ticket_needs(seed)["asks_where"]
    need = float(wanted.mean())
    assert list(frame.columns) == ["ticket_id", "week", "label", "text", "csat"]
    assert len(frame) == 3000
    assert frame["ticket_id"].is_unique
    assert frame["week"].between(1, 26).all()
    labels = frame["label"].value_counts(normalize=True)
    assert labels.index[0] == "booking"
    assert 0.22 < labels.iloc[0] < 0.28
    assert labels.iloc[0] - labels.iloc[1] > 0.01
    assert set(frame.loc[wanted, "label"]) == set(NEED_LABELS)
    assert 0.34 < need < 0.555
    one = frame.loc[wanted, "label"].value_counts()
    assert one.max() < 0.4 * wanted.sum()
    # The documented keywords find exactly the tickets with the need.
    assert [asks_where(line) for line in frame["text"]] == list(wanted)
    assert need_share(frame) == pytest.approx(need)
    # Neither the largest label nor one label of three comes near it.
    assert need - labels.iloc[0] > 0.05
    assert need - one.max() / len(frame) > 0.15
    # No single keyword finds more than a fifth of them.
    low = frame.loc[wanted, "text"].str.lower()
    assert max(low.str.contains(word, regex=False).mean() for word in NEED_KEYWORDS) < 0.2
    csat = frame["csat"]
    assert 0.3 < csat.isna().mean() < 0.45
    assert csat.dropna().isin([1, 2, 3, 4, 5]).all()
    assert 0.6 < csat[~wanted].mean() - csat[wanted].mean() < 1.5
    assert not frame["text"].duplicated().any()


@pytest.mark.parametrize("seed", SEEDS)
def test_interviews_contrast_deeds_and_promises(seed: int) -> None:
    frame, labels = interviews(seed), interview_labels(seed)
    assert len(frame) == 120
    assert frame["person"].nunique() == 24
    assert (frame.groupby("person").size() == 5).all()
    background = ["household", "last_appliance", "what_they_did"]
    assert (frame.groupby("person")[background].nunique() == 1).all(axis=None)
    assert not frame["quote"].duplicated().any()
    past = labels[labels["kind"] == "past"]
    assert past["theme"].isin(["no_date", "days_without"]).mean() > 0.5
    future = frame[labels["kind"] == "future"]
    assert len(future) >= 6
    assert (future["what_they_did"] == "bought a new one").mean() >= 0.5
    assert labels["kind"].nunique() == 4


@pytest.mark.parametrize("seed", SEEDS)
def test_job_posts_are_not_all_what_their_title_says(seed: int) -> None:
    frame, kinds = job_posts(seed), job_post_kinds(seed)["kind"]
    assert len(frame) == 150
    project = frame[kinds == "project manager"]
    disguised = project["title"].str.contains("Product")
    assert disguised.sum() >= 4
    weights = [f"req_{name}" for name in REQUIREMENTS]
    assert frame[weights].stack().between(0, 5).all()
    assert (frame[weights].sum(axis=1) > 5).all()
    product = frame[kinds == "product manager"]
    assert product["req_discovery"].mean() > 3
    assert project["req_discovery"].mean() < 1.5
    assert project["req_planning"].mean() > 4
    assert product["req_planning"].mean() < 2.5
    assert set(kinds) >= {"associate product manager", "product operations", "internal transfer"}


@pytest.mark.parametrize("seed", SEEDS)
def test_bullets_have_traps_and_fair_labels(seed: int) -> None:
    frame, labels = resume_bullets(seed), resume_bullet_labels(seed)
    assert len(frame) == 60
    assert (frame["background"].value_counts() == 10).all()
    assert set(frame["background"]) == set(BACKGROUNDS)
    found = pd.DataFrame([lint_bullet(line) for line in frame["text"]])
    for name in LABELS:
        assert (found[name] == labels[name]).mean() >= 0.9
    # "Any digit is a metric" is what people try first.
    naive = frame["text"].str.contains(r"\d")
    assert (naive == labels["metric"]).mean() < (found["metric"] == labels["metric"]).mean() - 0.05


def test_traps_are_in_the_bullets() -> None:
    lines = " ".join(" ".join(resume_bullets(seed)["text"]) for seed in range(8))
    for trap in ("2023", "24/7", "6 points", "Doubled", "top 3", "Responsible for"):
        assert trap in lines
