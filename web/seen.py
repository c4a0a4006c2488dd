"""What a reader sees marked when lines are opened: the same page or picture, without a browser."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from store.library import Library
from store.tables import StoredDocument
from tools.desk import page_of
from web.pictures import Box, original_of, sidecar_of
from web.sources import Page, harmless, source_html

MARKED = re.compile(r'<mark class="passage"[^>]*>(.*?)</mark>', re.DOTALL)
TURNS = re.compile(
    r"<(?:\w+[^>]*(?:page-break-(?:before|after):\s*always|[\"; ]break-before:\s*page)"
    r"|hr[^>]*page-break)[^>]*>",
    re.IGNORECASE,
)
"""Start tags that begin a page: the contract of `page` in docs/cli.md, read anew."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is marked for a line."""

    line: int
    words: str
    """The text under the marks; "" where nothing is marked."""
    page: int | None
    """The page that the mark is on; None where the filing shows no pages."""


def look(library: Library, document: StoredDocument, lines: Sequence[int]) -> Iterator[Seen]:
    """Open each line of a document in turn, as the source panel does."""
    if original_of(library, document.id).suffix == ".pdf":
        yield from in_pictures(library, document, lines)
        return
    page, copy = harmless(library, document.id), library.lines(document.id)
    for line in lines:
        yield in_html(page, line, source_html(page, copy, range(line, line + 1)))


def in_html(page: Page, line: int, shown: str) -> Seen:
    """What is marked in a filing's own HTML."""
    words = "".join(f"{said} " for said in MARKED.findall(shown))
    before = shown.partition('id="passage"')[0]
    number = None if page.typed else 1 + sum(1 for _ in TURNS.finditer(before))
    return Seen(line, html.unescape(re.sub(r"<[^>]*>", "", words)), number)


def in_pictures(library: Library, document: StoredDocument, lines: Sequence[int]) -> Iterator[Seen]:
    """What is marked in the pictures of a PDF."""
    import pymupdf

    places = sidecar_of(library, document.id).places
    with pymupdf.open(original_of(library, document.id)) as pdf:
        for line in lines:
            page = page_of(document, line)
            boxes = [e.box for e in places if e.line == line and e.page == page and e.box]
            words = pdf[page - 1].get_text("words")
            inside = [word[4] for word in words if any(holds(box, word) for box in boxes)]
            yield Seen(line, " ".join(inside), page if inside else None)


def holds(box: Box, word: Sequence[float]) -> bool:
    """Whether the middle of a word is in a box."""
    across, down = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return box[0] - 1 <= across <= box[2] + 1 and box[1] - 1 <= down <= box[3] + 1
