"""A board to put a recipe together from chips, and to see at once what it gives on one's own data."""

from html import escape
from typing import TYPE_CHECKING, Any

from pmbridge.boards.kind import (
    Changed,
    Flaw,
    Kind,
    Settings,
    item_flaws,
    shown_case,
    still_list,
    still_question,
    strange_keys,
    table_columns,
    text_flaws,
)
from pmbridge.boards.recipe import by_region, problem_of, unit_of
from pmbridge.boards.widget import BoardWidget, make
from pmbridge.problems import CourseError

if TYPE_CHECKING:
    import pandas as pd

_CHIP = ("id", "text", "unit", "value", "filter")


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of an assemble board."""
    found = strange_keys(settings, ("question", "chips", "slots"))
    found += text_flaws(settings, "question", "Write question: and what is to be worked out.")
    found += item_flaws(settings.get("chips"), "chips", 2, _CHIP)
    found += item_flaws(settings.get("slots"), "slots", 1, ("id", "text", "hint"))
    if found:
        return found
    columns = table_columns({"name": "regions"}) or []
    for chip in settings["chips"]:
        where = f" in the chip {chip['id']!r}"
        if "unit" in chip:
            found += text_flaws(chip, "unit", "Write unit: repair / repairer / year.")
        if "filter" in chip and chip["filter"] is not True:
            found.append((f"has filter: {chip['filter']!r}{where}.", "Write filter: true."))
        value = chip.get("value")
        if "value" in chip:
            if type(value) not in (int, float) or "filter" in chip:
                found.append(
                    (
                        f"has value: {value!r}{where}, which is no number to multiply by.",
                        "Write value: 0.01.",
                    )
                )
        elif chip["id"] not in columns:
            found.append(
                (
                    f"has the chip {chip['id']!r}, which is no column of regions.",
                    f"Use one of {', '.join(columns)}, or give the chip a value:.",
                )
            )
    values = [
        float(chip["value"])
        for chip in settings["chips"]
        if type(chip.get("value")) in (int, float)
    ]
    if len(set(values)) < len(values):
        found.append(("has two chips with the same value.", "Make each value different."))
    for slot in settings["slots"]:
        if "hint" in slot:
            found += text_flaws(slot, "hint", "Write hint: and a text, or leave it out.")
    return found


def read(settings: Settings, answer: Any) -> Any:
    """Return ``{slot: recipe}`` with the slots that hold something, or ``...``."""
    if not isinstance(answer, dict):
        return ...
    filters = [chip["id"] for chip in settings["chips"] if chip.get("filter")]
    factors = [
        chip.get("value", chip["id"]) for chip in settings["chips"] if not chip.get("filter")
    ]

    def known(group: Any) -> list[Any]:
        return [f for f in group if _is_one_of(f, factors)] if isinstance(group, list) else []

    kept: dict[str, Any] = {}
    for slot in settings["slots"]:
        given = answer.get(slot["id"])
        if not isinstance(given, dict):
            continue
        recipe: dict[str, Any] = {}
        if known(given.get("multiply")):
            recipe["multiply"] = known(given["multiply"])
        pair = given.get("min")
        if isinstance(pair, list) and len(pair) == 2 and any(known(g) for g in pair):
            recipe["min"] = [known(group) for group in pair]
        if isinstance(given.get("only"), str) and given["only"] in filters:
            recipe["only"] = given["only"]
        if recipe:
            kept[slot["id"]] = recipe
    return kept or ...


def _is_one_of(factor: Any, factors: list[Any]) -> bool:
    return type(factor) in (str, int, float) and factor in factors


def _regions() -> "pd.DataFrame":
    return shown_case().regions


def results(settings: Settings, answer: Any, regions: "pd.DataFrame") -> dict[str, Any]:
    """Return what the recipe in each slot gives, for the browser to show: a total, its unit, each region."""
    units = {
        str(chip.get("value", chip["id"])): chip["unit"]
        for chip in settings["chips"]
        if "unit" in chip
    }
    shown: dict[str, Any] = {}
    recipes = read(settings, answer)
    for name, recipe in ({} if recipes is ... else recipes).items():
        problem = problem_of(recipe)
        if problem:
            shown[name] = {"message": " ".join(problem)}
            continue
        try:
            values = by_region(recipe, regions)
        except CourseError as error:
            shown[name] = {"message": str(error)}
            continue
        unit, warning = unit_of(recipe, units)
        shown[name] = {
            "total": float(values.sum()),
            "unit": unit,
            "message": warning,
            "regions": [
                [str(region), float(value)]
                for region, value in zip(regions["region"], values, strict=True)
            ],
        }
    return shown


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the board; it works on the learner's own regions."""
    regions = _regions()
    return make(
        "assemble",
        settings,
        answer,
        changed,
        read,
        translate=lambda given: (given, {"results": results(settings, given, regions)}),
    )


def still(settings: Settings) -> tuple[str, str]:
    """Return the chips and the places to put them."""
    html, text = still_question(settings)
    chips, chip_lines = still_list(
        chip["text"] + (f" ({chip['unit']})" if chip.get("unit") else "")
        for chip in settings["chips"]
    )
    slots, slot_lines = still_list(
        slot["text"] + (f": {slot['hint']}" if slot.get("hint") else "")
        for slot in settings["slots"]
    )
    html += f"<p>{escape('Build these:')}</p>{slots}<p>From these parts:</p>{chips}"
    return html, f"{text}\nBuild these:\n{slot_lines}\nFrom these parts:\n{chip_lines}"


KIND = Kind(flaws, read, widget, still)
