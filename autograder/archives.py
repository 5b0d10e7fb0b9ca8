"""Unpack zip archives (and wheels, which are zip archives) that nobody here made."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO

from autograder.errors import AssetError

MAX_BYTES = 4 << 30
MAX_MEMBERS = 100_000
_CHUNK = 1 << 20


def unzip(archive: Path, target: Path, *, max_bytes: int = MAX_BYTES) -> None:
    """Unpack `archive` into the folder `target`, which may not be left.

    The whole archive is refused if a single member has an absolute name, a name with ``..``,
    or is a link or device; before anything is written. Sizes are counted while unpacking,
    because the ones that an archive states may be wrong.

    Raises:
        AssetError: not a zip archive, an unsafe member, or more than `max_bytes` unpacked.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            members = opened.infolist()
            if len(members) > MAX_MEMBERS:
                raise AssetError(f"{archive.name}: {len(members)} members are too many")
            for member in members:
                _check(archive, member)
            left = max_bytes
            for member in members:
                path = target / member.filename
                if member.is_dir():
                    path.mkdir(parents=True, exist_ok=True)
                    continue
                path.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(member) as source, path.open("wb") as sink:
                    left = _copy(archive, source, sink, left)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as problem:
        # RuntimeError: encrypted; NotImplementedError: an unknown compression.
        message = f"{archive.name} cannot be unpacked: {problem}"
        raise AssetError(message, hint="Download it again.") from None


def is_plain(member: zipfile.ZipInfo) -> bool:
    """Whether a member is a file or a folder: no link, and no device."""
    return stat.S_IFMT(member.external_attr >> 16) in (0, stat.S_IFREG, stat.S_IFDIR)


def stays_inside(name: str) -> bool:
    """Whether a member of this name is unpacked below the folder that it is unpacked into."""
    path = PurePosixPath(name)
    return bool(path.parts) and not (path.is_absolute() or ".." in path.parts or "\\" in name)


def _check(archive: Path, member: zipfile.ZipInfo) -> None:
    name = member.filename
    if not stays_inside(name) or ":" in name or not is_plain(member):
        message = f"{archive.name} is refused: unsafe member {name!r}"
        raise AssetError(message, hint="Get the files from a source you trust, use --from DIR.")


def _copy(archive: Path, source: IO[bytes], sink: IO[bytes], left: int) -> int:
    """Copy all of `source`; return how many bytes may still be written."""
    while chunk := source.read(_CHUNK):
        left -= len(chunk)
        if left < 0:
            raise AssetError(f"{archive.name} is refused: unpacked, it is too large")
        sink.write(chunk)
    return left
