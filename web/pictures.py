"""Pages of a PDF as pictures, with the cited lines highlighted."""

from collections.abc import Sequence
from pathlib import Path

from ingest.sidecar import Sidecar, sidecar_from_json
from store.library import Library
from web.problems import NotFound, Unprocessable

HIGHLIGHT = (1.0, 0.85, 0.2)
MARGIN = 1.5  # points around a box, so that the letters are not cut
WIDEST = 2400
Box = tuple[float, float, float, float]


def page_picture(library: Library, document: str, page: int, *, lines: Sequence[int], width: int,
                 quote: str = "") -> bytes:  # fmt: skip
    """A page as PNG, `width` pixels wide; the places of `lines` on it are highlighted."""
    import pymupdf

    original = original_of(library, document)
    if original.suffix != ".pdf":
        raise Unprocessable("This filing is no PDF: GET its /source instead.")
    boxes = boxes_of(library, document, page, lines)
    with pymupdf.open(original) as pdf:
        if not 1 <= page <= len(pdf):
            raise NotFound(f"There is no page {page}: the filing has {len(pdf)}.")
        sheet = pdf[page - 1]
        if quote:
            exact = [tuple(found) for found in sheet.search_for(quote[:300])]
            boxes = [box for box in exact if near(box, boxes)] or boxes
        for box in boxes:
            left, top, right, bottom = box
            around = pymupdf.Rect(left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN)
            sheet.draw_rect(around, color=None, fill=HIGHLIGHT, fill_opacity=0.4, overlay=True)
        zoom = min(width, WIDEST) / sheet.rect.width
        picture: bytes = sheet.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom)).tobytes("png")
        return picture


def boxes_of(library: Library, document: str, page: int, lines: Sequence[int]) -> list[Box]:
    """Where lines of the reading copy stand on a page, in points."""
    wanted = set(lines)
    return [
        each.box
        for each in sidecar_of(library, document).places
        if each.line in wanted and each.page == page and each.box is not None
    ]


def sidecar_of(library: Library, document: str) -> Sidecar:
    """What was written down beside the reading copy."""
    return sidecar_from_json(library.folders.sidecar(document).read_text("utf-8"))


def original_of(library: Library, document: str) -> Path:
    """The file as it was ingested."""
    library.document(document)
    found = sorted(library.folders.document(document).glob("original.*"))
    if not found:
        raise NotFound("The original of this filing is missing. Ingest it again.")
    return found[0]


def near(box: Sequence[float], boxes: Sequence[Box]) -> bool:
    """Whether a box touches one of `boxes`, or there are none to touch."""
    return not boxes or any(
        box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in boxes
    )
