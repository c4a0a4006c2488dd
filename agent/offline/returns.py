"""Performance graphs as tables: what 100 invested in shares or in an index came to, by year."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import product

from agent.offline.cells import Found, Reading, reading
from agent.offline.likely import Entry, Grid, Rarity, likeness
from agent.offline.metrics import words
from agent.offline.operations import Operation
from ingest.document import Cell

BASE = 100
"""What is invested."""
LEAST_YEARS = 3
"""Years that a graph has."""
SHARES = re.compile(
    r"\b(?:inc|corp|co|ltd)\b\.?|\b(?:common )?(?:stocks?|shares?)\b|\b(?:for )?(?:the )+period\b"
    r"|\b(?:cumulative|total|shareholders?|stockholders?) \b|\breturns?\b|\bindex\b",
    re.I,
)
"""What is said of shares that their row does not say, or that every row may."""
INDEX = re.compile(
    r"\bind(?:ex|ices)\b|\bs\s?&\s?p\b|\bdow jones\b|nasdaq|russell|\bpeers?\b", re.I
)
"""A row of what the shares are compared with."""


def is_graph(grid: Grid) -> bool:
    """Whether the table is of such a graph: over years, rows of shares and index begin with 100."""
    years = len(set(grid.column_years.values()))
    return years >= LEAST_YEARS and sum(_begins(entry) for entry in grid.entries) > 1


def returns(operation: Operation, grid: Grid, rarity: Rarity) -> Iterator[Reading]:
    """From the first year to the last; from the base where one year is named, or a number of them.

    A question that names nobody's shares means the filer's, which are the first that are no index.
    """
    if not is_graph(grid):
        return
    firsts = list(_of_row(operation.part, operation, grid, rarity))
    if not operation.whole:
        yield from (reading(cells) for cells in firsts)
        return
    for one, other in product(firsts, _of_row(operation.whole, operation, grid, rarity)):
        if one[0].entry is not other[0].entry:
            yield reading([*one, *other])


def points(operation: Operation, grid: Grid, rarity: Rarity) -> Iterator[Reading]:
    """A change between two years, in percent of what was invested: of the last of the cells."""
    first, *more = sorted(operation.years) or [0]
    for start, end in _of_row(operation.part, operation, grid, rarity) if more else ():
        if grid.column_years.get(start.cell.column) == first:
            base = Found(start.entry.cells[0], start.entry, grid, start.likely)
            yield Reading(
                (start, end) if base.cell is start.cell else (start, end, base),
                reading([start, end]).likely,
                of_base=True,
            )


def _of_row(
    phrase: str, operation: Operation, grid: Grid, rarity: Rarity
) -> Iterator[tuple[Found, Found]]:
    """The first and the last figure that are asked for, of every row that may be meant."""
    wanted = words(SHARES.sub(" ", phrase))
    rows = [each for each in grid.entries if _begins(each)]
    own = next((each for each in rows if not INDEX.search(each.row.label)), None)
    for entry in rows:
        ends = _ends(operation, entry, grid)
        if not wanted:
            likely = 1.0 if entry is own else 0.0
        else:
            label = words(SHARES.sub(" ", entry.row.label))
            likely = likeness(wanted, replace(entry, label=label), grid.caption, rarity)
        if ends is not None and likely:
            yield Found(ends[0], entry, grid, likely), Found(ends[1], entry, grid, likely)


def _ends(operation: Operation, entry: Entry, grid: Grid) -> tuple[Cell, Cell] | None:
    years, cells = sorted(operation.years), entry.cells
    if not years:
        whole = operation.several in (len(cells) - 1, len(cells))
        return (cells[0], cells[-1]) if whole else None
    by_year = {grid.column_years.get(cell.column): cell for cell in cells}
    start = cells[0] if len(years) == 1 else by_year.get(years[0])
    end = by_year.get(years[-1])
    return (start, end) if start and end and start is not end else None


def _begins(entry: Entry) -> bool:
    """Whether the first figure of a row is 100."""
    return len(entry.cells) > 1 and _digits(entry.cells[0]) == BASE


def _digits(cell: Cell) -> Decimal | None:
    text = "".join(ch for ch in cell.text if ch.isdigit() or ch == ".")
    return Decimal(text) if text.replace(".", "", 1).isdigit() else None
