"""Reconciliations: a balance at the beginning, what changed it, and the balance at the end.

Their rows are called "Balance at December 31" or "Ending balance": of what, the caption says.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.offline.cells import ALONE, Found, Reading, reading
from agent.offline.likely import Entry, Grid, Rarity, likeness, same
from agent.offline.metrics import words
from ingest.calendar import MONTHS
from ingest.document import Cell

BALANCE = re.compile(r"\bbalances?\b|^\W*(?:beginning|opening|ending|closing)\b", re.I)
TIMES = frozenset(
    words("balance beginning opening ending closing begin start end of at as the year period and")
) | frozenset(words(" ".join(MONTHS)))
"""Words of such a label that say nothing of what is balanced."""


def balances(phrase: str, years: Sequence[int], grid: Grid, rarity: Rarity) -> Iterator[Reading]:
    """The balances of what a phrase names at the ends of two years, one after the other."""
    ends = _opening_and_closing(phrase, grid)
    if ends is None or years[1] != years[0] + 1:
        return
    opening, closing = ends
    for column in sorted({cell.column for cell in closing.cells}):
        year = closing.years[0] if closing.years else grid.column_years.get(column)
        start, end = _cell(opening, column), _cell(closing, column)
        if year != years[1] or start is None or end is None:
            continue
        around = grid.caption | grid.header(column)
        cells = [
            _found(cell, entry, grid, phrase, around, rarity)
            for cell, entry in ((start, opening), (end, closing))
        ]
        if cells[0].likely >= ALONE:
            yield reading(cells)


def _opening_and_closing(phrase: str, grid: Grid) -> tuple[Entry, Entry] | None:
    """The two balances of a table that has no others; None of another table."""
    wanted = words(phrase)
    found = [entry for entry in grid.entries if BALANCE.search(entry.row.label)]
    if len(found) != 2 or len(grid.entries) < 3:
        return None
    told = [w for entry in found for w in entry.label if w not in TIMES and not w.isdigit()]
    if any(not any(same(word, each) for each in wanted) for word in told):
        return None
    return found[0], found[1]


def _cell(entry: Entry, column: int) -> Cell | None:
    return next((cell for cell in entry.cells if cell.column == column), None)


def _found(
    cell: Cell, entry: Entry, grid: Grid, phrase: str, around: frozenset[str], rarity: Rarity
) -> Found:
    """The cell of a balance, as likely as the words around its table are those of the phrase."""
    wanted = tuple(word for word in words(phrase) if word not in TIMES)
    titled = replace(entry, label=tuple(w for w in wanted if w in around | entry.group))
    return Found(cell, entry, grid, likeness(wanted, titled, around, rarity))
