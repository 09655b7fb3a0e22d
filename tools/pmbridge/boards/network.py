"""A board to explore one's simulated network: whom to write to next, and what one new tie would change."""

import math
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from pmbridge.boards.kind import (
    Changed,
    Flaw,
    Kind,
    Settings,
    ids,
    item_flaws,
    still_list,
    still_question,
    strange_keys,
    text_flaws,
)
from pmbridge.boards.widget import BoardWidget, make
from pmbridge.craft.network import constraint, distance, mutual_contacts, neighbours, shortest_path
from pmbridge.home import mode

if TYPE_CHECKING:
    import pandas as pd

YOU = "YOU"
# Where each circle stands on a map of 100 by 66, and how far it spreads.
_CENTRES = {
    "you": (38.0, 35.0, 0.0),
    "team": (15.0, 43.0, 11.0),
    "company": (20.0, 14.0, 10.0),
    "volunteers": (42.0, 58.0, 6.0),
    "former colleagues": (67.0, 53.0, 9.0),
    "meetup": (60.0, 13.0, 8.5),
    "product": (89.0, 31.0, 8.0),
}
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of a network board."""
    found = strange_keys(settings, ("question", "help", "goal", "reasons"))
    found += text_flaws(settings, "question", "Write question: and what is to be decided.")
    if settings.get("goal") not in _CENTRES:
        found.append(
            (
                f"has goal: {settings.get('goal')!r}, which is no circle of the network.",
                f"Write one of: {', '.join(list(_CENTRES)[1:])}.",
            )
        )
    if "help" in settings:
        found += text_flaws(settings, "help", "Write help: and a text, or leave it out.")
    return found + item_flaws(settings.get("reasons"), "reasons", 2)


def read(settings: Settings, answer: Any) -> Any:
    """Return ``{"person": "N18", "reason": "bridge"}`` with what was chosen, or ``...``."""
    if not isinstance(answer, dict):
        return ...
    kept = {}
    if isinstance(answer.get("person"), str) and answer["person"]:
        kept["person"] = answer["person"]
    if answer.get("reason") in ids(settings["reasons"]):
        kept["reason"] = answer["reason"]
    return kept or ...


def places(people: "pd.DataFrame") -> dict[str, tuple[float, float]]:
    """Return where each person stands on a map of 100 by 66: people of one circle together, you between."""
    at: dict[str, tuple[float, float]] = {}
    for circle, group in people.groupby("circle", sort=False):
        x, y, spread = _CENTRES[str(circle)]
        for number, person in enumerate(group["person"]):
            # A sunflower: as even as a circle can be filled, and the same each time.
            radius = spread * math.sqrt((number + 0.5) / len(group))
            angle = number * _GOLDEN_ANGLE
            at[person] = (
                round(x + radius * math.cos(angle), 2),
                round(y + radius * math.sin(angle), 2),
            )
    return at


def _case() -> Any:
    from pmbridge.case import Case

    return Case.lesson() if mode() == "verify" else Case.mine()


def fill(settings: Settings) -> Settings:
    """Put in the people, where they stand on the map, and who knows whom."""
    case = _case()
    people, ties = case.network_nodes, case.network_edges
    at = places(people)
    return {
        **settings,
        "people": [
            {
                **{str(k): str(v) for k, v in row.items()},
                "x": at[row["person"]][0],
                "y": at[row["person"]][1],
            }
            for row in people.astype(object).to_dict("records")
        ],
        "ties": [[a, b] for a, b in zip(ties["a"], ties["b"], strict=True)],
    }


def effect(settings: Settings, person: str) -> dict[str, Any]:
    """Return what is known about a person, and what a tie to them would change.

    ``settings`` are those that ``fill`` has filled. Steps are ties on the shortest way to the nearest
    person of the circle ``goal``; constraint is Burt's, between 0 and 1.
    """
    edges = [(a, b) for a, b in settings["ties"]]
    circles = {p["person"]: p["circle"] for p in settings["people"]}
    if person not in circles or person == YOU:
        return {}
    goals = [name for name, circle in circles.items() if circle == settings["goal"]]
    contacts = neighbours(edges)
    known = person in contacts[YOU]
    now = {"steps": distance(edges, YOU, goals), "constraint": constraint(edges, YOU)}
    grown = edges if known else [*edges, (YOU, person)]
    return {
        "person": person,
        "known": known,
        "contacts": len(contacts[person]),
        "away": distance(edges, YOU, [person]),
        "mutual": sorted(mutual_contacts(edges, YOU, person)),
        "circles": sorted({circles[p] for p in contacts[person]} - {"you"}),
        "path": shortest_path(edges, YOU, person),
        "before": now,
        "after": {"steps": distance(grown, YOU, goals), "constraint": constraint(grown, YOU)},
    }


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the board; it works on the learner's own network."""
    look = cache(lambda person: effect(settings, person))

    def shown(given: Any) -> tuple[Any, dict[str, Any]]:
        person = given.get("person", "") if isinstance(given, dict) else ""
        return given, {"effect": look(person)}

    return make("network", settings, answer, changed, read, translate=shown, uses=("plot.js",))


def still(settings: Settings) -> tuple[str, str]:
    """Return the question, the circles and the reasons."""
    html, text = still_question(settings)
    circles: dict[str, int] = {}
    for person in settings["people"]:
        circles[person["circle"]] = circles.get(person["circle"], 0) + 1
    of, lines = still_list(f"{name}: {count}" for name, count in circles.items() if name != "you")
    reasons, reason_lines = still_list(reason["text"] for reason in settings["reasons"])
    people = f"You and {len(settings['people']) - 1} people, {len(settings['ties'])} ties:"
    html += f"<p>{escape(people)}</p>{of}<p>Reasons to choose from:</p>{reasons}"
    return html, f"{text}\n{people}\n{lines}\nReasons to choose from:\n{reason_lines}"


KIND = Kind(flaws, read, widget, still, fill)
