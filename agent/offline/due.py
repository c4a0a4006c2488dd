"""Schedules of payments: a row for each year, one for all later years, and perhaps a total.

"What percentage of the commitments is due in 2018?" names a row by its year and the table by the
words around it. Where a schedule prints no total, the whole is the sum of its rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from agent.offline.cells import Found, Reading, cells_of, reading, totals_of
from agent.offline.likely import LATER, Entry, Grid, Rarity, due_row, likeness
from agent.offline.metrics import words
from agent.offline.operations import Operation
from ingest.document import Cell

SHORTEST = 3
"""Years that make rows a schedule."""


def shares_due(operation: Operation, grid: Grid, rarity: Rarity) -> Iterator[Reading]:
    """What is due in the years, of all that is due: of the total printed, else of every row."""
    for parts in due(operation.whole, operation.due, grid, rarity):
        column = parts[0].cell.column
        totals = totals_of(operation.whole, grid, rarity, ())
        totals += list(cells_of(f"total {operation.whole}", grid, rarity, ()))
        below = [t for t in totals if t.cell.column == column]
        below = [t for t in below if t.entry.line >= parts[-1].entry.line and not t.entry.years]
        likely = min(each.likely for each in parts)
        if below:
            yield Reading((*parts, below[0]), likely, len(parts))
        elif whole := _every_row(column, grid):
            chosen = {id(each.entry) for each in parts}
            others = [
                Found(cell, entry, grid, likely) for entry, cell in whole if id(entry) not in chosen
            ]
            if others and len(others) + len(parts) == len(whole):
                yield Reading((*parts, *others), likely, len(parts), within=True)


def due(phrase: str, years: Sequence[int], grid: Grid, rarity: Rarity) -> Iterator[list[Found]]:
    """The rows of the years, column by column; the phrase stands around them."""
    wanted = words(phrase)
    rows = [next((e for e in grid.entries if due_row(e, year)), None) for year in years]
    if not wanted or not rows or any(row is None for row in rows):
        return
    columns = sorted({c.column for row in rows if row for c in row.cells})
    for column in columns:
        around = grid.caption | grid.header(column)
        cells = []
        for row in rows:
            assert row is not None
            cell = next((c for c in row.cells if c.column == column), None)
            if cell is not None:
                titled = replace(row, label=tuple(w for w in wanted if w in around | row.group))
                cells.append(Found(cell, row, grid, likeness(wanted, titled, around, rarity)))
        if len(cells) == len(rows):
            yield cells


def over_due(phrase: str, years: Sequence[int], grid: Grid, rarity: Rarity) -> Iterator[Reading]:
    """The rows of the years of a schedule, in their order, to be compared or added."""
    if _years(grid):
        for cells in due(phrase, years, grid, rarity):
            yield reading(cells)


def _years(grid: Grid) -> list[Entry]:
    """The rows of single years, where these follow one another as those of a schedule do."""
    rows = [
        entry for entry in grid.entries if len(entry.years) == 1 and due_row(entry, entry.years[0])
    ]
    follow = all(later.years[0] == entry.years[0] + 1 for entry, later in pairwise(rows))
    return rows if len(rows) >= SHORTEST and follow else []


def _every_row(column: int, grid: Grid) -> list[tuple[Entry, Cell]]:
    """The rows of a schedule that is nothing but its years and the later ones; else nothing."""
    later = [entry for entry in grid.entries if LATER.search(entry.row.label.strip())]
    rows = [*_years(grid), *later[:1]]
    if len(rows) != len(grid.entries) or not later:
        return []
    found = [(entry, cell) for entry in rows for cell in entry.cells if cell.column == column]
    return found if len(found) == len(rows) else []
