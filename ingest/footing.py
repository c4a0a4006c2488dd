"""Footing: do totals equal what stands above them?

Rows are added up from the top; a total that equals the last two or more addends, each row or total
above counted once, foots and takes their place. One that equals none of these sums is recorded
only where its addends are certain: the rows that make it in most columns beside, or, where it is
alone, those under a heading that it names ("Current assets" and "Total current assets"). Half a
unit of the last printed digit is allowed for each addend.
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
RATES = re.compile(r"(?i)%|\bpercent|\bchange\s*$|\bvariance")


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
    columns = [
        column
        for column in range(1, min(len(table.columns), MOST_COLUMNS))
        if not holds_rates(table, column, cells)
    ]
    sums = {column: dict(totals(table, column, cells)) for column in columns}
    for column, found in sums.items():
        for row, addends_found in found.items():
            beside = [each[row] for at, each in sums.items() if at != column and row in each]
            computed = None if addends_found else certain(table, row, column, beside, cells)
            checked += bool(addends_found) or computed is not None
            if computed is not None and is_off(cells[row][column], computed, table):
                printed = cells[row][column].value or Decimal(0)
                unfooted.append(Unfooted(row, column, printed, computed.amount))
    return Footing(checked, tuple(unfooted))


def holds_rates(table: Table, column: int, cells: Cells) -> bool:
    """Whether a column is of changes or percentages; often only its first figure bears the sign."""
    if column < len(table.columns) and RATES.search(table.columns[column].header):
        return True
    return any("%" in row[column].text for row in cells if column in row)


@dataclass(frozen=True, slots=True)
class Sum:
    """What the addends of a total come to, and how many they are."""

    amount: Decimal
    count: int


def is_off(cell: Cell, computed: Sum, table: Table) -> bool:
    """Whether a total differs from a sum by more than rounding."""
    off = abs(computed.amount - (cell.value or Decimal(0)))
    return off > step_of(cell, table) * (computed.count + 1) / 2


def certain(
    table: Table, row: int, column: int, beside: Sequence[Sequence[int]], cells: Cells
) -> Sum | None:
    """What a total must be: the sum of the rows under the heading it names, or of those that make
    it in most columns beside this one (`beside` are their addends). None where there is a doubt:
    a total that is off in every column says that a row is missing, not that it is wrong.
    """
    if not alike(table, row, column, cells):
        return None
    named = addends(table, row, column, step_of(cells[row][column], table), cells)
    proven = [rows for rows in beside if rows]
    doubts = len(beside) - len(proven) + 1
    if not beside:
        return Sum(sum(named, Decimal(0)), len(named)) if named else None
    by_chance = named is None and (not proven or len(proven[0]) < 3)
    sure = len(proven) > doubts or (len(proven) == doubts and not by_chance)
    if not sure or len(set(map(tuple, proven))) != 1:
        return None
    values = amounts_in(table, row, column, proven[0], cells)
    return Sum(sum(values, Decimal(0)), len(values)) if values else None


def amounts_in(
    table: Table, row: int, column: int, rows: Sequence[int], cells: Cells
) -> list[Decimal] | None:
    """The amounts in these rows of a column; None unless each row has the cells that the total
    has, printed to the same digit, and nothing else stands between.
    """
    step, values = step_of(cells[row][column], table), []
    for at in rows:
        value = figure(cells[at].get(column), table)
        if value is None or set(cells[at]) != set(cells[row]):
            return None
        if step_of(cells[at][column], table) != step:
            return None
        if any(MARK_OR_LOSS.fullmatch(cell.text) for cell in table.rows[at].cells):
            return None
        values.append(value)
    between = (at for at in range(min(rows) + 1, row) if at not in rows)
    if any(column in cells[at] for at in between):
        return None  # more rows than in the other columns, or totals on the way
    return None if figure(cells[row].get(column), table) in values else values


def alike(table: Table, row: int, column: int, cells: Cells) -> bool:
    """Whether a total is an amount as the others of its row are, no rate and of the same scale."""
    numbers = {at: parse_number(cell.text) for at, cell in cells[row].items() if at}
    own = numbers.get(column)
    if own is None or not own.value or cells[row][column].value != own.value * table.scale:
        return False
    return all(
        each is None or each.percent or each.decimals >= own.decimals for each in numbers.values()
    )


def totals(table: Table, column: int, cells: Cells) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The rows of totals in a column, each with the rows that it adds up; none where it does not
    come to any of the last sums.
    """
    open_items: list[tuple[int, Decimal]] = []
    for index, row in enumerate(table.rows):
        cell = cells[index].get(column)
        value = figure(cell, table)
        if row.header or value is None or cell is None:
            if row.header or (cell is not None and WORDS.search(cell.text)):
                open_items.clear()  # other columns begin, or a figure that is no amount
            continue
        if TOTAL.match(row.label) and not DERIVED.search(row.label):
            count = suffix([item for _, item in open_items], value, step_of(cell, table))
            yield index, tuple(at for at, _ in open_items[len(open_items) - count :])
            del open_items[len(open_items) - count :]
        open_items.append((index, value))
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
            named = named and bool(table.column(index, column).header)
            sure = named and len(amounts) > 1 and len(indents) == 1 and total not in amounts
            return amounts if sure else None
        cell = cells[above].get(column)
        if len(amounts) == MOST_ADDENDS:
            return None
        if TOTAL.match(row.label) or DEDUCTED.search(row.label) or not WORDS.search(row.label):
            return None
        if any(MARK_OR_LOSS.fullmatch(cell.text) for cell in row.cells):
            return None
        if cell is not None and figure(cell, table) is None and parse_number(cell.text):
            return None  # a figure of another unit
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
