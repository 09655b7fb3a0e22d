"""A board to write a few sentences on, without a line of code around them."""

from html import escape
from typing import Any

from pmbridge.boards.kind import (
    Changed,
    Flaw,
    Kind,
    Settings,
    still_question,
    strange_keys,
    text_flaws,
    whole_flaws,
)
from pmbridge.boards.readers import findings, reader_flaws
from pmbridge.boards.widget import BoardWidget, make


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of a text board."""
    found = strange_keys(settings, ("question", "max_words", "rows", "template", "help", "reads"))
    found += text_flaws(settings, "question", "Write question: and what is to be written.")
    found += whole_flaws(settings, "max_words", 1, 5000)
    found += whole_flaws(settings, "rows", 1, 60)
    if "reads" in settings:
        found += reader_flaws(settings["reads"])
    for key in ("template", "help"):
        if key in settings:
            found += text_flaws(settings, key, f"Write {key}: and a text, or leave it out.")
    return found


def read(settings: Settings, answer: Any) -> Any:
    """Return the text, or ``...`` where there is none besides the template."""
    if not isinstance(answer, str) or not answer.strip():
        return ...
    return ... if answer.strip() == str(settings.get("template", "")).strip() else answer


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the board; with ``reads`` it shows what can be found in the text, as it is written."""
    reads = settings.get("reads")

    def looked(given: Any) -> tuple[Any, dict[str, Any]]:
        return given, {"findings": findings(reads, given)} if reads else {}

    return make("text", settings, answer, changed, read, translate=looked)


def still(settings: Settings) -> tuple[str, str]:
    """Return the question, and the template that there is to fill."""
    html, text = still_question(settings)
    words = f"At most {settings['max_words']} words." if "max_words" in settings else ""
    if settings.get("template"):
        html += f"<pre>{escape(settings['template'])}</pre>"
        text += f"\n{settings['template']}"
    return f"{html}<p>{words}</p>" if words else html, f"{text}\n{words}".strip()


KIND = Kind(flaws, read, widget, still)
