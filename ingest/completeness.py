"""What a filing should hold and this one does not: each gap in half a sentence.

Nothing here reads the filing anew: it compares what the filing says of itself (its contents table,
its page numbers, "the following table") and what its form asks for with what was read.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.contents import contents, printed_pages
from ingest.document import Block, Document, PageBreak, Paragraph, Section, Table
from ingest.items import part_of, read_item
from ingest.signatures import is_signed

# Items that every report of the form prints, if only to say "None" (Form 10-K and 10-Q general
# instructions). Item 4 of a 10-K was reserved in 2010 and 2011; what a 10-Q has nothing to say
# on in its second part it may leave out.
ALWAYS = {
    "10-K": ("1", "2", "3", "5", "7", "8", "9", "10", "11", "12", "13"),
    "10-Q": ("I.1", "I.2"),
}
SINCE_2009 = {
    "10-K": ("1A", "1B", "7A", "9A", "9B", "14", "15"),
    "10-Q": ("I.3", "I.4", "II.6"),
}
WEIGHTY = {"10-K": ("1", "7", "8"), "10-Q": ("I.2",)}
STUB = 150  # words; an item that says less says where it is said instead, or is cut off
ELSEWHERE = re.compile(
    r"incorporated|\bset forth\b|\bincluded (?:in|under|elsewhere|on)|\b(?:refer|see|omitted)\b"
    r"|\b(?:pages?|exhibit|reference|index|contained in|item \d)\b|\bappear|\bfollow",
    re.IGNORECASE,
)
STATEMENT_ITEMS = ("8", "I.1")
# Lines that stand together in a statement and nowhere else, within so many lines of the first.
STATEMENTS: dict[str, tuple[int, tuple[str, ...]]] = {
    "balance sheet": (
        60,
        (
            r"^\W*total (?:current )?assets\b[^a-z]*\d",
            r"^\W*total (?:\w+ )?liabilities\b.*\d|^\W*.{0,60}\bequity\b[^a-z]*\d",
        ),
    ),
    "statement of cash flows": (
        80,
        (
            r"\bcash\b.{0,60}\boperati(?:ng|ons)\b",
            r"^\W*(?:depreciation|amortization|stock.based|accounts (?:receivable|payable))\b.*\d",
            r"\bfinancing\b",
        ),
    ),
    "income statement": (
        60,
        (
            r"^\W*(?:consolidated )?net (?:\(?loss\)?|income|earnings)\b.*\d",
            r"\b(?:income|before|of|for)\b.{0,20}\btax(?:es)?\b.*\d|\bper (?:common )?share.*\d",
        ),
    ),
}
PROMISE = re.compile(
    r"\bfollowing\b.{0,40}\b(?:table|schedule)s?\b|\b(?:table|schedule)s? (?:set forth )?below\b",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
REGULAR = 0.8  # of the steps from page to page, for the numbers to be trusted


def missing_items(document: Document) -> list[str]:
    """Items that the form asks for, or that the filing's own contents table names."""
    form = document.metadata.form or ""
    if form not in ALWAYS:  # an amendment repeats only what it amends
        return []
    end = document.metadata.period_end
    expected = [*ALWAYS[form], *(SINCE_2009[form] if end and end.year >= 2009 else ())]
    found = {section.item for section in document.sections if section.kind == "item"}
    if found:
        promised = _promised(document.blocks, by_part=form == "10-Q")
        expected += [item for item in promised if item not in expected]
    return [item for item in expected if item not in found]


def stubs(document: Document) -> Iterator[str]:
    """Items that should be long, are short, and do not say where else it is said."""
    form = document.metadata.form or ""
    for section in document.sections:
        if section.kind == "item" and section.item in WEIGHTY.get(form, ()):
            text = " ".join(_lines(document.blocks[section.start + 1 : section.stop]))
            if len(text.split()) < STUB and not ELSEWHERE.search(text):
                yield section.item or ""


def missing_notes(sections: Sequence[Section]) -> list[str]:
    """Numbers left out between the first note and the last."""
    numbers = {
        int(section.number)
        for section in sections
        if section.kind == "note" and section.number and section.number.isdigit()
    }
    return [str(n) for n in range(1, max(numbers, default=0)) if n not in numbers]


def missing_statements(document: Document) -> list[str]:
    """Primary statements of an annual or quarterly report that stand nowhere in it."""
    if document.metadata.form not in ALWAYS or _statements_are_elsewhere(document):
        return []
    lines = [line.lower() for line in _lines(document.blocks)]
    return [
        name
        for name, (reach, marks) in STATEMENTS.items()
        if not _stand_together(lines, reach, *marks)
    ]


def missing_pages(document: Document) -> Iterator[tuple[int, int]]:
    """Printed page numbers between which more is missing than pages that bear no number."""
    blocks = document.blocks if document.metadata.form in ALWAYS else ()
    starts = {block: number for number, block in printed_pages(blocks).items()}
    series: dict[str, list[tuple[int, int]]] = {}
    page = 0
    for at, block in enumerate(blocks):
        page = block.page if isinstance(block, PageBreak) else page
        if at in starts:
            prefix, _, number = starts[at].rpartition("-")
            series.setdefault(prefix, []).append((page, int(number)))
    for numbered in series.values():
        steps = [(a[1], b[1], b[1] - a[1] - (b[0] - a[0])) for a, b in pairwise(numbered)]
        regular = sum(more == 0 for *_, more in steps)
        if len(steps) >= 5 and regular >= REGULAR * len(steps):
            yield from ((before, after) for before, after, more in steps if more >= 2)


def empty_pages(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """First and last of two pages or more in a row that hold nothing but a running head."""
    full = {
        row.place.page if row.place else block.place.page
        for block in blocks
        if not isinstance(block, PageBreak)
        for row in (block.rows if isinstance(block, Table) else (block,))
    }
    bare = [
        block.page for block in blocks if isinstance(block, PageBreak) and block.page not in full
    ]
    run: list[int] = []
    for page in [*bare, 0]:
        if run and page != run[-1] + 1:
            if len(run) > 1:
                yield run[0], run[-1]
            run = []
        run.append(page)


def broken_promises(document: Document) -> Iterator[str]:
    """Words that announce a table with none below; looked for where tables are marked as such."""
    if document.format not in ("html", "ixbrl"):
        return
    blocks = [block for block in document.blocks if not isinstance(block, PageBreak)]
    for at, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or not block.text.rstrip().endswith(":"):
            continue
        below = blocks[at + 1 : at + 5]
        said = SENTENCE.split(block.text)[-1]
        shown = any(isinstance(each, Table) or each.kind == "list" for each in below)
        if not shown and PROMISE.search(said):
            yield said


def is_coverless(document: Document) -> bool:
    """Whether headings are items, as reports have them, and nothing says which report it is."""
    return document.metadata.form is None and any(
        section.kind in ("item", "heading") and read_item(section.title)
        for section in document.sections
    )


def is_unsigned(document: Document) -> bool:
    """Whether a report that must be signed has no signature page."""
    form = document.metadata.form or ""
    return form in (*ALWAYS, "8-K", "20-F") and not is_signed(document.blocks)


def _promised(blocks: Sequence[Block], *, by_part: bool) -> Iterator[str]:
    """The items that contents tables name with a page."""
    part = None
    for entry in contents(blocks).entries:
        word = read_item(entry.text)
        part = (word.part if word else None) or part_of(entry.text) or part
        for number in word.numbers if word and entry.page else ():
            if not by_part:
                yield number
            elif part:
                yield f"{part}.{number}"


def _statements_are_elsewhere(document: Document) -> bool:
    """Whether the item of the statements says that they stand in another document."""
    for section in document.sections:
        if section.item in STATEMENT_ITEMS:
            text = " ".join(_lines(document.blocks[section.start : section.stop]))
            return len(text.split()) < 2 * STUB and "incorporated" in text.lower()
    return False


def _stand_together(lines: Sequence[str], reach: int, first: str, *others: str) -> bool:
    start, marks = re.compile(first), [re.compile(other) for other in others]
    for at in (at for at, line in enumerate(lines) if start.search(line)):
        near = lines[max(0, at - reach) : at + reach]
        if all(any(mark.search(line) for line in near) for mark in marks):
            return True
    return False


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            for row in block.rows:
                yield " ".join(cell.text for cell in row.cells if cell.text)
