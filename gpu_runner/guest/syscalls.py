"""The seccomp filter of a kernel: what Docker's own filter lets through for the warm process.

The warm process needs CAP_SYS_ADMIN, and Docker opens its filter for a container that
has it. A kernel has no capability at all, but without a filter it could still create
a user namespace and be root there. So it gets a filter of its own.
"""

from __future__ import annotations

import errno
import resource
from collections.abc import Iterator
from typing import Any

import pyseccomp

from gpu_runner.guest import system

NAMESPACE_FLAGS = (
    system.CLONE_NEWNS,
    system.CLONE_NEWCGROUP,
    system.CLONE_NEWUTS,
    system.CLONE_NEWIPC,
    system.CLONE_NEWUSER,
    system.CLONE_NEWPID,
    system.CLONE_NEWNET,
)

REFUSED = (
    # namespaces and the file-system tree
    *("unshare", "setns", "mount", "umount", "umount2", "pivot_root", "chroot", "mount_setattr"),
    *("open_tree", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick", "swapon", "swapoff"),
    *("open_by_handle_at", "name_to_handle_at", "quotactl", "quotactl_fd", "fanotify_init"),
    # other processes
    *("ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp"),
    *("process_madvise", "migrate_pages", "move_pages"),
    # ways into the kernel that have a history; io_uring would also go round this filter
    *("bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter"),
    *("io_uring_register", "keyctl", "add_key", "request_key", "lookup_dcookie", "vmsplice"),
    # the machine
    *("kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "reboot"),
    *("acct", "syslog", "iopl", "ioperm", "settimeofday", "clock_settime", "clock_settime64"),
    *("clock_adjtime", "adjtimex", "sethostname", "setdomainname", "vhangup", "nfsservctl"),
    *("uselib", "ustat", "sysfs", "_sysctl", "create_module", "get_kernel_syms", "query_module"),
)
"""Refused with EPERM."""

SOCKET_FAMILIES = (1, 2, 10, 16)
"""AF_UNIX, AF_INET, AF_INET6, AF_NETLINK (the C library lists interfaces with it).

All others are refused; among them AF_VSOCK, which no network namespace isolates and
which reaches the hypervisor, and AF_ALG.
"""

TIOCSTI = 0x5412
TIOCLINUX = 0x541C
_LOWER_32_BITS = 0xFFFFFFFF


def build() -> Any:
    """Return the filter; `load()` puts it on this process and its descendants."""
    refuse = pyseccomp.ERRNO(errno.EPERM)
    filter_ = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    # 32-bit system calls have other numbers, which the rules below do not know.
    filter_.set_attr(pyseccomp.Attr.ACT_BADARCH, refuse)
    for name in _known(REFUSED):
        filter_.add_rule(refuse, name)
    for flag in NAMESPACE_FLAGS:
        filter_.add_rule(refuse, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag))
    # The flags of clone3 are in memory, where a filter cannot look. With ENOSYS the C
    # library falls back to clone.
    filter_.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    for family in range(max(SOCKET_FAMILIES)):
        if family not in SOCKET_FAMILIES:
            filter_.add_rule(refuse, "socket", pyseccomp.Arg(0, pyseccomp.EQ, family))
    filter_.add_rule(refuse, "socket", pyseccomp.Arg(0, pyseccomp.GT, max(SOCKET_FAMILIES)))
    for request in (TIOCSTI, TIOCLINUX):
        # The kernel looks at the lower half only, so the rule must do the same.
        argument = pyseccomp.Arg(1, pyseccomp.MASKED_EQ, _LOWER_32_BITS, request)
        filter_.add_rule(refuse, "ioctl", argument)
    # At the end of its CPU time the kernel of the system sends SIGKILL, which else only somebody
    # outside can: a notebook would make its own end look like a fault of the grader.
    for name, place in (("setrlimit", 0), ("prlimit64", 1)):
        cpu = pyseccomp.Arg(place, pyseccomp.MASKED_EQ, _LOWER_32_BITS, resource.RLIMIT_CPU)
        given = [pyseccomp.Arg(2, pyseccomp.NE, 0)] if name == "prlimit64" else []
        filter_.add_rule(refuse, name, cpu, *given)
    return filter_


def _known(names: tuple[str, ...]) -> Iterator[str]:
    """Leave out what this machine's architecture, or this libseccomp, does not have."""
    for name in names:
        try:
            pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
        except (OSError, ValueError):
            continue
        yield name
