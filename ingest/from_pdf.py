"""PDF filings, read with MuPDF: words with their places become lines, paragraphs and tables.

A page goes through `pdf_lines` (words to lines), `pdf_furniture` (running heads and feet),
`pdf_tables` (lines to grids) and `pdf_paragraphs` (the lines that are left).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ingest.detect import Unreadable
from ingest.document import Block, PageBreak, Paragraph, Place, Source, Table
from ingest.pdf_furniture import furniture
from ingest.pdf_lines import Line, Piece, page_to_pieces, pieces_to_lines, pieces_to_regions
from ingest.pdf_paragraphs import lines_to_paragraphs
from ingest.pdf_tables import Grid, lines_to_grids
from ingest.tables import Units, grid_to_table

SCANNED = "no page holds text: it is scanned or drawn; run it through text recognition (OCR) first"


def read_pdf(raw: bytes) -> Source:
    """Read a PDF page by page; raises `Unreadable` when no page can be.

    Pages that cannot be read, or hold a picture and no text, are told in `warnings`.
    """
    import pymupdf

    tools = pymupdf.TOOLS
    tools.mupdf_display_errors(False)
    tools.mupdf_display_warnings(False)
    tools.reset_mupdf_warnings()
    with _open(raw) as document:
        pages, broken = _read_pages(document)
        title = str((document.metadata or {}).get("title") or "").strip()
    pictures = [number for number, page in enumerate(pages, start=1) if not page]
    if len(pictures) == len(pages):
        raise Unreadable(SCANNED if len(broken) < len(pages) else "no page of the PDF can be read")
    warnings = _warnings(pages, broken, tools.mupdf_warnings())
    return Source(tuple(_pages_to_blocks(pages)), len(pages), "pdf", title, warnings=warnings)


def _open(raw: bytes) -> Any:
    import pymupdf

    try:
        document = pymupdf.open(stream=raw, filetype="pdf")
    except (RuntimeError, ValueError) as error:
        raise Unreadable(f"the PDF is damaged and cannot be opened ({error})") from error
    if document.needs_pass and not document.authenticate(""):
        document.close()
        raise Unreadable("the PDF is encrypted and asks for a password; save it without one")
    if document.page_count == 0:
        document.close()
        raise Unreadable("the PDF has no pages")
    return document


def _read_pages(document: Any) -> tuple[list[list[Piece]], list[int]]:
    """The pieces of each page, and the numbers of the pages that cannot be read."""
    import pymupdf

    flags = pymupdf.TEXTFLAGS_TEXT & ~pymupdf.TEXT_PRESERVE_LIGATURES
    pages: list[list[Piece]] = []
    broken: list[int] = []
    for index in range(document.page_count):
        try:
            page = document[index]
            text = page.get_textpage(flags=flags)
            content = text.extractDICT()
            pieces = page_to_pieces(
                content["blocks"], text.extractWORDS(), content["width"], content["height"]
            )
        except (RuntimeError, ValueError):
            pieces = []
            broken.append(index + 1)
        pages.append(pieces)
    return pages, broken


def _warnings(
    pages: Sequence[Sequence[Piece]], broken: Sequence[int], told: str
) -> tuple[str, ...]:
    empty = [n for n, page in enumerate(pages, start=1) if not page and n not in broken]
    found = []
    if broken:
        found.append(f"{_pages(broken)} cannot be read: the PDF is damaged there")
    if empty:
        found.append(f"{_pages(empty)} without text: blank, scanned or drawn")
    lines = list(dict.fromkeys(line.strip() for line in told.splitlines() if line.strip()))
    if lines:
        more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
        found.append(f"the PDF has faults that were worked around: {lines[0]}{more}")
    return tuple(found)


def _pages(numbers: Sequence[int]) -> str:
    """Name the pages, ten at most: "page 3", "pages 3, 4 and 9"."""
    shown = [str(number) for number in numbers[:10]]
    if len(numbers) > 10:
        return f"pages {', '.join(shown)} and {len(numbers) - 10} more"
    return f"pages {', '.join(shown[:-1])} and {shown[-1]}" if shown[1:] else f"page {shown[0]}"


def _pages_to_blocks(pages: Sequence[Sequence[Piece]]) -> list[Block]:
    edges = furniture([pieces_to_lines(page) for page in pages])
    blocks: list[Block] = []
    for number, (pieces, (top, bottom)) in enumerate(zip(pages, edges, strict=True), start=1):
        lines = pieces_to_lines(pieces)
        aside = [*lines[:top], *lines[len(lines) - bottom :]]
        blocks.append(PageBreak(number, tuple(line.text for line in aside)))
        gone = {id(piece) for line in aside for piece in line.pieces}
        height = [(line.y0, line.y1) for line in aside]
        left = [piece for piece in pieces if not _within(piece, height)] if gone else pieces
        for region in pieces_to_regions(left):
            blocks.extend(_region_to_blocks(pieces_to_lines(region), number, blocks))
    return blocks


def _within(piece: Piece, heights: Sequence[tuple[float, float]]) -> bool:
    return any(y0 <= piece.y0 and piece.y1 <= y1 for y0, y1 in heights)


def _region_to_blocks(lines: Sequence[Line], page: int, above: Sequence[Block]) -> list[Block]:
    """Tables and the paragraphs between them. `above` is what was read before, for captions."""
    edges = (min(line.x0 for line in lines), max(line.x1 for line in lines))
    blocks: list[Block] = []
    at = 0
    for grid in lines_to_grids(lines, page):
        blocks.extend(lines_to_paragraphs(lines[at : grid.start], page, edges))
        blocks.append(_table(grid, lines[grid.start : grid.stop], page, [*above[-3:], *blocks]))
        at = grid.stop
    blocks.extend(lines_to_paragraphs(lines[at:], page, edges))
    return blocks


def _table(grid: Grid, lines: Sequence[Line], page: int, above: Sequence[Block]) -> Table:
    box = (
        min(line.x0 for line in lines),
        lines[0].y0,
        max(line.x1 for line in lines),
        max(line.y1 for line in lines),
    )
    place = Place(page, box=box)
    table = grid_to_table(grid.rows, place, before=_before(above))
    begun = _continued(above, table)
    if begun is None:
        return table
    units = Units(begun.scale, begun.unit)
    table = grid_to_table(grid.rows, place, before=[begun.caption], default=units)
    bare = not any(row.header for row in table.rows) and len(table.columns) == len(begun.columns)
    return replace(table, columns=begun.columns) if bare else table


def _continued(above: Sequence[Block], table: Table) -> Table | None:
    """The table that `table` goes on: right above it, or at the end of the page before."""
    if above and isinstance(above[-1], Table):
        return above[-1]
    if len(above) < 2 or not isinstance(above[-1], PageBreak) or any(r.header for r in table.rows):
        return None
    begun = above[-2]
    if isinstance(begun, Table) and len(begun.columns) == len(table.columns):
        return begun
    return None


def _before(blocks: Sequence[Block]) -> list[str]:
    """The few paragraphs just above, nearest last, back to the last table."""
    texts: list[str] = []
    for block in reversed(blocks[-4:]):
        if isinstance(block, Table):
            break
        if isinstance(block, Paragraph):
            texts.append(block.text)
    return texts[::-1][-3:]
