"""What stands on the line a figure names: its table, row and cells, or its words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from agent.amounts import Amount, amounts, places
from ingest.document import Cell, Column, Period, Table
from ingest.numbers import parse_number
from store.tables import StoredDocument, StoredTable
from tools.desk import Desk
from tools.table import load
from tools.tool import ToolError


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


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a document, and the table row it is, if it is one."""

    document: StoredDocument
    line: int
    text: str
    stored: StoredTable | None = None
    table: Table | None = None
    row: int = 0

    @property
    def label(self) -> str:
        """The row's label, or the whole line."""
        return self.table.rows[self.row].label if self.table else self.text

    def printed(self, text: str) -> list[Printed]:
        """The numbers that `text` may be on this line; none if it does not stand there."""
        found = list(self._cells(text)) if self.table else []
        return found or [_from_text(amount) for amount in self._said(text)]

    def columns(self) -> list[Column]:
        """The columns of the row's numbers, in order."""
        if self.table is None:
            return []
        cells = self.table.rows[self.row].cells
        numbers = [cell for cell in cells if cell.value is not None]
        return [self.table.column(self.row, cell.column) for cell in numbers]

    def _cells(self, text: str) -> Iterator[Printed]:
        assert self.table is not None
        for cell in self.table.rows[self.row].cells:
            if cell.value is None or not _is_text_of(cell, text):
                continue
            number = parse_number(cell.text)
            scale = cell.value / number.value if number and number.value else Decimal(1)
            step = abs(scale) * (number.step if number else 1)
            percent = cell.unit == "percent" or bool(number and number.percent)
            column = self.table.column(self.row, cell.column)
            yield Printed(cell.value, step, percent, cell.unit, cell, column)

    def _said(self, text: str) -> Iterator[Amount]:
        """Amounts of the line that `text` stands in, or that stand in `text`."""
        spans = places(text, self.text)
        for amount in amounts(self.text):
            if any(start < amount.stop and amount.start < stop for start, stop in spans):
                yield amount


def spot(desk: Desk, document: str, line: int) -> Spot:
    """The line; ToolError when there is no such document in scope, or no such line."""
    stored = desk.document(document)
    lines = desk.library.lines(stored.id)
    if not 1 <= line <= len(lines):
        raise ToolError(f"There is no line {line} in {stored.id}, which has {len(lines)} lines.")
    for each in desk.library.tables(stored.id):
        if each.first_line <= line <= each.last_line and line in each.row_lines:
            row = each.row_lines.index(line)
            return Spot(stored, line, lines[line - 1], each, load(each), row)
    return Spot(stored, line, lines[line - 1])


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


def _from_text(amount: Amount) -> Printed:
    number = amount.number
    unit = "percent" if number.percent else number.currency
    return Printed(number.value, number.step, number.percent, unit)


MONTHS = {"three": 3, "six": 6, "nine": 9, "twelve": 12, "quarter": 3, "year": 12}
NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
DATE = re.compile(
    r"(?:(?P<month>[A-Za-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4}))"
    r"|(?:(?P<iso>\d{4})-(?P<m>\d{2})-(?P<d>\d{2}))"
)


def period_fit(said: str, period: Period) -> int:
    """How well a column's period is the one `said`: 0 not, 1 it may be, 2 the year, 3 the day."""
    if period.months and (length := _months(said)) and length != period.months:
        return 0
    if (day := _day(said)) and period.end:
        return 3 if period.end.isoformat() == day else 0
    years = _years(said)
    if not years:
        return 1
    if period.year in years or (period.end and period.end.year in years):
        return 2
    if period.year is None and period.end is None:
        return 1
    # a fiscal year that ends early in a calendar year is often named after the one before
    early = period.end is not None and period.end.month <= 6 and period.end.year - 1 in years
    day = _day(said)
    named_before = day[5:7] <= "06" and period.year is not None and period.year + 1 in years
    return 1 if early or (day and named_before) else 0


def _years(said: str) -> set[int]:
    """The years a period is said to be of; one that ends by 10 January is the year before."""
    years = {int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", said)}
    years |= {2000 + int(year) for year in re.findall(r"(?i)\bFY\s?'?(\d\d)\b", said)}
    day = _day(said)
    return {int(day[:4]) - 1} if "-01-01" <= day[4:] <= "-01-10" else years


def _months(said: str) -> int:
    """The length a period is said to have; 0 where it is not said."""
    words = said.casefold()
    if found := re.search(r"\b(three|six|nine|twelve)[ -]months?\b", words):
        return MONTHS[found[1]]
    if re.search(r"\bq[1-4]\b|\bquarter\b", words):
        return 3
    return 12 if re.search(r"\bfy|\byear ended\b|\bfiscal year\b|\bfull year\b", words) else 0


def _day(said: str) -> str:
    """The one complete date in `said`, ISO; "" where there is none or several."""
    days = [day for match in DATE.finditer(said) if (day := _iso(match))]
    return days[0] if len(set(days)) == 1 else ""


def _iso(match: re.Match[str]) -> str:
    if match["iso"]:
        return match[0]
    name = match["month"][:3].casefold()
    if name not in NAMES:
        return ""
    return f"{match['year']}-{NAMES.index(name) + 1:02}-{int(match['day']):02}"
