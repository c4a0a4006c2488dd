"""Facts of filings that tag nothing: the figures of their tables in the shape of tagged ones.

Only from tables whose kind is known, and only figures whose unit, day and length are certain: a
fact is as good as a tag or it is none. The grid keeps all the others.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from ingest.document import Cell, Column, Document, Fact, Period, Row, Table
from ingest.numbers import parse_number
from ingest.table_kinds import PRIMARY

READ = PRIMARY | {"segment", "tax", "lease", "debt"}
MOST = 20_000  # facts of a document: no filing states as many
MOST_ROWS = 2_000


def read_facts(document: Document) -> Iterator[tuple[Fact, int, int, int, str]]:
    """(fact, block, row, column, label path) for every certain figure; nothing where tags are."""
    if document.facts:
        return
    count = tables = 0
    for at, block in enumerate(document.blocks):
        if not isinstance(block, Table):
            continue
        tables += 1
        if block.kind not in READ or len(block.rows) > MOST_ROWS:
            continue
        for row, cell, label in figures(block):
            column = block.column(row, cell.column)
            if (fact := to_fact(f"t{tables}-{row}-{cell.column}", cell, column, block)) is None:
                continue
            count += 1
            if count > MOST:
                return
            yield fact, at, row, cell.column, label


def figures(table: Table) -> Iterator[tuple[int, Cell, str]]:
    """(row, cell, label path) of the figures; the path is the heading above and the label."""
    heading = ""
    for index, row in enumerate(table.rows):
        if is_heading(row):
            heading = row.label.rstrip(":")
        if row.header or not row.label:
            continue
        path = f"{heading} > {row.label}" if heading else row.label
        yield from (
            (index, cell, path) for cell in row.cells if cell.column and cell.value is not None
        )
        if row.label.lower().startswith("total"):
            heading = ""


def is_heading(row: Row) -> bool:
    """Whether a row is a label and nothing else."""
    return not row.header and bool(row.label) and all(cell.column == 0 for cell in row.cells)


def to_fact(name: str, cell: Cell, column: Column, table: Table) -> Fact | None:
    """The fact in a cell, None where its unit or its time is not certain."""
    period, unit = column.period, cell.unit
    if unit is None or period.end is None or period.months is None:
        return None
    start = first_day(period, table)
    if period.months and start is None:
        return None
    matrix = table.kind == "equity" and column.header
    return Fact(
        id=name,
        concept="",
        value=cell.value,
        text=cell.text,
        unit=unit,
        start=start,
        end=period.end,
        dimensions=(("column", column.header),) if matrix else (),
        decimals=decimals_of(cell),
    )


def first_day(period: Period, table: Table) -> date | None:
    """The first day of a duration; None for an instant, and where weeks leave it open."""
    end, months = period.end, period.months or 0
    if end is None or not months:
        return None
    at = end.year * 12 + end.month - 1 - months
    year, month = at // 12, at % 12 + 1
    last = date(year, month, monthrange(year, month)[1])
    if end.day == monthrange(end.year, end.month)[1]:
        return last + timedelta(days=1)
    around = date(year, month, min(end.day, last.day))
    near = [c.period.end for c in table.columns if c.period.end and c.period.end < end]
    before = [day for day in near if abs((day - around).days) <= 8]
    return before[0] + timedelta(days=1) if before else None


def decimals_of(cell: Cell) -> int | None:
    """To how many decimals a figure is printed, as XBRL counts them: -6 in millions."""
    number = parse_number(cell.text)
    if number is None or cell.value is None or not number.value:
        return None
    factor = abs(cell.value / number.value)
    power = {1: 0, 1_000: 3, 1_000_000: 6, 1_000_000_000: 9}.get(int(factor))
    return None if power is None else number.decimals - power
