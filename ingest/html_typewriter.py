"""Typewriter text inside HTML: a <pre> whose lines are set in columns holds tables.

Filings of the turn of the century are typewriter pages put between <pre> and </pre>. Where such
text has a table it is read as `text_pages` reads a page; where it has none, as any other text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.document import Paragraph
from ingest.html_flow import BLANKS, BREAK, Run
from ingest.html_style import Look
from ingest.html_tables import RawTable
from ingest.page_blocks import region_to_items
from ingest.page_lines import Line, pieces_to_lines
from ingest.text_pages import lines_to_sheets

FEWEST_LINES = 3  # a header and two rows

Words = list[tuple[str, Look]]


def typewritten(run: Run) -> list[Paragraph | RawTable]:
    """The paragraphs and tables of a run of typewriter text; none if it has no table."""
    lines = _lines(run.parts)
    if len(lines) < FEWEST_LINES or run.facts or not run.parts[-1][1].typewriter:
        return []
    (sheet,) = lines_to_sheets(["".join(text for text, _ in line) for line in lines])[:1]
    bold = {
        height
        for height, at in zip(sheet.heights, sheet.sources, strict=True)
        if _is_bold(lines[at - 1])
    }
    rows = [_with_weight(line, bold) for line in pieces_to_lines(sheet.pieces)]
    made = list(_items(rows, run)) if rows else []
    if not any(isinstance(item, RawTable) for item in made):
        return []
    made[0] = replace(made[0], anchors=tuple(run.anchors), links=tuple(run.links))
    return made


def _items(lines: Sequence[Line], run: Run) -> Iterator[Paragraph | RawTable]:
    size = run.parts[-1][1].size
    for item in region_to_items(lines, run.place.page, None):
        if isinstance(item, Paragraph):
            yield replace(item, place=run.place, style=replace(item.style, size=size))
        else:
            yield RawTable([replace(row, place=run.place) for row in item.rows], run.place)


def _lines(parts: Sequence[tuple[str, Look]]) -> list[Words]:
    lines: list[Words] = [[]]
    for text, look in parts:
        if text == BREAK:
            lines.append([])
        else:
            lines[-1].append((text, look))
    return lines


def _is_bold(line: Words) -> bool:
    """Whether all that can be seen of a line is bold."""
    looks = [look for text, look in line if text.strip(BLANKS)]
    return bool(looks) and all(look.bold for look in looks)


def _with_weight(line: Line, bold: set[float]) -> Line:
    if line.y0 not in bold:
        return line
    return line._replace(pieces=tuple(piece._replace(bold=True) for piece in line.pieces))
