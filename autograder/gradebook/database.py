"""A gradebook's database: opened, migrated, and closed."""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from autograder.gradebook.engine import connect, decoded, display, transaction, translated
from autograder.gradebook.migrations import check_integrity, migrate


class Database:
    """What `Gradebook` reads from and writes to. A context manager."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(write=True)
        self.where = display(engine.url)

    @classmethod
    def open(cls, url: str) -> Self:
        """Connect to `url`, and bring the database to the present schema.

        Raises:
            ConfigError: `url` is wrong, or its driver is not installed.
            StorageError: the database cannot be used, or a newer version wrote it.
        """
        engine = connect(url)
        opened = cls(engine)
        try:
            with decoded(opened.where), translated(opened.where):
                migrate(engine, opened.where)
        except BaseException:
            engine.dispose()
            raise
        return opened

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _write(self) -> AbstractContextManager[Session]:
        return transaction(self._writing, self.where)

    def _read(self) -> AbstractContextManager[Session]:
        return transaction(self._engine, self.where)

    def check(self) -> list[str]:
        """What is wrong with the database file; an empty list if nothing is."""
        with decoded(self.where), translated(self.where):
            return check_integrity(self._engine)
