"""From the projected queries, keys and values to queries ready to attend and pages written.

One kernel instead of five: the norms of q and k, RoPE, the Hadamard turn, int8, the store.
"""

import torch
from torch import Tensor

from engine.cache import PAGE
from engine.kernels.language import compiled, jit_plain, tl
from engine.kernels.norm import normed
from engine.storage import Layer, Slots


def write_reference(
    qkv: Tensor,
    weight: Tensor | None,
    rope: Tensor,
    slots: Slots,
    layer: Layer,
    turn: Tensor | None,
    epsilon: float,
) -> Tensor:
    """Norm and turn queries and keys, store keys and values, give back the queries.

    qkv: [tokens, heads + 2 * key heads, width]; weight: [heads + key heads, width] or None for no
    norm; rope: [2, tokens, width], the cosines and the signed sines; turn: [width, width]
    orthogonal, or None.
    """
    kv_heads = layer.keys.shape[1]
    cut = qkv.shape[1] - kv_heads
    exact = torch.promote_types(qkv.dtype, torch.float32)
    x = qkv[:, :cut].to(exact)
    x = x if weight is None else normed(x, epsilon).mul_(weight)
    x = turned(x, rope[0, :, None], rope[1, :, None])
    if turn is not None:
        x = x @ turn.to(exact)
    x = x.to(qkv.dtype)
    store(x[:, cut - kv_heads :], slots, layer.keys, layer.key_scales)
    store(qkv[:, cut:], slots, layer.values, layer.value_scales)
    return x[:, : cut - kv_heads]


def turned(x: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
    """RoPE: each half of a row with the other as its partner, whose sines bear the signs."""
    half = x.shape[-1] // 2
    result = x * cosines
    result[..., :half].addcmul_(x[..., half:], sines[..., :half])
    result[..., half:].addcmul_(x[..., :half], sines[..., half:])
    return result


def store(new: Tensor, slots: Slots, pages: Tensor, scales: Tensor | None) -> None:
    """Write into pages, as int8 with a scale for each token and head if there are scales.

    new: [tokens, key heads, width]; pages: [pages, key heads, 64, width].
    """
    width = pages.shape[3]
    kept, at = slots.rows(pages.shape[1])
    new = (new if kept is None else new[kept]).reshape(-1, width)
    if scales is not None:
        exact = new.to(torch.float32)
        scale = (exact.abs().amax(-1) / 127).clamp_min(1e-8)
        scales.view(-1).index_copy_(0, at, scale)
        new = exact / scale[:, None]
        new = new + torch.copysign(torch.full((), 0.5), new)  # halves away from zero
    pages.view(-1, width).index_copy_(0, at, new.to(pages.dtype))


def write(
    qkv: Tensor,
    weight: Tensor | None,
    rope: Tensor,
    slots: Slots,
    layer: Layer,
    turn: Tensor | None,
    epsilon: float,
) -> Tensor:
    """What `write_reference` says."""
    chosen = write_kernel if compiled(qkv) else write_reference
    return chosen(qkv, weight, rope, slots, layer, turn, epsilon)


def write_kernel(
    qkv: Tensor,
    weight: Tensor | None,
    rope: Tensor,
    slots: Slots,
    layer: Layer,
    turn: Tensor | None,
    epsilon: float,
) -> Tensor:
    """What `write_reference` says, by the kernel."""
    tokens, all_heads, width = qkv.shape
    kv_heads = layer.keys.shape[1]
    heads = all_heads - 2 * kv_heads
    queries = torch.empty((tokens, heads, width), dtype=qkv.dtype, device=qkv.device)
    int8 = layer.key_scales is not None
    _write[(-(-tokens // 16), all_heads)](
        qkv,
        qkv if weight is None else weight,
        rope,
        slots.each,
        qkv if turn is None else turn,
        queries,
        layer.keys,
        layer.values,
        layer.key_scales if int8 else layer.keys,
        layer.value_scales if int8 else layer.values,
        tokens,
        epsilon,
        heads,
        kv_heads,
        width,
        PAGE,
        16,
        weight is not None,
        turn is not None,
        int8,
    )
    return queries


@jit_plain("tokens")
def _write(
    qkv,
    weight,
    rope,
    slots,
    turn,
    queries,
    keys,
    values,
    key_scales,
    value_scales,
    tokens,
    epsilon,
    heads: tl.constexpr,
    kv_heads: tl.constexpr,
    width: tl.constexpr,
    page: tl.constexpr,
    block: tl.constexpr,
    norms: tl.constexpr,
    turns: tl.constexpr,
    int8: tl.constexpr,
):
    token = tl.program_id(0) * block + tl.arange(0, block)
    head = tl.program_id(1)  # queries, then keys, then values
    inside = token < tokens
    column = tl.arange(0, width)
    start = (token.to(tl.int64) * (heads + 2 * kv_heads) + head) * width
    x = tl.load(qkv + start[:, None] + column[None, :], mask=inside[:, None], other=0.0)
    kind = x.dtype
    x = x.to(tl.float32)
    if head < heads + kv_heads:
        # The partner of a column is read again rather than shuffled: it is in the nearest cache.
        other = (column + width // 2) % width
        y = tl.load(qkv + start[:, None] + other[None, :], mask=inside[:, None], other=0.0)
        y = y.to(tl.float32)
        if norms:
            scale = 1 / tl.sqrt(tl.sum(x * x, 1) / width + epsilon)
            x = x * scale[:, None] * tl.load(weight + head * width + column)[None, :]
            y = y * scale[:, None] * tl.load(weight + head * width + other)[None, :]
        at = token.to(tl.int64)[:, None] * width + column[None, :]
        cosine = tl.load(rope + at, mask=inside[:, None], other=0.0)
        at += tokens.to(tl.int64) * width
        sine = tl.load(rope + at, mask=inside[:, None], other=0.0)
        x = x * cosine + y * sine
        if turns:
            matrix = tl.load(turn + column[:, None] * width + column[None, :]).to(tl.float32)
            x = tl.dot(x, matrix, input_precision="ieee")
    if head < heads:
        row = (token.to(tl.int64) * heads + head) * width
        tl.store(queries + row[:, None] + column[None, :], x.to(kind), mask=inside[:, None])
    else:
        pages, scales = keys, key_scales
        if head >= heads + kv_heads:
            pages, scales = values, value_scales
        slot = tl.load(slots + token, mask=inside, other=-1).to(tl.int64)
        kept = slot >= 0
        row = ((slot // page) * kv_heads + (head - heads) % kv_heads) * page + slot % page
        x = x.to(kind)
        if int8:
            x = x.to(tl.float32)
            scale = tl.maximum(tl.max(tl.abs(x), 1) / 127, 1e-8)
            tl.store(scales + row, scale, mask=kept)
            x = x / scale[:, None]
            x = tl.where(x >= 0, x + 0.5, x - 0.5).to(tl.int8)
        tl.store(pages + row[:, None] * width + column[None, :], x, mask=kept[:, None])
