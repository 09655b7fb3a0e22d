"""Messages over a socket between the examiner and the learner's process, neither waiting for ever."""

from __future__ import annotations

import socket
import struct
import time
from typing import Any

from pmbridge.grading import wire

_LENGTH = struct.Struct("<Q")
_MOST = wire.MAX_BYTES + 1_000_000


class Lost(Exception):
    """The other side is gone, or sent what is no message."""


class Late(Exception):
    """The other side did not answer in time."""


class Channel:
    """One end of a connected pair of sockets."""

    def __init__(
        self,
        end: socket.socket,
        *,
        describe: wire.Describe | None = None,
        revive: wire.Revive | None = None,
    ) -> None:
        self._end = end
        self._describe = describe
        self._revive = revive

    def send(self, message: Any, seconds: float | None = None) -> None:
        """Send ``message``.

        Raises
        ------
        wire.WireError
            If it can't be packed; nothing was sent then.
        Lost, Late
            If the other side does not take it.
        """
        data = wire.pack(message, self._describe)
        self._end.settimeout(seconds)
        try:
            self._end.sendall(_LENGTH.pack(len(data)) + data)
        except TimeoutError as error:
            raise Late from error
        except OSError as error:
            raise Lost(str(error)) from error

    def receive(self, seconds: float | None = None) -> Any:
        """Return the next message, which may take ``seconds`` in all.

        Raises
        ------
        Lost, Late
            If none comes. The channel is of no use after that.
        """
        until = None if seconds is None else time.monotonic() + seconds
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size, until))
        if length > _MOST:
            raise Lost("A message is too large.")
        try:
            return wire.unpack(self._read(length, until), self._revive)
        except wire.WireError as error:
            raise Lost(str(error)) from error

    def _read(self, size: int, until: float | None) -> bytes:
        # Grown as it comes: a length alone must not make us take memory.
        data = bytearray()
        while len(data) < size:
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                raise Late
            self._end.settimeout(left)
            try:
                part = self._end.recv(min(size - len(data), 1 << 20))
            except TimeoutError as error:
                raise Late from error
            except OSError as error:
                raise Lost(str(error)) from error
            if not part:
                raise Lost("The other side is gone.")
            data += part
        return bytes(data)

    def close(self) -> None:
        """Close this end."""
        self._end.close()
