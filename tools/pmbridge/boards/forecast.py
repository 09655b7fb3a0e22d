"""A board that turns a team's record into a promise: so many weeks, kept in so many of 100 futures."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

import numpy as np

from pmbridge.boards.kind import (
    Changed,
    Flaw,
    Kind,
    Settings,
    case_flaws,
    case_of,
    still_question,
    strange_keys,
    text_flaws,
)
from pmbridge.boards.widget import BoardWidget, make
from pmbridge.craft.forecast import delivery_weeks, percentile

FUTURES = 5_000
MOST_ITEMS = 150
_SEED = 4


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of a forecast bench."""
    found = strange_keys(settings, ("question", "help", "case"))
    found += case_flaws(settings)
    return found + text_flaws(settings, "question", "Write question: and what to decide.")


def read(settings: Settings, answer: Any) -> Any:
    """Return ``{"items": 64, "share": 85, "empty_weeks": True}``, or ``...`` before anything was tried."""
    if not isinstance(answer, Mapping):
        return ...
    items, share = answer.get("items"), answer.get("share")
    if type(items) is not int or not 1 <= items <= MOST_ITEMS:
        return ...
    if type(share) is not int or not 5 <= share <= 99:
        return ...
    return {"items": items, "share": share, "empty_weeks": answer.get("empty_weeks") is not False}


def fill(settings: Settings) -> Settings:
    """Put in the team's record and the size of the next release."""
    case = case_of(settings)
    facts = case.facts.set_index("name")["value"]
    return {
        **settings,
        "record": [int(done) for done in case.throughput["done"]],
        "items": int(facts["release_items"]),
        "most": MOST_ITEMS,
    }


@lru_cache(maxsize=32)
def _futures(record: tuple[int, ...], items: int) -> np.ndarray:
    return delivery_weeks(record, items, trials=FUTURES, seed=_SEED)


def forecast(record: Sequence[int], chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Return how many of 100 futures end in each week, and what a promise at the chosen share is worth."""
    past = tuple(done for done in record if done or chosen["empty_weeks"])
    weeks = _futures(past, chosen["items"])
    values, counts = np.unique(weeks, return_counts=True)
    promise = int(percentile(weeks, chosen["share"] / 100))
    middle = int(percentile(weeks, 0.5))
    kept = 100 * float((weeks <= promise).mean())
    honest = _futures(tuple(record), chosen["items"])
    said = f"Promise {promise} weeks, and you keep it in {kept:.0f} of 100 futures."
    if chosen["share"] <= 55:
        said += " That is the toss of a coin."
    elif chosen["share"] < 80:
        said += " You would break about one promise in " + f"{max(2, round(100 / (100 - kept))):d}."
    if not chosen["empty_weeks"]:
        real = 100 * float((honest <= promise).mean())
        said += f" But with the empty weeks that really happened, it is kept in {real:.0f} of 100."
    return {
        **chosen,
        "bars": [
            [int(week), 100 * int(count) / FUTURES]
            for week, count in zip(values, counts, strict=True)
        ],
        "promise": promise,
        "middle": middle,
        "kept": kept,
        "said": said,
    }


def _chosen(settings: Settings, raw: Any) -> dict[str, Any]:
    chosen = read(settings, raw)
    if chosen is not ...:
        return dict(chosen)
    return {"items": settings["items"], "share": 50, "empty_weeks": True}


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the board."""

    def translate(raw: Any) -> tuple[Any, dict[str, Any]]:
        return raw, forecast(settings["record"], _chosen(settings, raw))

    return make("forecast", settings, answer, changed, read, translate=translate, uses=("plot.js",))


def still(settings: Settings) -> tuple[str, str]:
    """Return three promises with what they are worth."""
    filled = fill(settings)
    html, text = still_question(settings)
    html += f"<p>{filled['items']} items to do.</p><ul>"
    text += f"\n{filled['items']} items to do."
    for share in (50, 85, 95):
        chosen = {"items": filled["items"], "share": share, "empty_weeks": True}
        said = forecast(filled["record"], chosen)["said"]
        html += f"<li>{escape(said)}</li>"
        text += f"\n- {said}"
    return html + "</ul>", text


KIND = Kind(flaws, read, widget, still, fill)
