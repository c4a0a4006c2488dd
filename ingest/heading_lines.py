"""The texts of a filing that could be headings, and how much each looks like one.

A heading differs from the body: bold, larger, in capitals, centred, underlined. What stands at
the top or foot of page after page is a running head, not a heading.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from ingest.document import Block, PageBreak, Paragraph, Style, Table
from ingest.items import letters

RUNNING = 3  # at the edge of so many pages a text is a running head
MOST_IN_TABLE = 3  # headings that a table may have swallowed
EDGE = 3  # texts that count as the top or the foot of a page


@dataclass(frozen=True, slots=True)
class Line:
    """A text that may be a heading: a paragraph, or a table of one row."""

    block: int
    text: str
    style: Style
    page: int
    follows: int = 0
    """Letters between this line and the next one: tables, mostly."""
    running: bool = False
    """A running head or foot: seen on an earlier page too."""
    table: bool = False


def lines(blocks: Sequence[Block], skip: AbstractSet[int] = frozenset()) -> list[Line]:
    """The lines in reading order, without the blocks in `skip` (contents tables)."""
    found: list[Line] = []
    for index, block in enumerate(blocks):
        if isinstance(block, PageBreak) or index in skip:
            continue
        here = _lines_of(index, block)
        found += here
        if found and not here:
            found[-1] = replace(found[-1], follows=found[-1].follows + _size(block))
    return _running_marked(list(_joined(found)))


_WORD_ALONE = re.compile(r"(?:items?|notes?|part)", re.IGNORECASE)
_NUMBER_NEXT = re.compile(r"(?:\d{1,2}[A-C]?|[IVX]{1,4})(?:\s?[.:–—-]|$)")


def _joined(found: Sequence[Line]) -> Iterator[Line]:
    """The lines, with "Item" that stands alone joined to the "4. Submission ..." below it."""
    at = 0
    while at < len(found):
        line, after = found[at], found[at + 1] if at + 1 < len(found) else None
        alone = after and not line.follows and _WORD_ALONE.fullmatch(line.text.strip())
        if after and alone and not after.table and _NUMBER_NEXT.match(after.text):
            yield replace(after, block=line.block, text=f"{line.text.strip()} {after.text}")
            at += 1
        else:
            yield line
        at += 1


def body_size(found: Sequence[Line]) -> float:
    """The font size of most letters, 0 where sizes are not known."""
    sizes: Counter[float] = Counter()
    for line in found:
        sizes[line.style.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def is_capitals(text: str) -> bool:
    """Whether the words are in capitals; "Inc." or one short word in lower case do not matter."""
    upper, lower = sum(map(str.isupper, text)), sum(map(str.islower, text))
    return upper >= 3 and lower <= 0.15 * (upper + lower)


def weight(line: Line, body: float) -> float:
    """How much a line stands out: what ranks headings among themselves.

    Whole sentences (risk factors) rank below titles of the same look, bold italics below bold.
    """
    style = line.style
    return (
        (style.size - body if style.size and body else 0.0)
        + 2.0 * style.bold
        + 1.5 * is_capitals(line.text)
        + 1.0 * style.underline
        + 1.0 * style.centered
        - 0.5 * style.italic
        - 2.0 * (line.text.endswith(".") or len(line.text) > 120)
    )


_NOT_A_HEADING = re.compile(
    r"""\W*$ | \W*(?:page\s*)?(?:[a-z]-?)?\d+\W*$ | .*\b(?:page|table\ of\ contents)\W*$
    | \(?(?:un)?audited\)?\W*$ | .*\bcontinued\)?\W*$ | \$ | .*[,;]$ | by:? | /s/ | dated?\b
    | (?:in|amounts|dollars)\b.*\b(?:thousands|millions|billions)
    | (?:years?|(?:three|six|nine|twelve)\ months|quarters?|periods?|weeks?|fiscal\ years?)\ ended
    | (?:as\ of|at)?\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d
    | pursuant\ to | see\ (?:accompanying\ )?notes | the\ accompanying | .*\bintegral\ part\ of
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SMALL = re.compile(r"[a-z](?![A-Z])|[•●▪■*†‡(]")  # not "iMac", a name


_ROW_HEADING = re.compile(
    r"(?:part\s+[ivx]{1,3}\W*$|items?\s+\d{1,2}[a-c]?(?:\.\d\d)?[.:]?(?:\s|$)"
    r"|notes?\s+\d{1,2}\s*[.:–—-])",
    re.IGNORECASE,
)


def looks_like_heading(line: Line, body: float) -> bool:
    """Whether a line looks like a heading, whatever it says."""
    text, style = line.text, line.style
    if line.running or len(text) > 300 or _SMALL.match(text) or _NOT_A_HEADING.match(text):
        return False
    if sum(map(str.isalpha, text)) < 3 or sum(map(str.isdigit, text)) > len(text) / 2:
        return False
    if line.table:
        return style.bold and len(text) < 150
    sentence = text.endswith((".", ":", "?", "!"))
    if style.bold or (style.underline and len(text) < 200):
        return True
    if sentence and not text.endswith(":"):
        return False
    if is_capitals(text) and len(text) < 150:
        return True
    if style.italic or style.centered:
        return len(text) < 120 and not sentence
    return bool(body and style.size >= body + 1.5 and len(text) < 150)


def _lines_of(index: int, block: Block) -> list[Line]:
    """A paragraph, a table of one row, or the rows of a table that head an item or a note.

    Where a reader had only spaces to go by, a heading above a table may have become a row of it.
    """
    if isinstance(block, Paragraph):
        return [Line(index, block.text, block.style, block.place.page)]
    if not isinstance(block, Table):
        return []
    texts = [" ".join(c.text for c in row.cells if c.text.strip()) for row in block.rows]
    bold, page = Style(bold=True), block.place.page
    if len(texts) == 1:
        return [Line(index, texts[0], bold, page, table=True)] if 0 < len(texts[0]) <= 300 else []
    found = [
        Line(index, _with_title(texts, place), bold, page, _size(block) // 2, table=True)
        for place, text in enumerate(texts)
        if _ROW_HEADING.match(text) and len(text) <= 300
    ]
    return found if len(found) <= MOST_IN_TABLE else found[:1]


def _with_title(texts: Sequence[str], place: int) -> str:
    text = texts[place]
    return " ".join(texts[place : place + 2]) if len(text) < 12 else text


def _size(block: Block) -> int:
    if isinstance(block, Paragraph):
        return len(block.text)
    if isinstance(block, Table):
        return sum(len(cell.text) for row in block.rows for cell in row.cells)
    return 0


def _running_marked(found: Sequence[Line]) -> list[Line]:
    """Mark all but the first of the texts that stand at the edge of several pages.

    The first too where they end in a page number: no heading does.
    """
    edges = Counter(key for _, key in {(line.page, _key(line.text)) for line in _edge_lines(found)})
    repeated = {key for key, pages in edges.items() if pages >= RUNNING}
    seen: set[str] = set()
    marked = []
    for line in found:
        key = _key(line.text)
        numbered = bool(re.search(r"\d\W*$", line.text)) and not key[-1:].isdigit()
        running = key in repeated and (key in seen or numbered)
        seen.add(key)
        marked.append(replace(line, running=True) if running else line)
    return marked


def _key(text: str) -> str:
    if len(text) > 200:  # no running head, and long to compare
        return text
    key = letters(re.sub(r"\(?\bcont(?:inued|’d|'d)?\b\.?\)?", "", text, flags=re.I))
    bare = key.rstrip("0123456789")
    return bare if len(bare) >= 10 else key  # a page number goes, the number of "Note 1" stays


def _edge_lines(found: Sequence[Line]) -> Iterator[Line]:
    pages: dict[int, list[Line]] = {}
    for line in found:
        pages.setdefault(line.page, []).append(line)
    for on_page in pages.values():
        yield from on_page[:EDGE]
        yield from on_page[EDGE:][-EDGE:]
