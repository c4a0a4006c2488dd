"""Tables that go on over a page break are one table; two different tables never become one.

Only furniture and words that the first page already had may stand between. A positive sign is
asked for besides: the same words over the same columns, "(continued)", or a table cut off before
its total whose other part has no header of its own.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from ingest.document import PageBreak, Paragraph, Place
from ingest.grid import Piece, RawCell, RawRow, Span, find_columns, join_symbols, place_pieces
from ingest.table_headers import columns_under, header_rows, is_about_columns


class RawPart(Protocol):
    """A table before its figures are read, as any reader has it."""

    @property
    def rows(self) -> Sequence[RawRow]:
        """Its rows, top to bottom."""

    @property
    def place(self) -> Place:
        """Where it begins."""


T = TypeVar("T", bound=RawPart)


def join_continued(
    items: Sequence[Paragraph | PageBreak | T],
    join: Callable[[T, Sequence[Paragraph], T], T],
) -> list[Paragraph | PageBreak | T]:
    """The items, each table with the parts that go on with it on the next pages.

    The page breaks between parts come behind the table: its rows know their pages.
    """
    made: list[Paragraph | PageBreak | T] = []
    for item in items:
        if isinstance(item, Paragraph | PageBreak):
            made.append(item)
            continue
        at = len(made) - 1
        while at >= 0 and isinstance(made[at], Paragraph | PageBreak) and len(made) - at <= NEAR:
            at -= 1
        above, aside = made[at] if at >= 0 else None, made[at + 1 :]
        breaks = [each for each in aside if isinstance(each, PageBreak)]
        between = [each for each in aside if isinstance(each, Paragraph)]
        if (
            above is None
            or isinstance(above, Paragraph | PageBreak)
            or not (0 < len(breaks) <= MOST_PAGES and len(aside) < NEAR)
            or new_head(made[:at], breaks)
            or not goes_on(above.rows, item.rows, words_before(made, at), said(between))
        ):
            made.append(item)
        else:
            made[at:] = [join(above, between, item), *breaks]
    return made


def new_head(items: Sequence[object], breaks: Sequence[PageBreak]) -> bool:
    """Whether a running head names a statement or a year that the page before did not name."""
    last = next((each for each in reversed(items) if isinstance(each, PageBreak)), None)
    known = {plain(text) for text in last.furniture} if last else set()
    said = [text for each in breaks for text in each.furniture]
    return any(
        OWN.search(text) and plain(text) not in known and not CONTINUED.search(text)
        for text in said
    )


def words_before(items: Sequence[object], at: int) -> list[str]:
    """The paragraphs right above item `at`, back to the last table."""
    found: list[str] = []
    for item in reversed(items[max(0, at - NEAR) : at]):
        if isinstance(item, Paragraph):
            found.append(item.text)
        elif not isinstance(item, PageBreak):
            break
    return found


def said(paragraphs: Sequence[Paragraph]) -> list[str]:
    """Their texts."""
    return [paragraph.text for paragraph in paragraphs]


def to_row(paragraph: Paragraph) -> RawRow:
    """Words between two parts of a table as a row of it."""
    cell = RawCell(paragraph.text, 0, 1, paragraph.facts, header=True)
    return RawRow((cell,), paragraph.place)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a part of a table looks like: its headers and its columns."""

    heads: tuple[str, ...]
    """What stands over each column beside the labels; empty texts where nothing does."""
    over_labels: str
    """What stands over the labels: "Year ended December 31, 2022", "ASSETS"."""
    titles: tuple[str, ...]
    """Rows of one text above the headers: the words of a caption inside the table."""
    columns: int
    numbers: frozenset[int]
    """The columns that hold figures."""
    first: str
    last: str
    """The labels of the first and the last row below the headers."""


def goes_on(
    above: Sequence[RawRow], below: Sequence[RawRow], before: Sequence[str], between: Sequence[str]
) -> bool:
    """Whether `below`, at the top of the next page, goes on with `above`.

    `before` is what stands just above the first part, `between` what stands between the two.
    """
    first, second = shape(above), shape(below)
    if first.columns != second.columns or first.columns < 2 or not second.numbers:
        return False
    known = {plain(text) for text in (*before, *first.titles)} - {""}
    added = [text for text in (*between, *second.titles) if plain(text) not in known]
    if any(not CONTINUED.search(text) or len(text) > LONGEST for text in added):
        return False
    repeated = [text for text in (*between, *second.titles) if plain(text) in known]
    titled = any(not is_about_columns(text) for text in repeated)
    told = any(CONTINUED.search(t) and not OF_MORE.match(t) for t in (*added, *repeated))
    if not any(second.heads):
        whole = not between and first.numbers == second.numbers and not ENDED.match(first.last)
        return any(first.heads) and (told or whole)
    if first.heads != second.heads or (first.first == second.first and not told):
        return False  # what begins with the same row begins anew
    if first.over_labels == second.over_labels or not second.over_labels:
        return True
    return titled and not YEAR.search(first.over_labels + second.over_labels)


def shape(rows: Sequence[RawRow]) -> Shape:
    """The headers and columns of a part."""
    lines = [pieces for row in rows if (pieces := join_symbols(row.cells))]
    heads = part_heads(lines)
    top = next((at for at, head in enumerate(heads) if head and len(lines[at]) > 1), 0)
    body = [line for line, head in zip(lines[top:], heads[top:], strict=True) if not head]
    spans = find_columns(body)
    titles = [line[0].text for line in lines[:top] if is_title(line, spans)]
    titles += [line[0].text for line in lines[:1] if not top and CONTINUED.search(line[0].text)]
    over = [
        place_pieces(line, spans, head=True)
        for at, (line, head) in enumerate(zip(lines, heads, strict=True))
        if (head or at < top) and not is_title(line, spans)
    ]
    columns = columns_under(over, len(spans), "", None)
    said = [plain(column.header) for column in columns]
    return Shape(
        tuple(said[1:]),
        said[0] if said else "",
        tuple(titles),
        len(spans),
        frozenset(at for at, span in enumerate(spans) if at and span.numbers),
        plain(body[0][0].text) if body else "",
        body[-1][0].text if body else "",
    )


def is_title(line: Sequence[Piece], spans: Sequence[Span]) -> bool:
    """Whether a row above is one text that names the table rather than a column."""
    left = spans[1].start if len(spans) > 1 else 0
    return len(line) == 1 and line[0].start < left and not is_about_columns(line[0].text)


def part_heads(lines: Sequence[Sequence[Piece]]) -> list[bool]:
    """Header rows of a part; a label alone above its first figures heads rows, not columns."""
    heads = header_rows(lines)
    stop = next((at for at, head in enumerate(heads) if not head), len(heads))
    while stop and len(lines[stop - 1]) == 1 and heads_rows(lines[stop - 1][0]):
        stop -= 1
        heads[stop] = False
    return heads


def heads_rows(piece: Piece) -> bool:
    """Whether a text at the left edge is the label of the rows below: "Current liabilities:"."""
    said = is_about_columns(piece.text) or CONTINUED.search(piece.text) is not None
    return piece.start == 0 and not said


def plain(text: str) -> str:
    """A text for comparison: small letters and digits, without "(continued)"."""
    return " ".join(WORD.findall(CONTINUED.sub("", text.lower())))


NEAR = 8  # items back from a table: what stands between two parts is short
MOST_PAGES = 2  # page breaks between two parts: a page may be blank
LONGEST = 160  # characters of a line that says "continued"
WORD = re.compile(r"[a-z0-9]+")
CONTINUED = re.compile(r"(?i)\(?\bcont(?:inued|['’]d|d\.|\.)(?:\s+(?:on|from)\s+\w+\s+page)?\)?")
OF_MORE = re.compile(r"(?i)notes?\s+(?:to|\d)|items?\s+\d|part\s+[iv]+\b|management['’]s")
"""What goes on there is a chapter, not the table."""
YEAR = re.compile(r"(?:19|20)\d\d")
OWN = re.compile(r"(?i)(?:19|20)\d\d|statements? of|sheets?\b|schedule")
ENDED = re.compile(r"(?i)(?:sub-?)?totals?\b|net\b|balances?\b|diluted\b|.*\bend of\b|$")
