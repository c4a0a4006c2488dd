"""Lines of a reading copy as sentences: prose only, each with the line it stands on."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

END = re.compile(r"(?<=[.!?;])[\"”’)]*\s+(?=[\"“(]?[A-Z0-9$])")
ABBREVIATION = re.compile(
    r"(?:\b(?:Inc|Corp|Co|Ltd|No|Nos|Mr|Mrs|Ms|Dr|St|vs|etc|approx|U\.S|U\.K|e\.g|i\.e|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|\b[A-Z])\.$"
)
MARK = re.compile(r"^(?:\[page \d+\]|#+ |\||\s*$)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, the paragraph around it, and its line."""

    text: str
    paragraph: str
    line: int


def sentences(lines: Sequence[str], first: int) -> Iterator[Sentence]:
    """The sentences of paragraphs and list entries; `first` is the number of the first line.

    Page marks, headings and table rows are passed over.
    """
    for number, line in enumerate(lines, start=first):
        if not MARK.match(line):
            yield from (Sentence(text, line, number) for text in split(line))


def split(paragraph: str) -> list[str]:
    """Cut after a full stop that ends a sentence, not after "Inc." or "U.S."

    >>> split("Acme Inc. leases stores. It owes $5.0 billion; see Note 12.")
    ['Acme Inc. leases stores.', 'It owes $5.0 billion; see Note 12.']
    """
    parts: list[str] = []
    for piece in END.split(paragraph):
        if parts and (ABBREVIATION.search(parts[-1]) or parts[-1].endswith(";")):
            parts[-1] += " " + piece
        else:
            parts.append(piece)
    return [part.strip() for part in parts if part.strip()]
