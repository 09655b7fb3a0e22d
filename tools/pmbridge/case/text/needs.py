"""The need behind tickets: how to find "where is my repair?" whatever label it got.

``NEED_KEYWORDS`` is the small list that reading a sample of the (simulated)
tickets leads to. Lower the text and look for any of these: every ticket with
the need holds at least one, and no other ticket holds any.
"""

from __future__ import annotations

import pandas as pd

NEED = "where is my repair?"

NEED_KEYWORDS: tuple[str, ...] = (
    "where is",
    "where's",
    "wheres",
    "where my",
    "where it is",
    "any news",
    "no news",
    "an update",
    "any update",
    "no update",
    "haven't heard",
    "havent heard",
    "not heard",
    "heard nothing",
    "heard anything",
    "still waiting",
    "when will",
    "when do i get",
    "when can i expect",
    "how long",
    "ready yet",
    "done yet",
    "back yet",
    "status",
    "what's happening",
    "whats happening",
    "progress",
    "tracking",
    "no sign of",
    "in the dark",
    "how far",
)


def asks_where(text: str) -> bool:
    """Say whether a ticket asks where a repair is or when it comes back."""
    low = text.lower()
    for keyword in NEED_KEYWORDS:  # noqa: SIM110 - quicker than any(), and it runs often
        if keyword in low:
            return True
    return False


def need_share(tickets: pd.DataFrame) -> float:
    """Return the share of tickets with the need, by the keyword list."""
    return sum(asks_where(text) for text in tickets["text"]) / len(tickets)
