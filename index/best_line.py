"""The line of a passage that answers best: which page a hit is on hangs on it.

A line is scored by the terms it holds, rare ones counting more; a row of a table counts the years
of its own header rows for itself, since "2018" stands above the column and not in the row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from index.understanding import Sought
from index.vocabulary import Wording
from index.words import Analyser

HEADER_SHARE = 0.5
"""A term that stands only in the headers of a table, beside one in the row itself."""
YEAR_SHARE = 0.1
"""What a year that was asked adds to the line it stands in."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A term with what it is worth: its weight times how rare its words are."""

    wordings: tuple[Wording, ...]
    worth: float


def weigh(
    terms: Sequence[Sought], frequencies: Mapping[str, int], passages: int
) -> tuple[Weighed, ...]:
    """Give each term the idf of its first wording (the one that was asked)."""

    def idf(word: str) -> float:
        held = frequencies.get(word, 0)
        return log(1 + (passages - held + 0.5) / (held + 0.5))

    return tuple(
        Weighed(term.wordings, term.weight * sum(idf(w) for w in term.wordings[0]))
        for term in terms
    )


def best_line(
    lines: Sequence[str], terms: Sequence[Weighed], analyser: Analyser, years: Sequence[int] = ()
) -> tuple[int, float]:
    """The 0-based line of the highest score, the first of equals, and the score."""
    scores = line_scores(lines, terms, analyser, years)
    at = max(range(len(scores)), key=lambda i: (scores[i], -i), default=0)
    return at, scores[at] if scores else 0.0


def line_scores(
    lines: Sequence[str], terms: Sequence[Weighed], analyser: Analyser, years: Sequence[int] = ()
) -> list[float]:
    """What each line holds of `terms`; rows of a table share their headers."""
    sought = {word for term in terms for wording in term.wordings for word in wording}
    dates = {str(year) for year in years}
    above: frozenset[int] = frozenset()
    scores = []
    for line in lines:
        words = analyser.words(line)
        held = _held(words, terms, sought)
        worth = sum(terms[i].worth for i in held)
        if "|" not in line:
            above = held
        elif _is_header(line):
            above |= held
            worth *= HEADER_SHARE  # the row below it is the answer
        elif above:
            worth += HEADER_SHARE * sum(terms[i].worth for i in above - held)
        scores.append(worth * (1 + YEAR_SHARE * (not dates.isdisjoint(words))))
    return scores


def _held(words: Sequence[str], terms: Sequence[Weighed], sought: set[str]) -> frozenset[int]:
    """Which of `terms` stand in `words`."""
    present = sought.intersection(words)
    if not present:
        return frozenset()
    return frozenset(
        i for i, term in enumerate(terms) if any(_has(words, present, w) for w in term.wordings)
    )


def _has(words: Sequence[str], present: set[str], wording: Wording) -> bool:
    return present.issuperset(wording) and (len(wording) == 1 or _in_order(words, wording))


def _in_order(words: Sequence[str], wording: Wording) -> bool:
    """Whether `wording` stands in `words` with at most one other word between two of its own."""
    for start, word in enumerate(words):
        if word != wording[0]:
            continue
        at = start
        for wanted in wording[1:]:
            near = words[at + 1 : at + 3]
            if wanted not in near:
                break
            at += 1 + near.index(wanted)
        else:
            return True
    return False


def _is_header(line: str) -> bool:
    """A row without a label, or with nothing but a label: years, units, the name of a group."""
    cells = [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
    return not cells[0] or not any(cells[1:])
