"""Lines of a region become paragraphs: what was wrapped is joined, what stands alone is not."""

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.document import Paragraph, Place, Style
from ingest.page_lines import Line, is_broken_word, join_lines, usual_gap

BULLET = re.compile(r"[•●▪■◦○‣⁃➢❖o·–—-](?=\s|$)|[\uf0a7\uf0b7]")
MARKER = re.compile(
    r"(?:[•●▪■◦○‣⁃➢❖·\uf0a7\uf0b7]|[–—-]\s|o\s"
    r"|\(?(?:\d{1,2}|[a-z]|[ivx]{1,5}|[A-Z])\)(?=\s)|\d{1,2}\.(?=\s))"
)
TERMINAL = re.compile(r"[.:;!?][”\"')]*$")


def lines_to_paragraphs(
    lines: Sequence[Line], page: int, edges: tuple[float, float]
) -> list[Paragraph]:
    """The paragraphs that `lines`, top to bottom, make between the margins `edges`."""
    gap = usual_gap(lines)
    made: list[Paragraph] = []
    held: list[Line] = []
    for line in lines:
        if held and _ends(held, line, gap, edges):
            made.append(_paragraph(held, page, edges))
            held = []
        held.append(line)
    if held:
        made.append(_paragraph(held, page, edges))
    return made


def _ends(held: Sequence[Line], line: Line, gap: float, edges: tuple[float, float]) -> bool:
    """Whether the paragraph `held` is over before `line`."""
    last = held[-1]
    size = max(last.size, 1.0)
    if line.y0 - last.y1 > gap + 0.3 * size or abs(line.size - last.size) > 0.6:
        return True
    if is_broken_word(last.text, line.text):
        return False
    if line.bold != last.bold or MARKER.match(line.text):
        return True
    if _is_split(last, edges) or _is_split(line, edges):
        return True
    word = line.text.split(" ", 1)[0]
    wide = (line.x1 - line.x0) * (len(word) + 1) / max(1, len(line.text))
    if _is_centred(last, edges) and not _is_aligned(last, line):
        return not _is_centred(line, edges) or last.x1 - last.x0 + wide < edges[1] - edges[0]
    white = max([edges[1], *(row.x1 for row in held)]) - last.x1 - wide
    if white > size and (TERMINAL.search(last.text) or white > 0.2 * (edges[1] - edges[0])):
        return True
    first = held[0]
    hanging = len(held) == 1 and MARKER.match(first.text) is not None
    return line.x0 > last.x0 + 1.2 * size and not hanging


def _is_split(line: Line, edges: tuple[float, float]) -> bool:
    """Whether words stand side by side with white between, as on a cover page."""
    if len(line.pieces) < 2 or (len(line.pieces) == 2 and MARKER.match(line.text)):
        return False
    widest = max(right.x0 - left.x1 for left, right in pairwise(line.pieces))
    return widest > min(3 * line.size, 0.1 * (edges[1] - edges[0]))


def _is_aligned(last: Line, line: Line) -> bool:
    """Whether both begin at one left edge, that of the words where a bullet stands before them."""
    lefts = [piece.x0 for piece in last.pieces[:2]]
    return any(abs(line.x0 - left) < 0.2 * line.size for left in lefts)


def _is_centred(line: Line, edges: tuple[float, float]) -> bool:
    width = edges[1] - edges[0]
    off = abs((line.x0 + line.x1) / 2 - (edges[0] + edges[1]) / 2)
    return off < max(0.02 * width, 1.5 * line.size) and line.x1 - line.x0 < 0.8 * width


def _paragraph(lines: Sequence[Line], page: int, edges: tuple[float, float]) -> Paragraph:
    first = lines[0]
    style = Style(
        bold=all(line.bold for line in lines),
        italic=all(line.italic for line in lines),
        centered=all(_is_centred(line, edges) for line in lines)
        and not any(_is_aligned(line, below) for line, below in pairwise(lines)),
        size=round(first.size, 1),
        indent=round(max(0.0, first.x0 - edges[0]), 1),
    )
    box = (
        min(line.x0 for line in lines),
        first.y0,
        max(line.x1 for line in lines),
        lines[-1].y1,
    )
    text = join_lines([line.text for line in lines])
    kind = "list" if BULLET.match(text) else "paragraph"
    return Paragraph(text, Place(page, box=box), style, "list" if kind == "list" else "paragraph")
