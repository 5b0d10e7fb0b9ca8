"""How much of each limit a submission used, and how messages name the limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gpu_runner.limits import Limits
from gpu_runner.sandbox import Usage


def shares(
    limits: Limits, *, cell_seconds: float, seconds: float, usage: Usage, output_bytes: int
) -> dict[str, float]:
    """Fraction of each budget that was used, by its limit's name; what is unknown is left out.

    CPU time has no limit of its own: its budget is all the time of all the cores.

    Args:
        cell_seconds: wall time of the longest cell or test.
        seconds: wall time of all of them.

    >>> limits = Limits(cell_seconds=10, submission_seconds=100, output_bytes=1000)
    >>> used = {"cell_seconds": 5, "seconds": 20, "output_bytes": 10}
    >>> shares(limits, usage=Usage(None, None), **used)
    {'cell_seconds': 0.5, 'submission_seconds': 0.2, 'output_bytes': 0.01}
    """
    found = {
        "cell_seconds": cell_seconds / limits.cell_seconds,
        "submission_seconds": seconds / limits.submission_seconds,
    }
    if usage.cpu_seconds is not None:
        found["cpu_seconds"] = usage.cpu_seconds / (limits.cpus * limits.submission_seconds)
    if usage.peak_memory_bytes is not None:
        found["memory_bytes"] = usage.peak_memory_bytes / limits.memory_bytes
    found["output_bytes"] = output_bytes / limits.output_bytes
    return {name: round(share, 4) for name, share in found.items()}


def longest_cell(record: Iterable[Mapping[str, Any]]) -> float:
    """Wall time of the longest cell or test in a record."""
    timed = (line["seconds"] for line in record if line["event"] in ("cell", "test"))
    return max(timed, default=0.0)


def largest(parts: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """The largest share of each budget, of several notebooks that each had all of it."""
    found: dict[str, float] = {}
    for part in parts:
        for name, share in part.items():
            found[name] = max(share, found.get(name, 0.0))
    return found


def limit_figures(limits: Limits, *, all_used: bool = False) -> dict[str, Any]:
    """The limits as messages name them.

    Args:
        all_used: whether the time of the whole notebook is used up, and not that of a cell.
    """
    return {
        "time": f"the {limits.submission_seconds:g} s that a whole notebook may take"
        if all_used
        else f"the time limit of {limits.cell_seconds:g} s",
        "memory_mb": limits.memory_bytes / 2**20,
        "pids": limits.pids,
        "output_mb": limits.output_bytes / 2**20,
        "scratch_mb": limits.scratch_bytes / 2**20,
        "file_mb": limits.file_bytes / 2**20,
    }
