"""Tables of a page, found by alignment alone: labels to the left, figures in columns.

lines -> runs of rows with figures -> columns -> raw rows, which `ingest.tables` takes on. Rulings
are not looked at: many filings have none, and asking MuPDF for them costs more than the text.
"""

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple

from ingest.page_lines import Line, Piece, is_numeric
from ingest.page_rows import YEAR, figures, is_restated, left_edge, lines_to_rows
from ingest.periods import is_period
from ingest.tables import RawRow

LEADERS = re.compile(r"(?:\s*[.·…_]){4,}\s*")
MOST_HEADERS = 9  # lines above the first figures
MOST_LABELS = 6  # lines without figures between two rows with figures
FAR = 4.0  # in font sizes: white that ends a table


class Kind(Enum):
    """What a line may be to a table."""

    FIGURES = "a row with figures"
    FIGURE = "a single figure"
    CELLS = "words side by side"
    TEXT = "words"


class Grid(NamedTuple):
    """A table: the lines `[start, stop)` and its rows."""

    start: int
    stop: int
    rows: tuple[RawRow, ...]


def lines_to_grids(lines: Sequence[Line], page: int) -> list[Grid]:
    """The tables among the lines of one region, top to bottom, never overlapping."""
    lines = [_without_leaders(line) for line in lines]
    kinds = [_kind(line) for line in lines]
    grids: list[Grid] = []
    at = floor = 0
    while at < len(lines):
        if kinds[at] is not Kind.FIGURES:
            at += 1
            continue
        stop = _last_row(lines, kinds, at) + 1
        body = [
            line
            for line, kind in zip(lines[at:stop], kinds[at:stop], strict=True)
            if kind in (Kind.FIGURES, Kind.FIGURE)
        ]
        left = left_edge(body)
        start = _first_header(lines, kinds, at, floor, left)
        if _is_table(body, at - start):
            grids.append(Grid(start, stop, lines_to_rows(lines[start:stop], body, page)))
            floor = stop
            at = stop
        else:
            at += 1
    return grids


def _without_leaders(line: Line) -> Line:
    """Dots that lead the eye from a label to its figure go; what stands behind them is a piece."""
    if not any(
        "..." in piece.text or ". . ." in piece.text or "___" in piece.text for piece in line.pieces
    ):
        return line
    pieces: list[Piece] = []
    for piece in line.pieces:
        pieces.extend(_cut_at_leaders(piece))
    return line._replace(pieces=tuple(pieces)) if pieces else line


def _cut_at_leaders(piece: Piece) -> Iterable[Piece]:
    pitch = (piece.x1 - piece.x0) / max(1, len(piece.text))
    at = 0
    for match in [*LEADERS.finditer(piece.text), None]:
        stop = match.start() if match else len(piece.text)
        text = piece.text[at:stop].strip()
        if text:
            yield piece._replace(text=text, x0=piece.x0 + at * pitch, x1=piece.x0 + stop * pitch)
        at = match.end() if match else stop


def _kind(line: Line) -> Kind:
    pieces = line.pieces
    if len(pieces) == 1:
        return Kind.FIGURE if is_numeric(pieces[0].text) else Kind.TEXT
    if any(is_numeric(piece.text) for piece in pieces[1:]):
        return Kind.FIGURES
    return Kind.CELLS


def _last_row(lines: Sequence[Line], kinds: Sequence[Kind], first: int) -> int:
    """The last line that belongs to the table whose first figures stand on line `first`."""
    last = first
    left, right = left_edge([lines[first]]), lines[first].x1
    begun = not is_restated(lines[first])
    for at in range(first + 1, len(lines)):
        line, kind = lines[at], kinds[at]
        if line.y0 - lines[at - 1].y1 > FAR * line.size or at - last > MOST_LABELS:
            break
        if begun and _begins_anew(line, kind, left):
            break
        if kind is Kind.FIGURES:
            begun = begun or not is_restated(line)
            left, right = min(left, left_edge([line])), max(right, line.x1)
        elif (kind is not Kind.TEXT and line.x1 < left - line.size) or _is_prose(line, left, right):
            break
        if kind is not Kind.TEXT:
            last = at
    return last


def _begins_anew(line: Line, kind: Kind, left: float) -> bool:
    """Whether words alone stand over the columns, below figures: the headers of the next table."""
    if kind in (Kind.FIGURES, Kind.CELLS) and is_restated(line):
        return True
    if line.x0 < left - line.size or kind in (Kind.FIGURES, Kind.FIGURE):
        return False
    return kind is Kind.CELLS or is_period(line.text)


def _is_prose(line: Line, left: float, right: float) -> bool:
    """Whether the line runs across the columns of figures as text does."""
    longest = max(line.pieces, key=lambda piece: len(piece.text))
    across = longest.x1 > left + 0.35 * max(right - left, 60.0)
    return across and longest.text.count(" ") >= 8


def _first_header(
    lines: Sequence[Line], kinds: Sequence[Kind], first: int, floor: int, left: float
) -> int:
    """The topmost line of the headers that stand above line `first`."""
    start = first
    for at in range(first - 1, max(floor, first - MOST_HEADERS) - 1, -1):
        line = lines[at]
        if lines[at + 1].y0 - line.y1 > 2 * line.size:
            break
        if kinds[at] is Kind.FIGURES and not is_restated(line):
            break
        if _is_over_columns(line, kinds[at], left):
            start = at
        elif not _is_label_of_header(lines, kinds, at, floor, left):
            break
    return start


def _is_over_columns(line: Line, kind: Kind, left: float) -> bool:
    if kind is Kind.CELLS or (kind is Kind.FIGURES and is_restated(line)):
        return all(piece.text.count(" ") < 10 for piece in line.pieces) and line.x1 > left
    return (
        kind is not Kind.FIGURES and line.x0 > left - 1.5 * line.size and line.text.count(" ") < 14
    )


def _is_label_of_header(
    lines: Sequence[Line], kinds: Sequence[Kind], at: int, floor: int, left: float
) -> bool:
    """Whether a line left of the columns stands under headers: "(in millions)", "Assets"."""
    for upper in range(at - 1, max(floor, at - MOST_LABELS) - 1, -1):
        line = lines[upper + 1]
        if line.x1 > left or line.y0 - lines[upper].y1 > 2 * line.size:
            return False
        if kinds[upper] is not Kind.TEXT or _is_over_columns(lines[upper], kinds[upper], left):
            return _is_over_columns(lines[upper], kinds[upper], left)
    return False


def _is_table(body: Sequence[Line], headers: int) -> bool:
    """Two rows with figures, or one of two figures under headers."""
    proper = [line for line in body if any(not YEAR.fullmatch(p.text) for p in figures(line))]
    rows = [line for line in proper if not is_restated(line)]
    if len(rows) >= 2:
        return True
    return len(rows) == 1 and len(figures(rows[0])) >= 2 and (headers > 0 or len(body) > 1)
