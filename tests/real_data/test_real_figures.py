"""Every figure that a lesson may quote from real data, recomputed from the data.

The files are not part of the repository: where they are absent, the recomputation skips.
"""

import re
import tomllib
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from lifelines import KaplanMeierFitter

from pmbridge.craft import network, retention, survival

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "real-data"
TABLE = tomllib.loads((ROOT / "course" / "real-figures.toml").read_text(encoding="utf-8"))
SOURCES, FIGURES = TABLE["sources"], {figure["id"]: figure for figure in TABLE["figure"]}

RECOMPUTE = {}


def recomputes(name):
    def register(function):
        RECOMPUTE[name] = function
        return function

    return register


def read(name, **options):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"needs ../shared/real-data/{name}, which is not part of the repository")
    return pd.read_csv(path, **options)


def percent(share):
    return 100 * float(share)


# Occupations

IT_PROJECT_MANAGERS = "Information Technology Project Managers"
OPERATIONS_MANAGERS = "General and Operations Managers"
SUPPORT = "Customer Service Representatives"


def importance(domain):
    rows = read("onet_skills_knowledge.csv").query("domain == @domain")
    return rows.pivot(index="element", columns="occupation", values="importance")


@recomputes("onet-no-product-manager")
def _():
    names = read("onet_skills_knowledge.csv")["occupation"].drop_duplicates()
    return [len(names), names.str.contains("product manager", case=False).sum()]


@recomputes("onet-skills-within-half-a-point")
def _():
    skills = importance("skill")
    # Ratings have two decimals; without rounding, half a point may be 0.5000000000000002.
    gaps = skills.sub(skills[IT_PROJECT_MANAGERS], axis=0).abs().round(2)
    groups = ["Marketing Managers", "Sales Managers", OPERATIONS_MANAGERS, SUPPORT]
    return [len(skills), *(gaps[groups] <= 0.5).sum()]


@recomputes("onet-marketing-writing")
def _():
    skills = importance("skill")
    step = skills[IT_PROJECT_MANAGERS] - skills["Marketing Managers"]
    assert step.idxmax() == "Writing"
    return [len(skills), *skills.loc["Writing", ["Marketing Managers", IT_PROJECT_MANAGERS]]]


@recomputes("onet-sales-persuasion")
def _():
    skills = importance("skill")
    lead = skills["Sales Managers"] - skills[IT_PROJECT_MANAGERS]
    assert lead.idxmax() == "Persuasion"
    return skills.loc["Persuasion", ["Sales Managers", IT_PROJECT_MANAGERS]]


@recomputes("onet-support-listening")
def _():
    both = importance("skill")[[SUPPORT, IT_PROJECT_MANAGERS]]
    return [*both.loc["Active Listening"], *both.loc["Systems Analysis"]]


@recomputes("onet-computer-knowledge")
def _():
    computers = importance("knowledge").loc["Computers and Electronics"]
    groups = [OPERATIONS_MANAGERS, "Sales Managers", SUPPORT, "Marketing Managers"]
    return computers[[*groups, IT_PROJECT_MANAGERS]]


@recomputes("onet-excel-and-sql")
def _():
    tools = read("onet_hot_technologies.csv")
    excel = tools[(tools["example"] == "Microsoft Excel") & (tools["in_demand"] == "Y")]
    sql = tools[tools["example"] == "Structured query language SQL"]
    return [
        tools["occupation"].nunique(),
        excel["occupation"].nunique(),
        sql["occupation"].nunique(),
    ]


@recomputes("bls-median-wages")
def _():
    wages = read("bls_wages_may2025.csv").set_index("occupation")
    assert len(wages) == 23
    assert not wages.index.str.contains("product manager", case=False).any()
    return wages["median_usd"][
        [
            SUPPORT,
            "Market Research Analysts and Marketing Specialists",
            "Project Management Specialists",
            "Software Developers",
            "Marketing Managers",
        ]
    ]


@recomputes("bls-mean-above-median")
def _():
    wages = read("bls_wages_may2025.csv").set_index("occupation")
    mean, median = wages.loc[OPERATIONS_MANAGERS, ["mean_annual_usd", "median_usd"]]
    return [mean, median, percent(mean / median - 1)]


# What users ask for


def rated_pains():
    survey = read("jupyter_survey_2020_core.csv")
    return survey[[column for column in survey if column.startswith("pain_")]]


def share_from(pains, degree):
    # Empty cells are people who skipped the question: not part of the denominator.
    return ((pains >= degree).sum() / pains.notna().sum()).sort_values(ascending=False)


@recomputes("jupyter-top-pains")
def _():
    pains = rated_pains()
    worst = share_from(pains, 3)
    assert [name.split("_")[1] for name in worst.index[:3]] == ["19f", "19c", "20a"]
    return [pains.shape[1], *(100 * worst.iloc[:3])]


@recomputes("jupyter-the-cut-decides")
def _():
    worst = share_from(rated_pains(), 4)
    assert [name.split("_")[1] for name in worst.index[:2]] == ["19c", "19f"]
    return 100 * worst.iloc[:2]


@recomputes("jupyter-who-answers")
def _():
    usage = read("jupyter_survey_2020_core.csv")["usage_frequency"].dropna()
    return [percent(usage.isin(["I no longer use Jupyter", "I have never used Jupyter"]).mean())]


@recomputes("jupyter-same-product-two-jobs")
def _():
    survey = read("jupyter_survey_2020_core.csv")
    found = []
    for job in ("task_e_visualize_data_in_charts_plo", "task_a_writing_a_software_package"):
        answers = survey[f"{job}_jupyter_ok"]
        applies = answers[answers.isin(["Yes", "Neutral", "No"])]
        found.append(percent((applies == "Yes").mean()))
    return found


@recomputes("jupyter-2015-ux")
def _():
    themes = read("jupyter_notebook_ux_survey_2015.csv")["features_changes_themes"].dropna()
    # One answer can carry several themes; each counts once an answer.
    counts = themes.str.split(",").map(lambda names: {name.strip() for name in names}).explode()
    counts = counts.value_counts()
    assert counts.index[0] == "ux"
    return [len(themes), percent(counts["ux"] / len(themes))]


@recomputes("jupyter-2015-completion")
def _():
    status = read("jupyter_notebook_ux_survey_2015.csv")["status"]
    return [len(status), percent((status == "Complete").mean())]


@recomputes("jupyterlab-time-on-task")
def _():
    seconds = read("jupyterlab_ux_test_2018.csv")["seconds"].dropna()
    return [seconds.median(), seconds.mean(), seconds.max()]


# Customers who come back


def orders():
    return read("online_retail_orders.csv", parse_dates=["date"])


@recomputes("retail-retention-month-3")
def _():
    month = orders().assign(active_month=lambda rows: rows["date"].dt.to_period("M"))
    month = month[month["active_month"] <= pd.Period("2011-11")]
    first = month.groupby("customer")["active_month"].min()
    month = month.rename(columns={"customer": "user"}).assign(
        cohort_month=month["customer"].map(first)
    )
    age_3 = month[month["active_month"] == month["cohort_month"] + 3]
    back = age_3["user"].nunique()
    old_enough = (first <= pd.Period("2011-08")).sum()
    assert retention.retention(month, 3) == pytest.approx(back / old_enough)
    return [percent(back / old_enough), percent(back / len(first))]


@recomputes("retail-repeat")
def _():
    each = orders().groupby("customer").size()
    return [len(each), percent((each > 1).mean())]


@recomputes("retail-top-tenth")
def _():
    revenue = orders().groupby("customer")["revenue_gbp"].sum().sort_values(ascending=False)
    tenth = round(len(revenue) / 10)
    return [percent(tenth / len(revenue)), percent(revenue.iloc[:tenth].sum() / revenue.sum())]


@recomputes("retail-average-order")
def _():
    revenue = orders()["revenue_gbp"]
    return [revenue.mean(), revenue.median()]


# Complaints, backlogs, votes


@recomputes("reviews-count-or-rate")
def _():
    opinions = read("product_review_opinions.csv")
    critical = (opinions["sentiment"] == "negative").groupby(opinions["product"])
    count, rate = critical.sum(), critical.mean()
    assert count.idxmax().startswith("Creative Labs Nomad Jukebox")
    assert rate.idxmax() == "norton"
    loud, bad = count.idxmax(), rate.idxmax()
    return [len(count), count[loud], percent(rate[loud]), count[bad], percent(rate[bad])]


@recomputes("pkg-backlog-age")
def _():
    issues = read("juliapkg_issue_backlog.csv")
    assert (issues["state"] == "open").all()
    untouched = (issues["days_since_update"] > 365).mean()
    return [len(issues), issues["age_days"].median(), percent(untouched)]


@recomputes("pkg-votes")
def _():
    votes = read("juliapkg_issue_backlog.csv")["plus_one"].sort_values(ascending=False)
    tenth = int(np.ceil(len(votes) / 10))
    return [percent((votes == 0).mean()), tenth, percent(votes.iloc[:tenth].sum() / votes.sum())]


@recomputes("iris-votes")
def _():
    wishes = read("iris_voted_issues_monthly.csv")
    assert wishes["snapshot"].max() == "2026-06-30"
    votes = wishes.loc[wishes["snapshot"] == "2026-06-30", "votes"].sort_values(ascending=False)
    fifth = len(votes) // 5
    top = percent(votes.iloc[:fifth].sum() / votes.sum())
    return [votes.sum(), len(votes), fifth, top, percent((votes == 1).mean())]


# Reach

BROWSERS = ["chrome", "firefox", "safari", "edge", "ios_saf", "samsung"]


@recomputes("caniuse-three-browsers")
def _():
    feature = read("caniuse_reach.csv").set_index("feature").loc["webusb"]
    return [(feature[BROWSERS] == "yes").sum(), len(BROWSERS), feature["users_supported_pct"]]


@recomputes("caniuse-everywhere-is-not-everybody")
def _():
    features = read("caniuse_reach.csv")
    everywhere = features[(features[BROWSERS] == "yes").all(axis=1)]
    return [len(features), len(everywhere), everywhere["users_supported_pct"].max()]


@recomputes("webfeatures-survivors")
def _():
    columns = [f"{browser}_date" for browser in ("chrome", "edge", "firefox", "safari")]
    dates = read("web_features_matrix.csv", parse_dates=columns)[columns]
    recent = dates[dates.min(axis=1) >= "2015-08-01"]
    arrived = recent.notna().all(axis=1)
    last = recent.max(axis=1).where(arrived, dates.max().max())
    days = (last - recent.min(axis=1)).dt.days
    median = KaplanMeierFitter().fit(days, arrived).median_survival_time_
    assert survival.median_duration(days, arrived) == median
    return [len(recent), arrived.sum(), days[arrived].median(), median]


# Networks


def ties(name):
    rows = read("classic_networks.csv").query("network == @name")
    edges = list(zip(rows["source"], rows["target"], strict=True))
    return edges, nx.Graph(edges)


@recomputes("karate-local-bridges")
def _():
    edges, graph = ties("karate")
    bridges = {frozenset(pair) for pair in nx.local_bridges(graph, with_span=False)}
    assert network.local_bridges(edges) == bridges
    return [len(graph), graph.number_of_edges(), len(bridges)]


@recomputes("karate-most-contacts")
def _():
    _, graph = ties("karate")
    degree, between = dict(graph.degree), nx.betweenness_centrality(graph)
    most, middle = max(degree, key=degree.get), max(between, key=between.get)
    paths = [percent(between[middle]), percent(between[most])]
    return [int(most), degree[most], int(middle), degree[middle], *paths]


@recomputes("medici-between")
def _():
    edges, graph = ties("florentine_marriages")
    between = pd.Series(nx.betweenness_centrality(graph)).sort_values(ascending=False)
    assert between.index[0] == "Medici"
    assert network.betweenness(edges) == pytest.approx(between.to_dict())
    return [graph.degree["Medici"], percent(between.iloc[0]), percent(between.iloc[1])]


# The table itself


def test_every_figure_is_recomputed_and_nothing_else():
    assert RECOMPUTE.keys() == FIGURES.keys()
    assert len(FIGURES) == len(TABLE["figure"])


@pytest.mark.parametrize("name", FIGURES)
def test_figure(name):
    figure = FIGURES[name]
    found = [float(value) for value in RECOMPUTE[name]()]
    assert found == pytest.approx(figure["value"], abs=figure["tolerance"] + 1e-9)


@pytest.mark.parametrize("name", FIGURES)
def test_the_statement_prints_what_the_data_gives(name):
    figure = FIGURES[name]
    assert len(figure["shown"]) == len(figure["value"])
    text = figure["statement"]
    for shown, value in zip(figure["shown"], figure["value"], strict=True):
        digits = shown.removesuffix(" %").replace(",", "")
        decimals = len(digits.partition(".")[2])
        # Half a unit of the last printed digit, as in rounding.
        assert float(digits) == pytest.approx(value, abs=0.5 * 10**-decimals + 1e-9)
        assert re.search(rf"(?<![\d.,]){re.escape(shown)}(?![\d%]|[.,]\d)", text), shown
    # A number in the statement that nobody recomputes would be a number nobody checks.
    known = {shown.removesuffix(" %") for shown in figure["shown"]}
    years = {"2015", "2018", "2020", "2025", "2026", "1430"}
    scale = {"1", "5"} if "from 1 to 5" in text else set()
    printed = {number.rstrip(".,") for number in re.findall(r"\d[\d.,]*", text)}
    assert printed <= known | years | scale


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_names_source_licence_and_attribution(name):
    figure = FIGURES[name]
    source = SOURCES[figure["source"]]
    assert set(source) == {"name", "licence", "attribution"}
    assert all(source.values())
    assert set(figure) <= {
        "id", "statement", "shown", "value", "tolerance", "source", "file", "note"
    }  # fmt: skip
    assert figure["file"].endswith(".csv")


def test_every_source_is_used():
    assert {figure["source"] for figure in FIGURES.values()} == SOURCES.keys()


def test_the_data_itself_stays_outside():
    inside = {path.name for path in (ROOT / "course").rglob("*.csv")}
    assert not inside & {figure["file"] for figure in FIGURES.values()}
