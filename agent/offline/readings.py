"""The cells that an operation may mean in a table: every reading, with how likely it is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from agent.offline.likely import TOTAL, Entry, Grid, Rarity, due_row, likeness
from agent.offline.metrics import words
from agent.offline.operations import Operation
from ingest.document import Cell

LEAST = 0.65
"""A reading less likely than this is none."""
ALONE = 0.8
"""The same where one row alone answers, so that no second row bears the table out."""
FIRST = 0.08
"""What it counts for a table to be the first that search finds, the second half of it."""
BEGINS = re.compile(r"\bbegin|january 1\b|\bopening", re.I)
ENDS = re.compile(r"\bend|december 31\b|\bclosing", re.I)


@dataclass(frozen=True, slots=True)
class Found:
    """A cell that a phrase and a year may mean, and how likely."""

    cell: Cell
    entry: Entry
    grid: Grid
    likely: float
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The cells of an operation, and how likely they are."""

    cells: tuple[Found, ...]
    likely: float
    """With what counts for a table that search puts first."""

    @property
    def by_words(self) -> float:
        """How likely by the words alone."""
        return sum(each.likely for each in self.cells) / len(self.cells)


def readings_of(operation: Operation, grids: Sequence[Grid]) -> Iterator[Reading]:
    """Every reading of the operation in the tables that is likely enough."""
    rarity = Rarity(grids)
    for grid in grids:
        for reading in _in_grid(operation, grid, rarity):
            if reading.likely >= LEAST:
                yield reading


def _in_grid(operation: Operation, grid: Grid, rarity: Rarity) -> Iterator[Reading]:
    years = operation.years
    match operation.kind:
        case "share" | "ratio" if operation.due:
            yield from _shares_due(operation, grid, rarity)
        case "share" | "ratio":
            yield from _shares(operation, grid, rarity)
        case "growth" | "difference":
            if len(years) == 1:
                yield from _through(operation.part, grid, rarity, years[0])
                years = (years[0] - 1, years[0])
            if len(years) == 2:
                yield from _over(operation.part, grid, rarity, tuple(sorted(years)))
        case "average" | "sum" | "highest" | "lowest":
            yield from _several(operation, grid, rarity)
            if operation.kind == "sum" and len(operation.due) > 1:
                yield from _due(operation, grid, rarity)
        case "return":
            yield from _returns(operation, grid, rarity)


def _several(operation: Operation, grid: Grid, rarity: Rarity) -> Iterator[Reading]:
    if len(operation.years) > 1:
        yield from _over(operation.part, grid, rarity, operation.years)
    elif operation.several or (not operation.years and operation.kind != "sum"):
        shown = tuple(sorted(set(grid.column_years.values()))[-operation.several :])
        if len(shown) > 1:
            yield from _over(operation.part, grid, rarity, shown)


def _over(phrase: str, grid: Grid, rarity: Rarity, years: Sequence[int]) -> Iterator[Reading]:
    """One row over several years; or one row for each year, where rows name the years."""
    found = list(_cells(phrase, grid, rarity, years))
    found = [each for each in found if each.likely >= ALONE]
    by_row: dict[int, dict[int, list[Found]]] = {}
    for each in found:
        if each.year is not None:
            by_row.setdefault(each.entry.line, {}).setdefault(each.year, []).append(each)
    for cells in by_row.values():
        if set(cells) == set(years) and all(len(each) == 1 for each in cells.values()):
            yield _reading([cells[year][0] for year in years])
    rows = {year: [f for f in found if f.year == year and f.entry.years] for year in years}
    if all(rows.values()):
        best = [max(rows[year], key=lambda f: f.likely) for year in years]
        if len({each.entry.line for each in best}) == len(best):
            yield _reading(best)


def _through(phrase: str, grid: Grid, rarity: Rarity, year: int) -> Iterator[Reading]:
    """A balance at the beginning and at the end of a year, as rows of a reconciliation."""
    found = list(_cells(phrase, grid, rarity, ()))
    starts = [f for f in found if year in f.entry.years and BEGINS.search(f.entry.row.label)]
    ends = [f for f in found if year in f.entry.years and ENDS.search(f.entry.row.label)]
    for start, end in product(starts, ends):
        if start.cell.column == end.cell.column and start.entry.line < end.entry.line:
            yield _reading([start, end])


def _reading(cells: Sequence[Found]) -> Reading:
    first = FIRST / (1 + cells[0].grid.rank)
    return Reading(tuple(cells), sum(each.likely for each in cells) / len(cells) + first)


def _cells(phrase: str, grid: Grid, rarity: Rarity, years: Sequence[int]) -> Iterator[Found]:
    """Cells of likely rows in the columns of the years; without years, of the latest column."""
    wanted = words(phrase)
    for entry in grid.entries:
        for cell in entry.cells:
            around = grid.caption | grid.header(cell.column)
            likely = likeness(wanted, entry, around, rarity)
            if likely >= LEAST - 0.15:
                year = _year_of(cell, entry, grid, years)
                if year is not None or not years:
                    yield Found(cell, entry, grid, likely, year)


def _year_of(cell: Cell, entry: Entry, grid: Grid, years: Sequence[int]) -> int | None:
    """Which of the years a cell is of: its row's label says, else its column."""
    named = [year for year in years if year in entry.years]
    if len(named) == 1:
        return named[0]
    year = grid.column_years.get(cell.column)
    return year if year in years else None


def _shares(operation: Operation, grid: Grid, rarity: Rarity) -> Iterator[Reading]:
    """Part and whole in one column of one table."""
    years = operation.years[-1:]
    parts = list(_cells(operation.part, grid, rarity, years))
    wholes = list(_cells(operation.whole, grid, rarity, years))
    wholes += _totals(operation.whole, grid, rarity, years)
    for part, whole in product(parts, wholes):
        if part.cell.column == whole.cell.column and part.entry.line != whole.entry.line:
            yield _reading([part, whole])
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
            yield _reading([Found(c, entry, grid, likely) for c in (ones[0], alls[0])])


def _heads(phrase: Sequence[str], grid: Grid, cell: Cell) -> bool:
    return bool(set(phrase) & grid.header(cell.column))


def _totals(phrase: str, grid: Grid, rarity: Rarity, years: Sequence[int]) -> list[Found]:
    """Rows "Total", meant when the words around them say what of."""
    wanted = words(phrase)
    found = []
    for entry in grid.entries:
        if not TOTAL.match(entry.row.label.strip()) or len(entry.label) > 1:
            continue
        for cell in entry.cells:
            titled = replace(entry, label=("total", *wanted))
            around = grid.caption | grid.header(cell.column) | entry.group
            covered = [w for w in wanted if w in around or w == "total"]
            likely = (
                0.9 * likeness(wanted, titled, around, rarity) * len(covered) / max(1, len(wanted))
            )
            year = _year_of(cell, entry, grid, years)
            if year is not None or not years:
                found.append(Found(cell, entry, grid, max(likely, LEAST), year))
    return found


def _shares_due(operation: Operation, grid: Grid, rarity: Rarity) -> Iterator[Reading]:
    for parts in _schedules(operation, operation.whole, grid, rarity):
        totals = _totals(operation.whole, grid, rarity, ())
        totals += list(_cells(f"total {operation.whole}", grid, rarity, ()))
        after = [t for t in totals if t.cell.column == parts[0].cell.column]
        after = [t for t in after if t.entry.line >= parts[-1].entry.line]
        if after and len(parts) == 1:
            yield Reading((parts[0], after[0]), parts[0].likely)


def _due(operation: Operation, grid: Grid, rarity: Rarity) -> Iterator[Reading]:
    for parts in _schedules(operation, operation.part, grid, rarity):
        yield _reading(parts)


def _schedules(
    operation: Operation, phrase: str, grid: Grid, rarity: Rarity
) -> Iterator[list[Found]]:
    """The rows of the years due, column by column; the phrase stands around them."""
    wanted = words(phrase)
    rows = [next((e for e in grid.entries if due_row(e, due)), None) for due in operation.due]
    if not wanted or any(row is None for row in rows):
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


def _returns(operation: Operation, grid: Grid, rarity: Rarity) -> Iterator[Reading]:
    """A row of a performance graph, whose first figure is 100; unnamed, the filer's, the first."""
    years = tuple(sorted(operation.years))
    own = False
    for entry in grid.entries if years else ():
        cells = entry.cells
        if not cells or _digits(cells[0]) != 100:
            continue
        if operation.part == "return":
            likely = 1.0 if not own else 0.0
            own = True
        else:
            likely = likeness(words(operation.part), entry, grid.caption, rarity)
        ends = [c for c in cells if years and grid.column_years.get(c.column) == years[-1]]
        starts = [c for c in cells if grid.column_years.get(c.column) == years[0]]
        start = starts[0] if len(years) == 2 and starts else cells[0]
        if len(ends) == 1:
            yield _reading([Found(c, entry, grid, likely) for c in (start, ends[0])])


def _digits(cell: Cell) -> Decimal | None:
    text = "".join(ch for ch in cell.text if ch.isdigit() or ch == ".")
    return Decimal(text) if text.replace(".", "", 1).isdigit() else None
