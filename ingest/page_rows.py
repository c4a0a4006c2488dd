"""The rows of a table: wrapped labels joined, figures put into columns, headers over them.

A column is the stretch that right-aligned figures cover; words above are given to the columns
whose middle they stand over.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from ingest.document import Place
from ingest.page_lines import Line, Piece, is_numeric, join_lines
from ingest.periods import is_period
from ingest.tables import RawCell, RawRow

YEAR = re.compile(r"(?:19|20)\d\d(?:\s?\([a-z0-9]\))?")
CONTINUES = re.compile(r"[a-z]|[(&/][a-z ]")
CHANGE = re.compile(
    r"(?:[$%]|percent|amount|dollar|increase|decrease|variance|total)?.{0,3}change|total",
    re.IGNORECASE,
)
GOES_ON = re.compile(r"(?:[,;—&]|\b(?:of|and|or|the|to|for|in|on|from|by|with|at|net))$")


class Column(NamedTuple):
    """Where a column lies, in points."""

    x0: float
    x1: float

    @property
    def middle(self) -> float:
        """Half way between the edges."""
        return (self.x0 + self.x1) / 2


def lines_to_rows(lines: Sequence[Line], body: Sequence[Line], page: int) -> tuple[RawRow, ...]:
    """The rows that `lines`, headers first, make; `body` are those of them that hold figures."""
    left = left_edge(body)
    columns = _columns(lines, body, left)
    edge = min(line.x0 for line in lines)
    heads = next(at for at, line in enumerate(lines) if line is body[0]) + is_restated(body[0])
    while heads > 0 and lines[heads - 1].x1 < left:
        heads -= 1  # labels under the headers; they may go on in the first row
    middle = (edge + left) / 2  # headers centred over right-aligned figures begin left of them
    stacked = _unstacked(lines[:heads], middle)
    rows = [_row([line], columns, middle, edge, page, widest=True) for line in stacked]
    for held in _wrapped(lines[heads:], left, _row_gap(body)):
        rows.append(_row(held, columns, left, edge, page, widest=False))
    return tuple(rows)


def _wrapped(lines: Sequence[Line], left: float, pitch: float) -> Iterable[list[Line]]:
    """The lines of each row: one, or more where the label is wrapped."""
    held: list[Line] = []
    for line in lines:
        if held and not _wraps(held, line, left, pitch):
            yield held
            held = []
        held.append(line)
    if held:
        yield held


def _unstacked(heads: Sequence[Line], left: float) -> list[Line]:
    """Headers over one column, wrapped over several lines, become one piece on the lowest line."""
    made: list[Line] = []
    for line in heads:
        if made and line.y0 - made[-1].y1 < 0.6 * line.size:
            above, line = _lowered(made[-1], line, left)
            made[-1:] = [above] if above.pieces else []
        made.append(line)
    return made


def _lowered(above: Line, line: Line, left: float) -> tuple[Line, Line]:
    """Two header lines, the words of the upper joined to those of the lower that they begin."""
    uppers, lowers = list(above.pieces), list(line.pieces)
    for at, lower in enumerate(line.pieces):
        over = [upper for upper in above.pieces if _meet(upper, lower)]
        if len(over) != 1 or over[0] not in uppers:
            continue
        if _goes_on(over[0], lower) if lower.x0 < left else _stacks(above, over[0], line, at):
            uppers.remove(over[0])
            lowers[at] = _stacked(over[0], lower)
    return above._replace(pieces=tuple(uppers)), line._replace(pieces=tuple(lowers))


def _meet(upper: Piece, lower: Piece) -> bool:
    return upper.x1 > lower.x0 and upper.x0 < lower.x1


def _goes_on(upper: Piece, lower: Piece) -> bool:
    """Whether words over the labels are one: "(in millions," and "except per share data)"."""
    opened = upper.text.count("(") > upper.text.count(")")
    return opened or CONTINUES.match(lower.text) is not None


def _stacks(above: Line, upper: Piece, line: Line, at: int) -> bool:
    """Whether `upper` goes on in piece `at` of `line`: a shared middle or edge, no neighbour below.

    Where neither neighbour to the left and right has words above, `upper` is meant for all three.
    """
    lower = line.pieces[at]
    if sum(_meet(upper, piece) for piece in line.pieces) > 1:
        return False
    edges = (upper.middle - lower.middle, upper.x0 - lower.x0, upper.x1 - lower.x1)
    if min(map(abs, edges)) > 0.4 * lower.size:
        return False
    beside = [line.pieces[n] for n in (at - 1, at + 1) if 0 <= n < len(line.pieces)]
    wide = upper.x1 - upper.x0 > 1.5 * (lower.x1 - lower.x0)
    free = not any(_meet(p, piece) for piece in beside for p in above.pieces)
    return len(beside) < 2 or not (wide and free)


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
    """Whether the row `held` goes on in the line `below`.

    A line that begins in lower case does, as does one below words that cannot end a label;
    others do where they stand closer than rows do.
    """
    line, first = held[-1], below.pieces[0]
    label, gap = line.pieces[0], below.y0 - line.y1
    if label.x0 > left:
        return False
    figures = any(len(row.pieces) > 1 for row in held)
    if first.x0 >= left - line.size:  # figures without a label, set lower than the label
        return not figures and gap < min(0.0, pitch - 0.3 * line.size)
    if gap > max(pitch, 0.0) + 0.3 * line.size or is_numeric(first.text):
        return False
    if (figures and len(below.pieces) > 1) or label.text.endswith(":"):
        return False
    if CONTINUES.match(first.text) or (GOES_ON.search(label.text) and not figures):
        return True
    return not figures and gap <= pitch - 0.2 * line.size and _is_full(label, first, left)


def _is_full(label: Piece, first: Piece, left: float) -> bool:
    """Whether the first word of `first` would not have fitted behind `label`."""
    word = first.text.split(" ", 1)[0]
    wide = (first.x1 - first.x0) * (len(word) + 1) / len(first.text)
    full = label.x1 + wide > left - label.size
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
    held: Sequence[Line],
    columns: Sequence[Column],
    left: float,
    edge: float,
    page: int,
    *,
    widest: bool,
) -> RawRow:
    """One row; the label may come from several lines."""
    label = [line.pieces[0] for line in held if _is_label(line.pieces[0], left)]
    cells: list[RawCell] = []
    if label:
        text = join_lines([piece.text for piece in label])
        cells.append(RawCell(text, 0, header=label[0].bold, indent=label[0].x0 - edge))
    rest = [piece for line in held for piece in line.pieces if piece not in label]
    cells.extend(_cells(rest, columns, widest=widest))
    box = (
        min(line.x0 for line in held),
        min(line.y0 for line in held),
        max(line.x1 for line in held),
        max(line.y1 for line in held),
    )
    return RawRow(tuple(cells), Place(page, box=box))


def _is_label(piece: Piece, left: float) -> bool:
    return piece.x0 < left - 0.5 and (not is_numeric(piece.text) or piece.x1 <= left)


def _cells(
    pieces: Sequence[Piece], columns: Sequence[Column], *, widest: bool
) -> Iterable[RawCell]:
    taken = [_over(columns, piece) for piece in pieces]
    last = 0
    for at, piece in enumerate(pieces):
        if is_numeric(piece.text) and not YEAR.fullmatch(piece.text):
            first, stop = _column(piece, columns)
        else:
            ahead = min((mine[0] for mine in taken[at + 1 :] if mine), default=len(columns))
            first, stop = _span(piece, columns, last, ahead, widest=widest)
        yield RawCell(piece.text, first + 1, stop - first, header=piece.bold)
        last = stop


def _column(piece: Piece, columns: Sequence[Column]) -> tuple[int, int]:
    """The one column a figure stands in."""
    mine = _over(columns, piece)
    if mine:
        best = max(mine, key=lambda i: min(columns[i].x1, piece.x1) - max(columns[i].x0, piece.x0))
    else:
        best = min(range(len(columns)), key=lambda i: abs(columns[i].x1 - piece.x1))
    return best, best + 1


def _span(
    piece: Piece, columns: Sequence[Column], low: int, ahead: int, *, widest: bool
) -> tuple[int, int]:
    """The columns `[first, stop)` that words stand over, out of the free ones `[low, ahead)`.

    Words centred over several columns often touch only some of them, or the white between two:
    the stretch whose middle is nearest to theirs is meant. Of several as near, `widest` chooses.
    """
    mine = _over(columns, piece) or [
        min(range(len(columns)), key=lambda i: abs(columns[i].middle - piece.middle))
    ]
    best, best_off = (mine[0], mine[-1] + 1), _off(piece, columns, mine[0], mine[-1])
    slack = 0.3 * piece.size
    for first in range(mine[0], min(low, mine[0]) - 1, -1):
        for final in range(mine[-1], max(ahead, mine[-1] + 1)):
            off = _off(piece, columns, first, final)
            covers = piece.x1 - piece.x0 > 0.35 * (columns[final].x1 - columns[first].x0)
            wider = widest and covers and final - first >= best[1] - best[0]
            wider = wider and off < best_off + slack
            if off < best_off - slack or wider:
                best, best_off = (first, final + 1), min(off, best_off)
    return best


def _off(piece: Piece, columns: Sequence[Column], first: int, final: int) -> float:
    return abs((columns[first].x0 + columns[final].x1) / 2 - piece.middle)


def is_restated(line: Line) -> bool:
    """Whether the line is nothing but years and dates over columns: a new table begins."""
    heads = line.pieces if is_numeric(line.pieces[0].text) else line.pieces[1:]
    periods = [
        bool(YEAR.fullmatch(piece.text)) or (not is_numeric(piece.text) and is_period(piece.text))
        for piece in heads
    ]
    others = [piece for piece, period in zip(heads, periods, strict=True) if not period]
    return any(periods) and all(CHANGE.match(piece.text) for piece in others)


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
