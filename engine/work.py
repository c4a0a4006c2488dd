"""What attention has to do in a step, as a list of items: prefill, decode, shared prefixes alike.

An item is some query rows against a range of keys of one table. Its result is partial; every
query row has one or more of them, which `engine.kernels.merge` joins. Ranges end at the borders
of `engine.borders`, whatever else is in the batch.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import torch
from torch import Tensor
from torch.nn.functional import pad

from engine.borders import ranges

if TYPE_CHECKING:
    from engine.buckets import Bucket

HIDDEN = -1e30  # a score nobody sees; finite: the difference of two infinities is no number
FEW = 16  # rows, query heads of one key head included, that fit into the smallest product

Item = tuple[int, int, int, int, int, int]
"""First query row, rows, table, first key, key after the last, first partial slot."""


@dataclass(frozen=True, slots=True)
class Span:
    """Query rows of one request: `rows` of them from row `query` on, the first at `position`."""

    query: int
    rows: int
    table: int
    position: int

    @property
    def stop(self) -> int:
        """The row after its last."""
        return self.query + self.rows


@dataclass(frozen=True, slots=True)
class Shared:
    """Query rows of several requests that all see the keys [start, stop), held by one table."""

    query: int
    rows: int
    table: int
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Launch:
    """Items that one launch of the kernel computes."""

    items: Tensor
    """[items, 6] int32"""
    block: int
    """How many rows, query heads of one key head included, the largest of them takes."""


class Listed(Protocol):
    """A work list as kernels read it."""

    @property
    def window(self) -> int:
        """How many last keys a row sees; 0 for all."""

    @property
    def rows(self) -> int:
        """How many query rows there are."""

    @property
    def slots(self) -> int:
        """How many partial results there are."""

    def launches(self, group: int, device: torch.device, /) -> Sequence[Launch]:
        """The items, for `group` query heads to each key head."""

    def parts_of(self, device: torch.device, /) -> tuple[Tensor, Tensor]:
        """Which slots belong to a row, int32: order[ends[row] : ends[row + 1]]."""


class Work:
    """The items of a step for one width of window."""

    def __init__(self, rows: int, window: int) -> None:
        self.rows = rows
        self.window = window
        self.listed: list[Item] = []
        self.slots = 0
        self.buckets: list[Bucket] | None = None
        """What the reference makes of it."""
        self._launches: list[Launch] | None = None
        self._parts: tuple[Tensor, Tensor] | None = None

    def add(self, query: int, rows: int, table: int, start: int, stop: int) -> None:
        """One item more."""
        self.listed.append((query, rows, table, start, stop, self.slots))
        self.slots += rows

    def divided(self, group: int) -> tuple[list[Item], list[Item]]:
        """The items of few rows, and the others, those with the most keys first."""
        few = [item for item in self.listed if item[1] * group <= FEW]
        many = [item for item in self.listed if item[1] * group > FEW]
        return few, sorted(many, key=lambda item: item[3] - item[4])

    def launches(self, group: int, device: torch.device) -> Sequence[Launch]:
        """Few rows and many want different tiles, so each has a launch."""
        if self._launches is None:
            self._launches = [
                Launch(to_tensor(items).to(device, non_blocking=True), block_of(items, group))
                for items in self.divided(group)
                if items
            ]
        return self._launches

    def parts_of(self, device: torch.device) -> tuple[Tensor, Tensor]:
        """Which slots belong to a row, int32: order[ends[row] : ends[row + 1]]."""
        if self._parts is None:
            ends = pad(self.counts.cumsum(0), (1, 0)).to(torch.int32)
            order = self.owner.argsort(stable=True).to(torch.int32)
            self._parts = order.to(device, non_blocking=True), ends.to(device, non_blocking=True)
        return self._parts

    @cached_property
    def owner(self) -> Tensor:
        """[slots]: the query row each slot belongs to."""
        items = to_tensor(self.listed).long()
        return (items[:, 0] - items[:, 5]).repeat_interleave(items[:, 1]) + torch.arange(self.slots)

    @cached_property
    def counts(self) -> Tensor:
        """[rows]: how many parts each has."""
        return torch.bincount(self.owner, minlength=self.rows)

    @cached_property
    def most(self) -> int:
        """The largest number of parts a row has."""
        return int(self.counts.max()) if self.rows else 0

    @cached_property
    def padded(self) -> Tensor:
        """The slots of each row as a rectangle [rows, most], filled up with one past the last."""
        full = torch.full((self.rows, self.most), self.slots)
        order = self.owner.argsort(stable=True)
        row = self.owner[order]
        full[row, torch.arange(self.slots) - (self.counts.cumsum(0) - self.counts)[row]] = order
        return full


def to_tensor(items: Sequence[Item]) -> Tensor:
    """[items, 6] int32."""
    return torch.tensor(items, dtype=torch.int32).reshape(-1, 6)


def block_of(items: Sequence[Item], group: int) -> int:
    """The power of two that holds the rows of any of the items; a product has at least 16."""
    return max(FEW, 1 << (max(item[1] for item in items) * group - 1).bit_length())


Plan = Callable[[Sequence[Span], Sequence[Shared], int], Work]


def plan(
    spans: Sequence[Span],
    shared: Sequence[Shared],
    window: int,
    *,
    tile: int = 64,
    fill: int | None = None,
) -> Work:
    """The items for these rows: `tile` rows at most in each, keys cut at the borders.

    A layer with a window reads little anyway, so it shares nothing. `shared` ranges begin and end
    at borders, and a row in several of them is in ranges that follow each other from key 0 on.
    With `fill`, a prompt's keys are cut no oftener than it takes to have so many items of it:
    every part is written and read again, and a long prompt keeps a device busy without.
    """
    rows = max((span.stop for span in spans), default=0)
    work = Work(rows, window)
    covered = {} if window else dict(cover(shared, work, tile))
    for span in spans:
        pieces = None if fill is None or span.rows <= FEW else -(-fill * tile // span.rows)
        for first in range(0, span.rows, tile):
            count = min(tile, span.rows - first)
            position = span.position + first
            start = max(covered.get(span.query, 0), position - window + 1 if window else 0)
            for low, high in ranges(start, position + count, pieces):
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
