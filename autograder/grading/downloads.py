"""What a learning-management system gives as a download: a zip archive, or the folder of one.

Whatever is in it comes from students: nothing is unpacked, names are only compared, and of a file
no more is read than was asked for.
"""

from __future__ import annotations

import lzma
import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from autograder.archives import MAX_MEMBERS, is_plain, stays_inside
from autograder.errors import SubmissionError, UsageError
from autograder.grading.strays import SYSTEM, Stray
from autograder.grading.submissions import as_text

_MAX_NAME: Final = 1000
_UTF8_FLAG: Final = 0x800
_UNIX_TIME: Final = 0x5455
"""The extra field with the time in seconds since 1970, which needs no zone."""
_BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError),
    # An unknown compression, and an encrypted member.
    *(NotImplementedError, RuntimeError),
)


@dataclass(frozen=True)
class Item:
    """A file of a download.

    `parts` is its path in it; `modified` the time that the archive or the disk gives it, if any.
    """

    download: Path
    parts: tuple[str, ...]
    modified: datetime | None
    _open: Callable[[], IO[bytes]]

    @property
    def name(self) -> str:
        """Its path in the download, with slashes."""
        return "/".join(self.parts)

    @property
    def path(self) -> Path:
        """The download and the path in it, for messages only."""
        return self.download / self.name

    def read(self, limit: int) -> bytes:
        """All of it.

        Raises:
            SubmissionError: it has more than `limit` bytes, or is damaged.
        """
        try:
            with self._open() as file:
                data = file.read(limit + 1)
        except _BROKEN as problem:
            raise SubmissionError(f"it cannot be read: {problem}") from None
        if len(data) > limit:
            raise SubmissionError(f"it has more than {limit / 1e6:g} MB")
        return data


class Download:
    """The files of one download. A context manager; `items` can be read inside.

    `refused` are members that no archive of a learning-management system has. Files that
    operating systems leave behind are in neither.
    """

    def __init__(self, path: Path, zone: tzinfo | None) -> None:
        """Find the files.

        Args:
            zone: of the times in an archive, which mostly tell none; None: this machine's.

        Raises:
            UsageError: there is no such folder or archive, or it holds far too many files.
        """
        self.path = path
        self.items: list[Item] = []
        self.refused: list[Stray] = []
        self._closing = ExitStack()
        if path.is_dir():
            self._list(self._in_folder(path))
            return
        try:
            archive = self._closing.enter_context(zipfile.ZipFile(path))
        except _BROKEN as problem:
            why = getattr(problem, "strerror", None) or problem
            hint = "Name the zip file that the system gave, or the folder unpacked from it."
            raise UsageError(f"{path}: no zip archive: {why}", hint=hint) from None
        self._list(self._in_archive(archive, zone))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closing.close()

    def _list(self, found: Iterator[Item | Stray]) -> None:
        for number, item in enumerate(found):
            if number >= MAX_MEMBERS:
                self._closing.close()
                raise UsageError(f"{self.path}: more than {MAX_MEMBERS} files are too many")
            if isinstance(item, Stray):
                self.refused.append(item)
            elif not any(part.startswith(".") or part in SYSTEM for part in item.parts):
                self.items.append(item)
        self.items.sort(key=lambda item: item.parts)

    def _in_archive(self, archive: zipfile.ZipFile, zone: tzinfo | None) -> Iterator[Item | Stray]:
        for member in archive.infolist():
            name = _decoded(member)
            if member.is_dir():
                continue
            if not stays_inside(name) or len(name) > _MAX_NAME or "\0" in name:
                yield Stray(self.path / repr(name[:120]), "its name is none for a file", "")
            elif not is_plain(member):
                yield Stray(self.path / _shown(name), "a link or device is not followed", "")
            else:
                parts = tuple(_shown(part) for part in Path(name).parts)
                yield Item(self.path, parts, _time(member, zone), partial(archive.open, member))

    def _in_folder(self, folder: Path) -> Iterator[Item | Stray]:
        for place, folders, files in os.walk(folder):
            folders[:] = [name for name in folders if not (name[0] == "." or name in SYSTEM)]
            for name in (*files, *(name for name in folders if Path(place, name).is_symlink())):
                path = Path(place, name)
                status = path.lstat()
                if not stat.S_ISREG(status.st_mode):
                    yield Stray(
                        folder / _shown(str(path.relative_to(folder))),
                        "a link or device is not followed",
                        "",
                    )
                    continue
                parts = tuple(_shown(part) for part in path.relative_to(folder).parts)
                try:
                    modified = datetime.fromtimestamp(status.st_mtime, UTC)
                except (ValueError, OverflowError, OSError):
                    modified = None
                yield Item(self.path, parts, modified, partial(_opened, path))


def _shown(part: str) -> str:
    """A part of a path without what would control a terminal, or turn the text around."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(mark) in ("Cc", "Cf") else mark
        for mark in as_text(part)
    )


def _opened(path: Path) -> IO[bytes]:
    return path.open("rb")


def _decoded(member: zipfile.ZipInfo) -> str:
    """The name; some programs write UTF-8 and do not say so."""
    if member.flag_bits & _UTF8_FLAG:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def _time(member: zipfile.ZipInfo, zone: tzinfo | None) -> datetime | None:
    """When the member was last changed, as the archive says it."""
    extra = member.extra
    try:
        while len(extra) >= 4:
            kind, size = struct.unpack_from("<HH", extra)
            if kind == _UNIX_TIME and size >= 5 and extra[4] & 1:
                return datetime.fromtimestamp(struct.unpack_from("<i", extra, 5)[0], UTC)
            extra = extra[4 + size :]
        return datetime(*member.date_time, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError, OSError, struct.error):
        return None
