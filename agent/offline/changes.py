"""A change as an answer: two balances, what lies between them, and its share of the earlier."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent.offline.drafts import Source, citation, computed, draft, figure, plain, said
from agent.offline.plan import Ask, Draft, Look, look_all
from agent.offline.question import Wanted
from store.tables import StoredDocument
from tools.calculate import Computed


@dataclass(frozen=True, slots=True)
class Balance:
    """A line item at one time and what it is made of: one figure, or several that add up."""

    sources: tuple[Source, ...]
    negated: bool = False
    """The amount meant is the printed one with its sign turned: a payment printed in brackets."""

    @property
    def value(self) -> Decimal:
        """The amount meant."""
        printed = sum((source.value for source in self.sources), Decimal(0))
        return -printed if self.negated else printed

    @property
    def unit(self) -> str | None:
        """The unit of its figures."""
        return self.sources[0].unit

    def expression(self, names: Sequence[str]) -> str:
        """The sum of figures of these names, signed as it is meant."""
        whole = names[0] if len(names) == 1 else f"({' + '.join(names)})"
        return f"-{whole}" if self.negated else whole

    def told(self) -> str:
        """The amount and, where all figures are of one, its time: "$2 billion (2024-12-31)"."""
        periods = {source.period for source in self.sources} - {""}
        return said(self.value, self.unit) + (f" ({periods.pop()})" if len(periods) == 1 else "")


def change_draft(
    filing: StoredDocument, wanted: Wanted, new: Balance, old: Balance, how: str = ""
) -> Look[Draft | None]:
    """The difference and its share of the earlier; None where that cannot be computed.

    `how` says behind the amounts what they are the sum of.
    """
    sources = (*new.sources, *old.sources)
    names = [f"f{at}" for at, _ in enumerate(sources, 1)]
    one, two = new.expression(names[: len(new.sources)]), old.expression(names[len(new.sources) :])
    expression = f"round(100 * ({one} - {two}) / abs({two}), 2)"
    values = {name: plain(source.value) for name, source in zip(names, sources, strict=True)}
    ask = Ask("calculate", {"expression": expression, "values": values})
    (result,) = yield from look_all(Computed, [ask])
    if result is None:
        return None
    share, moved = result.value.quantize(Decimal("0.01")), new.value - old.value
    figures = [figure(name, source) for name, source in zip(names, sources, strict=True)]
    derived: list[tuple[str, Decimal, str | None]] = [
        (sum_, balance.value, balance.unit)
        for sum_, balance in ((one, new), (two, old))
        if len(balance.sources) > 1
    ]
    derived += [(f"{one} - {two}", moved, new.unit), (expression, share, "percent")]
    for each in derived:
        figures.append(computed(f"f{len(figures) + 1}", *each))
    direction = "rose" if share > 0 else "fell" if share < 0 else "did not change"
    text = (
        f"{wanted.label[:1].upper()}{wanted.label[1:]} of {filing.company or filing.source} "
        f"{direction} by {said(abs(moved), new.unit)} ({said(abs(share), 'percent')}): "
        f"from {old.told()} to {new.told()}{how}."
    )
    return draft(
        "answered",
        text,
        value=plain(moved) if wanted.amount else format(share, "f"),
        unit=new.unit if wanted.amount else "percent",
        figures=figures,
        citations=[citation(source) for source in _by_line(sources)],
    )


def _by_line(sources: Sequence[Source]) -> list[Source]:
    return list({(source.document, source.line): source for source in sources}.values())
