"""GPUs of this host: who may use which, and whether a job left something behind.

One job per device (or MIG slice): memory and errors of one job must not reach another.
A lease is a locked file, so it ends with its process, however that ends. While it lasts the file
holds the device's memory level before the job; whoever finds such a mark without a lock (its owner
was killed, or its job left memory behind) leaves the device alone until it is back at that level.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import subprocess
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
NO_DRIVER = (6, 9, 12)
"""Exit codes of nvidia-smi: no device, no driver, no library of the driver. Others are faults."""
_SHARED = (Path("/run/lock"), Path("/dev/shm"), Path("/tmp"))  # noqa: S108
_LEASES = "gpu-runner-leases"


@dataclass(frozen=True, kw_only=True)
class Gpu:
    """One device, or one MIG slice of a device."""

    uuid: str
    name: str
    memory_mib: int
    used_mib: int
    """Of the whole device; a MIG slice's share is not told."""

    @property
    def is_slice(self) -> bool:
        """Whether it is a MIG slice."""
        return self.uuid.startswith("MIG-")

    def describe(self) -> dict[str, str | int]:
        """What a record needs."""
        return {"uuid": self.uuid, "name": self.name, "memory_mib": self.memory_mib}


def parse_devices(text: str) -> tuple[list[Gpu], set[str]]:
    """Read the CSV of `QUERY`; return the devices, and the UUIDs of those cut into MIG slices.

    A device that is lost has texts in place of its numbers, and is left out. Raises `ValueError`
    for a line that is not from nvidia-smi.
    """
    devices, sliced = [], set()
    for line in text.splitlines():
        if not line.strip():
            continue
        uuid, name, used, total, mig = (field.strip() for field in line.split(","))
        if mig == "Enabled":
            sliced.add(uuid)
        elif not (used.isdigit() and total.isdigit()):
            continue
        numbers = [int(field) if field.isdigit() else 0 for field in (used, total)]
        devices.append(Gpu(uuid=uuid, name=name, used_mib=numbers[0], memory_mib=numbers[1]))
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

    Empty without a driver. Raises `BackendUnavailable` when the driver does not answer, or says
    nothing of use: a host with GPUs must not grade on its CPU unnoticed.
    """
    text = _smi([*QUERY, "--format=csv,noheader,nounits"])
    if text is None:
        return []
    try:
        devices, sliced = parse_devices(text)
    except ValueError as error:
        raise _driver_failed(f"nvidia-smi answers {text.strip()[:200]!r}") from error
    if text.strip() and not devices:
        raise _driver_failed(f"every GPU is lost: {text.strip()[:200]!r}")
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
        if self._lock.closed:
            return
        if not _reason(self._lock):
            _mark(self._lock, None)
        self._lock.close()

    def check_idle(self) -> None:
        """Wait until the GPU's memory is back at its level before the lease.

        Raises `SlotFailed` when it is not after `IDLE_SECONDS`: something still holds it. Nobody
        else gets the GPU then, until it is back or somebody removes its mark.
        """
        if self.gpu.is_slice:
            return  # a slice's memory is not told; the device frees it with its processes
        deadline = time.monotonic() + IDLE_SECONDS
        while True:
            used = next((g.used_mib for g in available() if g.uuid == self.gpu.uuid), None)
            if used is not None and used <= self.gpu.used_mib + TOLERANCE_MIB:
                _mark(self._lock, self.gpu.used_mib)
                return
            if time.monotonic() > deadline:
                held = "is lost" if used is None else f"holds {used} MiB after its job"
                reason = f"GPU {self.gpu.uuid} {held}, {self.gpu.used_mib} MiB before"
                _mark(self._lock, self.gpu.used_mib, reason)
                raise SlotFailed(reason, hint="see which process it is: nvidia-smi")
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
    held = []
    for gpu in gpus:
        lock = _try_lock(folder / f"{gpu.uuid}.lock")
        if lock is None:
            continue
        if candidates is None:
            # Its last job may have ended since it was looked at: the level would be that job's.
            gpu = next((now for now in available() if now.uuid == gpu.uuid), gpu)
        problem = _left_behind(gpu, lock)
        if problem:
            held.append(problem)
            lock.close()
            continue
        _mark(lock, gpu.used_mib)
        return Lease(gpu, lock)
    raise RunnerFailure(
        f"all {len(gpus)} GPUs of this host are in use" + "".join(f"; {why}" for why in held),
        hint=f"end what holds their memory (nvidia-smi), or remove the marks in {folder}"
        if held
        else "run fewer jobs at once, or wait",
    )


def held_back(folder: Path | None = None) -> list[str]:
    """Why GPUs that nobody has leased are not leased, one sentence each."""
    found = []
    for gpu in available():
        lock = _try_lock((folder or lock_folder()) / f"{gpu.uuid}.lock")
        if lock is not None:
            with lock:
                found.append(_left_behind(gpu, lock))
    return [problem for problem in found if problem]


def lock_folder() -> Path:
    """Make the folder of the lock files, one for all users of this host.

    `$GPU_RUNNER_LEASES` wins; else it is `shared_folder()`. Raises `RunnerFailure` when it cannot
    be made.
    """
    folder = Path(os.environ.get("GPU_RUNNER_LEASES") or shared_folder())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if folder.stat().st_uid == os.geteuid():
            folder.chmod(0o1777)
    except OSError as error:
        raise RunnerFailure(
            f"{folder}: the folder of leases of GPUs cannot be made: {error.strerror}",
            hint="set GPU_RUNNER_LEASES to one folder for all who grade on this host",
        ) from error
    return folder


def shared_folder() -> Path:
    """Where the lock files lie by default: the same for each user, session and job of the host.

    It is never below `$TMPDIR`, and the temporary folder comes last: services of systemd and jobs
    of Slurm often have their own.
    """
    for parent in _SHARED:
        with contextlib.suppress(OSError):
            if parent.stat().st_mode & 0o1777 == 0o1777:  # for everybody, not for this user only
                return parent / _LEASES
    return _SHARED[-1] / _LEASES


def _left_behind(gpu: Gpu, lock: IO[str]) -> str:
    """What an earlier job left on a GPU, by the mark in its lock file; empty if nothing."""
    level = _read_mark(lock).get("level_mib")
    if gpu.is_slice or not isinstance(level, int) or gpu.used_mib <= level + TOLERANCE_MIB:
        return ""
    return (
        _reason(lock)
        or f"GPU {gpu.uuid} holds {gpu.used_mib} MiB of a job whose grader died, {level} MiB before"
    )


def _mark(lock: IO[str], level_mib: int | None, reason: str = "") -> None:
    """Write the memory level that the GPU must have, and why it had not; nothing for None."""
    lock.seek(0)
    lock.truncate()
    if level_mib is not None:
        json.dump({"level_mib": level_mib, "reason": reason}, lock)
    lock.flush()


def _read_mark(lock: IO[str]) -> dict[str, object]:
    lock.seek(0)
    try:
        mark = json.load(lock)
    except ValueError:
        return {}
    return mark if isinstance(mark, dict) else {}


def _reason(lock: IO[str]) -> str:
    return str(_read_mark(lock).get("reason") or "")


def _try_lock(path: Path) -> IO[str] | None:
    """Lock a file; None when another process, or another lease of this one, holds it."""
    flags = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        # Linux refuses O_CREAT for files of other users in a folder that all may write to.
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        descriptor = os.open(path, flags | os.O_CREAT, 0o666)
        os.fchmod(descriptor, 0o666)  # whatever this user's mask is
    lock = os.fdopen(descriptor, "r+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def _driver_failed(what: str) -> BackendUnavailable:
    return BackendUnavailable(what, hint="the driver has a problem; see: dmesg | grep -i xid")


def _smi(command: list[str]) -> str | None:
    """Run nvidia-smi; None where it is not installed or finds no driver.

    Raises `BackendUnavailable` when it fails for another reason, or hangs.
    """
    try:
        result = subprocess.run(
            command, capture_output=True, text=True, timeout=QUERY_SECONDS, check=False
        )
    except FileNotFoundError:
        return None
    except subprocess.TimeoutExpired as error:
        raise _driver_failed(f"nvidia-smi does not answer in {QUERY_SECONDS:g} s") from error
    if result.returncode in NO_DRIVER:
        return None
    if result.returncode:
        said = (result.stdout + result.stderr).strip()[:200]
        raise _driver_failed(f"nvidia-smi fails with code {result.returncode}: {said}")
    return result.stdout
