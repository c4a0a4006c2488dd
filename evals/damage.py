"""Filings with a part cut out of them: an item, any table, a statement, or half of the text.

A cut goes through the bytes of the file, as a bad download or a bad conversion would leave them:
in HTML and text through characters, in a PDF through the places of words on its pages. What is
cut is chosen by a seed among what the reader found in the whole filing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal, get_args

from ingest.detect import decode, detect
from ingest.document import Block, Document, PageBreak, Paragraph, Table

Kind = Literal["item", "table", "half", "statement"]
KINDS: tuple[Kind, ...] = get_args(Kind)
TABLE_ROWS = 3  # a table with fewer rows of figures is layout
STATEMENT_ROWS = 12  # a table with fewer rows of figures is no statement
PRIMARY = 3  # statements that come first; those of subsidiaries and guarantors follow
STATEMENT_ITEMS = ("8", "I.1")
STATEMENT = re.compile(
    r"total (?:current )?assets(?s:.)*total (?:current )?liabilities"
    r"|operating activities(?s:.)*financing activities"
    r"|(?:revenue|sales)(?s:.)*income tax(?s:.)*per share",
    re.IGNORECASE,
)
BETWEEN = r"(?:<[^>]*>|&#?\w+;|[^A-Za-z0-9<&])*"  # words: tags, entities, blanks, points


class NoCut(Exception):
    """Nothing of that kind can be found in the bytes of the file."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A filing without a part."""

    raw: bytes
    what: str
    """In words: Item 7, the table on page 40, the last half."""


def damage(path: Path, document: Document, kind: Kind, seed: int) -> Damaged:
    """The file at `path`, read as `document`, with a part cut out; or raise `NoCut`."""
    random, raw = Random(seed), path.read_bytes()
    choose = {"item": _item, "table": _table, "half": _half, "statement": _statement}[kind]
    chosen = choose(document, random)
    format_ = detect(path.name, raw)
    if format_ == "pdf":
        return Damaged(
            _without_places(raw, document.blocks[chosen.start : chosen.stop]), chosen.what
        )
    text, _ = decode(raw)
    start, stop = _span(text, document, chosen)
    return Damaged((text[:start] + text[stop:]).encode(), chosen.what)


@dataclass(frozen=True, slots=True)
class _Cut:
    start: int
    stop: int
    """Blocks."""
    what: str


def _item(document: Document, random: Random) -> _Cut:
    """An item with more in it than its heading."""
    items = [
        each for each in document.sections if each.kind == "item" and each.stop - each.start > 3
    ]
    if not items:
        raise NoCut
    item = random.choice(items)
    return _Cut(item.start, item.stop, f"Item {item.item}")


def _table(document: Document, random: Random) -> _Cut:
    """Any table of figures."""
    tables = [
        (at, block)
        for at, block in enumerate(document.blocks)
        if isinstance(block, Table) and _figures(block) >= TABLE_ROWS
    ]
    if not tables:
        raise NoCut
    at, table = random.choice(tables)
    return _Cut(at, at + 1, f"the table on page {table.place.page}")


def _figures(table: Table) -> int:
    """How many rows hold figures."""
    return sum(any(cell.value is not None for cell in row.cells) for row in table.rows)


def _statement(document: Document, random: Random) -> _Cut:
    """A balance sheet, income or cash flow statement, of the item of the statements if it has any.

    The discussion and schedules of a parent company have tables of the same words.
    """
    tables = [
        (at, block)
        for at, block in enumerate(document.blocks)
        if isinstance(block, Table)
        if _figures(block) >= STATEMENT_ROWS and STATEMENT.search(_text(block))
    ]
    items = [each for each in document.sections if each.item in STATEMENT_ITEMS]
    inside = [each for each in tables if any(i.start <= each[0] < i.stop for i in items)]
    if not tables:
        raise NoCut
    at, table = random.choice((inside or tables)[:PRIMARY])
    return _Cut(at, at + 1, f"the statement on page {table.place.page}")


def _half(document: Document, random: Random) -> _Cut:
    """The first or the last half of the text."""
    sizes = [len(_text(block)) for block in document.blocks]
    half, so_far, at = sum(sizes) / 2, 0, 0
    while so_far < half:
        so_far += sizes[at]
        at += 1
    if random.random() < 0.5:
        return _Cut(0, at, "the first half")
    return _Cut(at, len(sizes), "the last half")


def _span(text: str, document: Document, cut: _Cut) -> tuple[int, int]:
    """Where the blocks of `cut` stand in the characters of the file."""
    start = 0 if cut.start == 0 else _place(text, document.blocks, cut.start)
    stop = (
        len(text) if cut.stop >= len(document.blocks) else _place(text, document.blocks, cut.stop)
    )
    if cut.what.startswith(("the statement", "the table")) and (
        found := _around_table(text, start)
    ):
        start, stop = found
    if stop <= start:
        raise NoCut
    return start, stop


def _around_table(text: str, inside: int) -> tuple[int, int] | None:
    """The table element that the character `inside` lies in."""
    start, stop = text.lower().rfind("<table", 0, inside), text.lower().find("</table>", inside)
    return (start, stop + len("</table>")) if 0 <= start < stop else None


def _place(text: str, blocks: Sequence[Block], at: int) -> int:
    """The character at which a block begins: the n-th place of its first words, as among blocks.

    Where the file has them more often than the blocks have, that nearest to where it should be.
    """
    at = next(n for n, b in enumerate(blocks) if n >= at and _words(b))
    wanted = re.compile(BETWEEN.join(map(re.escape, _words(blocks[at])[:8])))
    found = [match.start() for match in wanted.finditer(text)]
    if not found:
        raise NoCut
    before, behind = (" ".join(map(_text, some)) for some in (blocks[:at], blocks[at:]))
    earlier = len(wanted.findall(before))
    if len(found) == earlier + len(wanted.findall(behind)):
        return found[earlier]
    near = len(before) / max(1, len(before) + len(behind)) * len(text)
    return min(found, key=lambda place: abs(place - near))


def _words(block: Block) -> list[str]:
    return [] if isinstance(block, PageBreak) else re.findall(r"[A-Za-z]+|\d+", _text(block))


def _text(block: Block) -> str:
    return " ".join(_texts(block))


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Table):
        for row in block.rows:
            yield from (cell.text for cell in row.cells)
    else:
        yield from block.furniture


def _without_places(raw: bytes, blocks: Sequence[Block]) -> bytes:
    """The PDF with the words of `blocks` taken off its pages."""
    import pymupdf

    boxes: dict[int, list[tuple[float, float, float, float]]] = {}
    for block in blocks:
        if isinstance(block, Paragraph | Table) and block.place.box:
            boxes.setdefault(block.place.page, []).append(block.place.box)
    with pymupdf.open(stream=raw, filetype="pdf") as pdf:
        for page, found in boxes.items():
            for box in found:
                pdf[page - 1].add_redact_annot(pymupdf.Rect(box))
            pdf[page - 1].apply_redactions(images=0, graphics=0)
        return bytes(pdf.tobytes())
