"""Truths about reviews and tickets, found by the methods that the lessons teach."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from pmbridge.case import Case
from pmbridge.case.text.needs import asks_where
from pmbridge.case.text.themes import THEMES, found_themes, naive_themes
from pmbridge.grading.truths.model import Answer, Naive, Truth, number, one_of


@lru_cache(maxsize=8)  # naive answers ask for the same again, and reading takes time
def _complaints(case: Case) -> pd.DataFrame:
    """Return a yes or no for each review (row) and theme (column), with its company."""
    reviews = case.table("reviews")
    found = [found_themes(text) for text in reviews["text"].tolist()]
    hits = {theme: [theme in themes for themes in found] for theme in THEMES}
    return pd.DataFrame(hits, index=reviews["company"])


def _theme(case: Case, theme: str) -> pd.DataFrame:
    return _complaints(case)[theme].groupby(level="company").agg(["sum", "mean"])


def _prices(case: Case) -> Answer:
    found = _theme(case, "price")
    by_count = found["sum"].sort_values(ascending=False)
    by_rate = found["mean"].sort_values(ascending=False)
    return {
        "most_complaints": str(by_count.index[0]),
        "highest_rate": str(by_rate.index[0]),
        "rate_first_pct": 100 * float(by_rate.iloc[0]),
        "rate_lead_pp": 100 * float(by_rate.iloc[0] - by_rate.iloc[1]),
        "count_first": float(by_count.iloc[0]),
        "rate_boltfix_pct": 100 * number(found.loc["BoltFix", "mean"]),
        "kerb_cafe_pct": 100 * number(found.loc["Kerb Cafe", "mean"]),
    }


def _price_by_word(case: Case) -> Answer:
    reviews = case.reviews
    kerb = reviews.loc[reviews["company"] == "Kerb Cafe", "text"]
    hits = [naive_themes(text) for text in kerb]
    return {"kerb_cafe_pct": 100 * sum(hits) / len(hits)}


PRICE = Truth(
    "price_complaints",
    ("M1.9", "M3.1", "M3.2"),
    ("reviews",),
    "BoltFix has most price complaints, BrandCare the highest share of them, Kerb Cafe none.",
    _prices,
    {
        "most_complaints": one_of("BoltFix"),
        "highest_rate": one_of("BrandCare"),
        "rate_lead_pp": (1.0, 15.0),
        "rate_first_pct": (18.0, 48.0),
        "kerb_cafe_pct": (0.0, 1.0),
    },
    {"rate_first_pct": 0.5, "rate_boltfix_pct": 0.5, "kerb_cafe_pct": 1.0},
    asked=("rate_first_pct", "rate_boltfix_pct", "count_first"),
    naive=(
        Naive(
            "count",
            lambda c: {"highest_rate": str(_prices(c)["most_complaints"])},
            "A count was compared although the companies differ in size.",
            "Complaints out of how many reviews?",
        ),
        Naive(
            "one word",
            _price_by_word,
            "'Not expensive' was counted as a complaint.",
            "What stands in front of the word?",
        ),
    ),
)


def _status(case: Case) -> Answer:
    rate = _theme(case, "status")["mean"].sort_values(ascending=False)
    return {
        "worst": str(rate.index[0]),
        "worst_pct": 100 * float(rate.iloc[0]),
        "lead_pp": 100 * float(rate.iloc[0] - rate.iloc[1]),
    }


STATUS_REVIEWS = Truth(
    "status_complaints",
    ("M3.1", "M3.2"),
    ("reviews",),
    "Nobody's customers complain about missing news as often as Second Spark's.",
    _status,
    {"worst": one_of("Second Spark"), "worst_pct": (9, 36), "lead_pp": (3, 32)},
    {"worst_pct": 0.2},
    asked=("worst_pct",),
)


_OWN = "Second Spark"


def _scores(case: Case, whole: bool = False) -> pd.DataFrame:
    """Return the score of each company (row) on each theme (column), 0 to 5."""
    found = _complaints(case)
    by_company = found.groupby(level="company")
    rates = by_company.sum() / len(found) if whole else by_company.mean()
    return (5 - 10 * rates).clip(0, 5)


def _matrix(case: Case) -> Answer:
    scores = _scores(case)
    behind = (scores.max() - scores.loc[_OWN]).sort_values(ascending=False)
    return {
        "furthest_behind": str(behind.index[0]),
        "points_behind": number(behind.iloc[0]),
        "lead_over_next": number(behind.iloc[0]) - number(behind.iloc[1]),
        "own_status": number(scores.loc[_OWN, "status"]),
        "boltfix_price": number(scores.loc["BoltFix", "price"]),
    }


MATRIX = Truth(
    "competitor_matrix",
    ("M3.2",),
    ("reviews",),
    "Of all themes, Second Spark is furthest behind the best on telling people where a repair is.",
    _matrix,
    {
        "furthest_behind": one_of("status"),
        "points_behind": (0.8, 3.6),
        "lead_over_next": (0.02, 3.0),
        "own_status": (1.4, 4.1),
        "boltfix_price": (1.0, 4.0),
    },
    {"points_behind": 0.05, "own_status": 0.05, "boltfix_price": 0.05},
    asked=("points_behind", "own_status", "boltfix_price"),
    naive=(
        Naive(
            "all reviews",
            lambda c: {"own_status": number(_scores(c, whole=True).loc[_OWN, "status"])},
            "Complaints about one company were divided by the reviews of all five.",
            "How many reviews does this company have?",
        ),
        Naive(
            "stars",
            lambda c: {
                "furthest_behind": "stars",
                "points_behind": float(
                    (s := c.table("reviews").groupby("company")["stars"].mean()).max() - s[_OWN]
                ),
            },
            "Stars were taken for a theme: they mix everything that people liked or not.",
            "What do the stars say about the news that customers get?",
        ),
    ),
)


@lru_cache(maxsize=4)
def _need(case: Case) -> pd.Series:
    tickets = case.table("tickets")
    return pd.Series([asks_where(text) for text in tickets["text"]], index=tickets.index)


def _tickets(case: Case) -> Answer:
    tickets = case.table("tickets")
    need = _need(case)
    labels = tickets["label"].value_counts(normalize=True)
    by_label = tickets.loc[need, "label"].value_counts(normalize=True)
    return {
        "need_share": float(need.mean()),
        "largest_label": str(labels.index[0]),
        "largest_label_share": float(labels.iloc[0]),
        "labels_of_need": float((by_label > 0.05).sum()),
        "csat_need": float(tickets.loc[need, "csat"].mean()),
        "csat_rest": float(tickets.loc[~need, "csat"].mean()),
        "csat_gap": float(tickets.loc[~need, "csat"].mean() - tickets.loc[need, "csat"].mean()),
    }


def _largest_label(case: Case) -> Answer:
    share = case.table("tickets")["label"].value_counts(normalize=True)
    return {"need_share": float(share.iloc[0])}


def _one_label(case: Case) -> Answer:
    tickets = case.table("tickets")
    need = _need(case)
    by_label = tickets.loc[need, "label"].value_counts()
    return {"need_share": float(by_label.iloc[0] / len(tickets))}


TICKETS = Truth(
    "hidden_need",
    ("M1.6",),
    ("tickets",),
    "'Where is my repair?' hides under three labels; together it is larger than any label, and "
    "it makes people unhappy.",
    _tickets,
    {
        "need_share": (0.30, 0.60),
        "largest_label": one_of("booking"),
        "largest_label_share": (0.15, 0.33),
        "labels_of_need": (3, 3),
        "csat_gap": (0.6, 1.5),
    },
    {"need_share": 0.005, "csat_need": 0.02, "csat_rest": 0.02},
    asked=("need_share", "csat_need", "csat_rest"),
    naive=(
        Naive(
            "trust the labels",
            _largest_label,
            "The largest label was taken for the largest need.",
            "What do people ask, whatever the label says?",
        ),
        Naive(
            "one label of three",
            _one_label,
            "Only one of the labels with the same question was counted.",
            "Under which other labels does the same question appear?",
        ),
    ),
)

TRUTHS = (PRICE, STATUS_REVIEWS, MATRIX, TICKETS)
