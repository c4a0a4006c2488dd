"""A second look at what the indexes found, without a model: does one line hold what was asked?

BM25 adds up words wherever they stand in a passage. A figure that answers stands in one row, under
its years, on the statement that was named; that is what counts here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.best_line import Weighed, line_scores
from index.bm25 import Entry
from index.statements import FACE
from index.understanding import Understanding
from index.words import Analyser

DEPTH = 60
"""Passages that are looked at; those behind keep their order."""


@dataclass(frozen=True, slots=True)
class Mix:
    """How much each sign counts beside the score so far, which is 1 for the best passage."""

    line: float = 0.8
    """All terms in one line."""
    named: float = 0.5
    """The statement that was named."""
    implied: float = 0.15
    """The statement on whose face the line asked for stands."""
    heading: float = 0.15
    """All terms in the headings above."""
    years: float = 0.15
    """All years that were asked stand in the passage."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage on its way to the hits: its score so far, at most 1, and where that came from."""

    entry: Entry
    score: float
    stages: Mapping[str, float | int | str]


def rerank(
    candidates: Sequence[Candidate],
    terms: Sequence[Weighed],
    asked: Understanding,
    analyser: Analyser,
    mix: Mix | None = None,
) -> list[Candidate]:
    """`candidates` with new scores, best first; ties keep the order they came in."""
    mix = mix or Mix()
    total = sum(term.worth for term in terms) or 1.0
    scored = []
    for at, one in enumerate(candidates):
        signs = _signs(one.entry, terms, total, asked, analyser, mix) if at < DEPTH else 0.0
        stages = {**one.stages, "signs": round(signs, 4)}
        scored.append(Candidate(one.entry, one.score + signs, stages))
    return sorted(scored, key=lambda one: -one.score)


def _signs(
    entry: Entry,
    terms: Sequence[Weighed],
    total: float,
    asked: Understanding,
    analyser: Analyser,
    mix: Mix,
) -> float:
    lines = line_scores(entry.text.split("\n"), terms, analyser, asked.all_years)
    heading = line_scores([" ".join(entry.path)], terms, analyser)[0]
    score = mix.line * min(1.0, max(lines, default=0.0) / total)
    score += mix.heading * min(1.0, heading / total)
    score += mix.named * _is_one_of(entry.statements, asked.statements)
    score += mix.implied * _is_one_of(entry.statements, tuple(implied(asked)))
    years = asked.all_years
    if years:
        score += mix.years * sum(str(year) in entry.text for year in years) / len(years)
    return score


def implied(asked: Understanding) -> list[str]:
    """The statements on whose face the terms asked for stand."""
    return list(dict.fromkeys(term.on for term in asked.terms if term.on))


def _is_one_of(held: Sequence[str], wanted: Sequence[str]) -> float:
    """1 for the statement itself, half for a summary of it."""
    if any(f"{name} {FACE}" in held for name in wanted):
        return 1.0
    return 0.6 if any(name in held for name in wanted) else 0.0
