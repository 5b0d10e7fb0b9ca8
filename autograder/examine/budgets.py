"""How much of each limit a submission used, and how messages name the limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gpu_runner.limits import Limits
from gpu_runner.sandbox import Usage

_MB = 2**20


@dataclass(frozen=True, kw_only=True)
class Spent:
    """What one notebook used until now."""

    limits: Limits
    cell_seconds: float
    """Wall time of the longest cell or test."""
    seconds: float
    """Wall time of all of them."""
    usage: Usage
    output_bytes: int

    def shares(self) -> dict[str, float]:
        """Fraction of each budget that was used, by its limit's name; what is unknown is left out.

        CPU time has no limit of its own: its budget is all the time of all the cores. Of disk and,
        on older kernels of Linux, of processes and memory, peaks between two looks are not seen.

        >>> limits = Limits(cell_seconds=10, submission_seconds=100, output_bytes=1000)
        >>> time = {"cell_seconds": 5, "seconds": 20}
        >>> Spent(limits=limits, **time, usage=Usage(), output_bytes=10).shares()
        {'cell_seconds': 0.5, 'submission_seconds': 0.2, 'output_bytes': 0.01}
        """
        limits, usage = self.limits, self.usage
        used = {
            "cell_seconds": (self.cell_seconds, limits.cell_seconds),
            "submission_seconds": (self.seconds, limits.submission_seconds),
            "cpu_seconds": (usage.cpu_seconds, limits.cpus * limits.submission_seconds),
            "memory_bytes": (usage.peak_memory_bytes, limits.memory_bytes),
            "pids": (usage.peak_processes, limits.pids),
            "scratch_bytes": (usage.peak_scratch_bytes, limits.scratch_bytes),
            "output_bytes": (self.output_bytes, limits.output_bytes),
        }
        return {
            name: round(part / whole, 4) for name, (part, whole) in used.items() if part is not None
        }

    def figures(self) -> dict[str, Any]:
        """The limits as messages name them, and what was used of each; None where it is unknown.

        The time is that of a cell, or of the whole notebook where that is used up.
        """
        limits, usage = self.limits, self.usage
        whole = self.seconds >= limits.submission_seconds
        return {
            "time": f"the {limits.submission_seconds:g} s that a whole notebook may take"
            if whole
            else f"the time limit of {limits.cell_seconds:g} s",
            "used_seconds": self.seconds if whole else self.cell_seconds,
            "memory_mb": limits.memory_bytes / _MB,
            "used_memory_mb": _megabytes(usage.peak_memory_bytes),
            "pids": limits.pids,
            "used_pids": usage.peak_processes,
            "output_mb": limits.output_bytes / _MB,
            "used_output_mb": _megabytes(self.output_bytes),
            "scratch_mb": limits.scratch_bytes / _MB,
            "file_mb": limits.file_bytes / _MB,
            "used_scratch_mb": _megabytes(usage.peak_scratch_bytes),
        }


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


def _megabytes(size: int | None) -> float | None:
    return None if size is None else size / _MB
