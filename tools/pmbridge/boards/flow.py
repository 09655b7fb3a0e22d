"""A board that plays a team's record again with another limit on work in progress."""

from collections.abc import Mapping
from dataclasses import asdict
from html import escape
from typing import Any

from pmbridge.boards.flowing import HANDS_ON_DAYS, MOST_IN_PROGRESS, Replay, replay
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
    whole_flaws,
)
from pmbridge.boards.widget import BoardWidget, make

_START = 12


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of a flow simulator."""
    found = strange_keys(settings, ("question", "help", "case", "start"))
    found += case_flaws(settings)
    found += text_flaws(settings, "question", "Write question: and what to try.")
    return found + whole_flaws(settings, "start", 1, MOST_IN_PROGRESS)


def read(settings: Settings, answer: Any) -> Any:
    """Return ``{"first": 12, "second": 6}``, or ``...`` before anything was tried."""
    if not isinstance(answer, Mapping):
        return ...
    kept = {}
    for key in ("first", "second"):
        value = answer.get(key)
        if type(value) is not int or not 1 <= value <= MOST_IN_PROGRESS:
            return ...
        kept[key] = value
    return kept


def fill(settings: Settings) -> Settings:
    """Put in the team's record."""
    record = [int(done) for done in case_of(settings).throughput["done"]]
    return {
        "start": _START,
        **settings,
        "record": record,
        "most": MOST_IN_PROGRESS,
        "hands_on": HANDS_ON_DAYS,
    }


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the board."""
    record, start = settings["record"], settings["start"]

    def translate(raw: Any) -> tuple[Any, dict[str, Any]]:
        limits = read(settings, raw)
        chosen = {"first": start, "second": start} if limits is ... else limits
        return raw, {**chosen, **asdict(replay(record, **chosen)), "said": in_words(record, chosen)}

    return make("flow", settings, answer, changed, read, translate=translate, uses=("plot.js",))


def in_words(record: list[int], chosen: Mapping[str, int]) -> str:
    """Return what the new limit does, in a few sentences."""
    played = replay(record, chosen["first"], chosen["second"])
    before, after = played.before, played.after
    if chosen["first"] == chosen["second"]:
        return (
            f"With {chosen['first']} items in progress, an item takes {before.cycle_days:.0f} days, and the team "
            f"finishes {before.per_week:.1f} a week. Now change the second limit."
        )
    said = (
        f"With {chosen['second']} in progress instead of {chosen['first']}, an item takes "
        f"{after.cycle_days:.0f} days instead of {before.cycle_days:.0f}. The team finishes {after.per_week:.1f} a week "
        f"instead of {before.per_week:.1f}."
    )
    if after.per_week < 0.93 * before.per_week:
        return said + " Output has fallen: so little is open that people wait for work."
    if after.cycle_days < 0.93 * before.cycle_days:
        return said + " The same work gets done, and each item waits less."
    if after.cycle_days > 1.07 * before.cycle_days:
        return said + " More was started, and no more was finished. Each item waits longer."
    return said


def still(settings: Settings) -> tuple[str, str]:
    """Return what halving does, in a table."""
    filled = fill(settings)
    chosen = {"first": filled["start"], "second": max(1, filled["start"] // 2)}
    played = replay(filled["record"], **chosen)
    html, text = still_question(settings)
    said = in_words(filled["record"], chosen)
    rows = _rows(played)
    cells = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    html += f"<p>{escape(said)}</p><table><tr><th></th><th>Weeks 5 to 20</th><th>Weeks 25 to 40</th></tr>{cells}</table>"
    return html, text + f"\n{said}\n" + "\n".join(" | ".join(row) for row in rows)


def _rows(played: Replay) -> list[tuple[str, str, str]]:
    pairs = (
        ("Items in progress", "wip"),
        ("Finished a week", "per_week"),
        ("Days from start to finish", "cycle_days"),
        ("Days by Little's law", "by_law"),
    )
    return [
        (words, f"{getattr(played.before, key):.1f}", f"{getattr(played.after, key):.1f}")
        for words, key in pairs
    ]


KIND = Kind(flaws, read, widget, still, fill)
