"""The geometry of tables: symbols joined to their numbers, columns found, cells put into them.

Filings set "$", "(1,234" and ")" into cells of their own, pad with empty columns and let headers
span what they please. A logical column is a set of cells that overlap and never share a row.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.document import Place
from ingest.numbers import MARK, SYMBOL, Number, is_nil, parse_number


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as the format has it: text on one line, symbols not yet joined."""

    text: str
    column: int
    """0-based column of the grid, row spans resolved; may lie far beyond the other cells."""
    span: int = 1
    facts: tuple[str, ...] = ()
    header: bool = False
    """Marked as a header or set in bold."""
    indent: float = 0.0


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as the format has it; cells in any order, empty ones may be left out."""

    cells: tuple[RawCell, ...]
    place: Place


@dataclass(slots=True)
class Piece:
    """One or more raw cells that say one thing, at `[start, stop)` of the raw grid."""

    text: str
    start: int
    stop: int
    facts: tuple[str, ...] = ()
    header: bool = False
    indent: float = 0.0
    number: Number | None = None
    nil: bool = False
    """A dash where a number could stand."""

    @property
    def numeric(self) -> bool:
        """A number or a dash that stands for one."""
        return self.nil or self.number is not None


@dataclass(slots=True)
class Span:
    """A logical column: where it lies in the raw grid and which rows fill it."""

    start: int
    stop: int
    rows: set[int] = field(default_factory=set)
    numbers: int = 0


def join_symbols(cells: Sequence[RawCell]) -> list[Piece]:
    """The cells of a row with text, left to right, symbols joined: "$", "(12", ")" → "$(12)"."""
    pieces: list[Piece] = []
    waiting: Piece | None = None
    for cell in sorted((cell for cell in cells if cell.text), key=lambda cell: cell.column):
        piece = Piece(
            cell.text,
            cell.column,
            cell.column + max(1, cell.span),
            cell.facts,
            cell.header,
            cell.indent,
            parse_number(cell.text),
            is_nil(cell.text),
        )
        opening = len(piece.text) <= LONGEST_SYMBOL and PREFIX.fullmatch(piece.text) is not None
        if waiting is not None:
            if piece.numeric or opening:
                piece = joined(waiting, piece)
            else:
                pieces.append(waiting)
            waiting = None
        if opening:
            waiting = piece
        elif pieces and takes(pieces[-1], piece):
            pieces[-1] = joined(pieces[-1], piece)
        else:
            pieces.append(piece)
    return [*pieces, waiting] if waiting is not None else pieces


def is_numeric(text: str) -> bool:
    """Whether `text` is a number or a dash."""
    return is_nil(text) or parse_number(text) is not None


def takes(left: Piece, right: Piece) -> bool:
    """Whether `right` is the tail of the number `left`: ")", "%", ")%" or a footnote mark."""
    if not left.numeric or right.number is not None or len(right.text) > LONGEST_SYMBOL:
        return False
    if SUFFIX.fullmatch(right.text):
        return True
    return left.stop >= right.start - 1 and LETTER_MARK.fullmatch(right.text) is not None


def joined(left: Piece, right: Piece) -> Piece:
    """The two as one, which lies where both lay."""
    space = " " if LETTER_MARK.fullmatch(right.text) else ""
    text = left.text + space + right.text
    return Piece(
        text,
        left.start,
        right.stop,
        left.facts + right.facts,
        left.header and right.header,
        left.indent,
        parse_number(text),
        is_nil(text),
    )


def find_columns(lines: Sequence[Sequence[Piece]]) -> list[Span]:
    """The logical columns of body rows, left to right; no two overlap.

    Narrow cells found columns, wider ones join the one column they touch unless a row has both.
    """
    cells: dict[tuple[int, int], Span] = {}
    for row, pieces in enumerate(lines):
        for piece in pieces:
            span = cells.setdefault((piece.start, piece.stop), Span(piece.start, piece.stop))
            span.rows.add(row)
            span.numbers += piece.numeric
    columns: list[Span] = []
    for span in sorted(cells.values(), key=lambda span: (span.stop - span.start, span.start)):
        first, last = touched(columns, span.start, span.stop)
        if first == last:
            columns.insert(first, span)
        elif last - first == 1 and columns[first].rows.isdisjoint(span.rows):
            absorb(columns[first], span)
    return merge_labels(merge_marks(columns, lines))


def touched(columns: Sequence[Span], start: int, stop: int) -> tuple[int, int]:
    """The range `[first, last)` of columns that overlap `[start, stop)`."""
    first = bisect_right(columns, start, key=lambda span: span.stop)
    return first, max(first, bisect_left(columns, stop, key=lambda span: span.start))


def absorb(column: Span, other: Span) -> None:
    """Widen `column` by `other`."""
    column.start, column.stop = min(column.start, other.start), max(column.stop, other.stop)
    column.rows |= other.rows
    column.numbers += other.numbers


def merge_marks(columns: list[Span], lines: Sequence[Sequence[Piece]]) -> list[Span]:
    """Columns that hold nothing but footnote marks belong to the column on their left."""
    other: set[int] = set()
    for pieces in lines:
        for left, piece in zip((None, *pieces), pieces, strict=False):
            bare = left is not None and left.numeric and left.stop == piece.start
            if not (ANY_MARK if not bare else BARE_MARK).fullmatch(piece.text):
                other.update(range(*touched(columns, piece.start, piece.stop)))
    merged: list[Span] = []
    for index, column in enumerate(columns):
        if merged and index not in other and 2 * len(column.rows) < len(merged[-1].rows):
            absorb(merged[-1], column)
        else:
            merged.append(column)
    return merged


def merge_labels(columns: list[Span]) -> list[Span]:
    """Leading columns of text that never share a row are one label column, indented by steps."""
    merged = list(columns)
    while len(merged) > 2 and not (merged[0].numbers or merged[1].numbers):
        if not merged[0].rows.isdisjoint(merged[1].rows):
            break
        absorb(merged[0], merged.pop(1))
    return merged


def place_pieces(
    pieces: Sequence[Piece], columns: Sequence[Span], *, head: bool = False
) -> list[tuple[int, int, Piece]]:
    """(column, span, piece) for each piece; one between columns goes to the nearest free one.

    A number over several columns stands in the one of numbers, unless it is a year of a header.
    """
    placed: list[tuple[int, int, Piece]] = []
    taken: set[int] = set()
    for piece in pieces:
        first, last = touched(columns, piece.start, piece.stop)
        if first == last:
            near = [index for index in (first, first - 1) if 0 <= index < len(columns)]
            first = next((index for index in near if index not in taken), near[0] if near else 0)
            last = first + 1
        elif piece.numeric and not head and last - first > 1:
            first = max(range(first, last), key=lambda index: columns[index].numbers)
            last = first + 1
        if placed and first <= placed[-1][0]:
            last = max(last, placed[-1][0] + placed[-1][1])
            first = placed[-1][0]
            old = placed.pop()[2]
            text = f"{old.text} {piece.text}"
            piece = Piece(
                text,
                old.start,
                piece.stop,
                old.facts + piece.facts,
                old.header,
                old.indent,
                parse_number(text),
                is_nil(text),
            )
        placed.append((first, last - first, piece))
        taken.update(range(first, min(last, first + 64)))
    return placed


LONGEST_SYMBOL = 8
PREFIX = re.compile(rf"[-–−(]?\s*(?i:{SYMBOL})\s*\(?|\(")
SUFFIX = re.compile(r"(?:\)|%|\(?\s*pts?\.?|x)(?:\s*(?:\)|%|pts))?")
LETTER_MARK = re.compile(r"(?:\([a-z]{1,2}\)|[*†‡§#]+|[¹²³⁰⁴-⁹]+)+")
ANY_MARK = re.compile(rf"{MARK}+")
BARE_MARK = re.compile(rf"{MARK}+|\d(?:\s*,\s*\d)*")  # a raised digit right behind a number
