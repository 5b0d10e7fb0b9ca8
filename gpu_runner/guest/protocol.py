"""Messages between the host and a warm process: one JSON object per line, one reply per request.

The host connects once to the warm process's control socket. When that connection
closes, for whatever reason, the warm process kills its kernel and exits: no sandbox
outlives its owner.
"""

from __future__ import annotations

import json
import socket
from typing import Any

MAX_BYTES = 1 << 20

CONFIGURE = "configure"
START = "start"
POLL = "poll"
INTERRUPT = "interrupt"
TERMINATE = "terminate"
KILL = "kill"

SOCKET_NAMES = ("shell", "iopub", "stdin", "control", "hb")
"""Order of a kernel's sockets: port 1 is the shell, and so on (`<ip>-<port>` is the path)."""


class Channel:
    """A connected stream socket that carries messages."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._buffer = b""

    def fileno(self) -> int:
        """For `select`."""
        return self.sock.fileno()

    def send(self, message: dict[str, Any]) -> None:
        """Send one message. Raises `OSError` when the other side is gone."""
        self.sock.sendall(json.dumps(message).encode() + b"\n")

    def receive(self) -> dict[str, Any] | None:
        """Return the next message, or None at the end of the stream.

        Raises `TimeoutError` when the socket has a time-out and it passes, `ValueError` for
        anything that is not one JSON object below `MAX_BYTES`.
        """
        while b"\n" not in self._buffer:
            if len(self._buffer) > MAX_BYTES:
                raise ValueError("control message too long")
            chunk = self.sock.recv(1 << 16)
            if not chunk:
                return None
            self._buffer += chunk
        line, self._buffer = self._buffer.split(b"\n", 1)
        message = json.loads(line)
        if not isinstance(message, dict):
            raise ValueError("control message is not an object")
        return message

    def close(self) -> None:
        """Close the socket."""
        self.sock.close()
