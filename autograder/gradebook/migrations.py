"""Bringing a database to the present schema: an ordered list, each in one transaction.

To change the schema, change the models and append a function to this module; never edit an
older one. A new database is made from the models at once and counts as fully migrated, so a
migration only ever sees a database of the version before it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, Engine, func, insert, inspect, select, text

from autograder.errors import StorageError
from autograder.gradebook.models import Base, Migration

_LOCK = 0x6772_6164_6573  # any number, the same in all processes: PostgreSQL's advisory lock


class Step(NamedTuple):
    """One migration. Versions count from 1 without gaps."""

    version: int
    name: str
    apply: Callable[[Connection], None]


MIGRATIONS: list[Step] = []


def migration(function: Callable[[Connection], None]) -> Callable[[Connection], None]:
    """Append `function` to the list of migrations."""
    MIGRATIONS.append(Step(len(MIGRATIONS) + 1, function.__name__, function))
    return function


@migration
def create_tables(connection: Connection) -> None:
    """The first schema."""
    Base.metadata.create_all(connection)


@migration
def note_budgets(connection: Connection) -> None:
    """Runs say which fraction of each limit was used."""
    connection.execute(text("ALTER TABLE runs ADD COLUMN budgets JSON NOT NULL DEFAULT '{}'"))


@migration
def note_headings(connection: Connection) -> None:
    """Graded cells know the heading that they stand below."""
    connection.execute(text("ALTER TABLE questions ADD COLUMN heading VARCHAR NOT NULL DEFAULT ''"))


@migration
def note_withdrawn_extensions(connection: Connection) -> None:
    """A due date of one student's own can be taken back."""
    column = "ADD COLUMN withdrawn BOOLEAN NOT NULL DEFAULT FALSE"
    connection.execute(text(f"ALTER TABLE extensions {column}"))


@migration
def note_late_policies(connection: Connection) -> None:
    """Assignments know what is taken off for late submissions."""
    connection.execute(text("ALTER TABLE assignments ADD COLUMN late JSON NOT NULL DEFAULT '{}'"))


def migrate(engine: Engine, where: str, steps: Sequence[Step] = MIGRATIONS) -> list[str]:
    """Apply what is missing; return the names of the migrations that were applied.

    Safe to call from several processes at once: each looks again once it holds the lock.

    Raises:
        StorageError: the database is of a newer version, or is no gradebook.
    """
    applied: list[str] = []
    while pending := _apply_next(engine, where, steps):
        applied.extend(pending)
    return applied


def _apply_next(engine: Engine, where: str, steps: Sequence[Step]) -> list[str]:
    """Apply one migration (or, to an empty database, all) in one transaction; its names."""
    with engine.connect() as connection:
        if version(connection, where) == steps[-1].version:
            return []
    with engine.execution_options(write=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        current = version(connection, where)
        if current > steps[-1].version:
            raise StorageError(
                f"{where}: a newer autograder wrote this gradebook"
                f" (schema {current}; this version knows up to {steps[-1].version})",
                hint="Install the newer version, or restore the backup made before it was used.",
            )
        if current == 0:
            Base.metadata.create_all(connection)
            done = list(steps)
        else:
            done = list(steps[current : current + 1])
            for step in done:
                step.apply(connection)
        for step in done:
            connection.execute(
                insert(Migration).values(
                    version=step.version, name=step.name, applied_at=datetime.now(UTC)
                )
            )
    return [step.name for step in done]


def version(connection: Connection, where: str) -> int:
    """The schema's version; 0 for an empty database.

    Raises:
        StorageError: there are tables, but not a gradebook's.
    """
    tables = set(inspect(connection).get_table_names())
    if Migration.__tablename__ not in tables:
        if tables:
            raise StorageError(
                f"{where}: holds tables of another program ({', '.join(sorted(tables)[:3])}, …)",
                hint="Name another file or database for the gradebook.",
            )
        return 0
    found = connection.execute(select(func.max(Migration.version))).scalar_one_or_none()
    return int(found or 0)


def check_integrity(engine: Engine) -> list[str]:
    """What SQLite's own checks find wrong (damage, dangling references); empty if nothing."""
    if engine.dialect.name != "sqlite":
        return []
    with engine.connect() as connection:
        pages = connection.execute(text("PRAGMA integrity_check")).scalars().all()
        dangling = connection.execute(text("PRAGMA foreign_key_check")).all()
    problems = [line for line in pages if line != "ok"]
    return problems + [f"row {row[1]} of {row[0]} refers to a missing {row[2]}" for row in dangling]
