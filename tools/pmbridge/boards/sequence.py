"""A board to put steps in order, to add those that are missing, and to say who takes each."""

from html import escape
from typing import Any

from pmbridge.boards.kind import (
    Changed,
    Flaw,
    Kind,
    Settings,
    filled_rows,
    ids,
    item_flaws,
    known_ids,
    row_flaws,
    still_list,
    still_question,
    strange_keys,
    text_flaws,
)
from pmbridge.boards.widget import BoardWidget, make


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of a sequence board."""
    found = strange_keys(settings, ("question", "steps", "table", "extras", "owners"))
    found += text_flaws(settings, "question", "Write question: and what is to be put in order.")
    found += row_flaws(settings, "steps", 2)
    if "extras" in settings:
        found += row_flaws(settings, "extras")
    if "owners" in settings:
        owners = settings["owners"]
        options = owners.get("options") if isinstance(owners, dict) else owners
        if isinstance(owners, dict):
            found += strange_keys(owners, ("text", "options"), " in owners")
        found += item_flaws(options, "owners", 2)
    if not found:
        steps, extras = known_ids(settings, "steps"), known_ids(settings, "extras")
        twice = [name for name in steps or () if name in (extras or ())]
        if twice:
            found.append((f"has {twice[0]!r} among steps and extras.", "Make each id different."))
    return found


def _owners(settings: Settings) -> list[Settings]:
    owners = settings.get("owners", [])
    return list(owners["options"] if isinstance(owners, dict) else owners)


def read(settings: Settings, answer: Any) -> Any:
    """Return ``{"order": [...]}``, with ``"owners"`` where the board asks for them, or ``...``."""
    if not isinstance(answer, dict) or not isinstance(answer.get("order"), list):
        return ...
    steps, extras = known_ids(settings, "steps"), known_ids(settings, "extras")
    known = None if steps is None or extras is None else {*steps, *extras}
    given = [s for s in answer["order"] if isinstance(s, str) and (known is None or s in known)]
    order = list(dict.fromkeys(given))
    order += [step for step in steps or () if step not in order]
    if not given:
        return ...
    kept: dict[str, Any] = {"order": order}
    if "owners" in settings:
        owners, names = answer.get("owners"), ids(_owners(settings))
        kept["owners"] = {
            step: owner
            for step, owner in (owners.items() if isinstance(owners, dict) else ())
            if step in order and isinstance(owner, str) and owner in names
        }
    return kept


def fill(settings: Settings) -> Settings:
    """Put in the steps and the candidates for what is missing."""
    filled = {**settings, "steps": filled_rows(settings, "steps")}
    if "extras" in settings:
        filled["extras"] = filled_rows(settings, "extras")
    return filled


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the board."""
    shown = {**settings, "extras": settings.get("extras", [])}
    if "owners" in settings:
        owners = settings["owners"]
        text = owners.get("text") if isinstance(owners, dict) else None
        shown["owners"] = {"text": text or "Who takes it", "options": _owners(settings)}
    return make("sequence", shown, answer, changed, read)


def still(settings: Settings) -> tuple[str, str]:
    """Return the steps as they are given, the candidates and the owners."""
    html, text = still_question(settings)
    steps = [step["text"] for step in settings["steps"]]
    html += "<ol>" + "".join(f"<li>{escape(step)}</li>" for step in steps) + "</ol>"
    text += "\n" + "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
    if settings.get("extras"):
        items, lines = still_list(extra["text"] for extra in settings["extras"])
        html += f"<p>Is one of these missing?</p>{items}"
        text += f"\nIs one of these missing?\n{lines}"
    if "owners" in settings:
        names = " · ".join(owner["text"] for owner in _owners(settings))
        html += f"<p>Who takes each step: {escape(names)}</p>"
        text += f"\nWho takes each step: {names}"
    return html, text


KIND = Kind(flaws, read, widget, still, fill)
