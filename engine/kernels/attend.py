"""Attention over pages: each item of a work list, by itself (`engine.work`).

The result of an item is partial: for each row and head the highest score, the sum of weights and
the weighted sum of values. Scores are in powers of two, which is what the hardware computes.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.cache import PAGE
from engine.kernels.language import compiled, jit, tl
from engine.storage import Layer
from engine.work import HIDDEN, Bucket, Work


@dataclass(frozen=True, slots=True)
class Partials:
    """highest, weight: [slots + 1, heads]; sums: [slots + 1, heads, width]. The last is empty."""

    highest: Tensor
    weight: Tensor
    sums: Tensor


def attend_reference(
    queries: Tensor, layer: Layer, work: Work, tables: Tensor, positions: Tensor
) -> Partials:
    """Attend to the keys of every item. queries: [tokens, heads, width]."""
    _, heads, width = queries.shape
    exact = torch.promote_types(queries.dtype, torch.float32)
    scaled = queries.to(exact) * (width**-0.5 * math.log2(math.e))
    buckets = work.buckets(tables, positions, layer.keys.shape[1])
    if len(buckets) == 1 and work.most == 1:  # most steps that decode: the slots are in order
        return attend_bucket(scaled, layer, buckets[0])
    shape = (work.slots + 1, heads)
    result = Partials(
        torch.full(shape, HIDDEN, dtype=exact),
        torch.zeros(shape, dtype=exact),
        torch.empty((*shape, width), dtype=exact),
    )
    result.sums[-1] = 0
    for each in buckets:
        part = attend_bucket(scaled, layer, each)
        result.highest.index_copy_(0, each.slot, part.highest)
        result.weight.index_copy_(0, each.slot, part.weight)
        result.sums.index_copy_(0, each.slot, part.sums)
    return result


def attend_bucket(queries: Tensor, layer: Layer, each: Bucket) -> Partials:
    """The items of one shape. queries: [tokens, heads, width], scaled already."""
    items, kv_heads = each.items, layer.keys.shape[1]
    _, heads, width = queries.shape
    keys = fetch(layer.keys, layer.key_scales, each, queries.dtype)
    values = fetch(layer.values, layer.value_scales, each, queries.dtype)
    if each.unwritten is not None:  # a weight of zero does not undo what is no number
        for found in (keys, values):
            found.view(-1, width).index_fill_(0, each.unwritten, 0.0)
    q = queries.index_select(0, each.query).view(items, each.rows, kv_heads, -1, width)
    q = q.transpose(1, 2).reshape(items, kv_heads, -1, width)
    scores = (q @ keys.transpose(2, 3)).view(items, kv_heads, each.rows, -1, keys.shape[2])
    if each.bias is not None:
        scores += each.bias
    highest = scores.amax(-1, keepdim=True)
    weights = scores.sub_(highest).exp2_()
    if each.blind and each.visible is not None:  # a row that sees nothing is all highest scores
        weights *= each.visible
    sums = weights.view(items, kv_heads, -1, keys.shape[2]) @ values
    sums = sums.view(items, kv_heads, each.rows, -1, width).transpose(1, 2)
    return Partials(
        highest.transpose(1, 2).reshape(-1, heads),
        weights.sum(-1).transpose(1, 2).reshape(-1, heads),
        sums.reshape(-1, heads, width),
    )


def fetch(pages: Tensor, scales: Tensor | None, each: Bucket, kind: torch.dtype) -> Tensor:
    """Pages as one run of keys for each item, a copy: [items, key heads, keys, width]."""
    found = pages.flatten(0, 1).index_select(0, each.runs).to(kind)
    if scales is not None:
        found = found * scales.flatten(0, 1).index_select(0, each.runs).to(kind)[..., None]
    return found.view(each.items, pages.shape[1], -1, pages.shape[3])


def attend(
    queries: Tensor, layer: Layer, work: Work, tables: Tensor, positions: Tensor
) -> Partials:
    """What `attend_reference` says."""
    chosen = attend_kernel if compiled(queries) else attend_reference
    return chosen(queries, layer, work, tables, positions)


def attend_kernel(
    queries: Tensor, layer: Layer, work: Work, tables: Tensor, positions: Tensor
) -> Partials:
    """What `attend_reference` says, by the kernel."""
    _, heads, width = queries.shape
    kv_heads = layer.keys.shape[1]
    group = heads // kv_heads
    shape = (work.slots + 1, heads)
    exact = {"dtype": torch.float32, "device": queries.device}
    result = Partials(
        torch.full(shape, HIDDEN, **exact),
        torch.zeros(shape, **exact),
        torch.empty((*shape, width), **exact),
    )
    most = int(work.items[:, 1].max()) if len(work.listed) else 0
    int8 = layer.key_scales is not None
    _attend[(len(work.listed), kv_heads)](
        queries,
        layer.keys,
        layer.values,
        layer.key_scales if int8 else layer.keys,
        layer.value_scales if int8 else layer.values,
        tables,
        positions,
        work.items.to(queries.device),
        result.highest,
        result.weight,
        result.sums,
        width**-0.5 * math.log2(math.e),
        tables.stride(0),
        kv_heads,
        group,
        max(16, 1 << (most * group - 1).bit_length()),
        width,
        PAGE,
        work.window,
        int8,
        num_warps=4 if most * group <= 64 else 8,
        num_stages=4 if most * group <= 16 else 3,
    )
    return result


@jit
def _attend(
    queries,
    keys,
    values,
    key_scales,
    value_scales,
    tables,
    positions,
    items,
    highest,
    weight,
    sums,
    scale,
    stride,
    kv_heads: tl.constexpr,
    group: tl.constexpr,
    block: tl.constexpr,
    width: tl.constexpr,
    page: tl.constexpr,
    window: tl.constexpr,
    int8: tl.constexpr,
):
    item = items + tl.program_id(0) * 6  # one program an item and key head
    head = tl.program_id(1)
    first, rows, table = tl.load(item), tl.load(item + 1), tl.load(item + 2)
    start, stop, slot = tl.load(item + 3), tl.load(item + 4), tl.load(item + 5)
    if rows > 0:  # an empty item fills up a captured graph
        column, offset = tl.arange(0, width), tl.arange(0, page)
        row = tl.arange(0, block) // group
        inside = row < rows
        query_head = head * group + tl.arange(0, block) % group
        at = (first + row).to(tl.int64) * (kv_heads * group) + query_head
        q = tl.load(
            queries + at[:, None] * width + column[None, :], mask=inside[:, None], other=0.0
        )
        position = tl.load(positions + first + row, mask=inside, other=0)
        top = tl.full([block], -1e30, tl.float32)
        total = tl.zeros([block], tl.float32)
        result = tl.zeros([block, width], tl.float32)
        for number in range(start // page, (stop + page - 1) // page):
            # A page number is 32 bits wide; a place in the cache is not.
            base = (tl.load(tables + table * stride + number).to(tl.int64) * kv_heads + head) * page
            key = number * page + offset
            written = (key >= start) & (key < stop)
            place = (base + offset)[:, None] * width + column[None, :]
            k = tl.load(keys + place, mask=written[:, None], other=0.0)
            v = tl.load(values + place, mask=written[:, None], other=0.0)
            scores = tl.dot(q, tl.trans(k.to(q.dtype))) * scale
            if int8:
                scores *= tl.load(key_scales + base + offset, mask=written, other=0.0)[None, :]
            seen = written[None, :] & inside[:, None] & (key[None, :] <= position[:, None])
            if window > 0:
                seen = seen & (key[None, :] > position[:, None] - window)
            scores = tl.where(seen, scores, -1e30)
            higher = tl.maximum(top, tl.max(scores, 1))
            shrink = tl.exp2(top - higher)
            weights = tl.where(seen, tl.exp2(scores - higher[:, None]), 0.0)
            total = total * shrink + tl.sum(weights, 1)
            if int8:
                weights *= tl.load(value_scales + base + offset, mask=written, other=0.0)[None, :]
            result = result * shrink[:, None] + tl.dot(weights.to(q.dtype), v.to(q.dtype))
            top = higher
        out = (slot + row).to(tl.int64) * (kv_heads * group) + query_head
        tl.store(highest + out, top, mask=inside)
        tl.store(weight + out, total, mask=inside)
        tl.store(sums + out[:, None] * width + column[None, :], result, mask=inside[:, None])
