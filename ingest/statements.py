"""Tables in the light of the whole filing: what each shows, and the days its columns mean."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.document import Block, Metadata, Section, Table
from ingest.fiscal_calendar import calendar
from ingest.table_kinds import FLOWS, kind_of, titles_over
from ingest.table_periods import dated


def settle_tables(
    blocks: Sequence[Block], sections: Sequence[Section], about: Metadata
) -> tuple[Block, ...]:
    """The blocks with the kind of each table known, and its periods as far as they are certain."""
    known = calendar((block for block in blocks if isinstance(block, Table)), about)
    sorted_out = [
        dated(replace(block, kind=kind_of(block, titles)), known)
        if isinstance(block, Table)
        else block
        for block, titles in zip(blocks, titles_over(len(blocks), sections), strict=True)
    ]
    currency = currency_of(block for block in sorted_out if isinstance(block, Table))
    return tuple(
        with_currency(block, currency)
        if currency and isinstance(block, Table) and block.kind in STATEMENTS and not block.unit
        else block
        for block in sorted_out
    )


def currency_of(tables: Iterable[Table]) -> str | None:
    """The currency that the primary statements of a filing print, if they agree."""
    printed = {table.unit for table in tables if table.kind in STATEMENTS and table.unit}
    return printed.pop() if len(printed) == 1 else None


def with_currency(table: Table, currency: str) -> Table:
    """A statement that prints no "$" in the currency of the others; counts keep their unit."""
    columns = {at for at, column in enumerate(table.columns) if at and not column.unit}
    rows = tuple(
        replace(
            row,
            cells=tuple(
                replace(cell, unit=currency)
                if cell.value is not None and not cell.unit and cell.column in columns
                else cell
                for cell in row.cells
            ),
        )
        for row in table.rows
    )
    return replace(table, rows=rows, unit=currency)


STATEMENTS = FLOWS | {"balance_sheet", "equity"}
