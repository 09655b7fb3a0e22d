"""What all boards share: an answer that is saved at once, shown in the cell and read by the checks."""

from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import display

from pmbridge.boards import (
    api,
    arena,
    assemble,
    backlog,
    bench,
    choice,
    delay,
    flow,
    forecast,
    form,
    judge,
    kano,
    matrix,
    network,
    opportunity,
    persona,
    records,
    roadmap,
    search,
    sequence,
    stepper,
    text,
    triangle,
)
from pmbridge.boards.kind import Kind
from pmbridge.home import find_home, mode
from pmbridge.problems import CourseError
from pmbridge.workspace import answers
from pmbridge.workspace.files import write_json
from pmbridge.workspace.pack import keeping_folder

KINDS: dict[str, Kind] = {
    "choice": choice.KIND,
    "judge": judge.KIND,
    "sequence": sequence.KIND,
    "assemble": assemble.KIND,
    "text": text.KIND,
    "form": form.KIND,
    "records": records.KIND,
    "backlog": backlog.KIND,
    "matrix": matrix.KIND,
    "kano": kano.KIND,
    "delay": delay.KIND,
    "triangle": triangle.KIND,
    "arena": arena.KIND,
    "bench": bench.KIND,
    "stepper": stepper.KIND,
    "api": api.KIND,
    "flow": flow.KIND,
    "forecast": forecast.KIND,
    "network": network.KIND,
    "search": search.KIND,
    "roadmap": roadmap.KIND,
    "persona": persona.KIND,
    "opportunity": opportunity.KIND,
}


class Board:
    """One board on the page. ``answer`` is what the learner has chosen, or ``...`` before they have."""

    def __init__(self, label: str, exercise: dict[str, Any]) -> None:
        self.label = label
        self._names = exercise["names"]
        kind = KINDS[exercise["board"]["kind"]]
        settings = {key: value for key, value in exercise["board"].items() if key != "kind"}
        saved = answers.load(label)
        if mode() == "grade":
            self.answer = kind.read(settings, saved)
            return
        settings = {**kind.fill(settings), "label": label}
        self.answer = kind.read(settings, saved)
        if mode() == "verify":
            html, words = kind.still(settings)
            display({"text/html": html, "text/plain": words}, raw=True)
            return
        if saved is not ... and self.answer != saved:
            keep_aside(label, saved)
        display(kind.widget(settings, self.answer, self._changed))
        self._carrier = display(self._carried(), raw=True, display_id=f"answer-{label}")

    def _changed(self, answer: Any) -> None:
        """Keep a new answer: in its file, in the cell's output, and under the name that the cell gave it."""
        self.answer = answer
        answers.save(self.label, None if answer is ... else answer)
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


def keep_aside(label: str, saved: Any) -> Path | None:
    """Keep a copy of an answer that its board can't show in full, as one from an older edition."""
    home = find_home()
    # An emptied board is saved as null, and nothing is lost with it.
    if home is None or not saved:
        return None
    try:
        path = keeping_folder(home, datetime.now()) / answers.FOLDER / f"{label}.json"
        write_json(path, {"label": label, "answer": saved})
    except OSError:
        return None
    return path


def workbench(kind: str, label: str, **settings: Any) -> None:
    """Show a board that belongs to no exercise; what is tried on it stays under ``label``.

    Raises
    ------
    CourseError
        If there is no such kind of board, or its settings make no sense.
    """
    if kind not in KINDS:
        close = get_close_matches(kind, list(KINDS), n=1)
        meant = f"Did you mean {close[0]!r}? " if close else ""
        raise CourseError(
            f"There is no board of the kind {kind!r}.", f"{meant}Kinds are: {', '.join(KINDS)}."
        )
    for what, instead in KINDS[kind].flaws(settings):
        raise CourseError(f"This board {what}", instead)
    Board(label, {"names": [], "board": {"kind": kind, **settings}})


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
