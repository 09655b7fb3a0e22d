"""The widget behind the boards: settings out, answers in, and word that they are saved."""

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from pmbridge.boards.kind import Changed, Settings
from pmbridge.home import find_home

_HERE = Path(__file__).resolve().parent / "browser"
Read = Callable[[Settings, Any], Any]
# From what the browser sends to the answer, and to what the browser should show with it.
Translate = Callable[[Any], tuple[Any, dict[str, Any]]]


@cache
def source(name: str) -> str:
    """Return the text of a file of the boards' browser side."""
    return (_HERE / name).read_text(encoding="utf-8")


@cache
def looks() -> str:
    """Return the CSS of all boards.

    A page has one style sheet for all widgets of a class: with one a kind, the last board on the page
    would take the others' away.
    """
    own = sorted(path.name for path in _HERE.glob("*.css") if path.name != "boards.css")
    return "\n".join(map(source, ("boards.css", *own)))


class BoardWidget(anywidget.AnyWidget):
    """A board in the browser.

    The browser sets ``answer`` and then counts ``sent`` up; ``saved`` follows when the answer is on disk,
    or ``fault`` says why it is not.
    """

    _css = looks()
    settings = traitlets.Dict().tag(sync=True)
    answer = traitlets.Any(None, allow_none=True).tag(sync=True)
    sent = traitlets.Int(0).tag(sync=True)
    saved = traitlets.Int(0).tag(sync=True)
    fault = traitlets.Unicode("").tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)


def make(
    kind: str,
    settings: Settings,
    answer: Any,
    changed: Changed,
    read: Read,
    *,
    translate: Translate = lambda answer: (answer, {}),
    uses: Sequence[str] = (),
) -> BoardWidget:
    """Return the board of a kind; ``changed`` gets each new answer, ``...`` when nothing is left of it.

    ``KIND.js`` is its browser side, with ``KIND.css`` where there is one. ``uses`` names further files
    that it needs, such as ``plot.js``.
    """
    board = BoardWidget(
        settings={**settings, "draft": _draft_key(settings)},
        answer=None if answer is ... else answer,
        _esm="".join(map(source, ("parts.js", *uses, f"{kind}.js"))),
    )
    board.shown = translate(board.answer)[1]

    def arrived(change: Any) -> None:
        value, shown = translate(board.answer)
        # One message back, so that the result and the word that it is saved appear together.
        with board.hold_sync():
            board.shown = shown
            try:
                changed(read(settings, value))
                board.fault = ""
            except OSError as error:
                board.fault = f"This could not be saved: {error.strerror or error}."
            board.saved = change["new"]

    board.observe(arrived, names="sent")
    return board


def _draft_key(settings: Settings) -> str:
    """Return a name under which a browser may keep what it could not send: one a board and folder."""
    where = f"{find_home() or Path.cwd()}|{settings.get('label', settings.get('question'))}"
    return "pmbridge-draft-" + hashlib.sha256(where.encode()).hexdigest()[:16]
