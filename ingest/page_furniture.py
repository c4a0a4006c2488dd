"""Running heads, feet and page numbers: lines that come again at the edges of pages."""

import re
from collections import Counter
from collections.abc import Sequence

from ingest.page_lines import Line, is_numeric

EDGE = 4  # lines looked at, at the top and at the bottom
AGAIN = 3  # pages on which a line must stand at the same height
DIGITS = re.compile(r"\d+")
NUMBER = re.compile(
    r"(?:page\s*)?(?:[-–—(]\s*)?(?:[A-Z]{1,2}-\d{1,3}|\d{1,3}|[ivxl]{1,6})(?:\s*[-–—)])?(?:\s*(?:of|/)\s*\d{1,4})?",
    re.IGNORECASE,
)

Mark = tuple[str, int]


def furniture(pages: Sequence[Sequence[Line]]) -> list[tuple[int, int]]:
    """For each page how many lines at its top and at its bottom are furniture.

    Only what stands outermost counts: a line inside is text, however often it comes.
    """
    heads = Counter(mark for lines in pages for mark in set(map(_mark, lines[:EDGE])))
    feet = Counter(mark for lines in pages for mark in set(map(_mark, lines[-EDGE:])))
    return [
        (
            _count(lines[:EDGE], heads),
            _count(lines[: -EDGE - 1 : -1], feet) if len(lines) > 1 else 0,
        )
        for lines in pages
    ]


def _mark(line: Line) -> Mark:
    """The line without its digits, and its height on the page in steps of four points."""
    return DIGITS.sub("#", line.text), round(line.y0 / 4)


def _count(lines: Sequence[Line], seen: Counter[Mark]) -> int:
    count = 0
    for line in lines:
        text, height = _mark(line)
        again = sum(seen[text, near] for near in (height - 1, height, height + 1))
        figures = sum(is_numeric(piece.text) for piece in line.pieces)
        if figures > 1 or (again < AGAIN and not NUMBER.fullmatch(line.text)):
            break
        count += 1
    return count
