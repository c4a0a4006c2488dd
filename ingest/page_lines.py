"""A page becomes lines of pieces: what stands side by side, in reading order.

page -> pieces (runs of words without a wide gap) -> regions (columns of prose kept apart)
-> lines (pieces on one baseline). Coordinates are points, origin top left, turned so that the
text runs from left to right whatever way the page is printed.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from ingest.numbers import is_nil

WIDE_GAP = 1.0  # in font sizes; the space of justified prose stays well below
BOLD, ITALIC, SUPERSCRIPT = 16, 2, 1  # MuPDF's span flags
BOLD_NAME = re.compile(r"bold|black|heavy|demi|semibold", re.IGNORECASE)
NUMERIC = re.compile(
    r"[(\-–—−]{0,2}\s?(?:US|C|A)?[$€£¥]?\s?[(\-–—−]?\s?(?:\d[\d,]*(?:\.\d+)?|\.\d+)"
    r"\s?\)?\s?[%x]?\s?\)?\s?(?:(?:pts|bps|bp|pp|pt)\.?)?(?:\s?(?:\([a-z0-9]{1,2}\)|\*{1,3}|†|‡))*"
)
NO_FIGURE = re.compile(r"(?:N/?[AM]|n/?[am]|NM|nm|\*{1,3}|##|[Nn]one|N\.M\.|n\.m\.)\)?")
SYMBOL_BEFORE = re.compile(r"(?:US|C|A)?[$€£¥]\s?\(?|\(\s?[$€£¥]?")
SYMBOL_AFTER = re.compile(r"\)\s?%?|%\s?\)?|\)?\s?(?:pts|bps|bp|pp)\.?")
SPACES = str.maketrans({"\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u2009": " ", "\u00ad": ""})


Box = tuple[float, float, float, float]
Turn = Callable[[Sequence[float]], Box]


class Piece(NamedTuple):
    """Words of one line with no wide gap between them."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str
    size: float
    bold: bool
    italic: bool

    @property
    def middle(self) -> float:
        """Half way between the edges."""
        return (self.x0 + self.x1) / 2


class Line(NamedTuple):
    """Pieces on one baseline, from left to right."""

    x0: float
    y0: float
    x1: float
    y1: float
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The words of the line."""
        return " ".join(piece.text for piece in self.pieces)

    @property
    def size(self) -> float:
        """Font size of most of its words."""
        return max(self.pieces, key=lambda piece: len(piece.text)).size

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(piece.bold for piece in self.pieces)

    @property
    def italic(self) -> bool:
        """Whether all of it is italic."""
        return all(piece.italic for piece in self.pieces)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """x0, y0, x1, y1."""
        return (self.x0, self.y0, self.x1, self.y1)


@lru_cache(maxsize=1 << 14)  # the pieces of a page are asked again and again, and figures recur
def is_numeric(text: str) -> bool:
    """Whether `text` could stand in a column of figures: a number, a dash, "N/A"."""
    if len(text) > 24 or (text[:1].isalpha() and text[0] not in "NnUCA"):
        return False
    return (
        NUMERIC.fullmatch(text) is not None or is_nil(text) or NO_FIGURE.fullmatch(text) is not None
    )


def page_to_pieces(
    blocks: Sequence[dict[str, Any]], words: Sequence[tuple[Any, ...]], width: float, height: float
) -> list[Piece]:
    """Pieces in the order of the page's content. `blocks` and `words` are of one text page."""
    on_line: dict[tuple[int, int], list[tuple[Any, ...]]] = {}
    for word in words:
        on_line.setdefault((word[5], word[6]), []).append(word)
    turn = _turning(blocks, width, height)
    found: list[Piece] = []
    for b, block in enumerate(blocks):
        for n, line in enumerate(block.get("lines", ())):
            found.extend(_line_to_pieces(on_line.get((b, n), []), line["spans"], turn))
    return found


def _turning(blocks: Sequence[dict[str, Any]], width: float, height: float) -> Turn | None:
    """How to turn the page so that most of its text runs to the right; None if it does."""
    ways = {(1, 0): 0, (0, -1): 0, (0, 1): 0}
    for block in blocks:
        for line in block.get("lines", ()):
            way = (round(line["dir"][0]), round(line["dir"][1]))
            if way in ways:
                ways[way] += sum(len(span["text"]) for span in line["spans"])
    best = max(ways, key=lambda way: ways[way])
    if best == (0, -1):
        return lambda box: (height - box[3], box[0], height - box[1], box[2])
    if best == (0, 1):
        return lambda box: (box[1], width - box[2], box[3], width - box[0])
    return None


def _line_to_pieces(
    words: Sequence[tuple[Any, ...]], spans: Sequence[dict[str, Any]], turn: Turn | None
) -> list[Piece]:
    """Cut a line of MuPDF where a wide gap or the next figure begins."""
    size = max((span["size"] for span in spans), default=0.0)
    pieces: list[Piece] = []
    group: list[str] = []
    box = (0.0, 0.0, 0.0, 0.0)
    for word in words:
        text = word[4]
        if not text.isascii():
            text = text.translate(SPACES).strip()
            if not text:
                continue
        at = turn(word[:4]) if turn else word[:4]
        if not group:
            group, box = [text], at
            continue
        gap = at[0] - box[2]
        if parts(group[-1], text, gap, size):
            pieces.append(_piece(group, box, spans))
            group, box = [text], at
            continue
        if (len(text) == 1 or len(group[-1]) == 1) and _is_torn(group[-1], text, gap, size):
            text = group.pop() + text
        group.append(text)
        _, y0, _, y1 = box
        box = (box[0], y0 if y0 < at[1] else at[1], at[2], y1 if y1 > at[3] else at[3])
    if group:
        pieces.append(_piece(group, box, spans))
    return pieces


def _is_torn(before: str, text: str, gap: float, size: float) -> bool:
    """Whether a letter of one word was set apart by the producer: "Flow s", "r espectively".

    A space is a quarter of the font size wide; what is much narrower is none.
    """
    letter = text if len(text) == 1 else before
    if len(letter) != 1 or letter == "a" or gap > 0.19 * size:
        return False
    return text[0].islower() and before[-1].islower()


def parts(before: str, text: str, gap: float, size: float) -> bool:
    """Whether `text`, `gap` points behind the word `before`, begins another piece."""
    if gap > WIDE_GAP * size:
        return True
    if len(text) == 1 and text in "$€£¥" and is_numeric(before):
        return True
    return gap > 0.45 * size and is_numeric(before) and is_numeric(text) and before[-1] != "$"


def _piece(words: Sequence[str], box: Box, spans: Sequence[dict[str, Any]]) -> Piece:
    inside = spans
    if len(spans) > 1:
        inside = [
            span
            for span in spans
            if span["bbox"][0] < box[2] and span["bbox"][2] > box[0] and span["text"].strip()
        ] or spans
    main = max(inside, key=lambda span: len(span["text"]))
    plain = [span for span in inside if not span["flags"] & SUPERSCRIPT] or inside
    x0, y0, x1, y1 = box
    bold = all(span["flags"] & BOLD or BOLD_NAME.search(span["font"]) for span in plain)
    italic = all(span["flags"] & ITALIC for span in plain)
    return Piece(x0, y0, x1, y1, " ".join(words), main["size"], bold, italic)


def pieces_to_regions(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Keep columns of prose apart, in the order they are read.

    The content of a page jumps up and to the right where a new column begins; a jump within the
    lines of a table (cell by cell, or a column of figures) begins none.
    """
    regions: list[list[Piece]] = []
    for run in _runs(pieces):
        if regions and not _is_column(regions[-1], run):
            regions[-1].extend(run)
        else:
            regions.append(run)
    return regions


def _runs(pieces: Sequence[Piece]) -> Iterable[list[Piece]]:
    run: list[Piece] = []
    for piece in pieces:
        if run and piece.y0 < run[-1].y0 - 3 * piece.size:
            yield run
            run = []
        run.append(piece)
    if run:
        yield run


def _is_column(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Whether `right` is a column of its own beside the end of `left`."""
    top, edge = right[0].y0, min(piece.x0 for piece in right)
    beside = [piece for piece in left if piece.y1 > top + 1]
    rows = [{round(piece.y1) for piece in side} for side in (beside, right)]
    if min(map(len, rows)) < 4 or max(piece.x1 for piece in beside) > edge + 2:
        return False
    prose = sum(len(piece.text) > 20 for piece in right)
    return prose > 3 and sum(is_numeric(piece.text) for piece in right) < 0.7 * len(right)


def pieces_to_lines(pieces: Sequence[Piece]) -> list[Line]:
    """Pieces whose heights overlap by half stand on one line; lines from top to bottom."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.y0 + piece.y1):
        row = rows[-1] if rows else []
        if row and _beside(row[0], piece):
            row.append(piece)
        else:
            rows.append([piece])
    return [_line(row) for row in rows]


def _beside(first: Piece, piece: Piece) -> bool:
    shared = min(first.y1, piece.y1) - max(first.y0, piece.y0)
    return shared >= 0.5 * min(first.y1 - first.y0, piece.y1 - piece.y0)


def _line(row: list[Piece]) -> Line:
    row.sort(key=lambda piece: piece.x0)
    return Line(
        row[0].x0,
        min(piece.y0 for piece in row),
        max(piece.x1 for piece in row),
        max(piece.y1 for piece in row),
        tuple(_join_symbols(row)) if len(row) > 1 else tuple(row),
    )


def _join_symbols(row: Sequence[Piece]) -> Iterable[Piece]:
    """Let "$" join the figure to its right, ")" and "%" the one to their left."""
    held: Piece | None = None
    for piece in row:
        if held is None:
            held = piece
        elif _belong(held, piece):
            held = _merge(held, piece)
        else:
            yield held
            held = piece
    if held is not None:
        yield held


def _belong(left: Piece, right: Piece) -> bool:
    if SYMBOL_BEFORE.fullmatch(left.text):
        return is_numeric(right.text)
    gap = right.x0 - left.x1
    if gap < 2 * right.size and SYMBOL_AFTER.fullmatch(right.text) and is_numeric(left.text):
        return True
    small = right.size < 0.8 * left.size  # a footnote mark, set high
    return gap < 0.4 * left.size and (small or not (is_numeric(left.text) or _is_money(right.text)))


def _is_money(text: str) -> bool:
    return is_numeric(text) or SYMBOL_BEFORE.fullmatch(text) is not None


def _merge(left: Piece, right: Piece) -> Piece:
    return left._replace(
        x1=max(left.x1, right.x1),
        y0=min(left.y0, right.y0),
        y1=max(left.y1, right.y1),
        text=f"{left.text}{' ' * (right.x0 - left.x1 > 0.1 * left.size)}{right.text}",
        bold=left.bold and right.bold,
    )


def usual_gap(lines: Sequence[Line]) -> float:
    """The white between lines of one paragraph, in points."""
    gaps = [below.y0 - line.y1 for line, below in pairwise(lines)]
    near = [gap for gap in gaps if gap < 12]
    return median(near) if near else 0.0


def join_lines(texts: Sequence[str]) -> str:
    """Wrapped lines as one; a hyphen at the end of a line stays, its halves are not parted."""
    made = ""
    for text in texts:
        glued = is_broken_word(made, text)
        made = f"{made}{text}" if glued or not made else f"{made} {text}"
    return made


def is_broken_word(line: str, below: str) -> bool:
    """Whether a word that ends `line` in a hyphen goes on in `below`."""
    return line.endswith("-") and line[-2:-1].isalpha() and below[:1].islower()
