"""Change a TOML file that a person wrote: comments, order and all other keys stay."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from autograder.errors import ConfigError, StorageError
from autograder.files import write_atomic

Change = Callable[[tomlkit.TOMLDocument], None]


def edit_toml(file: Path, change: Change) -> bool:
    """Apply `change` to `file`, or to an empty document if there is none; whether it differs now.

    Raises:
        ConfigError: the file is no TOML.
        StorageError: it cannot be read or written.
    """
    try:
        text = file.read_text(encoding="utf-8") if file.exists() else ""
    except UnicodeDecodeError as problem:
        raise ConfigError(f"{file}: not UTF-8 (byte {problem.start})") from None
    except OSError as problem:
        raise StorageError(f"{file}: cannot be read: {problem.strerror}") from None
    return write_atomic(file, edited(text, change, name=str(file)).encode("utf-8"))


def edited(text: str, change: Change, *, name: str) -> str:
    """`text` after `change`; `name` stands in errors.

    Raises:
        ConfigError: it is no TOML.
    """
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as problem:
        raise ConfigError(f"{name}: not valid TOML: {problem}", hint="See toml.io.") from None
    change(document)
    return tomlkit.dumps(document).rstrip("\n") + "\n"
