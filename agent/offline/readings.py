"""The cells that an operation may mean in a table: every reading, with how likely it is."""

import re
from collections.abc import Iterator, Sequence
from itertools import product

from agent.offline.balances import balances
from agent.offline.cells import ALONE, LEAST, Found, Reading, cells_of, reading, totals_of
from agent.offline.counts import shares_counted
from agent.offline.due import due, over_due, shares_due
from agent.offline.likely import TOTAL, Grid, Rarity, likeness
from agent.offline.metrics import words
from agent.offline.operations import Operation
from agent.offline.returns import is_graph, points, returns
from ingest.document import Cell

BEGINS = re.compile(r"\bbegin|january 1\b|\bopening", re.I)
ENDS = re.compile(r"\bend|december 31\b|\bclosing", re.I)


def readings_of(operation: Operation, grids: Sequence[Grid]) -> Iterator[Reading]:
    """Every reading of the operation in the tables that is likely enough."""
    rarity = Rarity(grids)
    for grid in grids:
        yield from (r for r in _in_grid(operation, grid, rarity) if r.likely >= LEAST)


def _in_grid(operation: Operation, grid: Grid, rarity: Rarity) -> Iterator[Reading]:
    years = operation.years
    match operation.kind:
        case "share" | "ratio" if operation.due:
            yield from shares_due(operation, grid, rarity)
        case "share" | "ratio":
            yield from _shares(operation, grid, rarity)
            yield from shares_counted(operation, grid)
        case "difference" if is_graph(grid):
            yield from points(operation, grid, rarity)
        case "growth" | "difference":
            if len(years) == 1:
                yield from _through(operation.part, grid, rarity, years[0])
                years = (years[0] - 1, years[0])
            if len(years) == 2:
                yield from _over(operation.part, grid, rarity, tuple(sorted(years)))
                yield from over_due(operation.part, sorted(years), grid, rarity)
                yield from balances(operation.part, sorted(years), grid, rarity)
        case "average" | "sum" | "highest" | "lowest":
            yield from _several(operation, grid, rarity)
            if operation.kind == "sum" and len(operation.due) > 1:
                for cells in due(operation.part, operation.due, grid, rarity):
                    yield reading(cells)
        case "return":
            yield from returns(operation, grid, rarity)


def _several(operation: Operation, grid: Grid, rarity: Rarity) -> Iterator[Reading]:
    if len(operation.years) > 1:
        yield from _over(operation.part, grid, rarity, operation.years)
    elif operation.several or (not operation.years and operation.kind != "sum"):
        shown = tuple(sorted(set(grid.column_years.values()))[-operation.several :])
        if len(shown) > 1:
            yield from _over(operation.part, grid, rarity, shown)


def _over(phrase: str, grid: Grid, rarity: Rarity, years: Sequence[int]) -> Iterator[Reading]:
    """One row over several years; or one row for each year, where rows name the years."""
    found = list(cells_of(phrase, grid, rarity, years))
    found = [each for each in found if each.likely >= ALONE]
    by_row: dict[int, dict[int, list[Found]]] = {}
    for each in found:
        if each.year is not None:
            by_row.setdefault(each.entry.line, {}).setdefault(each.year, []).append(each)
    for cells in by_row.values():
        if set(cells) == set(years) and all(len(each) == 1 for each in cells.values()):
            yield reading([cells[year][0] for year in years])
    rows = {year: [f for f in found if f.year == year and f.entry.years] for year in years}
    if all(rows.values()):
        best = [max(rows[year], key=lambda f: f.likely) for year in years]
        if len({each.entry.line for each in best}) == len(best):
            yield reading(best)


def _through(phrase: str, grid: Grid, rarity: Rarity, year: int) -> Iterator[Reading]:
    """A balance at the beginning and at the end of a year, as rows of a reconciliation."""
    found = list(cells_of(phrase, grid, rarity, ()))
    starts = [f for f in found if year in f.entry.years and BEGINS.search(f.entry.row.label)]
    ends = [f for f in found if year in f.entry.years and ENDS.search(f.entry.row.label)]
    for start, end in product(starts, ends):
        if start.cell.column == end.cell.column and start.entry.line < end.entry.line:
            yield reading([start, end])


def _shares(operation: Operation, grid: Grid, rarity: Rarity) -> Iterator[Reading]:
    """Part and whole in one column of one table."""
    years = operation.years[-1:]
    parts = list(cells_of(operation.part, grid, rarity, years))
    wholes = list(cells_of(operation.whole, grid, rarity, years))
    wholes += totals_of(operation.whole, grid, rarity, years)
    for part, whole in product(parts, wholes):
        if part.cell.column == whole.cell.column and part.entry is not whole.entry:
            yield reading([part, whole])
    if not parts or not wholes:
        yield from _across(operation, grid, rarity, years)


def _across(
    operation: Operation, grid: Grid, rarity: Rarity, years: Sequence[int]
) -> Iterator[Reading]:
    """Part and whole in two columns of one row: "owned" and "total"."""
    part, whole = words(operation.part), words(operation.whole)
    for entry in grid.entries:
        cells = entry.cells
        ones = [c for c in cells if _heads(part, grid, c)]
        alls = [c for c in cells if "total" in grid.header(c.column)]
        if len(ones) == 1 and len(alls) == 1 and not years and TOTAL.match(entry.row.label.strip()):
            likely = likeness(
                (*part, *whole), entry, grid.caption | grid.header(ones[0].column), rarity
            )
            yield reading([Found(c, entry, grid, likely) for c in (ones[0], alls[0])])


def _heads(phrase: Sequence[str], grid: Grid, cell: Cell) -> bool:
    return bool(set(phrase) & grid.header(cell.column))
