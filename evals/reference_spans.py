"""Where in a text the references of one line stand, found again by their words.

A catalogue keeps the line of a reference, not its place in it; a long paragraph may say "Item 1"
of one part and then of the other.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

Span = tuple[int, int]


def spans(text: str, words: Sequence[str]) -> list[tuple[Span, ...]]:
    """For each of `words`, in reading order, where it may stand; nowhere if it is not found.

    Longer words are placed first, so that "Part II" is not looked for inside "Part II, Item 5".
    Where the same words stand as often as they are said, or less often because one mention of
    several things ("Notes 3 and 5") is said for each, the order decides; else all places remain.
    """
    taken: list[Span] = []
    places: dict[str, list[Span]] = {}
    for each in sorted(set(words), key=len, reverse=True):
        standing = [s for s in _found(text, each) if not any(_inside(s, t) for t in taken)]
        places[each] = standing
        taken += standing
    said, so_far = Counter(words), defaultdict[str, int](int)
    spread: list[tuple[Span, ...]] = []
    for each in words:
        found, count = places[each], said[each]
        at = so_far[each] * len(found) // count
        spread.append(tuple(found[at : at + 1]) if len(found) <= count else tuple(found))
        so_far[each] += 1
    return spread


def _found(text: str, words: str) -> list[Span]:
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    if not pattern:
        return []
    found = re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
    return [match.span() for match in found]


def _inside(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
