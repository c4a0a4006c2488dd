"""What a filing should hold and this one does not: each gap in half a sentence.

Nothing here reads the filing anew: it compares what the filing says of itself (its contents table,
its page numbers, the numbers of its notes) and what its form asks for with what was read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ingest.contents import contents, printed_pages
from ingest.document import Block, Document, PageBreak, Paragraph, Section, Table
from ingest.items import part_of, read_item
from ingest.primary_statements import texts
from ingest.signatures import is_signed

# Items that every report of the form prints, if only to say "None" (Form 10-K and 10-Q general
# instructions). What a 10-Q has nothing to say
# on in its second part it may leave out.
ALWAYS = {
    "10-K": ("1", "2", "3", "5", "7", "8", "9", "10", "11", "12", "13"),
    "10-Q": ("I.1", "I.2"),
}
SINCE_2009 = {
    "10-K": ("1A", "1B", "7A", "9A", "9B", "14", "15"),
    "10-Q": ("I.3", "I.4", "II.6"),
}
# Item 4 was reserved from December 2009 to 2011, Item 6 from 2021 on; then many leave them out.
UNLESS_RESERVED = {"4": range(2009, 2012), "6": range(2020, 3000)}
WEIGHTY = {"10-K": ("1", "7", "8"), "10-Q": ("I.2",)}
STUB = 150  # words; an item that says less says where it is said instead, or is cut off
ELSEWHERE = re.compile(
    r"incorporated|\bset forth\b|\bincluded (?:in|under|elsewhere|on)|\b(?:refer|see|omitted)\b"
    r"|\b(?:pages?|exhibit|reference|index|contained in|item \d+)\b|\bappear|\bfollow",
    re.IGNORECASE,
)
STATEMENT_ITEMS = ("8", "I.1")
ASSET_BACKED = re.compile(r"\bgeneral instruction j\b", re.IGNORECASE)
PART_III = ("10", "11", "12", "13", "14")
PART_III_ELSEWHERE = re.compile(
    r"\b(?:required|called for)\b.{0,60}\bpart iii\b.{0,300}\bincorporated\b", re.IGNORECASE
)
NOTHING = re.compile(r"\W*(?:n/?a|none|not applicable|omitted)\W*", re.IGNORECASE)
LONGEST_HEADING = 200  # characters
REGULAR = 0.8  # of the steps from page to page, for the numbers to be trusted


def missing_items(document: Document) -> list[str]:
    """Items that the form asks for, or that the filing's own contents table names."""
    form = document.metadata.form or ""
    if form not in ALWAYS or is_asset_backed(document):  # an amendment repeats what it amends
        return []
    end = document.metadata.period_end
    expected = [*ALWAYS[form], *(SINCE_2009[form] if end and end.year >= 2009 else ())]
    if form == "10-K" and end:
        expected += [item for item, years in UNLESS_RESERVED.items() if end.year not in years]
    found = {
        section.item
        for section in document.sections
        if section.kind == "item" and not _is_hollow(section, document.blocks)
    }
    if found:
        promised = _promised(document.blocks, by_part=form == "10-Q")
        expected += [item for item in promised if item not in expected]
    if any(PART_III_ELSEWHERE.search(line) for line in texts(document.blocks)):
        expected = [item for item in expected if item not in PART_III]
    left_out = set(_left_out(document.blocks))
    return [item for item in expected if item not in found and item not in left_out]


def _left_out(blocks: Sequence[Block]) -> Iterator[str]:
    """The items that a contents table names with "N/A" for a page."""
    for table in (block for block in blocks if isinstance(block, Table)):
        for row in table.rows:
            said = [cell.text for cell in row.cells if cell.text.strip()]
            if len(said) > 1 and NOTHING.fullmatch(said[-1]) and (word := read_item(said[0])):
                yield from word.numbers


def _is_hollow(section: Section, blocks: Sequence[Block]) -> bool:
    """Whether of an item only the heading of its part is there."""
    line = next(texts(blocks[section.start : section.start + 1]), "")
    return section.stop - section.start <= 1 and part_of(line) is not None and not read_item(line)


def is_asset_backed(document: Document) -> bool:
    """Whether it is the report of asset-backed securities, which leaves out most of its form."""
    return any(ASSET_BACKED.search(line) for line in texts(document.blocks))


def stubs(document: Document) -> Iterator[str]:
    """Items that should be long, are short, and do not say where else it is said."""
    form = document.metadata.form or ""
    for section in document.sections:
        if section.kind == "item" and section.item in WEIGHTY.get(form, ()):
            said = " ".join(texts(document.blocks[section.start + 1 : section.stop]))
            if len(said.split()) >= STUB or ELSEWHERE.search(said):
                continue
            if not any(map(ELSEWHERE.search, _said_under(document.blocks, section.item))):
                yield section.item or ""


def missing_notes(document: Document) -> list[str]:
    """Numbers left out between the first note and the last, their words neither among the text."""
    notes = [
        section
        for section in document.sections
        if section.kind == "note" and section.number and section.number.isdigit()
    ]
    places = {int(note.number or 0): note.start for note in reversed(notes)}
    gone = [number for number in range(1, max(places, default=0)) if number not in places]
    return [str(number) for number in gone if not _stands_between(document, places, number)]


def _stands_between(document: Document, places: Mapping[int, int], number: int) -> bool:
    """Whether a line between the notes around it begins with the number, as a heading would."""
    start = max((at for other, at in places.items() if other < number), default=0)
    stop = min((at for other, at in places.items() if other > number), default=start)
    heading = re.compile(  # a dash may have been read as a control sign, of Windows-1252
        rf"\W*(?:note\s*)?{number}(?:[.:)\s–—\x80-\x9f-]+[(]?|(?=[A-Z]))[A-Z]", re.IGNORECASE
    )
    return any(heading.match(line) for line in texts(document.blocks[start:stop]))


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


def statements_are_elsewhere(document: Document) -> bool:
    """Whether the item of the statements says that they stand in another document."""
    if is_asset_backed(document):
        return True
    for section in document.sections:
        if section.item in STATEMENT_ITEMS:
            said = " ".join(texts(document.blocks[section.start : section.stop]))
            if len(said.split()) < 2 * STUB and "incorporated" in said.lower():
                return True
    return any("incorporated" in said.lower() for said in _said_under(document.blocks, "8"))


def _said_under(blocks: Sequence[Block], item: str | None) -> Iterator[str]:
    """What stands right below every line that names the item, a heading or not."""
    for block, below in pairwise(block for block in blocks if not isinstance(block, PageBreak)):
        if isinstance(block, Paragraph) and isinstance(below, Paragraph):
            word = read_item(block.text)
            if word and item in word.numbers and len(block.text) < LONGEST_HEADING:
                yield below.text
