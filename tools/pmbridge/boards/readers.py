"""The mechanical readers of texts, by the name that a board gives them with ``reads:``."""

from collections.abc import Callable
from typing import Any

from pmbridge.boards import bullets, case_study, outreach
from pmbridge.boards.findings import Finding

READERS: dict[str, Callable[[str], list[Finding]]] = {
    "bullet": bullets.read,
    "case-study": case_study.read,
    "outreach": outreach.read,
}


def findings(name: str, text: Any) -> list[dict[str, Any]]:
    """Return what the reader called ``name`` finds in a text, as plain data for the browser."""
    return [finding._asdict() for finding in READERS[name](text if isinstance(text, str) else "")]


def reader_flaws(name: Any) -> list[tuple[str, str]]:
    """Return a flaw if no reader is called ``name``."""
    if name in READERS:
        return []
    return [(f"has reads: {name!r}.", f"Write one of: {', '.join(READERS)}.")]
