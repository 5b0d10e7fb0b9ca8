"""The fresh working directory of a kernel: files of the assignment, links to its assets."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from gpu_runner.guest.setup import Setup


def create(setup: Setup, work: Path, *, owner: int | None = None) -> None:
    """Make `work`, copy the setup's files into it and add its links.

    Raises `FileExistsError` when a link has the name of a file.
    """
    work.mkdir(mode=0o755, exist_ok=True)
    if setup.files is not None:
        fill(work, Path(setup.files), owner=owner)
    for name, target in setup.links.items():
        link = work / name
        _make_parents(link.parent, work, owner)
        link.symlink_to(target)
        _own(link, owner)
    _own(work, owner)


def fill(target: Path, source: Path, *, owner: int | None = None) -> None:
    """Copy everything below `source` into `target`: new, writable files, links as links."""
    if not source.is_dir():
        return
    with os.scandir(source) as entries:
        for entry in entries:
            copy = target / entry.name
            if entry.is_symlink():
                copy.symlink_to(Path(entry.path).readlink())
            elif entry.is_dir():
                copy.mkdir(exist_ok=True)
                fill(copy, Path(entry.path), owner=owner)
            elif entry.is_file():
                shutil.copyfile(entry.path, copy)
            else:
                continue  # sockets and devices are no course material
            _own(copy, owner)


def _make_parents(folder: Path, stop: Path, owner: int | None) -> None:
    if folder == stop or folder.is_dir():
        return
    _make_parents(folder.parent, stop, owner)
    folder.mkdir()
    _own(folder, owner)


def _own(path: Path, owner: int | None) -> None:
    if owner is not None:
        os.chown(path, owner, owner, follow_symlinks=False)
