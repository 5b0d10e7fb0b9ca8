"""End the kernels that nbgrader starts for AUTOTEST lines.

`InstantiateTests` runs the instructor's solution in a kernel to find the expected values. It
keeps neither the kernel's manager nor the client: when a test cannot be made the kernel runs on,
and the sockets stay open in any case. `kernels_ended` notes each kernel as it is started.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

import autograder.quick_nbformat  # isort: skip  # noqa: F401  # before nbgrader: saves 0.8 s
from nbgrader.preprocessors import instantiatetests

_started: ContextVar[list[tuple[Any, Any]] | None] = ContextVar("_started", default=None)
_start_new_kernel = instantiatetests.start_new_kernel


def _start_and_note(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
    manager, client = _start_new_kernel(*args, **kwargs)
    noted = _started.get()
    if noted is not None:
        noted.append((manager, client))
    return manager, client


instantiatetests.start_new_kernel = _start_and_note


@contextlib.contextmanager
def kernels_ended() -> Iterator[None]:
    """No kernel that the block starts, in this thread, lives on after it."""
    noted: list[tuple[Any, Any]] = []
    token = _started.set(noted)
    try:
        yield
    finally:
        _started.reset(token)
        for manager, client in noted:
            client.stop_channels()
            if manager.has_kernel:
                manager.shutdown_kernel(now=True)
