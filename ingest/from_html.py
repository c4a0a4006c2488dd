"""HTML filings of every era, inline XBRL included: bytes in, blocks and facts out."""

import re
from collections.abc import Iterable
from dataclasses import replace

from lxml import etree

from ingest.detect import Unreadable, decode
from ingest.document import Block, Fact, PageBreak, Paragraph, Source
from ingest.html_reader import Reader
from ingest.html_tables import Item
from ingest.tables import grid_to_table
from ingest.units import Units, stated_units


def read_html(raw: bytes) -> Source:
    """Read an HTML filing; a page is one plus the page breaks before it.

    Only what a reader of the page would see becomes text; hidden facts are facts all the same.
    Nothing is fetched and no entity of the file's own is expanded.
    """
    text, warning = decode(raw)
    reader = parse(text)
    facts, warnings = reader.facts.resolved()
    items = reader.items
    if not any(not isinstance(item, PageBreak) for item in items):
        raise Unreadable("it has no visible text")
    blocks = tuple(finished(items, {fact.id: fact for fact in facts}, reader.links))
    return Source(
        blocks=blocks,
        pages=reader.page,
        format="ixbrl" if facts else "html",
        title=reader.title,
        facts=tuple(facts),
        warnings=tuple(filter(None, (warning, *warnings))),
    )


def parse(text: str) -> Reader:
    """The reader after all events of the page."""
    namespace = INLINE_XBRL.search(text[:200_000])
    reader = Reader(namespace[1].lower() if namespace else "ix")
    parser = etree.HTMLParser(target=reader, huge_tree=True, no_network=True)
    for start in range(0, len(text), PIECE):
        parser.feed(text[start : start + PIECE])
    parser.close()
    return reader


def finished(items: Iterable[Item], tags: dict[str, Fact], linked: set[str]) -> Iterable[Block]:
    """The blocks, tables read with the words above them; anchors that nothing links to are gone."""
    before: list[str] = []
    default: Units | None = None
    last: Units | None = None
    for item in items:
        anchors = (
            ()
            if isinstance(item, PageBreak)
            else tuple(anchor for anchor in dict.fromkeys(item.anchors) if anchor in linked)
        )
        if isinstance(item, PageBreak):
            yield item
        elif isinstance(item, Paragraph):
            before = [*before[-3:], item.text]
            if STANDING.search(item.text) and (units := stated_units(item.text)):
                default = units
            yield replace(item, anchors=anchors)
        else:
            table = grid_to_table(
                item.rows,
                item.place,
                before=before,
                anchors=anchors,
                links=item.links,
                tags=tags,
                default=default if before else last or default,
            )
            if table.rows:
                yield table
                last = Units(table.scale, table.unit, table.scale)
                before = []


PIECE = 1 << 20  # what libxml2 is fed at a time
INLINE_XBRL = re.compile(r"""xmlns:([\w-]+)\s*=\s*["'][^"']*inlineXBRL["']""", re.IGNORECASE)
STANDING = re.compile(r"(?i)\btabular\b|\bunless otherwise\b|\bexcept as otherwise\b")
