"""Why a kernel ended: "their code" or "our infrastructure", from evidence alone."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gpu_runner.limits import Limits
from gpu_runner.sandbox import Ending, EndReason, Usage


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What is known about a dead kernel. The defaults say "nothing happened"."""

    status: int | None
    """Exit code, minus the signal number; None when nobody saw it end."""
    killed_by_caller: bool = False
    isolated: bool = True
    """In a process namespace of its own, so that no code inside can send it SIGKILL."""
    oom_kills: int = 0
    """Processes of the sandbox that the host's out-of-memory killer ended."""
    was_full: bool | None = None
    """Whether the sandbox's memory was ever at its limit; None where the host does not tell."""
    refused_forks: int = 0
    left: tuple[int, ...] = ()
    """Processes that survived their kernel."""
    sandbox_alive: bool = True
    sandbox_out_of_memory: bool = False
    """The engine's own record that the container died at its memory limit."""
    sandbox_detail: str = ""

    @staticmethod
    def from_report(
        report: Mapping[str, Any], *, killed_by_caller: bool, isolated: bool
    ) -> Evidence:
        """Read the report of a warm process that outlived its kernel."""
        return Evidence(
            status=report["status"],
            killed_by_caller=killed_by_caller,
            isolated=isolated,
            oom_kills=report["oom_kills"],
            was_full=report["was_full"],
            refused_forks=report["refused_forks"],
            left=tuple(report["left"]),
        )


def classify(evidence: Evidence) -> Ending:
    """Name the ending.

    A limit that was hit explains more than how the kernel was ended afterwards: a caller
    kills a kernel that hangs *because* its worker processes are gone. An end that only
    somebody outside can have caused is `LOST`, whatever the code did before. A kernel
    that ended by itself with code 0 is `EXITED`, even when one of its children was killed.
    """
    code = evidence.status
    if evidence.sandbox_out_of_memory:
        return Ending(EndReason.OUT_OF_MEMORY, code, "The container died at its memory limit.")
    if not evidence.sandbox_alive:
        detail = evidence.sandbox_detail or "The sandbox is gone."
        return Ending(EndReason.LOST, code, detail)
    if evidence.left:
        processes = ", ".join(str(pid) for pid in evidence.left)
        return Ending(EndReason.LOST, code, f"Processes survived their kernel: {processes}.")
    if code is None:
        return Ending(EndReason.LOST, None, "Nobody saw the kernel end.")
    if code == 0:
        return Ending(EndReason.EXITED, 0, "The kernel ended by itself.")
    return _limit(evidence) or _by_code(evidence, code)


def reached(usage: Usage, reason: EndReason, limits: Limits) -> Usage:
    """Return `usage` with the limit that ended the kernel as reached: a sample can miss it."""
    if reason is EndReason.OUT_OF_MEMORY:
        peak = max(usage.peak_memory_bytes or 0, limits.memory_bytes)
        return usage._replace(peak_memory_bytes=peak)
    if reason is EndReason.TOO_MANY_PROCESSES:
        return usage._replace(peak_processes=max(usage.peak_processes or 0, limits.pids))
    return usage


def _limit(evidence: Evidence) -> Ending | None:
    code = evidence.status
    if evidence.oom_kills and evidence.was_full is False:
        detail = "The host ran out of memory; the sandbox was below its limit."
        return Ending(EndReason.LOST, code, detail)
    if evidence.oom_kills:
        detail = f"{evidence.oom_kills} process(es) killed at the memory limit."
        return Ending(EndReason.OUT_OF_MEMORY, code, detail)
    if evidence.refused_forks:
        detail = "A process or thread could not start: the limit of processes was reached."
        return Ending(EndReason.TOO_MANY_PROCESSES, code, detail)
    return None


def _by_code(evidence: Evidence, code: int) -> Ending:
    if evidence.killed_by_caller:
        return Ending(EndReason.KILLED, code, "The kernel was killed on request.")
    if code == -signal.SIGKILL and evidence.isolated:
        detail = "The kernel got SIGKILL from outside its sandbox."
        return Ending(EndReason.LOST, code, detail)
    if code < 0:
        return Ending(EndReason.DIED, code, f"The kernel died of {_signal_name(-code)}.")
    return Ending(EndReason.DIED, code, f"The kernel ended with exit code {code}.")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
