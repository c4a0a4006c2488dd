"""The cells that a phrase may mean in a table, and readings made of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from agent.offline.likely import TOTAL, Entry, Grid, Rarity, likeness
from agent.offline.metrics import words
from ingest.document import Cell

LEAST = 0.65
"""A reading less likely than this is none."""
ALONE = 0.8
"""The same where one row alone answers, so that no second row bears the table out."""
FIRST = 0.08
"""What it counts for a table to be the first that search finds, the second half of it."""


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
    split: int = 1
    """Of a share or ratio: so many of the cells are the part, the others the whole."""
    within: bool = False
    """Of a share: the whole is all of the cells, the part among them."""

    of_base: bool = False
    """Of a performance graph: the change is meant in percent of its base, the last of the cells
    (the first where that is where the change began)."""

    @property
    def by_words(self) -> float:
        """How likely by the words alone."""
        return sum(each.likely for each in self.cells) / len(self.cells)


def reading(cells: Sequence[Found], split: int = 1, *, within: bool = False) -> Reading:
    """Cells read together: as likely as they are on the average."""
    first = FIRST / (1 + cells[0].grid.rank)
    likely = sum(each.likely for each in cells) / len(cells) + first
    return Reading(tuple(cells), likely, split, within)


def cells_of(phrase: str, grid: Grid, rarity: Rarity, years: Sequence[int]) -> Iterator[Found]:
    """Cells of likely rows in the columns of the years; without years, of the latest column."""
    wanted = words(phrase)
    for entry in grid.entries:
        for cell in entry.cells:
            around = grid.caption | grid.header(cell.column)
            likely = likeness(wanted, entry, around, rarity)
            if likely >= LEAST - 0.15:
                year = year_of(cell, entry, grid, years)
                if year is not None or not years:
                    yield Found(cell, entry, grid, likely, year)


def year_of(cell: Cell, entry: Entry, grid: Grid, years: Sequence[int]) -> int | None:
    """Which of the years a cell is of: its row's label says, else its column."""
    named = [year for year in years if year in entry.years]
    if len(named) == 1:
        return named[0]
    year = grid.column_years.get(cell.column)
    return year if year in years else None


def totals_of(phrase: str, grid: Grid, rarity: Rarity, years: Sequence[int]) -> list[Found]:
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
            year = year_of(cell, entry, grid, years)
            if year is not None or not years:
                found.append(Found(cell, entry, grid, max(likely, LEAST), year))
    return found
