"""One figure of a line item, or its change between two periods, from the filing that reports it.

Tagged facts come first because the filer has said what they are; tables serve filings without
tags and rows that are quoted. What fits twice with different values is not answered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from agent.offline.changes import Balance, change_draft
from agent.offline.debts import SUMMED, summed
from agent.offline.drafts import (
    Source,
    citation,
    column_words,
    computed,
    draft,
    figure,
    plain,
    said,
)
from agent.offline.metrics import Metric
from agent.offline.periods import Asked, years_before
from agent.offline.plan import Ask, Draft, Look, look_all
from agent.offline.question import Wanted
from agent.offline.rows import KIND, Place, cell_for, is_statement, is_titled, rows_named
from agent.offline.tagged import Ambiguous, tagged_by_label, tagged_by_metric
from agent.offline.told_change import told_change
from ingest.document import Cell, Period
from store.tables import StoredDocument, StoredFact
from tools.table import Tables, TableShown

FULL = 8
"""Rows of a table that may be a statement although its telling lines were not recognised."""
CLOSE = 0.8
"""A row label this like a known name of the line item may stand for it, inside its statement."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure read, and how its tagged or meant value follows from what is printed."""

    source: Source
    negated: bool
    """The amount meant is the printed one with its sign turned: a payment printed in brackets."""

    @property
    def value(self) -> Decimal:
        """The amount meant."""
        return -self.source.value if self.negated else self.source.value


def one_figure(filings: Sequence[StoredDocument], wanted: Wanted) -> Look[Draft | None]:
    """Answer with the figure for the asked period, from the first filing that has it.

    Of several periods none is the one asked for.
    """
    if len({each.period for each in wanted.periods}) > 1:
        return None
    asked = wanted.periods[0] if wanted.periods else None
    for filing in filings:
        own = asked or (None if wanted.exact else own_period(filing))
        reading = yield from read_figure(filing, wanted, own)
        if reading is not None:
            return figure_draft(filing, wanted.label, reading)
    return None


def change(filings: Sequence[StoredDocument], wanted: Wanted) -> Look[Draft | None]:
    """Answer with the change in percent from the earlier to the later of two asked periods.

    One period is set against the year before it, none means the filing's own.
    """
    for filing in filings:
        periods = _two(wanted.periods, filing)
        if periods is None:
            continue
        later, earlier = _in_order(periods)
        new = yield from read_figure(filing, wanted, later)
        old = yield from read_figure(filing, wanted, earlier)
        if new is not None and old is not None and old.value != 0:
            return (yield from change_draft(filing, wanted, _balance(new), _balance(old)))
    return (yield from _told(filings, wanted)) if wanted.metric else None


def _told(filings: Sequence[StoredDocument], wanted: Wanted) -> Look[Draft | None]:
    """The change that no row gives: as a sentence tells it, or by the lines that add up."""
    if wanted.metric is None:
        return None
    for filing in filings:
        periods = _two(wanted.periods, filing)
        if periods is None:
            continue
        times = _in_order(periods)
        told = yield from told_change(filing, wanted.metric.names, times[0])
        if told is not None:
            return (yield from change_draft(filing, wanted, *told))
        two = yield from summed(filing, wanted.metric, times)
        if two is not None and two[1].value:
            return (yield from change_draft(filing, wanted, *two, SUMMED))
    return None


def _balance(reading: Reading) -> Balance:
    return Balance((reading.source,), reading.negated)


def _two(periods: Sequence[Asked], filing: StoredDocument) -> tuple[Asked, Asked] | None:
    """The two periods a change is between, as this filing counts its years; None of three."""
    if len(periods) > 2:
        return None
    if len(periods) == 2:
        return periods[0], periods[1]
    later = periods[0] if periods else own_period(filing)
    if later is None:
        return None
    period = later.period
    before = replace(
        period,
        end=years_before(period.end, 1) if period.end else None,
        year=period.year - 1 if period.year else None,
    )
    return later, replace(later, period=before)


def own_period(filing: StoredDocument) -> Asked | None:
    """The year or quarter that a filing reports; None where it is not known."""
    if filing.fiscal_year is None:
        return None
    covers = filing.fiscal_period or "FY"
    quarter = int(covers[1]) if covers in ("Q1", "Q2", "Q3", "Q4") else None
    return Asked(Period(None, 3 if quarter else None, filing.fiscal_year), 0, 0, quarter)


def _in_order(periods: tuple[Asked, Asked]) -> tuple[Asked, Asked]:
    one, other = periods
    key = [(a.period.end.year if a.period.end else a.period.year or 0) for a in periods]
    return (one, other) if key[0] >= key[1] else (other, one)


def read_figure(
    filing: StoredDocument, wanted: Wanted, asked: Asked | None
) -> Look[Reading | None]:
    """The figure of one filing for one period; None when it has none or more than one."""
    asked = asked if wanted.exact else _as_long_as(asked, wanted.metric)
    if filing.facts:
        fact = yield from _tagged(filing, wanted, asked)
        if isinstance(fact, StoredFact):
            return (yield from reading_of(fact))
        if isinstance(fact, Ambiguous):
            return None
    return (yield from _printed(filing, wanted, asked))


def _as_long_as(asked: Asked | None, metric: Metric | None) -> Asked | None:
    """The asked period as the line item has it: a balance is of a day, a flow of no single day."""
    if asked is None or metric is None:
        return asked
    if metric.instant:
        return replace(asked, period=replace(asked.period, months=0))
    if asked.period.months == 0:
        return replace(asked, period=replace(asked.period, months=None))
    return asked


def _tagged(
    filing: StoredDocument, wanted: Wanted, asked: Asked | None
) -> Look[StoredFact | Ambiguous | None]:
    if wanted.exact or wanted.metric is None:
        return (yield from tagged_by_label(filing, wanted.label, asked))
    return (yield from tagged_by_metric(filing, wanted.metric, asked))


def reading_of(fact: StoredFact) -> Look[Reading | None]:
    """A fact as it is printed: its cell with brackets, or its words in a sentence."""
    value = Decimal(fact.value or 0)
    if fact.line is None:
        return None  # not displayed: there is no line a reader could check
    period = f"{fact.start} to {fact.end}" if fact.start else f"at {fact.end}"
    shown: Tables | None = None
    if fact.table is not None:
        asks = [Ask("table", {"document": fact.document, "id": fact.table})]
        (shown,) = yield from look_all(Tables, asks)
    cell = _cell_of(shown.tables[0], fact) if shown and shown.tables else None
    if cell is None or cell.value is None:
        source = Source(fact.text, value, fact.unit, fact.document, fact.line, fact.text, period)
        return Reading(source, negated=False)
    quote = fact.label or cell.text
    unit = cell.unit if cell.unit == "percent" else fact.unit  # 27.6% is tagged as 0.276
    source = Source(cell.text, cell.value, unit, fact.document, fact.line, quote, period)
    return Reading(source, negated=cell.value == -value != 0)


def _cell_of(shown: TableShown, fact: StoredFact) -> Cell | None:
    cells = shown.table.rows[fact.row or 0].cells
    return next((cell for cell in cells if fact.id in cell.facts), None) or next(
        (cell for cell in cells if cell.column == fact.column), None
    )


def _printed(filing: StoredDocument, wanted: Wanted, asked: Asked | None) -> Look[Reading | None]:
    """The cell of the row so named in the column of the period."""
    names = (wanted.label,) if wanted.exact or not wanted.metric else wanted.metric.names
    asks = [Ask("table", {"document": filing.id, "label": name, "limit": 8}) for name in names[:12]]
    found = yield from look_all(Tables, asks)
    tables = {shown.id: shown for each in found if each for shown in each.tables}
    cells: list[tuple[Place, Cell]] = []
    for places in _places(list(tables.values()), names, wanted.metric, exact=wanted.exact):
        cells = [(place, cell) for place in places if (cell := cell_for(place, asked, filing))]
        if cells:
            break
    cells.sort(key=_says_its_length)
    readings = [_printed_reading(place, cell, wanted.metric) for place, cell in cells]
    if len({abs(reading.value) for reading in readings}) > 1 and (
        wanted.exact or not wanted.metric
    ):
        return None
    return readings[0] if readings else None


def _says_its_length(found: tuple[Place, Cell]) -> bool:
    """Columns that say how long they are come first: one that does not may be a quarter's."""
    place, cell = found
    return place.shown.table.column(place.index, cell.column).period.months is None


def _places(
    tables: Sequence[TableShown], names: Sequence[str], metric: Metric | None, *, exact: bool
) -> Iterator[list[Place]]:
    """Rows so named, the surest tables first: the line item's own statement, by title or lines.

    A row that is only similar counts in its own statement alone.
    """
    kind = metric.statement if metric is not None and not exact else None
    if kind is None:
        yield rows_named(tables, names, 1.0)
        return
    titled = [shown for shown in tables if is_titled(shown, kind)]
    telling = [shown for shown in tables if is_statement(shown.table, kind)]
    for statements in (titled, telling, [t for t in tables if t.kind == KIND.get(kind)]):
        yield rows_named(statements, names, CLOSE)
    if not titled and not telling:
        yield rows_named([t for t in tables if len(t.table.rows) >= FULL], names, 1.0)


def _printed_reading(place: Place, cell: Cell, metric: Metric | None) -> Reading:
    value = cell.value if cell.value is not None else Decimal(0)
    unit = cell.unit or place.shown.table.unit
    header = column_words(place.shown.table.column(place.index, cell.column))
    label = place.row.label or cell.text
    source = Source(cell.text, value, unit, place.shown.document, place.line, label, header)
    return Reading(source, negated=metric is not None and metric.outflow and value < 0)


def figure_draft(filing: StoredDocument, label: str, reading: Reading) -> Draft:
    """The answer that is one figure; `label` is what was asked for."""
    source = reading.source
    figures = [figure("f1", source)]
    if reading.negated:
        figures.append(computed("f2", "-f1", reading.value, source.unit))
    when = f", {source.period}" if source.period else ""
    text = (
        f"{label[:1].upper()}{label[1:]} of {_name(filing)}{when}: "
        f"{said(reading.value, source.unit)} (printed {source.text}{_on_line(source)})."
    )
    return draft(
        "answered",
        text,
        value=plain(reading.value),
        unit=source.unit,
        figures=figures,
        citations=[citation(source)],
    )


def _on_line(source: Source) -> str:
    """The line by its label; a total without one has none."""
    return f" on the line “{source.quote}”" if source.quote != source.text else ""


def _name(filing: StoredDocument) -> str:
    return filing.company or filing.source
