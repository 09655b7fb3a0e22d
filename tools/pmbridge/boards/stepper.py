"""A board that runs a short program line by line and shows what every name holds."""

from collections.abc import Mapping
from html import escape
from typing import Any

from pmbridge.boards.kind import (
    Changed,
    Flaw,
    Kind,
    Settings,
    filled_rows,
    known_ids,
    row_flaws,
    still_question,
    strange_keys,
    text_flaws,
)
from pmbridge.boards.stepping.machine import Run, Step, run
from pmbridge.boards.widget import BoardWidget, make

_STILL_STEPS = 14


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of a stepper."""
    found = strange_keys(settings, ("question", "help", "programs", "predict"))
    found += text_flaws(settings, "question", "Write question: and what to look for.")
    found += row_flaws(settings, "programs")
    if "help" in settings:
        found += text_flaws(settings, "help", "Write help: and a text, or leave it out.")
    if not isinstance(settings.get("predict", False), bool):
        found.append(("has a predict: that is neither true nor false.", "Write predict: true."))
    return found


def read(settings: Settings, answer: Any) -> Any:
    """Return predictions by the program's id or, where nothing is predicted, the programs that were changed."""
    if not isinstance(answer, Mapping):
        return ...
    known = known_ids(settings, "programs")
    rows = settings.get("programs")
    own = {row["id"]: row["text"] for row in rows} if isinstance(rows, list) else {}
    kept = {
        name: text
        for name, text in answer.items()
        if isinstance(text, str) and text.strip() and (known is None or name in known)
    }
    if settings.get("predict"):
        return {name: text.strip() for name, text in kept.items()} or ...
    return {name: text for name, text in kept.items() if text != own.get(name)} or ...


def fill(settings: Settings) -> Settings:
    """Put in the programs."""
    rows = filled_rows(settings, "programs")
    return {**settings, "programs": [{**row, "text": row["text"].rstrip("\n")} for row in rows]}


def as_data(record: Run) -> dict[str, Any]:
    """Return the record of a program as the browser gets it."""
    return {
        "code": record.code,
        "steps": [_step(step) for step in record.steps],
        "end": _frames(record.end),
        "values": record.values,
        "output": record.output,
        "problem": record.problem,
    }


def _frames(frames: list[tuple[str, dict[str, int]]]) -> list[Any]:
    return [[name, list(names.items())] for name, names in frames]


def _step(step: Step) -> dict[str, Any]:
    return {
        "line": step.line,
        "where": step.where,
        "frames": _frames(step.frames),
        "printed": step.printed,
        "said": " ".join(step.said),
    }


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the board."""
    mine = {} if answer is ... or settings.get("predict") else answer
    runs = {
        row["id"]: as_data(run(mine.get(row["id"], row["text"]))) for row in settings["programs"]
    }
    board = make("stepper", {**settings, "runs": runs}, answer, changed, read)

    def asked(_: Any, content: Any, buffers: Any) -> None:
        """Run the lines that somebody is trying out; nothing of it is saved by this."""
        if isinstance(content, dict) and isinstance(content.get("code"), str):
            board.send({"turn": content.get("turn"), "run": as_data(run(content["code"]))})

    board.on_msg(asked)
    return board


def still(settings: Settings) -> tuple[str, str]:
    """Return each program and, unless it is to be predicted, what its lines do."""
    html, text = still_question(settings)
    for row in filled_rows(settings, "programs"):
        code = row["text"].rstrip("\n")
        html += f"<pre><code>{escape(code)}</code></pre>"
        text += f"\n\n{code}"
        if settings.get("predict"):
            continue
        record = run(code)
        lines = [(step.line, " ".join(step.said)) for step in record.steps[:_STILL_STEPS]]
        more = len(record.steps) - len(lines)
        if more > 0:
            lines.append((0, f"… and {more} more"))
        elif record.problem:
            lines.append((record.problem["line"], record.problem["happened"]))
        cells = "".join(
            f"<tr><td>{line or ''}</td><td style='text-align:left'>{escape(said)}</td></tr>"
            for line, said in lines
        )
        html += f"<table><tr><th>Line</th><th style='text-align:left'>What it does</th></tr>{cells}</table>"
        text += "\n" + "\n".join(f"line {line}: {said}" if line else said for line, said in lines)
    return html, text


KIND = Kind(flaws, read, widget, still, fill)
