"""The interface of every backend: a `Backend` opens a `Slot`, a slot starts kernels.

A slot holds the modules of an assignment, imported once. Each kernel is a fork of
it, with its own processes, files, user and (no) network; one kernel at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self

from gpu_runner.limits import Limits


@dataclass(frozen=True, kw_only=True)
class SlotSpec:
    """What the kernels of one slot have in common."""

    modules: tuple[str, ...] = ()
    """Imported once, before the fork; never used there (no tensor, no device)."""
    env: Mapping[str, str] = field(default_factory=dict)
    """Environment of the kernels, beside a fixed minimal set."""
    limits: Limits = field(default_factory=Limits)
    mounts: Mapping[str, Path] = field(default_factory=dict)
    """Absolute path inside to host path, read-only. `Slot.inside` tells where it is really seen."""
    python_path: tuple[Path, ...] = ()
    """Host folders on `sys.path` of the kernels, read-only."""
    files: Path | None = None
    """Host folder whose content is copied into the fresh working directory of each kernel."""
    links: Mapping[str, Path] = field(default_factory=dict)
    """Name relative to the working directory to host path: read-only, a symbolic link there."""
    peer: Slot | None = None
    """The slot whose kernels this slot's kernels may connect to; never the reverse."""
    gpu: bool = False
    """Lease one GPU for the slot, where the host has one."""


class EndReason(StrEnum):
    """Why a kernel is gone. All but `LOST` are deeds of the code in it, or of its caller."""

    EXITED = "exited"
    """It ended by itself with code 0, or on a shutdown request."""
    KILLED = "killed"
    """The caller killed it."""
    OUT_OF_MEMORY = "out_of_memory"
    TOO_MANY_PROCESSES = "too_many_processes"
    DIED = "died"
    """Any other exit code or signal: `os._exit(3)`, a segmentation fault."""
    LOST = "lost"
    """The sandbox failed; the code is not to blame, try again in a fresh slot."""


class Ending(NamedTuple):
    """How a kernel ended."""

    reason: EndReason
    exit_code: int | None
    """Exit code; minus the signal number when a signal ended it; None when nobody knows."""
    detail: str
    """One sentence for staff."""


class Usage(NamedTuple):
    """What a kernel used so far, its children included; None where the backend cannot tell."""

    cpu_seconds: float | None = None
    peak_memory_bytes: int | None = None
    peak_processes: int | None = None
    """Processes and threads at a time."""
    peak_scratch_bytes: int | None = None
    """The most that was seen on disk, with the files that the kernel was given."""


class SandboxKernel(Protocol):
    """One running kernel."""

    kernel_id: str
    connection: dict[str, Any]
    """Jupyter connection information as the HOST sees it: transport, ip, ports, key."""

    def poll(self) -> Ending | None:
        """The ending, or None while it runs. Never blocks longer than a moment."""

    def wait(self, timeout: float | None = None) -> Ending:
        """Wait for the end. Raises `TimeoutError` after `timeout` seconds."""

    def interrupt(self) -> None:
        """Send SIGINT to the kernel. Does nothing when it has ended."""

    def kill(self) -> Ending:
        """SIGKILL the kernel and all its descendants; returns once nothing of it is left."""

    def usage(self) -> Usage:
        """CPU time and peak memory; after the end, the final figures."""


class Slot(Protocol):
    """A warm sandbox: a context manager that starts one kernel at a time.

    Its methods block and may be called from any thread (`asyncio.to_thread`).
    """

    backend: str
    spec: SlotSpec

    @property
    def environment(self) -> Mapping[str, Any]:
        """What a record needs: image digest, package versions, limits, runtime, GPU."""

    def inside(self, host_path: Path) -> str:
        """Where a mounted host path, or anything below one, is seen by the slot's kernels.

        Raises `ValueError` for a path that the slot does not mount.
        """

    def peer_directory(self, kernel_id: str) -> str:
        """Path, as seen inside this slot, of the socket directory of `spec.peer`'s kernel."""

    def start_kernel(self, connection: Mapping[str, Any]) -> SandboxKernel:
        """Fork a kernel. `connection` may set `key`, `signature_scheme` and `kernel_name`.

        Raises `SlotFailed` when the sandbox fails or does not answer in `start_seconds`.
        """

    def close(self) -> None:
        """End the kernel, if any, and free everything. May be called twice."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class Backend(Protocol):
    """A way to isolate kernels."""

    name: str

    def check(self) -> None:
        """Raise `BackendUnavailable`, with what to type next, where the backend cannot work."""

    def identity(self) -> Mapping[str, str]:
        """What of the backend can change what code computes, the same on every host like it."""

    def open_slot(self, spec: SlotSpec, *, wait: bool = True) -> Slot:
        """Start a slot and import its modules. Raises `SlotFailed`, `ImageMissing`.

        Without `wait` it returns before the modules are imported, so that several slots do it
        at the same time; then what goes wrong is raised by the first `start_kernel`.
        """
