"""Plain text filings: typewriter pages of the 1990s, and filings whose markup was stripped away."""

import re

from ingest.detect import decode
from ingest.document import Block, PageBreak, Paragraph, Place, Source, Style
from ingest.from_submission import header_fields

PAGE = re.compile(r"\f|^\s*</?PAGE>", re.MULTILINE)


def read_text(raw: bytes) -> Source:
    """Read a text filing. `<PAGE>` and the form feed begin pages; else it is one page."""
    text, warning = decode(raw)
    blocks: list[Block] = [PageBreak(1)]
    page = 1
    lines: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        turns = PAGE.search(line) is not None and any(isinstance(b, Paragraph) for b in blocks)
        if turns or not line.strip():
            blocks.extend(_paragraph(lines, page))
            lines = []
        if turns:
            page += 1
            blocks.append(PageBreak(page))
        if line.strip():
            lines.append((number, line))
    blocks.extend(_paragraph(lines, page))
    header, _ = header_fields(text[:20_000])
    return Source(
        tuple(blocks), page, "text", header=header, warnings=(warning,) if warning else ()
    )


def _paragraph(lines: list[tuple[int, str]], page: int) -> list[Block]:
    text = " ".join(" ".join(line for _, line in lines).split())
    if not text:
        return []
    first = lines[0][1].expandtabs()
    style = Style(indent=float(len(first) - len(first.lstrip())))
    return [Paragraph(text, Place(page, source_line=lines[0][0]), style)]
