"""Connecting to the gradebook's database, and saying in plain words what went wrong with it."""

from __future__ import annotations

import shlex
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from autograder.errors import ConfigError, StorageError
from autograder.gradebook.columns import dump_json

BUSY_SECONDS = 30.0
"""How long a writer waits for another one. A transaction of a run takes milliseconds."""

_PAUSE_SECONDS = 0.01

URL_HINT = (
    "Write `sqlite:///path/to/gradebook.db` or `postgresql+psycopg://user@host/name`"
    " in nbgrader_config.py."
)


def connect(url: str) -> Engine:
    """An engine for `url`; nothing is read or written yet, but SQLite's folder is made.

    Raises:
        ConfigError: `url` is no database URL, or its driver is not installed.
        StorageError: the folder of an SQLite file cannot be made.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as problem:
        raise ConfigError(f"{url!r} is no database URL: {problem}", hint=URL_HINT) from None
    try:
        engine = create_engine(parsed, **_options(parsed))
    except (ArgumentError, NoSuchModuleError) as problem:
        raise ConfigError(f"{url!r} is no database URL: {problem}", hint=URL_HINT) from None
    except ModuleNotFoundError as problem:
        raise ConfigError(
            f"the driver of {parsed.drivername!r} is not installed",
            hint=f"Install it into this environment: pip install {problem.name}",
        ) from None
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, parsed)
    return engine


def display(url: URL) -> str:
    """Where the gradebook is, for messages: the file, or the URL without its password."""
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    return url.render_as_string(hide_password=True)


def is_memory(url: URL) -> bool:
    """Whether `url` names an SQLite database that lives in this process only."""
    return url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:")


def _options(url: URL) -> dict[str, Any]:
    options: dict[str, Any] = {"json_serializer": dump_json}
    if url.get_backend_name() == "sqlite":
        options["connect_args"] = {"timeout": BUSY_SECONDS, "check_same_thread": False}
        if is_memory(url):
            # Every connection to :memory: would be a database of its own.
            options["poolclass"] = StaticPool
    else:
        options["pool_pre_ping"] = True
    return options


def _prepare_sqlite(engine: Engine, url: URL) -> None:
    if not is_memory(url) and not str(url.database).startswith("file:"):
        folder = Path(url.database or "").parent
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # scores are private
        except OSError as problem:
            raise StorageError(
                f"{folder}: the gradebook's folder cannot be made: {problem.strerror}",
                hint="Check the folder's owner and the free space.",
            ) from None

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _: Any) -> None:
        # The driver's own transactions begin late, and not at all before DDL; ours begin in
        # on_begin. See "SQLite Transactions" in SQLAlchemy's documentation of the dialect.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA synchronous = FULL")
        _use_wal(cursor)
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        # A writer that begins with a read and then upgrades its lock fails at once when another
        # writer came between; IMMEDIATE waits its turn instead.
        write = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _use_wal(cursor: sqlite3.Cursor) -> None:
    """Switch the file to WAL, which stays; usually it is so already.

    The change needs an exclusive lock, for which SQLite itself does not wait: of two graders that
    begin a gradebook at the same time one would fail.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            if cursor.execute("PRAGMA journal_mode").fetchone()[0] == "delete":
                cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as problem:
            busy = problem.sqlite_errorname.startswith("SQLITE_BUSY")
            if not busy or time.monotonic() > deadline:
                raise
        else:
            return
        time.sleep(_PAUSE_SECONDS)


_SQLITE_HINTS = {
    "SQLITE_FULL": ("the disk is full", "Free some space, then give the same command again."),
    "SQLITE_BUSY": (
        "another program keeps the gradebook locked",
        "See who has the file open (`fuser -v FILE`), wait for it or end it, then try again.",
    ),
    "SQLITE_LOCKED": (
        "another program keeps the gradebook locked",
        "See who has the file open (`fuser -v FILE`), wait for it or end it, then try again.",
    ),
    "SQLITE_READONLY": (
        "the file or its folder is read-only",
        "Check the owner of the file and of its folder: SQLite writes beside the file, too.",
    ),
    "SQLITE_CANTOPEN": (
        "the file cannot be opened",
        "Check that the folder exists and that you may read and write in it.",
    ),
    "SQLITE_NOTADB": (
        "the file is not an SQLite database",
        "Move it away and restore the gradebook from a backup, or name another file.",
    ),
    "SQLITE_CORRUPT": (
        "the file is damaged",
        "Keep a copy, then restore a backup or rescue it: `sqlite3 FILE .recover | sqlite3 NEW`.",
    ),
    "SQLITE_IOERR": (
        "reading or writing the file failed",
        "Check the disk, and keep the gradebook off network file systems (WAL needs a local one).",
    ),
}


def storage_error(where: str, problem: DBAPIError) -> StorageError:
    """What a failure of the database means for the person who gave the command."""
    name = getattr(problem.orig, "sqlite_errorname", "")
    for prefix, (reason, hint) in _SQLITE_HINTS.items():
        if name.startswith(prefix):
            return StorageError(
                f"{where}: {reason}; nothing of this step was stored",
                hint=hint.replace("FILE", shlex.quote(where)),
            )
    return StorageError(
        f"{where}: the database refused: {problem.orig}; nothing of this step was stored",
        hint="If the database is a server, check that it runs and accepts this user.",
    )


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Turn a database failure inside the block into a `StorageError`."""
    try:
        yield
    except DBAPIError as problem:
        raise storage_error(where, problem) from problem


_UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    SQLAlchemyError,
    TypeError,
    ValueError,
)
"""What comes of reading back a value that was not written like this."""


@contextmanager
def decoded(where: str) -> Iterator[None]:
    """Turn values that cannot be read inside the block into a `StorageError`.

    SQLite notices a damaged page only where it breaks its own structure.
    """
    try:
        yield
    except _UNREADABLE as problem:
        raise StorageError(
            f"{where}: the file is damaged: {type(problem).__name__}: {problem};"
            " nothing of this step was stored",
            hint=_SQLITE_HINTS["SQLITE_CORRUPT"][1].replace("FILE", shlex.quote(where)),
        ) from problem


@contextmanager
def transaction(engine: Engine, where: str) -> Iterator[Session]:
    """One transaction: committed at the end of the block, undone by any exception in it.

    Raises:
        StorageError: the database refused, or holds values that it was never given.
    """
    with decoded(where), translated(where), Session(engine) as session, session.begin():
        yield session
