"""A board with one question and a few options, of which the learner chooses one."""

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from pmbridge.boards.kind import (
    Flaw,
    Kind,
    Settings,
    ids,
    still_list,
    still_question,
    strange_keys,
)
from pmbridge.boards.widget import source

_FORM = "Write a ```yaml fence with question: and options: (each with id: and text:)."


class Choice(anywidget.AnyWidget):
    """A group of radio buttons; ``chosen`` is the id of the option, or ``""``."""

    _esm = source("parts.js") + source("choice.js")
    _css = source("boards.css")
    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List(traitlets.Dict()).tag(sync=True)
    chosen = traitlets.Unicode("").tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)


def choice(
    settings: dict[str, Any],
    answer: Any,
    changed: Callable[[Any], object],
    note: str = "Your choice is saved. Run the check below.",
) -> Choice:
    """Return the board; ``changed`` gets the id of each option chosen, and ``note`` is then shown."""
    options = [{"id": option["id"], "text": option["text"]} for option in settings["options"]]
    known = [option["id"] for option in options]
    board = Choice(
        question=settings["question"],
        options=options,
        chosen=answer if answer in known else "",
        note=note,
    )
    board.observe(lambda change: changed(change["new"]), names="chosen")
    return board


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of a choice."""
    options = settings.get("options")
    good = (
        isinstance(options, list)
        and len(options) >= 2
        and all(
            isinstance(o, dict) and isinstance(o.get("id"), str) and isinstance(o.get("text"), str)
            for o in options
        )
        and isinstance(settings.get("question"), str)
    )
    if not good or options is None:
        return [("needs a question and two or more options.", _FORM)]
    if len(set(ids(options))) < len(options):
        return [("has two options with the same id.", "Make each id different.")]
    return strange_keys(settings, ("question", "options"))


def read(settings: Settings, answer: Any) -> Any:
    """Return the id of the chosen option, or ``...``."""
    return answer if isinstance(answer, str) and answer in ids(settings["options"]) else ...


def still(settings: Settings) -> tuple[str, str]:
    """Return the question with its options."""
    html, text = still_question(settings)
    items, lines = still_list(option["text"] for option in settings["options"])
    return html + items, f"{text}\n{lines}"


KIND = Kind(flaws, read, choice, still)
