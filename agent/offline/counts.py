"""Tables of counts without totals, such as properties by region, owned and leased: shares of them.

Every thing counted stands in one cell, so any set of rows and columns may be added up.
"""

from collections.abc import Iterator, Sequence

from agent.offline.cells import Found, Reading, reading
from agent.offline.likely import STOP, TOTAL, Grid, same
from agent.offline.metrics import words
from agent.offline.operations import Operation

COUNTRIES = {"us": ("united", "state"), "usa": ("united", "state"), "uk": ("united", "kingdom")}
"""What countries are called beside their names."""


def shares_counted(operation: Operation, grid: Grid) -> Iterator[Reading]:
    """What a row or column named is of another, or of everything counted."""
    if not _is_count(grid):
        return
    part, whole = _told(operation.part), _told(operation.whole)
    every = [Found(cell, entry, grid, 1.0) for entry in grid.entries for cell in entry.cells]
    among = _chosen(whole, every, grid)
    if among is None or not part:
        return
    chosen = _chosen(part, among, grid)
    if chosen is not None and 0 < len(chosen) < len(among):
        others = [each for each in among if each not in chosen]
        yield reading([*chosen, *others], len(chosen), within=True)


def _is_count(grid: Grid) -> bool:
    """Whether all figures are whole numbers without a unit, under two or more heads, no totals."""
    cells = [cell for entry in grid.entries for cell in entry.cells]
    heads = {cell.column for cell in cells}
    counts = all(c.value is not None and c.value == int(c.value) >= 0 for c in cells)
    bare = grid.table.scale == 1 and all(c.unit is None for c in cells)
    named = [entry.row.label.strip() for entry in grid.entries] + [
        column.header.strip() for column in grid.table.columns[1:]
    ]
    return bare and counts and len(heads) > 1 and not any(TOTAL.match(each) for each in named)


def _told(phrase: str) -> tuple[str, ...]:
    """The words that tell, countries by their names."""
    told = [each for word in words(phrase) for each in COUNTRIES.get(word, (word,))]
    return tuple(word for word in told if word not in STOP)


def _chosen(phrase: Sequence[str], among: Sequence[Found], grid: Grid) -> list[Found] | None:
    """The cells that a phrase names by row and column, all if by neither; None if not understood.

    Each of its words has to be of a row, of a column or of the caption.
    """
    rows = {id(f.entry) for f in among if _named(f.entry.label, phrase)}
    columns = {f.cell.column for f in among if _named(grid.header(f.cell.column), phrase)}
    chosen = [
        f
        for f in among
        if (not rows or id(f.entry) in rows) and (not columns or f.cell.column in columns)
    ]
    said = {word for f in chosen if id(f.entry) in rows for word in f.entry.label}
    said |= {word for column in columns for word in grid.header(column)} | grid.caption
    understood = all(any(same(word, each) for each in said) for word in phrase)
    return chosen if understood else None


def _named(label: Sequence[str] | frozenset[str], phrase: Sequence[str]) -> bool:
    """Whether all that a label says is in the phrase."""
    told = [word for word in label if word not in STOP]
    return bool(told) and all(any(same(word, each) for each in phrase) for word in told)
