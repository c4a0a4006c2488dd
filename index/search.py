"""From a question to pages: understand it, choose the documents, rank their passages, show why."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.best_line import Weighed, best_line, weigh
from index.bm25 import Bm25, Entry, Ranked, Words
from index.embedder import Embedder
from index.fusion import fuse
from index.opened import Indexes, NoIndex, Opened
from index.rerank import Candidate, Mix, implied, rerank
from index.scope import Scope, choose, told
from index.statements import FACE
from index.understanding import Kind, Understanding
from index.vectors import Place
from index.words import Analyser
from store.tables import StoredDocument

if TYPE_CHECKING:
    from store.library import Library

__all__ = ["Found", "Hit", "NoIndex", "Searcher"]

CANDIDATES = 200
"""Passages that each index hands on."""
NAMED = 0.6
"""Bonus in BM25 for a statement that is named, in idf of all words that were asked."""
IMPLIED = 0.2
"""The same for a statement on whose face the line asked for stands."""
MIX = Mix()
WEIGHTS: dict[Kind, dict[str, float]] = {
    "metric": {"bm25": 0.7, "vector": 0.3},
    "conceptual": {"bm25": 0.4, "vector": 0.6},
    "mixed": {"bm25": 0.5, "vector": 0.5},
}
ALONE = {"bm25": 1.0, "vector": 0.0}


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
    missing: str | None = None
    """A company that the query surely names and the library does not hold; then `hits` is empty."""


class Searcher:
    """Searches one library. Cheap to keep, safe to share, and sees every commit of its indexes."""

    def __init__(self, library: "Library", *, embedder: Embedder | None = None) -> None:
        """Without `embedder`, vectors are used with the model that made them.

        Raises NoIndex when nothing was indexed yet.
        """
        self._library = library
        self._indexes = Indexes(library, embedder)
        self._indexes.now()
        self._pool = ThreadPoolExecutor(1, "vectors")

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
        opened = self._indexes.now()
        asked = _unheard(opened, opened.catalogue.understand(query))
        asked = told(opened.catalogue, asked, company, form, year)
        scope = self._scope(opened, asked, documents)
        candidates, weighed, weights = self._candidates(opened, asked, scope)
        analyser = opened.catalogue.analyser
        ranked = rerank(candidates, weighed, asked, analyser, MIX)
        fitted = [replace(c, score=c.score * scope.prior(c.entry.document)) for c in ranked]
        fitted.sort(key=lambda candidate: -candidate.score)
        held = {document.id: document for document in opened.catalogue.documents}
        hits = (
            self._hit(held[one.entry.document], one, asked, weighed, analyser)
            for one in fitted
            if one.entry.document in held
        )
        applied = (*scope.applied, *filter(None, (opened.without,)))
        missing = None if asked.companies or documents else asked.unknown
        return Found(query, asked.kind, weights, applied, tuple(_pages(hits, k)), missing)

    def _scope(self, opened: Opened, asked: Understanding, documents: Sequence[str]) -> Scope:
        if not documents:
            return choose(opened.catalogue, asked)
        named = self._library.find(documents)
        return Scope({each.id: 0.0 for each in named}, (_named(named),))

    def _candidates(
        self, opened: Opened, asked: Understanding, scope: Scope
    ) -> tuple[list[Candidate], tuple[Weighed, ...], dict[str, float]]:
        """What both indexes found, fused, and how they were weighed. They run at the same time."""
        bm25, meaning = opened.bm25, opened.by_meaning
        vague = meaning and self._pool.submit(meaning.search, asked.text, scope.ids, CANDIDATES)
        weighed = _weigh(bm25, asked)
        found = bm25.search(_words(asked, weighed), documents=scope.ids, limit=CANDIDATES)
        by_words = sorted(found, key=lambda one: -one.score * scope.prior(one.entry.document))
        near = vague.result() if vague else []
        if not near:
            return _from_words(by_words), weighed, ALONE
        return _fused(bm25, by_words, near, WEIGHTS[asked.kind]), weighed, WEIGHTS[asked.kind]

    def _hit(
        self,
        document: StoredDocument,
        candidate: Candidate,
        asked: Understanding,
        weighed: Sequence[Weighed],
        analyser: Analyser,
    ) -> Hit:
        entry = candidate.entry
        lines = self._library.lines(entry.document)[entry.first_line - 1 : entry.last_line]
        at, _ = best_line(lines, weighed, analyser, asked.all_years)
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
            score=round(candidate.score, 6),
            text=entry.text,
            explain={**candidate.stages, "line": line},
        )


def _unheard(opened: Opened, asked: Understanding) -> Understanding:
    """A name that stands nowhere in the library, where no company is known, is a stranger's."""
    if asked.companies or asked.unknown:
        return asked
    words = opened.catalogue.analyser.words
    for name in asked.names:
        if not any(opened.bm25.frequencies(words(name)).values()):
            return replace(asked, unknown=name)
    return asked


def _from_words(ranked: Sequence[Ranked]) -> list[Candidate]:
    best = max((one.score for one in ranked), default=1.0) or 1.0
    return [
        Candidate(one.entry, one.score / best, {"bm25_rank": at, "bm25": round(one.score, 4)})
        for at, one in enumerate(ranked, start=1)
    ]


def _fused(
    bm25: Bm25,
    by_words: Sequence[Ranked],
    near: Sequence[tuple[Place, float]],
    weights: dict[str, float],
) -> list[Candidate]:
    """Both rankings as one; the best passage has the score 1."""
    words = {(one.entry.document, one.entry.position): one for one in by_words}
    fused = fuse({"bm25": list(words), "vector": [place for place, _ in near]}, weights)
    fused = fused[:CANDIDATES]
    entries = {place: one.entry for place, one in words.items()}
    entries |= bm25.entries([place for place, _ in fused if place not in entries])
    word_ranks = {place: at for at, place in enumerate(words, start=1)}
    vector_ranks = {place: (at, cosine) for at, (place, cosine) in enumerate(near, start=1)}
    best = fused[0][1]
    return [
        Candidate(entries[place], score / best, _stages(place, words, word_ranks, vector_ranks))
        for place, score in fused
        if place in entries
    ]


def _stages(
    place: Place,
    words: dict[Place, Ranked],
    word_ranks: dict[Place, int],
    vector_ranks: dict[Place, tuple[int, float]],
) -> dict[str, float | int | str]:
    stages: dict[str, float | int | str] = {}
    if place in words:
        stages |= {"bm25_rank": word_ranks[place], "bm25": round(words[place].score, 4)}
    if place in vector_ranks:
        rank, cosine = vector_ranks[place]
        stages |= {"vector_rank": rank, "vector": round(cosine, 4)}
    return stages


def _weigh(bm25: Bm25, asked: Understanding) -> tuple[Weighed, ...]:
    words = {word for term in asked.terms for word in term.wordings[0]}
    return weigh(asked.terms, bm25.frequencies(words), max(1, len(bm25)))


def _words(asked: Understanding, weighed: Sequence[Weighed]) -> Words:
    """The query for BM25: terms, and a bonus for the statements that are named or meant."""
    worth = sum(term.worth for term in weighed) or 1.0
    bonus = dict.fromkeys(implied(asked), IMPLIED * worth)
    bonus |= dict.fromkeys(asked.statements, NAMED * worth)
    faces = {f"{name} {FACE}": 0.5 * value for name, value in bonus.items()}
    return Words(
        tuple(term.wordings for term in asked.terms),
        tuple(term.weight for term in asked.terms),
        tuple((bonus | faces).items()),
    )


def _named(documents: Sequence[StoredDocument]) -> str:
    if len(documents) == 1:
        return f"document {documents[0].id}"
    return f"{len(documents)} documents that were named"


def _page(document: StoredDocument, line: int, entry: Entry) -> int:
    page = bisect_right(document.page_lines, line)
    return min(max(page, entry.first_page), entry.last_page)


def _pages(hits: Iterable[Hit], k: int) -> Iterator[Hit]:
    """The first `k` of `hits` that are on different pages, numbered."""
    seen: set[tuple[str, int]] = set()
    for hit in hits:
        if len(seen) == k:
            return
        if (hit.document, hit.page) not in seen:
            seen.add((hit.document, hit.page))
            yield replace(hit, rank=len(seen))
