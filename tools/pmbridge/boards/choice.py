"""A board with one question and a few options, of which the learner chooses one."""

from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as widgets


def choice(settings: dict[str, Any], answer: Any, changed: Callable[[Any], None]) -> widgets.Widget:
    """Return a group of radio buttons; ``changed`` gets the id of each option chosen."""
    options = [(option["text"], option["id"]) for option in settings["options"]]
    known = [identifier for _, identifier in options]
    buttons = widgets.RadioButtons(
        options=options,
        value=answer if answer in known else None,
        layout=widgets.Layout(width="auto", max_width="46em"),
    )
    note = widgets.HTML(_note(answer in known))

    def keep(change: dict[str, Any]) -> None:
        changed(change["new"])
        note.value = _note(True)

    buttons.observe(keep, names="value")
    question = widgets.HTML(f"<strong>{escape(settings['question'])}</strong>")
    return widgets.VBox([question, buttons, note])


def _note(chosen: bool) -> str:
    words = "Your choice is saved. Run the check below." if chosen else "Choose one."
    return f'<span role="status">{words}</span>'
