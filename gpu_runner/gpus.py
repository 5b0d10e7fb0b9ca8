"""GPUs of this host: who may use which, and whether a job left something behind.

One job per device (or MIG slice): memory and errors of one job must not reach another.
A lease is a locked file, so it ends with its process, however that ends.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from gpu_runner.errors import BackendUnavailable, RunnerFailure, SlotFailed

QUERY = ("nvidia-smi", "--query-gpu=uuid,name,memory.used,memory.total,mig.mode.current")
QUERY_SECONDS = 20.0
IDLE_SECONDS = 20.0
TOLERANCE_MIB = 64
"""The driver's own use of memory varies a little between jobs."""


@dataclass(frozen=True, kw_only=True)
class Gpu:
    """One device, or one MIG slice of a device."""

    uuid: str
    name: str
    memory_mib: int
    used_mib: int
    """Of the whole device; a MIG slice's share is not told."""

    def describe(self) -> dict[str, str | int]:
        """What a record needs."""
        return {"uuid": self.uuid, "name": self.name, "memory_mib": self.memory_mib}


def parse_devices(text: str) -> tuple[list[Gpu], set[str]]:
    """Read the CSV of `QUERY`; return the devices, and the UUIDs of those cut into MIG slices.

    Raises `ValueError` for a line that is not from nvidia-smi.
    """
    devices, sliced = [], set()
    for line in text.splitlines():
        if not line.strip():
            continue
        uuid, name, used, total, mig = (field.strip() for field in line.split(","))
        devices.append(Gpu(uuid=uuid, name=name, memory_mib=int(total), used_mib=int(used)))
        if mig == "Enabled":
            sliced.add(uuid)
    return devices, sliced


def parse_slices(text: str) -> list[tuple[str, str, str]]:
    """Read `nvidia-smi -L`; return (device UUID, slice UUID, slice name) of every MIG slice."""
    slices = []
    device = ""
    for line in text.splitlines():
        uuid = line.rpartition("UUID: ")[2].rstrip(") \t")
        if line.startswith("GPU "):
            device = uuid
        elif line.strip().startswith("MIG ") and "UUID: " in line:
            slices.append((device, uuid, " ".join(line.split()[:2])))
    return slices


def available() -> list[Gpu]:
    """List what can be leased: whole devices, and the slices of those that are cut.

    Empty without a driver. Raises `BackendUnavailable` when the driver does not answer.
    """
    text = _smi([*QUERY, "--format=csv,noheader,nounits"])
    if text is None:
        return []
    devices, sliced = parse_devices(text)
    whole = [gpu for gpu in devices if gpu.uuid not in sliced]
    if not sliced:
        return whole
    by_uuid = {gpu.uuid: gpu for gpu in devices}
    parts = [
        Gpu(uuid=part, name=f"{by_uuid[device].name} {name}", memory_mib=0, used_mib=0)
        for device, part, name in parse_slices(_smi(["nvidia-smi", "-L"]) or "")
        if device in sliced
    ]
    return whole + parts


@dataclass
class Lease:
    """The right to use one GPU, until `release` or the end of this process."""

    gpu: Gpu
    _lock: IO[str]

    def release(self) -> None:
        """Give the GPU back. May be called twice."""
        self._lock.close()

    def check_idle(self) -> None:
        """Wait until the GPU's memory is back at its level before the lease.

        Raises `SlotFailed` when it is not after `IDLE_SECONDS`: something still holds it.
        """
        if self.gpu.uuid.startswith("MIG-"):
            return  # a slice's memory is not told; the device frees it with its processes
        deadline = time.monotonic() + IDLE_SECONDS
        while True:
            used = next((g.used_mib for g in available() if g.uuid == self.gpu.uuid), None)
            if used is not None and used <= self.gpu.used_mib + TOLERANCE_MIB:
                return
            if time.monotonic() > deadline:
                raise SlotFailed(
                    f"GPU {self.gpu.uuid} holds {used} MiB after its job, "
                    f"{self.gpu.used_mib} MiB before",
                    hint="see which process it is: nvidia-smi",
                )
            time.sleep(0.2)


def lease(candidates: list[Gpu] | None = None, folder: Path | None = None) -> Lease:
    """Lease the first free GPU of `candidates` (default: all of this host).

    Raises `BackendUnavailable` when there is none at all, `RunnerFailure` when all are in use.
    """
    gpus = available() if candidates is None else candidates
    if not gpus:
        raise BackendUnavailable(
            "this host has no NVIDIA GPU, or no driver for it",
            hint="set 'gpu = false', or see: nvidia-smi",
        )
    folder = folder or lock_folder()
    for gpu in gpus:
        lock = _try_lock(folder / f"{gpu.uuid}.lock")
        if lock is not None:
            return Lease(gpu, lock)
    raise RunnerFailure(
        f"all {len(gpus)} GPUs of this host are in use",
        hint="run fewer jobs at once, or wait",
    )


def lock_folder() -> Path:
    """Folder of the lock files, one for all users of this host."""
    folder = Path(tempfile.gettempdir()) / "gpu-runner-leases"
    folder.mkdir(exist_ok=True)
    if folder.stat().st_uid == os.geteuid():
        folder.chmod(0o1777)
    return folder


def _try_lock(path: Path) -> IO[str] | None:
    """Lock a file; None when another process, or another lease of this one, holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    lock = os.fdopen(descriptor, "r+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def _smi(command: list[str]) -> str | None:
    """Run nvidia-smi; None where it is not installed or finds no driver."""
    try:
        result = subprocess.run(
            command, capture_output=True, text=True, timeout=QUERY_SECONDS, check=False
        )
    except FileNotFoundError:
        return None
    except subprocess.TimeoutExpired as error:
        raise BackendUnavailable(
            f"nvidia-smi does not answer in {QUERY_SECONDS:g} s",
            hint="the driver may hang; see: dmesg | grep -i xid",
        ) from error
    return result.stdout if result.returncode == 0 else None
