"""Runs a notebook for its stored outputs, and takes out of them what would differ the next time."""

import base64
import io
import json
import os
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
        for output in cell.get("outputs", []):
            about = output.get("metadata", {}).get("image/png", {})
            if "image/png" in output.get("data", {}) and not about.get("alt"):
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
    """Keep the stored bytes of a picture that looks the same, so that a rebuild changes no file."""
    try:
        old = json.loads(stored.read_text(encoding="utf-8"))
        pictures: dict[str, list[Any]] = {
            cell["id"]: cell.get("outputs", []) for cell in old["cells"]
        }
    except (OSError, ValueError, KeyError, TypeError):
        return
    for cell in notebook.cells:
        for output, before in zip(cell.get("outputs", []), pictures.get(cell.id, []), strict=False):
            new_png = output.get("data", {}).get("image/png")
            old_png = before.get("data", {}).get("image/png")
            if new_png and old_png and new_png != old_png and _alike(new_png, old_png):
                output["data"]["image/png"] = old_png


def _alike(one: str, other: str) -> bool:
    from matplotlib.image import imread

    try:
        first, second = (
            imread(io.BytesIO(base64.b64decode(p)), format="png") for p in (one, other)
        )
    except (ValueError, OSError, SyntaxError):
        return False
    return first.shape == second.shape and float(abs(first - second).mean()) < _ALIKE
