"""The host's end of a warm process's control socket."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gpu_runner.errors import SlotFailed
from gpu_runner.guest import protocol

CONNECT_PAUSE = 0.005


class Control:
    """Sends requests, one at a time, from any thread."""

    def __init__(self, channel: protocol.Channel) -> None:
        self._channel = channel
        self._lock = threading.Lock()

    @staticmethod
    def connect(path: Path, *, seconds: float, alive: Callable[[], bool]) -> Control:
        """Connect as soon as the socket exists.

        Raises `SlotFailed` after `seconds`, or when `alive()` says that nobody will listen.
        """
        deadline = time.monotonic() + seconds
        while True:
            sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                sock.connect(str(path))
            except (FileNotFoundError, ConnectionRefusedError):
                sock.close()
            except OSError as error:
                sock.close()
                raise SlotFailed(f"cannot connect to {path}: {error}") from error
            else:
                return Control(protocol.Channel(sock))
            if not alive():
                raise SlotFailed("the warm process ended before it listened")
            if time.monotonic() > deadline:
                raise SlotFailed(f"the warm process does not listen after {seconds:g} s")
            time.sleep(CONNECT_PAUSE)

    def request(self, operation: str, *, seconds: float, **values: Any) -> dict[str, Any]:
        """Send one request and return the reply.

        Raises `SlotFailed` when the warm process is gone, says that it failed, or is silent
        for `seconds`; after silence the connection is of no more use.
        """
        with self._lock:
            try:
                self._channel.sock.settimeout(seconds)
                self._channel.send({"op": operation, **values})
                reply = self._channel.receive()
            except TimeoutError as error:
                self._channel.close()
                raise SlotFailed(f"no answer to '{operation}' in {seconds:g} s") from error
            except (OSError, ValueError) as error:
                raise SlotFailed(f"control connection broken at '{operation}': {error}") from error
        if reply is None:
            raise SlotFailed(f"the warm process ended at '{operation}'")
        if "error" in reply:
            raise SlotFailed(reply["error"])
        return reply

    def close(self) -> None:
        """Close the connection; the warm process then kills its kernel and exits."""
        self._channel.close()
