"""The arguments of a container: pure functions from values to values."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gpu_runner.guest import layout
from gpu_runner.guest.setup import CONTAINER, NAMESPACES, Setup
from gpu_runner.sandbox import SlotSpec
from gpu_runner.settings import Settings
from gpu_runner.slotdir import SlotDirectory

LABEL = "gpu-runner.slot"
OWNER_LABEL = "gpu-runner.owner"

COMMON_CAPABILITIES = (
    "CHOWN",  # give a kernel its working directory
    "DAC_OVERRIDE",  # reach the control folder, which belongs to the host's user
    "FOWNER",  # open and close a kernel's socket folder
    "KILL",  # end a kernel, which has another user id
    "SETGID",
    "SETPCAP",  # empty a kernel's bounding set
    "SETUID",
)
NAMESPACE_CAPABILITIES = ("SYS_ADMIN",)
"""The warm process alone has them; a kernel has no capability at all."""

WARM_PROCESSES = 16
"""Processes and threads of the warm process itself, beside the kernel's."""
OOM_SCORE = 500
SMALL_TMPFS = "rw,nosuid,nodev,size=16m,mode=0755"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A host path mounted read-only."""

    host: Path
    inside: str


def places(spec: SlotSpec) -> tuple[Place, ...]:
    """Return everything of the spec that is mounted, `files` left out: it is copied."""
    return (
        *(Place(host=path, inside=inside) for inside, path in spec.mounts.items()),
        *(
            Place(host=path, inside=f"{layout.PYTHON}/{number}")
            for number, path in enumerate(spec.python_path)
        ),
        *(Place(host=path, inside=link_target(spec, name)) for name, path in spec.links.items()),
    )


def link_target(spec: SlotSpec, name: str) -> str:
    """Where the thing that link `name` points to is mounted."""
    number = list(spec.links).index(name)
    return f"{layout.LINKS}/{number}/{spec.links[name].name}"


def guest_setup(spec: SlotSpec, isolation: str) -> Setup:
    """Return what the warm process in the container is told."""
    return Setup(
        isolation=isolation,
        modules=spec.modules,
        python_path=tuple(f"{layout.PYTHON}/{n}" for n in range(len(spec.python_path))),
        files=None if spec.files is None else str(layout.FILES),
        links={name: link_target(spec, name) for name in spec.links},
        kernels=str(layout.KERNELS),
        pids=spec.limits.pids,
        file_bytes=spec.limits.file_bytes,
        scratch_bytes=spec.limits.scratch_bytes,
        start_seconds=spec.limits.start_seconds,
    )


def bind_mounts(
    spec: SlotSpec, directory: SlotDirectory, peers: Path | None
) -> tuple[tuple[Path, str, bool], ...]:
    """Return (host path, path inside, read-only) of every mount."""
    mounts = [
        (directory.control, str(layout.CONTROL), False),
        (directory.kernels, str(layout.KERNELS), False),
        *((place.host.resolve(), place.inside, True) for place in places(spec)),
    ]
    if spec.files is not None:
        mounts.append((spec.files.resolve(), str(layout.FILES), True))
    if peers is not None:
        mounts.append((peers, str(layout.PEER), True))
    return tuple(mounts)


def host_configuration(
    spec: SlotSpec, settings: Settings, *, apparmor: bool, owner: str, slot: str
) -> dict[str, Any]:
    """Return keyword arguments of `docker.ContainerCollection.create`, less image and mounts."""
    limits = spec.limits
    capabilities = list(COMMON_CAPABILITIES)
    security = ["no-new-privileges"]
    # For the warm process; a kernel sees its own scratch there (layout and isolation).
    small = ("/run", "/tmp", str(layout.HOME))  # noqa: S108 - inside the container
    tmpfs = dict.fromkeys(small, SMALL_TMPFS)
    if settings.isolation == NAMESPACES:
        capabilities += NAMESPACE_CAPABILITIES
        if apparmor:
            # Docker's profile refuses mount, even in a mount namespace of one's own.
            security.append("apparmor=unconfined")
    if settings.isolation == CONTAINER:
        writable = f"rw,nosuid,nodev,size={limits.scratch_bytes // 2},nr_inodes=100000"
        tmpfs["/tmp"] = f"{writable},mode=1777"  # noqa: S108
        tmpfs[str(layout.HOME)] = f"{writable},mode=0700"
    return {
        "command": [str(layout.CONTROL / layout.CONTROL_SOCKET), settings.isolation],
        "detach": True,
        "user": "0:0",
        "hostname": "notebook",
        "network_mode": "none",
        "ipc_mode": "private",
        "read_only": True,
        "cap_drop": ["ALL"],
        "cap_add": capabilities,
        "security_opt": security,
        "mem_limit": limits.memory_bytes,
        "memswap_limit": limits.memory_bytes,
        "shm_size": min(limits.scratch_bytes, limits.memory_bytes),
        "pids_limit": limits.pids + WARM_PROCESSES,
        "nano_cpus": int(limits.cpus * 1e9),
        "oom_score_adj": OOM_SCORE,
        "tmpfs": tmpfs,
        "labels": {LABEL: slot, OWNER_LABEL: owner},
        **({"runtime": settings.runtime} if settings.runtime else {}),
    }


def session_owner(mark: str) -> str:
    """Return the owner label: which user's process `mark` (see `slotdir.owner_mark`) this is."""
    return f"{os.geteuid()} {mark}"


def merged_environment(base: Mapping[str, str], gpu: str | None) -> dict[str, str]:
    """Add what the NVIDIA runtime reads: one device, or none even where it is the default."""
    return {**base, "NVIDIA_VISIBLE_DEVICES": gpu or "void"}
