"""The reading copy: a document as Markdown, one paragraph or table row a line, and the line map.

A page mark stands before the first line of every page, empty pages included, so the page of a line
is that of the last mark above it. Where a page ends inside a table the mark stands between the
rows: the rows of one table need not follow each other without a gap.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.document import Document, PageBreak, Paragraph, Row, Section, Table

DEEPEST = 6  # levels of Markdown headings

# What ends a line for some reader of the file, and spaces that are no space to a search.
BREAKS = re.compile(r"[\s\x00-\x1f\x7f\x85\u00a0\u2028\u2029]+")
# Soft hyphen, zero-width spaces and joiners, byte order mark: no reader sees them.
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
HALVES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # of characters: no file can hold them
UNSEEN = INVISIBLE | HALVES


@dataclass(frozen=True, slots=True)
class ReadingCopy:
    """The lines, and where each block of the document went. Lines count from 1."""

    lines: tuple[str, ...]
    block_lines: tuple[tuple[int, int], ...]
    """First and last line of each block; of a page break, the line of its mark."""
    row_lines: Mapping[int, tuple[int, ...]]
    """For each table, by its block: the line of each row."""
    page_lines: tuple[int, ...]
    """The line of each page's mark: page p begins at `page_lines[p - 1]`."""

    def page(self, line: int) -> int:
        """The physical page a line stands on."""
        return max(1, bisect_right(self.page_lines, line))

    def span(self, section: Section, blocks: Sequence[object]) -> tuple[int, int]:
        """First and last line of a section, without the page marks it would end on."""
        stop = section.stop
        while stop - 1 > section.start and isinstance(blocks[stop - 1], PageBreak):
            stop -= 1
        first = self.block_lines[section.start][0]
        return first, max(last for _, last in self.block_lines[section.start : stop])


def render(document: Document) -> ReadingCopy:
    """Write `document` out, line by line. Nothing of its text is left out."""
    writer = _Writer(document)
    for number, block in enumerate(document.blocks):
        writer.write(number, block)
    writer.turn_to(writer.pages)
    return ReadingCopy(
        tuple(writer.lines),
        tuple(writer.block_lines),
        writer.row_lines,
        tuple(writer.page_lines),
    )


def one_line(text: str) -> str:
    """`text` as it stands in the reading copy: plain spaces, no breaks, nothing invisible."""
    if text.isprintable() and "  " not in text:  # most text: nothing to do
        return text.strip()
    return BREAKS.sub(" ", text.translate(UNSEEN)).strip()


class _Writer:
    """Lines so far; pages are marked when their first line comes, or their page break."""

    def __init__(self, document: Document) -> None:
        self.lines: list[str] = []
        self.block_lines: list[tuple[int, int]] = []
        self.row_lines: dict[int, tuple[int, ...]] = {}
        self.page_lines: list[int] = []
        breaks = [block for block in document.blocks if isinstance(block, PageBreak)]
        self.furniture = {each.page: each.furniture for each in breaks}
        self.pages = max([document.pages, 1, *self.furniture])
        self.levels = _levels(document.sections)

    def write(self, number: int, block: PageBreak | Paragraph | Table) -> None:
        match block:
            case PageBreak(page):
                self.turn_to(page)
                mark = self.page_lines[page - 1]
                self.block_lines.append((mark, mark))
            case Paragraph():
                line = self.line(one_line(block.text), block.place.page, self.levels.get(number))
                self.block_lines.append((line, line))
            case Table():
                rows = tuple(self.table(block, self.levels.get(number)))
                self.row_lines[number] = rows
                self.block_lines.append((rows[0], rows[-1]) if rows else self.nowhere())

    def line(self, text: str, page: int, level: int | None = None) -> int:
        self.turn_to(page)
        self.lines.append(f"{'#' * level} {text}" if level else text)
        return len(self.lines)

    def turn_to(self, page: int) -> None:
        """Mark every page up to `page` that has no mark yet."""
        while len(self.page_lines) < page:
            number = len(self.page_lines) + 1
            said = " · ".join(filter(None, map(one_line, self.furniture.get(number, ()))))
            self.lines.append(f"[page {number}] {said}".rstrip())
            self.page_lines.append(len(self.lines))

    def table(self, table: Table, level: int | None) -> Iterable[int]:
        width = max(
            (cell.column + cell.span for row in table.rows for cell in row.cells), default=0
        )
        headers = _header_rows(table.rows)
        for number, row in enumerate(table.rows):
            page = row.place.page if row.place else table.place.page
            if level and len(table.rows) == 1:  # a heading that was laid out as a table
                yield self.line(" ".join(_texts(row)), page, level)
                continue
            yield self.line(row_line(row, width), page)
            if number + 1 == headers:
                self.lines.append("|" + "---|" * width)

    def nowhere(self) -> tuple[int, int]:
        """What a table without rows is given: the line before it."""
        self.turn_to(1)
        return len(self.lines), len(self.lines)


def row_line(row: Row, width: int) -> str:
    """One row as Markdown, `width` columns wide; bars inside cells are escaped."""
    texts = [""] * width
    for cell in row.cells:
        text = one_line(cell.text).replace("|", "\\|")
        texts[cell.column] = f"{texts[cell.column]} {text}".strip()
    return "| " + " | ".join(texts) + " |" if texts else "|"


def _texts(row: Row) -> list[str]:
    return [text for cell in row.cells if (text := one_line(cell.text))]


def _header_rows(rows: Sequence[Row]) -> int:
    """How many rows at the top are headers."""
    return next((at for at, row in enumerate(rows) if not row.header), len(rows))


def _levels(sections: Sequence[Section]) -> dict[int, int]:
    """Heading level by block; where several sections open on one block, the outermost."""
    levels: dict[int, int] = {}
    for section in sections:
        level = min(section.level, DEEPEST)
        levels[section.start] = min(level, levels.get(section.start, level))
    return levels
