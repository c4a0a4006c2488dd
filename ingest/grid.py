"""The geometry of tables: symbols joined to their numbers, columns found, cells put into them.

Filings set "$", "(1,234" and ")" into cells of their own, pad with empty columns and let headers
span what they please. A logical column is a set of cells that overlap and never share a row.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

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


class Said(NamedTuple):
    """What the text of a cell can be to its neighbours."""

    number: Number | None
    nil: bool
    opening: bool
    """A symbol that waits for its number: "$", "(", "$(", "-"."""
    suffix: bool
    """The tail of a number: ")", "%", "pts"."""
    mark: bool
    """A footnote mark that needs no digit: "(a)", "*"."""


@lru_cache(maxsize=1 << 14)  # a filing prints "$", ")" and many figures over and over
def said(text: str) -> Said:
    """What `text` can be to the cells beside it."""
    nil = is_nil(text)
    number = None if nil and not text.startswith("-(") else parse_number(text)  # "— (1)": marked
    if number is not None or len(text) > LONGEST_SYMBOL:
        return Said(number, nil, False, False, False)
    return Said(
        None,
        nil,
        PREFIX.fullmatch(text) is not None,
        SUFFIX.fullmatch(text) is not None,
        LETTER_MARK.fullmatch(text) is not None,
    )


def join_symbols(cells: Sequence[RawCell]) -> list[Piece]:
    """The cells of a row with text, left to right, symbols joined: "$", "(12", ")" → "$(12)"."""
    pieces: list[Piece] = []
    waiting: Piece | None = None
    for cell in sorted((cell for cell in cells if cell.text), key=COLUMN):
        text, at = cell.text, cell.column
        number, nil, opening, suffix, mark = said(text)
        stop = at + (cell.span if cell.span > 1 else 1)
        piece = Piece(text, at, stop, cell.facts, cell.header, cell.indent, number, nil)
        if waiting is not None:
            if opening or piece.numeric:
                piece = joined(waiting, piece)
            else:
                pieces.append(waiting)
            waiting = None
        if opening:
            waiting = piece
        elif (suffix or mark) and pieces and takes(pieces[-1], piece, suffix=suffix):
            pieces[-1] = joined(pieces[-1], piece, " " * mark)
        else:
            pieces.append(piece)
    return [*pieces, waiting] if waiting is not None else pieces


def is_numeric(text: str) -> bool:
    """Whether `text` is a number or a dash."""
    what = said(text)
    return what.nil or what.number is not None


def takes(left: Piece, right: Piece, *, suffix: bool) -> bool:
    """Whether `right`, a suffix or a footnote mark, is the tail of the number `left`."""
    return left.numeric and (suffix or left.stop >= right.start - 1)


def joined(left: Piece, right: Piece, space: str = "") -> Piece:
    """The two as one, which lies where both lay."""
    text = left.text + space + right.text
    number, nil, *_ = said(text)
    header = left.header and right.header
    facts = left.facts + right.facts
    return Piece(text, left.start, right.stop, facts, header, left.indent, number, nil)


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
    if len(columns) < FEW:  # nearly all tables: a look at each costs less than a search with keys
        first = last = 0
        for column in columns:
            if column.start >= stop:
                break
            last += 1
            first += column.stop <= start
        return first, last
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
            piece = joined(old, piece, " ")
            piece.header = old.header
        placed.append((first, last - first, piece))
        taken.update(range(first, min(last, first + 64)))
    return placed


COLUMN = attrgetter("column")
FEW = 12
LONGEST_SYMBOL = 8
PREFIX = re.compile(rf"[-–−(]?\s*(?i:{SYMBOL})\s*\(?|\(")
SUFFIX = re.compile(r"(?:\)|%|\(?\s*pts?\.?|x)(?:\s*(?:\)|%|pts))?")
LETTER_MARK = re.compile(r"(?:\([a-z]{1,2}\)|[*†‡§#]+|[¹²³⁰⁴-⁹]+)+")
ANY_MARK = re.compile(rf"{MARK}+")
BARE_MARK = re.compile(rf"{MARK}+|\d(?:\s*,\s*\d)*")  # a raised digit right behind a number
