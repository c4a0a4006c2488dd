"""Attention over pages: each item of a work list, by itself (`engine.work`).

The result of an item is partial: for each row and head the highest score, the sum of weights and
the weighted sum of values. Scores are in powers of two, which is what the hardware computes.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.buckets import Bucket, buckets
from engine.cache import PAGE
from engine.kernels.language import compiled, jit, tl
from engine.storage import Layer
from engine.work import FEW, HIDDEN, Launch, Listed, Work


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
    alike = buckets(work, tables, positions, layer.keys.shape[1])
    if len(alike) == 1 and work.most == 1:  # most steps that decode: the slots are in order
        return attend_bucket(scaled, layer, alike[0])
    shape = (work.slots + 1, heads)
    result = Partials(
        torch.full(shape, HIDDEN, dtype=exact),
        torch.zeros(shape, dtype=exact),
        torch.empty((*shape, width), dtype=exact),
    )
    result.sums[-1] = 0
    for each in alike:
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
    keys, values = keys[:, :, : each.keys], values[:, :, : each.keys]
    q = queries.index_select(0, each.query).view(items, each.rows, kv_heads, -1, width)
    q = q.transpose(1, 2).reshape(items, kv_heads, -1, width)
    scores = (q @ keys.transpose(2, 3)).view(items, kv_heads, each.rows, -1, each.keys)
    if each.bias is not None:
        scores += each.bias
    highest = scores.amax(-1, keepdim=True)
    weights = scores.sub_(highest).exp2_()
    if each.blind and each.visible is not None:  # a row that sees nothing is all highest scores
        weights *= each.visible
    sums = weights.view(items, kv_heads, -1, each.keys) @ values
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
    queries: Tensor, layer: Layer, work: Listed, tables: Tensor, positions: Tensor
) -> Partials:
    """What `attend_reference` says."""
    if compiled(queries) or not isinstance(work, Work):
        return attend_kernel(queries, layer, work, tables, positions)
    return attend_reference(queries, layer, work, tables, positions)


def attend_kernel(
    queries: Tensor, layer: Layer, work: Listed, tables: Tensor, positions: Tensor
) -> Partials:
    """What `attend_reference` says, by the kernel."""
    tokens, heads, width = queries.shape
    shape = (work.slots + 1, heads)
    exact = {"dtype": torch.float32, "device": queries.device}
    result = Partials(
        torch.empty(shape, **exact),
        torch.empty(shape, **exact),
        torch.empty((*shape, width), **exact),
    )
    if tokens:
        for each in work.launches(heads // layer.keys.shape[1], queries.device):
            launch(queries, layer, each, work.window, tables, positions, result)
    return result


def launch(
    queries: Tensor,
    layer: Layer,
    items: Launch,
    window: int,
    tables: Tensor,
    positions: Tensor,
    result: Partials,
) -> None:
    """Compute some of the items into their slots of `result`."""
    _, heads, width = queries.shape
    kv_heads = layer.keys.shape[1]
    int8 = layer.key_scales is not None
    tile = tile_of(items.block, width)
    _attend[(len(items.items), kv_heads)](
        queries,
        layer.keys,
        layer.values,
        layer.key_scales if int8 else layer.keys,
        layer.value_scales if int8 else layer.values,
        tables,
        positions,
        items.items,
        result.highest,
        result.weight,
        result.sums,
        width**-0.5 * math.log2(math.e),
        tables.stride(0),
        kv_heads,
        heads // kv_heads,
        items.block,
        width,
        PAGE,
        window,
        int8,
        num_warps=tile.warps,
        num_stages=tile.stages,
    )


@dataclass(frozen=True, slots=True)
class Tile:
    """How a product of `block` rows and a page of keys is spread over the hardware."""

    warps: int
    stages: int


def tile_of(block: int, width: int) -> Tile:
    """Chosen once and fixed: nothing is tuned while requests wait, and a captured graph may not.

    A few rows wait for memory, so they want many loads under way; many rows want registers.
    """
    if block <= FEW:
        return Tile(warps=4, stages=4 if width <= 128 else 3)
    if block * width <= 64 * 128:
        return Tile(warps=4, stages=3)
    return Tile(warps=8, stages=3 if width <= 128 else 2)


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
        column = tl.arange(0, width)
        row = tl.arange(0, block) // group
        inside = row < rows
        query_head = head * group + tl.arange(0, block) % group
        at = (first + row).to(tl.int64) * (kv_heads * group) + query_head
        q = tl.load(
            queries + at[:, None] * width + column[None, :], mask=inside[:, None], other=0.0
        )
        position = tl.load(positions + first + row, mask=inside, other=1 << 30).to(tl.int32)
        pages = tables + table.to(tl.int64) * stride
        top = tl.full([block], -1e30, tl.float32)
        total = tl.zeros([block], tl.float32)
        result = tl.zeros([block, width], tl.float32)
        # Every row sees all of a page that ends before the first row's own key: no mask for those.
        plain = start // page
        if window == 0:
            seen_by_all = tl.minimum(stop, tl.min(position, 0) + 1)
            plain = tl.maximum(plain, seen_by_all // page)
        for number in range(start // page, plain):
            top, total, result = _page(
                number, pages, keys, values, key_scales, value_scales, q, position, start, stop,
                top, total, result, head, scale, kv_heads, width, page, window, int8, False,
            )  # fmt: skip
        for number in range(plain, (stop + page - 1) // page):
            top, total, result = _page(
                number, pages, keys, values, key_scales, value_scales, q, position, start, stop,
                top, total, result, head, scale, kv_heads, width, page, window, int8, True,
            )  # fmt: skip
        out = (slot + row).to(tl.int64) * (kv_heads * group) + query_head
        tl.store(highest + out, top, mask=inside)
        tl.store(weight + out, total, mask=inside)
        tl.store(sums + out[:, None] * width + column[None, :], result, mask=inside[:, None])


@jit
def _page(
    number,
    pages,
    keys,
    values,
    key_scales,
    value_scales,
    q,
    position,
    start,
    stop,
    top,
    total,
    result,
    head,
    scale,
    kv_heads: tl.constexpr,
    width: tl.constexpr,
    page: tl.constexpr,
    window: tl.constexpr,
    int8: tl.constexpr,
    masked: tl.constexpr,
):
    """One page more. Of what was not written nothing is read: zero times no number is none."""
    offset, column = tl.arange(0, page), tl.arange(0, width)
    # A page number is 32 bits wide; a place in the cache is not.
    base = (tl.load(pages + number).to(tl.int64) * kv_heads + head) * page
    key = number * page + offset
    written = (key >= start) & (key < stop)
    place = (base + offset)[:, None] * width + column[None, :]
    if masked:
        k = tl.load(keys + place, mask=written[:, None], other=0.0)
        v = tl.load(values + place, mask=written[:, None], other=0.0)
    else:
        k = tl.load(keys + place)
        v = tl.load(values + place)
    scores = tl.dot(q, tl.trans(k.to(q.dtype)), input_precision="ieee") * scale
    if int8:
        scores *= tl.load(key_scales + base + offset, mask=written, other=0.0)[None, :]
    if masked:
        seen = written[None, :] & (key[None, :] <= position[:, None])
        if window > 0:
            seen = seen & (key[None, :] > position[:, None] - window)
        scores = tl.where(seen, scores, -1e30)
    higher = tl.maximum(top, tl.max(scores, 1))
    shrink = tl.exp2(top - higher)
    weights = tl.exp2(scores - higher[:, None])
    if masked:
        weights = tl.where(seen, weights, 0.0)
    total = total * shrink + tl.sum(weights, 1)
    if int8:
        weights *= tl.load(value_scales + base + offset, mask=written, other=0.0)[None, :]
    result = tl.dot(
        weights.to(q.dtype), v.to(q.dtype), result * shrink[:, None], input_precision="ieee"
    )
    return higher, total, result
