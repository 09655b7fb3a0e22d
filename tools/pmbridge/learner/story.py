"""The portfolio as a story: which artefact stands in which chapter, and what is still missing or at odds."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pmbridge.content import Layout
from pmbridge.learner.overview import overview
from pmbridge.learner.wording import in_words, sentence
from pmbridge.problems import CourseError
from pmbridge.workspace.artefacts import DONE, DRAFT, FOLDER, damaged, read_all
from pmbridge.workspace.conflicts import Conflict, conflicts
from pmbridge.workspace.progress import PASSED

COMPANY = "Second Spark"


@dataclass(frozen=True)
class Piece:
    """An artefact that the course makes.

    ``exercises`` are those that have to be passed before it is done. ``of_own`` says that it is about the
    learner's own life, whatever data the course used. ``private`` pieces are left out of what is sent.
    """

    name: str
    title: str
    module: str
    exercises: tuple[str, ...]
    of_own: bool = False
    private: bool = False


@dataclass(frozen=True)
class Chapter:
    """A part of the story, with the sentence that leads into it."""

    id: str
    title: str
    lead: str
    pieces: tuple[Piece, ...]


CHAPTERS = (
    Chapter(
        "short",
        "The story in a minute",
        "One decision, from the question to what I would do differently.",
        (Piece("case-study", "Case study", "07-showcase", ("one-decision",)),),
    ),
    Chapter(
        "problem",
        "The problem",
        "Before any solution: what is wrong, for whom, and how often.",
        (Piece("opportunity-memo", "Opportunity memo", "01-role", ("opportunity-memo",)),),
    ),
    Chapter(
        "people",
        "The people",
        "A problem belongs to somebody. So I asked who, and what would be better for them.",
        (
            Piece("persona", "Persona", "02-skills", ("persona-workbench",)),
            Piece("stories", "Stories", "05-hands-on", ("write-stories",)),
        ),
    ),
    Chapter(
        "market",
        "The evidence",
        "Customers can go elsewhere. What they complain about there, counted.",
        (
            Piece(
                "competitive-brief",
                "Competitive brief",
                "03-fundamentals",
                ("competitor-matrix", "competitive-brief"),
            ),
        ),
    ),
    Chapter(
        "choice",
        "The choice",
        "There is more to do than one team can do. What comes first, and what has to wait.",
        (
            Piece(
                "backlog", "Prioritised backlog", "03-fundamentals", ("audit-backlog", "what-fits")
            ),
            Piece("prd", "PRD", "05-hands-on", ("write-the-prd",)),
        ),
    ),
    Chapter(
        "delivery",
        "The delivery",
        "A plan is a promise to others. So it says how sure it is.",
        (
            Piece("roadmap", "Roadmap", "05-hands-on", ("plan-the-quarters",)),
            Piece(
                "delivery-forecast",
                "Delivery forecast",
                "04-technical-literacy",
                ("delivery-forecast",),
            ),
            Piece(
                "engineer-questions",
                "Questions for engineers",
                "04-technical-literacy",
                ("own-questions",),
            ),
            Piece("go-to-market", "Go-to-market page", "02-skills", ("go-to-market",)),
        ),
    ),
    Chapter(
        "result",
        "The result",
        "What the test said, and what I made of it.",
        (Piece("experiment-readout", "Experiment readout", "05-hands-on", ("read-the-test",)),),
    ),
    Chapter(
        "learned",
        "What I learned",
        "What I take with me, and what I would do differently.",
        (Piece("learned", "What I learned", "07-showcase", (), of_own=True),),
    ),
    Chapter(
        "own",
        "A project of my own",
        "Nothing here is simulated: people I know, one small step, and a day on which I look.",
        (Piece("own-project", "My own project", "05-hands-on", ("own-project",), of_own=True),),
    ),
    Chapter(
        "bring",
        "What I bring",
        "Where I come from, and what I can show for it.",
        (
            Piece(
                "resume-bullets",
                "Resume bullets",
                "07-showcase",
                ("four-lines-of-yours",),
                of_own=True,
            ),
            Piece("skills-map", "Skills map", "02-skills", ("skills-map",), of_own=True),
        ),
    ),
    Chapter(
        "next",
        "What I do next",
        "The same care, spent on my own way into product work.",
        (
            Piece(
                "reading-plan",
                "Reading and listening plan",
                "03-fundamentals",
                ("reading-plan",),
                of_own=True,
                private=True,
            ),
            Piece(
                "networking-plan",
                "Networking plan",
                "06-network",
                ("eight-weeks",),
                of_own=True,
                private=True,
            ),
            Piece(
                "weekly-plan",
                "Weekly plan",
                "08-persistence",
                ("a-week-you-can-keep",),
                of_own=True,
                private=True,
            ),
        ),
    ),
)
OPENING = Piece("opening", "Opening lines", "07-showcase", (), of_own=True)
"""What stands above all chapters, in the writer's own words."""
PIECES: dict[str, Piece] = {
    piece.name: piece for chapter in CHAPTERS for piece in chapter.pieces
} | {OPENING.name: OPENING}
MORE = Chapter("more", "More of my work", "What else I have made.", ())


@dataclass(frozen=True)
class Part:
    """One artefact as the page shows it: without its empty parts."""

    name: str
    module: str
    title: str
    draft: bool
    simulated: bool
    private: bool
    items: tuple[dict[str, Any], ...]
    sources: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Story:
    """All that the page shows, and what its writer should know before it is sent."""

    chapters: tuple[tuple[Chapter, tuple[Part, ...]], ...]
    conflicts: tuple[Conflict, ...]
    missing: tuple[Piece, ...]
    left_out: tuple[Part, ...]
    opening: Part | None = None
    damaged: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return every part in the order of the story."""
        return tuple(part for _, parts in self.chapters for part in parts)

    @property
    def simulated(self) -> bool:
        """Whether anything in it was made with the invented company's data."""
        return any(part.simulated for part in self.parts)


def tell(
    home: Path,
    *,
    extra: Collection[str] = (),
    without: Collection[str] = (),
    everything: bool = False,
) -> Story:
    """Return the story of the artefacts in ``home``.

    Parameters
    ----------
    extra : collection of str
        Names of private artefacts to show all the same.
    without : collection of str
        Names of artefacts to leave out.
    everything : bool
        Whether private artefacts are shown: on the learner's own screen.

    Raises
    ------
    CourseError
        If ``extra`` or ``without`` names an artefact that is not there.
    """
    found = list(read_all(home))
    there = {data["name"] for data in found}
    for name in (*extra, *without):
        if name not in there:
            known = ", ".join(sorted(there)) or "nothing yet"
            raise CourseError(f"There is no {name!r} in your portfolio.", f"It holds: {known}.")
    parts = {data["name"]: part_of(data) for data in found}
    full = {name: part for name, part in parts.items() if part.items}
    hidden = {
        name
        for name, part in full.items()
        if name in without or (part.private and name not in extra and not everything)
    }
    shown = {name: part for name, part in full.items() if name not in hidden}
    chapters = [
        (chapter, tuple(shown[p.name] for p in chapter.pieces if p.name in shown))
        for chapter in CHAPTERS
    ]
    chapters.append((MORE, tuple(part for name, part in shown.items() if name not in PIECES)))
    return Story(
        tuple((chapter, inside) for chapter, inside in chapters if inside),
        tuple(conflicts(data for data in found if data["name"] in shown)),
        tuple(piece for name, piece in PIECES.items() if name not in full and not piece.private),
        tuple(full[name] for name in full if name in hidden),
        shown.get(OPENING.name),
        tuple(damaged(home)),
    )


def part_of(data: Mapping[str, Any]) -> Part:
    """Return an artefact as the page shows it."""
    piece = PIECES.get(data["name"])
    simulated = bool(data.get("simulated", True)) and not (piece and piece.of_own)
    items = tuple(filter(None, (_filled(item, simulated) for item in data["items"])))
    if data["name"] == "case-study":
        # It may be about the learner's own work; its exercise asks for the word if it is not.
        simulated = simulated and any(COMPANY in str(item.get("text", "")) for item in items)
    return Part(
        name=str(data["name"]),
        module=str(data["module"]),
        title=str(data["title"]).strip().rstrip(":") or str(data["name"]),
        draft=data["status"] != DONE,
        simulated=simulated,
        private=bool(piece and piece.private),
        items=items,
        sources=tuple(data["sources"]),
    )


def _filled(item: Mapping[str, Any], simulated: bool) -> dict[str, Any] | None:
    """Return an item in words and without its empty rows, or None if nothing is in it."""

    def said(value: Any) -> Any:
        return in_words(value) if simulated and isinstance(value, str) else value

    if item["kind"] == "table":
        rows = [
            [said(cell) for cell in row]
            for row in _rows(item["rows"])
            if any(str(cell).strip() for cell in row)
        ]
        return {**item, "rows": rows, "columns": _columns(item["columns"])} if rows else None
    key = "text" if item["kind"] == "text" else "value"
    value = item[key]
    filled = value is not None and str(value).strip()
    return {**item, key: said(value)} if filled else None


GIST = 200
"""Most letters of the line that says what a chapter holds."""


def gist(parts: Sequence[Part]) -> tuple[Part, str]:
    """Return what a chapter comes to in one line, and the part that says it.

    An item may say of itself that it is the ``gist``. Otherwise the first part's number speaks, or the first
    sentences of its text; where there is neither, the text is empty.
    """
    for part in parts:
        for item in part.items:
            if item.get("gist") and item["kind"] == "text":
                return part, _first_sentences(str(item["text"]))
    part = parts[0]
    for item in part.items:
        if item["kind"] == "number":
            return part, f"{item['label']}: {item['value']} {item['unit']}".strip()
    texts = (str(item["text"]) for item in part.items if item["kind"] == "text")
    return part, next((_first_sentences(text) for text in texts if "•" not in text), "")


def _first_sentences(text: str) -> str:
    """Return as many whole sentences as fit into a line or two."""
    made = ""
    for part in re.split(r"(?<=[.!?])\s", " ".join(text.split())):
        if len(made) + len(part) > GIST:
            break
        made = f"{made} {part}".strip()
    return made or text[:GIST].rpartition(" ")[0].rstrip(" ,;:") + " …"


def _columns(columns: Any) -> list[Any]:
    return list(columns) if isinstance(columns, list | tuple) else [columns]


def _rows(rows: Any) -> Iterator[list[Any]]:
    """Yield the rows of a table; a file that a person changed may hold anything."""
    for row in rows if isinstance(rows, list | tuple) else [rows]:
        yield list(row) if isinstance(row, list | tuple) else [row]


def status_of(name: str, layout: Layout, home: Path) -> str:
    """Return whether an artefact is done: its exercises are passed."""
    piece = PIECES.get(name)
    if piece is None:
        return DRAFT
    passed = {
        row.label
        for module in overview(layout, home)
        for row in module.exercises
        if module.module == piece.module and row.state == PASSED
    }
    return DONE if passed.issuperset(piece.exercises) else DRAFT


def where(name: str) -> str:
    """Return the notebook in which an artefact is made, for a person."""
    piece = PIECES.get(name)
    return (
        f"{piece.module}/{piece.module}.ipynb"
        if piece
        else f"the notebook that made {FOLDER}/{name}.json"
    )


def advice(story: Story) -> list[str]:
    """Return what the writer should know before sending the page, a sentence or two each."""
    lines = []
    for name in story.damaged:
        lines.append(
            f"{FOLDER}/{name} can't be read, so it is left out. Run the cell again that puts it into your "
            f"portfolio, in {where(name.removesuffix('.json'))}."
        )
    for conflict in story.conflicts:
        told = sentence({"table": conflict.table, "filter": conflict.filter, "stat": conflict.stat})
        places = " and ".join(
            f"{said.value} in {said.artefact} ({where(said.artefact)})" for said in conflict.said
        )
        lines.append(
            f"Two values for one number: {places}. Both say: {told}. Mend the one that is wrong, and run the "
            "cell again that puts it into your portfolio."
        )
    drafts = [part for part in story.parts if part.draft]
    if drafts:
        which = ", ".join(f"{part.title} ({where(part.name)})" for part in drafts)
        what = "a draft" if len(drafts) == 1 else "drafts"
        lines.append(
            f"Marked as {what}: {which}. Pass the check there, then run the cell below it again."
        )
    return lines
