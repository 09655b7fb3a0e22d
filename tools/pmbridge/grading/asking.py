"""The examiner's end of the learner's process: start it, ask it, and end it when it does not behave."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any

from pmbridge.case import LESSON_SEED, Case
from pmbridge.grading import wire
from pmbridge.grading.channel import Channel, Late, Lost

_GONE_SECONDS = 15.0


class Dead(BaseException):
    """The learner's process had to be ended; the message says why, to the learner.

    Not an ``Exception``, so that a check that expects some can't take it for one of them.
    """


class Asking:
    """One learner's process at a time, made by the warm process at the other end of ``control``.

    Parameters
    ----------
    control : socket
        To the warm process in the sandbox.
    begin : dict
        What each process is told first.
    seed : int
        Whose tables it may have, besides those of the lessons.
    revive : callable
        Makes something to call of a learner's function.
    """

    def __init__(
        self,
        control: socket.socket,
        begin: dict[str, Any],
        seed: int,
        revive: wire.Revive,
        memory: int,
    ) -> None:
        self._control = control
        self._begin = begin
        self._seed = seed
        self._revive = revive
        self._memory = memory
        self._channel: Channel | None = None
        self._number = 0

    @property
    def alive(self) -> bool:
        """Whether there is a process to ask."""
        return self._channel is not None

    def start(self, seconds: float) -> None:
        """Start a fresh process.

        Raises
        ------
        Dead
            If it does not come up.
        """
        self.end()
        ours, theirs = socket.socketpair()
        socket.send_fds(self._control, [b"S"], [theirs.fileno()])
        theirs.close()
        self._channel = Channel(ours, revive=self._revive)
        self.ask("begin", seconds, **self._begin)

    def end(self) -> str:
        """End the process and all that it started; return how it had ended by itself, if it had."""
        if self._channel is None:
            return ""
        self._channel.close()
        self._channel = None
        self._control.sendall(b"K")
        said = b""
        self._control.settimeout(_GONE_SECONDS)
        while not said.endswith(b"\n"):
            part = self._control.recv(200)
            if not part:
                raise OSError("The warm process of the sandbox is gone.")
            said += part
        return said.decode().strip()

    def ask(self, do: str, seconds: float, **fields: Any) -> dict[str, Any]:
        """Return the answer to a request.

        Raises
        ------
        Dead
            If none comes in time, or the process is gone or sent what is no answer.
        wire.WireError
            If the request can't be sent.
        """
        if self._channel is None:
            raise Dead("The process that ran your cells is gone.")
        self._number += 1
        until = time.monotonic() + seconds
        try:
            self._channel.send({"id": self._number, "do": do, **fields}, seconds)
            while True:
                answer = self._channel.receive(max(until - time.monotonic(), 0.001))
                if type(answer) is not dict:
                    raise Lost("No answer.")
                if "ask" in answer:
                    self._channel.send(self._tell(answer), seconds)
                elif answer.get("id") == self._number:
                    return answer
                elif type(answer.get("id")) is not int:
                    raise Lost("No answer.")
                # An answer that is late belongs to an earlier request, and is dropped.
        except Late:
            self.end()
            raise Dead(
                f"This cell was still running after {seconds:.0f} seconds and was stopped. "
                "Look for a loop that never ends."
            ) from None
        except Lost:
            raise Dead(self._why(self.end())) from None

    def _why(self, ended: str) -> str:
        if ended == "memory":
            most = self._memory / (1 << 20)
            return f"This cell used more than {most:.0f} MB of memory and was stopped."
        return "This cell ended Python itself. Take out what does that: os._exit() or a crash."

    def _tell(self, question: dict[str, Any]) -> dict[str, Any]:
        try:
            return {"value": self._told(question)}
        except Exception as error:
            return {"refused": str(error)[:300]}

    def _told(self, question: dict[str, Any]) -> Any:
        what = question["ask"]
        if what == "dictionary":
            return Case.lesson().describe(question["name"])
        seed = question["seed"]
        if seed not in (self._seed, LESSON_SEED):
            raise ValueError("Only your own case and the case of the lessons are at hand here.")
        if what == "table":
            return Case(seed).table(question["name"])
        tellers: dict[str, Callable[[], Any]] = {"api_text": Case(seed).api_text}
        return tellers[what]()
