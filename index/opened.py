"""The indexes of a library, opened, and opened again after every commit.

An index that is damaged while it serves is made again from the catalogue. Vectors that are
missing or do not match are done without, and the reason is kept for those who ask.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index import build, embedder, manifest, vectors
from index.bm25 import Bm25, Place
from index.catalogue import Catalogue
from index.embedder import Embedder, NoEmbedder
from index.vectors import Vectors
from store.errors import TieoutError

if TYPE_CHECKING:
    from store.library import Library


class NoIndex(TieoutError):
    """The library was never indexed."""


@dataclass(frozen=True, slots=True)
class ByMeaning:
    """Vectors, who makes them for queries, and the documents whose vectors are up to date."""

    vectors: Vectors
    embedder: Embedder
    documents: frozenset[str]
    everything: bool = False
    """Whether these are all documents that have vectors."""

    def search(
        self, query: str, documents: Sequence[str] | None, limit: int
    ) -> list[tuple[Place, float]]:
        """The passages nearest to `query`, best first."""
        if documents is None and self.everything:
            inside = None
        else:
            inside = self.documents.intersection(self.documents if documents is None else documents)
        return self.vectors.search(self.embedder.embed([query])[0], documents=inside, limit=limit)


@dataclass(frozen=True, slots=True)
class Opened:
    """All that a search needs, as of one commit."""

    bm25: Bm25
    catalogue: Catalogue
    by_meaning: ByMeaning | None
    without: str = ""
    """Why there are no vectors, where there should be."""


class Indexes:
    """Opens the indexes of one library; many threads may ask."""

    def __init__(self, library: "Library", with_embedder: Embedder | None = None) -> None:
        self._library = library
        self._embedder = with_embedder
        self._held: tuple[object, Opened] | None = None
        self._vectors: tuple[object, Vectors] | None = None
        """As they were read last, and the state of their files then: most commits leave them."""
        self._files: tuple[str, ...] = ()
        self._lock = threading.Lock()

    def now(self) -> Opened:
        """The indexes of the last commit; raises NoIndex when there never was one."""
        with self._lock:
            state = self._state()
            if self._held is None or self._held[0] != state:
                opened = self._open()
                self._held = (self._state(), opened)
            return self._held[1]

    def _state(self) -> tuple[object, ...]:
        """Changes with every commit to either index, and with damage to the one that is mapped.

        The files are looked at before each search: reading a mapped file beyond an end that has
        moved would kill the process. What tantivy writes beside them changes nothing.
        """
        words = build.bm25_folder(self._library)
        return (
            manifest.look(words / manifest.NAME),
            tuple(manifest.look(words / name) for name in self._files),
            manifest.look(build.vectors_folder(self._library) / manifest.NAME),
        )

    def _open(self) -> Opened:
        folder = build.bm25_folder(self._library)
        if not folder.exists() and self._held is None:
            raise NoIndex(
                f"There is no search index in {self._library.folders.library} yet. "
                "Ingest a folder first, or run `tieout index`."
            )
        held = build.sound(folder)
        if held is None:  # damaged, or of another version
            build.update_bm25(self._library)
            held = build.sound(folder)
        self._files = tuple(held.files) if held else ()
        catalogue = Catalogue(self._library.documents())
        by_meaning, without = self._meaning(catalogue)
        return Opened(Bm25(folder), catalogue, by_meaning, without)

    def _meaning(self, catalogue: Catalogue) -> tuple[ByMeaning | None, str]:
        folder = build.vectors_folder(self._library)
        made_from = vectors.read_manifest(folder)
        if made_from is None:
            return None, ""
        try:
            maker = self._embedder or embedder.by_name(made_from.model)
        except NoEmbedder as error:
            return None, f"without vectors: {error}"
        found = self._read(folder) if maker.name == made_from.model else None
        if found is None:
            return None, "without vectors: their index is damaged or of another model"
        self._embedder = maker
        current = {document.id: build.stamp(document) for document in catalogue.documents}
        usable = frozenset(
            each for each, stamp in made_from.documents.items() if current.get(each) == stamp
        )
        all_usable = len(usable) == len(made_from.documents)
        missing = len(current) - len(usable)
        without = f"{missing} documents have no vectors yet" if missing else ""
        return ByMeaning(found, maker, usable, all_usable), without

    def _read(self, folder: Path) -> Vectors | None:
        """The vectors of a folder, those in memory where nothing was written since; else None."""
        state = manifest.look(folder / manifest.NAME)
        if self._vectors is None or self._vectors[0] != state:
            found = vectors.load(folder)
            self._vectors = None if found is None else (state, found[0])
        return self._vectors and self._vectors[1]
