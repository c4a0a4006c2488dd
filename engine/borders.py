"""Where ranges of keys end: at positions that are the same for every request.

So a request gets the same parts whoever is computed beside it, and a prefix shared up to a border
costs nothing in exactness. The ranges grow, so that a long context does not have too many.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.cache import PAGE


def borders(stop: int) -> Iterator[int]:
    """Where ranges of keys may end: every 256 keys, later 512 and 1,024; not beyond `stop`."""
    at = 0
    while (at := next_border(at)) <= stop:
        yield at


def next_border(position: int) -> int:
    """The first border after `position`."""
    step = 256 if position < 16_384 else 512 if position < 65_536 else 1_024
    return position // step * step + step


def last_border(position: int) -> int:
    """The last border not after `position`; 0 is one."""
    step = 256 if position < 16_384 else 512 if position < 65_536 else 1_024
    return position // step * step


def ranges(start: int, stop: int, pieces: int | None = None) -> Iterator[tuple[int, int]]:
    """The keys [start, stop), cut at every border, or only so that there are `pieces` at most."""
    ends = list(cuts(start, stop))
    step = 1 if pieces is None else max(1, -(-len(ends) // pieces))
    for end in [*ends[step - 1 : -1 : step], *ends[-1:]]:
        yield start, end
        start = end


def cuts(start: int, stop: int) -> Iterator[int]:
    """The borders between `start` and `stop`, and `stop`; nothing if there are no keys."""
    while start < stop:
        start = min(next_border(start), stop)
        yield start


@dataclass(frozen=True, slots=True)
class Common:
    """Neighbouring tables [low, high) that have the keys [start, stop) in common."""

    low: int
    high: int
    start: int
    stop: int


def share(tables: Sequence["array[int]"], lengths: Sequence[int]) -> Iterator[Common]:
    """The prefixes that neighbours have in common.

    tables: the pages of each request, in an order in which requests that share pages stand beside
    each other; lengths: how many keys each sees. Prefixes within prefixes are found too.
    """

    def within(low: int, high: int, start: int) -> Iterator[Common]:
        stop = last_border(common(tables[low], tables[high - 1], start // PAGE) * PAGE)
        stop = min(stop, last_border(min(lengths[low:high])))
        if stop > start:
            yield Common(low, high, start, stop)
            start = stop
        first = low
        end = next_border(start) // PAGE
        for row in range(low + 1, high + 1):
            here = tables[first][start // PAGE : end]
            if (
                row == high
                or len(here) < end - start // PAGE
                or tables[row][start // PAGE : end] != here
            ):
                if 1 < row - first < high - low:
                    yield from within(first, row, start)
                first = row

    if len(tables) > 1:
        yield from within(0, len(tables), 0)


def common(one: "array[int]", other: "array[int]", start: int) -> int:
    """How many pages two tables have in common, of which `start` are known to be."""
    at = start
    most = min(len(one), len(other))
    while at < most and one[at] == other[at]:
        at += 1
    return at
