"""What lies below the state folder of one student: runs, replaced submissions, feedback pages."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable
from pathlib import Path, PurePosixPath

from autograder.errors import StorageError
from autograder.gradebook.values import Holdings
from autograder.grading.collecting import KEPT
from autograder.grading.submissions import folder_name
from autograder.people import composed
from autograder.reports.site import page_name

_RUN_DEPTH = 5
"""Parts of runs/<assignment>/<student>/<run>/<file>."""


def student_files(state_dir: Path, held: Holdings, others: Collection[str]) -> list[Path]:
    """Folders and files that are this student's alone, those of interrupted runs included.

    Args:
        state_dir: the course's state folder.
        held: what the gradebook keeps of the student.
        others: logins of everybody else: where small and capital letters are the same, Ada and
            ada share a folder, of which only the runs in `held` are named.
    """
    name = held.student.name
    found: list[Path] = []
    if _folded(name) not in map(_folded, others):
        folder = composed(folder_name(name))
        found += [
            path
            for pattern in ("runs/*/*", f"{KEPT}/*/*")
            for path in sorted(state_dir.glob(pattern))
            if composed(path.name) == folder
        ]
    for text in held.files:
        parts = PurePosixPath(text).parts
        path = state_dir.joinpath(*parts)
        if len(parts) == _RUN_DEPTH and parts[0] == "runs":
            path = path.parent
        if ".." not in parts and path.exists() and not any(map(path.is_relative_to, found)):
            found.append(path)
    pages = {page_name(name), page_name(composed(name))} - set(map(page_name, others))
    found += [page for page in sorted(state_dir.glob("reports/*/feedback/*")) if page.name in pages]
    return found


def remove(paths: Iterable[Path]) -> None:
    """Delete folders and files; what has gone already is fine.

    Raises:
        StorageError: one cannot be deleted.
    """
    for path in paths:
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as problem:
            raise StorageError(
                f"{problem.filename or path}: cannot be removed: {problem.strerror or problem};"
                " the gradebook is as it was",
                hint="Check the folder's owner, and give the same command again.",
            ) from None


def _folded(name: str) -> str:
    return composed(folder_name(name)).casefold()
