"""Gaps among the tags of an inline filing: traces of a part that was cut out of it.

A filing defines the contexts (a period, with its members) that its facts need, and no others; it
tags every table of its notes as a whole. Most programs that make filings also number the tags in
their order.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

NUMBERED = re.compile(r"(.*?)(\d{1,7})")
REGULAR = 0.9  # of the steps from tag to tag, for their numbers to be trusted
FEWEST = 20  # tags that show whether they are numbered
HOLE = 3  # a step this large leaves out at least two tags


def tag_gaps(
    contexts: Collection[str], used: Collection[str], ids: Sequence[str], bare: Sequence[str] = ()
) -> Iterator[str]:
    """A sentence for each kind of gap: contexts that no tag uses, numbers that no tag bears.

    `used` are the contexts that tags name, `ids` those of all tags in their order, `bare` the
    concepts of tables whose tag holds no table.
    """
    unused = sum(context not in used for context in contexts)
    if unused:
        yield (
            f"{unused} of {len(contexts)} contexts belong to no tagged figure: what they were for "
            "is missing, or stands in another file"
        )
    if bare:
        more = f" and of {len(bare) - 1} more" if bare[1:] else ""
        yield f"the tag of {bare[0].rpartition(':')[2]}{more} holds no table: it is missing"
    holes = list(numbers_left_out(ids))
    if holes:
        first = f"{holes[0][0]} to {holes[0][1]}"
        more = f" and at {len(holes) - 1} more places" if holes[1:] else ""
        yield f"the numbers of its tags leap from {first}{more}: something was cut out"


def numbers_left_out(ids: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The numbers around each hole in ids that count on ("f-1", "f-2", ...); else nothing."""
    numbered = [(match[1], int(match[2])) for id in ids if (match := NUMBERED.fullmatch(id))]
    counted = sum(a[0] == b[0] and a[1] + 1 == b[1] for a, b in pairwise(numbered))
    if counted < max(FEWEST, REGULAR * len(ids)):
        return
    prefix = numbered[0][0]
    numbers = sorted({number for before, number in numbered if before == prefix})
    yield from ((a, b) for a, b in pairwise(numbers) if b - a >= HOLE)
