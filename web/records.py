"""The service's records: transactions, ids that sort by time, and whose record is whose.

Every query for a record goes through `mine`: what belongs to another team, or to another person of
the same team, is as good as not there.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlmodel import Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from store.database import writing
from store.service_tables import StoredChat, StoredFeedback, StoredJob, StoredRun
from web.problems import NotFound

Owned = TypeVar("Owned", StoredChat, StoredRun, StoredJob, StoredFeedback)
Record = TypeVar("Record", bound=SQLModel)


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks: a person of a team, and what the key they came with allows."""

    user: str = "local"
    team: str = "local"
    name: str = "you"
    scopes: frozenset[str] = frozenset(("read", "ask", "write", "admin"))


@dataclass(frozen=True, slots=True)
class Records:
    """The database as the service uses it."""

    engine: Engine
    lock: Path
    """Held by whoever writes, where the database is SQLite."""
    _gate: threading.Lock = field(default_factory=threading.Lock)
    """All but one of the writers wait here, so that the events of runs wait for one at most."""

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    def at_once(self) -> AbstractContextManager[Connection]:
        """One transaction, committed at the end, that goes before all others of this process."""
        return writing(self.engine, self.lock)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction, committed at the end."""
        alone = self._gate if self.engine.dialect.name == "sqlite" else nullcontext()
        with (
            alone,
            writing(self.engine, self.lock) as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            yield session
            session.flush()


def mine(kind: type[Owned], who: Who) -> SelectOfScalar[Owned]:
    """The records of that kind that `who` may see."""
    return select(kind).where(col(kind.team) == who.team, col(kind.owner) == who.user)


def one(session: Session, kind: type[Owned], id: str, who: Who) -> Owned:
    """The record with that id, if it is there and `who` may see it."""
    found = session.exec(mine(kind, who).where(col(kind.id) == id)).first()
    if found is None:
        raise NotFound(f"There is no {kind.__tablename__} {id!r}.")
    return found


def new_id(kind: str) -> str:
    """An id that cannot be guessed and sorts by the time it was made."""
    return f"{kind}_{time.time_ns() // 1_000:014x}{os.urandom(10).hex()}"


def now(*, plus: timedelta = timedelta(0)) -> str:
    """The time, as it is kept."""
    return (datetime.now(UTC) + plus).isoformat(timespec="microseconds").replace("+00:00", "Z")
