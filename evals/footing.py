"""Footing: how many totals foot, which do not, and whether planted errors are found.

The filings of the library are read from what it keeps of them. Errors are planted in copies of
their tables: one total that foots is made two, three or five times too large.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from evals.tables import Table, percent, share
from ingest.document import Cell
from ingest.document import Table as Grid
from ingest.footing import MOST_COLUMNS, Unfooted, balance, footing, totals
from ingest.numbers import parse_number
from ingest.sidecar import table_from_json
from store.library import Library

SEED = 20241130
MOST_SHOWN = 20


@dataclass(slots=True)
class Footed:
    """What footing found, and what it found of planted errors."""

    tables: int = 0
    checked: int = 0
    flags: list[str] = field(default_factory=list)
    sheets: int = 0
    holding: int = 0
    planted: int = 0
    found: int = 0


def measure_footing(library: Library, limit: int = 0) -> Table:
    """Check every table of the library, and each footing one once more with an error in it."""
    footed, random = Footed(), Random(SEED)
    documents = list(library.documents())
    for document in documents[:: max(1, len(documents) // limit)] if limit else documents:
        for stored in library.tables(document.id):
            add(footed, f"{document.source} {stored.id}", table_from_json(stored.grid), random)
    return to_table(footed)


def add(footed: Footed, name: str, grid: Grid, random: Random) -> None:
    """Count a table, and its copy with an error."""
    result = footing(grid)
    footed.tables += 1
    footed.checked += result.checked
    footed.flags += (told(name, grid, each) for each in result.unfooted)
    sides = balance(grid)
    footed.sheets += bool(sides)
    footed.holding += bool(sides) and all(each.holds for each in sides)
    wrong = planted(grid, random) if result.checked and not result.unfooted else None
    if wrong is not None:
        footed.planted += 1
        footed.found += bool(footing(wrong).unfooted)


def told(name: str, grid: Grid, each: Unfooted) -> str:
    """A flag for people."""
    label = grid.rows[each.row].label[:40]
    return f"{name}: {label!r} prints {each.printed:f}, its rows come to {each.computed:f}"


def planted(grid: Grid, random: Random) -> Grid | None:
    """The table with one of its totals, which foot, made two, three or five times too large."""
    columns = range(1, min(len(grid.columns), MOST_COLUMNS))
    cells = [{cell.column: cell for cell in row.cells} for row in grid.rows]
    places = [
        (at, cells[at][column])
        for column in columns
        for at, rows in totals(grid, column, cells)
        if rows and (cells[at][column].value or 0) > 0
    ]
    if not places:
        return None
    at, cell = random.choice(places)
    value = (cell.value or Decimal(0)) * random.choice((2, 3, 5))
    row = grid.rows[at]
    made = tuple(multiplied(each, value) if each is cell else each for each in row.cells)
    return replace(grid, rows=(*grid.rows[:at], replace(row, cells=made), *grid.rows[at + 1 :]))


def multiplied(cell: Cell, value: Decimal) -> Cell:
    """The cell with another value, printed as well."""
    number = parse_number(cell.text)
    printed = (
        value / (cell.value / number.value) if number and number.value and cell.value else value
    )
    return replace(cell, value=value, text=f"{printed:f}")


def to_table(footed: Footed) -> Table:
    """Totals checked and flagged, balance sheets that hold, planted errors found."""
    rows: list[tuple[str, str, str]] = [
        ("tables", str(footed.tables), ""),
        ("totals checked", str(footed.checked), ""),
        ("totals flagged", str(len(footed.flags)), share(len(footed.flags), footed.checked)),
        ("balance sheets that print both sides", str(footed.sheets), ""),
        ("of these, both sides equal", str(footed.holding), share(footed.holding, footed.sheets)),
        ("tables with a total made wrong", str(footed.planted), ""),
        ("of these, flagged", str(footed.found), share(footed.found, footed.planted)),
        *((flag, "", "") for flag in some(footed.flags)),
    ]
    figures = {
        "checked": footed.checked,
        "flagged": len(footed.flags),
        "holding": percent(footed.holding, footed.sheets),
        "found": percent(footed.found, footed.planted),
    }
    return Table("footing", "Footing", ("", "n", "share"), tuple(rows), figures)


def some(flags: list[str]) -> Iterable[str]:
    """An even sample of the flags."""
    return flags[:: max(1, -(-len(flags) // MOST_SHOWN))]
