"""One figure by the question's own words, where no list of line items knows what is asked.

The tagged facts of the asked period are matched by the words of their concepts, of the rows that
show them and of their members; the rows of tables by their labels, groups and captions.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from agent.offline.drafts import Source, column_words
from agent.offline.in_prose import told_in_prose
from agent.offline.line_item import Reading, figure_draft, own_period, reading_of
from agent.offline.metrics import Metric
from agent.offline.periods import Asked
from agent.offline.plan import Ask, Draft, Look, look_all
from agent.offline.rolled import of_rolled
from agent.offline.rows import Place, cell_for
from agent.offline.sought import Sought
from agent.offline.stated import Printed, Stated, surest
from agent.offline.tagged import in_period, target_end
from agent.offline.terms import beginnings, terms
from agent.tie_out import OUTGOING
from ingest.document import Table
from ingest.rolled import stages
from store.tables import StoredDocument, StoredFact
from tools.facts import Facts, standard_label
from tools.table import Tables, TableShown

FILINGS = 2
"""Filings that are looked into."""
WHOLE = frozenset(("OperatingSegmentsMember", "ReportableSegmentMember"))
"""Members that only say that a fact is of one of the segments."""
SPENT = re.compile(r"\b(?:spen[dt]\w*|pa(?:y|ys|id)|costs?|expenses?)\b", re.I)
"""Where a question asks what was spent, brackets around the figure say only that it went out."""
TABLES = 20
LONGEST = 8
"""Terms of a row's label that names one figure."""

Names = Mapping[str, Sequence[str]]
"""What people call a concept."""


def by_words(
    asked: Sought,
    filings: Sequence[StoredDocument],
    periods: Sequence[Asked],
    metrics: Iterable[Metric],
) -> Look[Draft | None]:
    """Answer by the first filing that states one value for the asked words and period."""
    if len({each.period for each in periods}) > 1:
        return None
    known = names_of(metrics)
    named = periods[0] if periods else None
    for filing in _of_length(filings, named)[:FILINGS]:
        reading = yield from _reading(asked, filing, named or own_period(filing), known)
        if reading is not None:
            return figure_draft(filing, asked.text, reading)
    return None


def _of_length(filings: Sequence[StoredDocument], asked: Asked | None) -> Sequence[StoredDocument]:
    """A year's figure is looked for in reports on years alone."""
    if asked is None or asked.quarter or asked.period.end or not asked.period.year:
        return filings
    return [each for each in filings if each.fiscal_period in ("FY", None)]


def names_of(metrics: Iterable[Metric]) -> Names:
    """What people call the concepts of known line items."""
    known: dict[str, tuple[str, ...]] = {}
    for each in metrics:
        for concept in each.concepts:
            known[concept] = (*known.get(concept, ()), *each.names)
    return known


def _reading(
    asked: Sought, filing: StoredDocument, period: Asked | None, known: Names
) -> Look[Reading | None]:
    facts = yield from _tagged(asked, filing, period)
    found = surest(asked, [of_fact(fact, known) for fact in facts])
    if found is not None and isinstance(found.source, StoredFact):
        return (yield from reading_of(found.source))
    shown = yield from _tables(asked, filing)
    found = surest(asked, [each for t in shown for each in _of_table(asked, t, period, filing)])
    if found is not None and isinstance(found.source, Printed):
        return _of_cell(asked, found.source, found)
    return (yield from told_in_prose(asked, filing, period))


def _tagged(asked: Sought, filing: StoredDocument, period: Asked | None) -> Look[list[StoredFact]]:
    """The displayed facts of the period that have some of the words."""
    end = target_end(period, filing)
    if not filing.facts or end is None:
        return []
    about = " ".join(word for term in asked.terms for word in beginnings(term))
    asks = [
        Ask("facts", {"document": filing.id, "about": about, "end": str(end.year), "limit": 200})
    ]
    (found,) = yield from look_all(Facts, asks)
    facts = [
        fact
        for fact in (found.facts if found else ())
        if fact.tagged and fact.value is not None and fact.line is not None
    ]
    return in_period(facts, period, filing)


def of_fact(fact: StoredFact, known: Names) -> Stated:
    """A fact by its label, its concept and the names that line items of that concept have."""
    members = [member for _, member in fact.dimensions]
    parts = (
        frozenset(
            term
            for member in members
            if member.rpartition(":")[2] not in WHOLE
            for term in terms(standard_label(member))
        )
        - _MEMBER
    )
    axes = frozenset(term for axis, _ in fact.dimensions for term in terms(standard_label(axis)))
    label = frozenset(terms(fact.label)) - parts
    if len(label) > LONGEST:  # a sentence about several figures
        axes, label = axes | label, frozenset()
    standard = [
        frozenset(terms(name))
        for name in (standard_label(fact.concept), *known.get(fact.concept, ()))
    ]
    return Stated((label, *standard), parts, axes, Decimal(fact.value or 0), fact.unit, fact)


_MEMBER = frozenset(terms("member segment domain"))


def _tables(asked: Sought, filing: StoredDocument) -> Look[list[TableShown]]:
    asks = [
        Ask("table", {"document": filing.id, "label": label, "limit": TABLES})
        for label in (asked.text,)
    ]
    found = yield from look_all(Tables, asks)
    return list({t.id: t for tables in found if tables for t in tables.tables}.values())


def _of_table(
    asked: Sought, shown: TableShown, period: Asked | None, filing: StoredDocument
) -> Iterator[Stated]:
    """The rows of a table with their cell of the period."""
    if stages(shown.table):
        end = target_end(period, filing)
        yield from of_rolled(asked, shown, end.year if end else None)
        return
    caption = frozenset(terms(shown.caption))
    groups: list[tuple[float, str]] = []
    for at, row in enumerate(shown.table.rows):
        if not any(cell.value is not None for cell in row.cells):
            groups = [g for g in groups if g[0] < row.indent] + [(row.indent, row.label)]
            continue
        cell = cell_for(Place(shown, at, 1.0), period, filing)
        if cell is None or cell.value is None:
            continue
        group = frozenset(terms(" ".join(text for _, text in groups[-2:])))
        unit = cell.unit or shown.table.unit or _unsaid(shown.table)
        source = Printed(shown, at, cell.column)
        names = (frozenset(terms(row.label)),)
        yield Stated(names, frozenset(), caption | group, cell.value, unit, source)


def _unsaid(table: Table) -> str:
    """The unit of a table that prints none: money where it is in thousands or millions."""
    return "USD" if table.scale != 1 else ""


def _of_cell(asked: Sought, place: Printed, found: Stated) -> Reading:
    shown, row = place.shown, place.shown.table.rows[place.row]
    cell = next(each for each in row.cells if each.column == place.column)
    header = column_words(shown.table.column(place.row, place.column))
    if stages(shown.table) and shown.table.column(place.row, place.column).period.months == 0:
        header = f"at {header}"  # beside flows of the time that ends then
    line = shown.row_lines[place.row]
    source = Source(
        cell.text,
        found.value,
        cell.unit or shown.table.unit,
        shown.document,
        line,
        row.label or cell.text,
        header,
    )
    pays = found.value < 0 and (OUTGOING.search(row.label) or SPENT.search(asked.text)) is not None
    return Reading(source, negated=pays)
