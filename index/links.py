"""What belongs to a passage and stands elsewhere, as lines: tables, footnotes, who refers to it."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from index.entry import Link
from store.tables import StoredDocument, StoredPassage, StoredTable

if TYPE_CHECKING:
    from store.library import Library

MOST = 8
"""Links of each kind that a passage keeps: a statement is referred to from everywhere."""


class Linked:
    """Finds the lines that the links of a document's passages mean."""

    def __init__(
        self,
        library: "Library",
        document: StoredDocument,
        tables: Iterable[StoredTable],
        passages: Iterable[StoredPassage],
    ) -> None:
        self._page_lines = document.page_lines
        self._places: dict[str, dict[object, tuple[int, int]]] = {
            "table": {each.id: (each.first_line, each.last_line) for each in tables},
            "footnote": {
                each.position: (each.line, each.line) for each in library.footnotes(document.id)
            },
            "reference": {
                each.position: (each.line, each.line) for each in library.references(document.id)
            },
            "passage": {each.position: (each.first_line, each.last_line) for each in passages},
        }

    def of(self, passage: StoredPassage) -> Iterator[Link]:
        """The links of `passage` that lead out of its own lines, at most `MOST` of a kind."""
        for kind, places in self._places.items():
            kept = 0
            for name in passage.links.get(f"{kind}s", ()):
                lines = places.get(name)
                if lines is None or passage.first_line <= lines[0] <= passage.last_line:
                    continue
                if kept < MOST:
                    kept += 1
                    yield Link(kind, lines, self._page(lines[0]))

    def _page(self, line: int) -> int:
        return max(1, bisect_right(self._page_lines, line))
