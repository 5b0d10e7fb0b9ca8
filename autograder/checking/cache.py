"""Results of earlier checks, by the hash of everything that they depend on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from autograder.errors import StorageError
from autograder.files import write_atomic

KEPT: Final = timedelta(days=30)
"""How long a result is kept that no check asked for."""


def key_of(parts: Mapping[str, Any]) -> str:
    """SHA-256 of `parts` as JSON."""
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Cache:
    """A file of JSON lines, `{"key": …, "at": …, "value": …}`.

    A result is appended as soon as it is known, so that a check which is interrupted continues
    where it was. A damaged line is a result that is not there.
    """

    def __init__(self, file: Path, *, now: datetime | None = None) -> None:
        self.file = file
        self.now = now or datetime.now(UTC)
        self._values: dict[str, Any] = {}
        self._times: dict[str, str] = {}
        self._used: set[str] = set()
        self._read_file()

    def _read_file(self) -> None:
        """Take over what the file holds and is not known yet."""
        try:
            lines = self.file.read_bytes().splitlines()
        except OSError:
            return
        for line in lines:
            self._read(line)

    def _read(self, line: bytes) -> None:
        try:
            entry = json.loads(line)
            datetime.fromisoformat(entry["at"])
            if entry["key"] not in self._used:
                self._values[entry["key"]] = entry["value"]
                self._times[entry["key"]] = entry["at"]
        except (ValueError, KeyError, TypeError):
            return

    def get(self, key: str) -> Any:
        """The value of `key`, or None."""
        if key in self._values:
            self._used.add(key)
        return self._values.get(key)

    def put(self, key: str, value: Any) -> None:
        """Store a value at once.

        Raises:
            StorageError: the file cannot be written.
        """
        self._values[key] = value
        self._times[key] = self.now.isoformat()
        self._used.add(key)
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self.file.open("a", encoding="utf-8") as stream:
                # A check that was killed may have left half a line.
                stream.write(f"\n{self._line(key)}")
        except OSError as problem:
            reason = problem.strerror or str(problem)
            raise StorageError(
                f"{self.file}: cannot be written: {reason}",
                hint="Check the folder's owner and the free space.",
            ) from None

    def close(self) -> None:
        """Forget what no check has asked for in a long time."""
        self._read_file()  # another check may have added something
        for key in self._used:
            self._times[key] = self.now.isoformat()
        oldest = self.now - KEPT
        kept = [key for key in self._values if datetime.fromisoformat(self._times[key]) >= oldest]
        if kept or self.file.exists():
            write_atomic(self.file, "".join(map(self._line, kept)).encode("utf-8"))
            self.file.chmod(0o600)

    def _line(self, key: str) -> str:
        entry = {"key": key, "at": self._times[key], "value": self._values[key]}
        return json.dumps(entry, sort_keys=True) + "\n"
