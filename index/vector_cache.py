"""Vectors by what they were made of: whoever embeds the same text again does not have to.

One cache serves every library of a user; it is bounded, and what was not used for longest goes
first. Nothing in it is the only copy of anything.
"""

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from index.embedder import Embedder, Matrix

AT_ONCE = 500
"""Keys in one question to the database."""
LIMIT = 4 << 30
"""Bytes of vectors that are kept, about five million of 384 numbers."""


class Cache:
    """Vectors in a file, in half precision: twice as many fit, and rankings stay the same."""

    def __init__(
        self, path: Path, limit: int = LIMIT, clock: Callable[[], float] = time.time
    ) -> None:
        """`limit` is in bytes of vectors."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path, self._limit, self._clock = path, limit, clock
        with closing(self._connect()) as database, database:
            database.execute(
                "create table if not exists vector (key text primary key, rows integer not null,"
                " used real not null, bytes blob not null) without rowid"
            )
            database.execute("create index if not exists by_use on vector (used)")

    def missing(self, keys: Iterable[str]) -> set[str]:
        """Those of `keys` that are not held."""
        wanted = set(keys)
        with closing(self._connect()) as database:
            for some in _batches(sorted(wanted)):
                wanted -= {key for (key,) in database.execute(_select("key", some), some)}
        return wanted

    def get(self, keys: Sequence[str], dimension: int) -> dict[str, Matrix]:
        """The vectors of those of `keys` that are held, which count as used now."""
        found: dict[str, Matrix] = {}
        now = self._clock()
        with closing(self._connect()) as database, database:
            for some in _batches(list(keys)):
                for key, rows, held in database.execute(_select("key, rows, bytes", some), some):
                    made = np.frombuffer(held, np.float16).reshape(rows, dimension)
                    found[key] = made.astype(np.float32)
                database.execute(f"update vector set used = ? {_among(some)}", [now, *some])
        return found

    def put(self, vectors: Mapping[str, Matrix]) -> None:
        """Keep `vectors`; on disk when this returns."""
        now = self._clock()
        with closing(self._connect()) as database, database:
            database.executemany(
                "insert or replace into vector values (?, ?, ?, ?)",
                [
                    (k, len(each), now, each.astype(np.float16).tobytes())
                    for k, each in vectors.items()
                ],
            )

    def trim(self) -> int:
        """Let go of what was not used for longest, until the rest fits; how many went."""
        with closing(self._connect()) as database, database:
            over = database.execute("select sum(length(bytes)) from vector").fetchone()[0] or 0
            over -= self._limit
            gone = []
            for key, size in database.execute(
                "select key, length(bytes) from vector order by used"
            ):
                if over <= 0:
                    break
                gone.append(key)
                over -= size
            for some in _batches(gone):
                database.execute(f"delete from vector {_among(some)}", some)
        return len(gone)

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=30)


def key(embedder: Embedder, head: str, text: str) -> str:
    """The name of a text's vectors in the cache: changes with the model and every character."""
    said = "\0".join((embedder.name, str(embedder.max_tokens), head, text))
    return hashlib.blake2b(said.encode(), digest_size=20).hexdigest()


def _select(columns: str, keys: Sequence[str]) -> str:
    return f"select {columns} from vector {_among(keys)}"


def _among(keys: Sequence[str]) -> str:
    return f"where key in ({','.join('?' * len(keys))})"


def _batches(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
