"""Control groups of local sandboxes, version 1 or 2, wherever this user may make one.

Root may on most hosts. An ordinary user may below a group that was delegated: in a session
of `systemd-run --user --scope`, in a desktop's terminal. Where none can be made, the
limits of processes serve instead (`gpu_runner.launcher`), which are weaker.
"""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gpu_runner import slotdir
from gpu_runner.guest.cgroup import MARGIN_BYTES
from gpu_runner.guest.cgroup import ROOT as INSIDE
from gpu_runner.limits import Limits

ROOT = Path("/sys/fs/cgroup")
LIMITING = ("memory", "pids", "cpu")
VERSION_1 = (*LIMITING, "cpuacct")
PREFIX = "gpu-runner-"
PERIOD_MICROSECONDS = 100_000
REMOVE_SECONDS = 3.0
_PAUSE = 0.01
_NAME = re.compile(rf"{PREFIX}(?P<pid>\d+)-(?P<started>\d+)-[0-9a-f]{{8}}")


@dataclass(frozen=True, kw_only=True)
class ControlGroup:
    """A group that was made for one sandbox; without folders it limits nothing."""

    folders: Mapping[str, Path] = field(default_factory=dict)
    """By controller; in version 2 all are the same folder."""
    unified: bool = False
    """Version 2."""

    @property
    def limited(self) -> frozenset[str]:
        """Which of memory, pids and cpu it limits."""
        return frozenset(self.folders) & frozenset(LIMITING)

    @property
    def members(self) -> tuple[Path, ...]:
        """Files to write a process id into."""
        return tuple(folder / "cgroup.procs" for folder in sorted(set(self.folders.values())))

    def places(self) -> tuple[tuple[Path, str], ...]:
        """Where the warm process looks for its counters: host path and path inside."""
        if self.unified:
            return tuple((folder, str(INSIDE)) for folder in set(self.folders.values()))
        return tuple((folder, str(INSIDE / name)) for name, folder in self.folders.items())

    def out_of_memory(self) -> bool:
        """Tell whether something was killed in it because its own memory limit was reached."""
        folder = self.folders.get("memory")
        if folder is None:
            return False
        if self.unified:
            events = _table(folder / "memory.events")
            return bool(events.get("oom_kill") and events.get("max"))
        peak, limit = (
            int(_read(folder / f"memory.{name}_in_bytes") or 0) for name in ("max_usage", "limit")
        )
        killed = _table(folder / "memory.oom_control").get("oom_kill")
        return bool(killed) and peak >= limit - MARGIN_BYTES

    def remove(self) -> None:
        """Kill what is left in it, and remove it; a folder that stays is found by `abandoned`."""
        _empty(set(self.folders.values()))


def create(limits: Limits, *, pids: int, root: Path = ROOT) -> ControlGroup:
    """Make a group with as many of the limits as this host lets us set; perhaps with none.

    `pids` counts all processes of the sandbox. The caller removes the group.
    """
    owner = slotdir.owner_mark(os.getpid()).replace(" ", "-")
    name = f"{PREFIX}{owner}-{secrets.token_hex(4)}"
    values = {
        "memory": {
            "memory.limit_in_bytes": str(limits.memory_bytes),
            "memory.memsw.limit_in_bytes": str(limits.memory_bytes),
            "memory.max": str(limits.memory_bytes),
            "memory.swap.max": "0",
        },
        "pids": {"pids.max": str(pids)},
        "cpu": {
            "cpu.cfs_period_us": str(PERIOD_MICROSECONDS),
            "cpu.cfs_quota_us": str(int(limits.cpus * PERIOD_MICROSECONDS)),
            "cpu.max": f"{int(limits.cpus * PERIOD_MICROSECONDS)} {PERIOD_MICROSECONDS}",
        },
    }
    if (root / "cgroup.controllers").exists():
        for parent in parents(root):
            group = _create_unified(parent / name, values)
            if group.folders:
                return group
        return ControlGroup()
    folders = {}
    for controller, parent in zip(VERSION_1, parents(root), strict=True):
        if _make(parent / name, values.get(controller, {})):
            folders[controller] = parent / name
    return ControlGroup(folders=folders)


def supported() -> frozenset[str]:
    """Which of memory, pids and cpu a group can limit here: one is made, and removed."""
    group = create(Limits(), pids=Limits().pids)
    group.remove()
    return group.limited


def parents(root: Path = ROOT, membership: str | None = None) -> tuple[Path, ...]:
    """Return the folders to make groups in.

    Version 1: one for each of `VERSION_1`, that of this process, so that its own limits hold on.
    Version 2: candidates, best first. A group with processes cannot share out its
    controllers, so a sibling of our own group comes before a child of it.
    """
    text = (
        Path("/proc/self/cgroup").read_text(encoding="utf-8") if membership is None else membership
    )
    own = {}
    for line in text.splitlines():
        _, names, path = line.split(":", 2)
        own.update(dict.fromkeys(names.split(","), path.strip("/")))
    if not (root / "cgroup.controllers").exists():
        return tuple(root / name / own.get(name, "") for name in VERSION_1)
    mine = root / own.get("", "")
    return tuple(dict.fromkeys((mine.parent if mine != root else mine, mine, root)))


def abandoned(root: Path = ROOT) -> Iterator[Path]:
    """Groups whose owner is dead."""
    for parent in parents(root):
        for folder in sorted(parent.glob(f"{PREFIX}*")):
            match = _NAME.fullmatch(folder.name)
            if match and not slotdir.owner_alive(f"{match['pid']} {match['started']}"):
                yield folder


def remove_abandoned() -> list[str]:
    """Kill what is left in groups of dead owners, and remove them; return those that are gone."""
    return [str(folder) for folder in _empty(abandoned())]


def _empty(folders: Iterable[Path]) -> list[Path]:
    """Kill every process in these groups and remove them; return the folders that are gone.

    A process that was killed holds its group until its memory is free, which takes a moment.
    """
    deadline = time.monotonic() + REMOVE_SECONDS
    gone = []
    for folder in folders:
        while not (removed := _removed(folder)) and time.monotonic() < deadline:
            for pid in map(int, _read(folder / "cgroup.procs").split()):
                _kill(pid)
            time.sleep(_PAUSE)
        if removed:
            gone.append(folder)
    return gone


def _create_unified(folder: Path, values: Mapping[str, Mapping[str, str]]) -> ControlGroup:
    for controller in values:
        # Refused where it is not ours to share out: then the files below are missing.
        _write(folder.parent / "cgroup.subtree_control", f"+{controller}")
    if not _make(folder, {}):
        return ControlGroup()
    found = {
        name: folder
        for name, settings in values.items()
        # All files of the list that this version has, and at least one.
        if all(
            [
                _write(folder / file, value)
                for file, value in settings.items()
                if (folder / file).exists()
            ]
            or [False]
        )
    }
    if not found or not _takes_processes(folder):
        _removed(folder)
        return ControlGroup()
    return ControlGroup(folders=found, unified=True)


def _make(folder: Path, values: Mapping[str, str]) -> bool:
    """Make a group of version 1 and set its limits, or leave nothing."""
    try:
        folder.mkdir(exist_ok=True)  # two controllers of version 1 can share a folder
    except OSError:
        return False
    present = [file for file in values if (folder / file).exists()]
    good = all([_write(folder / file, values[file]) for file in present]) and bool(
        present or not values
    )
    if not good or not _takes_processes(folder):
        _removed(folder)
        return False
    return True


def _takes_processes(folder: Path) -> bool:
    """Tell whether a process of ours may enter: the rights on a common ancestor decide."""
    command = ["/bin/sh", "-c", 'echo 0 > "$1"', "sh", str(folder / "cgroup.procs")]
    return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0


def _removed(folder: Path) -> bool:
    try:
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def _write(path: Path, value: str) -> bool:
    try:
        path.write_text(value, encoding="ascii")
    except OSError:
        return False
    return True


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""


def _table(path: Path) -> dict[str, int]:
    rows = (line.split() for line in _read(path).splitlines())
    return {row[0]: int(row[1]) for row in rows if len(row) == 2 and row[1].isdigit()}


def _kill(pid: int) -> None:
    if pid == 0:  # of another process namespace; kill(0) would mean ourselves
        return
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
