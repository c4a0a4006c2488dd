"""Figures a filer has tagged: which of a filing's facts is the one that was asked for.

Refuses rather than guesses: several different values that all fit are no answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agent.offline.metrics import Metric, words
from agent.offline.periods import Asked, months_between, near
from agent.offline.plan import Ask, Look, look_all
from agent.offline.rows import bare_label, fiscal_end, lengths
from store.tables import StoredDocument, StoredFact
from tools.facts import Facts


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several facts fit and differ."""

    facts: tuple[StoredFact, ...]


def tagged_by_metric(
    filing: StoredDocument, metric: Metric, asked: Asked | None
) -> Look[StoredFact | Ambiguous | None]:
    """The fact under the best concept of `metric` that has one for the period."""
    asks = [
        Ask("facts", {"document": filing.id, "concept": c, "limit": 200}) for c in metric.concepts
    ]
    for found in (yield from look_all(Facts, asks)):
        totals = [fact for fact in (found.facts if found else ()) if not fact.dimensions]
        chosen = choose(totals, asked, filing)
        if chosen is not None:
            return chosen
    return None


def tagged_by_label(
    filing: StoredDocument, label: str, asked: Asked | None
) -> Look[StoredFact | Ambiguous | None]:
    """The fact displayed in the row that carries exactly these words."""
    ask = Ask("facts", {"document": filing.id, "label": bare_label(label), "limit": 200})
    (found,) = yield from look_all(Facts, [ask])
    facts = found.facts if found else ()
    for same in (_as_printed, _as_said):
        named = [fact for fact in facts if same(fact.label) == same(label)]
        if named:
            chosen = choose([f for f in named if not f.dimensions], asked, filing)
            return chosen if chosen is not None else choose(named, asked, filing)
    return None


def _as_printed(label: str) -> str:
    return " ".join(label.casefold().split())


def _as_said(label: str) -> str:
    return " ".join(words(bare_label(label)))


def choose(
    facts: Iterable[StoredFact], asked: Asked | None, filing: StoredDocument
) -> StoredFact | Ambiguous | None:
    """The one value among `facts` for the period, most precisely; Ambiguous when two differ."""
    fitting = in_period([fact for fact in facts if fact.value is not None], asked, filing)
    if not fitting:
        return None
    best = max(fitting, key=_precision)
    if all(_agrees(fact, best) for fact in fitting):
        return best
    return Ambiguous(tuple(fitting))


def _precision(fact: StoredFact) -> tuple[bool, int, int]:
    """In a table before in prose, then by decimals (none means exact), then the earliest."""
    return fact.table is not None, 99 if fact.decimals is None else fact.decimals, -(fact.line or 0)


def _agrees(fact: StoredFact, best: StoredFact) -> bool:
    """Whether a fact says the same as `best`, rounded to its own decimals."""
    if fact.unit != best.unit:
        return False
    one, other = Decimal(fact.value or 0), Decimal(best.value or 0)
    step = Decimal(10) ** -(fact.decimals if fact.decimals is not None else 6)
    return abs(one - other) <= step / 2


def in_period(
    facts: Sequence[StoredFact], asked: Asked | None, filing: StoredDocument
) -> list[StoredFact]:
    """Facts of the asked period: exactly that day if any is, else within days of it."""
    end = target_end(asked, filing)
    if end is None:
        return []
    long = lengths(asked, filing)
    fitting = [f for f in facts if f.end is not None and months_between(f.start, f.end) in long]
    exact = [fact for fact in fitting if fact.end == end]
    return exact or [fact for fact in fitting if fact.end is not None and near(fact.end, end)]


def target_end(asked: Asked | None, filing: StoredDocument) -> date | None:
    """The last day of the asked period; without one, of the period the filing reports."""
    if asked is None:
        return filing.period_end
    return asked.period.end or fiscal_end(asked, filing)
