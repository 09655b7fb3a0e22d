"""What a mechanical reader says about a text: what it looked for, whether it found it, and where."""

import re
from typing import NamedTuple


class Finding(NamedTuple):
    """One thing that a text should have, and the question to ask oneself where it is not found."""

    id: str
    name: str
    ok: bool
    found: str
    ask: str


def flat(text: str) -> str:
    """Return a text in one line, with straight apostrophes."""
    return " ".join(text.replace("’", "'").split())


def phrase(text: str, match: re.Match[str] | None, words: int = 7) -> str:
    """Return the beginning of what was found, in the writer's own words."""
    return " ".join(text[match.start() :].split()[:words]) if match else ""
