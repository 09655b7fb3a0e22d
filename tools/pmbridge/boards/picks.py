"""What a card can cite: evidence of the case, the learner's own stories, numbers of the portfolio."""

from collections.abc import Callable
from typing import Any

from pmbridge.boards.kind import Settings
from pmbridge.home import find_home, mode
from pmbridge.workspace import answers, artefacts
from pmbridge.workspace.conflicts import key_of

STORIES = "write-stories"
_SHORT = 90


def evidence() -> list[Settings]:
    """Return the evidence register."""
    from pmbridge.case import Case

    table = Case.lesson().evidence
    return [
        {"id": str(row["evidence_id"]), "text": str(row["statement"])}
        for row in table.to_dict("records")
    ]


def stories() -> list[Settings]:
    """Return the learner's own stories, S1 for the first."""
    saved = answers.load(STORIES)
    rows = [row for row in saved if isinstance(row, dict)] if isinstance(saved, list) else []
    return [
        {"id": f"S{place}", "text": _short(f"As {row.get('role', '…')}: {row.get('need', '…')}")}
        for place, row in enumerate(rows, 1)
    ]


def numbers() -> list[Settings]:
    """Return every number of the portfolio, once, by what it is about."""
    found: dict[Any, Settings] = {}
    for artefact in saved_artefacts():
        for source in artefact["sources"]:
            where = f", where {source['filter']}" if source["filter"] else ""
            text = f"{source['stat']} in {source['table']}{where} ({artefact['name']})"
            found.setdefault(key_of(source), {"id": about(source), "text": text})
    return list(found.values())


def about(source: Settings) -> str:
    """Return what a source speaks of as one text, by which a card cites it."""
    return " | ".join(str(source[part]) for part in ("table", "filter", "stat"))


def saved_artefacts() -> list[dict[str, Any]]:
    """Return the portfolio, without what is being written on the board now; empty outside a folder."""
    home = find_home()
    if home is None or mode() != "learn":
        return []
    return [artefact for artefact in artefacts.read_all(home) if artefact["name"] != "prd"]


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 2].rstrip() + " …"


SOURCES: dict[str, Callable[[], list[Settings]]] = {
    "evidence": evidence,
    "stories": stories,
    "numbers": numbers,
}


def with_options(fields: list[Settings]) -> list[Settings]:
    """Return the fields, those of type picks with what there is to choose from."""
    return [
        {**field, "options": [option for name in named(field) for option in SOURCES[name]()]}
        if field["type"] == "picks"
        else field
        for field in fields
    ]


def named(field: Settings) -> list[str]:
    """Return the names of the lists that a field picks from."""
    return [field["from"]] if isinstance(field["from"], str) else list(field["from"])
