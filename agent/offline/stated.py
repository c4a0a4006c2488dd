"""What a filing states, ready to be matched with what is asked by the terms of both.

A statement is as likely as the asked terms stand in its own words, or around it, and as its own
words say nothing else. Words that few statements of the filing have count most. The best answers
if every statement nearly as likely gives the same value.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent.offline.sought import COUNTS, LEANING, TIME, Sought, kind_of
from agent.offline.terms import terms
from store.tables import StoredFact
from tools.table import TableShown

AROUND = 0.7
"""What a term counts that stands not in the statement's own words but around it."""
EXTRA = 0.55
"""What a statement's own terms count against it that are not asked for."""
OWN = 0.6
"""Of the asked terms, those that a row's own label must have where no concept names it too."""
LEAST = 0.6
"""A statement less likely than this is none."""
MARGIN = 0.12
"""A statement this near to the best must say the same."""
LIFE = 100
"""Years or months that a lease or an asset may have."""
PLAIN = frozenset(
    terms(
        "value amount carrying policy text parent attributable stock common net gross loss losses "
        "gain benefit used provided increase after before period outstanding"
    )
)
"""Terms of names that go without saying: they count little where they are not asked for."""
SHARP = frozenset(
    terms(
        "accumulated unrecognized deferred change increase decrease maximum authorized undrawn "
        "remaining discontinued reclassification adjustment foreign domestic federal state "
        "noncontrolling preferred diluted other excluding antidilutive estimated forfeited granted "
        "before after vested unvested settlement temporary difference percent average fair"
    )
)
"""Terms that make another thing of one."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A value that a filing states, and the terms it is stated with."""

    names: tuple[frozenset[str], ...]
    """The terms of its row's label, then those of its standard names, if it has any."""
    parts: frozenset[str]
    """Terms of the members of its dimensions: all of it is of this part of the company alone."""
    around: frozenset[str]
    """Terms of its group, caption, column and section."""
    value: Decimal
    unit: str | None
    source: "StoredFact | Printed"

    @property
    def own(self) -> frozenset[str]:
        """All terms of its names."""
        return frozenset().union(*self.names)


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell of a table that was shown."""

    shown: TableShown
    row: int
    column: int


class Weights:
    """How much a term tells among the statements of a filing."""

    def __init__(self, every: Iterable[Stated]) -> None:
        names = {frozenset(each.own | each.parts) for each in every}
        self.count = len(names) + 1
        self.having = Counter(term for name in names for term in name)

    def of(self, term: str) -> float:
        """1 and more, the rarer the more."""
        return 1.0 + 0.5 * math.log(self.count / (1 + self.having[term]))


def likely(asked: Sought, stated: Stated, weights: Weights) -> float:
    """How likely `stated` is what is asked for, 0 to 1."""
    own = stated.own | stated.parts
    if any(each not in own and each not in stated.around for each in asked.needed):
        return 0.0
    covered = whole = 0.0
    for term in asked.terms:
        weight = weights.of(term) * (0.4 if term in LEANING else 1.0)
        whole += weight
        covered += weight * (1.0 if term in own else AROUND if term in stated.around else 0.0)
    said = frozenset(asked.terms)
    told = sum(each in own for each in asked.needed)
    if told < (1 if len(stated.names) > 1 else OWN * len(asked.needed)):
        return 0.0
    label, *standard = [_to_the_point(name, said, weights) for name in stated.names]
    point = 0.65 * max(standard or [label]) + 0.35 * max(label, *standard, 0.0)
    if any(name == said for name in stated.names):
        point = max(point, 0.97)
    unasked = stated.parts - said
    return covered / whole * point * (0.8 ** len(unasked))


def _to_the_point(name: frozenset[str], said: frozenset[str], weights: Weights) -> float:
    """1 for a name that says nothing else."""
    meant = sum(weights.of(term) for term in name & said)
    extra = sum(weights.of(term) * _sharpness(term) for term in name - said)
    return 1.0 - EXTRA * extra / (extra + meant) if meant else 0.3


def _sharpness(term: str) -> float:
    return 2.0 if term in SHARP else 0.3 if term in PLAIN else 1.0


def surest(asked: Sought, every: Sequence[Stated]) -> Stated | None:
    """The likeliest statement; None where none is likely, or one nearly as likely differs."""
    weights = Weights(every)
    fitting = [each for each in every if _is_of_kind(each, asked)]
    scored = sorted(
        ((likely(asked, each, weights), at, each) for at, each in enumerate(fitting)),
        key=lambda found: (-found[0], found[1]),
    )
    if not scored or scored[0][0] < LEAST:
        return None
    best, _, chosen = scored[0]
    rivals = [each for score, _, each in scored if score >= best - MARGIN]
    return chosen if all(_agree(each, chosen) for each in rivals) else None


def _is_of_kind(stated: Stated, asked: Sought) -> bool:
    """Whether a value is of an asked kind; a bare number may be a count or a length of time."""
    kind = kind_of(stated.unit)
    if not kind:
        whole = stated.value == int(stated.value)
        return (COUNTS in asked.kinds and whole) or (TIME in asked.kinds and stated.value < LIFE)
    return kind in asked.kinds


def _agree(one: Stated, other: Stated) -> bool:
    """Whether two values are one, rounded to three digits; signs aside."""
    size = max(abs(one.value), abs(other.value))
    return abs(abs(one.value) - abs(other.value)) <= size / 500
