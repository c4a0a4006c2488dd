"""Who works on a batch: one process at a time, which says every few seconds that it is alive."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import select, update
from sqlmodel import col

from store.batch_tables import StoredBatch
from store.errors import TieoutError
from store.library import Library

HOLD_S = 60.0  # a holder that is silent for longer has lost the batch
RENEW_S = 15.0


class Held(TieoutError):
    """Another process is working on the batch."""


@contextmanager
def held(library: Library, batch: str) -> Iterator[None]:
    """Work on a batch alone; raises Held while another does."""
    holder = f"{socket.gethostname()}, process {os.getpid()}, {uuid4().hex}"
    _take(library, batch, holder)
    ended = threading.Event()
    beat = threading.Thread(target=_renew, args=(library, batch, holder, ended), daemon=True)
    beat.start()
    try:
        yield
    finally:
        ended.set()
        beat.join()
        _say(library, batch, holder, "", None)


def _take(library: Library, batch: str, holder: str) -> None:
    this = col(StoredBatch.id) == batch
    query = select(col(StoredBatch.holder), col(StoredBatch.held_until)).where(this)
    with library.writing() as connection:
        now, until = connection.execute(query).one()
        if now and _in_force(now, until):
            raise Held(
                f"The batch is being worked on by {_told(now)}. Wait until it has ended, or has "
                f"been silent for {HOLD_S:.0f} seconds."
            )
        connection.execute(
            update(StoredBatch).where(this).values(holder=holder, held_until=_until())
        )


def _renew(library: Library, batch: str, holder: str, ended: threading.Event) -> None:
    while not ended.wait(RENEW_S):
        _say(library, batch, holder, holder, _until())


def _say(library: Library, batch: str, mine: str, holder: str, until: datetime | None) -> None:
    """Change the hold if it is still ours."""
    ours = (col(StoredBatch.id) == batch) & (col(StoredBatch.holder) == mine)
    with library.writing() as connection:
        connection.execute(update(StoredBatch).where(ours).values(holder=holder, held_until=until))


def _until() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=HOLD_S)


def _told(holder: str) -> str:
    """A holder as a person is told of it: "host, process 12"."""
    return holder.rpartition(", ")[0]


def _in_force(holder: str, until: datetime | None) -> bool:
    """Whether a hold still counts: a process of this machine that is gone holds nothing."""
    host, _, process = _told(holder).partition(", process ")
    if host == socket.gethostname() and not _lives(int(process)):
        return False
    return until is not None and until.replace(tzinfo=UTC) > datetime.now(UTC)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
