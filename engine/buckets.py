"""A work list for the reference: items of one shape at once, with indices and masks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.cache import PAGE
from engine.work import HIDDEN, Item, Work


@dataclass(frozen=True, slots=True)
class Bucket:
    """Items of one shape, so that the reference computes them at once.

    query, slot: [items * rows]; runs: [items * key heads * pages], the pages head by head, each
    a run of 64 rows in the cache; keys: how many keys of an item count, as the longest has them;
    unwritten: of the keys of all runs, those among these that are not to be read; visible:
    [items, 1, rows, 1, keys], 1 or 0, None if all are; bias: likewise 0 or -1e30.
    """

    items: int
    rows: int
    query: Tensor
    slot: Tensor
    runs: Tensor
    keys: int
    unwritten: Tensor | None
    visible: Tensor | None
    bias: Tensor | None
    blind: bool
    """Whether some row sees no key at all."""


def buckets(work: Work, tables: Tensor, positions: Tensor, kv_heads: int) -> list[Bucket]:
    """The items by shape, found once for all layers of a step. tables: [tables, pages]."""
    if work.buckets is None:
        parts = alike(work.listed)
        work.buckets = [bucket(each, tables, positions, kv_heads, work.window) for each in parts]
    return work.buckets


def alike(listed: Sequence[Item]) -> Iterator[Tensor]:
    """Items with as many rows and as many pages as each other, not too many at a time."""
    shapes: dict[tuple[int, int], list[Item]] = {}
    for item in listed:
        _, rows, _, start, stop, _ = item
        shapes.setdefault((rows, -(-stop // PAGE) - start // PAGE), []).append(item)
    for (rows, pages), items in shapes.items():
        most = max(1, (1 << 17) // (pages * PAGE + rows))  # bounds the memory of a bucket
        for first in range(0, len(items), most):
            yield torch.tensor(items[first : first + most])


def bucket(items: Tensor, tables: Tensor, positions: Tensor, kv_heads: int, window: int) -> Bucket:
    """Indices and masks for items of one shape."""
    first = items[:, 3] // PAGE
    pages = int((-(-items[0, 4] // PAGE) - first[0]).item())
    row = torch.arange(int(items[0, 1]))
    query, slot = items[:, :1] + row, items[:, 5:] + row
    page = tables[items[:, 2:3], first[:, None] + torch.arange(pages)].long()
    keys = int((items[:, 4] - first * PAGE).max().item())
    key = first[:, None] * PAGE + torch.arange(keys)
    unwritten = (key < items[:, 3:4]) | (key >= items[:, 4:5])
    at = positions[query][..., None]
    hidden = unwritten[:, None] | (key[:, None] > at)
    if window:
        hidden |= key[:, None] <= at - window
    none = not bool(hidden.any())
    visible = (~hidden[:, None, :, None]).to(torch.float32)
    item, head, place = unwritten[:, None].expand(-1, kv_heads, -1).nonzero().unbind(1)
    empty = (item * kv_heads + head) * (pages * PAGE) + place
    return Bucket(
        items=len(items),
        rows=len(row),
        query=query.flatten(),
        slot=slot.flatten(),
        runs=(page[:, None] * kv_heads + torch.arange(kv_heads)[:, None]).flatten(),
        keys=keys,
        unwritten=empty if len(empty) else None,
        visible=None if none else visible,
        bias=None if none else (1 - visible) * HIDDEN,
        blind=bool(hidden.all(-1).any()),
    )
