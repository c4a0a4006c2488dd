"""What attention has to do in a step, as a list of items: prefill, decode, shared prefixes alike.

An item is some query rows against a range of keys of one table. Its result is partial; every
query row has one or more of them, which `engine.kernels.merge` joins. The ranges end at borders
that depend on the position of a key alone, never on the batch: so a request gets the same parts
whoever is computed beside it, and a prefix shared up to a border costs nothing in exactness.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from engine.cache import PAGE

HIDDEN = -1e30  # a score nobody sees; finite: the difference of two infinities is no number


@dataclass(frozen=True, slots=True)
class Span:
    """Query rows of one request: `rows` of them from row `query` on, the first at `position`."""

    query: int
    rows: int
    table: int
    position: int


@dataclass(frozen=True, slots=True)
class Shared:
    """Query rows of several requests that all see the keys [start, stop), held by one table."""

    query: int
    rows: int
    table: int
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """Items of one shape, so that the reference computes them at once.

    query, slot: [items * rows]; runs: [items * key heads * pages], the pages head by head, each
    a run of 64 rows in the cache; unwritten: of the keys of all runs, those that are not to be
    read; visible: [items, 1, rows, 1, keys], 1 or 0, None if all are; bias: likewise 0 or -1e30.
    """

    items: int
    rows: int
    query: Tensor
    slot: Tensor
    runs: Tensor
    unwritten: Tensor | None
    visible: Tensor | None
    bias: Tensor | None
    blind: bool
    """Whether some row sees no key at all."""


class Work:
    """The items of a step for one width of window.

    items: [items, 6]: first query row, rows, table, first key, key after the last, first partial
    slot; order and ends say which slots belong to a row: order[ends[row] : ends[row + 1]].
    """

    def __init__(self, rows: int, window: int) -> None:
        self.window = window
        self.listed: list[tuple[int, int, int, int, int, int]] = []
        self.parts: list[list[int]] = [[] for _ in range(rows)]
        self.slots = 0

    def add(self, query: int, rows: int, table: int, start: int, stop: int) -> None:
        """One item more."""
        self.listed.append((query, rows, table, start, stop, self.slots))
        for row in range(rows):
            self.parts[query + row].append(self.slots + row)
        self.slots += rows

    @cached_property
    def items(self) -> Tensor:
        """[items, 6] int32."""
        return torch.tensor(self.listed, dtype=torch.int32).reshape(-1, 6)

    @cached_property
    def order(self) -> Tensor:
        """The slots of all rows, row after row."""
        return torch.tensor([slot for part in self.parts for slot in part], dtype=torch.int32)

    @cached_property
    def ends(self) -> Tensor:
        """Where in `order` each row begins, and where the last ends."""
        counts = torch.tensor([0, *(len(part) for part in self.parts)], dtype=torch.int32)
        return counts.cumsum(0).to(torch.int32)

    @cached_property
    def most(self) -> int:
        """The largest number of parts a row has."""
        return max(map(len, self.parts), default=0)

    @cached_property
    def padded(self) -> Tensor:
        """`order` as a rectangle [rows, most]; `slots`, one past the last, fills it up."""
        full = [part + [self.slots] * (self.most - len(part)) for part in self.parts]
        return torch.tensor(full, dtype=torch.int64)

    def buckets(self, tables: Tensor, positions: Tensor, kv_heads: int) -> list[Bucket]:
        """The items by shape, found once for all layers. tables: [tables, pages]."""
        if not hasattr(self, "_buckets"):
            self._buckets = [
                bucket(part, tables, positions, kv_heads, self.window) for part in self.alike()
            ]
        return self._buckets

    def alike(self) -> Iterator[Tensor]:
        """Items with as many rows and as many pages as each other, not too many at a time."""
        shapes: dict[tuple[int, int], list[int]] = {}
        for number, (_, rows, _, start, stop, _) in enumerate(self.listed):
            shape = (rows, -(-stop // PAGE) - start // PAGE)
            shapes.setdefault(shape, []).append(number)
        for (rows, pages), numbers in shapes.items():
            most = max(1, (1 << 17) // (pages * PAGE + rows))  # bounds the memory of a bucket
            for first in range(0, len(numbers), most):
                yield self.items[numbers[first : first + most]].long()


def bucket(items: Tensor, tables: Tensor, positions: Tensor, kv_heads: int, window: int) -> Bucket:
    """Indices and masks for items of one shape."""
    first = items[:, 3] // PAGE
    pages = int((-(-items[0, 4] // PAGE) - first[0]).item())
    row = torch.arange(int(items[0, 1]))
    query, slot = items[:, :1] + row, items[:, 5:] + row
    page = tables[items[:, 2:3], first[:, None] + torch.arange(pages)].long()
    key = first[:, None] * PAGE + torch.arange(pages * PAGE)
    unwritten = (key < items[:, 3:4]) | (key >= items[:, 4:5])
    at = positions[query][..., None]
    hidden = unwritten[:, None] | (key[:, None] > at)
    if window:
        hidden |= key[:, None] <= at - window
    none = not bool(hidden.any())
    visible = (~hidden[:, None, :, None]).to(torch.float32)
    empty = unwritten[:, None].expand(-1, kv_heads, -1).flatten().nonzero().flatten()
    return Bucket(
        items=len(items),
        rows=len(row),
        query=query.flatten(),
        slot=slot.flatten(),
        runs=(page[:, None] * kv_heads + torch.arange(kv_heads)[:, None]).flatten(),
        unwritten=empty if len(empty) else None,
        visible=None if none else visible,
        bias=None if none else (1 - visible) * HIDDEN,
        blind=bool(hidden.all(-1).any()),
    )


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


def plan(spans: Sequence[Span], shared: Sequence[Shared], window: int, *, tile: int = 64) -> Work:
    """The items for these rows: `tile` rows at most in each, keys cut at the borders.

    A layer with a window reads little anyway, so it shares nothing. `shared` ranges begin and end
    at borders, and a row in several of them is in ranges that follow each other from key 0 on.
    """
    rows = max((span.query + span.rows for span in spans), default=0)
    work = Work(rows, window)
    covered = {} if window else dict(cover(shared, work, tile))
    for span in spans:
        for first in range(0, span.rows, tile):
            count = min(tile, span.rows - first)
            position = span.position + first
            start = max(covered.get(span.query, 0), position - window + 1 if window else 0)
            for low, high in ranges(start, position + count):
                work.add(span.query + first, count, span.table, low, high)
    return work


def cover(shared: Sequence[Shared], work: Work, tile: int) -> Iterator[tuple[int, int]]:
    """Add the items of shared ranges; for each of their rows, the key its own range begins at."""
    for each in shared:
        for first in range(0, each.rows, tile):
            for low, high in ranges(each.start, each.stop):
                count = min(tile, each.rows - first)
                work.add(each.query + first, count, each.table, low, high)
        yield from ((each.query + row, each.stop) for row in range(each.rows))


def ranges(start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The keys [start, stop), cut at every border."""
    while start < stop:
        end = min(next_border(start), stop)
        yield start, end
        start = end


def share(tables: Sequence[Sequence[int]], lengths: Sequence[int]) -> Iterator[Shared]:
    """The prefixes that neighbours have in common; row and table number i belong together.

    tables: the pages of each request, in lexical order, so that requests which share pages stand
    beside each other; lengths: how many keys each sees. Prefixes within prefixes are found too.
    """

    def within(low: int, high: int, start: int) -> Iterator[Shared]:
        stop = last_border(common(tables[low], tables[high - 1], start // PAGE) * PAGE)
        stop = min(stop, last_border(min(lengths[low:high])))
        if stop > start:
            yield Shared(low, high - low, low, start, stop)
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


def common(one: Sequence[int], other: Sequence[int], start: int) -> int:
    """How many pages two tables have in common, of which `start` are known to be."""
    at = start
    most = min(len(one), len(other))
    while at < most and one[at] == other[at]:
        at += 1
    return at
