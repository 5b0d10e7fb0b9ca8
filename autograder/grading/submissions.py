"""Finding the submissions of an assignment in a folder."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from autograder.errors import SubmissionError, UsageError
from autograder.people import composed

_NAME = re.compile(r"^(?![.\-])[\w.@' \-]{1,100}$")
_ODD_BYTE = re.compile("[\udc80-\udcff]")
"""A byte of a file name that is no UTF-8, as `os.fsdecode` writes it."""
TIMESTAMP = "timestamp.txt"
_OFFSET = re.compile(r"[+-]\d\d:?\d\d$")
_LAST_SECOND = datetime(9999, 12, 31, tzinfo=UTC).timestamp()


@dataclass(frozen=True)
class Submission:
    """What one student handed in.

    `source` is the folder or file that it was found as; `files` maps a notebook's stem to the file
    and is empty where none of that kind was handed in; `received_at` is the time of the newest
    file, or what nbgrader's collection wrote down; `sha256` is of all files together.
    `unreadable` says why it cannot be known what was handed in (this machine may not read it, or
    there are two of them), and is empty where it can. `remarks` are for staff.
    """

    student: str
    source: Path
    files: Mapping[str, Path]
    received_at: datetime
    sha256: str
    unreadable: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of its files; 0 for one that has gone since."""
        return sum(path.stat().st_size for path in self.files.values() if path.exists())

    def others(self, notebooks: Collection[str]) -> list[str]:
        """Names of what lies in its folder and is none of `notebooks`; other notebooks first."""
        beside = list(self.source.iterdir()) if self.source.is_dir() else []
        wanted = {path for name, path in self.files.items() if name in notebooks}
        names = [as_text(path.name) for path in beside if path not in wanted]
        shown = [name for name in names if name != TIMESTAMP and not name.startswith(".")]
        return sorted(shown, key=lambda name: (not is_notebook(name), name))


def is_notebook(name: str) -> bool:
    """Whether a file of this name is meant as a notebook, also in capitals."""
    return name.lower().endswith(".ipynb")


def find_submissions(
    folder: Path, assignment: str, notebooks: list[str], *, zone: tzinfo = UTC
) -> list[Submission]:
    """All submissions of `assignment` below `folder`, by student.

    Two layouts are known, also mixed: nbgrader's, ``<student>/<assignment>/<notebook>.ipynb``,
    and one file per student, ``<student>.ipynb`` (or ``.py`` with answers in percent format) for
    assignments of one notebook. A folder of an assignment counts as handed in whatever is in it:
    a student who handed in another type of file should hear of it. Two submissions of one student
    stop nobody else: copies are one, and of others a person has to say which counts.

    Args:
        zone: what abbreviations such as CEST mean in the times that nbgrader's collection wrote.

    Raises:
        UsageError: the folder does not exist, or holds no submission.
    """
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}", hint="Name the folder: --submissions DIR")
    found: dict[str, Submission] = {}
    for submission in (*_nested(folder, assignment, zone), *_flat(folder, notebooks)):
        other = found.setdefault(submission.student, submission)
        if other.sha256 != submission.sha256:
            reason = f"two submissions, {other.source} and {submission.source}: keep one of them"
            found[submission.student] = replace(other, files={}, sha256="", unreadable=reason)
    if not found:
        raise UsageError(
            f"{folder}: no submission of {assignment} in it",
            hint=f"Expected <student>/{assignment}/{notebooks[0]}.ipynb or <student>.ipynb.",
        )
    return [found[student] for student in sorted(found)]


def check_name(student: str) -> None:
    """Refuse names that cannot safely be part of a path, a page or a command.

    Raises:
        SubmissionError: the name has control characters, slashes, a leading dot or dash, or is
            longer than 100 characters.
    """
    if not _is_name(student):
        raise SubmissionError(
            f"the name {student[:120]!r} cannot be a student's",
            hint="Names have letters, digits, and . _ - @ ' inside, and at most 100 characters.",
        )


def folder_name(student: str) -> str:
    """The folder of a student's runs: the name, or a hash of one that `check_name` refuses."""
    if _is_name(student):
        return student
    return f"refused-{hashlib.sha256(student.encode()).hexdigest()[:16]}"


def _is_name(student: str) -> bool:
    # Archives from macOS write é as e with a combining accent, which alone is no letter.
    return bool(_NAME.match(composed(student))) and student == student.strip()


def _nested(folder: Path, assignment: str, zone: tzinfo) -> Iterator[Submission]:
    for student in sorted(folder.iterdir()):
        work = student / assignment
        if student.name.startswith(".") or not student.is_dir():
            continue
        try:
            if not work.is_dir() or work.is_symlink():
                continue
            notebooks = [path for path in sorted(work.iterdir()) if path.suffix == ".ipynb"]
            files = {path.stem: path for path in notebooks if _is_plain(path)}
            yield _submission(student.name, work, files, work / TIMESTAMP, zone)
        except OSError as problem:
            yield _unreadable(student.name, work, problem)


def _flat(folder: Path, notebooks: list[str]) -> Iterator[Submission]:
    if len(notebooks) != 1:
        return
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or not _is_plain(path):
            continue
        if path.suffix not in (".ipynb", ".py"):
            continue
        try:
            if path.suffix == ".ipynb" or has_header(path):
                yield _submission(path.stem, path, {notebooks[0]: path})
        except OSError as problem:
            yield _unreadable(path.stem, path, problem)


def has_header(path: Path) -> bool:
    """Whether a Python file says whose answers it holds; other scripts are no submissions."""
    with path.open("rb") as file:
        return b"# student:" in file.read(4096)


def _is_plain(path: Path) -> bool:
    """A file of its own: a link could name any file of this machine."""
    return path.is_file() and not path.is_symlink()


def _submission(
    student: str,
    source: Path,
    files: dict[str, Path],
    timestamp: Path | None = None,
    zone: tzinfo = UTC,
) -> Submission:
    digest = hashlib.sha256()
    for stem, path in sorted(files.items()):
        digest.update(stem.encode("utf-8", "surrogatepass") + b"\0")
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    text = _written_time(timestamp)
    received = None if text is None else read_time(text, zone)
    remarks: tuple[str, ...] = ()
    if received is None:
        dated = [*files.values()] or [*source.iterdir()] or [source]
        newest = max(path.lstat().st_mtime for path in dated)
        # Archives can give a file any time; after the year 9999 there is none.
        received = datetime.fromtimestamp(min(newest, _LAST_SECOND), UTC)
        if text is not None:
            why = f"{text[:60]!a} is no time that is understood"
            remarks = (f"{TIMESTAMP} does not count ({why}), but the time of the file does",)
    sha256 = digest.hexdigest()
    return Submission(as_text(student), source, files, received, sha256, remarks=remarks)


def _unreadable(student: str, source: Path, problem: OSError) -> Submission:
    """What this machine may not read: no student's fault, so it stops nothing and is no zero."""
    reason = f"{problem.filename or source}: {problem.strerror or problem}"
    return Submission(as_text(student), source, {}, datetime.now(UTC), "", unreadable=reason)


def as_text(student: str) -> str:
    """A file name need not be Unicode, but databases and pages are; and é is one character.

    The name stays recognisable, and `check_name` refuses the percent sign.
    """
    return _ODD_BYTE.sub(lambda mark: f"%{ord(mark[0]) - 0xDC00:02X}", composed(student))


def _written_time(path: Path | None) -> str | None:
    """What nbgrader's collection wrote down beside a submission; None if there is no such file."""
    if path is None or not _is_plain(path):
        return None
    with path.open("rb") as file:
        return file.read(200).decode("utf-8", "replace").strip()


def read_time(text: str, zone: tzinfo) -> datetime | None:
    """A time that nbgrader's collection wrote, in UTC; None if it is none.

    It is written as ``2015-02-02 14:58:23.948203 CET``, with nbgrader's own setting of the format;
    people write ``America/Los_Angeles`` or ``+01:00``, or no zone, which is UTC.

    Args:
        zone: in which the collection wrote. An abbreviation alone tells little (IST is three
            zones), so that it counts where this zone has it at that time.
    """
    moment, _, name = text.rpartition(" ")
    try:
        parsed = _in_zone(datetime.fromisoformat(moment), name, zone) if moment else None
    except ValueError:
        parsed = None
    try:
        parsed = parsed or datetime.fromisoformat(text)
        # The first and last hours of the calendar are in no other zone: OverflowError.
        return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _in_zone(moment: datetime, name: str, zone: tzinfo) -> datetime | None:
    """`moment`, which is without a zone, in the one called `name`; None if it is unknown."""
    if moment.tzinfo is not None:
        return None
    if _OFFSET.match(name):
        return datetime.fromisoformat(f"{moment.isoformat()}{name}")
    for fold in (0, 1):  # in autumn an hour comes twice, by two names
        there = moment.replace(tzinfo=zone, fold=fold)
        if there.tzname() == name:
            return there
    try:
        # A zone is a file, e.g. that of a folder of zones cannot be read: OSError.
        return moment.replace(tzinfo=ZoneInfo(name))
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None
