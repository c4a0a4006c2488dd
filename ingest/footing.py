"""Footing: do totals equal what stands above them?

Rows are added up from the top; a total that equals the last two or more addends, each row or total
above counted once, foots and takes their place. One that equals none of these sums is recorded
only where its addends are certain: the rows between a heading that the total names ("Current
assets" and "Total current assets"), or the header, and itself. Half a unit of the last printed
digit is allowed for each addend.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.document import Cell, Row, Table
from ingest.numbers import parse_number

MOST_ADDENDS = 60
MOST_COLUMNS = 60
UNSUMMED = ("equity", "cash_flow")  # balances and effects stand between their totals
MOST_ROWS = 2_000  # of a table that is looked at: none that a person adds up is longer


Cells = Sequence[Mapping[int, Cell]]
"""The cells of each row by their column."""


@dataclass(frozen=True, slots=True)
class Unfooted:
    """A total that does not foot, in full units."""

    row: int
    column: int
    printed: Decimal
    computed: Decimal


@dataclass(frozen=True, slots=True)
class Footing:
    """How many totals of a table were checked, and those that do not foot."""

    checked: int
    unfooted: tuple[Unfooted, ...]


def footing(table: Table) -> Footing:
    """Check the totals of a table, column by column."""
    if table.unit is None or len(table.rows) > MOST_ROWS or table.kind in UNSUMMED:
        return Footing(0, ())
    checked, unfooted = 0, []
    cells = [{cell.column: cell for cell in row.cells} for row in table.rows]
    for column in range(1, min(len(table.columns), MOST_COLUMNS)):
        for row, printed, computed in totals(table, column, cells):
            checked += 1
            if computed is not None:
                unfooted.append(Unfooted(row, column, printed, computed))
    return Footing(checked, tuple(unfooted))


def totals(
    table: Table, column: int, cells: Cells
) -> Iterator[tuple[int, Decimal, Decimal | None]]:
    """(row, printed, None where it foots) of the totals of a column whose addends are known."""
    open_items: list[Decimal] = []
    for index, row in enumerate(table.rows):
        cell = cells[index].get(column)
        value = figure(cell, table)
        if row.header or value is None or cell is None:
            if row.header or (cell is not None and WORDS.search(cell.text)):
                open_items.clear()  # other columns begin, or a figure that is no amount
            continue
        if TOTAL.match(row.label) and not DERIVED.search(row.label):
            step = step_of(cell, table)
            count = suffix(open_items, value, step)
            if count:
                del open_items[-count:]
                yield index, value, None
            elif (certain := addends(table, index, column, step, cells)) is not None:
                wrong = abs(sum(certain) - value) > step * (len(certain) + 1) / 2
                yield index, value, sum(certain, Decimal(0)) if wrong else None
        open_items.append(value)
        del open_items[:-MOST_ADDENDS]


def suffix(items: Sequence[Decimal], total: Decimal, step: Decimal) -> int:
    """How many of the last items come to the total, the fewest that do; 0 if none."""
    come_to = Decimal(0)
    for count, item in enumerate(reversed(items), start=1):
        come_to += item
        if count > 1 and abs(come_to - total) <= step * (count + 1) / 2:
            return count
    return 0


def addends(
    table: Table, index: int, column: int, step: Decimal, cells: Cells
) -> list[Decimal] | None:
    """The amounts between a total and the heading it names; None where that is not certain."""
    amounts: list[Decimal] = []
    indents: set[float] = set()
    total = figure(cells[index].get(column), table)  # as one of them: what is left, no sum
    if any(MARK_OR_LOSS.fullmatch(cell.text) for cell in table.rows[index].cells):
        return None
    for above in range(index - 1, -1, -1):
        row = table.rows[above]
        if row.header or all(cell.column == 0 for cell in row.cells):
            named = names(table.rows[index].label, "" if row.header else row.label)
            sure = named and len(amounts) > 1 and len(indents) == 1 and total not in amounts
            return amounts if sure else None
        cell = cells[above].get(column)
        if len(amounts) == MOST_ADDENDS:
            return None
        if TOTAL.match(row.label) or DEDUCTED.search(row.label) or not WORDS.search(row.label):
            return None
        if any(MARK_OR_LOSS.fullmatch(cell.text) for cell in row.cells):
            return None
        if cell is not None and (value := figure(cell, table)) is not None:
            if step_of(cell, table) != step:
                return None  # printed to another digit: of another kind
            amounts.append(value)
        indents.add(row.indent)
    return None


def names(total: str, heading: str) -> bool:
    """Whether a total says that it is of all under a heading; "" is the header of the table."""
    said, wanted = (set(WORD.findall(text.lower())) - {"total", "and"} for text in (total, heading))
    return said == wanted if not heading else bool(wanted) and wanted <= said


def figure(cell: Cell | None, table: Table) -> Decimal | None:
    """The amount in a cell, in the table's own unit; None for anything else."""
    amount = cell is not None and cell.unit == table.unit and cell.value is not None
    return cell.value if cell is not None and amount else None


def step_of(cell: Cell, table: Table) -> Decimal:
    """What one unit of the last printed digit stands for."""
    number = parse_number(cell.text)
    if number is None:
        return Decimal(table.scale)
    return number.step * table.scale if number.scale == 1 else number.step


def at(row: Row, column: int) -> Cell | None:
    """The cell of a row in a column."""
    return next((cell for cell in row.cells if cell.column == column), None)


@dataclass(frozen=True, slots=True)
class Identity:
    """Total assets against total liabilities and equity, in one column of a balance sheet."""

    column: int
    assets: Decimal
    claims: Decimal

    @property
    def holds(self) -> bool:
        """Whether the two are the same: they are printed to the same digit."""
        return self.assets == self.claims


def balance(table: Table) -> tuple[Identity, ...]:
    """The identity of a balance sheet in each column that prints both sides; else nothing."""
    if table.kind != "balance_sheet":
        return ()
    assets = next((row for row in table.rows if ASSETS.match(row.label)), None)
    claims = next((row for row in table.rows if CLAIMS.match(row.label)), None)
    if assets is None or claims is None:
        return ()
    found = []
    for cell in assets.cells:
        other = at(claims, cell.column)
        if cell.column and cell.value is not None and other and other.value is not None:
            found.append(Identity(cell.column, cell.value, other.value))
    return tuple(found)


TOTAL = re.compile(r"(?i)(?:sub-?)?total\b")
DERIVED = re.compile(
    r"(?i)\bnet\b|\bless\b|after|before|\bper\b|return|average|other than|income|loss|margin"
    r"|comprehensive|excluding|including|adjusted|capitali[sz]ation"
)
DEDUCTED = re.compile(
    r"(?i)\bless\b|\bnet of\b|\bof which\b|included|including|\bgross\b|deduct|discount"
    r"|amounts? representing"
    r"|imputed|working capital|treasury|allowance|accumulated|unamortized|^net\b|,? net$"
)
WORD = re.compile(r"[a-z]{2,}")
MARK_OR_LOSS = re.compile(r"\(\d\)")  # a footnote's mark, which may have taken a figure's place
WORDS = re.compile(r"[A-Za-z0-9]")
ASSETS = re.compile(r"(?i)total assets$")
CLAIMS = re.compile(
    r"(?i)total liabilities(?:,.*)? (?:and|&) .*\b(?:equity|deficit|deficiency|capital"
    r"|interests?)\b"
    r"|total equity and liabilities$"
)
