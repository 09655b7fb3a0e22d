"""The warm process for checks: it has imported what notebooks import, and forks for each notebook.

The first check starts it, further ones find it at work, and it ends by itself after half an hour without
one. It belongs to one person, runs nothing of theirs but in a fork, and listens to nobody else. Where it
can't be had (it needs Linux), a check starts a process of its own, with the same result.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import os
import random
import select
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

IDLE_SECONDS = 1800.0
_START_SECONDS = 60.0
_MOST_TABLES = 160
_PACKAGE = Path(__file__).resolve().parents[1]


# -- the side of the check


class Child:
    """The fork that runs one notebook: lines come from it, and it can be ended."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        link.settimeout(_START_SECONDS)
        self.lines = link.makefile("r", encoding="utf-8", newline="\n")
        first = self.lines.readline()
        if not first:
            link.close()
            raise ConnectionError("The warm process did not begin.")
        link.settimeout(None)
        self._pid = int(json.loads(first)["pid"])

    def kill(self) -> None:
        """End it and what it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            self._link.shutdown(socket.SHUT_RDWR)
        self._link.close()


def begin(job: Mapping[str, Any], folder: Path, environment: Mapping[str, str]) -> Child | None:
    """Have the warm process run ``job``; None where there is none."""
    if not sys.platform.startswith("linux"):
        return None
    order = json.dumps(
        {"folder": str(folder.resolve()), "environment": dict(environment), "job": job}
    )
    # The second time for one that just ended itself.
    for _ in range(2):
        try:
            link = _connected()
            link.sendall(order.encode("utf-8", "surrogatepass") + b"\n")
            return Child(link)
        except (OSError, ValueError):
            continue
    return None


def _connected() -> socket.socket:
    """Return a connection to the warm process, which is started where it is not at work."""
    import fcntl

    path = _place()
    link = socket.socket(socket.AF_UNIX)
    try:
        link.connect(str(path))
        return link
    except OSError:
        link.close()
    with path.with_name("start.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        link = socket.socket(socket.AF_UNIX)
        try:
            link.connect(str(path))
            return link
        except OSError:
            path.unlink(missing_ok=True)
        threads = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL")}
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "pmbridge.check.engine", str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={**os.environ, **threads, "MPLBACKEND": "agg", "PMBRIDGE_MODE": "grade"},
            start_new_session=True,
        )
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until and process.poll() is None:
            try:
                link.connect(str(path))
                return link
            except OSError:
                time.sleep(0.005)
    link.close()
    raise ConnectionError("The warm process did not start.")


def _place() -> Path:
    """Return where this person's warm process of this very code listens.

    Raises
    ------
    ConnectionError
        If the folder is not this person's alone.
    """
    folder = Path(tempfile.gettempdir()) / f"pmbridge-{os.getuid()}"
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    about = folder.lstat()
    if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.getuid() or about.st_mode & 0o077:
        raise ConnectionError(f"{folder} is not this person's alone.")
    files = sorted(_PACKAGE.rglob("*.py"))
    code = [f"{path}:{path.stat().st_mtime_ns}" for path in files]
    known = [sys.executable, sys.version, os.environ.get("PYTHONPATH", ""), *code]
    return folder / f"{hashlib.sha256(chr(0).join(known).encode()).hexdigest()[:16]}.sock"


# -- the warm process


class Engine:
    """Forks for each connection, watches who waits for what, and uses its idle time."""

    def __init__(self, listening: socket.socket, shell: Any) -> None:
        self.listening = listening
        self.shell = shell
        self.running: dict[int, tuple[socket.socket, int]] = {}
        self.made: set[int] = set()
        # What is done while nobody waits: imports that few notebooks need, and tables that come again.
        self.ahead: deque[Callable[[], Any]] = deque(
            partial(import_module, name) for name in ("matplotlib.pyplot", "sqlite3")
        )
        self.tables: set[tuple[str, int]] = set()
        # Written to when a fork ends, so that waiting does too.
        self.ended, wake = os.pipe()
        os.set_blocking(self.ended, False)
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self) -> None:
        """Serve until nobody has asked for some minutes."""
        until = time.monotonic() + IDLE_SECONDS
        while self.running or time.monotonic() < until:
            ready = self.ready(0.0 if self.ahead and not self.running else IDLE_SECONDS)
            for end in ready:
                if end == self.listening.fileno():
                    self.start(self.listening.accept()[0])
                elif end == self.ended:
                    self.look()
                elif end in self.made:
                    self.learn(end)
                elif end in self.running:
                    self.end(end)
                until = time.monotonic() + IDLE_SECONDS
            if not ready and self.ahead and not self.running:
                with contextlib.suppress(Exception):
                    self.ahead.popleft()()

    def ready(self, seconds: float) -> list[int]:
        """Return who wants something; of a check, only that it hung up: what it sends is for its fork."""
        poll = select.poll()
        for end in (self.listening.fileno(), self.ended, *self.made):
            poll.register(end, select.POLLIN)
        for end in self.running:
            poll.register(end, select.POLLRDHUP)
        return [end for end, _ in poll.poll(seconds * 1000)]

    def start(self, link: socket.socket) -> None:
        """Fork for a check."""
        uid = int.from_bytes(
            link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)[4:8], "little"
        )
        if uid != os.getuid():
            link.close()
            return
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(read)
            self.become(link, write)
        os.close(write)
        self.running[link.fileno()] = (link, pid)
        self.made.add(read)

    def become(self, link: socket.socket, write: int) -> None:
        """In the fork: run the notebook. Does not return."""
        status = 1
        try:
            os.setsid()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for other, _ in self.running.values():
                other.close()
            for end in self.made:
                os.close(end)
            self.listening.close()
            signal.signal(signal.SIGINT, signal.default_int_handler)
            run(link, self.shell, write)
            status = 0
        except BaseException:
            status = 1
        finally:
            os._exit(status)

    def look(self) -> None:
        """End the checks whose process ended: of what it started, something may still hold the connection."""
        with contextlib.suppress(BlockingIOError):
            os.read(self.ended, 4096)
        for end, (_, pid) in list(self.running.items()):
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
                self.end(end)

    def end(self, end: int) -> None:
        """End a check that is done, or that nobody waits for any more."""
        link, pid = self.running.pop(end)
        with contextlib.suppress(OSError):
            link.shutdown(socket.SHUT_RDWR)
        link.close()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        # Also where it has no group of its own yet.
        os.kill(pid, signal.SIGKILL)
        # Not before: its number must not become somebody else's while it may still be ended by it.
        os.waitpid(pid, 0)

    def learn(self, read: int) -> None:
        """Take down which tables a check has made, so that the next one has them."""
        data = os.read(read, 65_536)
        os.close(read)
        self.made.remove(read)
        from pmbridge.case import Case

        with contextlib.suppress(ValueError):
            for name, seed in json.loads(data or b"[]"):
                if (name, seed) not in self.tables and len(self.tables) < _MOST_TABLES:
                    self.tables.add((name, seed))
                    self.ahead.append(partial(Case(seed).table, name))


def run(link: socket.socket, shell: Any, write: int) -> None:
    """Run the notebook that ``link`` brings and tell it what comes of each cell; ``write`` takes its tables."""
    import numpy as np

    from pmbridge.check import cells

    with link.makefile("r", encoding="utf-8", errors="surrogatepass", newline="\n") as orders:
        order = json.loads(orders.readline())
    report = link.makefile("w", encoding="utf-8", newline="\n")
    report.write(json.dumps({"pid": os.getpid()}) + "\n")
    report.flush()
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    random.seed()
    np.random.seed()
    cells.be_silent()
    cells.run(order["job"], report, shell, lambda: tell_tables(write))


def tell_tables(write: int) -> None:
    """Tell the warm process which tables this fork has made."""
    from pmbridge.case import company

    os.write(write, json.dumps(company.made[:_MOST_TABLES]).encode())


def main() -> None:
    """Listen, warm up, and serve."""
    path = Path(sys.argv[1])
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(path))
    listening.listen(16)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from pmbridge.check import cells

    shell = cells.new_shell()
    shell.run_cell("pass", store_history=False)
    import_module("pmbridge.notebook")
    gc.collect()
    gc.freeze()
    try:
        # A fork takes one thread along, and would wait for the locks of the others.
        if len(os.listdir("/proc/self/task")) == 1:
            Engine(listening, shell).serve()
    finally:
        path.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
