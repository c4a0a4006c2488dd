"""A figure named by its place, "acme-10-k-2024:812 (577)": what stands there, read by code."""

import re
from dataclasses import dataclass
from decimal import Decimal

from ingest.document import Cell, Table
from ingest.numbers import parse_number
from tools.desk import Desk
from tools.table import load
from tools.tool import ToolError

PLACE = re.compile(r"\[?(?P<document>[^\s\[\]]+):(?P<line>\d+)\]?\s+(?P<text>\S.*)")


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure of a line: as printed, and what it is worth."""

    document: str
    line: int
    text: str
    value: Decimal
    """In full units, signed as printed."""
    unit: str | None = None
    label: str = ""
    header: str = ""

    @property
    def place(self) -> str:
        """How it is named."""
        return f"{self.document}:{self.line} {self.text}"

    def show(self) -> str:
        """What it is, for a model."""
        about = ", ".join(part for part in (self.label, self.header, self.unit or "") if part)
        return f"{format(self.value, 'f')} [{self.place}]{f' {about}' if about else ''}"


def figure_at(desk: Desk, named: str) -> Placed:
    """The figure that stands at a place; ToolError says why there is none, or more than one."""
    match = PLACE.fullmatch(named.strip())
    if match is None:
        raise ToolError(
            f"{named!r} is no number and no place: write document:line and the printed text, "
            'such as "acme-10-k-2024:812 (577)".'
        )
    stored = desk.document(match["document"])
    line, text = int(match["line"]), match["text"].strip()
    lines = desk.library.lines(stored.id)
    if not 1 <= line <= len(lines):
        raise ToolError(f"There is no line {line} in {stored.id}, which has {len(lines)} lines.")
    found = _cells(desk, stored.id, line, text) or _words(stored.id, line, text, lines[line - 1])
    if not found:
        raise ToolError(f"“{text}” does not stand on line {line}: {lines[line - 1][:160]}")
    if len({each.value for each in found}) > 1:
        raise ToolError(f"“{text}” stands on line {line} with different values; read the table.")
    return found[0]


def _cells(desk: Desk, document: str, line: int, text: str) -> list[Placed]:
    for stored in desk.library.tables(document):
        if line in stored.row_lines:
            table = load(stored)
            row = stored.row_lines.index(line)
            same = [each for each in table.rows[row].cells if _same(each, text)]
            return [_placed(document, line, table, row, each) for each in same]
    return []


def _same(cell: Cell, text: str) -> bool:
    """Whether the cell prints the text, currency and spaces apart."""
    return cell.value is not None and _bare(cell.text) == _bare(text)


def _bare(text: str) -> str:
    return re.sub(r"[\s$€£¥]", "", text).translate(str.maketrans("−–", "--"))


def _placed(document: str, line: int, table: Table, row: int, cell: Cell) -> Placed:
    header = table.column(row, cell.column).header
    value = cell.value if cell.value is not None else Decimal(0)
    label = table.rows[row].label
    return Placed(document, line, cell.text, value, cell.unit or table.unit, label, header)


def _words(document: str, line: int, text: str, words: str) -> list[Placed]:
    """A number of a sentence, as a whole: "5.0" does not stand in "$5.0 billion" by itself."""
    number = parse_number(text)
    stands = re.search(rf"(?<![\w.,]){re.escape(text)}(?![\w]|[.,]\d)", words)
    scaled = (
        number is not None
        and number.scale == 1
        and re.search(rf"{re.escape(text)}\s+(?:thousand|million|billion|trillion)", words)
    )
    if number is None or stands is None or scaled:
        return []
    unit = "percent" if number.percent else number.currency
    return [Placed(document, line, text, number.value, unit)]
