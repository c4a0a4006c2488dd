"""What both indexes find for a question, at the same time, fused into one list."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Literal

from index.best_line import Weighed, weigh
from index.bm25 import Place, Ranked, Reader, Words
from index.fusion import Blend, blend, fuse, led
from index.opened import Opened
from index.rerank import Candidate, implied
from index.scope import Scope
from index.statements import FACE
from index.understanding import Kind, Understanding

CANDIDATES = 200
"""Passages that each index hands on."""
DEPTH = 100
"""Of these, how many are looked at again; the others are not shown."""
NAMED = 0.6
"""Bonus in BM25 for a statement that is named, in idf of all words that were asked."""
IMPLIED = 0.2
"""The same for a statement on whose face the line asked for stands."""
WEIGHTS: dict[Kind, dict[str, float]] = {
    "metric": {"bm25": 0.7, "vector": 0.3},
    "conceptual": {"bm25": 0.4, "vector": 0.6},
    "mixed": {"bm25": 0.5, "vector": 0.5},
}
ALONE = {"bm25": 1.0, "vector": 0.0}
NEAR_ALONE = {"bm25": 0.0, "vector": 1.0}


@dataclass(frozen=True, slots=True)
class Plan:
    """Which stages take part: all of them, except to measure what each is worth."""

    bm25: bool = True
    vectors: bool = True
    fusion: Literal["led", "rrf"] | Blend = "led"
    """How both are put together: see `index.fusion`."""
    signs: bool = True


@dataclass(frozen=True, slots=True)
class Gathered:
    """Candidates, best first, and how they were found."""

    candidates: list[Candidate]
    weighed: tuple[Weighed, ...]
    weights: dict[str, float]
    failed: tuple[str, ...] = ()


def gather(
    opened: Opened,
    reader: Reader,
    asked: Understanding,
    scope: Scope,
    tags: Sequence[Sequence[str]],
    plan: Plan,
    pool: Executor,
) -> Gathered:
    """The `DEPTH` best passages of both indexes. They run at the same time.

    Where the vectors fail, words alone must do, and `failed` says so.
    """
    meaning = opened.by_meaning if plan.vectors else None
    vague = meaning and pool.submit(meaning.search, asked.text, scope.ids, CANDIDATES)
    weighed = _weigh(reader, asked)
    found: list[Ranked] = []
    if plan.bm25:
        words = _words(asked, weighed, tags)
        found = reader.search(words, documents=scope.ids, limit=CANDIDATES)
    by_words = sorted(found, key=lambda one: -one.score * scope.prior(one.place[0]))
    near: list[tuple[Place, float]] = []
    failed: tuple[str, ...] = ()
    try:
        near = vague.result() if vague else []
    except (RuntimeError, OSError, ValueError) as error:
        failed = (f"without vectors, which failed: {error}",)
    near.sort(key=lambda one: -one[1] * scope.prior(one[0][0]))
    if near and tags:
        bearing = reader.bearing([place for place, _ in near], tags)
        near = [one for one in near if one[0] in bearing]
    weights = _weights(asked.kind, plan, by_words, near)
    candidates = _fused(reader, by_words, near, weights, plan)
    return Gathered(candidates, weighed, weights, failed)


def _weights(
    kind: Kind, plan: Plan, by_words: Sequence[Ranked], near: Sequence[object]
) -> dict[str, float]:
    if not near:
        return ALONE
    return WEIGHTS[kind] if by_words or plan.bm25 else NEAR_ALONE


def _fused(
    reader: Reader,
    by_words: Sequence[Ranked],
    near: Sequence[tuple[Place, float]],
    weights: Mapping[str, float],
    plan: Plan,
) -> list[Candidate]:
    """Both rankings as one; the best passage has the score 1."""
    order = _order(by_words, near, weights, plan)[:DEPTH]
    held = {one.place: one for one in by_words}
    held |= {one.place: one for one in reader.at([p for p, _ in order if p not in held])}
    order = [(place, score) for place, score in order if place in held]
    stages = _stages(by_words, near)
    entries = reader.entries(held[place] for place, _ in order)
    return [
        Candidate(entry, score, stages[place])
        for entry, (place, score) in zip(entries, order, strict=True)
    ]


def _order(
    by_words: Sequence[Ranked],
    near: Sequence[tuple[Place, float]],
    weights: Mapping[str, float],
    plan: Plan,
) -> list[tuple[Place, float]]:
    if not near:
        best = max((one.score for one in by_words), default=1.0) or 1.0
        return [(one.place, one.score / best) for one in by_words]
    near_places = [place for place, _ in near]
    scores = {one.place: one.score for one in by_words}
    if plan.fusion == "rrf" or not by_words:
        fused = fuse({"bm25": list(scores), "vector": near_places}, weights)
    elif plan.fusion == "led":
        fused = led(scores, near_places, weights["vector"])
    else:
        fused = blend({"bm25": scores, "vector": dict(near)}, weights, plan.fusion)
    best = fused[0][1] or 1.0
    return [(place, score / best) for place, score in fused]


def _stages(
    by_words: Sequence[Ranked], near: Sequence[tuple[Place, float]]
) -> dict[Place, dict[str, float | int | str]]:
    """For each passage, the rank and score that each index gave it."""
    stages: dict[Place, dict[str, float | int | str]] = {}
    for rank, one in enumerate(by_words, start=1):
        stages[one.place] = {"bm25_rank": rank, "bm25": round(one.score, 4)}
    for rank, (place, cosine) in enumerate(near, start=1):
        stages.setdefault(place, {}).update(vector_rank=rank, vector=round(cosine, 4))
    return stages


def _weigh(reader: Reader, asked: Understanding) -> tuple[Weighed, ...]:
    words = {word for term in asked.terms for word in term.wordings[0]}
    return weigh(asked.terms, reader.frequencies(words), max(1, len(reader)))


def _words(
    asked: Understanding, weighed: Sequence[Weighed], tags: Sequence[Sequence[str]]
) -> Words:
    """The query for BM25: terms, and a bonus for the statements that are named or meant."""
    worth = sum(term.worth for term in weighed) or 1.0
    bonus = dict.fromkeys(implied(asked), IMPLIED * worth)
    bonus |= dict.fromkeys(asked.statements, NAMED * worth)
    faces = {f"{name} {FACE}": 0.5 * value for name, value in bonus.items()}
    return Words(
        terms=tuple(term.wordings for term in asked.terms),
        weights=tuple(term.weight for term in asked.terms),
        statements=tuple((bonus | faces).items()),
        numbers=tuple(term.numbers for term in asked.terms),
        tags=tuple(map(tuple, tags)),
    )
