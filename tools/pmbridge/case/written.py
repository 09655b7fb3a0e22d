"""The tables of written text. Their words come from ``pmbridge.case.text``."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import pandas as pd

from pmbridge.case.spec import table, tables
from pmbridge.case.world import COMPANIES


def _maker(name: str, home: str | None = None) -> Callable[[int], pd.DataFrame]:
    def make(seed: int) -> pd.DataFrame:
        # Each of these modules takes a while to import, so only the one that is asked for.
        module = import_module(f"pmbridge.case.text.{home or name}")
        found: pd.DataFrame = getattr(module, name)(seed)
        return found

    return make


_REQUIREMENTS = (
    ("discovery", "learning what customers need"),
    ("data", "working with data"),
    ("priorities", "choosing what comes first"),
    ("communication", "writing and speaking"),
    ("leadership", "leading without being the boss"),
    ("technical", "understanding technology"),
    ("planning", "planning dates and budgets"),
    ("domain", "knowing the field"),
)
TABLES = tables(
    table(
        "reviews",
        "one simulated review of one of five companies",
        _maker("reviews"),
        ("review_id", "text", "", "Number of the review", "unique"),
        ("company", "text", "", "Which company it is about", "; ".join(COMPANIES)),
        ("stars", "whole number", "stars", "Rating", "1 to 5"),
        ("text", "text", "", "What the customer wrote", "any"),
    ),
    table(
        "tickets",
        "one simulated request to support",
        _maker("tickets"),
        ("ticket_id", "text", "", "Number of the ticket", "unique"),
        ("week", "whole number", "week", "Week in which it came", "1 to 26"),
        (
            "label",
            "text",
            "",
            "Label that support chose; people choose differently",
            "account; billing; booking; delivery; other; status; warranty",
        ),
        ("text", "text", "", "What the customer wrote", "any"),
        (
            "csat",
            "number",
            "rating",
            "How content the customer was afterwards; missing when nobody answered",
            "1 to 5 or missing",
        ),
    ),
    table(
        "interviews",
        "one answer from a simulated interview about a broken appliance",
        _maker("interviews"),
        ("quote_id", "text", "", "Number of the answer", "Q001 to Q120"),
        ("person", "text", "", "Who was interviewed; invented", "any"),
        ("household", "text", "", "Who lives there", "any"),
        ("last_appliance", "text", "", "What broke last", "any"),
        (
            "what_they_did",
            "text",
            "",
            "What became of it",
            "bought a new one; had it repaired; repaired it at home; still without it",
        ),
        ("question", "text", "", "What was asked", "any"),
        ("quote", "text", "", "What the person said", "any"),
    ),
    table(
        "job_posts",
        "one simulated job advert; the title does not always say what the job is",
        _maker("job_posts", "jobs"),
        ("post_id", "text", "", "Number of the advert", "J001 to J150"),
        ("title", "text", "", "Title of the job", "any"),
        (
            "company_kind",
            "text",
            "",
            "What kind of company",
            "agency; bank; energy co-op; hospital; insurer; manufacturer; non-profit; "
            "public sector; retailer; scale-up; startup; university",
        ),
        ("location", "text", "", "Where", "any"),
        ("remote", "text", "", "Where the work is done", "remote; hybrid; on site"),
        ("years_asked", "whole number", "years", "Experience asked for", "0 or more"),
        ("text", "text", "", "What the advert says", "any"),
        *(
            (f"req_{name}", "whole number", "points", f"How much it asks for {what}", "0 to 5")
            for name, what in _REQUIREMENTS
        ),
    ),
    table(
        "resume_bullets",
        "one simulated line of a resume",
        _maker("resume_bullets", "bullets"),
        ("bullet_id", "text", "", "Number of the line", "V01 to V60"),
        (
            "background",
            "text",
            "",
            "Field the person comes from",
            "marketing; sales; operations; support; teaching; other",
        ),
        ("text", "text", "", "The line", "any"),
    ),
)
