"""A submission laid over the assignment: the course's own cells as built, the learner's as handed in."""

import json
from dataclasses import dataclass
from typing import Any

from pmbridge.grading.assignment import Assignment, Cell
from pmbridge.grading.html import safe_markdown
from pmbridge.workspace.notebooks import grade_id

MAX_BYTES = 32_000_000
MAX_CELLS = 2_000
MAX_SOURCE = 1_000_000


class NotANotebook(ValueError):
    """What was handed in can't be read as a notebook; the message says why, to a person."""


@dataclass
class Piece:
    """One cell of the notebook to run.

    ``role`` is ``given``, ``check`` or ``answer`` for a cell of the course, ``own`` for one that the
    learner added, and ``text`` for what is not run. ``id`` is unique.
    """

    id: str
    role: str
    cell: Cell


def read(submission: bytes) -> dict[str, Any]:
    """Return the submitted notebook as plain data, with what grading needs in the form that it needs.

    Raises
    ------
    NotANotebook
        If it isn't one; everything else about it may be as odd as it likes.
    """
    if len(submission) > MAX_BYTES:
        size = len(submission) / 1e6
        raise NotANotebook(
            f"The notebook is {size:.0f} MB; at most {MAX_BYTES / 1e6:.0f} are read."
        )
    try:
        data = json.loads(submission.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NotANotebook("The file is not a notebook: it is not text in UTF-8.") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise NotANotebook("The file is not a notebook: it is not valid JSON.") from error
    cells = data.get("cells") if isinstance(data, dict) else None
    if cells is None and isinstance(data, dict) and isinstance(data.get("worksheets"), list):
        raise NotANotebook(
            "The notebook is in format 3, from before 2015. Convert it with: jupyter nbconvert --to notebook."
        )
    if not isinstance(cells, list):
        raise NotANotebook("The file is not a notebook: it has no list of cells.")
    if len(cells) > MAX_CELLS:
        raise NotANotebook(f"The notebook has {len(cells)} cells; at most {MAX_CELLS} are read.")
    metadata = data.get("metadata")
    return {
        "cells": [_cell(cell) for cell in cells if isinstance(cell, dict)],
        "metadata": metadata if isinstance(metadata, dict) else {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cell(cell: Cell) -> Cell:
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        source = ""
    kind = cell.get("cell_type")
    metadata = cell.get("metadata")
    outputs = cell.get("outputs")
    made: Cell = {
        "cell_type": kind if kind in ("code", "markdown", "raw") else "raw",
        "id": cell.get("id") if isinstance(cell.get("id"), str) else "",
        "metadata": metadata if isinstance(metadata, dict) else {},
        "source": source[:MAX_SOURCE],
    }
    if made["cell_type"] == "code":
        made["execution_count"] = cell.get("execution_count")
        made["outputs"] = (
            [o for o in outputs if isinstance(o, dict) and isinstance(o.get("data", {}), dict)]
            if isinstance(outputs, list)
            else []
        )
    return made


def merge(submission: dict[str, Any], assignment: Assignment) -> list[Piece]:
    """Return the cells to run, in order.

    The order is the learner's. A cell of the course that was deleted comes back behind its neighbour; one
    that was copied runs once, and the copy of an answer counts as the learner's own cell; one that was
    changed is as built. What was made of an answer cell, text or code, is taken as code.
    """
    roles = {cell["id"]: cell["role"] for cell in assignment.content["cells"]}
    starters = {cell["id"]: cell["source"] for cell in assignment.content["cells"]}
    released = {_name(cell): cell for cell in assignment.release["cells"]}
    built = {_name(cell): cell for cell in assignment.source["cells"]}
    pieces: list[Piece] = []
    placed: set[str] = set()
    for number, cell in enumerate(submission["cells"]):
        name = grade_id(cell)
        if name is None or name not in built:
            pieces.append(_own(cell, number))
            continue
        role = roles.get(name, "text")
        if name in placed:
            # The copy of an answer or of a text can hold work.
            if role in ("answer", "text"):
                pieces.append(_own(cell, number))
            continue
        placed.add(name)
        source = built[name]["source"]
        if role == "answer":
            source = cell["source"]
        elif "nbgrader" not in built[name].get("metadata", {}) and cell["source"] != source:
            source = safe_markdown(cell["source"])
        pieces.append(_ours(name, role, built[name], released.get(name), source))
    position = 0
    for cell in assignment.source["cells"]:
        name = _name(cell)
        places = [i for i, piece in enumerate(pieces) if piece.id == name]
        if places:
            position = places[-1] + 1
            continue
        role = roles.get(name, "text")
        source = starters[name] if role == "answer" else cell["source"]
        pieces.insert(position, _ours(name, role, cell, released.get(name), source))
        position += 1
    return pieces


def _name(cell: Cell) -> str:
    return grade_id(cell) or ""


def _own(cell: Cell, number: int) -> Piece:
    code = cell["cell_type"] == "code"
    identifier = f"own-{number}"
    made: Cell = {
        "cell_type": cell["cell_type"],
        "id": identifier,
        "metadata": {},
        "source": cell["source"] if code else safe_markdown(cell["source"]),
    }
    if code:
        made.update(execution_count=None, outputs=[])
    return Piece(identifier, "own" if code else "text", made)


def _ours(name: str, role: str, built: Cell, released: Cell | None, source: str) -> Piece:
    # nbgrader compares an answer with the checksum of what was handed out.
    metadata = json.loads(json.dumps((released or built).get("metadata", {})))
    made: Cell = {
        "cell_type": built["cell_type"],
        "id": built.get("id", name),
        "metadata": metadata,
        "source": source,
    }
    if built["cell_type"] == "code":
        made.update(execution_count=None, outputs=[])
    return Piece(name, role if built["cell_type"] == "code" else "text", made)


def notebook_of(pieces: list[Piece]) -> dict[str, Any]:
    """Return the pieces as a notebook of format 4."""
    return {
        "cells": [piece.cell for piece in pieces],
        "metadata": {
            "kernelspec": {
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
