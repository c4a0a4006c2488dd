"""The end of a filing: whether it is signed, and by whom.

Form 10-K, 10-Q, 8-K and 20-F end in a page that says "Pursuant to the requirements of the
Securities Exchange Act of 1934 ...", with the registrant's name above or beside "(Registrant)".
"""

import re
from collections.abc import Iterator, Sequence

from ingest.document import Block, PageBreak, Paragraph

SIGNED = re.compile(
    r"^\W*signatures?\b.{0,20}$|pursuant\s+to\s+the\s+requirements?\s+of\s+(?:section\s+1[23]|the\s+"
    r"securities\s+(?:and\s+)?exchange\s+act)",
    re.IGNORECASE,
)
CAUSED = re.compile(r"\bcaused\s+(?:this|the)\s+.{0,150}\bto\s+be\s+signed", re.IGNORECASE)
REGISTRANT = re.compile(r"\(?\s*\bregistrants?\b\s*\)?\W*$", re.IGNORECASE)
BARE_REGISTRANT = re.compile(r"\W*\(?\s*registrants?\s*\)?\W*", re.IGNORECASE)
# A name: it begins with a capital and is no sentence, though "Inc." may end it.
NAME = re.compile(
    r"[A-Z0-9][^:;()]{1,78}(?:(?<=\bInc)\.|(?<=\bCorp)\.|(?<=\bCo)\.|(?<=INC)\.|[^.:;])"
)
TAIL = 200  # blocks in which a signature page stands, or half of a longer filing


def is_signed(blocks: Sequence[Block]) -> bool:
    """Whether the words of a signature page stand in the last half, or its one phrase anywhere."""
    return any(SIGNED.search(text) for text in _lines(_tail(blocks))) or any(
        CAUSED.search(text) for text in _lines(blocks)
    )


def signer(blocks: Sequence[Block]) -> str | None:
    """The name before "(Registrant)" under the signatures; None where there is none."""
    lines = list(_lines(_tail(blocks)))
    starts = [at for at, line in enumerate(lines) if SIGNED.search(line)]
    for start in reversed(starts):
        for at in range(start, min(start + 15, len(lines))):
            if match := REGISTRANT.search(lines[at]):
                bare = BARE_REGISTRANT.fullmatch(lines[at]) is not None
                name = lines[at - 1] if bare else lines[at][: match.start()]
                name = re.sub(r"\s+", " ", name).strip(" |_*-–—")
                if NAME.fullmatch(name):
                    return name
    return None


def _tail(blocks: Sequence[Block]) -> Sequence[Block]:
    return blocks[max(0, min(len(blocks) // 2, len(blocks) - TAIL)) :]


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif not isinstance(block, PageBreak):
            for row in block.rows:
                yield " | ".join(cell.text for cell in row.cells if cell.text.strip())
