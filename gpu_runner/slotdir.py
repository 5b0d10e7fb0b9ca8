"""Host folders of slots: sockets, short paths, and who owns them.

    <root>/.<owner>-<slot>/    the same while it is made or removed: the owner is in the name
    <root>/<slot>/owner        process id and start time of the owner
    <root>/<slot>/c/           control socket and log of the warm process
    <root>/<slot>/k/<kernel>/  the five sockets of one kernel
    <root>/<slot>/w/<kernel>/  working directory of one kernel of the `process` backend

The slot's folder has mode 0700 and belongs to the user who opened it, so nobody else
on the host can reach a socket in it, whatever the socket's own mode.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gpu_runner.errors import RunnerFailure

MAX_SOCKET_PATH = 107
"""Bytes of a Unix socket's path on Linux (`sun_path`, less its final zero)."""
LONGEST_KERNEL_ID = 36
_DRAFT = re.compile(r"\.(?P<pid>\d+)-(?P<started>\d+|dead)-\w+")
_LONGEST_TAIL = len("/abcdef12/k/") + LONGEST_KERNEL_ID + len("/k-5")


@dataclass(frozen=True)
class SlotDirectory:
    """The host folders of one slot."""

    path: Path

    @property
    def name(self) -> str:
        """Eight characters, unique on this host."""
        return self.path.name

    @property
    def control(self) -> Path:
        """Folder of the control socket and the log."""
        return self.path / "c"

    @property
    def kernels(self) -> Path:
        """Folder of the kernels' socket folders."""
        return self.path / "k"

    @property
    def work(self) -> Path:
        """Folder of the kernels' working directories, where no container holds them."""
        return self.path / "w"

    def add_kernel(self, kernel_id: str) -> Path:
        """Make an empty folder for the sockets of a kernel."""
        folder = self.kernels / kernel_id
        self.remove_kernel(kernel_id)
        folder.mkdir()
        # Passable for the peer's kernels, which have other user ids; not for listing.
        folder.chmod(0o711)
        return folder

    def remove_kernel(self, kernel_id: str) -> None:
        """Remove a kernel's folders, if they are there."""
        for parent in (self.kernels, self.work):
            if (parent / kernel_id).is_dir():
                shutil.rmtree(parent / kernel_id)

    def log_tail(self, size: int = 2000) -> str:
        """The end of what the warm process printed."""
        log = self.control / "log"
        if not log.exists():
            return ""
        return log.read_bytes()[-size:].decode(errors="replace").strip()

    def remove(self) -> None:
        """Remove everything."""
        path = self.path
        if not _DRAFT.fullmatch(path.name):
            # A folder that is half removed may have lost its mark of the owner.
            with contextlib.suppress(OSError):
                path = path.rename(_draft(path))
        shutil.rmtree(path, ignore_errors=True)


def socket_root() -> Path:
    """Return the folder that holds all slot folders of this user, and make it.

    `$GPU_RUNNER_SOCKETS` wins; else `/run/gpu-runner` for root, `$XDG_RUNTIME_DIR/gpu-runner`,
    or `gpu-runner-<uid>` in the temporary folder. Raises `RunnerFailure` when paths below it
    would be too long for a socket, or when it is not private to this user.
    """
    chosen = os.environ.get("GPU_RUNNER_SOCKETS")
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if chosen:
        root = Path(chosen)
    elif os.geteuid() == 0 and Path("/run").is_dir():
        root = Path("/run/gpu-runner")
    elif runtime and Path(runtime).is_dir():
        root = Path(runtime) / "gpu-runner"
    else:
        root = Path(tempfile.gettempdir()) / f"gpu-runner-{os.geteuid()}"
    if len(os.fsencode(root)) + _LONGEST_TAIL > MAX_SOCKET_PATH:
        raise RunnerFailure(
            f"{root}: too long for the socket paths below it",
            hint="set GPU_RUNNER_SOCKETS to a short path, for example /tmp/gr",
        )
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = root.lstat()
    if status.st_uid != os.geteuid() or stat.S_IMODE(status.st_mode) & 0o022:
        raise RunnerFailure(
            f"{root} belongs to someone else, or others may write to it",
            hint="set GPU_RUNNER_SOCKETS to a folder of your own with mode 0700",
        )
    return root


def create() -> SlotDirectory:
    """Make the folders of a new slot, owned by this process."""
    path = socket_root() / secrets.token_hex(4)
    # Whoever is killed in between leaves a folder that still tells whose it was.
    draft = _draft(path)
    draft.mkdir(mode=0o700)
    (draft / "owner").write_text(owner_mark(os.getpid()), encoding="ascii")
    directory = SlotDirectory(draft.rename(path))
    directory.control.mkdir(mode=0o700)
    directory.kernels.mkdir()
    directory.kernels.chmod(0o711)
    return directory


def owner_mark(pid: int) -> str:
    """Return `<pid> <start time>`: a process id alone is soon used again."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return f"{pid} dead"
    return f"{pid} {text.rpartition(')')[2].split()[19]}"


def owner_alive(mark: str) -> bool:
    """Tell whether the process that wrote `mark` still runs."""
    pid = mark.partition(" ")[0]
    return pid.isdigit() and owner_mark(int(pid)) == mark and not mark.endswith("dead")


def abandoned() -> Iterator[SlotDirectory]:
    """Slot folders of this user whose owner is dead."""
    for path in sorted(socket_root().iterdir()):
        mark = _mark_of(path)
        if mark is not None and not owner_alive(mark):
            yield SlotDirectory(path)


def _draft(path: Path) -> Path:
    """Where a folder of this process is while it is made or removed."""
    return path.with_name(f".{owner_mark(os.getpid()).replace(' ', '-')}-{path.name}")


def _mark_of(path: Path) -> str | None:
    """The owner's mark; None for what is no slot's folder, or is gone meanwhile."""
    draft = _DRAFT.fullmatch(path.name)
    if draft:
        return f"{draft['pid']} {draft['started']}"
    try:
        return (path / "owner").read_text("ascii")
    except OSError:
        return None
