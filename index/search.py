"""From a question to pages: understand it, choose the documents, rank their passages, show why."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.candidates import Gathered, Plan, gather
from index.embedder import Embedder
from index.fusion import fuse
from index.hits import Hit, Linked, to_hits
from index.opened import Indexes, NoIndex, Opened
from index.rerank import Candidate, rerank
from index.scope import Scope, choose, told
from index.tags import Tags
from index.understanding import Kind, Understanding

if TYPE_CHECKING:
    from index.bm25 import Reader
    from index.cross_encoder import Reranker
    from store.library import Library

__all__ = ["Found", "Hit", "Linked", "NoIndex", "Plan", "Searcher", "Tags"]

ALL = Tags()


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search, and how the query was read."""

    query: str
    kind: Kind
    weights: dict[str, float]
    """What each index counted; an index that is missing counts 0."""
    applied: tuple[str, ...]
    """Which filters were applied or given up, and which stage failed, in words."""
    hits: tuple[Hit, ...]
    missing: str | None = None
    """A company that the query surely names and the library does not hold; then `hits` is empty."""


@dataclass(frozen=True, slots=True)
class _Ranked:
    """What one query found."""

    asked: Understanding
    candidates: list[Candidate]
    weights: dict[str, float]
    applied: tuple[str, ...]


class Searcher:
    """Searches one library. Cheap to keep, safe to share, and sees every commit of its indexes."""

    def __init__(
        self,
        library: "Library",
        *,
        embedder: Embedder | None = None,
        reranker: "Reranker | None" = None,
        plan: Plan | None = None,
    ) -> None:
        """Without `embedder`, vectors are used with the model that made them.

        Raises NoIndex when nothing was indexed yet.
        """
        self._library = library
        self._indexes = Indexes(library, embedder)
        self._indexes.now()
        self._pool = ThreadPoolExecutor(2, "vectors")
        self._reranker = reranker
        self._plan = plan or Plan()

    def search(
        self,
        query: str | Sequence[str],
        *,
        k: int = 10,
        documents: Sequence[str] = (),
        company: str | None = None,
        form: str | None = None,
        year: int | None = None,
        tags: Tags = ALL,
    ) -> Found:
        """The best `k` pages for `query`, each from another page; fewer when there are no more.

        Several queries are searched each for itself, and their rankings fused. `documents` (ids,
        sources or globs) limits the search strictly, `tags` as long as any passage bears them;
        `company`, `form` and `year` are read as if the query said them.
        """
        opened = self._indexes.now()
        reader = opened.bm25.reader()
        queries = [query] if isinstance(query, str) else list(dict.fromkeys(query)) or [""]
        ranked = []
        for each in queries:
            asked = _unheard(opened, reader, opened.catalogue.understand(each))
            asked = told(opened.catalogue, asked, company, form, year)
            scope = self._scope(opened, asked, documents)
            ranked.append(self._rank(opened, reader, asked, scope, tags))
        first = ranked[0]
        candidates = first.candidates if len(ranked) == 1 else _together(ranked)
        applied = [*(said for each in ranked for said in each.applied), opened.without]
        timed = not any(each.asked.timeless for each in ranked)
        strangers = [r.asked.unknown for r in ranked if r.asked.unknown and not r.asked.companies]
        return Found(
            query=" | ".join(queries),
            kind=first.asked.kind,
            weights=first.weights,
            applied=tuple(dict.fromkeys(filter(None, applied))),
            hits=tuple(to_hits(self._library, opened.catalogue, candidates, k, across=timed)),
            missing=strangers[0] if len(strangers) == len(ranked) and not documents else None,
        )

    def _scope(self, opened: Opened, asked: Understanding, documents: Sequence[str]) -> Scope:
        if not documents:
            return choose(opened.catalogue, asked)
        named = self._library.find(documents)
        said = f"document {named[0].id}" if len(named) == 1 else f"{len(named)} documents named"
        return Scope({each.id: 0.0 for each in named}, (said,))

    def _rank(
        self, opened: Opened, reader: "Reader", asked: Understanding, scope: Scope, tags: Tags
    ) -> _Ranked:
        """The candidates of both indexes, looked at again; without tags where none bears them."""
        found = gather(opened, reader, asked, scope, tags.groups(), self._plan, self._pool)
        applied = (*scope.applied, *tags.said())
        if tags.groups() and not found.candidates:
            found = gather(opened, reader, asked, scope, (), self._plan, self._pool)
            applied = (*scope.applied, f"no passage is {' and '.join(tags.said())}: not applied")
        candidates, failed = self._again(found, asked, scope)
        return _Ranked(asked, candidates, found.weights, (*applied, *found.failed, *failed))

    def _again(
        self, found: Gathered, asked: Understanding, scope: Scope
    ) -> tuple[list[Candidate], tuple[str, ...]]:
        """The second look, and what of it failed."""
        ranked = rerank(found.candidates, found.weighed, asked, signs=self._plan.signs)
        priors = {each: scope.prior(each) for each in {one.document for one in ranked}}
        if any(prior != 1.0 for prior in priors.values()):
            ranked = [replace(one, score=one.score * priors[one.document]) for one in ranked]
            ranked.sort(key=lambda one: -one.score)
        if self._reranker is None:
            return ranked, ()
        return self._reranker.rerank(asked.text, ranked)


def _unheard(opened: Opened, reader: "Reader", asked: Understanding) -> Understanding:
    """A name that stands nowhere in the library, where no company is known, is a stranger's."""
    if asked.companies or asked.unknown:
        return asked
    words = opened.catalogue.analyser.words
    for name in asked.names:
        if not any(reader.frequencies(words(name)).values()):
            return replace(asked, unknown=name)
    return asked


def _together(ranked: Sequence[_Ranked]) -> list[Candidate]:
    """The rankings of several queries as one; a passage keeps its best line and its stages."""
    best: dict[tuple[str, int], Candidate] = {}
    for each in ranked:
        for one in each.candidates:
            place = (one.document, one.entry.position)
            if place not in best or one.score > best[place].score:
                best[place] = one
    places = {
        str(at): [(one.document, one.entry.position) for one in each.candidates]
        for at, each in enumerate(ranked)
    }
    fused = fuse(places, dict.fromkeys(places, 1.0))
    return [replace(best[place], score=score) for place, score in fused]
