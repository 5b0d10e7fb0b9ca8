"""A relay between a kernel's sockets and ours, which ends what a hostile kernel sends too much of.

ZeroMQ takes a message into memory before anybody can look at its size, and one of many parts
without any bound. So the bytes of a candidate's channels pass through here, and are counted.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

_CHUNK = 1 << 16


class Relay:
    """Passes bytes in both directions, until those of the kernel exceed `limit`.

    Then, or when our own ZeroMQ hangs up because one part is too large for it, all connections
    are cut for good and `exceeded` is called.
    """

    def __init__(self, limit: int, exceeded: Callable[[], None]) -> None:
        self._left = limit
        self._exceeded = exceeded
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._open = True

    async def listen(self, path: Path, target: Path) -> None:
        """Connect whoever connects to `path` to the socket `target`."""

        def serve(ours: asyncio.StreamReader, to_us: asyncio.StreamWriter) -> None:
            task = asyncio.create_task(self._serve(target, ours, to_us))
            self._tasks.add(task)
            self._writers.add(to_us)
            task.add_done_callback(self._tasks.discard)
            task.add_done_callback(lambda _: self._writers.discard(to_us))

        self._servers.append(await asyncio.start_unix_server(serve, path, limit=_CHUNK))

    def allow(self, limit: int) -> None:
        """Count the kernel's bytes anew, up to `limit`."""
        self._left = limit

    async def close(self) -> None:
        """Cut all connections. May be called twice."""
        self._open = False
        for server in self._servers:
            server.close()
        for transport in (writer.transport for writer in self._writers):
            # One that is closed already cannot be aborted; one that still flushes has to be.
            if not transport.is_closing() or transport.get_write_buffer_size():
                transport.abort()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(
        self, target: Path, ours: asyncio.StreamReader, to_us: asyncio.StreamWriter
    ) -> None:
        """One connection, from beginning to end."""
        to_them = None
        try:
            theirs, to_them = await asyncio.open_unix_connection(target, limit=_CHUNK)
            await self._pass(ours, to_us, theirs, to_them)
        except OSError:
            pass  # the kernel does not listen any more; ZeroMQ tries again
        finally:
            to_us.close()  # once it has passed on what it holds, or `close` does not let it
            if to_them is not None:
                to_them.transport.abort()
            for writer in filter(None, (to_us, to_them)):
                with contextlib.suppress(OSError):
                    await writer.wait_closed()

    async def _pass(
        self,
        ours: asyncio.StreamReader,
        to_us: asyncio.StreamWriter,
        theirs: asyncio.StreamReader,
        to_them: asyncio.StreamWriter,
    ) -> None:
        down = asyncio.create_task(self._copy(theirs, to_us, down=True))
        up = asyncio.create_task(self._copy(ours, to_them, down=False))
        try:
            done, _ = await asyncio.wait({down, up}, return_when=asyncio.FIRST_COMPLETED)
            if self._open and any(task.result() for task in done):
                self._cut()
        finally:
            down.cancel()
            up.cancel()
            await asyncio.gather(down, up, return_exceptions=True)

    def _cut(self) -> None:
        self._open = False
        for server in self._servers:
            server.close()
        self._exceeded()

    async def _copy(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, down: bool
    ) -> bool:
        """Copy until one side ends; tell whether that was ours, or the limit.

        Our side never ends a connection while the relay is open, but for the size of a part.
        """
        while data := await _read(source):
            if down:
                self._left -= len(data)
                if self._left < 0:
                    return True
            try:
                sink.write(data)
                await sink.drain()
            except OSError:
                return down
        return not down


async def _read(source: asyncio.StreamReader) -> bytes:
    """The next bytes; none at the end of the connection, however it ended."""
    try:
        return await source.read(_CHUNK)
    except OSError:
        return b""
