"""Job posts: 150 simulated adverts, some of which are not what their title says.

None of these jobs exists. :func:`job_post_kinds` knows what each job really is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from pmbridge.case.draw import Draw
from pmbridge.case.text.grammar import Pen, Piece, Writer, stock

ROWS = 150
_FILES = ("jobs", "jobs_more")
REQUIREMENTS = (
    "discovery",
    "data",
    "priorities",
    "communication",
    "leadership",
    "technical",
    "planning",
    "domain",
)
KINDS = {
    "product manager": "product",
    "associate product manager": "associate",
    "project manager": "project",
    "product operations": "ops",
    "product marketing": "marketing",
    "product owner": "owner",
    "business analyst": "analyst",
    "internal transfer": "internal",
}
_COUNTS = {
    "product manager": (38, 50),
    "associate product manager": (16, 24),
    "project manager": (20, 30),
    "product operations": (10, 16),
    "product marketing": (12, 18),
    "product owner": (9, 14),
    "business analyst": (7, 12),
}
_TITLES = {
    "product manager": (
        *("Product Manager", "Product Manager", "Product Manager (all genders)"),
        *("Junior Product Manager", "Product Manager, part time", "Senior Product Manager"),
        *("Product Manager Growth", "Digital Product Manager", "Product Lead"),
    ),
    "associate product manager": (
        *("Associate Product Manager", "APM programme", "Associate Product Manager"),
        *("Product Management Trainee", "Assistant Product Manager"),
    ),
    "project manager": (
        *("Project Manager", "IT Project Manager", "Project Manager Digital"),
        *("Product Manager", "Product/Project Manager", "Product Manager (Delivery)"),
        *("Product Manager Implementation", "Programme Coordinator"),
    ),
    "product operations": (
        *("Product Operations Manager", "Product Ops Specialist", "Product Operations Associate"),
        "Product Analyst & Operations",
    ),
    "product marketing": (
        *("Product Marketing Manager", "Product Manager Marketing", "Go-to-Market Manager"),
        "Junior Product Marketing Manager",
    ),
    "product owner": ("Product Owner", "Technical Product Owner", "Junior Product Owner"),
    "business analyst": ("Business Analyst", "Requirements Analyst", "Process & Product Analyst"),
    "internal transfer": (
        *("Support to Product: internal transfer", "Product rotation (internal)"),
        *("Branch colleague for the product team", "Secondment: product management"),
    ),
}
# Typical weight, 0 to 5, of each requirement for each kind of job.
_WEIGHTS = {
    "product manager": (4.0, 3.4, 4.2, 3.8, 2.8, 2.4, 1.6, 2.0),
    "associate product manager": (3.2, 2.6, 2.0, 3.6, 1.0, 1.6, 1.2, 2.2),
    "project manager": (0.6, 1.4, 1.4, 3.6, 3.4, 2.0, 4.8, 2.2),
    "product operations": (1.6, 3.8, 2.2, 3.4, 1.2, 1.8, 3.4, 1.4),
    "product marketing": (3.6, 2.6, 1.8, 4.6, 1.6, 0.6, 2.4, 2.6),
    "product owner": (1.8, 1.8, 4.2, 3.6, 1.8, 3.2, 2.8, 1.6),
    "business analyst": (2.0, 4.2, 1.6, 3.4, 0.6, 2.8, 1.8, 2.4),
    "internal transfer": (2.8, 1.6, 1.4, 3.0, 1.0, 0.8, 1.2, 4.0),
}
_PLACES = (
    *("Porto", "Ghent", "Łódź", "Cork", "Turin", "Leipzig", "Gothenburg", "Thessaloniki"),
    *("Brno", "Utrecht", "Lyon", "Tampere", "Graz", "Vilnius", "Cluj", "Bilbao", "Aarhus"),
    *("Groningen", "Trieste", "Košice", "small town near Graz", "village in Connemara"),
)
# What a company of this kind makes, and the field its users work in.
_WORLD = {
    "startup": (
        (
            "a booking tool for tradespeople",
            "a marketplace for used machines",
            "an app for shared gardens",
            "a rota tool for cafes",
        ),
        ("hospitality", "construction", "retail"),
    ),
    "scale-up": (
        ("scheduling software", "a payroll tool", "software for workshops", "a stock system"),
        ("logistics", "retail", "construction"),
    ),
    "bank": (("a lending portal", "a savings app", "an account-opening tool"), ("banking",)),
    "public sector": (
        ("an appointment system", "a permit portal", "an app for bus passengers"),
        ("social work", "public transport"),
    ),
    "hospital": (
        ("an app for medication plans", "a bed planner", "a discharge tool"),
        ("health care", "nursing"),
    ),
    "manufacturer": (
        ("a spare-parts catalogue", "a maintenance app", "remote diagnosis"),
        ("manufacturing", "field service"),
    ),
    "non-profit": (
        ("a platform for lending", "software for food banks", "a volunteer planner"),
        ("social work", "volunteering"),
    ),
    "retailer": (
        ("a returns desk", "a repair counter app", "a customer account"),
        ("retail", "after-sales service"),
    ),
    "agency": (
        ("a visitor guide", "a meter-reading app", "an eye-test booking tool"),
        ("consulting", "design"),
    ),
    "insurer": (("a claims portal", "a storm hotline app", "a home-damage tool"), ("insurance",)),
    "university": (
        ("learning software", "a room finder", "an exam portal"),
        ("teaching", "libraries"),
    ),
    "energy co-op": (
        ("an energy dashboard", "a member portal", "a heat-use app"),
        ("energy", "building services"),
    ),
}
_REMOTE = {"on site": 30, "hybrid": 45, "remote": 25}


class Post(NamedTuple):
    """One advert and what the job really is."""

    title: str
    company_kind: str
    location: str
    remote: str
    text: str
    years: int
    weights: tuple[int, ...]
    kind: str


def job_posts(seed: int) -> pd.DataFrame:
    """Return the 150 simulated job posts of this seed.

    Columns: ``post_id``, ``title``, ``company_kind``, ``location``, ``remote``,
    ``years_asked``, ``text`` and eight weights from 0 (not asked) to 5 (a must):
    ``req_discovery``, ``req_data``, ``req_priorities``, ``req_communication``,
    ``req_leadership``, ``req_technical``, ``req_planning`` and ``req_domain``.
    """
    rows = _posts(int(seed))
    columns: dict[str, list[str] | list[int]] = {
        "post_id": _ids(),
        "title": [row.title for row in rows],
        "company_kind": [row.company_kind for row in rows],
        "location": [row.location for row in rows],
        "remote": [row.remote for row in rows],
        "years_asked": [row.years for row in rows],
        "text": [row.text for row in rows],
    }
    for place, name in enumerate(REQUIREMENTS):
        columns[f"req_{name}"] = [row.weights[place] for row in rows]
    return pd.DataFrame(columns)


def job_post_kinds(seed: int) -> pd.DataFrame:
    """Return for each ``post_id`` what the job really is, whatever its title says."""
    return pd.DataFrame({"post_id": _ids(), "kind": [row.kind for row in _posts(int(seed))]})


def _ids() -> list[str]:
    return [f"J{number:03d}" for number in range(1, ROWS + 1)]


@lru_cache(maxsize=4)
def _posts(seed: int) -> tuple[Post, ...]:
    writer = Writer(_FILES, Draw(seed, "text", "job_posts"))
    pen = writer.pen
    kinds = [
        kind
        for kind, (low, high) in _COUNTS.items()
        for _ in range(low + pen.below(high + 1 - low))
    ]
    kinds = pen.shuffled(kinds)[: ROWS - 5]
    kinds = pen.shuffled(kinds + ["internal transfer"] * (ROWS - len(kinds)))
    return tuple(_post(writer, pen, kind) for kind in kinds)


def _post(writer: Writer, pen: Pen, kind: str) -> Post:
    companies = [name[6:] for name in stock("jobs") if name.startswith("intro.")]
    company = pen.pick(companies)
    title = pen.pick(_TITLES[kind])
    weights = tuple(
        max(0, min(5, int(mean + pen.between(-1.6, 1.6) + 0.5))) for mean in _WEIGHTS[kind]
    )
    remote = pen.weighted(_REMOTE)
    if title.startswith("Senior"):
        years = 5 + pen.below(3)
    elif kind in {"associate product manager", "internal transfer"} or "Junior" in title:
        years = pen.below(2)
    else:
        years = 1 + pen.below(5)
    context = {
        "_spell": "yes" if pen.chance(0.6) else "no",
        "what": pen.pick(_WORLD[company][0]),
        "field": pen.pick(_WORLD[company][1]),
    }
    context["field_c"] = context["field"][:1].upper() + context["field"][1:]
    context["what_c"] = context["what"][:1].upper() + context["what"][1:]
    text = _text(writer, kind, company, weights, context)
    return Post(title, company, pen.pick(_PLACES), remote, text, years, weights, kind)


def _text(
    writer: Writer, kind: str, company: str, weights: tuple[int, ...], context: dict[str, str]
) -> str:
    pen = writer.pen
    duty = KINDS[kind]
    body: list[str] = []
    said: set[Piece] = set()

    def add(section: str) -> None:
        text, piece = writer.line(section, context, fits=lambda piece: piece not in said, tries=2)
        said.add(piece)
        body.append(text)

    if pen.chance(0.85):
        add(f"intro.{company}")
        # Later sentences speak of "it" rather than naming the product again.
        context = context | {
            "what": pen.pick(("it", "the product", "our product", context["what"]))
        }
    count = min(len(writer.decks[f"duty.{duty}"]), 1 + pen.weighted({0: 25, 1: 60, 2: 15}))
    for _ in range(count):
        add(f"duty.{duty}")
    asked = [(weight, name) for weight, name in zip(weights, REQUIREMENTS, strict=True) if weight]
    musts = [name for weight, name in sorted(asked, reverse=True) if weight >= 4][:3]
    nice = [name for weight, name in asked if weight <= 2]
    for name in pen.shuffled(musts):
        add(f"{name}.must")
    for name in pen.sample(nice, pen.below(2)):
        add(f"{name}.nice")
    for _ in range(pen.weighted({0: 40, 1: 45, 2: 15})):
        add("perk")
    apply = "apply.internal" if kind == "internal transfer" else "apply"
    if pen.chance(0.75):
        add(apply)
    return " ".join(body)
