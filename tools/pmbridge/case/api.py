"""What the simulated status service answers: the same jobs as JSON and as a table."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pandas as pd

from pmbridge.case.draw import Draw
from pmbridge.case.quota import whole
from pmbridge.case.spec import table, tables
from pmbridge.case.world import ITEMS, TODAY, short_names

STATUSES = ("booked", "waiting for part", "in repair", "done")
_PARTS = ("pump", "door seal", "heating element", "belt", "fuse", "thermostat", "cable", "hinge")
_LONG_FORM = timedelta(days=1)


def response(seed: int) -> dict[str, Any]:
    """Return the answer as plain data.

    It holds what surprises a first reader: an eta that is null, one that is
    absent, an empty list of parts, a repairer who is null, a job that is past
    its eta and done, and one that is due today and so not late.
    """
    draw = Draw(seed, "api_status")
    today = date.fromisoformat(TODAY)
    plan = [
        *(("done", -whole(draw, 1, 9)) for _ in range(whole(draw, 2, 3))),
        *((draw.pick(STATUSES[:3]), -whole(draw, 1, 6)) for _ in range(whole(draw, 2, 4))),
        (draw.pick(STATUSES[1:3]), 0),
        *((draw.pick(STATUSES[:3]), whole(draw, 1, 12)) for _ in range(whole(draw, 4, 6))),
        *(("booked", None) for _ in range(whole(draw, 1, 2))),
        (draw.pick(STATUSES[:2]), "absent"),
    ]
    numbers = sorted(draw.sample(range(861, 899), len(plan)))
    names = short_names(draw, len(plan))
    jobs = []
    for number, (status, due), name in zip(numbers, draw.shuffled(plan), names, strict=True):
        job: dict[str, Any] = {"id": f"J-{number}", "item": draw.pick(ITEMS), "status": status}
        if due != "absent":
            job["eta"] = None if due is None else (today + int(due) * _LONG_FORM).isoformat()
        unassigned = status == "booked" and (due is None or draw.chance(0.4))
        job["repairer"] = None if unassigned else name
        # Nothing is on order for a job that is done, so some lists are empty.
        least = {"waiting for part": 1, "done": -1}.get(status, 0)
        wanted = max(0, least + draw.below(2))
        job["parts"] = draw.sample(_PARTS, wanted)
        jobs.append(job)
    return {"service": "status", "today": TODAY, "count": len(jobs), "jobs": jobs}


def response_text(seed: int) -> str:
    """Return the answer as JSON text."""
    return json.dumps(response(seed), indent=2, ensure_ascii=False) + "\n"


def make(seed: int) -> pd.DataFrame:
    """Return the jobs of the answer as a table; parts are joined into one text."""
    rows = [
        (j["id"], j["item"], j["status"], j.get("eta"), j["repairer"], "; ".join(j["parts"]))
        for j in response(seed)["jobs"]
    ]
    return pd.DataFrame(rows, columns=["id", "item", "status", "eta", "repairer", "parts"])


TABLES = tables(
    table(
        "api_status",
        "one repair job in the answer of the simulated status service",
        make,
        ("id", "text", "", "Number of the job", "J- and three digits"),
        ("item", "text", "", "What is being repaired", "; ".join(ITEMS)),
        ("status", "text", "", "Where the job stands", "; ".join(STATUSES)),
        (
            "eta",
            "date",
            "day",
            "Day on which it should be done; null or absent in the JSON is missing here",
            "YYYY-MM-DD or missing",
        ),
        ("repairer", "text", "", "Who does it; null is missing here", "a name or missing"),
        ("parts", "text", "", "Parts on order, a list in the JSON", "texts separated by '; '"),
    ),
)
