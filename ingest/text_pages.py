"""Typewriter pages: every character has its place, so they are read as printed pages are.

A character is `WIDE` points wide and a line `HIGH` points high; then `page_blocks` does the rest.
SGML marks (`<PAGE>`, `<TABLE>`, `<S>`) and rules of dashes are no text: they part what stands
around them, and a rule under words underlines them.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ingest.document import Block, PageBreak, Place, Row, Table
from ingest.page_blocks import pages_to_blocks
from ingest.page_lines import Piece, parts

WIDE, HIGH, SIZE = 6.0, 12.0, 10.0  # ten-pitch type, six lines to the inch
BLANK, RULE, MARK = 8.0, 5.0, 40.0  # what an empty line, a rule and the edge of a table add
TAB = 8

PAGE = re.compile(r"\s*<PAGE>|\f", re.IGNORECASE)
MARKS = re.compile(
    r"\s*(?:</?(?:TABLE|CAPTION|FN|S|C|PAGE|TEXT|DOCUMENT|B|I|U)>\s*)+$", re.IGNORECASE
)
LEADING = re.compile(r"\s*</?(?:TABLE|CAPTION|FN|S|PAGE)>", re.IGNORECASE)
EDGE = re.compile(r"</?TABLE>", re.IGNORECASE)
TAGGED = re.compile(r"\s*</?([A-Z][A-Z0-9&-]+)>(.*)$")
RULES = re.compile(r"[\s\-=_–—*.~|+]*[\-=_–—*~]{2}[\s\-=_–—*.~|+]*")
WORD = re.compile(r"\S+")
SENTENCE_END = re.compile(r"[.:;?!][\"')]*$")


@dataclass(slots=True)
class Sheet:
    """One page while it is set: its pieces, and which line of the source each height is."""

    pieces: list[Piece] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)
    ruled: set[int] = field(default_factory=set)
    """Source lines with a rule right below them."""
    height: float = 0.0


def typewriter_to_blocks(lines: Sequence[str]) -> list[Block]:
    """The blocks of a text filing, with the line of the source in each place."""
    sheets = lines_to_sheets(lines)
    blocks = pages_to_blocks([sheet.pieces for sheet in sheets])
    return [_resourced(block, sheets) for block in blocks]


def lines_to_sheets(lines: Sequence[str]) -> list[Sheet]:
    """Cut at page marks and set every line; pages without a word before the first are none."""
    sheets = [Sheet()]
    for number, line in enumerate(lines, start=1):
        for part in _turned(line, sheets):
            _set(part.expandtabs(TAB), number, sheets[-1])
    return sheets


def _turned(line: str, sheets: list[Sheet]) -> Iterable[str]:
    """The parts of a line between page marks; each mark begins a sheet once there are words."""
    at = 0
    for match in PAGE.finditer(line) if "\f" in line or "<" in line else ():
        yield line[at : match.start()]
        if sheets[-1].pieces or len(sheets) > 1:
            sheets.append(Sheet())
        at = match.end()
    yield line[at:]


def _set(line: str, number: int, sheet: Sheet) -> None:
    if not line.strip():
        sheet.height += BLANK
    elif MARKS.match(line):
        sheet.height += MARK if EDGE.search(line) else 0.0
    elif RULES.fullmatch(line):
        sheet.height += RULE
        if sheet.sources:
            sheet.ruled.add(sheet.sources[-1])
    else:
        sheet.heights.append(sheet.height)
        sheet.sources.append(number)
        pieces = _line_to_pieces(_untagged(line), sheet.height)
        sheet.pieces.extend(piece for piece in pieces if not is_rule(piece.text))
        sheet.height += HIGH


def is_rule(text: str) -> bool:
    """Whether a piece is drawn, and no "--" that stands for nothing in a column of figures."""
    return len(text) > len("$ --") and RULES.fullmatch(text) is not None


def _untagged(line: str) -> str:
    """A mark before words becomes white; the name of a data tag stays: "<CASH>  1,234"."""
    line = LEADING.sub(lambda mark: " " * len(mark.group()), line)
    tagged = TAGGED.match(line)
    return f"{tagged[1]}  {tagged[2]}" if tagged else line


def _line_to_pieces(line: str, height: float) -> Iterable[Piece]:
    start = stop = 0
    for match in WORD.finditer(line):
        if stop and _is_apart(line[start:stop], match, stop):
            yield _piece(line[start:stop], start, height)
            start = match.start()
        if not stop:
            start = match.start()
        stop = match.end()
    if stop:
        yield _piece(line[start:stop], start, height)


def _is_apart(before: str, match: re.Match[str], stop: int) -> bool:
    """Whether a word begins another piece; typists put two spaces behind a sentence."""
    gap = match.start() - stop
    if gap == 2 and SENTENCE_END.search(before) and not before.endswith(".."):
        return False
    return parts(before.rsplit(None, 1)[-1], match.group(), gap * WIDE, SIZE)


def _piece(text: str, start: int, height: float) -> Piece:
    text = " ".join(text.split())
    x0 = start * WIDE
    return Piece(x0, height, x0 + len(text) * WIDE, height + SIZE, text, SIZE, False, False)


def _resourced(block: Block, sheets: Sequence[Sheet]) -> Block:
    """The block with lines of the source for places, and no font size: there is none."""
    if isinstance(block, PageBreak):
        return block
    sheet = sheets[block.place.page - 1]
    place = _source_place(block.place, sheet)
    if isinstance(block, Table):
        rows = tuple(_resourced_row(row, sheet) for row in block.rows)
        return replace(block, place=place, rows=rows)
    style = replace(
        block.style,
        size=0.0,
        indent=round(block.style.indent / WIDE),
        underline=place.source_line in sheet.ruled,
    )
    return replace(block, place=place, style=style)


def _resourced_row(row: Row, sheet: Sheet) -> Row:
    place = row.place and _source_place(row.place, sheet)
    return replace(row, place=place, indent=round(row.indent / WIDE))


def _source_place(place: Place, sheet: Sheet) -> Place:
    top = place.box[1] if place.box else 0.0
    at = max(0, bisect_right(sheet.heights, top + 1.0) - 1)
    return Place(place.page, source_line=sheet.sources[at])
