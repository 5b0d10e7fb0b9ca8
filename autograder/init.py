"""Make a new course from the template in this package.

Every template file ends in ``.in``, so that no tool takes it for code of this package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import StorageError, UsageError
from autograder.files import write_atomic

TEMPLATE = Path(__file__).parent / "templates" / "course"
_HIDDEN = ("gitignore",)
"""Stored without their leading dot: it would take effect in this repository."""


def init(folder: Path) -> list[Path]:
    """Write a course with one complete example assignment into `folder`.

    `folder` is made if it does not exist, and its name becomes the course's id. Other files
    in it do not matter, but none of the template may be there: nothing is overwritten.

    Returns:
        The files written, relative to `folder`.

    Raises:
        UsageError: a file of the template exists already, or `folder` is a file.
        StorageError: the folder cannot be written.
    """
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file", hint="Name a folder: autograder init DIR")
    files = dict(template())
    existing = [name for name in files if (folder / name).exists()]
    if existing:
        some = ", ".join(map(str, existing[:3])) + (" …" if len(existing) > 3 else "")
        message = f"{folder} has {some} already; nothing was written"
        raise UsageError(message, hint="Name a new folder: autograder init DIR")
    course_id = re.sub(r"[^A-Za-z0-9_-]+", "-", folder.name).strip("-") or "my-course"
    for name, content in files.items():
        write_atomic(folder / name, content.replace(b"my-course", course_id.encode()))
    return list(files)


def template() -> Iterator[tuple[Path, bytes]]:
    """Name, relative to the course, and content of each file of the template."""
    for path in sorted(TEMPLATE.rglob("*.in")):
        name = path.relative_to(TEMPLATE).with_suffix("")
        if name.name in _HIDDEN:
            name = name.with_name(f".{name.name}")
        try:
            yield name, path.read_bytes()
        except OSError as problem:
            message = f"{path}: cannot be read: {problem.strerror}"
            raise StorageError(message, hint="Install the package again.") from None
