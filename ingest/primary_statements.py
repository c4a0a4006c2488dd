"""The primary statements of an annual or quarterly report: which of them stand nowhere in it.

Balance sheet, income statement and cash flows stand near each other; the same words stand in
selected data, in the statements of a parent company and of guarantors, too. So the first place at
which two of the three are found must have the third.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.document import Block, Document, PageBreak, Paragraph, Table, TableKind

# Lines that stand together in a statement and nowhere else, within so many lines of the first.
STATEMENTS: dict[TableKind, tuple[str, int, tuple[str, ...]]] = {
    "balance_sheet": (
        "balance sheet",
        60,
        (
            r"^\W*total (?:current )?assets\b[^a-z]*\d|^\W*(?:current )?assets\b",
            r"^\W*total (?:\w+ )?liabilities\b.*\d|^\W*.{0,60}\b(?:equity|investment)\b[^a-z]*\d",
        ),
    ),
    "cash_flow": (
        "statement of cash flows",
        80,
        (
            r"\bcash\b.{0,60}\boperati(?:ng|ons)\b|\boperating activities\b",
            r"^\W*(?:depreciation|amortization|stock.based|accounts (?:receivable|payable)"
            r"|net (?:income|loss|earnings))\b.*\d",
            r"\bfinancing\b",
        ),
    ),
    "income": (
        "income statement",
        60,
        (
            r"^\W*(?:consolidated )?(?:net (?:\(?loss\)?|income|earnings)|profit)\b.*\d",
            r"\b(?:income|before|of|for)\b.{0,20}\btax(?:es)?\b.*\d|\bper (?:common )?share.*\d",
        ),
    ),
}
STATEMENT_ITEMS = ("8", "15", "I.1")
TITLE = re.compile(
    r"(?:[\w.,& ]{0,60}[.,:–—-]\s*)?(?:(?:unaudited|interim|condensed|consolidated|combined)\s+)*"
    r"(?:balance sheets?|statements? of (?:operations|income|earnings|cash flows?"
    r"|financial (?:position|condition))(?: and [\w ]{4,40})?|cash flows? statements?"
    r"|income statements?)(?:\s*\([^()]*\))*",
    re.IGNORECASE,
)
OTHER = re.compile(  # statements that are not looked for themselves
    r"(?:consolidated )?statements? of (?:changes in )?(?:comprehensive (?:income|loss|earnings)"
    r"|(?:stock|share)(?:holders|owners)[’']? (?:equity|deficit)|equity)(?: and [\w ]{4,40})?"
    r"(?:\s*\([^()]*\))*",
    re.IGNORECASE,
)
FIGURE = re.compile(r"\d,\d{3}\b.*\d|\$\s?\d")
LONGEST_TITLE = 120  # characters
PROSE = 20  # words; a heading of the notes may be the name of a statement
NEAR = 6  # blocks below a title: its units, its days, its name once more
FEWEST_ROWS = 6  # with figures; a table with fewer is part of a statement, or an extract
MARKED = ("html", "ixbrl")  # formats
REACH = 60  # blocks; primary statements with their notes and page marks stand nearer


def missing_statements(document: Document) -> Iterator[str]:
    """The names of those that stand neither beside the others nor, without others, anywhere."""
    place = _statements(document.blocks)
    blocks = document.blocks
    found: set[TableKind] = set()
    if place is not None:
        at, found = place
        blocks = blocks[max(0, at - REACH) : at + 2 * REACH]
    lines = [line.lower() for line in texts(blocks)]
    for kind, (name, reach, marks) in STATEMENTS.items():
        if kind not in found and not _stand_together(lines, reach, *marks):
            yield name


def bare_titles(document: Document) -> Iterator[str]:
    """Titles of statements in the items of the statements with no figures below them.

    Titles that follow each other are a list of statements. Looked for where tables are marked.
    """
    sections = document.sections if document.format in MARKED else ()
    noted = {at for note in sections if note.kind == "note" for at in range(note.start, note.stop)}
    for item in (section for section in sections if section.item in STATEMENT_ITEMS):
        blocks = [
            block
            for at, block in enumerate(document.blocks[item.start : item.stop], item.start)
            if at not in noted and not isinstance(block, PageBreak)
        ]
        titles = [isinstance(block, Paragraph) and is_title(block.text) for block in blocks]
        lines = [isinstance(block, Paragraph) and _is_listed(block.text) for block in blocks]
        for at, block in enumerate(blocks):
            listed = any(lines[max(0, at - 2) : at]) or any(lines[at + 1 : at + 3])
            if not titles[at] or listed or _has_figures(blocks[at + 1 : at + NEAR]):
                continue
            yield from texts([block])


def is_title(text: str) -> bool:
    """Whether a line is the title of a primary statement."""
    return len(text) < LONGEST_TITLE and TITLE.fullmatch(text) is not None


def _is_listed(text: str) -> bool:
    """Whether a line is a title as an index of statements lists them."""
    return is_title(text) or (len(text) < LONGEST_TITLE and OTHER.fullmatch(text) is not None)


def _has_figures(blocks: Sequence[Paragraph | Table]) -> bool:
    """Whether a table or a line of figures is among the next blocks, or they begin with prose."""
    if len(blocks) < NEAR - 1 or len(next(texts(blocks[:1]), "").split()) > PROSE:
        return True
    return any(isinstance(block, Table) or FIGURE.search(block.text) for block in blocks)


def _statements(blocks: Sequence[Block]) -> tuple[int, set[TableKind]] | None:
    """The first statement that has one of another kind near it, and all kinds near it."""
    places = [
        (at, block.kind)
        for at, block in enumerate(blocks)
        if isinstance(block, Table) and block.kind in STATEMENTS and _rows(block) >= FEWEST_ROWS
    ]
    for (at, kind), (after, other) in pairwise(places):
        if kind != other and after - at <= REACH:
            return at, {each for where, each in places if at <= where <= at + 2 * REACH}
    return None


def _rows(table: Table) -> int:
    """How many rows hold figures."""
    return sum(any(cell.value is not None for cell in row.cells) for row in table.rows)


def _stand_together(lines: Sequence[str], reach: int, first: str, *others: str) -> bool:
    start, marks = re.compile(first), [re.compile(other) for other in others]
    for at in (at for at, line in enumerate(lines) if start.search(line)):
        near = lines[max(0, at - reach) : at + reach]
        if all(any(mark.search(line) for line in near) for mark in marks):
            return True
    return False


def texts(blocks: Sequence[Block]) -> Iterator[str]:
    """The lines of blocks: paragraphs, and rows of tables."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            for row in block.rows:
                yield " ".join(cell.text for cell in row.cells if cell.text)
