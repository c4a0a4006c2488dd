"""What tools may touch: one library, its searcher, and the documents that are in scope."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from store.tables import StoredDocument
from tools.tool import ToolError

if TYPE_CHECKING:
    from index.search import Searcher
    from store.library import Library


class NoDocument(ToolError):
    """No document in scope has that name, or several have it."""


@dataclass(frozen=True)
class Desk:
    """The desk a question is worked on at. Everything on it is read only.

    The catalogue is looked at once: make a desk for each run.
    """

    library: "Library"
    searcher: "Searcher | None" = None
    """None when there is no index: grep, read and outline still work."""
    documents: tuple[str, ...] = ()
    """Ids of the documents in scope; () is the whole library."""

    @cached_property
    def scope(self) -> tuple[StoredDocument, ...]:
        """The documents in scope, in catalogue order."""
        every = self.library.documents()
        if not self.documents:
            return tuple(every)
        inside = set(self.documents)
        return tuple(document for document in every if document.id in inside)

    def narrowed(self, documents: Sequence[str]) -> "Desk":
        """A fresh desk with only these documents of the scope on it; () leaves the scope as is.

        Raises NoDocument for one that is not in scope.
        """
        ids = tuple(self.document(each).id for each in documents)
        return replace(self, documents=ids or self.documents)

    def document(self, name: str) -> StoredDocument:
        """The one document in scope that `name` (an id, a source or a file name) means."""
        found = matching(self.scope, name)
        if len(found) == 1:
            return found[0]
        raise NoDocument(_which(found, name) if found else _nearest(self.scope, name))


def page_of(document: StoredDocument, line: int) -> int:
    """The physical page a line stands on."""
    return max(1, bisect_right(document.page_lines, line))


def matching(scope: Sequence[StoredDocument], name: str) -> list[StoredDocument]:
    """Documents of that id; else of that source; else whose file has that name."""
    wanted = name.strip().strip("[]'\"`").casefold()
    tests = (
        lambda document: document.id.casefold() == wanted,
        lambda document: document.source.casefold() == wanted,
        lambda document: PurePosixPath(document.source).name.casefold() == wanted,
        lambda document: PurePosixPath(document.source).stem.casefold() == wanted,
    )
    for test in tests:
        if found := [document for document in scope if test(document)]:
            return found
    return []


def _which(found: Sequence[StoredDocument], name: str) -> str:
    ids = ", ".join(document.id for document in found[:8])
    return f"{name!r} is the name of {len(found)} documents: {ids}. Use an id."


def _nearest(scope: Sequence[StoredDocument], name: str) -> str:
    if not scope:
        return f"No such document {name!r}: the library is empty."
    ids = {document.id.casefold(): document.id for document in scope}
    near = get_close_matches(name.casefold(), ids, n=4, cutoff=0.4)
    hint = f" Near: {', '.join(ids[each] for each in near)}." if near else ""
    return f"No such document {name!r}.{hint} glob lists the documents."
