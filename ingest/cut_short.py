"""Whether a submission kept as one text ends before its end, by what its first lines promise.

EDGAR long wrapped each submission in the marks of a privacy-enhanced message (RFC 1421), and its
header counts the documents that follow.
"""

import re
from collections.abc import Iterator

BEGIN, END = (f"-----{word} PRIVACY-ENHANCED MESSAGE-----" for word in ("BEGIN", "END"))
HEAD = 20_000  # characters in which the header of a submission stands
TAIL = 2_000  # characters in which the last mark stands, blanks and line ends behind it
FEWEST = 4  # documents; a submission with fewer may well lack most of them
_COUNT = re.compile(r"^PUBLIC DOCUMENT COUNT:\s*(\d{1,4})\s*$", re.MULTILINE)
# The head of a document whose tags are gone: its type, its number, the name of its file.
_DOCUMENT = re.compile(r"^[A-Z0-9][\w./ -]{0,20}\n(\d{1,4})\n\S+\.\w{2,4}$", re.MULTILINE)


def cut_short(text: str) -> Iterator[str]:
    """What says that the end of a submission is missing. `text` has line ends of one kind."""
    if BEGIN in text[:HEAD] and END not in text[-TAIL:]:
        yield "its last line, the end of a privacy-enhanced message, is missing: it may be cut off"
    counted = _COUNT.search(text[:HEAD])
    if counted is None or int(counted[1]) < FEWEST:
        return
    begun = _begun(text)
    # Not each head is whole: graphics have none. Where two are, half of them should be.
    if 2 <= begun < int(counted[1]) / 2:
        yield f"its header counts {counted[1]} documents and only {begun} begin: it may be cut off"


def _begun(text: str) -> int:
    """How many documents begin, numbered from 1 on."""
    last = 0
    for match in _DOCUMENT.finditer(text):
        last += int(match[1]) == last + 1
    return last
