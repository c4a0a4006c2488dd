"""A second look at what the indexes found, without a model: does one line hold what was asked?

BM25 adds up words wherever they stand in a passage. A figure that answers stands in one row, under
its years, on the statement that was named; that is what counts here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.best_line import Finder, Weighed, best_of
from index.entry import Entry
from index.statements import FACE
from index.understanding import Understanding


@dataclass(frozen=True, slots=True)
class Mix:
    """How much each sign counts beside the score so far, which is 1 for the best passage."""

    line: float = 0.8
    """All terms in one line."""
    named: float = 0.5
    """The statement that was named."""
    implied: float = 0.15
    """The statement on whose face the line asked for stands."""
    heading: float = 0.3
    """All terms in the headings above."""
    years: float = 0.3
    """All years that were asked stand in the passage."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage on its way to the hits: its score so far, at most 1, and where that came from."""

    entry: Entry
    score: float
    stages: Mapping[str, float | int | str]
    line: int = 0
    """Its best line, counted from its first."""

    @property
    def document(self) -> str:
        """The id of the document it stands in."""
        return self.entry.document


def rerank(
    candidates: Sequence[Candidate],
    terms: Sequence[Weighed],
    asked: Understanding,
    mix: Mix | None = None,
    *,
    signs: bool = True,
) -> list[Candidate]:
    """`candidates` with their best lines and new scores, best first; ties keep their order.

    Without `signs` the scores stay as they are.
    """
    total = sum(term.worth for term in terms) or 1.0
    finder = Finder(terms, asked.all_years)
    sought = _Sought(asked.statements, tuple(implied(asked)), tuple(map(str, asked.all_years)))
    mix = mix or Mix()
    scored = []
    for one in candidates:
        lines = finder.line_scores(one.entry.rows)
        at = best_of(lines)
        more = 0.0
        if signs:
            heading = finder.worth(finder.held(one.entry.path_words))
            shares = min(1.0, lines[at] / total), min(1.0, heading / total)
            more = _signs(one.entry, shares, sought, mix)
        stages = {**one.stages, "signs": round(more, 4)}
        scored.append(Candidate(one.entry, one.score + more, stages, at))
    return sorted(scored, key=lambda one: -one.score)


@dataclass(frozen=True, slots=True)
class _Sought:
    """What a question asks for beside its terms, made once for all candidates."""

    named: Sequence[str]
    implied: Sequence[str]
    years: Sequence[str]


def _signs(entry: Entry, shares: tuple[float, float], sought: _Sought, mix: Mix) -> float:
    """What speaks for a passage; `shares` of all terms stand in its best line and its headings."""
    score = mix.line * shares[0] + mix.heading * shares[1]
    if entry.statements:
        score += mix.named * _is_one_of(entry.statements, sought.named)
        score += mix.implied * _is_one_of(entry.statements, sought.implied)
    if sought.years:
        said = sum([year in entry.text for year in sought.years])
        score += mix.years * said / len(sought.years)
    return score


def implied(asked: Understanding) -> list[str]:
    """The statements on whose face the terms asked for stand."""
    return list(dict.fromkeys(term.on for term in asked.terms if term.on))


def _is_one_of(held: Sequence[str], wanted: Sequence[str]) -> float:
    """1 for the statement itself, half for a summary of it."""
    if any(f"{name} {FACE}" in held for name in wanted):
        return 1.0
    return 0.6 if any(name in held for name in wanted) else 0.0
