"""Tables without tags: what a grid leaves open is taken from what was read around it.

A table that says no scale has that of the table it goes on, of the running head, of a statement
that stands for all that follows, or the one usual in the filing, in that order of trust.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.continued import join_continued, to_row
from ingest.document import Block, PageBreak, Paragraph, Place, Table
from ingest.tables import RawRow, fits_usual, grid_to_table, usual_units
from ingest.units import Units, stated_units

STANDING = re.compile(r"(?i)\btabular\b|\bunless otherwise\b|\bexcept as otherwise\b")
NEAR = 4  # blocks above a table that may name it


@dataclass(frozen=True, slots=True)
class Draft:
    """A table as it was found on the page."""

    rows: tuple[RawRow, ...]
    place: Place
    stated: Units | None = None
    """What the running head of its page says of units."""
    parts: tuple[int, ...] = ()
    """Rows with which it goes on after a page break."""


def drafts_to_blocks(items: Iterable[Paragraph | PageBreak | Draft]) -> list[Block]:
    """The items with every draft made a table, in the same order."""
    blocks: list[Block] = []
    drafts: dict[int, Draft] = {}
    standing: Units | None = None
    for item in join_continued(list(items), _joined):
        if isinstance(item, Draft):
            drafts[len(blocks)] = item
            blocks.append(_table(item, blocks[-NEAR:], item.stated or standing))
            continue
        if isinstance(item, Paragraph) and STANDING.search(item.text):
            standing = stated_units(item.text) or standing
        blocks.append(item)
    usual = usual_units([block for block in blocks if isinstance(block, Table)])
    for at, draft in drafts.items() if usual else ():
        table = blocks[at]
        if usual and isinstance(table, Table) and table.scale == 1 and fits_usual(table, usual):
            blocks[at] = _table(draft, blocks[max(0, at - NEAR) : at], usual[0])
    return blocks


def _joined(above: Draft, between: Sequence[Paragraph], below: Draft) -> Draft:
    rows = (*above.rows, *map(to_row, between), *below.rows)
    at = len(above.rows)
    further = (at + len(between) + part for part in below.parts)
    return replace(above, rows=rows, parts=(*above.parts, at, *further))


def _table(draft: Draft, above: Sequence[Block], default: Units | None) -> Table:
    table = grid_to_table(
        draft.rows, draft.place, before=_before(above), default=default, parts=draft.parts
    )
    begun = _continued(above, table)
    if begun is None:
        return table
    units = Units(begun.scale, begun.unit, begun.scale) if begun.scale > 1 else default
    table = grid_to_table(
        draft.rows, draft.place, before=[begun.caption], default=units, parts=draft.parts
    )
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
    """The paragraphs just above, nearest last, back to the last table."""
    texts: list[str] = []
    for block in reversed(blocks):
        if isinstance(block, Table):
            break
        if isinstance(block, Paragraph):
            texts.append(block.text)
    return texts[::-1][-3:]
