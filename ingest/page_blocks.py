"""Pages of pieces become blocks: the way from words with places to the document tree.

Taken by PDF pages and typewriter pages alike: `page_furniture` (running heads and feet),
`page_lines` (pieces to lines), `page_tables` (lines to grids), `page_paragraphs` (the lines left
over), `drafts` (units and headers that a table has from elsewhere).
"""

from collections.abc import Iterator, Sequence

from ingest.document import Block, PageBreak, Paragraph, Place
from ingest.drafts import Draft, drafts_to_blocks
from ingest.page_furniture import furniture
from ingest.page_lines import Line, Piece, pieces_to_lines, pieces_to_regions
from ingest.page_paragraphs import lines_to_paragraphs
from ingest.page_tables import lines_to_grids
from ingest.units import Units, stated_units


def pages_to_blocks(pages: Sequence[Sequence[Piece]]) -> list[Block]:
    """The blocks of all pages; each begins with a `PageBreak` that carries its furniture."""
    return drafts_to_blocks(_pages_to_items(pages))


def _pages_to_items(pages: Sequence[Sequence[Piece]]) -> Iterator[Paragraph | PageBreak | Draft]:
    whole = [pieces_to_lines(page) for page in pages]
    edges = furniture(whole)
    for number, (pieces, lines, (top, bottom)) in enumerate(
        zip(pages, whole, edges, strict=True), start=1
    ):
        aside = [*lines[:top], *lines[len(lines) - bottom :]]
        yield PageBreak(number, tuple(line.text for line in aside))
        stated = stated_units(" ".join(line.text for line in aside))
        heights = [(line.y0, line.y1) for line in aside]
        left = [piece for piece in pieces if not _within(piece, heights)] if aside else pieces
        regions = pieces_to_regions(left)
        for region in regions:
            alone = not aside and len(regions) == 1
            yield from region_to_items(lines if alone else pieces_to_lines(region), number, stated)


def _within(piece: Piece, heights: Sequence[tuple[float, float]]) -> bool:
    return any(y0 <= piece.y0 and piece.y1 <= y1 for y0, y1 in heights)


def region_to_items(
    lines: Sequence[Line], page: int, stated: Units | None
) -> Iterator[Paragraph | Draft]:
    """Tables and the paragraphs between them; `stated` are the units in the running head."""
    edges = (min(line.x0 for line in lines), max(line.x1 for line in lines))
    at = 0
    for grid in lines_to_grids(lines, page):
        yield from lines_to_paragraphs(lines[at : grid.start], page, edges)
        yield Draft(grid.rows, _place(lines[grid.start : grid.stop], page), stated)
        at = grid.stop
    yield from lines_to_paragraphs(lines[at:], page, edges)


def _place(lines: Sequence[Line], page: int) -> Place:
    x0, y0 = min(line.x0 for line in lines), min(line.y0 for line in lines)
    x1, y1 = max(line.x1 for line in lines), max(line.y1 for line in lines)
    return Place(page, box=(x0, y0, x1, y1))
