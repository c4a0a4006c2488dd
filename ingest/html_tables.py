"""HTML tables: which hold data and which only lay out the page; spans resolved, no word lost.

A table lays out text when it has one column, when each row is a bullet and its text, when a cell
holds another table or long paragraphs side by side, or when it is one row without a figure.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from ingest.document import PageBreak, Paragraph, Place
from ingest.grid import RawCell, RawRow, is_numeric
from ingest.html_flow import BULLET
from ingest.periods import is_period


@dataclass(slots=True)
class RawTable:
    """A data table before its figures are read."""

    rows: list[RawRow]
    place: Place
    anchors: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    parts: tuple[int, ...] = ()
    """Rows with which it goes on after a page break."""


Item = Paragraph | RawTable | PageBreak


@dataclass(slots=True)
class CellBox:
    """A <td> or <th> and what stands in it."""

    colspan: int
    rowspan: int
    items: list[Item] = field(default_factory=list)
    marked: bool = False
    """A <th>."""


@dataclass(slots=True)
class RowBox:
    """A <tr>; `place` is where it starts."""

    place: Place
    cells: list[CellBox] = field(default_factory=list)
    loose: list[Item] = field(default_factory=list)
    """What stands behind or between the cells: page breaks of the next row, stray text."""


@dataclass(slots=True)
class TableBox:
    """A <table> on its way."""

    place: Place
    rows: list[RowBox] = field(default_factory=list)
    outer: list[Item] = field(default_factory=list)
    """Where the table goes once it is closed."""


def settle(box: TableBox) -> list[Item]:
    """What a table of the page is: one data table, or the paragraphs and tables laid out in it."""
    rows = [[cell for cell in row.cells if cell.items] for row in box.rows]
    stray = any(row.loose for row in box.rows)
    if sum(map(len, rows)) == 1 and not stray:
        return next(cell.items for row in rows for cell in row)  # a frame: nothing is looked at
    if lays_out([row for row in rows if row]):
        return [
            item
            for row, cells in zip(box.rows, rows, strict=True)
            for item in (*laid_out(cells), *row.loose)
        ]
    return data_table(box)


def data_table(box: TableBox) -> list[Item]:
    """The table that holds data, behind the text that stood between its rows."""
    grid = list(raw_rows(box.rows))
    loose = [item for row in box.rows for item in row.loose]
    within = [item for row in box.rows for cell in row.cells for item in cell.items]
    anchors: list[str] = []
    links: list[str] = []
    breaks: list[Item] = []
    for item in within:
        if isinstance(item, Paragraph):
            anchors += item.anchors
            links += item.links
    for item in (*within, *loose):
        if isinstance(item, PageBreak):
            breaks.append(item)
    breaks.sort(key=page_of)
    at = next((row.place for row in grid), box.place)
    table = RawTable(grid, at, tuple(anchors), tuple(links))
    return [*(item for item in loose if not isinstance(item, PageBreak)), table, *breaks]


def page_of(item: Item) -> int:
    """The page an item begins, or begins on."""
    return item.page if isinstance(item, PageBreak) else item.place.page


def lays_out(rows: list[list[CellBox]]) -> bool:
    """Whether a table with these filled cells only lays out the page."""
    if any(isinstance(item, RawTable) for row in rows for cell in row for item in cell.items):
        return True
    said = [words(row) for row in rows]
    if all(len(texts) <= 1 for texts in said):
        return True
    if all(is_listed(texts) for texts in said):
        return True
    if any(is_numeric(text) and not is_period(text) for texts in said for text in texts):
        return False
    if len(rows) == 1:
        return True
    long = sum(
        sum(len(text_of(item)) > 200 for item in cell.items) > 1 for row in rows for cell in row
    )
    return long > 0


def is_listed(texts: list[str]) -> bool:
    """Whether a row with these texts is a bullet, a number or a mark, and then one text."""
    if len(texts) < 2:
        return True
    return len(texts) == 2 and MARKER.fullmatch(texts[0]) is not None and not is_numeric(texts[1])


def laid_out(row: list[CellBox]) -> list[Item]:
    """The items of a row; one line if it is a bullet and its text, or a heading and its number."""
    items = [item for cell in row for item in cell.items]
    paragraphs = [item for item in items if isinstance(item, Paragraph)]
    if len(paragraphs) != len(items) or len(row) < 2:
        return items
    first = " ".join(item.text for item in row[0].items if isinstance(item, Paragraph))
    if len(first) > 30 and sum(len(item.text) for item in paragraphs) > 200:
        return items
    count = 1 + len([item for item in row[0].items if isinstance(item, Paragraph)])
    head, rest = paragraphs[:count], paragraphs[count:]
    if not MARKER.fullmatch(first) and sum(len(item.text) for item in paragraphs) <= 200:
        head, rest = paragraphs, []
    return [one_line(head), *rest]


def one_line(parts: list[Paragraph]) -> Paragraph:
    """Paragraphs side by side as one, which looks like the longest."""
    main = max(parts, key=lambda part: len(part.text))
    text = " ".join(part.text for part in parts)
    return Paragraph(
        text,
        parts[0].place,
        replace(main.style, indent=parts[0].style.indent),
        "list" if BULLET.match(text) or MARKER.fullmatch(parts[0].text) else main.kind,
        tuple(anchor for part in parts for anchor in part.anchors),
        tuple(link for part in parts for link in part.links),
        tuple(fact for part in parts for fact in part.facts),
    )


def raw_rows(rows: Iterable[RowBox]) -> Iterator[RawRow]:
    """The grid: each cell in the column that spans of its row and of rows above leave to it."""
    hanging: list[tuple[int, int, int]] = []  # (start, stop, rows still to fill)
    for row in rows:
        cells, column = [], 0
        taken = sorted(hanging)
        hanging = [(start, stop, left - 1) for start, stop, left in taken if left > 1]
        for box in row.cells:
            while taken and taken[0][0] <= column:
                column = max(column, taken.pop(0)[1])
            if box.items:
                cells.append(raw_cell(box, column))
            if box.rowspan > 1 and len(hanging) < MOST_HANGING:
                hanging.append((column, column + box.colspan, box.rowspan - 1))
            column += box.colspan
        yield RawRow(tuple(cells), row.place)


def raw_cell(box: CellBox, column: int) -> RawCell:
    """A cell with its paragraphs on one line."""
    first = box.items[0]
    if len(box.items) == 1 and isinstance(first, Paragraph):  # nearly all cells
        header = box.marked or first.style.bold
        return RawCell(first.text, column, box.colspan, first.facts, header, first.style.indent)
    parts = [item for item in box.items if isinstance(item, Paragraph)]
    return RawCell(
        " ".join(part.text for part in parts),
        column,
        box.colspan,
        tuple(fact for part in parts for fact in part.facts),
        box.marked or bool(parts and parts[0].style.bold),
        parts[0].style.indent if parts else 0.0,
    )


def words(row: list[CellBox]) -> list[str]:
    """The texts of the cells that have any."""
    texts = (
        text_of(cell.items[0]) if len(cell.items) == 1 else " ".join(map(text_of, cell.items))
        for cell in row
    )
    return [text for text in texts if text and not text.isspace()]


def text_of(item: Item) -> str:
    """The text of a paragraph, "" for anything else."""
    return item.text if isinstance(item, Paragraph) else ""


def span_of(value: str | None, most: int) -> int:
    """A colspan or rowspan, 1 where it makes no sense; no larger than browsers take it."""
    if value is None:
        return 1
    text = value.strip()
    return max(1, min(int(text), most)) if text.isdecimal() and len(text) < 12 else 1


MOST_COLUMNS, MOST_ROWS = 1_000, 65_534  # where the HTML standard clamps the two spans
MOST_HANGING = 1_000  # row spans alive at a time: a table of nothing else must stay linear
MARKER = re.compile(
    r"[•●▪■◦‣⁃·○–—o§*†‡+-]+|\(?(?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,5})[.)]|\(\d{1,2}\)\s*\(\d{1,2}\)|[¹²³⁰⁴-⁹]+"
    r"|[þ☐☒☑✓✔¨xX]|\[[ xX]?\]|[ü]"
)
