"""Plain text filings: typewriter pages of the 1990s, and filings whose markup was stripped away."""

import re

from ingest.cut_short import cut_short
from ingest.detect import decode
from ingest.document import PageBreak, Source
from ingest.from_submission import header_fields
from ingest.text_cells import cells_to_blocks
from ingest.text_pages import typewriter_to_blocks

HEADER = 20_000  # characters; where the header of a submission stands, if the text has one
BARE = re.compile(r"[$(]{0,2}[\d,.]*[%)]{0,2}|[—–-]+")


def read_text(raw: bytes) -> Source:
    """Read a text filing. `<PAGE>` and the form feed begin pages; without them it is one page.

    Filings stripped of their tags (one text node a line, no white left) are told by their many
    lines that hold a figure and nothing else.
    """
    text, warning = decode(raw)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    blocks = cells_to_blocks(lines) if is_stripped(lines) else typewriter_to_blocks(lines)
    pages = sum(isinstance(block, PageBreak) for block in blocks)
    header, _ = header_fields(text[:HEADER])
    told = (*((warning,) if warning else ()), *cut_short(text))
    return Source(tuple(blocks), pages, "text", header=header, warnings=told)


def is_stripped(lines: list[str]) -> bool:
    """Whether the lines are text nodes rather than lines of a page."""
    filled = [line for line in lines if line.strip()]
    bare = sum(BARE.fullmatch(line) is not None for line in filled)
    return len(filled) > 0.9 * len(lines) and bare > 0.05 * len(filled)
