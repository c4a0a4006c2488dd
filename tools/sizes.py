"""How much a model is shown: whole lines up to a budget, and what was left out is said."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

RESULT_TOKENS = 8_000  # a statement and its notes, not a filing
TOKEN = re.compile(r"[^\W\d_]{1,6}|\d{1,3}|[^\w\s]|_")
"""Six letters of a word are a token, or three digits, or another sign."""
LINE_CHARACTERS = 4_000  # a paragraph of a filing is rarely longer; a spilled table may be


@dataclass(frozen=True, slots=True)
class Fitted:
    """The lines that fit, and how many did not."""

    lines: tuple[str, ...]
    left: int


def tokens(text: str) -> int:
    """About as many tokens as models take for `text`, rather more than fewer."""
    return len(TOKEN.findall(text))


def fit(lines: Iterable[str], *, most: int = RESULT_TOKENS) -> Fitted:
    """Whole lines from the first on, while `most` tokens last; at least one, clipped if need be."""
    shown: list[str] = []
    room, left = most, 0
    for line in lines:
        line = clip(line, LINE_CHARACTERS)
        room -= tokens(line) + 1
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
