"""A roadmap: ideas into quarters, under what the team can do and what has to come first."""

from html import escape
from typing import Any

from pmbridge.boards import form
from pmbridge.boards.kind import (
    Changed,
    Flaw,
    Kind,
    Settings,
    still_question,
    strange_keys,
    text_flaws,
)
from pmbridge.boards.widget import BoardWidget, make
from pmbridge.home import mode

# As in the case, whose makers are not there while a notebook is graded.
QUARTERS = ("2026-Q4", "2027-Q1", "2027-Q2")
ITEMS = tuple(f"B{number:02}" for number in range(1, 13))
ESTIMATES = ("middle", "careful")


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of a roadmap."""
    found = strange_keys(settings, ("question", "help", "notes"))
    found += text_flaws(settings, "question", "Write question: and what is to be planned.")
    if "help" in settings:
        found += text_flaws(settings, "help", "Write help: and a text, or leave it out.")
    if "notes" not in settings:
        return found
    found += form.field_flaws(settings["notes"], "notes")
    notes = settings.get("notes") or []
    names = [str(note.get("id")) for note in notes if isinstance(note, dict)]
    return found + [
        (f"has a note {name!r}, which the board uses itself.", "Use another id.")
        for name in names
        if name in ("plan", "by")
    ]


def read(settings: Settings, answer: Any) -> Any:
    """Return ``{"plan": {quarter: [item, ...]}, "by": ..., note: ...}`` as far as given, or ``...``."""
    if not isinstance(answer, dict):
        return ...
    kept: dict[str, Any] = {}
    plan: Any = answer.get("plan") if isinstance(answer.get("plan"), dict) else {}
    seen: set[str] = set()
    found: dict[str, list[str]] = {}
    for quarter in QUARTERS:
        given = plan.get(quarter)
        items = []
        for item in given if isinstance(given, list) else []:
            if isinstance(item, str) and item in ITEMS and item not in seen:
                seen.add(item)
                items.append(item)
        if items:
            found[quarter] = items
    if found:
        kept["plan"] = found
    if answer.get("by") in ESTIMATES:
        kept["by"] = answer["by"]
    notes = form.read({"fields": settings.get("notes", [])}, answer)
    return (kept | ({} if notes is ... else notes)) or ...


def fill(settings: Settings) -> Settings:
    """Put in the learner's own ideas and what the team can do in each quarter."""
    from pmbridge.case import Case

    case = Case.lesson() if mode() == "verify" else Case.mine()
    items = [
        {
            "id": row["item"],
            "text": row["title"],
            "middle": float(row["effort_pm"]),
            "careful": float(row["effort_p85_pm"]),
            "after": row["depends_on"],
            "due": row["due_quarter"],
            "evidence": row["evidence_ref"],
            "note": row["note"],
        }
        for row in case.backlog.to_dict("records")
    ]
    quarters = [
        {"id": row["quarter"], "room": float(row["person_months"]), "note": row["note"]}
        for row in case.capacity.to_dict("records")
    ]
    return {**settings, "items": items, "quarters": quarters}


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the roadmap."""
    return make("roadmap", settings, answer, changed, read, uses=("plot.js",))


def still(settings: Settings) -> tuple[str, str]:
    """Return the quarters with their room, and the ideas with both estimates."""
    html, text = still_question(settings)
    lines = [f"{q['id']}: {q['room']:g} person-months. {q['note']}" for q in settings["quarters"]]
    for item in settings["items"]:
        after = f" Needs {item['after']} first." if item["after"] else ""
        due = f" Due in {item['due']}." if item["due"] else ""
        lines.append(
            f"{item['id']} {item['text']}: {item['middle']:g} person-months, carefully {item['careful']:g}.{after}{due}"
        )
    html += "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"
    return html, "\n".join([text, *(f"- {line}" for line in lines)])


KIND = Kind(flaws, read, widget, still, fill)
