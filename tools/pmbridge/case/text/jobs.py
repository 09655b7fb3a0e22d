"""Job posts: 150 simulated adverts, some of which are not what their title says.

None of these jobs exists. :func:`job_post_kinds` knows what each job really is.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from pmbridge.case.draw import Draw
from pmbridge.case.text.grammar import Pen, Piece, Writer, phrases, stock
from pmbridge.case.text.voice import soften

ROWS = 150
_FILES = ("jobs", "jobs_more", "jobs_plain", "jobs_office")
# How adverts of each kind of company sound. "own" is the company's own, less usual words.
_CORPORATE = {"corp": 54, "long": 11, "odd": 8, "terse": 9, "own": 18}
_PUBLIC = {"public": 73, "terse": 7, "own": 20}
_REGISTERS = {
    "bank": _CORPORATE,
    "insurer": _CORPORATE,
    "manufacturer": _CORPORATE,
    "retailer": _CORPORATE,
    "scale-up": {"startup": 34, "corp": 28, "odd": 6, "terse": 8, "own": 24},
    "startup": {"startup": 60, "odd": 4, "terse": 9, "own": 27},
    "public sector": _PUBLIC,
    "hospital": _PUBLIC,
    "university": _PUBLIC,
    "non-profit": {"ngo": 64, "terse": 8, "own": 28},
    "energy co-op": {"ngo": 58, "corp": 12, "terse": 6, "own": 24},
    "agency": {"agency": 62, "odd": 6, "terse": 8, "own": 24},
}
_SECTORS = {
    "bank": ("regional bank", "financial services provider", "savings bank"),
    "insurer": ("insurance company", "mutual insurer"),
    "manufacturer": ("mechanical engineering company", "manufacturer", "supplier"),
    "retailer": ("retail company", "retail chain", "omnichannel retailer"),
    "scale-up": ("software company", "SaaS provider"),
    "public sector": ("public body", "local authority"),
    "hospital": ("health care provider", "teaching hospital"),
    "university": ("university", "higher education institution"),
    "energy co-op": ("cooperative", "energy provider"),
    "agency": ("digital agency", "service provider"),
}
# An advert that shares a phrase with an earlier one is written anew, at most this often.
_DRAFTS = 3
_BULLETS = (" • ", " - ", " * ", "; ", "; ", ", ")
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
    seen: set[tuple[str, ...]] = set()
    return tuple(_post(writer, pen, kind, seen) for kind in kinds)


def _post(writer: Writer, pen: Pen, kind: str, seen: set[tuple[str, ...]]) -> Post:
    companies = [name[6:] for name in stock("jobs") if name.startswith("intro.")]
    company = pen.pick(companies)
    title = pen.pick(_TITLES[kind])
    weights = tuple(
        max(0, min(5, int(mean + pen.between(-1.6, 1.6) + 0.5))) for mean in _WEIGHTS[kind]
    )
    remote = pen.weighted(_REMOTE)
    place = pen.pick(_PLACES)
    if title.startswith("Senior"):
        years = 5 + pen.below(3)
    elif kind in {"associate product manager", "internal transfer"} or "Junior" in title:
        years = pen.below(2)
    else:
        years = 1 + pen.below(5)
    context = _context(writer, title, company, place) | {"remote": remote}
    if years > 1:
        context["years"] = str(years)
    register = pen.weighted(_REGISTERS[company])
    if kind == "internal transfer" and (register in {"odd", "long"} or pen.chance(0.4)):
        register = "own"
    drafts = []
    for _ in range(_DRAFTS):
        if register == "own":
            text = _own_words(writer, kind, company, weights, context)
        else:
            text = _advert(writer, kind, register, weights, context)
        found = phrases(text)
        drafts.append((len(found & seen), text, found))
        if not drafts[-1][0]:
            break
    _, text, found = min(drafts, key=lambda draft: draft[0])
    seen |= found
    return Post(title, company, place, remote, text, years, weights, kind)


def _context(writer: Writer, title: str, company: str, place: str) -> dict[str, str]:
    pen = writer.pen
    what, field = pen.pick(_WORLD[company][0]), pen.pick(_WORLD[company][1])
    org = pen.pick(writer.words[f"org.{company}"])
    name = re.sub(r"^(a|an) ", "", what)
    plain = re.sub(r" \(.*|, part time| programme$", "", title)
    part = "part time" in title
    context = {
        "_spell": "yes" if pen.chance(0.6) else "no",
        "_euro": "€#",
        "what": what,
        "what_n": name,
        "field": field,
        "org": org,
        "mail": re.sub(r"\W+", "-", re.sub("^the |'", "", org.lower())),
        "sector": pen.pick(_SECTORS.get(company, ("young company",))),
        "title_a": f"{'an' if plain[0] in 'AIEO' else 'a'} {plain}",
        "fulltime": "part-time"
        if part
        else pen.pick(("full-time", "full-time", "full or part-time")),
        "place": place,
        "year2": str(2027 + pen.below(4)),
    }
    if company == "non-profit":
        context["charity"] = org
    if company == "energy co-op":
        context["coop"] = org
    if company not in {"startup", "scale-up", "agency", "energy co-op"}:
        context["old"] = org
    if place in writer.words["city"]:
        context["city"] = place
    for key in ("what", "field", "title_a"):
        context[f"{key}_c"] = context[key][:1].upper() + context[key][1:]
    return context


class _Page:
    """An advert while it is written: no sentence twice, always in one register."""

    def __init__(self, writer: Writer, register: str, context: dict[str, str]) -> None:
        self.writer = writer
        self.register = register
        self.context = context
        self.body: list[str] = []
        self.said: set[Piece] = set()

    def line(self, section: str) -> str:
        text, piece = self.writer.line(
            section,
            self.context,
            (self.register,),
            fits=lambda piece: piece not in self.said,
            tries=3,
        )
        self.said.add(piece)
        return text.replace(". the ", ". The ")

    def add(self, section: str, chance: float = 1.0) -> None:
        if self.writer.pen.chance(chance):
            self.body.append(self.line(section))

    def points(self, opening: str, sections: list[str], bullet: str) -> None:
        """Add an opening with its points: in a row after a colon, else as a sentence."""
        try:
            lead = self.line(opening)
        except LookupError:
            return
        points = []
        for section in sections:
            try:
                points.append(self.line(section))
            except LookupError:  # this register has no more of them
                continue
        if not points:
            return
        if lead.endswith(":") and bullet[0] == " ":
            self.body.append(lead + "".join(bullet + point for point in points))
            return
        small = [soften(point) for point in points]
        if lead.endswith(":"):
            self.body.append(f"{lead} {bullet.join(small)}.")
        elif len(small) == 1:
            self.body.append(f"{lead} {small[0]}.")
        else:
            self.body.append(f"{lead} {', '.join(small[:-1])} and {small[-1]}.")


def _advert(
    writer: Writer, kind: str, register: str, weights: tuple[int, ...], context: dict[str, str]
) -> str:
    """Write an advert as most of them sound."""
    pen = writer.pen
    page = _Page(writer, register, context)
    bullet = "; " if register == "terse" else pen.pick(_BULLETS)
    long, terse = register == "long", register == "terse"
    internal = kind == "internal transfer"
    how = "apply.internal" if internal else "how"
    if internal:
        page.add("lead.internal")
        long = terse = False
    else:
        page.add("about", 0.96)
    if long or (register == "corp" and not internal and pen.chance(0.15)):
        page.add("about")
    page.context = context | {"what": f"{pen.pick(('our', 'the'))} {context['what_n']}"}
    count = pen.weighted({2: 40, 3: 60} if terse else {3: 45, 4: 40, 5: 15}) + long
    page.points("open", [f"task.{KINDS[kind]}"] * count, bullet)
    asked = [(weight, name) for weight, name in zip(weights, REQUIREMENTS, strict=True) if weight]
    musts = [name for weight, name in sorted(asked, reverse=True) if weight >= 3][: 3 + long]
    nice = pen.sample((name for weight, name in asked if weight <= 2), 1 + pen.below(2))
    needs = [f"ask.{name}" for name in pen.shuffled(musts)]
    if "years" in context and pen.chance(0.6):
        needs.insert(0, "years")
    page.points("need", needs, bullet)
    if nice and pen.chance(0.3 if terse else 0.55):
        page.points("extra", [f"wish.{name}" for name in nice], "; ")
    if terse:
        page.add("pay", 0.7)
        page.add(how, 0.8)
        return " ".join(page.body)
    if not internal and pen.chance(0.75):
        page.points("gives", ["offer"] * (2 + pen.below(3) + long), bullet)
    if not internal and register in {"corp", "public", "ngo", "agency"}:
        page.add("legal", 0.45)
    if long:
        page.add("legal")
    page.add(how, 0.85)
    if not internal and register == "public":
        page.add("how", 0.35)
    return " ".join(page.body)


def _own_words(
    writer: Writer, kind: str, company: str, weights: tuple[int, ...], context: dict[str, str]
) -> str:
    pen = writer.pen
    duty = KINDS[kind]
    body: list[str] = []
    said: set[Piece] = set()

    def add(section: str) -> None:
        text, piece = writer.line(section, context, fits=lambda piece: piece not in said, tries=4)
        said.add(piece)
        body.append(text)

    if pen.chance(0.85):
        add(f"intro.{company}")
        # Later sentences speak of "it" rather than naming the product again.
        context = context | {"what": pen.pick(("it", "the product", f"our {context['what_n']}"))}
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
