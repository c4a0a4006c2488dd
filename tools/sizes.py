"""How much a model is shown: whole lines up to a budget, and what was left out is said."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

RESULT_CHARACTERS = 24_000  # about 6,000 tokens: a statement and its notes, not a filing
LINE_CHARACTERS = 4_000  # a paragraph of a filing is rarely longer; a spilled table may be


@dataclass(frozen=True, slots=True)
class Fitted:
    """The lines that fit, and how many did not."""

    lines: tuple[str, ...]
    left: int


def fit(lines: Iterable[str], *, characters: int = RESULT_CHARACTERS) -> Fitted:
    """Whole lines from the first on, while they fit; at least one, itself shortened if need be."""
    shown: list[str] = []
    room, left = characters, 0
    for line in lines:
        line = clip(line, min(LINE_CHARACTERS, characters))
        room -= len(line) + 1
        if left or (shown and room < 0):
            left += 1
        else:
            shown.append(line)
    return Fitted(tuple(shown), left)


def clip(text: str, width: int) -> str:
    """`text` in at most about `width` characters, cut between words: a number is never halved."""
    if len(text) <= width:
        return text
    head = text[:width]
    if not text[width].isspace():
        head = re.sub(r"\S+$", "", head)
    return f"{head.rstrip()} … ({len(text) - len(head):,} more characters)"


def counted(count: int, noun: str) -> str:
    """A count and its noun: "1 document", "2 documents"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def around(text: str, start: int, stop: int, width: int) -> str:
    """The part of a long line around `[start, stop)`, cut between words."""
    if len(text) <= width:
        return text
    spare = max(0, width - (stop - start)) // 2
    first, last = max(0, start - spare), min(len(text), stop + spare)
    while first > 0 and not text[first - 1].isspace():
        first -= 1
    while last < len(text) and not text[last].isspace():
        last += 1
    return ("… " if first else "") + text[first:last].strip() + (" …" if last < len(text) else "")
