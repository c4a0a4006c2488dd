"""PDF filings, read with MuPDF: its words with their places, then as `page_blocks` does."""

from collections.abc import Sequence
from typing import Any

from ingest.detect import Unreadable
from ingest.document import Source
from ingest.page_blocks import pages_to_blocks
from ingest.page_lines import Piece, page_to_pieces

SCANNED = "no page holds text: it is scanned or drawn; run it through text recognition (OCR) first"


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
        title = str((document.metadata or {}).get("title") or "").strip()
    pictures = [number for number, page in enumerate(pages, start=1) if not page]
    if len(pictures) == len(pages):
        raise Unreadable(SCANNED if len(broken) < len(pages) else "no page of the PDF can be read")
    warnings = _warnings(pages, broken, tools.mupdf_warnings())
    return Source(tuple(pages_to_blocks(pages)), len(pages), "pdf", title, warnings=warnings)


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


def _warnings(
    pages: Sequence[Sequence[Piece]], broken: Sequence[int], told: str
) -> tuple[str, ...]:
    empty = [n for n, page in enumerate(pages, start=1) if not page and n not in broken]
    found = []
    if broken:
        found.append(f"{_pages(broken)} cannot be read: the PDF is damaged there")
    if empty:
        found.append(f"{_pages(empty)} without text: blank, scanned or drawn")
    lines = [line.strip() for line in dict.fromkeys(told.splitlines())]
    lines = [line for line in lines if line and not line.startswith("...")]
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
