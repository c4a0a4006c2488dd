"""From a question to pages: understand it, choose the documents, rank their passages, show why."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index import build
from index.best_line import Weighed, best_line, weigh
from index.bm25 import Bm25, Entry, Ranked, Words
from index.catalogue import Catalogue
from index.fusion import fuse
from index.rerank import implied, rerank
from index.statements import FACE
from index.understanding import Kind, Understanding
from store.errors import TieoutError
from store.tables import StoredDocument

if TYPE_CHECKING:
    from store.library import Library

CANDIDATES = 200
"""Passages that each index hands on."""
NAMED = 0.6
"""Bonus in BM25 for a statement that is named, in idf of all words that were asked."""
IMPLIED = 0.2
"""The same for a statement on whose face the line asked for stands."""
MIX = None
FAR = 2.0
"""A document further than this from what was asked is left out where nearer ones answer."""
WEIGHTS: dict[Kind, dict[str, float]] = {
    "metric": {"bm25": 0.7, "vector": 0.3},
    "conceptual": {"bm25": 0.4, "vector": 0.6},
    "mixed": {"bm25": 0.5, "vector": 0.5},
}


class NoIndex(TieoutError):
    """The library has no index that can be trusted."""


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


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search, and how the query was read."""

    query: str
    kind: Kind
    weights: dict[str, float]
    """What each index counted; an index that is missing counts 0."""
    applied: tuple[str, ...]
    """Which filters were applied or given up, in words."""
    hits: tuple[Hit, ...]


class Searcher:
    """Searches one library. Cheap to keep, and sees every commit of its indexes."""

    def __init__(self, library: "Library", *, embedder: object | None = None) -> None:
        """Raises NoIndex when nothing was indexed yet."""
        self._library = library
        self._embedder = embedder
        self._opened: tuple[object, Bm25, Catalogue] | None = None
        self._open()

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        documents: Sequence[str] = (),
        company: str | None = None,
        form: str | None = None,
        year: int | None = None,
    ) -> Found:
        """The best `k` pages for `query`, each from another page; fewer when there are no more.

        `documents` (ids, sources or globs) limits the search strictly; `company`, `form` and
        `year` are read as if the query said them.
        """
        bm25, catalogue = self._open()
        asked = _told(catalogue, catalogue.understand(query), company, form, year)
        scope, applied = self._scope(catalogue, asked, documents)
        weighed = weigh(
            asked.terms,
            bm25.frequencies({w for t in asked.terms for w in t.wordings[0]}),
            max(1, len(bm25)),
        )
        ranked = bm25.search(_words(asked, weighed), documents=scope.ids, limit=CANDIDATES)
        weights = {"bm25": 1.0, "vector": 0.0}
        hits = self._hits(catalogue, asked, scope, ranked, weighed)
        distinct = tuple(replace(hit, rank=n) for n, hit in enumerate(_pages(hits, k), start=1))
        return Found(query, asked.kind, weights, tuple(applied), distinct)

    def _open(self) -> tuple[Bm25, Catalogue]:
        """The index and catalogue of the last commit."""
        folder = build.bm25_folder(self._library)
        try:
            signature: object = (folder / "manifest.json").stat().st_mtime_ns
        except FileNotFoundError:
            raise NoIndex(
                "There is no search index in this library yet. Ingest a folder first."
            ) from None
        if self._opened is None or self._opened[0] != signature:
            if build.sound(folder) is None:
                build.update_bm25(self._library)
            catalogue = Catalogue(self._library.documents())
            self._opened = (signature, Bm25(folder), catalogue)
        return self._opened[1], self._opened[2]

    def _scope(
        self, catalogue: Catalogue, asked: Understanding, documents: Sequence[str]
    ) -> tuple["Scope", list[str]]:
        if documents:
            named = self._library.find(documents)
            return Scope({d.id: 0.0 for d in named}, False), [f"{len(named)} documents named"]
        return choose(catalogue, asked)

    def _hits(
        self,
        catalogue: Catalogue,
        asked: Understanding,
        scope: "Scope",
        ranked: Sequence[Ranked],
        weighed: Sequence[Weighed],
    ) -> Iterator[Hit]:
        held = {document.id: document for document in catalogue.documents}
        near = [replace(one, score=one.score * scope.prior(one.entry.document)) for one in ranked]
        near.sort(key=lambda one: -one.score)
        again = rerank(near, weighed, asked, catalogue.analyser, MIX)
        again = [(one, score * scope.prior(one.entry.document)) for one, score in again]
        again.sort(key=lambda pair: -pair[1])
        for rank, (one, score) in enumerate(again, start=1):
            document = held.get(one.entry.document)
            if document is not None:
                yield self._hit(catalogue, asked, document, one, rank, score, weighed)

    def _hit(
        self,
        catalogue: Catalogue,
        asked: Understanding,
        document: StoredDocument,
        ranked: Ranked,
        rank: int,
        score: float,
        weighed: Sequence[Weighed],
    ) -> Hit:
        entry = ranked.entry
        lines = self._library.lines(entry.document)[entry.first_line - 1 : entry.last_line]
        at, _ = best_line(lines, weighed, catalogue.analyser, asked.all_years)
        line = entry.first_line + at
        return Hit(
            rank=0,
            document=entry.document,
            source=document.source,
            page=_page(document, line, entry),
            pages=(entry.first_page, entry.last_page),
            lines=(entry.first_line, entry.last_line),
            section=entry.path,
            table=entry.table,
            score=score,
            text=entry.text,
            explain={"bm25_rank": rank, "bm25": ranked.score, "line": line},
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """The documents that may answer, and how far each is from what was asked."""

    distances: dict[str, float]
    everything: bool
    """Whether these are all documents, so that the index need not be told."""

    @property
    def ids(self) -> list[str] | None:
        """Ids for the index; None for all."""
        return None if self.everything else list(self.distances)

    def prior(self, document: str) -> float:
        """What a passage's score is multiplied by: 1 for a perfect fit."""
        return 1.0 / (1.0 + self.distances.get(document, 0.0))


def choose(catalogue: Catalogue, asked: Understanding) -> tuple[Scope, list[str]]:
    """The documents a question may be answered from, and in words what chose them."""
    fits = catalogue.candidates(asked)
    applied = []
    if asked.companies:
        applied.append(f"company {' or '.join(asked.companies)}")
    if asked.forms:
        applied.append(f"form {' or '.join(asked.forms)}")
    if asked.all_years:
        applied.append(f"year {', '.join(map(str, asked.all_years))}")
    nearest = fits[0][1] if fits else 0.0
    near = {d.id: distance - nearest for d, distance in fits if distance <= nearest + FAR}
    if nearest > 0.5 and (asked.forms or asked.all_years):
        applied.append("no document fits all of that: the nearest were searched")
    return Scope(near, len(near) == len(catalogue.documents)), applied


def _words(asked: Understanding, weighed: Sequence[Weighed]) -> Words:
    """The query for BM25: terms, and a bonus for the statements that are named or meant."""
    worth = sum(term.worth for term in weighed) or 1.0
    bonus = {name: IMPLIED * worth for name in implied(asked)}
    bonus |= {name: NAMED * worth for name in asked.statements}
    faces = {f"{name} {FACE}": 0.5 * value for name, value in bonus.items()}
    return Words(
        tuple(term.wordings for term in asked.terms),
        tuple(term.weight for term in asked.terms),
        tuple((bonus | faces).items()),
    )


def _told(
    catalogue: Catalogue,
    asked: Understanding,
    company: str | None,
    form: str | None,
    year: int | None,
) -> Understanding:
    """`asked`, with what the caller said beside the query."""
    if company is not None:
        named = tuple(n.company.name for n in catalogue.companies.named(company))
        asked = replace(asked, companies=named or asked.companies)
    if form is not None:
        asked = replace(asked, forms=(form,))
    if year is not None:
        asked = replace(asked, years=(year,))
    return asked


def _page(document: StoredDocument, line: int, entry: Entry) -> int:
    page = bisect_right(document.page_lines, line)
    return min(max(page, entry.first_page), entry.last_page)


def _pages(hits: Iterator[Hit], k: int) -> Iterator[Hit]:
    """The first `k` of `hits` that are on different pages."""
    seen: set[tuple[str, int]] = set()
    for hit in hits:
        if len(seen) == k:
            return
        if (hit.document, hit.page) not in seen:
            seen.add((hit.document, hit.page))
            yield hit


__all__ = ["Found", "Hit", "NoIndex", "Searcher", "fuse"]
