"""Runs a notebook's cells in another process and survives what they do: endless loops, exits, crashes."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pmbridge.problems import CourseError

CELL_SECONDS = 60.0
# Until the first cell begins: on a busy machine Python itself needs its time.
_START_SECONDS = 60.0
_HANGING_CELLS = 3


@dataclass(frozen=True)
class Cell:
    """A code cell to run: its id and its source."""

    id: str
    source: str


@dataclass
class Run:
    """What came of the cells: results of checks, and for each cell that stopped, why."""

    results: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    stopped: dict[str, str] = field(default_factory=dict)


def run_cells(
    cells: Sequence[Cell],
    folder: Path,
    answers: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
    cell_seconds: float = CELL_SECONDS,
) -> Run:
    """Run ``cells`` with ``folder`` as the working directory.

    A cell that runs longer than ``cell_seconds`` or ends its process is left out, and the others run
    again without it, so one bad cell costs only its own exercise.
    """
    run = Run()
    skip: list[str] = []
    for _ in range(_HANGING_CELLS + 1):
        run = Run(stopped=dict(run.stopped))
        job = {
            "cells": [{"id": cell.id, "source": cell.source} for cell in cells],
            "answers": dict(answers or {}),
            "skip": skip,
        }
        culprit, reason = _run_once(job, folder, environment or {}, cell_seconds, run)
        if culprit is None:
            break
        for identifier in _with_companions(culprit, cells):
            run.stopped[identifier] = reason
            skip.append(identifier)
    return run


def _with_companions(culprit: str, cells: Sequence[Cell]) -> list[str]:
    """Return ``culprit``, and with a check the other checks of its exercise: they call the same answer."""
    label, check, _ = culprit.rpartition("-check-")
    return [
        cell.id
        for cell in cells
        if cell.id == culprit or (check and cell.id.startswith(label + check))
    ]


def _run_once(
    job: dict[str, Any],
    folder: Path,
    environment: Mapping[str, str],
    cell_seconds: float,
    run: Run,
) -> tuple[str | None, str]:
    """Run the job once; return the cell that had to be ended and why, or None."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "pmbridge.check.cells"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={**os.environ, "PMBRIDGE_MODE": "grade", "MPLBACKEND": "agg", **environment},
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None
    assert process.stdout is not None
    lines: queue.Queue[str | None] = queue.Queue()
    stream = process.stdout

    def listen() -> None:
        for line in stream:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=listen, daemon=True).start()
    current: str | None = None
    finished = False
    try:
        process.stdin.write(json.dumps(job))
        process.stdin.close()
        while not finished:
            line = lines.get(timeout=_START_SECONDS if current is None else cell_seconds)
            if line is None:
                break
            event = json.loads(line)
            if "started" in event:
                current = event["started"]
            elif "failed" in event:
                run.stopped[event["failed"]] = event["message"]
            elif "result" in event:
                result = event["result"]
                run.results[result["label"], result["part"]] = result
            else:
                finished = True
    except queue.Empty:
        reason = (
            f"This cell was still running after {cell_seconds:g} seconds and was stopped. "
            "Look for a loop that never ends."
        )
    except BrokenPipeError:
        reason = ""
    else:
        reason = "This cell ended Python itself. Take out what does that: os._exit() or a crash."
    finally:
        process.kill()
        process.wait()
    if finished:
        return None, ""
    if current is None:
        raise CourseError(
            "The checks could not start Python in a process of its own.", "Run: pmbridge doctor."
        )
    return current, reason
