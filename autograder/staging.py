"""Working folders of commands, below the course's state."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from autograder.course import Course
from autograder.errors import StorageError

_LOCK: Final = "lock"


@contextmanager
def staging(course: Course, purpose: str) -> Iterator[Path]:
    """A folder of this command alone, for others may run at the same time; it holds a lock.

    It is removed at the end. A command that was killed leaves its folder, which the next one
    removes: the folder's lock is then free.

    Raises:
        StorageError: it cannot be made.
    """
    parent = course.make_state_dir() / "staging"
    try:
        parent.mkdir(exist_ok=True)
        folder, lock = _make(parent, purpose)
    except OSError as problem:
        message = f"{parent}: cannot be written: {problem.strerror or problem}"
        raise StorageError(message, hint="Check the folder's owner and the free space.") from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.close()


def _make(parent: Path, purpose: str) -> tuple[Path, IO[str]]:
    # While this is held, a folder whose lock is free is not one that is about to be locked.
    with (parent / _LOCK).open("w") as making:
        fcntl.flock(making, fcntl.LOCK_EX)
        for other in parent.iterdir():
            if other.is_dir() and not _is_used(other):
                shutil.rmtree(other, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{purpose}-", dir=parent))
        # Kernels have other user ids, and read the released files.
        folder.chmod(0o755)
        lock = (folder / _LOCK).open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
    return folder, lock


def _is_used(folder: Path) -> bool:
    try:
        # Open for writing: NFS locks no other files exclusively.
        with (folder / _LOCK).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:  # locked, or another user's
        return True
    return False
