"""The warm trusted process: forks an examiner for each submission, beside the sandbox's warm process.

It holds the course: checks, truths, the generator. No learner's code ever runs in it or its forks. Started
by ``workers`` as ``python -m pmbridge.grading.warm ORDERS``.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pmbridge.case import Case, company
from pmbridge.grading import confine, examine, sandbox
from pmbridge.grading.channel import Channel, Lost

GRACE = 20.0
_MEMORY = 4 << 30
_MOST_TABLES = 5_000


class Warm:
    """Takes jobs from ``host`` one after the other."""

    def __init__(self, host: socket.socket, *, safe: bool, bounds: confine.Bounds) -> None:
        self.host = host
        self.channel = Channel(host)
        self.safe = safe
        self.bounds = bounds
        self.folder = tempfile.mkdtemp(prefix="pmbridge-")
        self.control, self.sandbox = self._sandbox()
        self.assignments: dict[str, Any] = {}
        self.asked: Counter[tuple[str, int]] = Counter()

    def _sandbox(self) -> tuple[socket.socket, subprocess.Popen[bytes]]:
        """Start the warm process for learners' code and wait until it is."""
        ours, theirs = socket.socketpair()
        settings = {
            "PMBRIDGE_MODE": "grade",
            "MPLBACKEND": "agg",
            **{f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL")},
        }
        orders = sandbox.orders(theirs.fileno(), self.bounds, self.folder, safe=self.safe)
        program = [sys.executable, "-P", "-m", "pmbridge.grading.zygote", orders]
        process = subprocess.Popen(
            [*sandbox.command(settings), *program] if self.safe else program,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=None if self.safe else {**os.environ, **settings},
            start_new_session=True,
        )
        theirs.close()
        ours.settimeout(120)
        with contextlib.suppress(OSError):
            said = ours.recv(200)
            if said == b"ready\n":
                return ours, process
        process.kill()
        reason = (process.stderr.read() if process.stderr else b"").decode("utf-8", "replace")
        raise RuntimeError(
            reason.strip()[-2000:] or "The process for learners' code did not start."
        )

    def serve(self) -> None:
        """Take jobs until the host hangs up."""
        settle()
        self.channel.send({"ready": True})
        try:
            while True:
                try:
                    job = self.channel.receive()
                except Lost:
                    return
                answer = self._one(job)
                self.channel.send(answer)
                self._make_ahead(answer.get("tables", ()))
        finally:
            self.stop()

    def _make_ahead(self, tables: Iterable[tuple[str, int]]) -> None:
        """Make the tables that were asked for twice, so that further forks have them already."""
        if len(self.asked) > _MOST_TABLES:
            return
        for key in tables:
            self.asked[key] += 1
            if self.asked[key] == 2:
                with contextlib.suppress(Exception):
                    Case(key[1]).table(key[0])
                settle()

    def _one(self, job: dict[str, Any]) -> dict[str, Any]:
        """Fork an examiner for ``job`` and return what it says."""
        if "assignment" in job:
            if len(self.assignments) > 32:
                self.assignments.clear()
            self.assignments[job["digest"]] = examine.prepare(job.pop("assignment"))
            settle()
        if job["digest"] not in self.assignments:
            return {"unknown": True}
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            self._examine(job, ours, theirs)
        theirs.close()
        answer: dict[str, Any] | None = None
        try:
            answer = Channel(ours).receive(job["total_seconds"] + GRACE)
        except Exception:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        ours.close()
        os.waitpid(pid, 0)
        if answer is None or "result" not in answer:
            # The examiner was cut off in the middle, so nobody has ended the submission yet.
            self._end_learner()
            why = (answer or {}).get("failed", "The examiner of this submission was stopped.")
            return {"failed": str(why)}
        return answer

    def _examine(self, job: dict[str, Any], ours: socket.socket, theirs: socket.socket) -> None:
        """In the fork: examine, send the result, end."""
        try:
            ours.close()
            self.host.close()
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
            channel = Channel(theirs)
            before = len(company.made)
            try:
                result = examine.examined(
                    self.assignments[job["digest"]], job, self.control, self.bounds.memory
                )
                channel.send({"result": result, "tables": company.made[before:]})
            except BaseException as error:
                channel.send({"failed": f"{type(error).__name__}: {error}"[:500]})
        finally:
            os._exit(0)

    def _end_learner(self) -> None:
        """End what runs in the sandbox; where even that fails, take a new sandbox."""
        try:
            self._drain()
            self.control.sendall(b"K")
            self.control.settimeout(30)
            while not self.control.recv(200).endswith(b"\n"):
                pass
        except OSError:
            self.sandbox.kill()
            self.sandbox.wait()
            self.control, self.sandbox = self._sandbox()

    def _drain(self) -> None:
        """Read what an examiner that was cut off did not wait for."""
        time.sleep(0.05)
        while select.select([self.control], [], [], 0)[0]:
            if not self.control.recv(4096):
                raise OSError("gone")

    def stop(self) -> None:
        """End everything."""
        self.control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.sandbox.wait(5)
        self.sandbox.kill()
        self.sandbox.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def settle() -> None:
    """Take what is there out of the sight of Python's garbage collector.

    In a fork it would look at all of it again and again, and each look copies the pages that it lies in.
    """
    gc.collect()
    gc.freeze()


def main() -> None:
    """Warm up and serve."""
    orders = json.loads(sys.argv[1])
    host = socket.socket(fileno=orders["host"])
    os.environ["PMBRIDGE_MODE"] = "grade"
    # The host's terminal sends an interrupt to all; the host decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    bounds = confine.Bounds(**orders["bounds"])
    if orders["safe"]:
        # A user a warm process, so that several don't count each other's processes.
        bounds = replace(bounds, uid=sandbox.user())
    try:
        warm = Warm(host, safe=orders["safe"], bounds=bounds)
    except RuntimeError as error:
        Channel(host).send({"failed": str(error)})
        return
    warm.serve()


if __name__ == "__main__":
    main()
