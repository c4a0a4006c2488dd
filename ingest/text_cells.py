"""Filings stripped of their tags, one text node a line: rows are rebuilt from what follows what.

A label followed by lines that are figures was a row of a table; words broken by a figure in
their midst were a sentence. White and columns are gone, so figures are counted from the left.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.document import Block, PageBreak, Paragraph, Place, Style
from ingest.drafts import Draft, drafts_to_blocks
from ingest.page_lines import is_numeric
from ingest.periods import is_period
from ingest.tables import RawCell, RawRow

SYMBOL = re.compile(r"[$€£¥(%)]+|\)\s?%|%\s?\)")
OPENING = re.compile(r".*[$€£¥(]")
YEAR = re.compile(r"(?:19|20)\d\d")
NOTE_MARK = re.compile(r"\(\d{1,2}\)")
MONTH_DAY = re.compile(r".*[A-Z][a-z]{2,8}\.? \d{1,2},$")
CONTINUES = re.compile(r"[a-z]|[,.;:)”’'](?!\d)")
ENDED = re.compile(r"[.:;!?][”\"')]*$")
UNFINISHED = re.compile(
    r"(?:,|\b(?:of|and|or|the|to|for|in|on|from|by|with|at|our|its|a|an|is|are))$"
)
LONG = 100  # characters: longer lines are sentences, unless figures follow at once
LONGEST = 240  # no label is longer
WRAPPED = 80  # a line as long that ends no sentence goes on in the next
JOINED = 4000  # what is longer is a list that lost its lines, no sentence
BETWEEN = 5  # labels without figures between two rows
ABOVE = 10  # lines above the first row that may be headers
MOST_ROWS = 200


@dataclass(slots=True)
class Words:
    """A line of words, or several that were one."""

    text: str
    line: int

    @property
    def tail(self) -> str:
        """Its last characters."""
        return self.text[-12:]


@dataclass(slots=True)
class Figures:
    """Lines in a row that hold figures and nothing else, symbols joined."""

    texts: list[str]
    line: int


Item = Words | Figures


def cells_to_blocks(lines: Sequence[str]) -> list[Block]:
    """The blocks of a stripped filing: one page, the line of the source in each place."""
    return drafts_to_blocks(_items_to_drafts(mend(lines_to_items(lines))))


def _items_to_drafts(items: Sequence[Item]) -> Iterator[Paragraph | PageBreak | Draft]:
    yield PageBreak(1)
    at = 0
    for start, stop in find_tables(items):
        yield from _paragraphs(items[at:start])
        rows = tuple(_rows(items[start:stop]))
        yield Draft(rows, rows[0].place)
        at = stop
    yield from _paragraphs(items[at:])


def lines_to_items(lines: Sequence[str]) -> list[Item]:
    """Words and runs of figures, in order."""
    items: list[Item] = []
    for number, line in enumerate(lines, start=1):
        text = " ".join(line.replace("\u00ad", "").split())
        if not text:
            continue
        last = items[-1] if items else None
        if not (is_numeric(text) or SYMBOL.fullmatch(text)):
            items.append(Words(text, number))
        elif isinstance(last, Figures):
            _append(last.texts, text)
        else:
            items.append(Figures([text], number))
    return items


def _append(texts: list[str], text: str) -> None:
    """Add a figure or a symbol: "$" and "(" wait for their figure, ")" and "%" follow it."""
    last = texts[-1]
    follows = SYMBOL.fullmatch(text) is not None and text[0] in ")%"
    if follows or (OPENING.fullmatch(last) and not last[-1].isdigit()):
        texts[-1] = f"{last}{text}" if text[0] == ")" else f"{last} {text}"
    else:
        texts.append(text)


def mend(items: Sequence[Item]) -> list[Item]:
    """Join what was one sentence: lines that go on, and a lone figure with words behind it."""
    made: list[Item] = []
    for at, item in enumerate(items):
        last = made[-1] if made else None
        after = items[at + 1] if at + 1 < len(items) else None
        if isinstance(last, Words) and (
            _goes_on(last, item) if isinstance(item, Words) else _is_inside(last, item, after)
        ):
            text = item.text if isinstance(item, Words) else item.texts[0]
            tight = text[0] in ",.;:)”’" or last.tail.endswith(("(", "“", "$"))
            last.text += text if tight else f" {text}"
        else:
            made.append(item)
    return made


def _goes_on(last: Words, item: Words) -> bool:
    if len(last.text) > JOINED:
        return False
    ended = ENDED.search(last.tail) is not None
    if CONTINUES.match(item.text):
        return not ended or item.text[0] in ",.;:)"
    return len(last.text) >= WRAPPED and UNFINISHED.search(last.tail) is not None


def _is_inside(last: Words, item: Figures, after: Item | None) -> bool:
    """Whether a lone figure stands in the midst of words: "of", "$58", "and $53"."""
    if len(item.texts) != 1 or len(last.text) > JOINED:
        return False
    if YEAR.fullmatch(item.texts[0]) and MONTH_DAY.match(last.text[-20:]):
        return True
    return isinstance(after, Words) and CONTINUES.match(after.text) is not None


def find_tables(items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """Where tables lie: two or more rows of figures with nothing longer than labels between."""
    at = floor = 0
    while at < len(items):
        if not isinstance(items[at], Figures):
            at += 1
            continue
        stop, rows = _last_figures(items, at)
        if rows > 1:
            yield _first_header(items, at, floor), stop
            floor = stop
        at = stop


def _last_figures(items: Sequence[Item], first: int) -> tuple[int, int]:
    """Past the last figures of the table, and how many rows hold figures."""
    last, rows = first, 1
    for at in range(first + 1, len(items)):
        item = items[at]
        if isinstance(item, Figures):
            last, rows = at, rows + 1
            if rows == MOST_ROWS:
                break
        elif at - last > BETWEEN or not _is_label(items, at):
            break
    return last + 1, rows


def _is_label(items: Sequence[Item], at: int) -> bool:
    """Whether words can stand in a table: short, or followed by figures; no sentence."""
    item = items[at]
    if isinstance(item, Figures) or len(item.text) > LONGEST:
        return False
    if item.text.endswith(".") and len(item.text) > LONG / 3:
        return False
    return len(item.text) <= LONG or isinstance(items[min(at + 1, len(items) - 1)], Figures)


def _first_header(items: Sequence[Item], first: int, floor: int) -> int:
    """The first line of periods above, or the label of the first figures."""
    start = first
    for at in range(first - 1, max(floor, first - ABOVE) - 1, -1):
        item = items[at]
        if isinstance(item, Figures) or not _is_label(items, at):
            break
        if at == first - 1 or is_period(item.text):
            start = at
    return start


def _rows(items: Sequence[Item]) -> list[RawRow]:
    """Headers over the columns, then a row for each label, with figures or without."""
    width = _width(items)
    heads = _heads(items)
    over = max(0, heads - width)  # "Years ended" stands over the dates of all columns
    rows = [_header_row([head], width) for head in items[:over]]
    rows += [_header_row(items[over:heads], width)] if heads else []
    label: Words | None = None
    for item in items[heads:]:
        if isinstance(item, Figures):
            rows.append(_row(label, item, width))
            label = None
            continue
        if label is not None:
            rows.append(_row(label, None, width))
        label = item
    return rows


def _width(items: Sequence[Item]) -> int:
    """How many figures most rows have."""
    counts = [len(item.texts) for item in items if isinstance(item, Figures)]
    return max(set(counts), key=lambda count: (counts.count(count), count))


def _heads(items: Sequence[Item]) -> int:
    """How many lines at the top are periods, one after the other."""
    count = 0
    for item in items:
        if isinstance(item, Figures) or not is_period(item.text):
            break
        count += 1
    followed = count < len(items) and isinstance(items[count], Figures)
    return count - 1 if followed and count else count


def _header_row(heads: Sequence[Item], width: int) -> RawRow:
    span = max(1, width // len(heads))
    cells = [
        RawCell(head.text, 1 + index * span, span, header=True)
        for index, head in enumerate(heads)
        if isinstance(head, Words)
    ]
    return RawRow(tuple(cells), Place(1, source_line=heads[0].line))


def _row(label: Words | None, figures: Figures | None, width: int) -> RawRow:
    texts = list(figures.texts) if figures else []
    words = label.text if label else ""
    if label and len(texts) == width + 1 and NOTE_MARK.fullmatch(texts[0]):
        words = f"{words} {texts.pop(0)}"
    cells = [RawCell(words, 0)] if words else []
    cells += [RawCell(text, column) for column, text in enumerate(texts, start=1)]
    line = label.line if label else figures.line if figures else 1
    return RawRow(tuple(cells), Place(1, source_line=line))


def _paragraphs(items: Sequence[Item]) -> Iterator[Paragraph]:
    for item in items:
        text = item.text if isinstance(item, Words) else " ".join(item.texts)
        yield Paragraph(text, Place(1, source_line=item.line), Style())
