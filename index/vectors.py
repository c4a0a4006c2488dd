"""Ranking passages by meaning: a flat faiss index of vectors, and the cache they are kept in.

The index is made from the cache in one go and written with the hashes of its files; a file that
does not match is never searched. A passage has as many vectors as it has windows and counts by
the best of them.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np

from index.bm25 import Place
from index.embedder import Embedder, Matrix

FORMAT = "vectors 1"
_INDEX, _PLACES, _MANIFEST = "vectors.faiss", "places.json", "manifest.json"


@dataclass(frozen=True, slots=True)
class VectorManifest:
    """What the vectors were made from."""

    format: str
    model: str
    dimension: int
    documents: dict[str, str] = field(default_factory=dict)
    """Document id to the stamp of what was embedded."""
    passages: int = 0
    hashes: dict[str, str] = field(default_factory=dict)
    """File name to sha256."""


class Vectors:
    """Passages by their vectors, in memory."""

    def __init__(self, places: Sequence[Place], vectors: Matrix) -> None:
        """`places[i]` is the passage of row i of `vectors`, which have length one."""
        import faiss

        self.places = list(places)
        self._index: faiss.Index = faiss.IndexFlatIP(vectors.shape[1])
        if len(vectors):
            self._index.add(np.ascontiguousarray(vectors))
        self._rows = _rows_of(self.places)

    def __len__(self) -> int:
        """Vectors, not passages."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return int(self._index.d)

    def search(
        self, query: Matrix, *, documents: Iterable[str] | None = None, limit: int = 200
    ) -> list[tuple[Place, float]]:
        """The passages nearest to `query` [dimension], best first, with their cosines."""
        rows = None if documents is None else self._inside(documents)
        wanted = min(2 * limit, len(self) if rows is None else len(rows))  # windows of a passage
        if wanted < 1:
            return []
        scores, found = self._nearest(query, rows, wanted)
        best: dict[Place, float] = {}
        for score, row in zip(scores, found, strict=True):
            if row >= 0:
                best.setdefault(self.places[row], float(score))
        ranked = sorted(best.items(), key=lambda one: (-one[1], one[0]))
        return ranked[:limit]

    def save(self, folder: Path, manifest: VectorManifest) -> None:
        """Write everything; the manifest last, so that a half-written index is no index."""
        import faiss

        folder.mkdir(parents=True, exist_ok=True)
        (folder / _MANIFEST).unlink(missing_ok=True)
        faiss.write_index(self._index, str(folder / _INDEX))
        (folder / _PLACES).write_text(json.dumps(self.places), "utf-8")
        hashes = {name: _sha256(folder / name) for name in (_INDEX, _PLACES)}
        said = replace(manifest, hashes=hashes)
        made = folder / f"{_MANIFEST}.new"
        made.write_text(json.dumps(asdict(said), indent=1), "utf-8")
        made.replace(folder / _MANIFEST)

    def _inside(self, documents: Iterable[str]) -> "np.typing.NDArray[np.int64]":
        held = [self._rows[document] for document in documents if document in self._rows]
        return np.concatenate(held) if held else np.zeros(0, np.int64)

    def _nearest(
        self, query: Matrix, rows: "np.typing.NDArray[np.int64] | None", wanted: int
    ) -> tuple[Sequence[float], Sequence[int]]:
        import faiss

        asked = np.ascontiguousarray(query.reshape(1, -1), np.float32)
        if rows is None:
            scores, found = self._index.search(asked, wanted)
        else:
            chosen = faiss.SearchParameters()
            chosen.sel = faiss.IDSelectorBatch(rows)
            scores, found = self._index.search(asked, wanted, params=chosen)
        return scores[0].tolist(), found[0].tolist()


def load(folder: Path) -> tuple[Vectors, VectorManifest] | None:
    """The index of `folder`; None when there is none whose files match its manifest."""
    import faiss

    manifest = read_manifest(folder)
    if manifest is None or not all(
        (folder / name).is_file() and _sha256(folder / name) == digest
        for name, digest in manifest.hashes.items()
    ):
        return None
    places = [(str(d), int(p)) for d, p in json.loads((folder / _PLACES).read_text("utf-8"))]
    index = faiss.read_index(str(folder / _INDEX))
    if index.ntotal != len(places) or index.d != manifest.dimension:
        return None
    held = Vectors((), np.zeros((0, manifest.dimension), np.float32))
    held.places, held._index, held._rows = places, index, _rows_of(places)
    return held, manifest


def read_manifest(folder: Path) -> VectorManifest | None:
    """What the vectors in `folder` were made from; None when it cannot be read."""
    try:
        manifest = VectorManifest(**json.loads((folder / _MANIFEST).read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return manifest if manifest.format == FORMAT and manifest.hashes else None


class Cache:
    """Vectors by what they were made of: whoever embeds the same text again does not have to."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        with closing(self._connect()) as database, database:
            database.execute(
                "create table if not exists vector (key text primary key, rows integer not null,"
                " bytes blob not null) without rowid"
            )

    def missing(self, keys: Iterable[str]) -> set[str]:
        """Those of `keys` that are not held."""
        wanted = set(keys)
        with closing(self._connect()) as database:
            for some in _batches(sorted(wanted), 500):
                wanted -= {key for (key,) in database.execute(_among("key", some), some)}
        return wanted

    def get(self, keys: Sequence[str], dimension: int) -> dict[str, Matrix]:
        """The vectors of those of `keys` that are held."""
        found: dict[str, Matrix] = {}
        with closing(self._connect()) as database:
            for some in _batches(list(keys), 500):
                for key, rows, held in database.execute(_among("key, rows, bytes", some), some):
                    found[key] = np.frombuffer(held, np.float32).reshape(rows, dimension)
        return found

    def put(self, vectors: Mapping[str, Matrix]) -> None:
        """Keep `vectors`; on disk when this returns."""
        with closing(self._connect()) as database, database:
            database.executemany(
                "insert or replace into vector values (?, ?, ?)",
                [(key, len(each), each.tobytes()) for key, each in vectors.items()],
            )

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=30)


def key(embedder: Embedder, head: str, text: str) -> str:
    """The name of a text's vectors in the cache: changes with the model and every character."""
    said = "\0".join((embedder.name, str(embedder.max_tokens), head, text))
    return hashlib.blake2b(said.encode(), digest_size=20).hexdigest()


def _among(columns: str, keys: Sequence[str]) -> str:
    return f"select {columns} from vector where key in ({','.join('?' * len(keys))})"


def _batches(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _rows_of(places: Sequence[Place]) -> dict[str, "np.typing.NDArray[np.int64]"]:
    rows: dict[str, list[int]] = {}
    for row, (document, _) in enumerate(places):
        rows.setdefault(document, []).append(row)
    return {document: np.array(at, np.int64) for document, at in rows.items()}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
