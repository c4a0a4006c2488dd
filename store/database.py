"""Connections to the catalogue: SQLite in the library, or any database by its URL.

One writer at a time. SQLite before 3.51.3 can corrupt a write-ahead log that two connections write
or checkpoint at once, so a writer holds a lock file from before BEGIN until after COMMIT.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

import store.batch_tables
import store.service_tables
import store.tables  # noqa: F401  (the tables register themselves)
from store.locks import hold
from store.schema import bring_up

BUSY_MS = 30_000  # how long a reader waits for a writer
FULL = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_SHMSIZE"}


class Cursor(Protocol):
    """What is used of a DB-API connection."""

    def execute(self, sql: str) -> object:
        """Run one statement."""


def sqlite_url(path: Path) -> str:
    """The URL of an SQLite file."""
    return f"sqlite:///{path}"


def connect(url: str) -> Engine:
    """An engine for `url`; nothing is opened before the first statement."""
    # A server may have gone and come back since a connection was used: it is asked first.
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def create(engine: Engine) -> None:
    """Make the tables, or bring them up to this version. The write lock must be held."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.connection.dbapi_connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[union-attr]
    with engine.execution_options(writing=True).begin() as connection:
        bring_up(connection)


@contextmanager
def writing(engine: Engine, lock: Path) -> Iterator[Connection]:
    """One transaction that writes, committed at the end, rolled back when anything is raised."""
    alone = hold(lock, wait=True) if engine.dialect.name == "sqlite" else nullcontext()
    # The option is said to the connection: to the engine, it would make another one each time.
    with (
        alone,
        engine.connect().execution_options(writing=True) as connection,
        connection.begin(),
    ):
        yield connection


def is_full(error: DBAPIError) -> bool:
    """Whether a statement failed for want of room on the disk."""
    return getattr(error.orig, "sqlite_errorname", "") in FULL


def _prepare(connection: "Cursor", _record: object) -> None:
    # Transactions begin where we say so, not where the driver guesses.
    connection.isolation_level = None  # type: ignore[attr-defined]
    connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=NORMAL")  # in WAL: no corruption, ever


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another wrote between.
    if connection.get_execution_options().get("writing"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:  # it cannot fail, so it need not go through what tells errors
        connection.connection.dbapi_connection.execute("BEGIN")  # type: ignore[union-attr]
