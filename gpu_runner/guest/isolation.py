"""What a freshly forked child does before any student code: namespaces, mounts, user, filter.

Every step needs the rights of the warm process; the last ones give them up for good.
"""

from __future__ import annotations

import os
import random
import resource
from pathlib import Path
from typing import Any

from gpu_runner.guest import layout, system, workdir
from gpu_runner.guest.setup import CONTAINER, NAMESPACES, Setup

UID_RANGE = (2_000_000, 2_065_535)
"""User ids of kernels: above those of people and of subordinate ranges (`/etc/subuid`)."""
OPEN_FILES = 4096
SCRATCH_INODES = 200_000
TMP, SHM = Path("/tmp"), Path("/dev/shm")  # noqa: S108 - private mounts
NICENESS = 10
"""The warm process must still get a turn when a kernel fills its CPU share with processes."""

MASKED_FILES = ("kcore", "keys", "key-users", "timer_list", "sched_debug", "latency_stats")
MASKED_FOLDERS = ("acpi", "asound", "scsi")


def enter(setup: Setup, kernel_id: str, syscall_filter: Any) -> None:
    """Turn this process, a root child of the warm process, into a place for student code.

    Leaves the process in its working directory, without capabilities. Raises `OSError`
    when the host refuses a step; then nothing of the student may run.
    """
    owner = pick_id()
    if setup.isolation == NAMESPACES:
        system.unshare(
            system.CLONE_NEWNS | system.CLONE_NEWIPC | system.CLONE_NEWUTS | system.CLONE_NEWNET
        )
        system.mount("none", "/", flags=system.MS_REC | system.MS_PRIVATE)
        system.set_hostname("notebook")
        _show_only_own_sockets(setup, kernel_id)
        _mount_scratch(setup.scratch_bytes, owner)
        _mount_proc()
        _mount_devices()
    elif setup.isolation == CONTAINER:
        os.chown(layout.HOME, owner, owner)
    workdir.fill(layout.HOME, layout.SKELETON, owner=owner)
    workdir.create(setup, layout.WORK, owner=owner)
    _limit(setup)
    _become(owner)
    syscall_filter.load()
    os.chdir(layout.WORK)


def pick_id() -> int:
    """Return a user id that no other process is likely to have."""
    low, high = UID_RANGE
    available = max(_mapped_ids())
    if available < high:  # a rootless engine maps 65,536 ids only
        low, high = available // 2, available
    return random.SystemRandom().randint(low, high)


def _mapped_ids() -> list[int]:
    rows = Path("/proc/self/uid_map").read_text(encoding="ascii").splitlines()
    starts_and_lengths = [(int(row.split()[0]), int(row.split()[2])) for row in rows]
    return [start + length - 1 for start, length in starts_and_lengths]


def shares_user() -> bool:
    """Tell whether kernels have the user id of the warm process, for want of another one.

    So it is in the user namespace of an ordinary user. Nothing that a kernel sees of the
    warm process's files may be writable then: their owner can change any mode.
    """
    return max(_mapped_ids()) == 0


def _may_set_groups() -> bool:
    """An ordinary user's namespace forbids it: groups can also take rights away."""
    return Path("/proc/self/setgroups").read_text(encoding="ascii").strip() == "allow"


def seal_sockets(pid: int) -> None:
    """Make the socket folder of a kernel read-only, in the kernel's own mount namespace.

    Connecting still works. Raises `OSError` when the host refuses.
    """
    helper = os.fork()
    if helper:
        code = os.waitstatus_to_exitcode(os.waitpid(helper, 0)[1])
        if code != 0:
            raise OSError(code, f"{layout.KERNEL} stays writable: {os.strerror(code)}")
        return
    try:
        namespace = os.open(f"/proc/{pid}/ns/mnt", os.O_RDONLY)
        system.setns(namespace, system.CLONE_NEWNS)
        system.make_read_only(layout.KERNEL)
    except OSError as error:
        os._exit(error.errno or 1)
    os._exit(0)


def scratch(mode: str) -> tuple[Path, ...]:
    """One folder of each file system that a kernel can write to, as it sees them itself.

    A kernel that is a bare process writes to the host's.
    """
    return {
        NAMESPACES: (TMP,),  # the mount behind all that it can write to
        CONTAINER: (TMP, SHM, layout.HOME),
    }.get(mode, ())


def _show_only_own_sockets(setup: Setup, kernel_id: str) -> None:
    system.bind(Path(setup.kernels) / kernel_id, layout.KERNEL)
    system.detach(layout.KERNELS)
    system.detach(layout.CONTROL)


def _mount_scratch(size: int, owner: int) -> None:
    """Mount one tmpfs behind every path that a kernel can write to, so that one limit holds."""
    options = f"size={size},nr_inodes={SCRATCH_INODES},mode=0755"
    system.mount("scratch", TMP, "tmpfs", system.MS_NOSUID | system.MS_NODEV, options)
    for name, mode, target in (
        ("home", 0o700, layout.HOME),
        ("shm", 0o1777, SHM),
        ("tmp", 0o1777, TMP),
    ):
        folder = TMP / name
        folder.mkdir()
        folder.chmod(mode)
        if mode == 0o700:
            os.chown(folder, owner, owner)
        # The last of them hides the parent of all.
        system.bind(folder, target)


def _mount_proc() -> None:
    """Show this process namespace only, without what Docker masks in its own /proc."""
    quiet = system.MS_NOSUID | system.MS_NODEV | system.MS_NOEXEC
    system.mount("proc", "/proc", "proc", quiet)
    for name in MASKED_FILES:
        if Path("/proc", name).exists():
            system.bind("/dev/null", f"/proc/{name}")
    folders = [Path("/proc", name) for name in MASKED_FOLDERS]
    for folder in (*folders, Path("/sys/fs/cgroup"), Path("/sys/firmware")):
        if folder.is_dir():
            system.mount("none", folder, "tmpfs", quiet | system.MS_RDONLY, "size=0,mode=0555")


def _mount_devices() -> None:
    """Replace what kernels of one container would share: terminals and message queues."""
    options = "newinstance,ptmxmode=0666,mode=0620"
    system.mount("devpts", "/dev/pts", "devpts", system.MS_NOSUID | system.MS_NOEXEC, options)
    if Path("/dev/mqueue").is_mount():
        system.detach("/dev/mqueue")


def _limit(setup: Setup) -> None:
    for kind, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, setup.file_bytes),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        # A second fence behind the container's own, which is lower and which is counted.
        (resource.RLIMIT_NPROC, 2 * setup.pids),
    ):
        resource.setrlimit(kind, (value, value))
    # The first victim when memory runs out. The kernel can lower it again, to the container's
    # own score; if the warm process dies instead, the engine still tells why.
    Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    os.nice(NICENESS)


def _become(owner: int) -> None:
    system.drop_bounding_set()
    if _may_set_groups():
        os.setgroups([])
    os.setresgid(owner, owner, owner)
    os.setresuid(owner, owner, owner)
    system.drop_capabilities()
    system.forbid_new_privileges()
    system.make_dumpable()
