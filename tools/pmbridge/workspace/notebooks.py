"""Notebooks read and written as plain data.

nbformat would do the same and check every field, but importing it costs more time than running the checks
of a whole notebook. What matters here is that the cells are there and have text.
"""

import json
from pathlib import Path
from typing import Any

from pmbridge.problems import CourseError
from pmbridge.workspace.files import write_atomically
from pmbridge.workspace.recovery import recover

Notebook = dict[str, Any]


def read_notebook(path: Path) -> Notebook:
    """Read a notebook of format 4; each cell's source comes as one text.

    Raises
    ------
    CourseError
        If there is none, or what is there is no notebook.
    """
    recover(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise CourseError(
            f"There is no notebook at {path}.",
            "Check the name, or name a module instead: pmbridge check 01.",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(
            f"{path} can't be read as a notebook.", "Name a file that ends in .ipynb."
        ) from error
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _damaged(path) from error
    if (
        not isinstance(notebook, dict)
        or notebook.get("nbformat") != 4
        or not isinstance(notebook.get("metadata"), dict)
        or not isinstance(notebook.get("cells"), list)
        or not all(map(_good_cell, notebook["cells"]))
    ):
        raise _damaged(path)
    for cell in notebook["cells"]:
        if isinstance(cell["source"], list):
            cell["source"] = "".join(cell["source"])
    return notebook


def _damaged(path: Path) -> CourseError:
    return CourseError(
        f"{path} is not a notebook: its content is damaged.",
        "Nothing was changed. Take an earlier copy, or a fresh one: pmbridge reset.",
    )


def _good_cell(cell: Any) -> bool:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        return False
    source = cell.get("source")
    outputs = cell.get("outputs", [])
    return (
        (
            isinstance(source, str)
            or (isinstance(source, list) and all(isinstance(line, str) for line in source))
        )
        and isinstance(cell.get("metadata", {}), dict)
        and isinstance(outputs, list)
        and all(isinstance(o, dict) and isinstance(o.get("data", {}), dict) for o in outputs)
    )


def write_notebook(path: Path, notebook: Notebook) -> None:
    """Write a notebook in the form that Jupyter itself gives it, atomically."""
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True)
    write_atomically(path, text + "\n")


def grade_id(cell: dict[str, Any]) -> str | None:
    """Return the name by which the course knows ``cell``: nbgrader's, or else Jupyter's cell id."""
    about = cell.get("metadata", {}).get("nbgrader", {})
    name = about.get("grade_id") if isinstance(about, dict) else None
    name = name if isinstance(name, str) else cell.get("id")
    return name if isinstance(name, str) else None
