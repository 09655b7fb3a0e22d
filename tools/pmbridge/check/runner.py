"""Runs a notebook's cells in another process and survives what they do: endless loops, exits, crashes."""

import contextlib
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

from pmbridge.check import engine
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


class _Cold:
    """A process that runs one notebook."""

    def __init__(
        self, job: Mapping[str, Any], folder: Path, environment: Mapping[str, str]
    ) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "pmbridge.check.cells"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=environment,
            text=True,
            encoding="utf-8",
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.lines = self._process.stdout
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(job))
            self._process.stdin.close()

    def kill(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()


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
    settings = {**os.environ, "PMBRIDGE_MODE": "grade", "MPLBACKEND": "agg", **environment}
    process = engine.begin(job, folder, settings) or _Cold(job, folder, settings)
    lines: queue.Queue[str | None] = queue.Queue()

    def listen() -> None:
        # Where the process is killed, the line it was at may be cut off.
        with contextlib.suppress(OSError, ValueError):
            for line in process.lines:
                lines.put(line)
        lines.put(None)

    threading.Thread(target=listen, daemon=True).start()
    current: str | None = None
    finished = False
    try:
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
    else:
        reason = "This cell ended Python itself. Take out what does that: os._exit() or a crash."
    finally:
        process.kill()
    if finished:
        return None, ""
    if current is None:
        raise CourseError(
            "The checks could not start Python in a process of its own.", "Run: pmbridge doctor."
        )
    return current, reason
