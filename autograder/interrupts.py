"""Ending a command from outside: what is finished is stored, and everything is cleaned up.

Ctrl-C is Python's own affair. A stopped service (SIGTERM) and a closed terminal (SIGHUP) would end
the process on the spot, and leave its sandboxes to whoever cleans up next.
"""

from __future__ import annotations

import contextlib
import os
import signal
import stat
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Final, TypeVar

T = TypeVar("T")

_cancels: Final[list[Callable[[], None]]] = []
"""What ends the event loop that runs, if one does."""


@contextlib.contextmanager
def ended_politely() -> Iterator[None]:
    """Within, SIGTERM and SIGHUP do what Ctrl-C does.

    One that is ignored, as `nohup` has it, stays ignored.
    """
    previous = {}
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:
                previous[number] = signal.signal(number, _interrupt)
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def run(work: Coroutine[Any, Any, T]) -> T:
    """`asyncio.run`, which a signal ends by cancelling `work`, so that this can clean up.

    Raises:
        KeyboardInterrupt: a signal ended it.
    """
    import asyncio  # a part of a second, which few commands need

    async def cancellable() -> T:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None

        def cancel() -> None:
            task.cancel()
            loop.call_soon_threadsafe(lambda: None)  # wakes the loop, as asyncio does at Ctrl-C

        _cancels.append(cancel)
        try:
            return await work
        finally:
            _cancels.remove(cancel)

    try:
        return asyncio.run(cancellable())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def _leave_terminal() -> None:
    """Write to nowhere from now on: whatever is written to a closed terminal is an error."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        with contextlib.suppress(OSError):
            if stat.S_ISCHR(os.fstat(stream).st_mode):
                os.dup2(nowhere, stream)
    os.close(nowhere)


def _interrupt(number: int, _: object) -> None:
    if number == signal.SIGHUP:
        _leave_terminal()
    if _cancels:
        _cancels[-1]()
    else:
        raise KeyboardInterrupt
