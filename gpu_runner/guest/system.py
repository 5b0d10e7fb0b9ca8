"""System calls that Python 3.11 does not offer: namespaces, mounts, capabilities."""

from __future__ import annotations

import ctypes
import os
import struct
from pathlib import Path

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
CLONE_NEWTIME = 0x00000080

MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_REMOUNT = 32
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18
MNT_DETACH = 2

_PR_SET_DUMPABLE = 4
_PR_CAPBSET_DROP = 24
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> None:
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Leave the namespaces named by `flags`; for `CLONE_NEWPID` the next child is pid 1."""
    _checked(_libc.unshare(flags), f"unshare({flags:#x})")


def setns(file_descriptor: int, kind: int) -> None:
    """Enter the namespace that `file_descriptor` refers to."""
    _checked(_libc.setns(file_descriptor, kind), "setns")


def mount(
    source: str | Path, target: str | Path, kind: str = "", flags: int = 0, options: str = ""
) -> None:
    """Mount, as mount(2) does."""
    _checked(
        _libc.mount(
            os.fsencode(source), os.fsencode(target), kind.encode(), flags, options.encode()
        ),
        f"mount {source} on {target}",
    )


def bind(source: str | Path, target: str | Path, *, read_only: bool = False) -> None:
    """Make `source` visible at `target` too."""
    mount(source, target, flags=MS_BIND)
    if read_only:
        # The flags of a bind mount can only be changed by a second call.
        flags = MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV
        mount(source, target, flags=flags)


def make_read_only(target: str | Path) -> None:
    """Make the mount at `target` read-only; what else it forbids stays forbidden."""
    # A user namespace may not take back restrictions of the host's own mount. They have
    # the same values for statvfs and for mount.
    kept = os.statvfs(target).f_flag & (MS_NOSUID | MS_NODEV | MS_NOEXEC)
    mount("none", target, flags=MS_BIND | MS_REMOUNT | MS_RDONLY | kept)


def detach(target: str | Path) -> None:
    """Take a mount, and everything mounted below it, out of this mount namespace."""
    _checked(_libc.umount2(os.fsencode(target), MNT_DETACH), f"umount {target}")


def set_hostname(name: str) -> None:
    """Set the host name of this UTS namespace."""
    encoded = name.encode()
    _checked(_libc.sethostname(encoded, len(encoded)), "sethostname")


def adopt_orphans() -> None:
    """Make this process the parent of descendants whose own parent ends."""
    _checked(_libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl(subreaper)")


def drop_bounding_set() -> None:
    """Take every capability out of the bounding set: no program can ever get one back."""
    last = int(Path("/proc/sys/kernel/cap_last_cap").read_text(encoding="ascii"))
    for capability in range(last + 1):
        _checked(_libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0), "prctl(bounding set)")


def drop_capabilities() -> None:
    """Clear the ambient, inheritable, permitted and effective sets of this process."""
    cleared = _libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    _checked(cleared, "prctl(ambient set)")
    header = ctypes.create_string_buffer(struct.pack("Ii", _CAPABILITY_VERSION_3, 0))
    data = ctypes.create_string_buffer(struct.pack("6I", *([0] * 6)))
    _checked(_libc.capset(header, data), "capset")


def forbid_new_privileges() -> None:
    """No exec of this process or its descendants ever gains a privilege."""
    _checked(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl(no_new_privs)")


def make_dumpable() -> None:
    """Undo what a change of uid does to /proc/self: its files belong to the process again."""
    _checked(_libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0), "prctl(dumpable)")
