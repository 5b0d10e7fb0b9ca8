"""The arguments of bwrap: what a local sandbox sees of the host, and what it does not.

Nothing is visible unless it is named here: no home, no course, no `/var`, `/srv` or `/opt`,
of `/etc` and `/usr/share` a few entries.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gpu_runner.container import COMMON_CAPABILITIES, NAMESPACE_CAPABILITIES, bind_mounts
from gpu_runner.guest import layout
from gpu_runner.sandbox import SlotSpec
from gpu_runner.slotdir import SlotDirectory

SYSTEM = (
    *("/usr/bin", "/usr/sbin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec"),
    *("/usr/share/zoneinfo", "/usr/share/fonts", "/usr/share/fontconfig"),
    *("/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/ld.so.conf"),
    *("/etc/ld.so.conf.d", "/etc/nsswitch.conf", "/nix/store"),
    # How many processors there are, and where their memory is.
    *("/sys/devices/system/cpu", "/sys/devices/system/node"),
)
"""Programs, libraries and data of the system, each left out where it does not exist."""
ROOT_FOLDERS = ("bin", "sbin", "lib", "lib32", "lib64")
"""Below `/`: links into `/usr` on current systems, folders on older ones."""
PREFIX_ENTRIES = ("bin", "lib", "lib64", "pyvenv.cfg")
"""What Python needs of its prefix, which may be `/usr/local` or a folder with other things."""
GUEST = "/opt/guest"
"""Where the guest program is, for `PYTHONPATH`."""
PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, kw_only=True)
class Host:
    """What of this host a sandbox sees."""

    bwrap: str
    python: str
    visible: tuple[str, ...]
    """Paths that are mounted, read-only, where they are."""
    links: tuple[tuple[str, str], ...]
    """Symbolic links below `/`: target and path."""

    @staticmethod
    def find(bwrap: str) -> Host:
        """Look at this host and at the Python that runs."""
        below_root = [Path("/", name) for name in ROOT_FOLDERS]
        links = tuple((str(path.readlink()), str(path)) for path in below_root if path.is_symlink())
        wanted = [
            *map(Path, SYSTEM),
            *(path for path in below_root if not path.is_symlink()),
            # `/usr` is there already.
            *(
                prefix / name
                for prefix in python_prefixes()
                for name in PREFIX_ENTRIES
                if prefix != Path("/usr")
            ),
        ]
        return Host(
            bwrap=bwrap,
            python=sys.executable,
            visible=tuple(str(path) for path in wanted if path.exists()),
            links=links,
        )


def python_prefixes() -> list[Path]:
    """Return the folders that Python and its packages are in, the environment's own first."""
    found = [sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix]
    # An environment's interpreter is a chain of links; each of them must resolve inside.
    link = Path(sys.executable)
    while True:
        found.append(str(link.parent.parent))
        if not link.is_symlink():
            break
        link = link.parent / link.readlink()
    found.append(str(link.resolve().parent.parent))
    return [Path(name) for name in dict.fromkeys(found)]


def sandbox_arguments(
    host: Host, *, as_root: bool, mounts: Iterable[tuple[Path, str, bool]], command: Sequence[str]
) -> list[str]:
    """Return the whole command line of a sandbox. Each of `mounts`: see `slot_mounts`."""
    return [
        host.bwrap,
        *_isolation(as_root=as_root),
        *_system(host),
        *("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"),  # noqa: S108 - inside
        *("--tmpfs", "/run", "--dir", str(layout.KERNEL), "--tmpfs", str(layout.HOME)),
        *_bind(PACKAGE / "__init__.py", f"{GUEST}/gpu_runner/__init__.py"),
        *_bind(PACKAGE / "guest", f"{GUEST}/gpu_runner/guest"),
        *(word for mount in mounts for word in _bind(*mount)),
        # Kernels of an ordinary user own these; the first two would outlive a kernel.
        *("--remount-ro", "/run", "--remount-ro", "/dev", "--remount-ro", "/"),
        *("--chdir", "/", "--", *command),
    ]


def slot_mounts(
    spec: SlotSpec,
    directory: SlotDirectory,
    peers: Path | None,
    counters: Iterable[tuple[Path, str]] = (),
) -> list[tuple[Path, str, bool]]:
    """Return (host path, path inside, read-only) of what a slot's spec and sockets need."""
    return [
        *bind_mounts(spec, directory, peers),
        *((folder, inside, True) for folder, inside in counters),
    ]


def warm_command(host: Host, isolation: str) -> list[str]:
    """Return the command of a warm process in a sandbox."""
    socket = str(layout.CONTROL / layout.CONTROL_SOCKET)
    return [host.python, "-P", "-m", "gpu_runner.guest.warm", socket, isolation]


def _isolation(*, as_root: bool) -> Iterator[str]:
    yield from ("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts")
    yield from ("--unshare-cgroup-try", "--hostname", "notebook")
    # The guest's first process is process 1, and collects orphans itself.
    yield from ("--new-session", "--die-with-parent", "--as-pid-1")
    capabilities = [*COMMON_CAPABILITIES, *NAMESPACE_CAPABILITIES]
    if not as_root:
        # Root in a user namespace is the ordinary user, everywhere else. All kernels have
        # this one id, so the warm process closes their socket folders another way: see
        # `isolation.seal_sockets`, which enters their mount namespace.
        yield from ("--unshare-user", "--uid", "0", "--gid", "0")
        capabilities.append("SYS_CHROOT")
    yield from ("--cap-drop", "ALL")
    for name in capabilities:
        yield from ("--cap-add", f"CAP_{name}")


def _system(host: Host) -> Iterator[str]:
    for path in host.visible:
        yield from _bind(Path(path), path)
    for target, path in host.links:
        yield from ("--symlink", target, path)


def _bind(host: Path, inside: str, read_only: bool = True) -> tuple[str, ...]:
    # Folders on the way to a mount would be closed to all users but root.
    folders = [str(folder) for folder in reversed(Path(inside).parents) if folder != Path("/")]
    ways = [word for folder in folders for word in ("--dir", folder)]
    return (*ways, "--ro-bind" if read_only else "--bind", str(host), inside)
