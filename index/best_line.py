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
    wanted = {str(year) for year in years}
    above: set[int] = set()
    scores = []
    for line in lines:
        words = analyser.words(line)
        held = {i for i, term in enumerate(terms) if holds(words, term.wordings)}
        worth = sum(terms[i].worth for i in held)
        if "|" in line:
            worth += HEADER_SHARE * sum(terms[i].worth for i in above - held)
            if _is_header(line, words):
                above |= held
                worth *= HEADER_SHARE  # the row below it is the answer
        else:
            above = held
        bonus = 0.1 if wanted & set(words) else 0.0
        scores.append(worth * (1 + bonus))
    return scores


def holds(words: Sequence[str], wordings: Sequence[Wording]) -> bool:
    """Whether one of `wordings` stands in `words`, its own words near each other in order."""
    present = set(words)
    return any(
        present.issuperset(wording) and (len(wording) == 1 or _in_order(words, wording))
        for wording in wordings
    )


def _in_order(words: Sequence[str], wording: Wording) -> bool:
    """All words of `wording` one after the other, at most one other word between two."""
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


def _is_header(line: str, words: Sequence[str]) -> bool:
    """A row without a label, or without any cell filled behind it: years, units, a group's name."""
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    return not words or not cells[0] or not any(cells[1:])
