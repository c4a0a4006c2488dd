"""What stands on the line a figure names: its table, row and cells, its words, and its tags."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from agent.amounts import Amount, agree, amounts, places
from agent.column_years import spread, years_in
from agent.periods import period_of
from ingest.document import Cell, Column, Period, Row, Table
from ingest.numbers import parse_number, scale_of
from store.tables import StoredDocument, StoredFact, StoredTable
from tools.desk import Desk
from tools.table import load
from tools.tool import ToolError

SCALE = re.compile(r"(?i)\bin (thousands|millions|billions)\b")


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as printed on a line, worth `value` in full units."""

    value: Decimal
    step: Decimal
    """What one unit of its last printed digit stands for."""
    percent: bool = False
    unit: str | None = None
    cell: Cell | None = None
    column: Column | None = None
    tags: tuple[StoredFact, ...] = ()
    """The figures tagged in it, as the filer meant them."""

    @property
    def period(self) -> Period:
        """The period it is of: as tagged, else as its column says."""
        ends = [tag for tag in self.tags if tag.tagged and tag.end]
        if ends:
            said = self.column.period.year if self.column else None
            own = period_of(ends[0])
            return Period(own.end, own.months, said)
        return _column_period(self.column) if self.column else Period()

    @property
    def header(self) -> str:
        """What stands above it."""
        return self.column.header if self.column else ""

    def tagged_values(self) -> list[Decimal]:
        """What the tags say it is worth, signed as tagged; percentages as printed."""
        scale = 100 if self.percent else 1
        return [Decimal(tag.value) * scale for tag in self.tags if tag.value is not None]


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a document, and the table row it is, if it is one."""

    document: StoredDocument
    line: int
    text: str
    stored: StoredTable | None = None
    table: Table | None = None
    row: int = 0
    tags: tuple[StoredFact, ...] = ()
    """The tagged figures that the line displays."""

    @property
    def label(self) -> str:
        """The row's label, or the whole line."""
        return self.table.rows[self.row].label if self.table else self.text

    def printed(self, text: str) -> list[Printed]:
        """The numbers that `text` may be on this line; none if it does not stand there."""
        cells = [each for each in self.cells() if each.cell and _is_text_of(each.cell, text)]
        return cells or [self._from_text(amount) for amount in self._said(text)]

    def cells(self) -> list[Printed]:
        """The numbers of the row, in order; none where the line is no row of a table."""
        if self.table is None:
            return []
        return [
            self._cell(cell, cell.value)
            for cell in self.table.rows[self.row].cells
            if cell.value is not None
        ]

    def _cell(self, cell: Cell, value: Decimal) -> Printed:
        assert self.table is not None
        number = parse_number(cell.text)
        scale = value / number.value if number and number.value else Decimal(1)
        step = abs(scale) * (number.step if number else 1)
        percent = cell.unit == "percent" or bool(number and number.percent)
        column = self.table.column(self.row, cell.column)
        if year := self._year(cell.column, column):
            column = replace(column, header=str(year), period=Period(year=year))
        tags = tuple(tag for tag in self.tags if tag.id in cell.facts)
        return Printed(value, step, percent, cell.unit, cell, column, tags)

    def _year(self, at: int, column: Column) -> int | None:
        """The year of a column whose own header does not tell it."""
        assert self.table is not None
        if years := spread(self.table):
            return years.get(at)
        return None if column.header else _year_above(self.table, self.row, at)

    def _from_text(self, amount: Amount) -> Printed:
        """An amount of a sentence, with the tags on the line that are worth it, scale aside."""
        number = amount.number
        unit = "percent" if number.percent else number.currency
        printed = Printed(number.value, number.step, number.percent, unit)
        tags = tuple(tag for tag in self.tags if _is_worth(tag, printed))
        tags = tags or tuple(tag for tag in self.tags if _is_scaled(tag, amount))
        return Printed(number.value, number.step, number.percent, unit, tags=tags)

    def _said(self, text: str) -> Iterator[Amount]:
        """Amounts of the line that `text` stands in, or that stand in `text`."""
        spans = places(text, self.text)
        for amount in amounts(self.text):
            if any(start < amount.stop and amount.start < stop for start, stop in spans):
                yield amount


class Evidence:
    """What the documents on a desk say, each looked up once."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._tables: dict[str, list[StoredTable]] = {}
        self._facts: dict[str, list[StoredFact]] = {}
        self._loaded: dict[tuple[str, str], Table] = {}

    def spot(self, document: str, line: int) -> Spot:
        """The line; ToolError when there is no such document in scope, or no such line."""
        stored = self.desk.document(document)
        lines = self.desk.library.lines(stored.id)
        if not 1 <= line <= len(lines):
            told = f"There is no line {line} in {stored.id}, which has {len(lines)} lines."
            raise ToolError(told)
        tags = tuple(fact for fact in self.facts(stored.id) if fact.line == line)
        for each in self.tables(stored.id):
            if each.first_line <= line <= each.last_line and line in each.row_lines:
                row, table = each.row_lines.index(line), self.grid(each)
                return Spot(stored, line, lines[line - 1], each, table, row, tags)
        return Spot(stored, line, lines[line - 1], tags=tags)

    def tables(self, document: str) -> list[StoredTable]:
        """The tables of a document."""
        if document not in self._tables:
            self._tables[document] = self.desk.library.tables(document)
        return self._tables[document]

    def facts(self, document: str) -> list[StoredFact]:
        """The tagged figures of a document."""
        if document not in self._facts:
            self._facts[document] = self.desk.library.facts(document)
        return self._facts[document]

    def grid(self, stored: StoredTable) -> Table:
        """A table as ingest made it."""
        key = stored.document, stored.id
        if key not in self._loaded:
            self._loaded[key] = scaled(load(stored))
        return self._loaded[key]


def _year_above(table: Table, row: int, column: int) -> int | None:
    """The year in the nearest row above that holds nothing but years, where no header was seen."""
    for above in reversed(table.rows[:row]):
        if years := years_in(above):
            return years.get(column)
    return None


def scaled(table: Table) -> Table:
    """The table in full units where only its headers say the scale, and the reader took none.

    A row of years further down is a header, too: it begins a table that ran into this one.
    """
    if table.scale != 1:
        return table
    scale = whole = _scale_said(column.header for column in table.columns)
    rows = []
    for row in table.rows:
        if years_in(row):
            below = _scale_said(cell.text for cell in row.cells)
            scale = below if below != 1 else whole
        rows.append(_scaled_row(row, scale) if scale != 1 else row)
    return replace(table, scale=whole, rows=tuple(rows))


def _scale_said(headers: Iterable[str]) -> int:
    """The scale that headers say; 1 where they say none, or more than one."""
    said = {match[1].lower() for header in headers for match in SCALE.finditer(header)}
    return scale_of(said.pop()) if len(said) == 1 else 1


def _scaled_row(row: Row, scale: int) -> Row:
    return replace(row, cells=tuple(_scaled_cell(cell, scale) for cell in row.cells))


def _scaled_cell(cell: Cell, scale: int) -> Cell:
    number = parse_number(cell.text)
    bare = number is not None and number.value == cell.value  # a tagged one is in full units
    money = cell.unit is None or re.fullmatch(r"[A-Z]{3}", cell.unit) is not None
    if cell.value is None or not (bare and money):
        return cell
    return replace(cell, value=cell.value * scale)


def _column_period(column: Column) -> Period:
    """The period of a column; of several years in its header, the lowest counts if it is bare.

    "September 24, 2016 and / 2015" is a caption that ran into the header row of a year.
    """
    years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", column.header)
    own = column.period
    if len(set(years)) < 2 or not column.header.rstrip().endswith(years[-1]):
        return own
    if own.year == int(years[-1]) or (own.end and own.end.year == int(years[-1])):
        return own
    return Period(None, own.months, int(years[-1]))


def _is_worth(tag: StoredFact, printed: Printed) -> bool:
    """Whether a tagged figure is the amount printed, sign apart."""
    if tag.value is None:
        return False
    value = Decimal(tag.value) * (100 if printed.percent else 1)
    return agree(abs(value), abs(printed.value), printed.step)


def _is_scaled(tag: StoredFact, amount: Amount) -> bool:
    """Whether a tag is on this amount of a note "in millions", which its sentence does not say."""
    if tag.value is None or amount.number.scale != 1 or not amount.number.value:
        return False
    worth = abs(Decimal(tag.value)) / abs(amount.number.value)
    return tag.text.strip("$ ()") == amount.text.strip("$ ()") and worth in (10**3, 10**6)


def _is_text_of(cell: Cell, text: str) -> bool:
    """Whether the cell prints `text`, with or without sign, currency and percent around it."""
    return any(
        not re.search(r"\d", cell.text[:start] + cell.text[stop:])
        for start, stop in places(text, cell.text)
    ) or (bool(text.strip()) and _bare(cell.text) == _bare(text) != "")


def _bare(text: str) -> str:
    """Digits and point alone; "" unless `text` is one number and no word but a scale."""
    number = parse_number(text)
    return re.sub(r"[^\d.]", "", text).rstrip(".") if number and number.scale == 1 else ""
