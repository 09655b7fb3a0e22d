"""Runs a notebook for its stored outputs, and takes out of them what would differ the next time."""

import base64
import io
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from pmbridge.authoring.report import Problem
from pmbridge.authoring.source import SourceFile

SECONDS = 120
LIMIT_BYTES = 2_000_000
_WIDGET = "application/vnd.jupyter.widget-view+json"
PICTURE = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]+)")
# Mean difference of two pictures, of 1, below which a new one says nothing new.
_ALIKE = 0.01


def execute(
    notebook: NotebookNode, folder: Path, course: str, source: SourceFile, problems: list[Problem]
) -> NotebookNode:
    """Run ``notebook`` in ``folder`` and return it with clean outputs; what fails becomes a problem."""
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        # A busy machine sends what one cell prints in pieces.
        coalesce_streams=True,
    )
    environment = {
        **os.environ,
        "PMBRIDGE_MODE": "verify",
        "PMBRIDGE_COURSE": course,
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }
    try:
        client.execute(env=environment, stderr=subprocess.DEVNULL)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        cell, message = _failed(notebook, error)
        problems.append(
            Problem(
                source.path,
                _line_of(source, cell),
                f"A cell stops with an error when the notebook runs: {message}",
                'Mend the cell. If the error is meant, write ```python tags=["raises-exception"].',
            )
        )
    clean(notebook)
    size = len(json.dumps(notebook.get("cells", [])))
    if size > LIMIT_BYTES:
        problems.append(
            Problem(
                source.path,
                1,
                f"The notebook is {size / 1e6:.1f} MB with its outputs; at most 2 MB are allowed.",
                "Show fewer rows or smaller pictures.",
            )
        )
    for cell in notebook.cells:
        if any("image/png" in output.get("data", {}) for output in cell.get("outputs", [])):
            problems.append(
                Problem(
                    source.path,
                    _line_of(source, cell),
                    "A cell shows a picture without alt text.",
                    'Write chart(fig, alt="what the chart shows").',
                )
            )
    return notebook


def _failed(notebook: NotebookNode, error: Exception) -> tuple[NotebookNode | None, str]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error" and "raises-exception" not in cell.metadata.get(
                "tags", []
            ):
                return cell, f"{output.ename}: {output.evalue}"
    lines = str(error).strip().splitlines()
    return None, lines[-1] if lines else type(error).__name__


def _line_of(source: SourceFile, cell: NotebookNode | None) -> int:
    for candidate in source.cells:
        if cell is not None and candidate.text and candidate.text in cell.source:
            return candidate.line
    return 1


def clean(notebook: NotebookNode) -> None:
    """Take out versions, widget models, timings and random ids."""
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        cell.metadata.pop("trusted", None)
        if cell.cell_type != "code":
            continue
        kept = []
        for output in cell.outputs:
            data = output.get("data", {})
            if _WIDGET in data:
                data.pop(_WIDGET)
            if "data" in output and not data:
                continue
            output.get("metadata", {}).pop("transient", None)
            kept.append(output)
        cell.outputs = kept


def keep_pictures(notebook: NotebookNode, stored: Path) -> None:
    """Keep the stored bytes of a picture that looks the same, so that a rebuild changes no file.

    A cell whose code is another has its new picture: a label that moved is a small difference, and meant.
    """
    try:
        old = json.loads(stored.read_text(encoding="utf-8"))
        pictures: dict[tuple[str, str], list[Any]] = {
            (cell["id"], "".join(cell["source"])): cell.get("outputs", []) for cell in old["cells"]
        }
    except (OSError, ValueError, KeyError, TypeError):
        return
    for cell in notebook.cells:
        stored_outputs = pictures.get((cell.id, cell.source), [])
        for output, before in zip(cell.get("outputs", []), stored_outputs, strict=False):
            new, old = (_html(o) for o in (output, before))
            fresh, stored_ones = PICTURE.findall(new), PICTURE.findall(old)
            if len(fresh) != len(stored_ones):
                continue
            for new_png, old_png in zip(fresh, stored_ones, strict=True):
                if new_png != old_png and _alike(new_png, old_png):
                    new = new.replace(new_png, old_png)
            if fresh:
                output["data"]["text/html"] = new


def _html(output: Any) -> str:
    html = output.get("data", {}).get("text/html", "")
    return "".join(html) if isinstance(html, list) else str(html)


def _alike(one: str, other: str) -> bool:
    from matplotlib.image import imread

    try:
        first, second = (
            imread(io.BytesIO(base64.b64decode(p)), format="png") for p in (one, other)
        )
    except (ValueError, OSError, SyntaxError):
        return False
    return first.shape == second.shape and float(abs(first - second).mean()) < _ALIKE
