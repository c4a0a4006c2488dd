"""What passages are packed from: pieces, and the wholes that may not be parted.

blocks -> pieces (paragraphs, tables, stretches of sentences of a paragraph that is too long)
-> wholes (a heading with what it heads, a sentence that a page parts, a table with the words
that lead to it, its footnotes and the paragraphs that compare its periods)
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.document import Block, Cell, Document, PageBreak, Paragraph, Section, Table
from ingest.said_periods import periods_in, periods_of_table
from ingest.to_markdown import ReadingCopy, one_line

TOKEN = 4  # characters, the usual estimate for English prose
SMALLEST = 400 * TOKEN
LARGEST = 1000 * TOKEN
BLOCK = 2 * LARGEST  # a comparison of periods grows to this before it is parted
LEAD_IN = 100 * TOKEN  # "The following table presents ..." belongs to the table below it
HEADING = 30 * TOKEN  # a bold line up to this long is a heading, even of no section
OWN_ROWS = 3  # a table with fewer rows is layout: a bullet, a heading, a signature

# The end of a sentence, behind a word, a figure or a bracket: not behind "U.S.", "v." or "Corp.".
SENTENCE_END = re.compile(
    r"(?:[a-z]{3}(?<!\bCorp)(?<!\bDept)(?<!\bDist)(?<!\bSept)|[\d)\]%])[.!?][\"”’)]*\s+(?=[\"“(]?[A-Z•])"
)
FINISHED = re.compile(r"[.:;!?][\"”’')\]]*$")
FOOTNOTE = re.compile(r"(?:\(?[0-9a-z]{1,2}\)|[*†‡§]+|[0-9a-z]\.?\s)\s*\S")
COMPARES = re.compile(
    r"\b(?:compared\s+(?:to|with)|versus|as\s+against|(?:prior|previous|preceding|same)\s+"
    r"(?:fiscal\s+)?(?:year|quarter|period)|year[\s-]over[\s-]year)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, a part of a long one, or a table."""

    first: int
    last: int
    """Lines of the reading copy, both included."""
    text: str
    holder: int | None
    """Position of the innermost section around it."""
    heading: bool = False
    opens: str | None = None
    """The kind of the section that begins with it."""
    table: str | None = None
    """Id of the table it is; None of one so small that it is layout."""
    periods: frozenset[str] = frozenset()
    turned: bool = False
    """A page begins with it."""


def document_to_pieces(document: Document, copy: ReadingCopy) -> list[Piece]:
    """The pieces of `document`, in reading order; nothing of its text is left out."""
    holders = innermost(document.blocks, document.sections)
    kinds = {section.start: section.kind for section in reversed(document.sections)}
    pieces: list[Piece] = []
    tables, turned = 0, False
    for number, block in enumerate(document.blocks):
        if isinstance(block, PageBreak):
            turned = True
            continue
        tables += isinstance(block, Table)
        first, last = copy.block_lines[number]
        opens, name = kinds.get(number), f"t{tables}"
        for part in _parts(block, pieces):
            table = block if isinstance(block, Table) and len(block.rows) >= OWN_ROWS else None
            heading = not table and (opens is not None or _looks_like_heading(block, part))
            spoken = periods_in(part) | (periods_of_table(table) if table else set())
            pieces.append(
                Piece(
                    first, last, part, holders[number], heading, opens,
                    name if table else None, frozenset(spoken), turned,
                )
            )  # fmt: skip
            opens, turned = None, False
    return pieces


def pieces_to_wholes(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Runs of pieces that stay in one passage."""
    tied = tied_to_next(pieces)
    whole: list[Piece] = []
    for piece, goes_on in zip(pieces, tied, strict=True):
        whole.append(piece)
        if not goes_on:
            yield whole
            whole = []
    if whole:  # a heading at the very end heads nothing
        yield whole


def tied_to_next(pieces: Sequence[Piece]) -> list[bool]:
    """For each piece whether the next one must not be parted from it."""
    tied = [piece.heading for piece in pieces]
    for at, (piece, below) in enumerate(pairwise(pieces)):
        if not piece.heading and not below.heading and is_one_sentence(piece, below):
            tied[at] = True
    for at, piece in enumerate(pieces):
        if piece.table:
            for with_it in range(at - _lead_in(pieces, at), at + _follow_up(pieces, at)):
                tied[with_it] = True
    return tied


def is_one_sentence(piece: Piece, below: Piece) -> bool:
    """Whether a sentence begins in `piece` and ends in `below`, as where a page ends in it."""
    if piece.table or below.table or piece.last == below.first:
        return False
    return below.text[:1].islower() and not FINISHED.search(piece.text)


def compares(piece: Piece) -> bool:
    """Whether a paragraph sets periods against each other."""
    return len(piece.periods) > 1 or COMPARES.search(piece.text) is not None


def innermost(blocks: Sequence[Block], sections: Sequence[Section]) -> list[int | None]:
    """For each block, the position of the innermost section that holds it."""
    holders: list[int | None] = [None] * len(blocks)
    for position, section in enumerate(sections):  # children come after their parents
        for number in range(section.start, min(section.stop, len(blocks))):
            holders[number] = position
    return holders


def _lead_in(pieces: Sequence[Piece], table: int) -> int:
    """How many pieces lead to a table: a short paragraph, and titles before it."""
    count, room = 0, LEAD_IN
    for piece in reversed(pieces[max(0, table - 12) : table]):
        room -= len(piece.text)
        long = count and not piece.heading and len(piece.text) > HEADING
        if room < 0 or piece.table or long:
            break
        count += 1
    return count


def _follow_up(pieces: Sequence[Piece], table: int) -> int:
    """How many pieces below a table belong to it: footnotes, then comparisons of its periods."""
    room, notes = BLOCK - len(pieces[table].text), True
    for at in range(table + 1, len(pieces)):
        piece = pieces[at]
        room -= len(piece.text)
        notes = notes and len(piece.text) <= LEAD_IN and FOOTNOTE.match(piece.text) is not None
        compared = room >= 0 and len(pieces[table].periods) > 1 and compares(piece)
        if piece.heading or piece.table or not (notes or compared):
            return at - table - 1
    return len(pieces) - table - 1


def _parts(block: Paragraph | Table, above: Sequence[Piece]) -> Iterator[str]:
    """The texts of a block; a table begins with its caption, unless that leads to it anyway."""
    if isinstance(block, Paragraph):
        yield from sentences(one_line(block.text))
        return
    rows = [" | ".join(texts) for row in block.rows if (texts := _texts(row.cells))]
    caption = one_line(block.caption) if len(block.rows) >= OWN_ROWS else ""
    led = " ".join(piece.text for piece in above[len(above) - _lead_in(above, len(above)) :])
    if rows:
        yield "\n".join(rows if caption in led else [caption, *rows])


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [text for cell in cells if (text := one_line(cell.text))]


def _looks_like_heading(block: Paragraph | Table, text: str) -> bool:
    return isinstance(block, Paragraph) and block.style.bold and len(text) <= HEADING


def sentences(text: str) -> Iterator[str]:
    """`text`, or where it is too long for a passage, stretches of whole sentences.

    One that compares periods stays whole up to twice the size.
    """
    if len(text) <= LARGEST or (
        len(text) <= BLOCK and (COMPARES.search(text) or len(periods_in(text)) > 1)
    ):
        yield text
        return
    start = stop = 0
    for match in SENTENCE_END.finditer(text):
        if match.end() - start > LARGEST and stop > start:
            yield text[start:stop].rstrip()
            start = stop
        stop = match.end()
    if len(text) - start > LARGEST and stop > start:
        yield text[start:stop].rstrip()
        start = stop
    yield text[start:]
