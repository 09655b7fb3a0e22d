"""What all boards share: an answer that is saved at once, shown in the cell and read by the checks."""

from collections.abc import Callable
from difflib import get_close_matches
from html import escape
from typing import Any

import ipywidgets as widgets
from IPython.core.getipython import get_ipython
from IPython.display import display

from pmbridge.boards.choice import choice
from pmbridge.home import mode
from pmbridge.problems import CourseError
from pmbridge.workspace import answers

# A kind builds its widget from the author's settings and the saved answer; it reports each change.
Kind = Callable[[dict[str, Any], Any, Callable[[Any], None]], widgets.Widget]
KINDS: dict[str, Kind] = {"choice": choice}


class Board:
    """One board on the page. ``answer`` is what the learner has chosen, or ``...`` before they have."""

    def __init__(self, label: str, exercise: dict[str, Any]) -> None:
        self.label = label
        self._settings = exercise["board"]
        self._names = exercise["names"]
        self.answer = answers.load(label)
        if mode() == "learn":
            build = KINDS[self._settings["kind"]]
            display(build(self._settings, self.answer, self._changed))
            self._carrier = display(self._carried(), raw=True, display_id=f"answer-{label}")
        elif mode() == "verify":
            display({"text/html": self._picture(), "text/plain": self._text()}, raw=True)

    def _changed(self, answer: Any) -> None:
        """Keep a new answer: in its file, in the cell's output, and under the name that the cell gave it."""
        self.answer = answer
        answers.save(self.label, answer)
        self._carrier.update(self._carried(), raw=True)
        shell = get_ipython()
        # The cell has run already, so its name still holds the old answer.
        for name in self._names if shell is not None else ():
            shell.user_ns[name] = answer

    def _carried(self) -> dict[str, Any]:
        answer = None if self.answer is ... else self.answer
        return {
            answers.MIME: {"label": self.label, "answer": answer},
            "text/html": "<span hidden></span>",
        }

    def _picture(self) -> str:
        """A still picture of the board for the stored notebook, where no kernel runs."""
        items = "".join(f"<li>{escape(o['text'])}</li>" for o in self._settings["options"])
        return f"<p><strong>{escape(self._settings['question'])}</strong></p><ul>{items}</ul>"

    def _text(self) -> str:
        items = "\n".join(f"- {option['text']}" for option in self._settings["options"])
        return f"{self._settings['question']}\n{items}"


class Boards:
    """``board("label")`` shows the board of an exercise."""

    def __init__(self, content: dict[str, Any]) -> None:
        self._exercises = content["exercises"]

    def __call__(self, label: str) -> Board:
        """Show the board of ``label`` and return it; its ``answer`` is what the checks look at."""
        exercise = self._exercises.get(label)
        if exercise is None or exercise["board"] is None:
            boards = [name for name, e in self._exercises.items() if e["board"]]
            close = get_close_matches(label, boards, n=1)
            meant = f"Did you mean {close[0]!r}? " if close else ""
            raise CourseError(
                f"This notebook has no board called {label!r}.",
                f"{meant}Its boards are: {', '.join(boards) or 'none'}.",
            )
        return Board(label, exercise)
