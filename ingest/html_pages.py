"""Running heads, feet and page numbers are taken from the flow and given to their page's break.

What stands first or last on a page and is a page number, or comes again on other pages, is
furniture; no word of it is lost, `PageBreak.furniture` has it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.document import PageBreak, Paragraph
from ingest.html_tables import Item, RawTable


def without_furniture(items: Sequence[Item]) -> list[Item]:
    """The items with their furniture moved to the break that begins the page."""
    pages = split_pages(items)
    seen: Counter[str] = Counter()
    for page in pages:
        edges = {index for index, _ in edge_items(page)}
        seen.update({shape(text_of(page[index])) for index in edges})
    often = {text for text, count in seen.items() if count >= max(3, len(pages) // 10)}
    return [item for page in pages for item in tidied(page, often)]


def split_pages(items: Sequence[Item]) -> list[list[Item]]:
    """The items of each page, its break first."""
    pages: list[list[Item]] = []
    for item in items:
        if isinstance(item, PageBreak) or not pages:
            pages.append([])
        pages[-1].append(item)
    return pages


def edge_items(page: Sequence[Item]) -> list[tuple[int, bool]]:
    """Short items at the head and the foot of a page: index, and whether at the foot."""
    last = len(page)
    indexes = [(index, False) for index in range(1, min(1 + EDGE, last))]
    indexes += [(index, True) for index in range(last - 1, max(0, last - 1 - EDGE), -1)]
    return [(index, foot) for index, foot in indexes if 0 < len(text_of(page[index])) <= LONGEST]


def tidied(page: list[Item], often: set[str]) -> list[Item]:
    """A page without its furniture, which runs from either edge until something else comes."""
    furniture: set[int] = set()
    closed = {False: 1, True: len(page) - 1}
    for index, foot in edge_items(page):
        if index == closed[foot] and index not in furniture and is_furniture(page[index], often):
            furniture.add(index)
            closed[foot] += -1 if foot else 1
    if not furniture or not isinstance(page[0], PageBreak) or len(furniture) == len(page) - 1:
        return page  # a page of nothing else is text
    texts = tuple(text_of(page[index]) for index in sorted(furniture))
    anchors = tuple(a for index in sorted(furniture) for a in anchors_of(page[index]))
    kept = [item for index, item in enumerate(page) if index and index not in furniture]
    if anchors and kept:
        kept[0] = with_anchors(kept[0], anchors)
    elif anchors:
        return page
    return [replace(page[0], furniture=texts), *kept]


def is_furniture(item: Item, often: set[str]) -> bool:
    """Whether an item at the edge of a page belongs to the page rather than to the text."""
    text = text_of(item)
    if isinstance(item, Paragraph) and (item.facts or CONTENT.match(text)):
        return False
    return PAGE_NUMBER.fullmatch(text) is not None or shape(text) in often


def shape(text: str) -> str:
    """A text without the page number at its end or start, so that it is the same on all pages."""
    return OWN_NUMBER.sub("", text.lower())


def text_of(item: Item) -> str:
    """The words of a paragraph or of a table of one or two rows, else ""."""
    if isinstance(item, Paragraph):
        return item.text
    if isinstance(item, RawTable) and len(item.rows) <= 2:
        if any(cell.facts for row in item.rows for cell in row.cells):
            return ""
        return " ".join(cell.text for row in item.rows for cell in row.cells)
    return ""


def anchors_of(item: Item) -> tuple[str, ...]:
    """The anchors of an item."""
    return () if isinstance(item, PageBreak) else item.anchors


def with_anchors(item: Item, anchors: tuple[str, ...]) -> Item:
    """An item that has `anchors` before its own."""
    if isinstance(item, Paragraph):
        return replace(item, anchors=(*anchors, *item.anchors))
    if isinstance(item, RawTable):
        return RawTable(item.rows, item.place, (*anchors, *item.anchors), item.links)
    return item


EDGE = 4  # a head or foot has no more lines
LONGEST = 160
PAGE_NUMBER = re.compile(
    r"(?i)[-–—\s|]*(?:page\s*)?(?:[A-Z]{1,3}\s*[-–]\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*of\s*\d{1,4})?[-–—\s|]*"
)
OWN_NUMBER = re.compile(r"^\W*\d{1,4}\b|\b\d{1,4}\W*$")
# Never furniture, however often it comes: what opens a part of the filing.
CONTENT = re.compile(r"(?i)(?:part\s+[ivx]+\b|item\s*\d|note\s+\d|signatures?$)")
