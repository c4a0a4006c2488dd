"""Passages: what the indexes hold. Whole paragraphs and whole tables, under one heading.

A passage has 400 to 1,000 tokens where the text allows it, a token being about four characters.
It is a stretch of the reading copy without gaps, and no sentence is broken. A table is a passage
of its own, however long, with the words that lead to it and the footnotes under it.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.document import Block, Cell, Document, PageBreak, Paragraph, Section, Table
from ingest.to_markdown import ReadingCopy, one_line

TOKEN = 4  # characters, the usual estimate for English prose
SMALLEST = 400 * TOKEN
LARGEST = 1000 * TOKEN
LEAD_IN = 100 * TOKEN  # "The following table presents ..." belongs to the table below it
HEADING = 30 * TOKEN  # a bold line up to this long is a heading, even of no section
OWN_ROWS = 3  # a table with fewer rows is layout: a bullet, a heading, a signature

SENTENCE_END = re.compile(r"(?<=[.!?;:])[\"”’)]*\s+(?=[\"“(]?[A-Z0-9•])")
FOOTNOTE = re.compile(r"(?:\(?[0-9a-z]{1,2}\)|[*†‡§]+|[0-9a-z]\.?\s)\s*\S")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the reading copy as the indexes read it."""

    first_line: int
    last_line: int
    first_page: int
    last_page: int
    section: str | None
    """Id of the innermost section that holds all of it."""
    path: tuple[str, ...]
    """Titles from the outermost section inwards."""
    table: str | None
    """Id of the table, if the passage is one."""
    text: str
    """The path on one line, then the words."""
    text_hash: str


def passages(document: Document, copy: ReadingCopy) -> Iterator[Passage]:
    """Cut `document` into passages, in reading order."""
    cutter = _Cutter(document, copy)
    for number, block in enumerate(document.blocks):
        yield from cutter.take(number, block)
    yield from cutter.cut()


def innermost(blocks: Sequence[Block], sections: Sequence[Section]) -> list[int | None]:
    """For each block, the position of the innermost section that holds it."""
    holders: list[int | None] = [None] * len(blocks)
    for position, section in enumerate(sections):  # children come after their parents
        for number in range(section.start, min(section.stop, len(blocks))):
            holders[number] = position
    return holders


def parents(sections: Sequence[Section]) -> list[int | None]:
    """For each section, the position of the one around it."""
    around: list[int | None] = []
    open_: list[int] = []
    for position, section in enumerate(sections):
        while open_ and not _holds(sections[open_[-1]], section):
            open_.pop()
        around.append(open_[-1] if open_ else None)
        open_.append(position)
    return around


def _holds(outer: Section, inner: Section) -> bool:
    return outer.start <= inner.start < outer.stop and outer.level < inner.level


@dataclass(frozen=True, slots=True)
class _Piece:
    """A paragraph, a part of a long one, or a table, on its way into a passage."""

    first: int
    last: int
    text: str
    holder: int | None
    heading: bool = False


class _Cutter:
    """Gathers pieces until a heading, a table, a page or the size asks for a cut."""

    def __init__(self, document: Document, copy: ReadingCopy) -> None:
        self.document = document
        self.copy = copy
        self.holders = innermost(document.blocks, document.sections)
        self.parents = parents(document.sections)
        self.kinds = {section.start: section.kind for section in reversed(document.sections)}
        self.pieces: list[_Piece] = []
        self.size = 0
        """Characters of `pieces`."""
        self.tables = 0
        self.table: str | None = None
        """The table that the pieces are, while its footnotes may follow."""

    def take(self, number: int, block: Block) -> Iterator[Passage]:
        match block:
            case PageBreak():
                if self.table or self.size >= SMALLEST:  # a page's end is a good place to cut
                    yield from self.cut_before_headings()
            case Paragraph():
                yield from self.paragraph(number, block)
            case Table():
                self.tables += 1
                yield from self.rows(number, block)

    def add(self, piece: _Piece) -> None:
        self.pieces.append(piece)
        self.size += len(piece.text)

    def paragraph(self, number: int, block: Paragraph) -> Iterator[Passage]:
        text = one_line(block.text)
        heading = number in self.kinds or (block.style.bold and len(text) <= HEADING)
        if self.table and (heading or len(text) > LEAD_IN or not FOOTNOTE.match(text)):
            yield from self.cut()
        line = self.copy.block_lines[number][0]
        yield from self.make_room(number, len(text))
        for part in _sentences(text):
            if self.size + len(part) > LARGEST:
                yield from self.cut_before_headings()
            self.add(_Piece(line, line, part, self.holders[number], heading))

    def rows(self, number: int, table: Table) -> Iterator[Passage]:
        rows = [" | ".join(texts) for row in table.rows if (texts := _texts(row.cells))]
        if self.table:
            yield from self.cut()
        if rows and len(rows) < OWN_ROWS:
            yield from self.make_room(number, sum(map(len, rows)))
            self.add(self.piece(number, rows, heading=number in self.kinds))
        elif rows:
            yield from self.cut_before_lead_in()
            caption = one_line(table.caption)
            if caption not in " ".join(piece.text for piece in self.pieces):
                rows.insert(0, caption)
            self.add(self.piece(number, rows))
            self.table = f"t{self.tables}"

    def piece(self, number: int, rows: Sequence[str], heading: bool = False) -> _Piece:
        first, last = self.copy.block_lines[number]
        return _Piece(first, last, "\n".join(rows), self.holders[number], heading)

    def make_room(self, number: int, size: int) -> Iterator[Passage]:
        """Cut before block `number` where its heading or its size asks for it."""
        kind = self.kinds.get(number)
        opens = kind not in (None, "heading") or (kind == "heading" and self.size >= SMALLEST)
        if opens or self.size + size > LARGEST:
            yield from self.cut_before_headings()

    def cut_before_headings(self) -> Iterator[Passage]:
        """Cut, but leave headings at the end to what comes under them."""
        yield from self.cut(keep=_trailing_headings(self.pieces))

    def cut_before_lead_in(self) -> Iterator[Passage]:
        """Cut before a table, but leave it the short lines above it: title, units, sentence."""
        yield from self.cut(keep=_lead_in(self.pieces))

    def cut(self, keep: int = 0) -> Iterator[Passage]:
        """End the passage, all but the last `keep` pieces."""
        whole = len(self.pieces) - keep
        ended, self.pieces = self.pieces[:whole], self.pieces[whole:]
        self.size = sum(len(piece.text) for piece in self.pieces)
        table, self.table = self.table, None
        if ended:
            yield self.passage(ended, table)

    def passage(self, pieces: Sequence[_Piece], table: str | None) -> Passage:
        first, last = pieces[0].first, pieces[-1].last
        section = self.common([p for p in pieces if not p.heading] or pieces)
        path = self.path(section)
        text = "\n".join([*([" > ".join(path)] if path else []), *(p.text for p in pieces)])
        return Passage(
            first,
            last,
            self.copy.page(first),
            self.copy.page(last),
            None if section is None else self.document.sections[section].id,
            path,
            table,
            text,
            hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest(),
        )

    def common(self, pieces: Sequence[_Piece]) -> int | None:
        """The innermost section that holds all of `pieces`."""
        lines = [self.ancestors(holder) for holder in {piece.holder for piece in pieces}]
        shared = (at for at in lines[0] if all(at in line for line in lines))
        return next(shared, None)

    def ancestors(self, position: int | None) -> list[int]:
        """A section and those around it, innermost first."""
        line = []
        while position is not None:
            line.append(position)
            position = self.parents[position]
        return line

    def path(self, section: int | None) -> tuple[str, ...]:
        titles = [one_line(self.document.sections[at].title) for at in self.ancestors(section)]
        return tuple(reversed(titles))


def _trailing_headings(pieces: Sequence[_Piece]) -> int:
    count = 0
    while count < len(pieces) and pieces[-1 - count].heading:
        count += 1
    return count


def _lead_in(pieces: Sequence[_Piece]) -> int:
    """How many pieces at the end lead to a table: a short paragraph, and titles before it."""
    count, room = 0, LEAD_IN
    for piece in reversed(pieces):
        room -= len(piece.text)
        if room < 0 or (count and not piece.heading and len(piece.text) > HEADING):
            break
        count += 1
    return count


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [text for cell in cells if (text := one_line(cell.text))]


def _sentences(text: str) -> Iterator[str]:
    """`text`, or where it is too long, stretches of whole sentences up to LARGEST."""
    if len(text) <= LARGEST:
        yield text
        return
    part = ""
    for sentence in SENTENCE_END.split(text):
        if part and len(part) + len(sentence) > LARGEST:
            yield part
            part = ""
        part = f"{part} {sentence}".lstrip()
    yield part
