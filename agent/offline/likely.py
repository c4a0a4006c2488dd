"""Rows that a phrase means, by the words of the row, its group, its table and its columns.

For questions written beside a table: their phrases are near the filing's words without being them
("future rental payments due in 2018" is the row "2018" of the table so introduced). A row is as
likely as the phrase is covered and as the label says nothing else; words that few rows have count
most.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from agent.column_years import YEAR, figures_of, is_year, years_of_columns
from agent.offline.metrics import words
from agent.offline.operations import AFTER
from ingest.document import Cell, Row, Table
from tools.table import TableShown

AROUND = 0.75
"""What a word counts that stands not in the label but in the group, caption or column above it."""
EXTRA = 0.35
"""What a word of the label counts against it that the phrase has not."""
EXACT = 0.06
"""What it adds that a label says the phrase word for word."""
STOP = frozenset(
    words(
        "the a an of in on at to for from by with and or is are was were be been as its it their "
        "our company companies that this these those which what total amount number value annual "
        "year period ended ending end fiscal during both per net s under all related used included "
        "including respectively approximately due payable reported such other relating"
    )
)
"""Words that tell rows apart badly; they still make a whole label equal."""
NOT = frozenset(words("non not excluding except before without un"))
"""Words of a label that make it the opposite of what it is without them."""
CHANGES = frozenset(words("changes assets liabilities"))
"""Words of a heading in a statement of cash flows: its rows are changes of what they say."""
LATER = re.compile(
    r"^(?:thereafter|after|beyond|later|subsequent)|and (?:thereafter|beyond|later)", re.I
)
TOTAL = re.compile(r"^(?:total|totals|sum)\b|^$", re.I)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row with figures, and the words around it."""

    row: Row
    cells: tuple[Cell, ...]
    """Its figures."""
    line: int
    label: tuple[str, ...]
    group: frozenset[str]
    """Words of the labels without figures that it stands under."""
    years: tuple[int, ...]
    """Years that its own label names."""


class Grid:
    """A table ready to be asked for rows by phrases."""

    def __init__(self, shown: TableShown, rank: int = 0) -> None:
        self.shown = shown
        self.rank = rank
        self.caption = frozenset(words(shown.caption))
        self.entries = tuple(_entries(shown))

    @property
    def table(self) -> Table:
        """The table itself."""
        return self.shown.table

    @cached_property
    def column_years(self) -> dict[int, int]:
        """The year of each column that has one."""
        return years_of_columns(self.table)

    def header(self, column: int) -> frozenset[str]:
        """The words above a column."""
        columns = self.table.columns
        return frozenset(words(columns[column].header)) if column < len(columns) else frozenset()


def _ends_label(row: Row, cell: Cell) -> bool:
    """Whether a cell is the year of "as of September 25," that was cut from its label."""
    return row.label.rstrip().endswith(",") and is_year(cell)


def whole_label(row: Row) -> str:
    """A row's label, with the year that was cut from its end."""
    cells = [cell for cell in row.cells if cell.column > 0 and cell.value is not None]
    return f"{row.label} {cells[0].text}" if cells and _ends_label(row, cells[0]) else row.label


def _entries(shown: TableShown) -> Iterable[Entry]:
    groups: list[tuple[float, str]] = []
    for row, line in zip(shown.table.rows, shown.row_lines, strict=True):
        label = whole_label(row).strip()
        cells = figures_of(row)
        if not cells:
            if label:
                groups = [g for g in groups if g[0] < row.indent] + [(row.indent, label)]
            continue
        group = frozenset(words(" ".join(text for _, text in groups[-2:])))
        yield from (_entry(part, line, group) for part in _by_year(row) or [row])


def _entry(row: Row, line: int, group: frozenset[str]) -> Entry:
    label = whole_label(row).strip()
    years = tuple(int(year) for year in YEAR.findall(label))
    return Entry(row, tuple(figures_of(row)), line, words(label), group, years)


def _by_year(row: Row) -> list[Row]:
    """The rows that a line of years and figures by turns was run together from; else none.

    A table that was stripped of its form has its rows in one another: "2016 | 772 | 2017 | 774".
    """
    cells = [cell for cell in row.cells if cell.column > 0 and cell.value is not None]
    years, figures = cells[::2], cells[1::2]
    turns = len(years) == len(figures) > 1 and all(is_year(each) for each in years)
    if not turns or any(is_year(each) for each in figures):
        return []
    return [
        replace(row, cells=(replace(year, column=0, value=None), replace(figure, column=1)))
        for year, figure in zip(years, figures, strict=True)
    ]


class Rarity:
    """How much a word tells: the rarer among the rows looked at, the more."""

    def __init__(self, grids: Sequence[Grid]) -> None:
        rows = [entry.label for grid in grids for entry in grid.entries]
        self.rows = len(rows) + 1
        self.counts = Counter(word for row in rows for word in set(row))

    def weight(self, word: str) -> float:
        """Natural logarithm of rows over rows with the word, small for words of no content."""
        if word in STOP:
            return 0.15
        return 1.0 + math.log(self.rows / (1 + self.counts[word]))


def same(one: str, other: str) -> bool:
    """Whether two words are forms of one: "lease" and "leased", "operating" and "operations"."""
    if one == other:
        return True
    short = min(len(one), len(other))
    if short < 4 or abs(len(one) - len(other)) > 4 or one[0].isdigit():
        return False
    return one[: max(4, short - 2)] == other[: max(4, short - 2)]


def likeness(phrase: Sequence[str], entry: Entry, around: frozenset[str], rarity: Rarity) -> float:
    """How likely a row is meant, 0 to 1: phrase covered, times what of the label is meant."""
    label = entry.label
    if not phrase:
        return 0.0
    own = 0.0
    covered = 0.0
    for word in phrase:
        weight = rarity.weight(word)
        own += weight
        if any(same(word, each) for each in label):
            covered += weight
        elif any(same(word, each) for each in entry.group | around):
            covered += AROUND * weight
    meant = [word for word in label if any(same(word, each) for each in phrase)]
    if not meant:
        return 0.0
    if any(word in NOT and word not in phrase for word in label):
        return 0.0
    if entry.group >= CHANGES and "change" not in phrase:
        return 0.0
    extra = sum(rarity.weight(w) for w in label if w not in meant and not w.isdigit())
    exact = EXACT if sorted(_named(phrase)) == sorted(_named(label)) else 0.0
    return exact + covered / own * (1 - EXTRA * extra / (extra + sum(map(rarity.weight, meant))))


def _named(found: Iterable[str]) -> list[str]:
    """Words without articles."""
    return [word for word in found if word not in ("the", "a", "an", "of", "and", "in", "on")]


def due_row(entry: Entry, due: int) -> bool:
    """Whether a row of a schedule is that of a year, or of the years after one."""
    text = entry.row.label.strip()
    if due > AFTER:
        return LATER.search(text) is not None
    return entry.years == (due,) and len(entry.label) <= 3
