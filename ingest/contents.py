"""Where the contents tables stand and what they say: never headings, but strong evidence.

A contents table tells what the filing has, on which printed page, and in HTML links to the
place. Indexes at the end ("Form 10-K cross-reference index") are contents tables too.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.document import Block, PageBreak, Paragraph, Table
from ingest.items import read_item

_PAGE = re.compile(r"(?:pages?\s*)?((?:[A-Z]{1,2}-)?\d{1,3})\b(?:\s*[-–,].*)?", re.IGNORECASE)
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
    """The block at which each printed page begins; a number printed twice keeps its first."""
    starts: dict[str, int] = {}
    for index, block in enumerate(blocks):
        if isinstance(block, PageBreak):
            for line in block.furniture:
                if match := re.search(r"(?:^|\s|\|)((?:[A-Z]{1,2}-)?\d{1,3})$", line.strip(" -–—")):
                    starts.setdefault(match[1].upper(), index)
    return starts


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
    """Paragraphs that follow each other as a contents table does."""
    entries: list[Entry] = []
    run: list[Entry] = []
    since = 0
    for index, block in enumerate(blocks):
        if isinstance(block, PageBreak):
            continue
        if isinstance(block, Paragraph) and _is_entry(block.text) and len(block.text) < 250:
            match = _LAST_PAGE.search(block.text)
            run.append(
                Entry(
                    index,
                    None,
                    block.text[: match.start()].rstrip(" .") if match else block.text,
                    match[1].upper() if match else None,
                    block.links,
                )
            )
            since = 0
            continue
        short = isinstance(block, Paragraph) and len(block.text) < 160
        since += 1
        if not short or since > 3:
            entries += _kept(run, blocks, index)
            run, since = [], 0
    return entries + _kept(run, blocks, len(blocks))


def _kept(run: list[Entry], blocks: Sequence[Block], stop: int) -> list[Entry]:
    """A run counts when it has pages or links, or when its items are all headed again later."""
    items = [entry for entry in run if read_item(entry.text)]
    if len(items) < 3:
        return []
    if 2 * sum(bool(entry.page or entry.links) for entry in items) >= len(items):
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
