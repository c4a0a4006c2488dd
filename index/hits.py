"""From ranked passages to hits: one a page, near-duplicates listed under the best of them."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.catalogue import Catalogue
from index.entry import Entry
from index.rerank import Candidate

if TYPE_CHECKING:
    from store.library import Library
    from store.tables import StoredDocument

ALIKE = 0.95
"""Share of all words of two passages that both have, from which on they say the same."""
ENOUGH = 30
"""Different words below which passages are too short to be compared."""
BESIDE = 600
"""Characters of what is linked that a hit brings."""
OTHERS = 5
"""Of so many hits one, the last, is kept for a document that no better hit is of: a long report
would fill every page otherwise, and the short one that answers would never be seen."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What belongs to a hit and stands elsewhere in its document."""

    kind: str
    """table, footnote, reference or passage."""
    page: int
    lines: tuple[int, int]
    text: str


@dataclass(frozen=True, slots=True)
class Also:
    """A passage that says the same as a hit: of another year, another format, another section."""

    document: str
    source: str
    page: int
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage, and the page of it that answers best."""

    rank: int
    document: str
    source: str
    page: int
    """Physical page of the best line, 1-based."""
    pages: tuple[int, int]
    lines: tuple[int, int]
    section: tuple[str, ...]
    table: str | None
    score: float
    text: str
    explain: dict[str, float | int | str]
    also: tuple[Also, ...] = ()
    linked: tuple[Linked, ...] = ()


def to_hits(
    library: "Library",
    catalogue: Catalogue,
    candidates: Sequence[Candidate],
    k: int,
    *,
    across: bool = True,
) -> Iterator[Hit]:
    """The first `k` of `candidates` that are on different pages, numbered.

    Of a filing without page breaks, which is one page however long, each passage is one. What
    says the same as a better hit is listed with it; what does in another document only `across`
    documents: where no time was asked, nobody knows which year's is meant. One in `OTHERS`, at
    the end, is of a document that has no better hit, where there is one.
    """
    pages = _pages(catalogue, candidates, k, across=across)
    for rank, page in enumerate(_of_several(pages, k), start=1):
        hit = _hit(catalogue.by_id[page.one.document], page.one, rank, page.number)
        linked = tuple(_linked(library, page.one.entry))
        yield replace(hit, also=tuple(page.same), linked=linked)


@dataclass(frozen=True, slots=True)
class _Page:
    """The best passage of a page."""

    number: int
    one: Candidate
    words: frozenset[str]
    same: list[Also]


def _pages(
    catalogue: Catalogue, candidates: Sequence[Candidate], k: int, *, across: bool
) -> list[_Page]:
    """One candidate a page, best first: `k`, and the best page of every document behind them."""
    kept: dict[tuple[str, int, int], _Page] = {}
    documents: set[str] = set()
    for one in candidates:
        document = catalogue.by_id.get(one.document)
        if document is None:
            continue
        number = page_of(document, one)
        at = (one.document, number, one.entry.position if document.pages == 1 else 0)
        if at in kept or (len(kept) >= k and one.document in documents):
            continue
        mine = _words(one.entry)
        near = (page for page in kept.values() if across or page.one.document == one.document)
        twin = next((page for page in near if _alike(mine, page.words)), None)
        if twin is not None:
            lines = (one.entry.first_line, one.entry.last_line)
            twin.same.append(Also(one.document, document.source, number, lines))
        else:
            kept[at] = _Page(number, one, mine, [])
            documents.add(one.document)
    return list(kept.values())


def _of_several(pages: Sequence[_Page], k: int) -> list[_Page]:
    """`k` of `pages` in their order, the last of them of documents that have no better page."""
    sure = pages[: k - k // OTHERS]
    rest = pages[len(sure) :]
    seen = {page.one.document for page in sure}
    first = {page.one.document: page for page in reversed(rest) if page.one.document not in seen}
    others = sorted(first.values(), key=rest.index)
    chosen = [*others, *(page for page in rest if page not in others)][: k - len(sure)]
    return [*sure, *sorted(chosen, key=rest.index)]


def page_of(document: "StoredDocument", one: Candidate) -> int:
    """The physical page of the best line, within the passage."""
    page = bisect_right(document.page_lines, one.entry.first_line + one.line)
    return min(max(page, one.entry.first_page), one.entry.last_page)


def _hit(document: "StoredDocument", one: Candidate, rank: int, page: int) -> Hit:
    entry = one.entry
    return Hit(
        rank=rank,
        document=entry.document,
        source=document.source,
        page=page,
        pages=(entry.first_page, entry.last_page),
        lines=(entry.first_line, entry.last_line),
        section=entry.path,
        table=entry.table,
        score=round(one.score, 6),
        text=entry.text,
        explain={**one.stages, "line": entry.first_line + one.line},
    )


def _linked(library: "Library", entry: Entry) -> Iterator[Linked]:
    if not entry.links:
        return
    lines = library.lines(entry.document)
    for link in entry.links:
        text = "\n".join(lines[link.lines[0] - 1 : link.lines[1]])
        yield Linked(link.kind, link.page, link.lines, text[:BESIDE])


def _words(entry: Entry) -> frozenset[str]:
    return frozenset(entry.rows.split())


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two passages have nearly the same words, figures included."""
    fewer, more = sorted((len(one), len(other)))
    if fewer < max(ENOUGH, ALIKE * more):
        return False
    both = len(one & other)
    return both >= ALIKE * (fewer + more - both)
