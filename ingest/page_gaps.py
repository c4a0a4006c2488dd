"""Blank stretches on the pages of a PDF, where nothing stands between lines of text.

What was left out by a bad conversion leaves its place empty. Pictures and charts stand in such
places, too: whether one does is for the reader to ask, who has the page.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate
from statistics import median, quantiles
from typing import NamedTuple

from ingest.announcements import announcement
from ingest.document import Block, PageBreak, Table

TALL = 64.0  # points; paragraphs stand much closer
TALL_EDGE = 90.0  # at the edge of a page, beyond where its text begins or ends as a rule
TALL_BELOW_ANNOUNCEMENT = 40.0
TITLES = 40  # words; a page on which less stands above a blank has only its titles
FOOT = 14  # words of a note at the foot of a page
SIGNED = ("/s/", "By:", "_")  # room for a signature


NEXT = 6  # stretches of the next page: the table that was announced may begin there
FEWEST_PAGES = 5  # that show where text begins and ends as a rule
CONTINUED = re.compile(r"(?i)\bcontinued\b")  # such pages may be filled from below
UNITS = re.compile(
    r"(?i)\b(?:thousands|millions|billions)\b|\bstatements? of\b|\bbalance sheets?\b"
)


class Gap(NamedTuple):
    """A blank stretch."""

    page: int
    y0: float
    y1: float
    """In points, origin top left."""
    above: str
    """The words that stand above it; "" below a table."""


class _Stretch(NamedTuple):
    y0: float
    y1: float
    text: str
    """ "" for a table."""


def gaps(blocks: Sequence[Block]) -> Iterator[Gap]:
    """Blank stretches between text and tables, above the first and below a title, page by page."""
    pages = {page: sorted(found) for page, found in sorted(_pages(blocks).items())}
    if len(pages) < FEWEST_PAGES:
        return
    top = median(found[0].y0 for found in pages.values())
    bottom = quantiles((found[-1].y1 for found in pages.values()), n=10)[-1]
    for page, found in pages.items():
        following = [each.text for each in pages.get(page + 1, [])[:NEXT]]
        first = found[0].text
        if found[0].y0 > top + TALL_EDGE and not (_is_title(first) or CONTINUED.search(first)):
            yield Gap(page, top, found[0].y0, "")
        ends = list(accumulate((each.y1 for each in found), max))
        for at in range(1, len(found)):
            gap = Gap(page, ends[at - 1], found[at].y0, found[at - 1].text)
            if gap.y1 - gap.y0 > TALL_BELOW_ANNOUNCEMENT and _is_blank(gap, found, at):
                yield gap
        if ends[-1] < bottom - TALL_EDGE and _is_title(found[-1].text) and all(following):
            yield Gap(page, ends[-1], bottom, found[-1].text)


def _is_blank(gap: Gap, stretches: Sequence[_Stretch], at: int) -> bool:
    """Whether so much white has no other reason: a signature, a note at the foot of the page."""
    below = stretches[at].text
    if below and announcement(gap.above):
        return True
    if gap.y1 - gap.y0 <= TALL or below.startswith(SIGNED):
        return False
    above = stretches[:at]
    words = sum(len(each.text.split()) for each in above)
    titles_only = words < TITLES and all(each.text for each in above)
    is_foot = all(0 < len(each.text.split()) <= FOOT for each in stretches[at:])
    return titles_only or not is_foot


def _is_title(text: str) -> bool:
    """Whether words promise that something follows: an announcement, a title, units."""
    if announcement(text):
        return True
    words = len(text.split())
    return 0 < words <= FOOT and not text.endswith(".") and UNITS.search(text) is not None


def _pages(blocks: Sequence[Block]) -> dict[int, list[_Stretch]]:
    pages: dict[int, list[_Stretch]] = defaultdict(list)
    for block in blocks:
        if isinstance(block, PageBreak) or block.place.box is None:
            continue
        text = "" if isinstance(block, Table) else block.text
        pages[block.place.page].append(_Stretch(block.place.box[1], block.place.box[3], text))
        for row in block.rows if isinstance(block, Table) else ():
            if row.place and row.place.box and row.place.page != block.place.page:
                pages[row.place.page].append(_Stretch(row.place.box[1], row.place.box[3], ""))
    return pages
