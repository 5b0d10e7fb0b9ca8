"""Take typed values out of a TOML table, with errors that name file, key and allowed values."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from autograder.errors import ConfigError
from autograder.suggest import did_you_mean

_T = TypeVar("_T")


class Table:
    """One table of a TOML file. `path` is its dotted name, empty for the top level.

    Every getter raises `ConfigError` for a value of the wrong type or outside its range.
    """

    def __init__(self, file: Path, values: Mapping[str, Any], path: str = "") -> None:
        self.file = file
        self.path = path
        self._values = values

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def error(self, key: str, what: str, hint: str = "") -> ConfigError:
        """An error about `key` of this table."""
        name = ".".join(part for part in (self.path, key) if part)
        return ConfigError(f"{self.file}: {name}: {what}", hint=hint)

    def allow(self, keys: Collection[str]) -> None:
        """Refuse keys other than `keys`."""
        for key in self._values:
            if key not in keys:
                raise self.error(key, "there is no such key.", did_you_mean(key, keys))

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        value = self._get(key, str, "a text in quotes", default, required=required)
        if required and not value.strip():
            raise self.error(key, "must not be empty")
        return value

    def boolean(self, key: str, default: bool = False) -> bool:
        return self._get(key, bool, "true or false", default)

    def choice(self, key: str, allowed: Collection[str], default: str) -> str:
        value = self.text(key, default)
        if value not in allowed:
            raise self.error(key, f"{value!r} is not allowed.", did_you_mean(value, allowed))
        return value

    def integer(self, key: str, default: int | None = None, *, least: int = 0) -> int | None:
        if key not in self._values:
            return default
        value = self._values[key]
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.error(key, f"{value!r}: a whole number from {least} up is needed")
        return value

    def number(self, key: str, default: float, *, above: float | None = None) -> float:
        """A finite number, at least 0, or greater than `above`."""
        value = self._values.get(key, default)
        good = not isinstance(value, bool) and isinstance(value, int | float)
        if not good or not math.isfinite(value) or value < 0:
            raise self.error(key, f"{value!r}: a number from 0 up is needed")
        if above is not None and value <= above:
            raise self.error(key, f"{value!r}: a number above {above:g} is needed")
        return float(value)

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._get(key, list, 'a list of texts, ["…", "…"]', [])
        if not all(isinstance(value, str) for value in values):
            raise self.error(key, 'a list of texts, ["…", "…"], is needed')
        return tuple(values)

    def text_map(self, key: str) -> dict[str, str]:
        values = self._get(key, dict, "a table of texts", {})
        for name, value in values.items():
            if not isinstance(value, str):
                raise self.error(f"{key}.{name}", f"{value!r}: a text in quotes is needed")
        return dict(values)

    def table(self, key: str) -> Table:
        """The table below `key`; an empty one when there is none."""
        path = ".".join(part for part in (self.path, key) if part)
        return Table(self.file, self.values(key), path)

    def values(self, key: str) -> dict[str, Any]:
        """What the table below `key` holds, as it is; nothing when there is none."""
        return dict(self._get(key, dict, f"a table, [{key}],", {}))

    def tables(self, key: str) -> list[Table]:
        values = self._get(key, list, f"an array of tables, [[{key}]]", [])
        if not all(isinstance(value, dict) for value in values):
            raise self.error(key, f"an array of tables, [[{key}]], is needed")
        return [Table(self.file, value, f"{key}[{n}]") for n, value in enumerate(values)]

    def checked(self, key: str, build: Callable[[], _T]) -> _T:
        """`build()`, with a `ValueError` turned into an error about `key`."""
        try:
            return build()
        except ValueError as problem:
            raise self.error(key, str(problem)) from None

    def raw(self, key: str) -> Any:
        return self._values.get(key)

    def _get(
        self, key: str, kind: type[_T], needed: str, default: _T, *, required: bool = False
    ) -> _T:
        if key not in self._values:
            if required:
                raise self.error(key, "is missing", f"Add it: {key} = … ({needed}).")
            return default
        value = self._values[key]
        if not isinstance(value, kind):
            raise self.error(key, f"{value!r}: {needed} is needed")
        return value
