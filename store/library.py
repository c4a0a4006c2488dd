"""The library: filings on disk, and the catalogue that says what is in them.

Files are the truth. A document comes in as a folder of files made elsewhere, is moved into place
in one step and then written into the catalogue in one transaction; whatever is left half done by a
crash is put right by `sweep`.
"""

import errno
import shutil
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, delete, insert
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from store.database import connect, create, is_full, sqlite_url, writing
from store.errors import NoSuchDocument, TieoutError
from store.folders import Folders
from store.locks import Held, hold
from store.naming import is_named, nothing_named
from store.remembered import Remembered
from store.schema import HEAD, version
from store.sweeping import aside, sweep
from store.tables import (
    StoredDocument,
    StoredFact,
    StoredFootnote,
    StoredPassage,
    StoredReference,
    StoredSection,
    StoredTable,
)
from store.together import Together

PARTS = (
    StoredSection,
    StoredTable,
    StoredFootnote,
    StoredFact,
    StoredReference,
    StoredPassage,
)
# Errors that concern every file, not the one at hand; EFBIG is the quota of a process.
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
OPEN_COPIES = 16  # reading copies kept in memory; a long one is about 2 MB

Part = TypeVar(
    "Part",
    StoredSection,
    StoredTable,
    StoredFootnote,
    StoredFact,
    StoredReference,
    StoredPassage,
)
Made = TypeVar("Made")
Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows for the tables of `PARTS`, by the name of the table; without `document`."""


class NoLibrary(TieoutError):
    """There is no library in the folder."""


class Busy(TieoutError):
    """Another process is changing the library."""


class DiskFull(TieoutError):
    """There is no room left for the library."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A document on its way in."""

    document: StoredDocument
    rows: Rows
    folder: Path
    """Its files, on the disk of the library; the folder becomes that of the document."""


class Library:
    """A folder with filings and their catalogue. Reading never changes it."""

    def __init__(self, folder: Path, *, url: str | None = None) -> None:
        self.folders = Folders(folder)
        self.engine: Engine = connect(url or sqlite_url(self.folders.database))
        self._embedded = url is None
        self._current = False
        self._lines = lru_cache(maxsize=OPEN_COPIES)(_read_lines)
        self._remembered = Remembered()
        self._together = Together(self.writing)

    def documents(self) -> list[StoredDocument]:
        """Every document, in the order they came; the main part of a submission first.

        Those who ask share them as long as the catalogue stays as it is: nobody may change one.
        """
        with self.session() as session:
            return self._remembered.documents(session)

    def document(self, document: str) -> StoredDocument:
        """The document with this id, or raise `NoSuchDocument`."""
        with self.session() as session:
            found = session.get(StoredDocument, document)
        return found or self.find([document])[0]

    def find(self, names: Sequence[str]) -> list[StoredDocument]:
        """Documents by id, source or a glob over sources, in the order of the library.

        A submission's own path names all of its parts, and the end of a path will do for it. A
        name that fits nothing raises `NoSuchDocument` with the names that come near.
        """
        every = self.documents()
        chosen: set[str] = set()
        for name in names:
            found = {each.id for each in every if is_named(each, name)}
            if not found:
                raise NoSuchDocument(nothing_named(name, every))
            chosen |= found
        return [each for each in every if each.id in chosen]

    def lines(self, document: str) -> Sequence[str]:
        """The reading copy; line n is `lines[n - 1]`."""
        path = self.folders.reading_copy(document)
        try:
            state = path.stat()
        except FileNotFoundError as error:
            self.document(document)  # says which names come near
            raise TieoutError(f"{path} is missing. Ingest the filing again.") from error
        return self._lines(path, state.st_mtime_ns, state.st_ino)

    def page(self, document: str, line: int) -> int:
        """The physical page a line stands on."""
        return max(1, bisect_right(self.document(document).page_lines, line))

    def sections(self, document: str) -> list[StoredSection]:
        """The outline, in reading order."""
        return self._parts(StoredSection, document, "position")

    def tables(self, document: str) -> list[StoredTable]:
        """The tables, in reading order."""
        return self._parts(StoredTable, document, "first_line")

    def footnotes(self, document: str) -> list[StoredFootnote]:
        """The footnotes, in reading order."""
        return self._parts(StoredFootnote, document, "position")

    def facts(self, document: str) -> list[StoredFact]:
        """The tagged facts, in the order of their lines; those not displayed come last."""
        facts = self._parts(StoredFact, document, "line")
        return sorted(facts, key=lambda fact: (fact.line is None, fact.line or 0))

    def references(self, document: str) -> list[StoredReference]:
        """The cross-references, in reading order."""
        return self._parts(StoredReference, document, "position")

    def passages(self, document: str) -> list[StoredPassage]:
        """What the indexes hold of a document, in reading order."""
        return self._parts(StoredPassage, document, "position")

    def create(self) -> None:
        """Make what is missing of the library: folders and catalogue. Changes nothing else."""
        with self._room():
            for folder in (self.folders.filings, self.folders.incoming, self.folders.index):
                folder.mkdir(parents=True, exist_ok=True)
            with hold(self._write_lock, wait=True):
                create(self.engine)

    def changing(self) -> AbstractContextManager[None]:
        """Keep every other process from ingesting; raises `Busy` if one is at it."""
        return _Changing(self)

    def save(self, arrivals: Sequence[Arrival], *, replacing: Sequence[str] = ()) -> None:
        """Take documents in, in place of `replacing`: all of them or, if anything fails, none."""
        moved: list[tuple[Path, Path]] = []
        try:
            for gone in replacing:
                if (folder := self.folders.document(gone)).exists():
                    _move(folder, aside(self.folders, gone), moved)
            for arrival in arrivals:
                _move(arrival.folder, self.folders.document(arrival.document.id), moved)
            with self.writing() as connection:
                _delete(connection, replacing)
                for arrival in arrivals:
                    _insert(connection, arrival)
        except BaseException:
            # An interruption may come when the transaction is through: only the catalogue knows.
            if not self._took(arrivals, replacing):
                for origin, target in reversed(moved):
                    if target.exists() and not origin.exists():
                        target.rename(origin)
            raise
        for gone in replacing:
            shutil.rmtree(aside(self.folders, gone), ignore_errors=True)

    def remove(self, documents: Sequence[str]) -> None:
        """Take documents out, files and rows."""
        self.save((), replacing=documents)

    def close(self) -> None:
        """Let go of the catalogue's connections."""
        self.engine.dispose()

    def sweep(self) -> None:
        """Put right what a crash left behind; see `store.sweeping`. Call it while `changing`."""
        sweep(self.folders, self.documents())

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that writes to the catalogue; raises `DiskFull`."""
        with self._room(), writing(self.engine, self._write_lock) as connection:
            yield connection

    def together(self, make: Callable[[Connection], Made]) -> Made:
        """The same for a small change that many threads make: see `Together.change`."""
        return self._together.change(make)

    def no_room(self, source: str = "") -> str:
        """What to tell a person when the disk is full, at the file `source`."""
        return (f"{source}: no room" if source else "No room") + (
            f" is left on the disk that holds {self.folders.library}. Everything finished "
            "before is kept; free some space and run the same command again."
        )

    @contextmanager
    def _room(self) -> Iterator[None]:
        """Say it in a sentence when there is no room."""
        try:
            yield
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            raise DiskFull(self.no_room()) from error
        except DBAPIError as error:
            if not is_full(error):
                raise
            raise DiskFull(self.no_room()) from error

    def _took(self, arrivals: Sequence[Arrival], replacing: Sequence[str]) -> bool:
        """Whether the catalogue has `arrivals` in place of `replacing`."""
        held = {each.id: each.added for each in self.documents()}
        came = {each.document.id: each.document.added for each in arrivals}
        return all(_same_time(held.get(name), added) for name, added in came.items()) and not any(
            name in held for name in replacing if name not in came
        )

    @property
    def _write_lock(self) -> Path:
        return self.folders.library / "write.lock"

    def _parts(self, kind: type[Part], document: str, order: str) -> list[Part]:
        with self.session() as session:
            query = select(kind).where(col(kind.document) == document)
            found = list(session.exec(query.order_by(getattr(kind, order))).all())
        if not found:
            self.document(document)
        return found

    def session(self) -> Session:
        """A session that reads the catalogue; raises NoLibrary."""
        self._look()
        return Session(self.engine)

    def reading(self) -> Connection:
        """A connection that reads the catalogue, where no objects are wanted; raises NoLibrary."""
        self._look()
        return self.engine.connect()

    def _look(self) -> None:
        """See that there is a catalogue of this version."""
        if self._embedded and not self.folders.database.exists():
            raise NoLibrary(
                f"There is no library in {self.folders.library}. Make one with "
                f"`tieout ingest FOLDER --library {self.folders.library}`."
            )
        if not self._current:
            self._bring_up()

    def _bring_up(self) -> None:
        """Move an older catalogue to this version, once; what is current is only looked at."""
        with self.engine.connect() as connection:
            found = version(connection)
        if found != HEAD:
            with self._room(), hold(self._write_lock, wait=True):
                create(self.engine)
        self._current = True


class _Changing(AbstractContextManager[None]):
    """The lock of `Library.changing`."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.lock = hold(library.folders.library / "ingest.lock", wait=False)

    def __enter__(self) -> None:
        try:
            self.lock.__enter__()
        except Held as held:
            raise Busy(
                f"The library {self.library.folders.library} is busy: process "
                f"{held.holder or 'unknown'} is ingesting into it. Wait until it has ended, or "
                "name another library with --library."
            ) from held

    def __exit__(self, *reason: Any) -> None:
        self.lock.__exit__(*reason)


def _read_lines(path: Path, _changed: int, _inode: int) -> tuple[str, ...]:
    text = path.read_text(encoding="utf-8")
    return tuple(text.removesuffix("\n").split("\n"))


def _move(origin: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
    moved.append((origin, target))
    origin.rename(target)


def _same_time(one: datetime | None, other: datetime) -> bool:
    # SQLite forgets the zone; all our times are UTC.
    return one is not None and one.replace(tzinfo=None) == other.replace(tzinfo=None)


def _delete(connection: Connection, documents: Sequence[str]) -> None:
    for kind in PARTS:
        connection.execute(delete(kind).where(col(kind.document).in_(documents)))
    connection.execute(delete(StoredDocument).where(col(StoredDocument.id).in_(documents)))


def _insert(connection: Connection, arrival: Arrival) -> None:
    document = arrival.document
    connection.execute(insert(StoredDocument), [document.model_dump()])
    for kind in PARTS:
        if rows := arrival.rows.get(str(kind.__tablename__)):
            connection.execute(insert(kind), [{**row, "document": document.id} for row in rows])
