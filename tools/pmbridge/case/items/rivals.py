"""Items about the market: colleagues' claims, statements to judge, facts about competitors."""

from __future__ import annotations

import pandas as pd

from pmbridge.case.draw import Draw
from pmbridge.case.items import Bank, Stratum
from pmbridge.case.quota import whole
from pmbridge.case.spec import table, tables
from pmbridge.case.world import CHIEF, COLLEAGUES, COMPANIES, OWN_COMPANY

# key, subject, statement, then three ways to test it, the best one first
STATEMENTS = Bank(
    "market_statements",
    "W",
    (
        Stratum(
            1,
            (
                ("w01", "trend", "In our survey urgent households replaced the broken item more often than patient ones.", "Compute it again on the half of the survey that nobody has used.", "Ask the head of marketing whether it feels right.", "Count how often newspapers write about repair."),
                ("w02", "trend", "The European Union has published a directive on the repair of goods with a date for national law.", "Read the published text, and the national law that follows from it.", "Ask three colleagues what they have heard.", "Take the summary from a competitor's advertisement."),
            ),
        ),
        Stratum(
            1,
            (
                ("w03", "trend", "In two years everybody will repair instead of replace.", "Follow the same households for two years and count what they do with broken items.", "Count articles about repair.", "Ask repairers at a trade fair."),
                ("w04", "trend", "The directive will triple our bookings.", "Compare bookings before and after in countries where the rules start at different times.", "Read the directive once more.", "Ask the chief executive for a forecast."),
            ),
        ),
        Stratum(
            1,
            (
                ("w05", "BoltFix", "BoltFix names a starting price on its website, in a copy that we saved with its date.", "Look at the saved copy and at the page of today.", "Ask a friend who used BoltFix once.", "Look at the number of stars."),
                ("w06", "BoltFix", "In our sample of reviews more texts complain about BoltFix's price than about anybody else's.", "Read a random part of the matched reviews and count the wrong matches.", "Look at the number of stars.", "Ask sales."),
            ),
        ),
        Stratum(
            1,
            (
                ("w07", "BoltFix", "BoltFix is the most expensive: it has the most complaints about price.", "Divide its price complaints by its number of reviews, and so for each company.", "Count the complaints once more.", "Read the three angriest reviews."),
                ("w08", "BoltFix", "BoltFix customers would switch to us at once.", "Ask people who left BoltFix what they did next.", "Ask our own customers whether they like BoltFix.", "Compare the two logos with a panel."),
            ),
        ),
        Stratum(
            1,
            (
                ("w09", "BrandCare", "In our sample a larger share of BrandCare's reviews complains about price than of any other's.", "Read a random part of the matched reviews and count the wrong matches.", "Compare the number of reviews.", "Ask BrandCare's sales team."),
                ("w10", "BrandCare", "BrandCare lists a warranty in its terms, in a copy that we saved with its date.", "Read the terms as they are published today.", "Ask one of its customers from memory.", "Look at its advertisements."),
            ),
        ),
        Stratum(
            1,
            (
                ("w11", "BrandCare", "BrandCare's customers stay because they trust the brand.", "Ask some who stayed and some who left what they did the last time, and compare.", "Ask some who stayed whether they trust the brand.", "Measure how well the brand is known."),
                ("w12", "BrandCare", "Nobody can beat BrandCare with insurers.", "Look at which insurers changed partner in the last two years, and why.", "Ask our sales team how hard it is.", "Read BrandCare's press releases."),
            ),
        ),
        Stratum(
            1,
            (
                ("w13", "Kerb Cafe", "Three of our last ten interviewed households had first taken the item to a Kerb Cafe.", "Ask the same question in a larger group chosen by chance.", "Interview the same ten once more.", "Visit the nicest Kerb Cafe."),
                ("w14", "Kerb Cafe", "Kerb Cafe publishes how many items its volunteers repaired last year.", "Ask how the items were counted and read the list.", "Multiply by the number of cafes.", "Take the number from a newspaper."),
            ),
        ),
        Stratum(
            1,
            (
                ("w15", "Kerb Cafe", "Kerb Cafe is no competitor because it is free.", "Ask households what they did the last time something broke.", "Compare the price lists.", "Look at whether Kerb Cafe advertises."),
                ("w16", "Kerb Cafe", "People go to Kerb Cafe for the coffee.", "Watch on several evenings what people bring and ask why they came.", "Count cups.", "Ask the organiser what the motto is."),
            ),
        ),
    ),
)  # fmt: skip

# key, name, department, claim, table to look at, question to ask of it
CLAIMS = (
    ("c01", *COLLEAGUES[0], "The booking page converts better than last quarter. More of the same, please.", "funnel_by_channel", "Did each channel get better?"),
    ("c02", *COLLEAGUES[0], "Our customers are families who care about the climate.", "survey", "Who replaces, and does concern for the environment tell them apart?"),
    ("c03", *COLLEAGUES[0], "Urgent households are not the ones who look at the price most.", "survey", "How price-sensitive are those who cannot wait?"),
    ("c04", *COLLEAGUES[1], "We lose deals because partners cannot use their own name. That is the priority.", "crm", "What were the lost deals worth, by reason?"),
    ("c05", *COLLEAGUES[1], "Our largest losses have one reason: partners cannot see the state of a repair.", "crm", "Which reason stands behind the most euro?"),
    ("c06", *COLLEAGUES[2], "We cannot sell more than our repairers can do.", "regions", "Is it demand or capacity that is smaller?"),
    ("c07", *COLLEAGUES[2], "Start more at once, then more gets done.", "flow", "Did more work in progress bring more output?"),
    ("c08", *COLLEAGUES[3], "Booking is our largest problem. Look at the labels.", "tickets", "What do people ask, whatever the label says?"),
    ("c09", *COLLEAGUES[3], "People want to know where their repair is, and it makes them unhappy.", "tickets", "How many ask it, and how do they rate us?"),
    ("c10", *CHIEF, "Live video is certain to win. I saw it at a fair.", "backlog", "Which evidence does the idea name?"),
)  # fmt: skip

# company: kind, starting price (low, high), days to a visit, warranty in months, status, source
_FACTS = {
    OWN_COMPANY: ("marketplace of local repairers", (44, 58), (6, 10), (6, 6), "e-mail", "own records"),
    "BoltFix": ("chain with own vans", (49, 64), (3, 6), (3, 3), "text message", "price list on its website"),
    "BrandCare": ("service of manufacturers", (69, 89), (8, 14), (12, 24), "customer page", "terms of service"),
    "Kerb Cafe": ("volunteers in cafes", (0, 0), (7, 21), (0, 0), "none", "notice at the door"),
    "PostMend": ("repair by parcel", (29, 42), (9, 15), (3, 6), "parcel tracking", "leaflet in a parcel"),
}  # fmt: skip


def competitors(seed: int) -> pd.DataFrame:
    """Return facts about the five companies, each with its source and date."""
    draw = Draw(seed, "competitors")
    rows = []
    for company in COMPANIES:
        kind, price, wait, warranty, status, source = _FACTS[company]
        months = 3 * whole(draw, warranty[0] // 3, warranty[1] // 3)
        day = f"2026-0{7 + draw.below(2)}-{1 + draw.below(28):02d}"
        served = {OWN_COMPANY: 4, "Kerb Cafe": 2 + draw.below(2)}.get(company, 3 + draw.below(4))
        rows.append(
            (
                company,
                kind,
                whole(draw, *price),
                whole(draw, *wait),
                months,
                status,
                served,
                source,
                day,
            )
        )
    return pd.DataFrame(
        rows,
        columns=[
            *("company", "kind", "from_price_eur", "typical_wait_days", "warranty_months"),
            *("status_updates", "regions_served", "source", "seen_on"),
        ],
    )


def market_statements(seed: int) -> pd.DataFrame:
    """Return eight statements about the market, each with three ways to test it."""
    draw = Draw(seed, "items", "market_statements", "options")
    rows = []
    for visible, (_, subject, statement, *options) in STATEMENTS.choose(seed):
        rows.append((visible, subject, statement, *draw.shuffled(options)))
    return pd.DataFrame(
        rows, columns=["statement_id", "subject", "statement", "option_a", "option_b", "option_c"]
    )


def colleague_claims(seed: int) -> pd.DataFrame:
    """Return what colleagues say with confidence; the data decides."""
    del seed
    rows = [(f"C{n:02d}", *claim[1:]) for n, claim in enumerate(CLAIMS, start=1)]
    return pd.DataFrame(
        rows, columns=["claim_id", "name", "department", "claim", "table", "question"]
    )


_OPTION = "One way to test the statement"
TABLES = tables(
    table(
        "competitors",
        "one simulated company, with the source of each fact",
        competitors,
        ("company", "text", "", "Name; invented", "; ".join(COMPANIES)),
        ("kind", "text", "", "What kind of company", "any"),
        ("from_price_eur", "whole number", "euro", "Lowest price of a visit", "0 or more"),
        (
            "typical_wait_days",
            "whole number",
            "days",
            "Usual days from request to visit",
            "1 or more",
        ),
        ("warranty_months", "whole number", "months", "Warranty on a repair", "0 or more"),
        ("status_updates", "text", "", "How customers learn about the state", "any"),
        ("regions_served", "whole number", "regions", "In how many of six regions", "1 to 6"),
        ("source", "text", "", "Where the facts are from", "any"),
        ("seen_on", "date", "day", "Day on which the source was read", "YYYY-MM-DD"),
    ),
    table(
        "market_statements",
        "one statement about a trend or a competitor, to be judged",
        market_statements,
        ("statement_id", "text", "", "Number of the statement", "W1 to W8"),
        ("subject", "text", "", "What it is about", "trend; BoltFix; BrandCare; Kerb Cafe"),
        ("statement", "text", "", "What is said", "any"),
        ("option_a", "text", "", _OPTION, "any"),
        ("option_b", "text", "", _OPTION, "any"),
        ("option_c", "text", "", _OPTION, "any"),
    ),
    table(
        "colleague_claims",
        "one confident claim of a colleague; some are right",
        colleague_claims,
        ("claim_id", "text", "", "Number of the claim", "C01 to C10"),
        ("name", "text", "", "Who says it; invented", "any"),
        ("department", "text", "", "Where the colleague works", "any"),
        ("claim", "text", "", "What is said", "any"),
        ("table", "text", "", "Table that can tell", "a table of the case"),
        ("question", "text", "", "What to ask of the table", "any"),
    ),
)
