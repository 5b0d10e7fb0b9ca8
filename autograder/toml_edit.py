"""Change a TOML file that a person wrote: comments, order and all other keys stay."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from autograder.errors import ConfigError, StorageError
from autograder.files import write_atomic

Change = Callable[[tomlkit.TOMLDocument], None]


def edit_toml(file: Path, change: Change) -> bool:
    """Apply `change` to `file`, or to an empty document if there is none; whether it differs now.

    A byte order mark and line ends of Windows stay, too.

    Raises:
        ConfigError: the file is no TOML.
        StorageError: it cannot be read or written.
    """
    try:
        data = file.read_bytes() if file.exists() else b""
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as problem:
        raise ConfigError(f"{file}: not UTF-8 (byte {problem.start})") from None
    except OSError as problem:
        raise StorageError(f"{file}: cannot be read: {problem.strerror}") from None
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as problem:
        raise ConfigError(f"{file}: not valid TOML: {problem}", hint="See toml.io.") from None
    change(document)
    text = tomlkit.dumps(document).rstrip("\n") + "\n"
    if b"\r\n" in data:
        text = text.replace("\n", "\r\n")
    return write_atomic(file, text.encode("utf-8-sig" if data.startswith(BOM_UTF8) else "utf-8"))
