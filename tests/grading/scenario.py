"""Scenarios: a submission and what must come of it, as data in ``scenarios/NAME/scenario.toml``.

::

    class = "comparison"            # a heading of the table in docs/security.md
    what = "An answer claims to equal everything."
    outcome = "contained"           # contained, flagged, same, or item 0
    earned = 14                     # points that it must get
    honest = 14                     # what an honest learner gets with the same right answers (default: earned)
    stock = 17                      # what stock nbgrader 0.9.6 gives; a text says what it does instead
    base = "solved"                 # or "untouched"; the answers that the rest changes
    seconds = 2                     # what a cell may take (default: 5)
    flags = ["stopped"]             # what a person must be told of
    unsaid = ["4711"]               # what no learner may read in the result

    [answers]                       # label = source of the cell
    [says]                          # grade_id = words that its message must hold
    [[cells]]                       # cells of the learner's own: at = label of the cell that follows, source
    [[edits]]                       # cell = id, and one of: delete, copy, rename, retype, source, metadata, outputs
    [boards]                        # label = answer, for the answers folder
    [notebook]                      # metadata of the notebook
    [raw]                           # in place of a notebook: begin, repeat, times, end

A file ``submission.ipynb`` beside it is handed in as it is; files in ``answers/`` too.
"""

import copy
import json
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat

from pmbridge.content import Layout
from submissions import answered, released
from submissions import solutions as solutions_of

HERE = Path(__file__).resolve().parent
LAYOUT = Layout.of(HERE / "exam_course")
MODULE = "04-exam"
CLASSES = (
    "result forging",
    "comparison",
    "exit and resources",
    "files and network",
    "notebook and metadata",
    "oracle",
    "honest but odd",
)
OUTCOMES = ("contained", "flagged", "same", "item 0")
_KEYS = {
    "class", "what", "outcome", "earned", "honest", "stock", "base", "seconds", "flags", "unsaid",
    "answers", "says", "cells", "edits", "boards", "raw", "cut", "notebook",
}  # fmt: skip


@dataclass(frozen=True)
class Scenario:
    """One scenario as its folder has it."""

    name: str
    about: dict[str, Any]
    notebook: bytes
    answers: dict[str, bytes]

    @property
    def honest(self) -> float:
        """The most that it may get."""
        return float(self.about.get("honest", self.about["earned"]))


def load(folder: Path) -> Scenario:
    """Read a scenario."""
    about = tomllib.loads((folder / "scenario.toml").read_text(encoding="utf-8"))
    assert about.keys() <= _KEYS, f"{folder.name}: unknown {about.keys() - _KEYS}"
    assert about["class"] in CLASSES, folder.name
    assert about["outcome"] in OUTCOMES, folder.name
    answers = {
        f"{label}.json": json.dumps({"label": label, "answer": answer}).encode()
        for label, answer in about.get("boards", {}).items()
    }
    for path in sorted((folder / "answers").glob("*")):
        answers[path.name] = path.read_bytes()
    handed_in = folder / "submission.ipynb"
    if handed_in.is_file():
        return Scenario(folder.name, about, handed_in.read_bytes(), answers)
    raw = about.get("raw")
    if raw is not None:
        text = (
            raw.get("begin", "") + raw.get("repeat", "") * raw.get("times", 0) + raw.get("end", "")
        )
        return Scenario(folder.name, about, text.encode("utf-8", "surrogateescape"), answers)
    return Scenario(folder.name, about, json.dumps(_notebook(about)).encode(), answers)


def scenarios() -> list[Path]:
    """Return the folders of all scenarios."""
    return sorted(path.parent for path in (HERE / "scenarios").glob("*/scenario.toml"))


@lru_cache(maxsize=1)
def _solutions() -> dict[str, str]:
    return solutions_of(LAYOUT, MODULE)


def _notebook(about: dict[str, Any]) -> dict[str, Any]:
    if about.get("base", "solved") == "solved":
        made = answered(LAYOUT, MODULE, _solutions() | about.get("answers", {}))
    else:
        made = answered(LAYOUT, MODULE, about.get("answers", {}))
    notebook: dict[str, Any] = json.loads(nbformat.writes(made))
    cells = notebook["cells"]
    for extra in about.get("cells", []):
        position = next(i for i, cell in enumerate(cells) if cell["id"] == extra["at"])
        cells.insert(
            position,
            {
                "cell_type": extra.get("type", "code"),
                "id": f"own-{position}",
                "metadata": extra.get("metadata", {}),
                "source": extra["source"],
                **(
                    {"outputs": [], "execution_count": None}
                    if extra.get("type", "code") == "code"
                    else {}
                ),
            },
        )
    for edit in about.get("edits", []):
        _edit(cells, edit)
    _merge(notebook["metadata"], about.get("notebook", {}))
    return notebook


def _edit(cells: list[dict[str, Any]], edit: dict[str, Any]) -> None:
    position = next(i for i, cell in enumerate(cells) if cell["id"] == edit["cell"])
    cell = cells[position]
    if edit.get("delete"):
        del cells[position]
    if edit.get("copy"):
        cells.insert(position + 1, copy.deepcopy(cell))
    if "rename" in edit:
        cell["metadata"]["nbgrader"]["grade_id"] = cell["id"] = edit["rename"]
    if "retype" in edit:
        cell["cell_type"] = edit["retype"]
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
    if "source" in edit:
        cell["source"] = edit["source"]
    if "metadata" in edit:
        _merge(cell["metadata"], edit["metadata"])
    if "outputs" in edit:
        cell["outputs"] = edit["outputs"]
        cell["execution_count"] = 1


def _merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = value


def base_notebook() -> dict[str, Any]:
    """Return the solved notebook, for what compares others with it."""
    return _notebook({})


__all__ = [
    "CLASSES",
    "LAYOUT",
    "MODULE",
    "Scenario",
    "base_notebook",
    "load",
    "released",
    "scenarios",
]
