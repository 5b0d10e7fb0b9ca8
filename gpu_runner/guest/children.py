"""A forked kernel as its warm process sees it: alive or not, what it used, what it left."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gpu_runner.guest import cgroup
from gpu_runner.guest.setup import NAMESPACES, PROCESS

INIT_PID = 1
SWEEP_SECONDS = 5.0


class Child:
    """One kernel process and its descendants."""

    def __init__(self, pid: int, isolation: str, before: cgroup.Counters) -> None:
        self.pid = pid
        self.isolation = isolation
        self.before = before
        self.now = before
        self.status: int | None = None
        """Exit code, or minus the signal number; None while it runs."""
        self.sampled_peak = 0
        self.sampled_processes = 0
        self.scratch = Scratch()
        self.own_cpu_seconds = 0.0
        self.left: list[int] = []

    def observe(self) -> None:
        """Take a sample; notice the end; end a kernel that fills the sandbox with processes."""
        if self.status is not None:
            return
        self._sample()
        if self.now.cpu_seconds is None:
            self.own_cpu_seconds = _cpu_seconds(self.pid)
        # A refused fork is an error in the student's code like any other, but a fork bomb
        # never ends by itself, and its children go on long after their parent saw an error.
        if _difference(self.now.refused_forks, self.before.refused_forks):
            self.kill()
        else:
            self._wait(os.WNOHANG)

    def interrupt(self) -> None:
        """Send SIGINT, as a terminal would."""
        if self.status is None:
            os.kill(self.pid, signal.SIGINT)

    def kill(self) -> None:
        """Kill the kernel and everything that it started; returns once all is gone."""
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            self._wait(0)

    def report(self) -> dict[str, Any]:
        """Return the evidence that the host classifies."""
        memory = _peak(self.now.peak_memory_bytes, self.before.peak_memory_bytes, self.sampled_peak)
        processes = _peak(
            self.now.peak_processes, self.before.peak_processes, self.sampled_processes
        )
        cpu = _difference(self.now.cpu_seconds, self.before.cpu_seconds)
        # Of earlier kernels' page cache alone a slot may have been full.
        full = _difference(self.now.full, self.before.full)
        return {
            "running": self.status is None,
            "status": self.status,
            "oom_kills": _difference(self.now.oom_kills, self.before.oom_kills) or 0,
            "was_full": None if full is None else full > 0,
            "refused_forks": _difference(self.now.refused_forks, self.before.refused_forks) or 0,
            "left": self.left,
            "cpu_seconds": self.own_cpu_seconds if cpu is None else cpu,
            "peak_memory_bytes": memory,
            "peak_processes": _difference(processes, self.before.processes),
            "peak_scratch_bytes": self.scratch.peak_bytes,
        }

    def _wait(self, options: int) -> None:
        pid, status, used = os.wait4(self.pid, options)
        if pid == 0:
            return
        self.own_cpu_seconds = used.ru_utime + used.ru_stime
        if self.now.memory_bytes is None:
            self.sampled_peak = used.ru_maxrss * 1024
        self.status = os.waitstatus_to_exitcode(status)
        self.left = sweep(self.isolation)
        self._sample()
        self.scratch.close()

    def _sample(self) -> None:
        self.now = counters(self.isolation)
        self.sampled_peak = max(self.sampled_peak, self.now.memory_bytes or 0)
        self.sampled_processes = max(self.sampled_processes, self.now.processes or 0)
        self.scratch.sample()


class Scratch:
    """The file systems that a kernel can write to; looked at again and again."""

    def __init__(self, places: Iterable[int | Path] = ()) -> None:
        """Take over `places`: one folder of each, as a path or as an open directory."""
        self.places = tuple(places)
        self.peak_bytes: int | None = None
        """The most that was seen in all of them together; None where there is none to look at."""

    def sample(self) -> None:
        """Look how much is written."""
        if self.places:
            found = [os.statvfs(place) for place in self.places]
            used = sum((each.f_blocks - each.f_bfree) * each.f_frsize for each in found)
            self.peak_bytes = max(self.peak_bytes or 0, used)

    def close(self) -> None:
        """Let go of them: a file system lives as long as somebody has a directory of it open."""
        for place in self.places:
            if isinstance(place, int):
                os.close(place)
        self.places = ()


def counters(isolation: str) -> cgroup.Counters:
    """Read the container's counters; a bare process has none of its own."""
    return cgroup.UNKNOWN if isolation == PROCESS else cgroup.read()


def sweep(isolation: str) -> list[int]:
    """Kill what a dead kernel left behind; return what cannot be killed.

    A process namespace dies with its first process, so there it only checks.
    """
    deadline = time.monotonic() + SWEEP_SECONDS
    while (remaining := _others(isolation)) and time.monotonic() < deadline:
        if isolation != NAMESPACES:
            for pid in remaining:
                _kill(pid)
        _reap()
        time.sleep(0.002)
    return remaining


def _others(isolation: str) -> list[int]:
    """All other processes of a container, or all children where there is no container."""
    own = os.getpid()
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    if isolation == PROCESS:
        return [pid for pid in pids if _parent(pid) == own]
    return [pid for pid in pids if pid not in (INIT_PID, own)]


def _parent(pid: int) -> int | None:
    fields = _stat(pid)
    return int(fields[1]) if fields else None


def _cpu_seconds(pid: int) -> float:
    """User and system time of a process and of those children that it waited for."""
    return sum(map(int, _stat(pid)[11:15])) / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str]:
    """Fields of /proc/<pid>/stat from the third on; empty when there is no such process."""
    try:
        # The name of the program, in brackets, may itself hold spaces and brackets.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _reap() -> None:
    """Collect adopted orphans (only a bare warm process adopts any)."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def _peak(now: int | None, before: int | None, sampled: int) -> int | None:
    """The peak of this kernel. A counter that has not risen tells of earlier kernels."""
    return sampled or None if now is None or now == before else now


def _difference(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else now - before
