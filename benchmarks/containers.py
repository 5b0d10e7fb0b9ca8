"""CPU time and memory of the containers that a process has made, read from their control groups."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import docker
import psutil  # type: ignore[import-untyped]

from gpu_runner.container import LABEL, OWNER_LABEL

_GROUPS = Path("/sys/fs/cgroup")
_INTERVAL_SECONDS = 0.1
_LIST_EVERY = 5
"""The engine is asked for new containers only at every fifth sample."""


class ContainerMeter:
    """Samples, while it is open, the containers of slots that the process `pid` owns.

    What a container does between its last sample and its end is missed: 0.1 s each.
    """

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.cpu_seconds: dict[str, float] = {}
        """CPU time by container."""
        self.memory_bytes: dict[str, int] = {}
        """Highest anonymous memory by container: what processes hold, without cached files."""
        self.total_bytes = 0
        """Highest sum of anonymous memory over containers."""
        self._client = docker.from_env()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()
        self._client.close()

    def _work(self) -> None:
        number = 0
        known: list[str] = []
        while not self._stop.wait(_INTERVAL_SECONDS):
            if number % _LIST_EVERY == 0:
                known = list(self._containers())
            number += 1
            self._sample(known)

    def _containers(self) -> Iterator[str]:
        for container in self._client.api.containers(filters={"label": LABEL}):
            owner = str(container["Labels"].get(OWNER_LABEL, "")).split()
            if len(owner) == 3 and owner[1] == str(self.pid):
                yield str(container["Id"])

    def _sample(self, identifiers: list[str]) -> None:
        total = 0
        for identifier in identifiers:
            try:
                cpu, memory = _read(identifier)
            except OSError:
                continue  # it has just ended
            self.cpu_seconds[identifier] = cpu
            self.memory_bytes[identifier] = max(memory, self.memory_bytes.get(identifier, 0))
            total += memory
        self.total_bytes = max(self.total_bytes, total)


def _read(identifier: str) -> tuple[float, int]:
    """CPU seconds and anonymous bytes of a container. Raises `OSError` once it is gone."""
    if (_GROUPS / "cgroup.controllers").exists():
        scope = _GROUPS / "system.slice" / f"docker-{identifier}.scope"
        folder = scope if scope.is_dir() else _GROUPS / "docker" / identifier
        cpu = _entry(folder / "cpu.stat", "usage_usec") / 1e6
        return cpu, _entry(folder / "memory.stat", "anon")
    nanoseconds = (_GROUPS / "cpuacct" / "docker" / identifier / "cpuacct.usage").read_text("ascii")
    memory = _entry(_GROUPS / "memory" / "docker" / identifier / "memory.stat", "total_rss")
    return int(nanoseconds) / 1e9, memory


def _entry(path: Path, name: str) -> int:
    for line in path.read_text("ascii").splitlines():
        key, _, value = line.partition(" ")
        if key == name:
            return int(value)
    raise FileNotFoundError(f"{path} has no {name}")


class KernelMeter:
    """Samples, while it is open, the largest kernel among the descendants of the process `pid`."""

    def __init__(self, pid: int) -> None:
        self.memory_bytes = 0
        """Highest resident memory that no other process shares (unique set size)."""
        self._parent = psutil.Process(pid)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stop.wait(_INTERVAL_SECONDS):
            try:
                sizes = [_unique(child) for child in self._parent.children(recursive=True)]
            except psutil.NoSuchProcess:
                continue
            self.memory_bytes = max([self.memory_bytes, *sizes])


def _unique(process: Any) -> int:
    try:
        return int(process.memory_info().rss - process.memory_info().shared)
    except psutil.NoSuchProcess:
        return 0
