"""Ranking passages by meaning: an index of vectors on disk, and what is in memory of it.

The index is written under new names, then a manifest with the hashes of its files takes the place
of the old one: whoever is interrupted leaves the old index whole. A file that does not match is
never searched. A passage has as many vectors as it has windows and counts by the best of them.
"""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index import nearest
from index.bm25 import Place
from index.embedder import Matrix
from index.manifest import NAME, sha256
from index.nearest import Nearest, Rows

if TYPE_CHECKING:
    import faiss

FORMAT = "vectors 2"
INDEX, PLACES = "vectors.faiss", "places.json"
"""How the names of the files end."""


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

    def __init__(self, places: Sequence[Place], index: "faiss.Index") -> None:
        """`places[i]` is the passage of row i of `index`."""
        self.places = list(places)
        self.index = index
        self._nearest: Nearest = nearest.opened(index)
        self._rows = _rows_of(self.places)

    @classmethod
    def of(cls, places: Sequence[Place], vectors: Matrix) -> "Vectors":
        """`places[i]` is the passage of row i of `vectors`, which have length one."""
        return cls(places, nearest.build(vectors))

    def __len__(self) -> int:
        """Vectors, not passages."""
        return int(self.index.ntotal)

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return int(self.index.d)

    def search(
        self, query: Matrix, *, documents: Iterable[str] | None = None, limit: int = 200
    ) -> list[tuple[Place, float]]:
        """The passages nearest to `query` [dimension], best first, with their cosines."""
        rows = None if documents is None else self._inside(documents)
        wanted = min(2 * limit, len(self) if rows is None else len(rows))  # windows of a passage
        if wanted < 1:
            return []
        best: dict[Place, float] = {}
        for score, row in zip(*self._nearest.search(query, rows, wanted), strict=True):
            if row >= 0:
                best.setdefault(self.places[row], float(score))
        ranked = sorted(best.items(), key=lambda one: (-one[1], one[0]))
        return ranked[:limit]

    def save(self, folder: Path, manifest: VectorManifest) -> None:
        """Write everything; a save that is interrupted, wherever, leaves what was there before."""
        import faiss

        folder.mkdir(parents=True, exist_ok=True)
        faiss.write_index(self.index, str(folder / f"{INDEX}.new"))
        (folder / f"{PLACES}.new").write_text(json.dumps(self.places), "utf-8")
        hashes = dict(_named(folder, name) for name in (INDEX, PLACES))
        (folder / f"{NAME}.new").write_text(
            json.dumps(asdict(replace(manifest, hashes=hashes)), indent=1), "utf-8"
        )
        _flush(folder / f"{NAME}.new")
        (folder / f"{NAME}.new").replace(folder / NAME)
        for path in folder.iterdir():
            if path.name.endswith((INDEX, PLACES, ".new")) and path.name not in hashes:
                path.unlink()

    def _inside(self, documents: Iterable[str]) -> Rows:
        held = [self._rows[document] for document in documents if document in self._rows]
        return np.concatenate(held) if held else np.zeros(0, np.int64)


def load(folder: Path) -> tuple[Vectors, VectorManifest] | None:
    """The index of `folder`; None when there is none whose files match its manifest.

    All of it is in memory then: files that change later do no harm.
    """
    import faiss

    manifest = read_manifest(folder)
    if manifest is None or not all(
        (folder / name).is_file() and sha256(folder / name) == digest
        for name, digest in manifest.hashes.items()
    ):
        return None
    files = {ending: _ending(manifest, ending) for ending in (INDEX, PLACES)}
    said = json.loads((folder / files[PLACES]).read_text("utf-8"))
    index = faiss.read_index(str(folder / files[INDEX]))
    if index.ntotal != len(said) or index.d != manifest.dimension:
        return None
    return Vectors([(str(document), int(at)) for document, at in said], index), manifest


def read_manifest(folder: Path) -> VectorManifest | None:
    """What the vectors in `folder` were made from; None when it cannot be read."""
    try:
        manifest = VectorManifest(**json.loads((folder / NAME).read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    whole = manifest.format == FORMAT and len(manifest.hashes) == len((INDEX, PLACES))
    return manifest if whole else None


def _named(folder: Path, name: str) -> tuple[str, str]:
    """Give a new file a name of its own, by its hash; name and hash."""
    made = folder / f"{name}.new"
    _flush(made)
    digest = sha256(made)
    called = f"{digest[:12]}.{name}"
    made.replace(folder / called)
    return called, digest


def _flush(path: Path) -> None:
    """On disk before it is named: after a power cut, too, a name means a whole file."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _ending(manifest: VectorManifest, ending: str) -> str:
    return next(name for name in manifest.hashes if name.endswith(ending))


def _rows_of(places: Sequence[Place]) -> dict[str, Rows]:
    rows: dict[str, list[int]] = {}
    for row, (document, _) in enumerate(places):
        rows.setdefault(document, []).append(row)
    return {document: np.array(at, np.int64) for document, at in rows.items()}
