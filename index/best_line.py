"""The line of a passage that answers best: which page a hit is on hangs on it.

A line is scored by the terms it holds, rare ones counting more; a row of a table counts the years
of its own header rows for itself, since "2018" stands above the column and not in the row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from index.rows import PROSE, ROW
from index.understanding import Sought
from index.vocabulary import Wording

HEADER_SHARE = 0.5
"""A term that stands only in the headers of a table, beside one in the row itself."""
YEAR_SHARE = 0.1
"""What a year that was asked adds to the line it stands in."""
NOTHING: frozenset[int] = frozenset()


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


class Finder:
    """Finds terms in lines; made once for a question."""

    def __init__(self, terms: Sequence[Weighed], years: Sequence[int] = ()) -> None:
        self._worth = [term.worth for term in terms]
        self._known: dict[frozenset[int], float] = {}
        self._dates = {str(year) for year in years}
        self._singles: dict[str, list[int]] = {}
        self._phrases: dict[str, list[tuple[int, Wording]]] = {}
        for at, term in enumerate(terms):
            for wording in term.wordings:
                if len(wording) == 1:
                    self._singles.setdefault(wording[0], []).append(at)
                elif wording:
                    self._phrases.setdefault(wording[0], []).append((at, wording))
        self._sought = frozenset(self._singles) | frozenset(self._phrases)

    def line_scores(self, packed: str) -> list[float]:
        """What each line of a packed passage holds; rows of a table share their headers.

        A line is only taken apart when the letters of some term are in it: most are not.
        """
        sought = [word for word in self._sought if word in packed]
        above = NOTHING
        scores = []
        for line in packed.split("\n"):
            mark, held = line[0], NOTHING
            for word in sought:
                if word in line:
                    held = self.held(line[1:].split())
                    break
            worth = self.worth(held) if held else 0.0
            if mark == PROSE:
                above = held
            elif mark != ROW:
                above |= held
                worth *= HEADER_SHARE  # the row below it is the answer
            elif above:
                worth += HEADER_SHARE * self.worth(above - held)
            scores.append(worth * (1 + YEAR_SHARE) if worth and self._is_dated(line) else worth)
        return scores

    def _is_dated(self, line: str) -> bool:
        """Whether a year that was asked for is a word of the line."""
        said = [date for date in self._dates if date in line]
        return bool(said) and not set(said).isdisjoint(line[1:].split())

    def held(self, words: Sequence[str]) -> frozenset[int]:
        """Which terms stand in `words`, by their places."""
        present = self._sought.intersection(words)
        if not present:
            return NOTHING
        found = {at for word in present for at in self._singles.get(word, ())}
        for word in present:
            for at, wording in self._phrases.get(word, ()):
                if at not in found and _in_order(words, wording):
                    found.add(at)
        return frozenset(found)

    def worth(self, held: frozenset[int]) -> float:
        """What those terms are worth together."""
        known = self._known.get(held)
        if known is None:
            known = self._known[held] = sum([self._worth[at] for at in held])
        return known


def line_scores(packed: str, terms: Sequence[Weighed], years: Sequence[int] = ()) -> list[float]:
    """What each line of one packed passage holds of `terms`; see `Finder` for many."""
    return Finder(terms, years).line_scores(packed)


def best_of(scores: Sequence[float]) -> int:
    """The 0-based place of the highest score, the first of equals; 0 of none."""
    return scores.index(max(scores)) if scores else 0


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
