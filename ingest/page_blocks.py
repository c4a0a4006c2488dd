"""Pages of pieces become blocks: the way from words with places to the document tree.

Taken by PDF pages and typewriter pages alike: `page_lines` (pieces to lines), `page_furniture`
(running heads and feet), `page_tables` (lines to grids), `page_paragraphs` (the lines left over).
"""

from collections.abc import Sequence
from dataclasses import replace

from ingest.document import Block, PageBreak, Paragraph, Place, Table
from ingest.page_furniture import furniture
from ingest.page_lines import Line, Piece, pieces_to_lines, pieces_to_regions
from ingest.page_paragraphs import lines_to_paragraphs
from ingest.page_tables import Grid, lines_to_grids
from ingest.tables import Units, grid_to_table


def pages_to_blocks(pages: Sequence[Sequence[Piece]]) -> list[Block]:
    """The blocks of all pages; each begins with a `PageBreak` that carries its furniture."""
    edges = furniture([pieces_to_lines(page) for page in pages])
    blocks: list[Block] = []
    for number, (pieces, (top, bottom)) in enumerate(zip(pages, edges, strict=True), start=1):
        lines = pieces_to_lines(pieces)
        aside = [*lines[:top], *lines[len(lines) - bottom :]]
        blocks.append(PageBreak(number, tuple(line.text for line in aside)))
        height = [(line.y0, line.y1) for line in aside]
        left = [piece for piece in pieces if not _within(piece, height)]
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
