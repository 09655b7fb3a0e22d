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
_FILES = ("jobs", "jobs_more", "jobs_plain", "jobs_office", "jobs_shapes")
# How adverts of each kind of company sound. "own" is the company's own, less usual words.
_CORPORATE = {"corp": 48, "long": 7, "odd": 7, "terse": 8, "own": 30}
_PUBLIC = {"public": 63, "terse": 6, "own": 31}
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
# In which order an advert says things; "usual" is how most do.
_BRIEF = ("tasks", "asks")
_ORDER = {
    "usual": ("tasks", "asks", "gives", "legal"),
    "facts": ("facts", "tasks", "asks", "gives"),
    "asks first": ("asks", "tasks", "gives", "legal"),
    "gives first": ("gives", "tasks", "asks"),
    "brief": _BRIEF,
    "team": ("word", "duties", "asks", "facts"),
    "told": ("duties", "word", "asks", "gives"),
    "late facts": ("tasks", "word", "asks", "facts"),
}
_SHAPES = {
    "usual": 26,
    "facts": 14,
    "asks first": 9,
    "gives first": 8,
    "brief": 9,
    "team": 13,
    "told": 11,
    "late facts": 10,
}
_NEW_SENTENCE = re.compile(r"([.?!] )the ")
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
    *("Groningen", "Trieste", "Košice", "a small town near Graz", "a village in Connemara"),
)
# What a company of this kind makes, each with the field its users work in.
_WORLD = {
    "startup": {
        "a booking tool for tradespeople": "construction",
        "a marketplace for used machines": "manufacturing",
        "an app for shared gardens": "community work",
        "a rota tool for cafes": "hospitality",
    },
    "scale-up": {
        "scheduling software": "logistics",
        "a payroll tool": "bookkeeping",
        "software for workshops": "construction",
        "a stock system": "retail",
    },
    "bank": dict.fromkeys(
        ("a lending portal", "a savings app", "an account-opening tool"), "banking"
    ),
    "public sector": {
        "an appointment system": "social work",
        "a permit portal": "public administration",
        "an app for bus passengers": "public transport",
    },
    "hospital": {
        "an app for medication plans": "nursing",
        "a bed planner": "health care",
        "a discharge tool": "nursing",
    },
    "manufacturer": {
        "a spare-parts catalogue": "manufacturing",
        "a maintenance app": "field service",
        "remote diagnosis": "field service",
    },
    "non-profit": {
        "a platform for lending": "volunteering",
        "software for food banks": "social work",
        "a volunteer planner": "volunteering",
    },
    "retailer": {
        "a returns desk": "after-sales service",
        "a repair counter app": "after-sales service",
        "a customer account": "retail",
    },
    "agency": {
        "a visitor guide": "tourism",
        "a meter-reading app": "consulting",
        "an eye-test booking tool": "retail",
    },
    "insurer": dict.fromkeys(
        ("a claims portal", "a storm hotline app", "a home-damage tool"), "insurance"
    ),
    "university": {
        "learning software": "teaching",
        "a room finder": "libraries",
        "an exam portal": "teaching",
    },
    "energy co-op": {
        "an energy dashboard": "energy",
        "a member portal": "energy",
        "a heat-use app": "building services",
    },
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
    what, field = pen.pick(tuple(_WORLD[company].items()))
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

    def __init__(
        self,
        writer: Writer,
        kind: str,
        register: str,
        weights: tuple[int, ...],
        context: dict[str, str],
    ) -> None:
        self.writer = writer
        self.pen = writer.pen
        self.kind = kind
        self.register = register
        self.context = context
        self.internal = kind == "internal transfer"
        self.long = register == "long" and not self.internal
        self.terse = register == "terse" and not self.internal
        self.bullet = "; " if register == "terse" else self.pen.pick(_BULLETS)
        asked = [(w, name) for w, name in zip(weights, REQUIREMENTS, strict=True) if w]
        self.musts = [n for w, n in sorted(asked, reverse=True) if w >= 3][: 3 + self.long]
        self.nice = self.pen.sample((n for w, n in asked if w <= 2), 1 + self.pen.below(2))
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
        return _NEW_SENTENCE.sub(r"\1The ", text)

    def add(self, section: str, chance: float = 1.0) -> None:
        if self.pen.chance(chance):
            self.body.append(self.line(section))

    def perhaps(self, section: str) -> None:
        """Add a line of a section if there is one in this register."""
        try:
            self.add(section)
        except LookupError:
            return

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
        if lead.endswith((":", "?")) and bullet[0] == " ":
            self.body.append(lead + "".join(bullet + point for point in points))
            return
        small = [soften(point) for point in points]
        if lead.endswith(":"):
            self.body.append(f"{lead} {bullet.join(small)}.")
        elif lead.endswith("?"):
            self.body.append(f"{lead} {bullet.join([points[0], *small[1:]])}.")
        elif len(small) == 1:
            self.body.append(f"{lead} {small[0]}.")
        else:
            self.body.append(f"{lead} {', '.join(small[:-1])} and {small[-1]}.")

    def about(self) -> None:
        if self.internal:
            self.add("lead.internal")
        else:
            self.add("about", 0.96)
        if self.long or (self.register == "corp" and not self.internal and self.pen.chance(0.15)):
            self.add("about")
        the = self.pen.pick(("our", "the"))
        self.context = self.context | {"what": f"{the} {self.context['what_n']}"}

    def tasks(self) -> None:
        few = {2: 40, 3: 60} if self.terse else {2: 15, 3: 40, 4: 33, 5: 12}
        count = self.pen.weighted(few) + self.long
        self.points("open", [f"task.{KINDS[self.kind]}"] * count, self.bullet)

    def duties(self) -> None:
        self.add(f"duty.{KINDS[self.kind]}")
        self.add(f"duty.{KINDS[self.kind]}", 0.7)

    def asks(self) -> None:
        needs = [f"ask.{name}" for name in self.pen.shuffled(self.musts)]
        if "years" in self.context and self.pen.chance(0.6):
            needs.insert(0, "years")
        self.points("need", needs, self.bullet)
        if self.nice and self.pen.chance(0.3 if self.terse else 0.5):
            self.points("extra", [f"wish.{name}" for name in self.nice], "; ")

    def gives(self) -> None:
        if not self.internal and self.pen.chance(0.75):
            count = 2 + self.pen.below(3) + self.long
            self.points("gives", ["offer"] * count, self.bullet)

    def legal(self) -> None:
        if not self.internal and self.pen.chance(1.0 if self.long else 0.35):
            self.perhaps("legal")

    def facts(self) -> None:
        if not self.internal:
            self.perhaps("facts")

    def word(self) -> None:
        if not self.internal:
            self.perhaps("word")

    def close(self) -> None:
        if self.terse:
            self.add("pay", 0.7)
        self.add("apply.internal" if self.internal else "how", 0.8 if self.terse else 0.85)
        if not self.internal and self.register == "public":
            self.add("how", 0.25)


def _advert(
    writer: Writer, kind: str, register: str, weights: tuple[int, ...], context: dict[str, str]
) -> str:
    """Write an advert as most of them sound."""
    page = _Page(writer, kind, register, weights, context)
    page.about()
    shape = "usual" if page.long else writer.pen.weighted(_SHAPES)
    for block in _BRIEF if page.terse else _ORDER[shape]:
        getattr(page, block)()
    page.close()
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
