"""Items about talking to people: interviews, engineers, contacts, own experience."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from pmbridge.case.items import Bank, Stratum
from pmbridge.case.spec import Table, table, tables

INTERVIEW = Bank(
    "interview_questions",
    "Q",
    (
        Stratum(
            4,
            (
                ("i01", "What did you do when something in your home broke the last time?"),
                ("i02", "Walk me through the day on which the machine stopped working."),
                ("i03", "Whom did you ask for advice before you decided?"),
                ("i04", "What had you tried before you called somebody?"),
                ("i05", "How did you find out what the repair would cost?"),
                ("i06", "When did you last choose a new item over a repair, and what happened?"),
            ),
        ),
        Stratum(
            4,
            (
                ("i07", "Wouldn't you agree that waiting without a date is annoying?"),
                ("i08", "How much do you like the idea of our new price promise?"),
                ("i09", "Why is repairing better than buying new for you?"),
                ("i10", "Most people find our booking easy. You too?"),
                ("i11", "How helpful was our friendly repairer?"),
            ),
        ),
        Stratum(
            3,
            (
                ("i12", "Would you use an app that shows where the repairer is?"),
                ("i13", "How much would you pay for a guaranteed day?"),
                ("i14", "If repairs were cheaper, how often would you have things repaired?"),
                ("i15", "Imagine a calendar for all your flats. Would it save you time?"),
                ("i16", "Would you tell your friends about us if there were a reward?"),
            ),
        ),
        Stratum(
            3,
            (
                ("i17", "What was the price like, and did the repairer come on time?"),
                ("i18", "How did you find us and why did you stay?"),
                ("i19", "What did you think of the booking page and of the e-mails afterwards?"),
                ("i20", "Did you look for spare parts or for a guide, and was it hard?"),
                ("i21", "Who decides about repairs at home, and who pays for them?"),
            ),
        ),
    ),
)

NETWORK = Bank(
    "network_claims",
    "N",
    (
        Stratum(
            4,
            (
                (
                    "n01",
                    "In a large experiment on a job network, moderately weak ties led to more new jobs than the strongest ones.",
                ),
                ("n02", "A local bridge joins two people who have no contact in common."),
                (
                    "n03",
                    "In the same experiment weak ties helped more in digital industries than in others.",
                ),
                (
                    "n04",
                    "One new tie into another circle can shorten your way to many people at once.",
                ),
                ("n05", "Contacts who all know each other tend to bring you the same news."),
                ("n06", "A talk to learn about somebody's work is not the place to ask for a job."),
            ),
        ),
        Stratum(
            4,
            (
                ("n07", "The weaker a tie is, the more it helps."),
                (
                    "n08",
                    "Weak ties helped on average, so your next message to an acquaintance will pay off.",
                ),
                ("n09", "Your closest friends know most about jobs elsewhere."),
                ("n10", "The person with the most contacts is your best way into another field."),
                (
                    "n11",
                    "A study of twenty million people tells what will happen in your town and trade.",
                ),
                ("n12", "Close friends are of no use in a search."),
            ),
        ),
    ),
)

ENGINEERS = Bank(
    "engineer_questions",
    "E",
    (
        Stratum(
            2,
            (
                (
                    "e01",
                    "Households miss a date. We have until the contract date in this quarter. Which ways do you see, and what would each cost us?",
                ),
                (
                    "e02",
                    "Support hears the same question all day. Without new personal data, what could we show about a repair's state?",
                ),
                (
                    "e03",
                    "Repairers keep paper diaries and will not change before spring. What would have to be true for a day we can promise?",
                ),
            ),
        ),
        Stratum(
            2,
            (
                ("e04", "What are the options for the calendar?"),
                ("e05", "How could we make the page faster?"),
                ("e06", "What worries you most about this release?"),
            ),
        ),
        Stratum(
            2,
            (
                (
                    "e07",
                    "Partners need the status by the contract date. Can you add a column to the jobs table and poll it each minute?",
                ),
                (
                    "e08",
                    "Visitors on phones leave while it loads. We must keep the old address. Why don't you put it all in one cache?",
                ),
                (
                    "e09",
                    "Repairers lose signal in cellars, and the budget is one person-month. Shall we use a second database?",
                ),
            ),
        ),
        Stratum(
            2,
            (
                ("e10", "Can it be done by Friday?"),
                ("e11", "Is it hard?"),
                ("e12", "Just a small button. Two hours, right?"),
            ),
        ),
    ),
)

TRANSFER = Bank(
    "transfer_examples",
    "X",
    tuple(
        Stratum(2, entries)
        for entries in (
            (
                ("x01", "marketing", "Ran three headlines against each other before a campaign", "Designing a test", "Test plan and result", "Share of readers who clicked, before and after", "I never set a guardrail"),
                ("x02", "marketing", "Interviewed twelve buyers for a product page", "Customer research", "Interview notes with quotes", "Twelve talks, four reasons", "I did not write down what would prove me wrong"),
                ("x03", "marketing", "Split a budget over channels by cost per order", "Choosing by numbers", "Budget sheet with reasons", "Euro per order by channel", "I took last click for cause"),
            ),
            (
                ("x04", "sales", "Noted why each deal was lost for a year", "Finding pain points", "List of reasons with value", "Deals and euro by reason", "I counted reasons, never weighed them"),
                ("x05", "sales", "Turned down a wish that one client wanted alone", "Saying no with reasons", "The e-mail, names removed", "What the wish would have cost", "I had no written goal to point at"),
                ("x06", "sales", "Ran discovery calls by a guide", "Asking open questions", "Call guide, two versions", "Share of calls with a next step", "My questions led to our offer"),
            ),
            (
                ("x07", "operations", "Halved the queue at the returns desk by starting less at once", "Seeing flow", "Chart of waiting times", "Days from arrival to shelf", "I did not measure errors"),
                ("x08", "operations", "Wrote the checklist for a site opening", "Coordinating a launch", "The checklist, used twice", "Steps missed, first and second time", "I planned dates, not outcomes"),
                ("x09", "operations", "Found the step where parcels got lost", "Solving problems at the root", "Map of the process", "Lost parcels a month", "I asked no customer"),
            ),
            (
                ("x10", "support", "Read 300 tickets and found one question under three labels", "Customer insight", "Table of themes", "Share of tickets by theme", "I did not say what each costs"),
                ("x11", "support", "Wrote a help page that ended a wave of calls", "Solving a need", "The page and the call log", "Calls a week, before and after", "Other changes came in the same week"),
                ("x12", "support", "Taught six new colleagues to calm angry callers", "Leading without being the boss", "Training plan", "Rating after the call", "I kept no comparison group"),
            ),
            (
                ("x13", "other", "Planned a school timetable for nine classes", "Weighing wishes under limits", "Timetable with its rules", "Wishes met out of all", "I never ranked the wishes openly"),
                ("x14", "other", "Organised care for a parent among five people", "Bringing people to agree", "Shared plan, names removed", "Shifts covered a week", "I have no written feedback"),
                ("x15", "other", "Ran the repair evening of a club", "Running a small service", "Log of what came and what worked", "Items repaired out of brought", "I did not ask who stayed away"),
            ),
        )
    ),
)  # fmt: skip


def _maker(bank: Bank, *columns: str) -> Callable[[int], pd.DataFrame]:
    def make(seed: int) -> pd.DataFrame:
        return pd.DataFrame(bank.rows(seed), columns=list(columns))

    return make


def _one_text(bank: Bank, row: str, id_range: str, column: str, meaning: str) -> Table:
    identifier = f"{column}_id"
    return table(
        bank.name,
        row,
        _maker(bank, identifier, column),
        (identifier, "text", "", "Number of the item", id_range),
        (column, "text", "", meaning, "any"),
    )


TABLES = tables(
    _one_text(
        INTERVIEW,
        "one question from a draft of an interview guide",
        "Q01 to Q14",
        "question",
        "The question as drafted",
    ),
    _one_text(NETWORK, "one claim about networks and jobs", "N1 to N8", "claim", "The claim"),
    _one_text(
        ENGINEERS,
        "one question that somebody put to the engineers",
        "E1 to E8",
        "question",
        "The question as asked",
    ),
    table(
        "transfer_examples",
        "one example of experience from another job, read as evidence for product work",
        _maker(
            TRANSFER,
            *("example_id", "background", "experience", "skill", "artefact", "number", "gap"),
        ),
        ("example_id", "text", "", "Number of the example", "X01 to X10"),
        (
            "background",
            "text",
            "",
            "Field it comes from",
            "marketing; sales; operations; support; other",
        ),
        ("experience", "text", "", "What the person did; invented", "any"),
        ("skill", "text", "", "What it shows for product work", "any"),
        ("artefact", "text", "", "What could be shown", "any"),
        ("number", "text", "", "What could be counted", "any"),
        ("gap", "text", "", "What is honestly missing", "any"),
    ),
)
