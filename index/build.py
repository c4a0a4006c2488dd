"""Bring the indexes up to date with the catalogue: what is new, replaced or gone, and no more.

An index that is missing, damaged or of another version is made again from the passages; nothing
in it is the only copy of anything.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index import manifest, vectors
from index.bm25 import Bm25, Place
from index.embedder import Embedder, Matrix
from index.embedding import Batch, Crew, crew_for
from index.entry import Entry
from index.links import Linked
from index.manifest import Manifest
from index.numbers import number_words
from index.rows import pack
from index.statements import statements_of
from index.tags import Around, own_tags
from index.vector_cache import Cache, key
from index.vocabulary import vocabulary
from index.words import Analyser
from store.locks import hold
from store.tables import StoredDocument, StoredPassage

if TYPE_CHECKING:
    from store.library import Library

FORMAT = "words 4"
"""Raise it with every change of fields or analyser."""
OLD = "bm25"
"""Where the index lay in libraries of earlier versions."""
EMBED_AT_ONCE = 64
"""Passages between two savings: what an interrupted run loses at most."""

Progress = Callable[[int, int], None]
"""Called with how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did, in documents; `passages` is what the index holds now."""

    added: int
    removed: int
    passages: int
    rebuilt: bool


def update_bm25(library: "Library", progress: Progress | None = None) -> Updated:
    """Make BM25 hold exactly the passages of the catalogue. All of it becomes visible at once."""
    with _alone(library, "words"):
        return _update_bm25(library, bm25_folder(library), progress)


def _update_bm25(library: "Library", folder: Path, progress: Progress | None) -> Updated:
    held = sound(folder)
    rebuilt = held is None
    if held is None:
        shutil.rmtree(folder, ignore_errors=True)
        held = Manifest(FORMAT)
    documents = {document.id: document for document in library.documents()}
    wanted = {each: stamp(document) for each, document in documents.items()}
    gone = [each for each in held.documents if each not in wanted]
    new = [each for each, at in wanted.items() if held.documents.get(each) != at]
    if not gone and not new and not rebuilt:
        return Updated(0, 0, held.passages, False)
    bm25 = Bm25(folder)
    with bm25.writing() as writer:
        for each in (*gone, *new):
            writer.remove(each)
        for done, each in enumerate(new, start=1):
            writer.add(entries(library, documents[each], bm25.analyser))
            if progress is not None:
                progress(done, len(new))
    passages = len(bm25)
    files = manifest.described(folder, held)
    manifest.write(folder, Manifest(FORMAT, wanted, passages, files))
    shutil.rmtree(library.folders.index / OLD, ignore_errors=True)
    return Updated(len(new), len(gone), passages, rebuilt)


def _alone(library: "Library", name: str) -> AbstractContextManager[None]:
    """Wait until no other process writes that index."""
    library.folders.index.mkdir(parents=True, exist_ok=True)
    return hold(library.folders.index / f"{name}.lock", wait=True)


def update_vectors(
    library: "Library",
    embedder: Embedder,
    progress: Progress | None = None,
    *,
    cache: Cache | None = None,
    crew: Crew | None = None,
) -> Updated:
    """Make the vector index hold exactly the passages of the catalogue.

    Only texts that are not in `cache` are embedded, shortest first, by `crew` (this process, where
    none is given); what is embedded is kept at once, so an interrupted run costs one batch a
    worker. Without a cache that others share, the library has one of its own. `progress` counts
    passages.
    """
    with _alone(library, "vectors"):
        held = cache or Cache(vectors_folder(library) / "cache.db")
        return _update_vectors(library, embedder, progress, held, crew or crew_for(embedder))


def _update_vectors(
    library: "Library",
    embedder: Embedder,
    progress: Progress | None,
    cache: Cache,
    crew: Crew,
) -> Updated:
    folder = vectors_folder(library)
    documents = library.documents()
    wanted = {document.id: stamp(document) for document in documents}
    before = _vectors_before(folder, embedder)
    if before is not None and before.documents == wanted:
        return Updated(0, 0, before.passages, False)
    texts = {
        (passage.document, passage.position): (head(document), passage.text)
        for document in documents
        for passage in library.passages(document.id)
    }
    keys = {place: key(embedder, *text) for place, text in texts.items()}
    embed_missing(cache, crew, {keys[p]: texts[p] for p in texts}, progress)
    made, places = gather(cache, keys, embedder.dimension)
    said = vectors.VectorManifest(
        vectors.FORMAT, embedder.name, embedder.dimension, wanted, passages=len(keys)
    )
    vectors.Vectors.of(places, made).save(folder, said)
    cache.trim()
    held = before.documents if before else {}
    return Updated(
        sum(held.get(each) != at for each, at in wanted.items()),
        sum(each not in wanted for each in held),
        len(keys),
        before is None,
    )


def embed_missing(
    cache: Cache,
    crew: Crew,
    texts: Mapping[str, tuple[str, str]],
    progress: Progress | None = None,
) -> None:
    """Put the vectors of all `texts` (key to head and text) into the cache, batch by batch."""
    missing = sorted(cache.missing(texts), key=lambda each: (len(texts[each][1]), each))
    done = len(texts) - len(missing)
    for batch, made in crew(_batches(missing, texts)):
        cache.put({key: vectors for (key, _, _), vectors in zip(batch, made, strict=True)})
        done += len(batch)
        if progress is not None:
            progress(done, len(texts))


def _batches(keys: Sequence[str], texts: Mapping[str, tuple[str, str]]) -> Iterator[Batch]:
    for start in range(0, len(keys), EMBED_AT_ONCE):
        yield tuple((key, *texts[key]) for key in keys[start : start + EMBED_AT_ONCE])


def gather(cache: Cache, keys: Mapping[Place, str], dimension: int) -> tuple[Matrix, list[Place]]:
    """The vectors of every passage in one matrix, and the passage of each row."""
    held = cache.get(sorted(set(keys.values())), dimension)
    places = [place for place, key in keys.items() for _ in range(len(held[key]))]
    empty = np.zeros((0, dimension), np.float32)
    return np.concatenate([empty, *(held[key] for key in keys.values())]), places


def head(document: StoredDocument) -> str:
    """What every passage of a document is embedded under: whose it is, and of when."""
    year = f"fiscal {document.fiscal_year}" if document.fiscal_year else ""
    return " ".join(part for part in (document.company, document.form, year) if part)


def _vectors_before(folder: Path, embedder: Embedder) -> vectors.VectorManifest | None:
    """The manifest of vectors of this very model whose files are whole."""
    found = vectors.load(folder)
    return found[1] if found is not None and found[1].model == embedder.name else None


def sound(folder: Path) -> Manifest | None:
    """The manifest of an index that can be trusted; None when it must be made again."""
    held = manifest.read(folder)
    if held is None or held.format != FORMAT or not manifest.intact(folder, held):
        return None
    return held


def bm25_folder(library: "Library") -> Path:
    """Where the BM25 index of `library` lies."""
    return library.folders.index / "words"


def vectors_folder(library: "Library") -> Path:
    """Where the vectors of `library` lie."""
    return library.folders.index / "vectors"


def stamp(document: StoredDocument) -> str:
    """Changes whenever what the index should hold of `document` changes."""
    return f"{document.content}:{document.reader}"


def entries(library: "Library", document: StoredDocument, analyser: Analyser) -> Iterator[Entry]:
    """The passages of one document as the index takes them."""
    words = vocabulary()
    lines = library.lines(document.id)
    around = Around(library.sections(document.id))
    passages = library.passages(document.id)
    tables = {table.id: table for table in library.tables(document.id)}
    linked = Linked(library, document, tables.values(), passages)
    for passage in passages:
        table = tables.get(passage.table or "")
        statements = statements_of(passage.text, words)
        yield Entry(
            document=passage.document,
            position=passage.position,
            first_line=passage.first_line,
            last_line=passage.last_line,
            first_page=passage.first_page,
            last_page=passage.last_page,
            section=passage.section,
            path=tuple(passage.path),
            table=passage.table,
            text=body(passage),
            rows=pack(rows(passage, lines), analyser),
            path_words=tuple(analyser.words(" ".join(passage.path))),
            statements=statements,
            links=tuple(linked.of(passage)),
            numbers=tuple(number_words(body(passage), table.grid if table else "")),
            tags=tuple(dict.fromkeys((*around.tags(passage), *own_tags(table, statements)))),
        )


def body(passage: StoredPassage) -> str:
    """The words without the path that stands on their first line: it has a field of its own."""
    first, _, rest = passage.text.partition("\n")
    return rest if rest and first == " > ".join(passage.path) else passage.text


def rows(passage: StoredPassage, lines: Sequence[str]) -> Sequence[str]:
    """The lines of the reading copy; of a part of one long line, that part."""
    if passage.first_line == passage.last_line:
        return [body(passage).replace("\n", " ")]
    return lines[passage.first_line - 1 : passage.last_line]
