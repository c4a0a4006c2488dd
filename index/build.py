"""Bring the indexes up to date with the catalogue: what is new, replaced or gone, and no more.

An index that is missing, damaged or of another version is made again from the passages; nothing
in it is the only copy of anything.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index import manifest
from index.bm25 import Bm25, Entry
from index.manifest import Manifest
from store.tables import StoredDocument, StoredPassage

if TYPE_CHECKING:
    from store.library import Library

FORMAT = "bm25 1"
"""Raise it with every change of fields or analyser."""

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
    folder = bm25_folder(library)
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
            writer.add(entries(documents[each], library.passages(each)))
            if progress is not None:
                progress(done, len(new))
    passages = len(bm25)
    manifest.write(folder, Manifest(FORMAT, wanted, passages, manifest.sizes(folder)))
    return Updated(len(new), len(gone), passages, rebuilt)


def sound(folder: Path) -> Manifest | None:
    """The manifest of an index that can be trusted; None when it must be made again."""
    held = manifest.read(folder)
    if held is None or held.format != FORMAT or not manifest.intact(folder, held):
        return None
    return held


def bm25_folder(library: "Library") -> Path:
    """Where the BM25 index of `library` lies."""
    return library.folders.index / "bm25"


def stamp(document: StoredDocument) -> str:
    """Changes whenever what the index should hold of `document` changes."""
    return f"{document.content}:{document.reader}"


def entries(document: StoredDocument, passages: list[StoredPassage]) -> Iterator[Entry]:
    """The passages of one document as the index takes them."""
    for passage in passages:
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
            text=passage.text,
            company=document.company or "",
            form=document.form or "",
            year=document.fiscal_year,
        )
