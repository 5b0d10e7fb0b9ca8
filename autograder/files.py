"""Writing files so that a reader never sees half of one, and hashing whole folders."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from autograder.errors import StorageError


def write_atomic(path: Path, data: bytes, *, durable: bool = False) -> bool:
    """Make `path` hold `data`; return whether anything was written.

    The data go to a temporary file in the same folder, which then replaces `path`: if the
    program is killed, the old or the new content is there, never a part; with `durable`, even if
    the power fails, which costs a wait for the disk and is for what cannot be made again. Nothing
    is written, and the modification time stays, when `path` holds `data` already.

    Raises:
        StorageError: the folder cannot be written, or the disk is full.
    """
    try:
        if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                if durable:  # else the new name may outlive a power cut, empty
                    file.flush()
                    os.fsync(file.fileno())
            # mkstemp makes files private; a release is to be read by everybody.
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
            if durable:
                _sync_folder(path.parent)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as problem:
        reason = problem.strerror or str(problem)
        message = f"{path}: cannot be written: {reason}"
        raise StorageError(message, hint="Check the folder's owner and the free space.") from None
    return True


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
