"""The warm process inside the sandbox: it has imported what notebooks import, and forks for a submission.

Only its forks run learners' code, each confined first. It obeys whoever holds the other end of its
socket: ``S`` with a socket starts a submission, ``K`` ends it and all that it started, and is answered
when nothing of it is left.

Started by ``workers`` as ``python -m pmbridge.grading.zygote JOB`` with its orders as JSON.
"""

from __future__ import annotations

import array
import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import time
from typing import Any

LOOK_SECONDS = 0.05
_GONE_SECONDS = 10.0


class Zygote:
    """Forks submissions, watches their memory and ends them."""

    def __init__(self, control: socket.socket, orders: dict[str, Any], shell: Any) -> None:
        self.control = control
        self.orders = orders
        self.shell = shell
        self.child = 0
        self.why = ""
        self.own = os.getpid()
        self.base = _resident(self.own)
        self.first = os.open("/proc/self/ns/pid", os.O_RDONLY) if orders["confine"] else -1

    def serve(self) -> None:
        """Obey until the other end is closed."""
        while True:
            watch = self.child and not self.why and self.orders["confine"]
            ready, _, _ = select.select([self.control], [], [], LOOK_SECONDS if watch else None)
            if not ready:
                self.look()
                continue
            order, ends = _take(self.control)
            if not order:
                self.end()
                return
            if order == b"S":
                self.start(ends[0])
            else:
                self.end()
                _send(self.control, self.why.encode() + b"\n")

    def start(self, end: int) -> None:
        """Fork a submission that talks over ``end``."""
        self.end()
        self.why = ""
        if self.orders["confine"]:
            from pmbridge.grading import confine

            confine.new_processes()
            self.child = os.fork()
            if self.child:
                confine.old_processes(self.first)
        else:
            self.child = os.fork()
        if self.child == 0:
            self.become(end)
        os.close(end)

    def become(self, end: int) -> None:
        """In the fork: give up what the learner's code must not have, and serve. Does not return."""
        status = 1
        with contextlib.suppress(BaseException):
            # Else what it writes past Python fills a pipe that it shares with those who come after it.
            null = os.open(os.devnull, os.O_RDWR)
            for stream in range(3):
                os.dup2(null, stream)
            os.close(null)
            self.control.close()
            if self.first >= 0:
                os.close(self.first)
            from pmbridge.grading import confine

            bounds = confine.Bounds(**self.orders["bounds"])
            if self.orders["confine"]:
                confine.confine(bounds)
            else:
                os.setsid()
                os.chdir(self.orders["folder"])
                confine.limit(bounds)
            from pmbridge.grading import learner

            learner.serve(socket.socket(fileno=end), self.shell)
            status = 0
        os._exit(status)

    def look(self) -> None:
        """End the submission if its processes hold more memory than they may, together."""
        held = 0
        for number in _processes():
            if number not in (1, self.own):
                held += max(_resident(number) - self.base, 0)
        if held > self.orders["bounds"]["memory"]:
            self.end("memory")

    def end(self, why: str = "") -> None:
        """End the submission and everything that it started, and return when nothing is left."""
        if self.child:
            pid, self.child = self.child, 0
            done, status = os.waitpid(pid, os.WNOHANG)
            self.why = why or ("" if not done else f"ended {os.waitstatus_to_exitcode(status)}")
            if not self.orders["confine"]:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(pid, signal.SIGKILL)
            if not done:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                # The first process of its world ends when all others in it have.
                os.waitpid(pid, 0)
        if self.orders["confine"]:
            self._nothing_is_left()

    def _nothing_is_left(self) -> None:
        until = time.monotonic() + _GONE_SECONDS
        while True:
            left = [number for number in _processes() if number not in (1, self.own)]
            if not left:
                return
            if time.monotonic() > until:
                # Never grade the next one beside what is left of this one.
                os._exit(3)
            for number in left:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(number, signal.SIGKILL)
            time.sleep(0.005)


def _processes() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _resident(number: int) -> int:
    try:
        with open(f"/proc/{number}/statm", encoding="ascii") as text:
            return int(text.read().split()[1]) * 4096
    except (OSError, IndexError, ValueError):
        return 0


def _take(control: socket.socket) -> tuple[bytes, list[int]]:
    """Return an order and the sockets that came with it; an empty order is the end."""
    ends: array.array[int] = array.array("i")
    order, ancillary, _, _ = control.recvmsg(1, socket.CMSG_SPACE(4 * ends.itemsize))
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            ends.frombytes(data[: len(data) - len(data) % ends.itemsize])
    return order, list(ends)


def _send(control: socket.socket, data: bytes) -> None:
    with contextlib.suppress(OSError):
        control.sendall(data)


def main() -> None:
    """Warm up, say so, and serve."""
    orders = json.loads(sys.argv[1])
    control = socket.socket(fileno=orders["control"])
    from pmbridge.grading import learner

    for name in ("matplotlib.pyplot", "pmbridge.notebook", "sqlite3"):
        with contextlib.suppress(ImportError):
            __import__(name)
    shell = learner.warm_shell()
    with contextlib.suppress(FileNotFoundError):
        threads = len(os.listdir("/proc/self/task"))
        if threads != 1:
            _send(control, f"warm process has {threads} threads\n".encode())
            return
    # Or the garbage collector would look at all of it in each fork, and copy the pages that it lies in.
    gc.collect()
    gc.freeze()
    _send(control, b"ready\n")
    Zygote(control, orders, shell).serve()


if __name__ == "__main__":
    main()
