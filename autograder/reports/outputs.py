"""Where a command writes what the user names: what may be replaced there, and what not."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

from autograder.errors import UsageError
from autograder.reports.csv_table import read_cells, read_text


def check_file(path: Path, is_own: Callable[[Path], bool], *, example: str) -> None:
    """Refuse to write a file where something else lies.

    The same command can be given again, but a slip costs nobody a sheet of marks.

    Args:
        path: the file to write; it may not exist yet.
        is_own: whether an existing file is one that such a command wrote.
        example: a fitting name, for the message about a folder.

    Raises:
        UsageError: `path` is a folder, or a file of another kind.
    """
    _check_parents(path)
    if path.is_dir():
        hint = f"Name a file: --output {shlex.quote(str(path / example))}"
        raise UsageError(f"{path} is a folder", hint=hint)
    try:
        foreign = path.is_file() and path.stat().st_size > 0 and not is_own(path)
    except OSError:
        foreign = True
    if foreign:
        raise UsageError(
            f"{path} exists, and is no file that this command writes",
            hint="Name another file, or move this one away.",
        )


def check_folder(path: Path) -> None:
    """Refuse to write pages where a file lies.

    Raises:
        UsageError: `path` or a folder above it is a file.
    """
    _check_parents(path / "index.html")


def _check_parents(path: Path) -> None:
    nearest = next((folder for folder in path.parents if folder.exists()), None)
    if nearest is not None and not nearest.is_dir():
        raise UsageError(f"{nearest} is a file, and no folder", hint="Name another: --output PATH")


def titles_of(path: Path) -> list[str]:
    """The first line of a table; empty if the file is none."""
    try:
        lines = read_cells(read_text(path), path.name)
    except UsageError:
        return []
    return [title.strip() for title in lines[0]] if lines else []
