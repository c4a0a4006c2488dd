"""The rows of a PDF table: wrapped labels joined, figures put into columns, headers over them.

A column is the stretch that right-aligned figures cover; words above are given to the columns
whose middle they stand over.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from ingest.document import Place
from ingest.pdf_lines import Line, Piece, is_numeric, join_lines
from ingest.periods import is_period
from ingest.tables import RawCell, RawRow

YEAR = re.compile(r"(?:19|20)\d\d(?:\s?\([a-z0-9]\))?")
CONTINUES = re.compile(r"[a-z]|[(&/][a-z ]|and\b")


class Column(NamedTuple):
    """Where a column lies, in points."""

    x0: float
    x1: float


def lines_to_rows(lines: Sequence[Line], body: Sequence[Line], page: int) -> tuple[RawRow, ...]:
    """The rows that `lines`, headers first, make; `body` are those of them that hold figures."""
    left = left_edge(body)
    columns = _columns(lines, body, left)
    edge = min(line.x0 for line in lines)
    rows: list[RawRow] = []
    held: list[Line] = []
    heads = next(at for at, line in enumerate(lines) if line is body[0])
    heads += is_restated(body[0])
    lines = [*_unstacked(lines[:heads]), *lines[heads:]]
    pitch = _row_gap(body)
    for at, line in enumerate(lines):
        below = lines[at + 1] if at + 1 < len(lines) else None
        held.append(line)
        if below is not None and _wraps(held, below, left, pitch):
            continue
        rows.append(_row(held, columns, left, edge, page))
        held = []
    return tuple(rows)


def _unstacked(heads: Sequence[Line]) -> list[Line]:
    """Headers over one column, wrapped over several lines, become one piece on the lowest line."""
    made: list[Line] = []
    for line in heads:
        if made and line.y0 - made[-1].y1 < 0.6 * line.size:
            above, pieces = list(made[-1].pieces), []
            for piece in line.pieces:
                over = [p for p in above if p.x1 > piece.x0 and p.x0 < piece.x1]
                if len(over) == 1 and _stacks(over[0], piece, line):
                    above.remove(over[0])
                    piece = _stacked(over[0], piece)
                pieces.append(piece)
            if above:
                made[-1] = made[-1]._replace(pieces=tuple(above))
            else:
                made.pop()
            line = line._replace(pieces=tuple(pieces))
        made.append(line)
    return made


def _stacks(upper: Piece, lower: Piece, line: Line) -> bool:
    """Whether `lower` goes on where `upper` ends: the same middle or edge, and no neighbour."""
    if any(p is not lower and p.x1 > upper.x0 and p.x0 < upper.x1 for p in line.pieces):
        return False
    edges = (
        upper.middle - lower.middle,
        upper.x0 - lower.x0,
        upper.x1 - lower.x1,
    )
    return min(map(abs, edges)) < 0.4 * lower.size


def _stacked(upper: Piece, lower: Piece) -> Piece:
    return lower._replace(
        x0=min(upper.x0, lower.x0),
        x1=max(upper.x1, lower.x1),
        text=join_lines([upper.text, lower.text]),
        bold=upper.bold and lower.bold,
    )


def _row_gap(body: Sequence[Line]) -> float:
    """The white between rows, in points."""
    gaps = [below.y0 - line.y1 for line, below in pairwise(body)]
    return median(gaps) if gaps else 0.0


def _wraps(held: Sequence[Line], below: Line, left: float, pitch: float) -> bool:
    """Whether the label of the rows `held` goes on in the line `below`.

    A line that begins in lower case does; others do where they stand closer than rows do.
    """
    line, first = held[-1], below.pieces[0]
    gap = below.y0 - line.y1
    if gap > max(pitch, 0.0) + 0.3 * line.size or first.x0 > left - line.size:
        return False
    if is_numeric(first.text) or held[0].pieces[0].x0 > left:
        return False
    figures = any(len(row.pieces) > 1 for row in held)
    if figures and len(below.pieces) > 1:
        return False
    label = line.pieces[0]
    if label.text.endswith(":"):
        return False
    if CONTINUES.match(first.text):
        return True
    if figures or gap > pitch - 0.2 * line.size:
        return False
    word = first.text.split(" ", 1)[0]
    wide = (first.x1 - first.x0) * (len(word) + 1) / len(first.text)
    full = label.x1 + wide > left - line.size
    return full and first.x0 >= label.x0 - 1 and first.bold == label.bold


def _columns(lines: Sequence[Line], body: Sequence[Line], left: float) -> list[Column]:
    """Columns of figures, and of words that stand between them, from left to right."""
    proper = [line for line in body if not is_restated(line)] or body
    cells = [[p for p in line.pieces if is_numeric(p.text) and p.x1 > left] for line in proper]
    columns = _united([piece for row in cells for piece in row])
    if any(_shared(columns, row) for row in cells):
        columns = _by_right_edge([piece for row in cells for piece in row])
    words = [
        piece
        for line in lines
        if figures(line) and not is_restated(line)
        for piece in line.pieces[1:]
        if not is_numeric(piece.text) and not _over(columns, piece)
    ]
    return sorted([*columns, *_united(words)])


def _united(pieces: Iterable[Piece]) -> list[Column]:
    """The stretches that pieces cover, overlapping ones united."""
    made: list[Column] = []
    for piece in sorted(pieces, key=lambda piece: piece.x0):
        if made and piece.x0 < made[-1].x1:
            made[-1] = Column(made[-1].x0, max(made[-1].x1, piece.x1))
        else:
            made.append(Column(piece.x0, piece.x1))
    return made


def _shared(columns: Sequence[Column], row: Sequence[Piece]) -> bool:
    """Whether two figures of a row fell into one column."""
    at = [
        next(i for i, c in enumerate(columns) if c.x0 <= p.x0 < c.x1 or p.x0 == c.x0) for p in row
    ]
    return len(set(at)) < len(at)


def _by_right_edge(pieces: Iterable[Piece]) -> list[Column]:
    """Columns of right-aligned figures, where wide ones reach under their neighbour."""
    made: list[Column] = []
    for piece in sorted(pieces, key=lambda piece: piece.x1):
        if made and piece.x1 - made[-1].x1 < 0.9 * piece.size:
            made[-1] = Column(max(made[-1].x0, piece.x0), piece.x1)
        else:
            made.append(Column(piece.x0, piece.x1))
    return made


def _over(columns: Sequence[Column], piece: Piece) -> list[int]:
    return [
        index
        for index, column in enumerate(columns)
        if min(column.x1, piece.x1) > max(column.x0, piece.x0)
    ]


def _row(
    held: Sequence[Line], columns: Sequence[Column], left: float, edge: float, page: int
) -> RawRow:
    """One row; the label may come from several lines."""
    label = [line.pieces[0] for line in held if line.pieces[0].x0 < left - 0.5]
    label = [piece for piece in label if not is_numeric(piece.text) or piece.x1 <= left]
    cells: list[RawCell] = []
    if label:
        text = join_lines([piece.text for piece in label])
        cells.append(RawCell(text, 0, header=label[0].bold, indent=label[0].x0 - edge))
    rest = [piece for line in held for piece in line.pieces if piece not in label]
    cells.extend(_cells(rest, columns))
    box = (
        min(line.x0 for line in held),
        min(line.y0 for line in held),
        max(line.x1 for line in held),
        max(line.y1 for line in held),
    )
    return RawRow(tuple(cells), Place(page, box=box))


def _cells(pieces: Sequence[Piece], columns: Sequence[Column]) -> Iterable[RawCell]:
    taken = {index for piece in pieces for index in _over(columns, piece)}
    last = -1
    for piece in pieces:
        first, stop = _span(piece, columns, taken, last)
        yield RawCell(piece.text, first + 1, stop - first, header=piece.bold)
        last = stop - 1


def _span(piece: Piece, columns: Sequence[Column], taken: set[int], last: int) -> tuple[int, int]:
    """The columns `[first, stop)` that a piece stands over or in.

    Words centred over several columns often touch only some of them, or the white between two:
    the stretch of free columns whose middle is nearest to their own is meant.
    """
    mine = _over(columns, piece)
    if is_numeric(piece.text) and not YEAR.fullmatch(piece.text):
        if mine:
            best = max(
                mine, key=lambda i: min(columns[i].x1, piece.x1) - max(columns[i].x0, piece.x0)
            )
        else:
            best = min(range(len(columns)), key=lambda i: abs(columns[i].x1 - piece.x1))
        return best, best + 1
    low, high = (mine[0], mine[-1]) if mine else _around(piece, columns)
    others = taken - set(mine)
    best_span, best_off = (low, high + 1), _off(piece, columns, low, high)
    for first in range(low, last, -1):
        if first in others:
            break
        for final in range(high, len(columns)):
            if final in others:
                break
            off = _off(piece, columns, first, final)
            if off < best_off - 2.0:
                best_span, best_off = (first, final + 1), off
    return best_span


def _off(piece: Piece, columns: Sequence[Column], first: int, final: int) -> float:
    return abs((columns[first].x0 + columns[final].x1) / 2 - piece.middle)


def _around(piece: Piece, columns: Sequence[Column]) -> tuple[int, int]:
    near = min(
        range(len(columns)), key=lambda i: abs((columns[i].x0 + columns[i].x1) / 2 - piece.middle)
    )
    return near, near


def is_restated(line: Line) -> bool:
    """Whether the line is nothing but years and dates over columns: a new table begins."""
    heads = line.pieces if is_numeric(line.pieces[0].text) else line.pieces[1:]
    return bool(heads) and all(
        YEAR.fullmatch(piece.text) or (not is_numeric(piece.text) and is_period(piece.text))
        for piece in heads
    )


def figures(line: Line) -> list[Piece]:
    """The pieces behind the first that could stand in a column of figures."""
    return [piece for piece in line.pieces[1:] if is_numeric(piece.text)]


def left_edge(body: Sequence[Line]) -> float:
    """Where the first column of figures begins."""
    edges = [piece.x0 for line in body for piece in figures(line)]
    bare = [
        line.pieces[0].x0
        for line in body
        if is_numeric(line.pieces[0].text) and line.pieces[0].x0 > line.x1 - 1
    ]
    labelled = [
        piece.x0 for line in body if not is_numeric(line.pieces[0].text) for piece in figures(line)
    ]
    if labelled:
        first = min(labelled)
        bare += [
            line.pieces[0].x0
            for line in body
            if is_numeric(line.pieces[0].text) and line.pieces[0].x1 > first
        ]
    return min([*edges, *bare], default=0.0)
