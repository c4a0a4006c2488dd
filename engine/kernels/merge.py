"""The partial results of attention, joined for each query row."""

import math

import torch
from torch import Tensor

from engine.kernels.attend import Partials
from engine.kernels.language import compiled, jit, tl
from engine.work import Listed, Work


def merge_reference(
    partials: Partials, work: Work, sinks: Tensor | None, kind: torch.dtype
) -> Tensor:
    """Join the parts of each row: [rows, heads, width] of the type `kind`.

    sinks: [heads], a score that takes part in the softmax and adds nothing; None for no sinks.
    """
    rows = work.padded  # [rows, most]
    if work.most == 1 and sinks is None:
        parts = rows[:, 0]
        weight = partials.weight.index_select(0, parts)[..., None]
        return (partials.sums.index_select(0, parts) / weight).to(kind)
    highest = partials.highest[rows]
    top = highest.amax(1, keepdim=True)
    if sinks is not None:
        sink = sinks.to(top.dtype) * math.log2(math.e)
        top = torch.maximum(top, sink)
    share = torch.exp2(highest - top)
    total = (share * partials.weight[rows]).sum(1)
    if sinks is not None:
        total = total + torch.exp2(sink - top[:, 0])
    result = (share[..., None] * partials.sums[rows]).sum(1)
    return (result / total.clamp_min(1e-30)[..., None]).to(kind)


def merge(partials: Partials, work: Listed, sinks: Tensor | None, kind: torch.dtype) -> Tensor:
    """What `merge_reference` says."""
    if compiled(partials.sums) or not isinstance(work, Work):
        return merge_kernel(partials, work, sinks, kind)
    return merge_reference(partials, work, sinks, kind)


def merge_kernel(
    partials: Partials, work: Listed, sinks: Tensor | None, kind: torch.dtype
) -> Tensor:
    """What `merge_reference` says, by the kernel."""
    _, heads, width = partials.sums.shape
    device = partials.sums.device
    order, ends = work.parts_of(device)
    result = torch.empty((work.rows, heads, width), dtype=kind, device=device)
    _merge[(work.rows, heads)](
        partials.highest,
        partials.weight,
        partials.sums,
        partials.highest if sinks is None else sinks,
        order,
        ends,
        result,
        heads,
        width,
        sinks is not None,
    )
    return result


@jit
def _merge(
    highest,
    weight,
    sums,
    sinks,
    order,
    ends,
    result,
    heads: tl.constexpr,
    width: tl.constexpr,
    sunk: tl.constexpr,
):
    row, head = tl.program_id(0), tl.program_id(1)
    column = tl.arange(0, width)
    top = tl.full([], -1e30, tl.float32)
    total = tl.zeros([], tl.float32)
    joined = tl.zeros([width], tl.float32)
    if sunk:
        top = tl.load(sinks + head).to(tl.float32) * 1.4426950408889634
        total = total + 1.0
    for part in range(tl.load(ends + row), tl.load(ends + row + 1)):
        at = tl.load(order + part).to(tl.int64) * heads + head
        high = tl.load(highest + at)
        higher = tl.maximum(top, high)
        mine, its = tl.exp2(top - higher), tl.exp2(high - higher)
        joined = joined * mine + tl.load(sums + at * width + column) * its
        total = total * mine + tl.load(weight + at) * its
        top = higher
    place = (row.to(tl.int64) * heads + head) * width
    joined = joined / tl.maximum(total, 1e-30)
    tl.store(result + place + column, joined.to(result.dtype.element_ty))
