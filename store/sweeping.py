"""What a crash left half done in a library's folders, put right by what its catalogue knows.

A filing that is replaced is moved aside, the new one into its place, and only then the catalogue
is written to. Filings that the catalogue does not know may be the only copies there are (its
database was lost, say): they move to lost/, and go when their bytes have been ingested again.
"""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from store.folders import Folders
from store.tables import StoredDocument


def sweep(folders: Folders, documents: Sequence[StoredDocument]) -> None:
    """Put the folders right. Nobody else may be ingesting."""
    known = {each.id: each for each in documents}
    for each in folders.incoming.glob("*.aside"):
        document = each.name.removesuffix(".aside")
        place = folders.document(document)
        # Moved aside but never replaced in the catalogue: the old files are the true ones.
        if document in known and _content(place) != known[document].content:
            shutil.rmtree(place, ignore_errors=True)
            each.rename(place)
    shutil.rmtree(folders.incoming)
    folders.incoming.mkdir()
    lost = folders.library / "lost"
    for folder in folders.filings.iterdir():
        if folder.name not in known:
            _lose(folder, lost)
    held = {each.content for each in known.values()}
    for folder in lost.glob("*"):
        if _content(folder) in held:
            shutil.rmtree(folder)


def aside(folders: Folders, document: str) -> Path:
    """Where a document's folder lies while another takes its place."""
    return folders.incoming / f"{document}.aside"


def _lose(folder: Path, lost: Path) -> None:
    lost.mkdir(exist_ok=True)
    shutil.rmtree(lost / folder.name, ignore_errors=True)
    folder.rename(lost / folder.name)


def _content(folder: Path) -> str | None:
    """The hash of the file that the documents in `folder` came from, if it is complete."""
    marker = folder / "document.json"
    if not marker.exists():
        return None
    content: str = json.loads(marker.read_text(encoding="utf-8"))["content"]
    return content
