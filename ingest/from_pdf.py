"""PDF filings, read with MuPDF: words with their places become lines, paragraphs and tables."""

from typing import Any

from ingest.detect import Unreadable
from ingest.document import Block, PageBreak, Paragraph, Place, Source, Style


def read_pdf(raw: bytes) -> Source:
    """Read a PDF page by page."""
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    try:
        document = pymupdf.open(stream=raw, filetype="pdf")
    except (RuntimeError, ValueError) as error:
        raise Unreadable(f"the PDF cannot be opened ({error})") from error
    blocks: list[Block] = []
    with document:
        for number, page in enumerate(document, start=1):
            blocks.append(PageBreak(number))
            blocks.extend(_paragraphs(page.get_text("dict", flags=pymupdf.TEXTFLAGS_TEXT), number))
        title = str((document.metadata or {}).get("title") or "")
    return Source(tuple(blocks), number, "pdf", title)


def _paragraphs(page: dict[str, Any], number: int) -> list[Block]:
    found: list[Block] = []
    for block in page["blocks"]:
        spans = [span for line in block["lines"] for span in [*line["spans"], {"text": " "}]]
        text = " ".join("".join(span["text"] for span in spans).split())
        if text:
            sizes = [span["size"] for span in spans if "size" in span]
            bold = all(span["flags"] & 16 for span in spans if span["text"].strip())
            place = Place(number, box=tuple(block["bbox"]))
            found.append(Paragraph(text, place, Style(bold=bold, size=max(sizes))))
    return found
