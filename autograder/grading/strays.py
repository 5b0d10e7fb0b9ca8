"""What lies among the submissions and is none, and why: no hand-in may vanish without a word."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.grading.submissions import TIMESTAMP, Submission, as_text, has_header
from autograder.people import composed

ARCHIVES: Final = frozenset({".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"})
SYSTEM: Final = frozenset({"__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini"})
"""What operating systems and Python leave behind; nobody hands it in."""


@dataclass(frozen=True)
class Stray:
    """A file or folder that is not looked at. `student` is whose it is, by its place."""

    path: Path
    why: str
    student: str


def find_strays(
    folder: Path,
    assignment: str,
    notebooks: Sequence[str],
    submissions: Sequence[Submission],
    *,
    assignments: Collection[str] = (),
) -> list[Stray]:
    """What in `folder` is none of `submissions`, and nothing that belongs there otherwise.

    Args:
        notebooks: of the assignment.
        assignments: of the course: a student's folders of these are no concern of this one.
    """
    taken = {submission.source for submission in submissions}
    found: list[Stray] = []
    for entry in _entries(folder):
        if entry.is_dir():
            known = {*assignments, assignment}
            found += _in_a_students_folder(entry, assignment, taken, known)
        elif entry not in taken:
            why = _why_not_flat(entry, assignment, several=len(notebooks) > 1)
            found.append(Stray(entry, why, as_text(entry.stem)))
    return found


def _in_a_students_folder(
    folder: Path, assignment: str, taken: Collection[Path], known: Collection[str]
) -> Iterator[Stray]:
    wanted = folder / assignment
    for entry in _entries(folder):
        if entry in taken or entry.name == TIMESTAMP:
            continue
        if entry.is_symlink():
            why = "a link is not followed"
        elif entry.suffix.lower() in ARCHIVES:
            why = f"an archive: unpack it to {wanted.name}/"
        elif not entry.is_dir():
            why = f"not in a folder {assignment}/"
        elif entry.name in known or not _entries(entry):
            continue
        elif _folded(entry.name) == _folded(assignment):
            if wanted.exists() and entry.samefile(wanted):  # a disk that does not tell them apart
                continue
            why = f"the folder has to be called {assignment}"
        else:
            why = f"no assignment of this course; {assignment} would be in {assignment}/"
        yield Stray(entry, why, as_text(folder.name))


def _why_not_flat(path: Path, assignment: str, *, several: bool) -> str:
    """Why the file `path` among the students' folders is no submission."""
    suffix = path.suffix.lower()
    if path.is_symlink():
        return "a link is not followed"
    if suffix in ARCHIVES:
        return f"an archive: unpack it to <student>/{assignment}/"
    if several and suffix in (".ipynb", ".py"):
        return f"{assignment} has several notebooks: they belong in <student>/{assignment}/"
    if path.suffix == ".ipynb" or (path.suffix == ".py" and _has_header(path)):
        return "another submission of this student was found before it"
    if suffix == ".ipynb":
        return f"its name ends in {path.suffix}, not .ipynb"
    if suffix == ".py":
        return "no line '# student:' at its top"
    return "neither a notebook nor a Python file"


def _has_header(path: Path) -> bool:
    try:
        return has_header(path)
    except OSError:
        return False


def _entries(folder: Path) -> list[Path]:
    """What is in `folder`, without hidden files; nothing if it cannot be read, which is said."""
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []
    return [path for path in entries if path.name[0] != "." and path.name not in SYSTEM]


def _folded(name: str) -> str:
    return composed(name).casefold().strip()
