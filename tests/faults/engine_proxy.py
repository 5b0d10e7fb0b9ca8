"""A Docker engine that fails on command: a proxy between `DOCKER_HOST` and the real one.

What it does to each request is drawn with a seed: passes it, passes it late, answers 500, hangs up
before the engine hears of it, or hangs up when the engine has done it and answered half.
"""

from __future__ import annotations

import contextlib
import http.client
import random
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from enum import Enum
from http.server import BaseHTTPRequestHandler
from pathlib import Path


class Fault(Enum):
    """What can happen to a request."""

    DELAY = "delay"
    REFUSED = "500"
    UNHEARD = "closed before the engine hears of it"
    HALF_ANSWERED = "closed in the middle of the answer"


class _ToEngine(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=60)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: EngineProxy

    def _pass(self) -> None:
        fault = self.server.draw()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if fault is Fault.UNHEARD:
            return self._hang_up()
        if fault is Fault.REFUSED:
            return self._answer(500, b'{"message": "injected"}', "application/json")
        if fault is Fault.DELAY:
            time.sleep(self.server.delay)
        engine = _ToEngine(self.server.engine)
        headers = {name: value for name, value in self.headers.items() if name != "Connection"}
        engine.request(self.command, self.path, body, headers)
        answer = engine.getresponse()
        content = answer.read()
        engine.close()
        if fault is Fault.HALF_ANSWERED:
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(content) + 1}\r\n\r\n"
            self.wfile.write(head.encode() + content[: len(content) // 2])
            return self._hang_up()
        return self._answer(answer.status, content, answer.headers.get("Content-Type", ""))

    do_GET = do_POST = do_DELETE = do_HEAD = _pass

    def _answer(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def address_string(self) -> str:
        return "proxy"

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class EngineProxy(socketserver.ThreadingUnixStreamServer):
    """Listens at `path`; `share` of the requests fail while `active`."""

    daemon_threads = True

    def __init__(self, path: Path, engine: Path, chance: random.Random, share: float) -> None:
        super().__init__(str(path), _Handler)
        self.path = path
        self.engine = engine
        self.share = share
        self.delay = 0.3
        self.down = False
        """Whether every request is refused by hanging up, as by an engine that restarts."""
        self.injected: list[Fault] = []
        self._chance = chance
        self._lock = threading.Lock()

    def draw(self) -> Fault | None:
        """The fault of the next request, if any."""
        with self._lock:
            if self.down:
                fault = Fault.UNHEARD
            elif self._chance.random() < self.share:
                fault = self._chance.choice(list(Fault))
            else:
                return None
            self.injected.append(fault)
            return fault

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what this is about."""


@contextlib.contextmanager
def proxied(
    folder: Path, engine: Path, chance: random.Random, share: float
) -> Iterator[EngineProxy]:
    """Run a proxy in a thread."""
    with EngineProxy(folder / "engine.sock", engine, chance, share) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            thread.join()
