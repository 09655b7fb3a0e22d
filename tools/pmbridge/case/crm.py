"""The deals with retailers, insurers and landlords, and why some were lost."""

from __future__ import annotations

import pandas as pd

from pmbridge.case.draw import Draw
from pmbridge.case.quota import spread, whole
from pmbridge.case.spec import table, tables
from pmbridge.case.world import FIRST_NAMES, LAST_NAMES

ROWS = 260
ACCOUNT_TYPES = ("retailer", "insurer", "landlord")
QUARTERS = ("2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2")

# reason: deals lost (low, high), total in thousand euro (low, high), account types (weights), notes
_REASONS: dict[str, tuple[tuple[int, int], tuple[int, int], tuple[int, ...], tuple[str, ...]]] = {
    "white_label": (
        (44, 56),
        (330, 470),
        (6, 1, 3),
        (
            "wants our desk under their own name and colours",
            "asked twice for a version without our logo",
            "the board will not send customers to another brand",
            "liked the demo, then: can it say it is ours?",
            "our name on the page is a no for their marketing",
            "would sign tomorrow if the e-mails came from them",
            "brand guidelines of 40 pages, and we are not in them",
            "fears that customers book with us directly next time",
        ),
    ),
    "status_api": (
        (25, 33),
        (860, 1260),
        (3, 6, 3),
        (
            "their call centre must see the state of each repair; we only send e-mail",
            "no feed of repair dates, so their service team cannot answer customers",
            "IT asked for an interface with status and date, we have none",
            "pilot stopped: 300 calls a week asking where the repair is",
            "their app shows every parcel and no repair, they will not have that",
            "wanted the date in their claims system by the hour",
            "the regulator asks them for times per case, we could not give any",
            "service director: without status my people look stupid",
        ),
    ),
    "price": (
        (25, 34),
        (260, 520),
        (5, 2, 4),
        (
            "procurement wanted 15 percent off the list",
            "chose the cheaper offer after three rounds",
            "happy with the service, not with the fee per case",
            "compares us with the price of a new toaster",
            "budget holder changed and so did the budget",
            "asked for a flat fee a year, we bill by case",
        ),
    ),
    "no_coverage": (
        (18, 26),
        (210, 430),
        (2, 3, 4),
        (
            "half of their homes lie outside our regions",
            "we could not name a repairer in two of their towns",
            "three branches on the coast, nobody of ours there",
            "needs one partner for the whole country",
            "our nearest repairer is 90 minutes away",
        ),
    ),
    "timing": (
        (15, 22),
        (120, 300),
        (3, 3, 3),
        (
            "reorganising, come back next year",
            "budget is frozen until spring",
            "merger, nobody signs anything",
            "their new system goes live first",
            "contact is on parental leave, deputy will not decide",
        ),
    ),
    "competitor": (
        (11, 18),
        (130, 320),
        (4, 2, 2),
        (
            "signed with BrandCare, their old partner",
            "PostMend had a contract in place before us",
            "BoltFix offered vans with their logo",
            "stays with the repairer of the founder's cousin",
            "BrandCare bundled it with spare parts",
        ),
    ),
}
_OPENERS = (
    "",
    "",
    "",
    "Call: ",
    "E-mail: ",
    "Visit: ",
    "After the demo: ",
    "{name}: ",
    "{name} says: ",
)
_TAILS = (
    *("", "", "", "", " Nice people.", " Try again in autumn.", " Third one this month."),
    *(" Lost after four talks.", " Pity.", " {name} left the company since.", " Door is open."),
)
_OPEN_STAGES = ("won", "negotiation", "proposal", "first call")
_SUFFIX = {
    "retailer": ("Electronics", "Home Stores", "& Daughters Appliances", "White Goods", "Depot"),
    "insurer": ("Insurance", "Mutual", "Home Cover", "Assurance"),
    "landlord": ("Housing", "Homes", "Property Trust", "Residences", "Student Living"),
}


def make(seed: int) -> pd.DataFrame:
    """Return the deals: the reason heard most often is not the one that costs most."""
    draw = Draw(seed, "crm")
    rows: list[tuple[object, ...]] = []
    for reason, (number, total, weights, notes) in _REASONS.items():
        n = whole(draw, *number)
        kinds = spread(draw, ACCOUNT_TYPES, weights, n)
        amounts = _amounts(draw, whole(draw, *total) * 1000, n)
        rows.extend(
            (kind, "lost", amount, reason, _note(draw, notes))
            for kind, amount in zip(kinds, amounts, strict=True)
        )
    left = ROWS - len(rows)
    kinds = spread(draw, ACCOUNT_TYPES, (5, 3, 4), left)
    stages = spread(draw, _OPEN_STAGES, (46, 20, 20, 14), left)
    amounts = _amounts(draw, left * whole(draw, 11, 17) * 1000, left)
    rows.extend(
        (kind, stage, amount, None, None)
        for kind, stage, amount in zip(kinds, stages, amounts, strict=True)
    )
    rows = draw.shuffled(rows)
    names = _accounts(draw, [str(row[0]) for row in rows])
    quarters = draw.picks(QUARTERS, ROWS, (20, 24, 27, 29))
    frame = pd.DataFrame(
        rows, columns=["account_type", "stage", "amount_eur", "lost_reason", "note"]
    )
    frame["deal"] = [f"D{number:03d}" for number in range(1, ROWS + 1)]
    frame["account"] = names
    frame["quarter"] = quarters
    return frame


def _note(draw: Draw, notes: tuple[str, ...]) -> str:
    opener, said, tail = draw.pick(_OPENERS), draw.pick(notes), draw.pick(_TAILS)
    start = said if opener else said[0].upper() + said[1:]
    stop = "" if said.endswith("?") else "."
    return f"{opener}{start}{stop}{tail}".replace("{name}", draw.pick(FIRST_NAMES))


def _amounts(draw: Draw, total: int, n: int) -> list[int]:
    """Split a total into n uneven amounts, each in whole hundreds of euro."""
    parts = [0.35 + 1.4 * u * u + 0.5 * v for u, v in draw.uniform(2 * n).reshape(n, 2).tolist()]
    whole_sum = 0.0
    for part in parts:
        whole_sum += part
    return [max(round(part / whole_sum * total / 100), 5) * 100 for part in parts]


def _accounts(draw: Draw, kinds: list[str]) -> list[str]:
    pools = {
        kind: draw.shuffled([f"{name} {suffix}" for name in LAST_NAMES for suffix in suffixes])
        for kind, suffixes in _SUFFIX.items()
    }
    names: list[str] = []
    for kind in kinds:
        # A few accounts come back with a second deal, as they do in real life.
        again = [name for name in names[-40:] if name.endswith(_SUFFIX[kind])]
        names.append(draw.pick(again) if again and draw.chance(0.12) else pools[kind].pop())
    return names


TABLES = tables(
    table(
        "crm",
        "one deal with a business customer (simulated)",
        make,
        ("deal", "text", "", "Number of the deal", "D001 to D260"),
        ("account", "text", "", "Name of the business; invented", "any"),
        ("account_type", "text", "", "What kind of business", "; ".join(ACCOUNT_TYPES)),
        ("stage", "text", "", "Where the deal stands", "; ".join(("lost", *_OPEN_STAGES))),
        ("quarter", "text", "", "Quarter of the last change of stage", "; ".join(QUARTERS)),
        (
            "amount_eur",
            "whole number",
            "euro per year",
            "What the deal is or would have been worth in its first year",
            "500 or more",
        ),
        (
            "lost_reason",
            "text",
            "",
            "Main reason that sales noted; empty unless the deal was lost",
            "; ".join(_REASONS),
        ),
        ("note", "text", "", "What sales wrote; empty unless the deal was lost", "any"),
    ),
)
