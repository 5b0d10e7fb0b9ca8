"""Counters of the container's control group, version 1 or 2, as seen from inside it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

ROOT = Path("/sys/fs/cgroup")
MARGIN_BYTES = 4 << 20
"""Memory is charged in batches, so usage need not meet its limit exactly."""


class Counters(NamedTuple):
    """Counts since the container started; None where the host does not offer one."""

    oom_kills: int | None
    full: int | None
    """How often memory was at its limit and nothing could be freed; of version 1 whether it ever
    was at its limit. Tells a kernel's own hunger from the host's."""
    refused_forks: int | None
    cpu_seconds: float | None
    memory_bytes: int | None
    peak_memory_bytes: int | None
    processes: int | None
    """Processes and threads."""
    peak_processes: int | None


UNKNOWN = Counters(*[None] * len(Counters._fields))


def read(root: Path = ROOT) -> Counters:
    """Read all counters once."""
    if (root / "cgroup.controllers").exists():
        memory = _table(root / "memory.events")
        microseconds = _table(root / "cpu.stat").get("usage_usec")
        return Counters(
            oom_kills=memory.get("oom_kill"),
            full=memory.get("oom"),
            refused_forks=_table(root / "pids.events").get("max"),
            cpu_seconds=None if microseconds is None else microseconds / 1e6,
            memory_bytes=_number(root / "memory.current"),
            peak_memory_bytes=_number(root / "memory.peak"),
            processes=_number(root / "pids.current"),
            peak_processes=_number(root / "pids.peak"),
        )
    nanoseconds = _number(root / "cpuacct" / "cpuacct.usage")
    limit = _number(root / "memory" / "memory.limit_in_bytes")
    peak = _number(root / "memory" / "memory.max_usage_in_bytes")
    return Counters(
        oom_kills=_table(root / "memory" / "memory.oom_control").get("oom_kill"),
        # memory.failcnt would say it directly, but recent kernels leave it at 0.
        full=None if limit is None or peak is None else int(peak >= limit - MARGIN_BYTES),
        refused_forks=_table(root / "pids" / "pids.events").get("max"),
        cpu_seconds=None if nanoseconds is None else nanoseconds / 1e9,
        memory_bytes=_number(root / "memory" / "memory.usage_in_bytes"),
        peak_memory_bytes=peak,
        processes=_number(root / "pids" / "pids.current"),
        peak_processes=_number(root / "pids" / "pids.peak"),
    )


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return None


def _number(path: Path) -> int | None:
    text = _text(path)
    return int(text) if text is not None and text.strip().isdigit() else None


def _table(path: Path) -> dict[str, int]:
    rows = (line.split() for line in (_text(path) or "").splitlines())
    return {row[0]: int(row[1]) for row in rows if len(row) == 2 and row[1].isdigit()}
