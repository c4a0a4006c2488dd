"""The same blocks as in `ixbrl`, drawn on the pages of a PDF with PyMuPDF."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from examples.blocks import Block, Cell, Figure, Grid, Heading, NewPage, Para, Row, plain

if TYPE_CHECKING:
    import pymupdf

WIDTH, HEIGHT, MARGIN = 612.0, 792.0, 60.0
FLOOR = HEIGHT - MARGIN
COLUMN = 82.0  # of a table, in points
PLAIN, BOLD, ITALIC = "tiro", "tibo", "tiit"  # Times, which every reader has


def render_pdf(blocks: Sequence[Block], title: str) -> bytes:
    """The document; the same blocks give the same bytes."""
    import pymupdf

    document = pymupdf.open()
    pen = _Pen(document)
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        if isinstance(block, Heading) and isinstance(after, Grid):
            pen.room(40 + _height(after))  # a title stays with its table
        pen.draw(block)
    pen.number()
    document.set_metadata({"title": title, "producer": "", "creator": ""})
    content: bytes = document.tobytes(garbage=3, deflate=True, no_new_id=True)
    return content


class _Pen:
    """Goes down the page, and on to the next when it is full."""

    def __init__(self, document: "pymupdf.Document") -> None:
        self.document = document
        self.turn()

    def turn(self) -> None:
        """A new page."""
        self.page = self.document.new_page(width=WIDTH, height=HEIGHT)
        self.y = MARGIN

    def draw(self, block: Block) -> None:
        """One block."""
        match block:
            case NewPage():
                self.turn()
            case Heading(text):
                self.room(40)
                self.y += 6
                self.text(text, BOLD, 11)
            case Para(line, look):
                font = BOLD if look in ("bold", "strong-center") else PLAIN
                size = {"small": 8.0, "strong-center": 12.0}.get(look, 10.0)
                bullet = "• " if look == "bullet" else ""
                self.text(bullet + plain(line), font, size, centered="center" in look)
            case Grid():
                self.grid(block)

    def room(self, needed: float) -> None:
        """Turn the page unless so much is left of it."""
        if self.y + needed > FLOOR:
            self.turn()

    def text(self, words: str, font: str, size: float, *, centered: bool = False) -> None:
        """A paragraph, wrapped."""
        for line in _wrapped(words, font, size, WIDTH - 2 * MARGIN):
            self.room(size * 1.3)
            left = (WIDTH - _long(line, font, size)) / 2 if centered else MARGIN
            self.y += size * 1.3
            self.page.insert_text((left, self.y), line, fontname=font, fontsize=size)
        self.y += size * 0.6

    def grid(self, grid: Grid) -> None:
        """A table; one that does not fit begins on a new page."""
        self.room(_height(grid))
        if grid.over:
            middle = WIDTH - MARGIN - COLUMN * len(grid.heads) / 2
            self.y += 12
            self.put(grid.over, middle + _long(grid.over, BOLD, 8) / 2, BOLD, 8)
        self.y += 12
        self.page.insert_text((MARGIN, self.y), grid.corner, fontname=ITALIC, fontsize=8)
        for n, head in enumerate(grid.heads):
            self.put(head, _edge(grid, n), BOLD, 8)
        self.page.draw_line((MARGIN, self.y + 3), (WIDTH - MARGIN, self.y + 3), width=0.5)
        self.y += 3
        for row in grid.rows:
            self.row(grid, row)
        self.y += 10

    def row(self, grid: Grid, row: Row) -> None:
        """Label, then figures flush right, currency signs in front of their column."""
        wide = WIDTH - 2 * MARGIN - COLUMN * len(grid.heads) - 8 - 9 * row.indent
        font = BOLD if not row.cells else PLAIN
        lines = _wrapped(row.label, font, 9, wide)
        self.room(13.0 * len(lines))
        for line in lines:
            self.y += 12.5
            left = MARGIN + 9 * row.indent
            self.page.insert_text((left, self.y), line, fontname=font, fontsize=9)
        for n, cell in enumerate(row.cells):
            edge = _edge(grid, n)
            if row.total:
                self.page.draw_line((edge - 60, self.y - 9.5), (edge, self.y - 9.5), width=0.5)
            self.put(_cell(cell), edge + 3 * _closes(cell), PLAIN, 9)
            if row.money and isinstance(cell, Figure) and cell.unit in ("usd", "usdPerShare"):
                self.page.insert_text((edge - 58, self.y), "$", fontname=PLAIN, fontsize=9)

    def put(self, words: str, right: float, font: str, size: float) -> None:
        """Words that end at `right`."""
        left = right - _long(words, font, size)
        self.page.insert_text((left, self.y), words, fontname=font, fontsize=size)

    def number(self) -> None:
        """Page numbers at the foot."""
        for n, page in enumerate(self.document, 1):
            page.insert_text((WIDTH / 2, HEIGHT - 30), str(n), fontname=PLAIN, fontsize=8)


def _height(grid: Grid) -> float:
    return min(14.0 * (len(grid.rows) + 3), FLOOR - MARGIN - 40)


def _edge(grid: Grid, column: int) -> float:
    """Right edge of a column of figures."""
    return WIDTH - MARGIN - COLUMN * (len(grid.heads) - 1 - column) - 4


def _cell(cell: Cell) -> str:
    if not isinstance(cell, Figure):
        return cell or ""
    percent = "%" if cell.unit == "number" else ""
    return f"({cell.digits}){percent}" if cell.shown < 0 else cell.digits + percent


def _closes(cell: Cell) -> bool:
    """Whether a parenthesis hangs over the edge, as typesetters have it."""
    return isinstance(cell, Figure) and cell.shown < 0


def _wrapped(words: str, font: str, size: float, width: float) -> list[str]:
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _long(longer, font, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _long(words: str, font: str, size: float) -> float:
    import pymupdf

    length: float = pymupdf.get_text_length(words, fontname=font, fontsize=size)
    return length
