"""The grader's workers: a warm process each, which grades one submission at a time."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from pmbridge.grading import sandbox
from pmbridge.grading.assignment import Assignment
from pmbridge.grading.channel import Channel, Late, Lost
from pmbridge.grading.confine import Bounds
from pmbridge.grading.wire import WireError
from pmbridge.problems import CourseError

_START_SECONDS = 180.0


class Worker:
    """One warm process. Not for several threads at once.

    Parameters
    ----------
    safe : bool
        Whether learners' code runs in the sandbox.

    Raises
    ------
    CourseError
        If it can't be started; the reason and what to do.
    """

    def __init__(self, *, safe: bool = True, bounds: Bounds | None = None) -> None:
        if safe:
            sandbox.require()
        self.safe = safe
        self._bounds = bounds
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: Channel | None = None
        self._known: set[str] = set()
        self._start()

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        # The warm process sees none of the host's settings but these.
        bounds = self._bounds or Bounds()
        orders = {"host": theirs.fileno(), "safe": self.safe, "bounds": asdict(bounds)}
        threads = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL")}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "pmbridge.grading.warm", json.dumps(orders)],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={**os.environ, **threads, "MPLBACKEND": "agg", "PMBRIDGE_MODE": "grade"},
        )
        theirs.close()
        self._known = set()
        self._channel = Channel(ours)
        try:
            said = self._channel.receive(_START_SECONDS)
        except (Lost, Late):
            said = {"failed": "it did not come up"}
        if "ready" not in said:
            self.close()
            raise CourseError(f"Grading can't start here: {said.get('failed')}", sandbox.REMEDY)

    def grade(self, job: dict[str, Any], assignment: Assignment) -> dict[str, Any]:
        """Return ``{"result": ...}`` or ``{"failed": why}`` for a job."""
        if self._channel is None:
            self._start()
        assert self._channel is not None
        message = {**job, "digest": assignment.digest}
        if assignment.digest not in self._known:
            message["assignment"] = asdict(assignment)
        try:
            self._channel.send(message, 60)
            answer = self._channel.receive(job["total_seconds"] + 60)
            if "unknown" in answer:
                self._channel.send({**message, "assignment": asdict(assignment)}, 60)
                answer = self._channel.receive(job["total_seconds"] + 60)
        except WireError as error:
            return {"failed": f"The submission can't be read: {error}"}
        except (Lost, Late):
            self.close()
            return {"failed": "The process that graded this submission ended."}
        self._known.add(assignment.digest)
        return dict(answer)

    def close(self) -> None:
        """End the process and its sandbox."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
            self._process.kill()
            self._process.wait()
            self._process = None


_lock = threading.Lock()
_idle: dict[tuple[int, bool], list[Worker]] = {}


@contextlib.contextmanager
def borrowed(*, safe: bool) -> Iterator[Worker]:
    """Lend one of this process's workers; started when none is idle, and kept warm for the next.

    Threads that grade at the same time have a worker each.
    """
    idle = _idle.setdefault((os.getpid(), safe), [])
    with _lock:
        worker = idle.pop() if idle else None
    worker = worker or Worker(safe=safe)
    try:
        yield worker
    finally:
        with _lock:
            idle.append(worker)


@atexit.register
def close_all() -> None:
    """End this process's own workers."""
    for (pid, _), workers in list(_idle.items()):
        if pid == os.getpid():
            for worker in workers:
                worker.close()
    _idle.clear()
