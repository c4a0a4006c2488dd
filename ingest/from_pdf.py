"""PDF filings, read with MuPDF: its words with their places, then as `page_blocks` does."""

import re
from collections.abc import Sequence
from typing import Any

from ingest.detect import Unreadable
from ingest.document import Blank, Source
from ingest.page_blocks import pages_to_blocks
from ingest.page_gaps import Gap, gaps
from ingest.page_lines import Piece, page_to_pieces

SCANNED = "no page holds text: it is scanned or drawn; run it through text recognition (OCR) first"

BLANK_DRAWINGS = 20  # rules and boxes; text drawn as outlines takes hundreds
RULE = 2.0  # points; lines at the edge of a blank stretch belong to what stands above or below
# What MuPDF tells of glyphs and tags that it does without: no word is lost by it.
HARMLESS = re.compile(r"\.\.\.|ActualText|FT_\w+\(")


def read_pdf(raw: bytes) -> Source:
    """Read a PDF page by page; raises `Unreadable` when no page can be.

    Pages that cannot be read, or hold a picture and no text, are told in `warnings`.
    """
    import pymupdf

    tools = pymupdf.TOOLS
    tools.mupdf_display_errors(False)
    tools.mupdf_display_warnings(False)
    tools.reset_mupdf_warnings()
    with _open(raw) as document:
        pages, broken = _read_pages(document)
        empty = [index for index, page in enumerate(pages) if not page]
        if len(empty) == len(pages):
            scanned = len(broken) < len(pages)
            raise Unreadable(SCANNED if scanned else "no page of the PDF can be read")
        pictures = [
            index + 1 for index in empty if index + 1 in broken or _is_drawn(document, index)
        ]
        title = str((document.metadata or {}).get("title") or "").strip()
        blocks = tuple(pages_to_blocks(pages))
        blanks = tuple(
            Blank(gap.page, gap.above) for gap in gaps(blocks) if _is_empty(document, gap)
        )
    warnings = _warnings(pictures, broken, tools.mupdf_warnings())
    return Source(blocks, len(pages), "pdf", title, warnings=warnings, blanks=blanks)


def _open(raw: bytes) -> Any:
    import pymupdf

    try:
        document = pymupdf.open(stream=raw, filetype="pdf")
    except (RuntimeError, ValueError) as error:
        raise Unreadable(f"the PDF is damaged and cannot be opened ({error})") from error
    if document.needs_pass and not document.authenticate(""):
        document.close()
        raise Unreadable("the PDF is encrypted and asks for a password; save it without one")
    if document.page_count == 0:
        document.close()
        raise Unreadable("the PDF has no pages")
    return document


def _read_pages(document: Any) -> tuple[list[list[Piece]], list[int]]:
    """The pieces of each page, and the numbers of the pages that cannot be read."""
    import pymupdf

    flags = pymupdf.TEXTFLAGS_TEXT & ~pymupdf.TEXT_PRESERVE_LIGATURES
    pages: list[list[Piece]] = []
    broken: list[int] = []
    for index in range(document.page_count):
        try:
            page = document[index]
            text = page.get_textpage(flags=flags)
            content = text.extractDICT()
            pieces = page_to_pieces(
                content["blocks"], text.extractWORDS(), content["width"], content["height"]
            )
        except (RuntimeError, ValueError):
            pieces = []
            broken.append(index + 1)
        pages.append(pieces)
    return pages, broken


def _is_drawn(document: Any, index: int) -> bool:
    """Whether a page without text shows something all the same: it is not merely blank."""
    page = document[index]
    return bool(page.get_images()) or len(page.get_cdrawings()) > BLANK_DRAWINGS


def _is_empty(document: Any, gap: Gap) -> bool:
    """Whether no picture and nothing with a curve, as charts have, stands in the gap."""
    page = document[gap.page - 1]
    if page.rotation:
        return False
    top, bottom = gap.y0 + RULE, gap.y1 - RULE
    if any(_meets(image["bbox"], top, bottom) for image in page.get_image_info()):
        return False
    drawn = [each for each in page.get_cdrawings() if _meets(each["rect"], top, bottom)]
    return not any(item[0] == "c" for each in drawn for item in each["items"])


def _meets(box: Sequence[float], top: float, bottom: float) -> bool:
    return box[1] < bottom and box[3] > top


def _warnings(pictures: Sequence[int], broken: Sequence[int], told: str) -> tuple[str, ...]:
    empty = [n for n in pictures if n not in broken]
    found = []
    if broken:
        found.append(f"{_pages(broken)} cannot be read: the PDF is damaged there")
    if empty:
        found.append(f"{_pages(empty)} without text: scanned or drawn")
    lines = [line.strip() for line in dict.fromkeys(told.splitlines())]
    lines = [line for line in lines if line and not HARMLESS.match(line)]
    if lines:
        more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
        found.append(f"the PDF has faults that were worked around: {lines[0]}{more}")
    return tuple(found)


def _pages(numbers: Sequence[int]) -> str:
    """Name the pages, ten at most: "page 3", "pages 3, 4 and 9"."""
    shown = [str(number) for number in numbers[:10]]
    if len(numbers) > 10:
        return f"pages {', '.join(shown)} and {len(numbers) - 10} more"
    return f"pages {', '.join(shown[:-1])} and {shown[-1]}" if shown[1:] else f"page {shown[0]}"
