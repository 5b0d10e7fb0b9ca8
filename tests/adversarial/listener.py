"""What of this host a submission might reach: a port and a socket that note who comes."""

from __future__ import annotations

import contextlib
import os
import socket
import threading


class Listener:
    """A TCP port on the loopback interface and an abstract socket that nobody may reach."""

    def __init__(self) -> None:
        self.reached: list[str] = []
        self.name = f"autograder-{os.getpid()}"
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self._unix = socket.socket(socket.AF_UNIX)
        self._unix.bind(f"\0{self.name}")
        self._unix.listen()
        self.port = self._tcp.getsockname()[1]
        for server in (self._tcp, self._unix):
            threading.Thread(target=self._serve, args=(server,), daemon=True).start()

    def _serve(self, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                link, peer = server.accept()
                self.reached.append(str(peer))
                link.close()

    def close(self) -> None:
        for server in (self._tcp, self._unix):
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            server.close()
