"""Where the contents tables stand and what they say: never headings, but strong evidence.

A contents table tells what the filing has, on which printed page, and in HTML links to the
place. Indexes at the end ("Form 10-K cross-reference index") are contents tables too.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.document import Block, PageBreak, Paragraph, Table
from ingest.items import letters, read_item

SHORTEST_RUN = 5  # numbers that stand alone, each one more than the last: those of pages

_PAGE = re.compile(r"(?:pages?\s*)?((?:[A-Z]{1,2}-)?\d{1,3})\b(?:\s*[-–,].*)?", re.I)
_PAGE_NUMBER = re.compile(r"[-–— ]*(?:[A-Z]{1,3}-)?\d{1,3}[-–— ]*", re.IGNORECASE)
_PAGE_AT_END = re.compile(r"(?:^|\s|\|)((?:[A-Z]{1,3}-)?\d{1,3})$")
_PAGE_AT_START = re.compile(r"(\d{1,3})\s+(?=\D)")
_LAST_PAGE = re.compile(r"(?:\s|\.{2,})((?:[A-Z]{1,2}-)?\d{1,3})$")
_MARK = re.compile(
    r"(p\s?art\s+(iv|i{1,3}|[1-4])\b|signatures?\b|exhibit\s+index|index\s+to\s+exhibits"
    r"|notes?\s+\d|report\s+of\s+independent)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a contents table."""

    block: int
    row: int | None
    text: str
    page: str | None
    """As printed: "23", "F-12"."""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """The blocks that are contents, and their rows in order."""

    blocks: frozenset[int]
    entries: tuple[Entry, ...]


def contents(blocks: Sequence[Block]) -> Contents:
    """Find every contents table: whole tables, and runs of short paragraphs."""
    entries: list[Entry] = []
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            rows = _rows(index, block)
            if _is_contents(rows):
                entries += rows
    entries += _runs(blocks)
    entries.sort(key=lambda entry: (entry.block, entry.row or 0))
    return Contents(frozenset(entry.block for entry in entries), tuple(_paged(entries)))


def _paged(entries: Sequence[Entry]) -> list[Entry]:
    """An entry without a page begins where its first sub-entry does."""
    paged: list[Entry] = []
    page: str | None = None
    block: int | None = None
    for entry in reversed(entries):
        page = entry.page or (page if entry.block == block else None)
        block = entry.block
        paged.append(replace(entry, page=page))
        if read_item(entry.text):
            page = None
    return paged[::-1]


def printed_pages(blocks: Sequence[Block]) -> dict[str, int]:
    """The block at which each printed page begins; a number printed twice keeps its first.

    The number stands in the furniture of the page, or alone in its last text.
    """
    starts: dict[str, int] = {}
    last = ""
    begin = 0
    for index, block in enumerate([*blocks, PageBreak(0)]):
        if not isinstance(block, PageBreak):
            last = _alone(block) or last
            continue
        if _PAGE_NUMBER.fullmatch(last):
            starts.setdefault(last.strip("-–— ").upper(), begin)
        for line in block.furniture:
            if match := _PAGE_AT_END.search(line.strip(" -–—")):
                starts.setdefault(match[1].upper(), index + 1)
            elif (match := _PAGE_AT_START.match(line)) and str(int(match[1]) - 1) in starts:
                starts.setdefault(match[1], index + 1)  # left pages have theirs at the outer edge
        begin, last = index + 1, ""
    for number, start in _numbered_lines(blocks):
        starts.setdefault(number, start)
    return {number: start for number, start in starts.items() if start < len(blocks)}


def _numbered_lines(blocks: Sequence[Block]) -> list[tuple[str, int]]:
    """Pages of a text without page breaks: their numbers stand alone, one more each time."""
    return below_numbers(
        (index, int(block.text))
        for index, block in enumerate(blocks)
        if isinstance(block, Paragraph) and re.fullmatch(r"\d{1,3}", block.text)
    )


def below_numbers(alone: Iterable[tuple[int, int]]) -> list[tuple[str, int]]:
    """Where pages begin, by the (place, number) at the foot of each: below the number before."""
    runs: list[list[tuple[int, int]]] = [[]]
    for place, number in alone:
        if runs[-1] and number != runs[-1][-1][1] + 1:
            runs.append([])
        runs[-1].append((place, number))
    return [
        (str(number), before[0] + 1)
        for run in runs
        if len(run) >= SHORTEST_RUN
        for before, (_, number) in pairwise(run)
    ]


def _alone(block: Paragraph | Table) -> str:
    if isinstance(block, Paragraph):
        return block.text
    cells = [cell.text for row in block.rows for cell in row.cells if cell.text.strip()]
    return cells[0] if len(cells) == 1 else "|"


def _rows(index: int, table: Table) -> list[Entry]:
    rows = []
    for number, row in enumerate(table.rows):
        words = [cell.text for cell in row.cells if cell.text.strip()]
        page = None
        if len(words) > 1 and (match := _PAGE.fullmatch(words[-1].strip())):
            page, words = match[1].upper(), words[:-1]
        text = " ".join(words)
        if page is None and (match := _LAST_PAGE.search(text)) and not text[:1].isdigit():
            page, text = match[1].upper(), text[: match.start()].rstrip(" .")
        rows.append(Entry(index, number, text, page))
    return rows


def _is_contents(rows: Sequence[Entry]) -> bool:
    marks = [row for row in rows if _is_entry(row.text)]
    items = sum(read_item(row.text) is not None for row in marks)
    paged = sum(row.page is not None for row in rows)
    if items >= 3 or (len(marks) >= 2 and items and any(row.page for row in marks)):
        return True
    return len(marks) >= 3 and paged >= len(marks)


def _is_entry(text: str) -> bool:
    return len(text) < 400 and (read_item(text) is not None or bool(_MARK.match(text)))


def _runs(blocks: Sequence[Block]) -> list[Entry]:
    """Paragraphs that follow each other as a contents table does, and single ones that link on."""
    places = _anchor_blocks(blocks)
    entries: list[Entry] = []
    run: list[Entry] = []
    since = 0
    for index, block in enumerate(blocks):
        if isinstance(block, PageBreak):
            continue
        short = isinstance(block, Paragraph) and len(block.text) < 250
        if isinstance(block, Paragraph) and short and _is_entry(block.text):
            entry = _paragraph_entry(index, block)
            if any(letters(entry.text) == letters(other.text) for other in run):
                entries += _kept(run, blocks, index)  # the first heading already, not a row
                run = []
            run.append(entry)
            since = 0
            if any(places.get(link, -1) > index for link in block.links):
                entries.append(entry)
            continue
        since += 1
        if not short or since > 3:
            entries += _kept(run, blocks, index)
            run, since = [], 0
    entries += _kept(run, blocks, len(blocks))
    return list(dict.fromkeys(entries))


def _anchor_blocks(blocks: Sequence[Block]) -> dict[str, int]:
    places: dict[str, int] = {}
    for index, block in enumerate(blocks):
        if not isinstance(block, PageBreak):
            for anchor in block.anchors:
                places.setdefault(anchor, index)
    return places


def _paragraph_entry(index: int, block: Paragraph) -> Entry:
    match = _LAST_PAGE.search(block.text)
    if match is None:
        return Entry(index, None, block.text, None, block.links)
    text = block.text[: match.start()].rstrip(" .")
    return Entry(index, None, text, match[1].upper(), block.links)


def _kept(run: list[Entry], blocks: Sequence[Block], stop: int) -> list[Entry]:
    """A run counts when it has pages or links, or when its items are all headed again later."""
    items = [entry for entry in run if read_item(entry.text)]
    if len(items) < 3:
        return []
    if 2 * sum(bool(entry.page or entry.links) for entry in items) >= len(items):
        while not (run[0].page or run[0].links) and read_item(run[0].text):
            run = run[1:]  # the last heading before the table
        return run
    if run[-1].block - run[0].block > 4 * len(run):
        return []
    wanted = {word.numbers for entry in items if (word := read_item(entry.text))}
    later = {
        word.numbers
        for block in blocks[stop:]
        if isinstance(block, Paragraph) and len(block.text) < 300
        if (word := read_item(block.text))
    }
    return run if len(wanted & later) >= 0.7 * len(wanted) else []
