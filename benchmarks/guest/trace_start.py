"""Imported in a warm process before it forks: notes when a kernel does what in its start.

A kernel answers `trace_start.marks()` with times of CLOCK_MONOTONIC, which is the host's too, and
with its CPU time, which other programs disturb less.
"""

from __future__ import annotations

import functools
import os
import time
from typing import Any

from gpu_runner.guest import isolation, kernel, warm, workdir

_marks: list[tuple[str, float, float, float]] = []


def marks() -> list[tuple[str, float, float, float]]:
    """(what, begin, end, CPU seconds) in the order of the ends, of this kernel alone."""
    return _marks


def _timed(owner: Any, name: str, label: str) -> None:
    function = getattr(owner, name)

    @functools.wraps(function)
    def timed(*args: Any, **kwargs: Any) -> Any:
        begun, used = time.monotonic(), time.process_time()
        try:
            return function(*args, **kwargs)
        finally:
            _marks.append((label, begun, time.monotonic(), time.process_time() - used))

    setattr(owner, name, timed)


def _forked() -> None:
    _marks.append(("forked", time.monotonic(), time.monotonic(), 0.0))


for _owner, _name in (
    (isolation, "enter"),
    (isolation, "_show_only_own_sockets"),
    (isolation, "_mount_scratch"),
    (isolation, "_mount_proc"),
    (isolation, "_mount_devices"),
    (isolation, "_become"),
    (workdir, "fill"),
    (workdir, "create"),
    (warm, "_forget_the_parent"),
    (kernel, "reseed"),
    (kernel, "open_sockets"),
    *(
        (kernel.SandboxKernelApp, name)
        for name in (
            "initialize",
            "init_blackhole",
            "init_sockets",
            "init_control",
            "init_iopub",
            "init_heartbeat",
            "init_io",
            "init_signal",
            "init_kernel",
            "init_path",
            "init_shell",
            "init_extensions",
            "init_code",
            "init_gui_pylab",
            "start",
        )
    ),
):
    _timed(_owner, _name, _name.lstrip("_"))
os.register_at_fork(before=_marks.clear, after_in_child=_forked)
