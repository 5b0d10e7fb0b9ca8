"""Writing files so that a reader never sees half of one, and hashing whole folders."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from pathlib import Path
from typing import Final

from autograder.errors import StorageError

PUBLIC: Final = 0o644
"""Permissions of what everybody is to read, whatever the umask: releases, and what sandboxes read,
where kernels have other user ids."""
_PUBLIC_FOLDER: Final = 0o755


def write_atomic(
    path: Path, data: bytes, *, durable: bool = False, mode: int | None = None
) -> bool:
    """Make `path` hold `data`; return whether anything was written.

    The data go to a temporary file in the same folder, which then replaces `path`: if the
    program is killed, the old or the new content is there, never a part; with `durable`, even if
    the power fails, which costs a wait for the disk and is for what cannot be made again. Nothing
    is written, and the modification time stays, when `path` holds `data` already.

    Args:
        mode: permissions of the file; folders that have to be made are then open to all, too.
            Without it a new file gets what the umask leaves, one that is there keeps its own, and
            a symbolic link stays and leads to what is written; with it, a link is replaced by a
            file.

    Raises:
        StorageError: the folder cannot be written, or the disk is full.
    """
    try:
        if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
            return False
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(data)  # /dev/stdout, or a pipe
            return True
        _replace(path if mode is not None else _behind_links(path), data, mode, durable=durable)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        message = f"{path}: cannot be written: {reason}"
        raise StorageError(message, hint="Check the folder's owner and the free space.") from None
    return True


def _behind_links(path: Path) -> Path:
    """The file that `path` is, or leads to; it may not exist yet."""
    if not path.is_symlink():
        return path
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return target


def _replace(path: Path, data: bytes, mode: int | None, *, durable: bool) -> None:
    make_folders(path.parent, public=mode is not None)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    # The system takes the umask off; to ask for it is to change it, for all threads.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    handle = os.open(temporary, flags, 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            if mode is not None:
                os.fchmod(handle, mode)
            elif path.is_file():
                _keep_permissions(handle, path.stat())
            file.write(data)
            if durable:  # else the new name may outlive a power cut, empty
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(path)
        if durable:
            _sync_folder(path.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def make_folders(folder: Path, *, public: bool) -> None:
    """Make `folder` and what is missing above it; `public` ones are open to all, as `PUBLIC`."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for path in missing if public else ():
        path.chmod(_PUBLIC_FOLDER)


def _keep_permissions(handle: int, before: os.stat_result) -> None:
    """Give the open file the group and the permissions of the one that it replaces.

    And the owner, as far as this is allowed.
    """
    mode = before.st_mode & 0o777
    now = os.fstat(handle)
    if (now.st_uid, now.st_gid) != (before.st_uid, before.st_gid):
        try:
            os.fchown(handle, before.st_uid if os.geteuid() == 0 else -1, before.st_gid)
        except PermissionError:
            mode &= ~0o070  # they were another group's
    os.fchmod(handle, mode)


def _sync_folder(folder: Path) -> None:
    """Wait until the names in `folder` are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def tree_hash(folder: Path, *, without: str = "") -> str:
    """SHA-256 of the names and contents of all files below `folder`.

    Files whose name ends in `without` do not count.

    Raises:
        FileNotFoundError: there is no such folder; a hash of nothing would stand for anything.
    """
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not (without and path.name.endswith(without)):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
