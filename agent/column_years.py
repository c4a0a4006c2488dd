"""The year of each column of a table, by its header, or by a row of years that lost its columns."""

import re

from ingest.document import Cell, Period, Row, Table

YEAR = re.compile(r"(?<![\d,.])((?:19|20)\d\d)(?![\d,])")


def years_of_columns(table: Table) -> dict[int, int]:
    """The year of each column that has one, by what its header prints, else by its period."""
    return _own(table) | spread(table)


def spread(table: Table) -> dict[int, int]:
    """Years that a header prints in a row, one for each column of figures.

    So the head of a performance graph reads in a table that was stripped of its form: all six
    years stand above the first of six columns, or the head is a row with a label. Nothing where
    columns have years of their own, or two such rows differ.
    """
    if len(set(_own(table).values())) > 1:
        return {}
    rows = [years for row in table.rows if (years := years_in(row))]
    if rows:
        return rows[0] if all(each == rows[0] for each in rows) else {}
    printed = [int(year) for column in table.columns for year in YEAR.findall(column.header)]
    for row in table.rows:
        if all(cell.value is None for cell in row.cells):
            printed = printed or [int(y) for c in row.cells for y in YEAR.findall(c.text)]
    widest = max((figures_of(row) for row in table.rows), key=len, default=[])
    columns = [cell.column for cell in widest]
    return dict(zip(columns, printed, strict=True)) if len(columns) == len(printed) > 1 else {}


def years_in(row: Row) -> dict[int, int]:
    """The years by their columns, in a row that holds nothing but several years; else nothing."""
    told = [cell for cell in row.cells if cell.column and cell.text]
    only = len(told) > 1 and all(is_year(cell) for cell in told)
    return {cell.column: int(cell.text.strip()) for cell in told} if only else {}


def _own(table: Table) -> dict[int, int]:
    return {
        at: year
        for at, column in enumerate(table.columns)
        if (year := _year(column.header, column.period))
    }


def figures_of(row: Row) -> list[Cell]:
    """The cells of figures of a row; a bare year is none."""
    cells = [cell for cell in row.cells if cell.column > 0 and cell.value is not None]
    return [cell for cell in cells if not is_year(cell)]


def is_year(cell: Cell) -> bool:
    """Whether a cell holds a year alone."""
    return YEAR.fullmatch(cell.text.strip()) is not None


def _year(header: str, period: Period) -> int | None:
    printed = YEAR.findall(header)
    if len(set(printed)) == 1:
        return int(printed[0])
    return None if printed else period.year or (period.end.year if period.end else None)
