"""Items about the role: tasks, risks, metrics and the steps of a launch."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from pmbridge.case.draw import Draw
from pmbridge.case.items import Bank, Stratum
from pmbridge.case.spec import Table, table, tables

Maker = Callable[[int], pd.DataFrame]

TASKS = Bank(
    "tasks",
    "T",
    (
        Stratum(
            5,
            (
                (
                    "t01",
                    "Decide which customer problem comes first this quarter, and say what waits.",
                ),
                ("t02", "Talk to eight households to learn why they gave up on a repair."),
                (
                    "t03",
                    "Say what a good result of the price promise would be and how all would notice it.",
                ),
                ("t04", "Bring the case for stopping a feature that hardly anybody uses."),
                (
                    "t05",
                    "Check with legal, finance and support whether an offer still works for the business.",
                ),
                (
                    "t06",
                    "Weigh the wishes of sales, support and engineering against one goal, and explain the choice.",
                ),
                (
                    "t07",
                    "Look at use four weeks after a release and decide: go on, change or stop.",
                ),
                (
                    "t08",
                    "Agree with design and engineering what has to be learned before anything is built.",
                ),
            ),
        ),
        Stratum(
            4,
            (
                (
                    "t09",
                    "Keep the plan of the warehouse move with its dates and warn when one slips.",
                ),
                ("t10", "Compare the budget of the phone-system change with the plan each week."),
                ("t11", "Keep the list of risks of the contract roll-out and chase each owner."),
                (
                    "t12",
                    "Coordinate five suppliers so that the new phone system goes live on one day.",
                ),
                (
                    "t13",
                    "Close the roll-out: hand over the papers, note the lessons, release the people.",
                ),
                (
                    "t14",
                    "Tell the steering group that the migration is two weeks behind and what would catch up.",
                ),
            ),
        ),
        Stratum(
            4,
            (
                ("t15", "Put the product backlog in an order that serves the Product Goal."),
                (
                    "t16",
                    "Explain to the developers today what an item in the Sprint is meant to achieve.",
                ),
                (
                    "t17",
                    "Make sure that everybody on the Scrum Team can see and understand the backlog.",
                ),
                ("t18", "Change the backlog after what stakeholders said in the Sprint Review."),
                (
                    "t19",
                    "Say whether it still makes sense to go on with a Sprint whose goal has become pointless.",
                ),
            ),
        ),
        Stratum(
            4,
            (
                ("t20", "Write the launch message for landlords and test three headlines."),
                ("t21", "Give the sales team a sheet that compares us with BrandCare."),
                ("t22", "Choose the channels of the spring campaign and split its budget."),
                ("t23", "Plan the launch evening and the note to the press."),
                ("t24", "Collect stories of customers for the website."),
                ("t25", "Work out which segment hears of the promise first, and where."),
            ),
        ),
        Stratum(
            3,
            (
                ("t26", "Decide who of the engineers takes which ticket tomorrow."),
                ("t27", "Estimate how much work the calendar of free hours is."),
                ("t28", "Choose how the booking page stores its data."),
                ("t29", "Split an item into pieces that can be built and tested in two days."),
                ("t30", "Find out why an automated test fails every third time."),
            ),
        ),
    ),
)

RISKS = Bank(
    "risk_statements",
    "R",
    (
        Stratum(
            3,
            (
                ("r01", "Of those who opened the status page once, half never opened it again."),
                (
                    "r02",
                    "Households say that a firm day matters, but none has chosen us because of it.",
                ),
                ("r03", "Landlords call the calendar nice and would not give up anything for it."),
                ("r04", "A neighbour does the same for free, and people are content with that."),
                (
                    "r05",
                    "Nine of ten testers praised the badge. None asked when they could have it.",
                ),
            ),
        ),
        Stratum(
            3,
            (
                ("r06", "Testers took the range of prices for a discount."),
                (
                    "r07",
                    "On small phones the date is below the edge; six of eight testers missed it.",
                ),
                ("r08", "People press Book twice because nothing seems to happen."),
                ("r09", "Repairers enter their free hours in the wrong week."),
            ),
        ),
        Stratum(
            3,
            (
                ("r10", "The supplier of parts has no interface and confirms orders by fax."),
                ("r11", "A firm day needs today's free hours, and those are in paper diaries."),
                ("r12", "Live video needs a faster connection than most kitchens have."),
                (
                    "r13",
                    "Nobody here has used the partner's data format, and its test system is down for months.",
                ),
            ),
        ),
        Stratum(
            3,
            (
                ("r14", "Each firm day costs more in courier rides than the repair earns."),
                ("r15", "An insurer's contract forbids us to name a price before its own check."),
                ("r16", "The works council has to agree before routes of repairers are stored."),
                (
                    "r17",
                    "The desk under a partner's name brings in less than supporting it would cost.",
                ),
                (
                    "r18",
                    "Legal says that a promised price binds us even if the fault is a different one.",
                ),
            ),
        ),
    ),
)

METRICS = Bank(
    "metrics",
    "M",
    (
        Stratum(
            4,
            (
                ("m01", "Share of repairs with no repeat fault within 30 days, by week of repair."),
                (
                    "m02",
                    "Share of new households that book again within six months, by month of joining.",
                ),
                (
                    "m03",
                    "Median days from booking to a working item, this month and last, by region.",
                ),
                ("m04", "Share of tickets that ask where a repair is, week by week."),
                ("m05", "Bookings per 100 visits, by channel and week."),
                ("m06", "Share of repairers' free hours that were booked, by region and week."),
            ),
        ),
        Stratum(
            2,
            (
                ("m07", "Sign-ups since the company was founded."),
                ("m08", "All repairs ever booked."),
                ("m09", "Downloads of the app to date."),
            ),
        ),
        Stratum(
            2,
            (
                ("m10", "Satisfaction is 4.1."),
                ("m11", "The booking rate is twelve percent."),
                ("m12", "On average a repair takes nine days."),
            ),
        ),
        Stratum(
            1,
            (
                (
                    "m13",
                    "Engagement index: 0.4 x log of visits + 0.3 x shares + 0.3 x minutes on the page.",
                ),
                ("m14", "Service health: nine inputs with weights that only finance knows."),
            ),
        ),
        Stratum(
            1,
            (
                ("m15", "Average age of our households' washing machines, month by month."),
                ("m16", "Share of visits that fall on a Tuesday, this year and last."),
            ),
        ),
    ),
)

# Steps in the order of a sound launch; grading knows team and phase of each.
LAUNCH_STEPS = (
    ("l01", "Agree which problem to solve, for whom, and by what sign you will know it is solved."),
    ("l02", "Talk to households and repairers about the problem."),
    ("l03", "Check price, contracts and legal duties."),
    ("l04", "Sketch two ideas and show them to five households."),
    ("l05", "Try the riskiest technical part in a throw-away experiment."),
    ("l06", "Write down the first release: what is in, what is out, what would stop it."),
    ("l07", "Draw the screens and write their words, for screen readers too."),
    ("l08", "Build and review it in small parts."),
    ("l09", "Test it with a keyboard, a screen reader and an old phone, and repair what fails."),
    ("l10", "Prepare a switch that turns it off within minutes."),
    ("l11", "Write the message for each segment and the help pages."),
    ("l12", "Prepare support and repairers for the questions that will come."),
    ("l13", "Turn it on for a small share of visitors and watch metric and guardrail."),
    ("l14", "Decide by the rule set before: widen, change or stop."),
    ("l15", "Announce it to everybody who can use it."),
    ("l16", "Look back after four weeks: did the outcome change, and what was learned?"),
)
OFTEN_FORGOTTEN = ("l02", "l03", "l09", "l10", "l12", "l13", "l16")
LAUNCH_DISTRACTORS = (
    ("d1", "Print posters for the office."),
    ("d2", "Have the chief executive approve each screen."),
    ("d3", "Add two more features so that the news is bigger."),
    ("d4", "Promise partners the day of release before anything was tested."),
    ("d5", "Ask each department for one more wish."),
)


def launch_plan(seed: int) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    """Return (visible id, key, text) of the steps shown, and of the candidates for the gaps."""
    draw = Draw(seed, "items", "launch")
    missing = set(draw.sample(OFTEN_FORGOTTEN, 3))
    shown = draw.shuffled([step for step in LAUNCH_STEPS if step[0] not in missing])
    gaps = [step for step in LAUNCH_STEPS if step[0] in missing]
    options = draw.shuffled([*gaps, *draw.sample(LAUNCH_DISTRACTORS, 3)])
    return (
        [(f"L{n:02d}", *step) for n, step in enumerate(shown, start=1)],
        [(f"G{n}", *step) for n, step in enumerate(options, start=1)],
    )


def tasks(seed: int) -> pd.DataFrame:
    """Return 20 tasks of different roles."""
    return pd.DataFrame(TASKS.rows(seed), columns=["task_id", "task"])


def risk_statements(seed: int) -> pd.DataFrame:
    """Return 12 statements, each of which names one of four risks."""
    return pd.DataFrame(RISKS.rows(seed), columns=["statement_id", "statement"])


def metrics(seed: int) -> pd.DataFrame:
    """Return 10 metrics, some of them good."""
    return pd.DataFrame(METRICS.rows(seed), columns=["metric_id", "metric"])


def launch_steps(seed: int) -> pd.DataFrame:
    """Return the steps of a launch in disorder; three needed ones are missing."""
    rows = [(visible, text) for visible, _, text in launch_plan(seed)[0]]
    return pd.DataFrame(rows, columns=["step_id", "step"])


def launch_gaps(seed: int) -> pd.DataFrame:
    """Return six candidates for what is missing from the launch."""
    rows = [(visible, text) for visible, _, text in launch_plan(seed)[1]]
    return pd.DataFrame(rows, columns=["step_id", "step"])


def _item(  # noqa: PLR0917  (a row of a table, written as one call)
    name: str, row: str, make: Maker, ids: str, names: tuple[str, str], what: str
) -> Table:
    return table(
        name,
        row,
        make,
        (names[0], "text", "", "Number of the item", ids),
        (names[1], "text", "", what, "any"),
    )


_STEP = ("step_id", "step")
TABLES = tables(
    _item(
        "tasks",
        "one task that somebody has to do",
        tasks,
        "T01 to T20",
        ("task_id", "task"),
        "The task",
    ),
    _item(
        "risk_statements",
        "one finding that names a risk of a product",
        risk_statements,
        "R01 to R12",
        ("statement_id", "statement"),
        "The finding",
    ),
    _item(
        "metrics",
        "one metric that somebody proposed",
        metrics,
        "M01 to M10",
        ("metric_id", "metric"),
        "The metric",
    ),
    _item(
        "launch_steps",
        "one step of a launch, in no order",
        launch_steps,
        "L01 to L13",
        _STEP,
        "What is done",
    ),
    _item(
        "launch_gaps",
        "one candidate for what is missing from launch_steps",
        launch_gaps,
        "G1 to G6",
        _STEP,
        "What would be done",
    ),
)
