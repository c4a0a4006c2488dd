"""A grid of raw cells becomes a table: columns, header rows, and figures in full units.

Every reader calls `grid_to_table`, so that what a column is, which rows are headers and what a
printed "(1,234)" is worth are decided in one place. Geometry is in `grid`, the words above
columns in `table_headers`, the worth of a cell in `figures`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from ingest.continued import part_heads
from ingest.document import Cell, Column, Fact, Period, Place, Row, Table
from ingest.figures import Context, Words, figure, percent_columns, printed_currency, tagged_units
from ingest.grid import Piece, RawCell, RawRow, find_columns, join_symbols, place_pieces
from ingest.periods import column_period, is_period, read_period
from ingest.table_headers import Placed, columns_under, header_rows
from ingest.units import Units, stated_units

__all__ = ["RawCell", "RawRow", "Units", "fits_usual", "grid_to_table", "usual_units"]


def grid_to_table(
    rows: Sequence[RawRow],
    place: Place,
    *,
    before: Sequence[str] = (),
    anchors: Sequence[str] = (),
    links: Sequence[str] = (),
    tags: Mapping[str, Fact] | None = None,
    default: Units | None = None,
    parts: Sequence[int] = (),
) -> Table:
    """The table `rows` are; rows without a word are dropped, no word of the others is.

    `before` are the few paragraphs just above, nearest last: caption and "(in millions)" live
    there. `tags` are the facts that cells name: they know scale and unit where words are silent.
    `default` holds for a table that states nothing itself. `parts` are the rows with which it
    goes on after a page break (`ingest.continued`); headers printed again there stay rows.
    """
    joined = [(join_symbols(row.cells), row.place) for row in rows]
    starts = [sum(bool(pieces) for pieces, _ in joined[:at]) for at in parts]
    lines = [(pieces, at) for pieces, at in joined if pieces]
    heads, placed, width = laid_in_columns([pieces for pieces, _ in lines], starts)
    body = [pieces for (pieces, _), head in zip(lines, heads, strict=True) if not head]
    units = (
        stated_above(placed, heads, before) or tagged_units(body, tags or {}) or default or Units()
    )
    units = replace(units, unit=units.unit or printed_currency(body))
    caption = caption_of(before)
    columns, bands = all_columns(placed, heads, width, caption, units.unit, frozenset(starts))
    table = Table((), columns, place, caption, units.scale, units.unit,
                  tuple(anchors), tuple(links), bands=bands)  # fmt: skip
    rows_made = rows_of(placed, heads, [at for _, at in lines], table, units, tags or {})
    return replace(table, rows=rows_made)


def laid_in_columns(
    lines: Sequence[Sequence[Piece]], starts: Sequence[int]
) -> tuple[list[bool], list[Placed], int]:
    """Which lines are headers, every line in its columns, and how many columns there are.

    Parts of a table share their grid where that has as many columns as each, else keep their own.
    """
    edges = [0, *starts, len(lines)]
    parts = [lines[start:stop] for start, stop in pairwise(edges)]
    tops = [header_rows(parts[0]), *(part_heads(part) for part in parts[1:])]
    bodies = [
        [line for line, head in zip(part, top, strict=True) if not head]
        for part, top in zip(parts, tops, strict=True)
    ]
    own = [find_columns(body or part) for body, part in zip(bodies, parts, strict=True)]
    if len(parts) > 1:
        shared = find_columns([line for body in bodies for line in body])
        own = [shared if len(shared) == len(own[0]) else spans for spans in own]
    placed: list[Placed] = [
        place_pieces(line, spans, head=head)
        for part, top, spans in zip(parts, tops, own, strict=True)
        for line, head in zip(part, top, strict=True)
    ]
    return [head for top in tops for head in top], placed, len(own[0])


def rows_of(
    placed: Sequence[Placed],
    heads: Sequence[bool],
    places: Sequence[Place],
    table: Table,
    units: Units,
    tags: Mapping[str, Fact],
) -> tuple[Row, ...]:
    """The rows with their figures; a row that is a label alone opens a section for those below."""
    rows = []
    percents = percent_columns(line for line, head in zip(placed, heads, strict=True) if not head)
    bands = [(0, table.columns), *table.bands, (len(placed), ())]
    over = [Words.of(column.header, column=True) for column in table.columns]
    caption, silent = Words.of(table.caption), Words.of("")
    section, under, band, opened = None, silent, 0, -1
    for index, (line, head, at) in enumerate(zip(placed, heads, places, strict=True)):
        first = line[0][2]
        label = Words.of(first.text) if line[0][0] == 0 and not head else silent
        if opens_section(line) and not head:
            if section is not None and index == opened + 1:
                label = Words.of(f"{under.text} {label.text}")  # a heading under a heading
            section, under, opened = first, label, index
        if index >= bands[band + 1][0]:
            band += 1
            over = [Words.of(column.header, column=True) for column in bands[band][1]]
        above = under if section and stands_under(first, section) else silent
        cells = []
        for column, span, piece in line:
            value, unit = None, None
            if not head and (column > 0 or piece.facts) and (piece.numeric or piece.facts):
                context = Context(over[column], label, above, caption, units, column in percents)
                value, unit = figure(piece, context, tags)
            cells.append(Cell(column, piece.text, span, value, unit, piece.facts))
        rows.append(Row(tuple(cells), head, first.indent, at))
    return tuple(rows)


def opens_section(line: Placed) -> bool:
    """Whether a row says what those below it are: a label alone, or one beside words."""
    return not any(piece.numeric for *_, piece in line[1:]) and (len(line) == 1 or line[0][0] == 0)


def stands_under(piece: Piece, section: Piece) -> bool:
    """Whether a row belongs to the section label above: set in deeper, or one of its usual rows."""
    return piece.indent > section.indent or USUAL.match(piece.text) is not None


def all_columns(
    placed: Sequence[Placed],
    heads: Sequence[bool],
    count: int,
    caption: str,
    currency: str | None,
    starts: Set[int] = frozenset(),
) -> tuple[tuple[Column, ...], tuple[tuple[int, tuple[Column, ...]], ...]]:
    """The columns under the top headers, and those that later headers restate."""
    top = next((index for index, head in enumerate(heads) if not head), len(heads))
    columns = columns_under(placed[:top], count, caption, currency)
    lasting = [line for line in placed[:top] if not any(is_period(p.text) for *_, p in line)]
    undated = not any(read_period(column.header).year for column in columns[1:])
    bands: list[tuple[int, tuple[Column, ...]]] = []
    index = top
    while index < len(heads) and len(bands) * count < MOST_RESTATED:
        stop = index
        while stop < len(heads) and heads[stop]:
            stop += 1
        again = placed[index:stop]
        if stop > index and not (index in starts and all(len(line) == 1 for line in again)):
            restated = [*(() if index in starts else lasting), *again]
            bands.append((stop, columns_under(restated, count, caption, currency)))
        elif undated and len(placed[index]) == 1 and is_period(placed[index][0][2].text):
            period = column_period(placed[index][0][2].text, caption)
            if period != Period():
                bands.append((index + 1, tuple(replace(c, period=period) for c in columns)))
        index = max(stop, index + 1)
    return columns, tuple(bands)


def stated_above(
    placed: Sequence[Placed], heads: Sequence[bool], before: Sequence[str]
) -> Units | None:
    """The scale stated for the whole table: in its headers or first labels, else just above it."""
    top = next((index for index, head in enumerate(heads) if not head), 0)
    for line in placed[: top + 2]:
        for column, span, piece in line:
            if (column == 0 or len(line) == 1 or span > 2) and (units := stated_units(piece.text)):
                return units
    for text in reversed(before[-3:]):
        for part in (text,) if len(text) < 200 else (*BRACKETS.findall(text), text[-100:]):
            if units := stated_units(part):
                return units
    return None


def caption_of(before: Sequence[str]) -> str:
    """The line that names the table, with the lines of units and dates under it."""
    lines: list[str] = []
    for text in reversed(before[-4:]):
        small = is_period(text) or (stated_units(text) is not None and len(text) < 100)
        if small or len(text) < 150:
            lines.append(text)
        elif text.endswith(":") and not lines:
            lines.append(re.split(r"(?<=[.;])\s+(?=[A-Z])", text)[-1])
        if not small:
            break
    return " ".join(reversed(lines))


def usual_units(tables: Sequence[Table]) -> tuple[Units, Decimal] | None:
    """The scale that the statements of a filing have, and the largest amount under it.

    Where no caption names a statement, the scale that nearly all tables state.

    Notes share the unit of the statements they belong to, and many do not repeat it.
    """
    scaled = [table for table in tables if table.scale > 1]
    statements = [table for table in scaled if STATEMENTS.search(title_of(table))]
    scales = Counter(table.scale for table in statements or scaled)
    if not scales:
        return None
    (scale, count), *_ = scales.most_common(1)
    if (count < 2 and not statements) or count * 10 < 8 * scales.total():
        return None
    usual = [table for table in tables if table.scale == scale]
    units = Counter(table.unit for table in usual if table.unit)
    largest = max((amount for table in usual for amount in amounts(table)), default=Decimal(0))
    return Units(scale, units.most_common(1)[0][0] if units else None, scale), largest


def title_of(table: Table) -> str:
    """What names a table: its caption, and the labels it begins with."""
    return " ".join((table.caption, *(row.label for row in table.rows[:4])))


def fits_usual(table: Table, usual: tuple[Units, Decimal]) -> bool:
    """Whether a table that states no scale can have the usual one.

    Not if an amount would then dwarf every other of the filing, nor if amounts show cents.
    """
    printed = list(amounts(table))
    units, largest = usual
    return bool(printed) and all(
        amount * units.scale <= 2 * largest and amount * 10 % 1 == 0 for amount in printed
    )


def amounts(table: Table) -> Iterator[Decimal]:
    """The sizes of a table's amounts of money."""
    for row in table.rows:
        for cell in row.cells:
            if cell.value is not None and cell.unit and cell.unit == table.unit:
                yield abs(cell.value)


STATEMENTS = re.compile(
    r"(?i)\bbalance\s+sheets?\b|\bstatements?\s+of\s+(?:\w+\s+){0,3}"
    r"(?:operations|income|earnings|cash\s+flows?|financial\s+(?:position|condition))\b"
)
MOST_RESTATED = 100_000  # columns in later headers: a table of nothing else must stay linear
BRACKETS = re.compile(r"\([^()]*\)")
USUAL = re.compile(r"(?i)(?:basic|diluted|assuming dilution|continuing|discontinued)\b")
