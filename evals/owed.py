"""What a company owes on leases, over every annual report that tags it.

The truth is what the filer tags at the end of its year: the liability of operating leases and of
finance leases, each in one figure or in its two parts. Tags are what the agent goes by, too, so it
is asked twice: as the library is, and with every tag hidden, when only words and tables are left.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from agent.loop import ask
from agent.model import Model
from agent.transcript import Question
from evals.tables import Table, share
from store.library import Library
from store.tables import StoredDocument, StoredFact
from tools.desk import Desk

QUESTION = "What does this company really owe on leases?"
KINDS = ("OperatingLeaseLiability", "FinanceLeaseLiability")
PARTS = ("Current", "Noncurrent")
CLOSE = Decimal("0.005")


class Untagged(Library):
    """A library whose filings bear no tags."""

    def facts(self, document: str) -> list[StoredFact]:
        """None."""
        del document
        return []


def owed(facts: Iterable[StoredFact], end: date | None) -> Decimal | None:
    """What is tagged as owed on leases that day; None where nothing is."""
    values = {
        fact.concept.partition(":")[2]: Decimal(fact.value)
        for fact in facts
        if fact.value is not None and not fact.dimensions and fact.end == end and not fact.start
    }
    kinds = [amount for kind in KINDS if (amount := _of_kind(values, kind)) is not None]
    return sum(kinds, Decimal(0)) if kinds else None


def _of_kind(values: dict[str, Decimal], kind: str) -> Decimal | None:
    parts = [values[kind + part] for part in PARTS if kind + part in values]
    return values.get(kind, sum(parts, Decimal(0)) if len(parts) == len(PARTS) else None)


def measure(
    library: Library,
    documents: Sequence[StoredDocument],
    model: Model,
    url: str | None,
    report: Callable[[int], None],
) -> Table:
    """Ask about each of `documents` that tags what it owes, twice. `url`: of the catalogue."""
    truths = [(each, owed(library.facts(each.id), each.period_end)) for each in documents]
    gold = [(document, truth) for document, truth in truths if truth]
    hidden = Untagged(library.folders.library, url=url)
    rows, figures = [], dict[str, float | int | None]()
    for name, desk in (("as tagged", Desk(library)), ("tags hidden", Desk(hidden))):
        right = wrong = 0
        for done, (document, truth) in enumerate(gold, start=1):
            value = ask(desk, model, Question(QUESTION, (document.id,))).value
            close = value is not None and abs(Decimal(value) - truth) <= truth * CLOSE
            right, wrong = right + close, wrong + (value is not None and not close)
            report(done)
        n = len(gold)
        rows.append((name, str(n), share(right, n), share(wrong, n), share(n - right - wrong, n)))
        figures |= {f"{name}: right": right, f"{name}: wrong": wrong, "n": n}
    head = ("owed on leases", "n", "right", "other amount", "no amount")
    return Table("leases", "What is owed on leases", head, tuple(rows), figures)
