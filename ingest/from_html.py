"""HTML filings of every era, inline XBRL included: bytes in, blocks and facts out."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from functools import partial
from typing import Protocol
from urllib.parse import unquote

from lxml import etree

from ingest.continued import join_continued, to_row
from ingest.detect import Unreadable, decode, detect
from ingest.document import Block, Fact, PageBreak, Paragraph, Source, Table
from ingest.drafts import STANDING
from ingest.html_pages import without_furniture
from ingest.html_reader import Reader
from ingest.html_style import class_styles
from ingest.html_tables import Item, RawTable
from ingest.tables import fits_usual, grid_to_table, usual_units
from ingest.units import Units, stated_units


def read_html(raw: bytes, *, tagged: bool = True) -> Source:
    """Read an HTML filing; a page is one plus the page breaks before it.

    Without `tagged` it is read as if nothing were tagged: no fact helps, cells still name theirs.
    Only what a reader of the page would see becomes text; hidden facts are facts all the same.
    Nothing is fetched and no entity of the file's own is expanded.
    """
    detect("filing.htm", raw[:HEAD])  # raises for nothing, and for bytes that are no text
    text, warning = decode(raw)
    reader = parse(text)
    facts, warnings = reader.facts.resolved() if tagged else ([], [])
    items = join_continued(without_furniture(reader.items), joined)
    if not any(not isinstance(item, PageBreak) for item in items):
        raise Unreadable("it has no visible text")
    blocks = tuple(finished(items, {fact.id: fact for fact in facts}, reader.links))
    return Source(
        blocks=blocks,
        pages=reader.page,
        format="ixbrl" if facts else "html",
        title=reader.title,
        facts=tuple(facts),
        warnings=tuple(filter(None, (warning, *warnings, _leading_nowhere(reader)))),
    )


def _leading_nowhere(reader: Reader) -> str | None:
    """A sentence about links within the page whose places it has not; a single one is a slip."""
    lost = len({unquote(link) for link in reader.links} - {unquote(name) for name in reader.named})
    if lost < LINKS_LOST:
        return None
    return f"{lost} of its own links lead to places that it has not: parts of it may be missing"


class Feeder(Protocol):
    """What of an lxml parser is used."""

    def feed(self, data: str) -> None:
        """Take the next piece."""

    def close(self) -> object:
        """No more comes."""


def parse(text: str) -> Reader:
    """The reader after all events of the page."""
    namespace = INLINE_XBRL.search(text[:200_000])
    reader = Reader(namespace[1].lower() if namespace else "ix", class_styles(text))
    make: Callable[..., Feeder] = etree.HTMLParser
    parser = make(target=reader, huge_tree=True, no_network=True)
    for start in range(0, len(text), PIECE):
        parser.feed(text[start : start + PIECE])
    parser.close()
    return reader


def finished(items: Sequence[Item], tags: Mapping[str, Fact], linked: Set[str]) -> Iterable[Block]:
    """The blocks: anchors that nothing links to are gone, tables are read with the words above."""
    tables = iter(read_tables(items, tags))
    for item in items:
        if isinstance(item, PageBreak):
            yield item
            continue
        anchors = tuple(anchor for anchor in dict.fromkeys(item.anchors) if anchor in linked)
        block = item if isinstance(item, Paragraph) else next(tables)
        if isinstance(block, Paragraph) or block.rows:
            yield block if block.anchors == anchors else replace(block, anchors=anchors)


def joined(above: RawTable, between: Sequence[Paragraph], below: RawTable) -> RawTable:
    """A table and its other part as one, the words between them rows of it."""
    at = len(above.rows)
    further = (at + len(between) + part for part in below.parts)
    return RawTable(
        [*above.rows, *map(to_row, between), *below.rows],
        above.place,
        (*above.anchors, *(a for each in between for a in each.anchors), *below.anchors),
        (*above.links, *(link for each in between for link in each.links), *below.links),
        (*above.parts, at, *further),
    )


def read_tables(items: Sequence[Item], tags: Mapping[str, Fact]) -> list[Table]:
    """The tables among `items`; those that state no scale take the one usual in the filing."""
    tables: list[Table] = []
    again: list[partial[Table]] = []
    before: list[str] = []
    standing: Units | None = None
    for item in items:
        if isinstance(item, Paragraph):
            before = [*before[-3:], item.text]
            if STANDING.search(item.text):
                standing = stated_units(item.text) or standing
        elif isinstance(item, RawTable):
            read = partial(
                grid_to_table,
                item.rows,
                item.place,
                before=tuple(before),
                links=item.links,
                tags=tags,
                parts=item.parts,
            )
            above = tables[-1] if tables and not before else None  # continues on the next page
            default = Units(above.scale, above.unit, above.scale) if above else standing
            tables.append(read(default=default))
            again.append(read)
            before = []
    usual = usual_units(tables)
    if usual is None:
        return tables
    return [
        read(default=usual[0]) if table.scale == 1 and fits_usual(table, usual) else table
        for table, read in zip(tables, again, strict=True)
    ]


LINKS_LOST = 2
HEAD = 1 << 16
PIECE = 1 << 20  # what libxml2 is fed at a time
INLINE_XBRL = re.compile(r"""xmlns:([\w-]+)\s*=\s*["'][^"']*inlineXBRL["']""", re.IGNORECASE)
