"""Passages: what the indexes hold. Whole paragraphs and whole tables, under one heading.

A passage has 400 to 1,000 tokens where the text allows it, a token being about four characters.
It is a stretch of the reading copy without gaps; no sentence is broken. A table of three rows or
more is a passage of its own, however long, together with the short words that lead to it.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.document import Block, Document, PageBreak, Paragraph, Section, Table
from ingest.to_markdown import ReadingCopy, one_line

TOKEN = 4  # characters, the usual estimate for English prose
SMALLEST = 400 * TOKEN
LARGEST = 1000 * TOKEN
LEAD_IN = 100 * TOKEN  # "The following table presents ..." belongs to the table below it
OWN_ROWS = 3  # a table with fewer rows is layout: a bullet, a heading, a signature

SENTENCE_END = re.compile(r"(?<=[.!?;:])[\"”’)]*\s+(?=[\"“(]?[A-Z0-9•])")


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
    yield from cutter.flush()


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


@dataclass(slots=True)
class _Flow:
    """Paragraphs that will become one passage."""

    first_line: int = 0
    last_line: int = 0
    size: int = 0
    texts: list[str] = field(default_factory=list)
    sections: set[int | None] = field(default_factory=set)


class _Cutter:
    def __init__(self, document: Document, copy: ReadingCopy) -> None:
        self.document = document
        self.copy = copy
        self.holders = innermost(document.blocks, document.sections)
        self.parents = parents(document.sections)
        self.opens = {section.start for section in document.sections if section.kind != "heading"}
        self.starts = {section.start for section in document.sections}
        self.tables = 0
        self.flow = _Flow()

    def take(self, number: int, block: Block) -> Iterator[Passage]:
        match block:
            case PageBreak():
                if self.flow.size >= SMALLEST:  # a page's end is a good place to cut
                    yield from self.flush()
            case Paragraph():
                yield from self.make_room(number, len(block.text))
                yield from self.paragraph(number, one_line(block.text))
            case Table():
                self.tables += 1
                yield from self.table(number, block)

    def make_room(self, number: int, size: int) -> Iterator[Passage]:
        """End the passage before block `number` where a heading or the size asks for it."""
        full = self.flow.size + size > LARGEST
        turns = number in self.opens or (number in self.starts and self.flow.size >= SMALLEST)
        if self.flow.texts and (full or turns) and not self.only_headings():
            yield from self.flush()

    def only_headings(self) -> bool:
        """Whether nothing but short headings stands in the flow: they belong to what follows."""
        return self.flow.size < LEAD_IN and len(self.flow.sections) >= len(self.flow.texts)

    def paragraph(self, number: int, text: str) -> Iterator[Passage]:
        line = self.copy.block_lines[number][0]
        pieces = list(_pieces(text))
        for piece in pieces:
            if self.flow.texts and self.flow.size + len(piece) > LARGEST and len(pieces) > 1:
                yield from self.flush()
            self.add(number, line, line, piece)

    def add(self, number: int, first: int, last: int, text: str) -> None:
        flow = self.flow
        flow.first_line = flow.first_line or first
        flow.last_line = last
        flow.size += len(text)
        flow.texts.append(text)
        flow.sections.add(self.holders[number])

    def table(self, number: int, table: Table) -> Iterator[Passage]:
        rows = [" | ".join(texts) for row in table.rows if (texts := _texts(row.cells))]
        if not rows:
            return
        first, last = self.copy.block_lines[number]
        if len(rows) < OWN_ROWS:
            yield from self.make_room(number, sum(map(len, rows)))
            self.add(number, first, last, "\n".join(rows))
            return
        if self.flow.size > LEAD_IN or (number in self.opens and not self.only_headings()):
            yield from self.flush()
        said = " ".join(self.flow.texts)
        caption = one_line(table.caption)
        if caption and caption not in said:
            rows.insert(0, caption)
        self.add(number, first, last, "\n".join(rows))
        yield from self.flush(f"t{self.tables}")

    def flush(self, table: str | None = None) -> Iterator[Passage]:
        flow, self.flow = self.flow, _Flow()
        if not flow.texts:
            return
        section = self.common(flow.sections)
        path = self.path(section)
        text = "\n".join([" > ".join(path), *flow.texts] if path else flow.texts)
        yield Passage(
            flow.first_line,
            flow.last_line,
            self.copy.page(flow.first_line),
            self.copy.page(flow.last_line),
            None if section is None else self.document.sections[section].id,
            path,
            table,
            text,
            hashlib.blake2b(text.encode(), digest_size=16).hexdigest(),
        )

    def common(self, positions: set[int | None]) -> int | None:
        """The innermost section that holds all of `positions`."""
        lines = [self.ancestors(position) for position in positions]
        shared = [at for at in lines[0] if all(at in line for line in lines)]
        return shared[0] if shared else None

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


def _texts(cells: Sequence[object]) -> list[str]:
    return [text for cell in cells if (text := one_line(getattr(cell, "text", "")))]


def _pieces(text: str) -> Iterator[str]:
    """`text`, or stretches of whole sentences of at most LARGEST characters."""
    if len(text) <= LARGEST:
        yield text
        return
    piece = ""
    for sentence in SENTENCE_END.split(text):
        if piece and len(piece) + len(sentence) > LARGEST:
            yield piece
            piece = ""
        piece = f"{piece} {sentence}".lstrip()
    yield piece
