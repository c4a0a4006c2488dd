"""The product of a mixture of experts: rows sorted by expert, each times its expert's matrix."""

import torch
from torch import Tensor
from torch.nn.functional import linear

from engine.kernels.language import compiled, jit, tl


def grouped_reference(x: Tensor, weight: Tensor, counts: Tensor) -> Tensor:
    """x: [rows, inputs], the first counts[0] rows for expert 0, and so on; to [rows, outputs].

    weight: [experts, outputs, inputs]; counts: [experts].
    """
    result = x.new_empty((len(x), weight.shape[1]))
    first = 0
    for expert, count in enumerate(counts.tolist()):
        if count:
            result[first : first + count] = linear(x[first : first + count], weight[expert])
            first += count
    return result


def grouped(x: Tensor, weight: Tensor, counts: Tensor) -> Tensor:
    """What `grouped_reference` says."""
    chosen = grouped_kernel if compiled(x) else grouped_reference
    return chosen(x, weight, counts)


def grouped_kernel(x: Tensor, weight: Tensor, counts: Tensor) -> Tensor:
    """What `grouped_reference` says, by the kernel.

    How many rows an expert has is known on the device alone, so the grid is as large as it could
    have to be, and a program finds its block of rows in a table; those too many do nothing.
    """
    rows, inputs = x.shape
    experts, outputs, _ = weight.shape
    result = torch.empty((rows, outputs), dtype=x.dtype, device=x.device)
    block = block_of(rows, experts)
    last_rows = counts.cumsum(0)
    last_blocks = ((counts + block - 1) // block).cumsum(0)
    most = -(-rows // block) + min(experts, rows)
    number = torch.arange(most, device=x.device)
    owner = torch.searchsorted(last_blocks, number, right=True).clamp_max(experts - 1)
    before = last_blocks[owner] - (counts[owner] + block - 1) // block
    first = last_rows[owner] - counts[owner] + (number - before) * block
    table = torch.stack([owner, first, last_rows[owner]], -1).to(torch.int32)
    columns = min(128, max(16, 1 << (outputs - 1).bit_length()))
    depth = min(64, max(16, 1 << (inputs - 1).bit_length()))
    _grouped[(most, -(-outputs // columns))](
        x, weight, result, table, inputs, outputs, block, columns, depth,
        num_warps=8 if block >= 128 else 4, num_stages=4 if block <= 32 else 3,
    )  # fmt: skip
    return result


def block_of(rows: int, experts: int) -> int:
    """Rows of a block: about as many as an expert has, from 16, the least of a product, to 128."""
    return min(128, max(16, 1 << (rows // experts).bit_length()))


@jit
def _grouped(
    x,
    weight,
    result,
    table,
    inputs: tl.constexpr,
    outputs: tl.constexpr,
    block: tl.constexpr,
    columns: tl.constexpr,
    depth: tl.constexpr,
):
    entry = table + tl.program_id(0) * 3  # one program a block of rows and of columns
    expert, first, stop = tl.load(entry).to(tl.int64), tl.load(entry + 1), tl.load(entry + 2)
    if first < stop:
        row = first + tl.arange(0, block)
        column = tl.program_id(1) * columns + tl.arange(0, columns)
        inside, wide = row < stop, column < outputs
        total = tl.zeros([block, columns], tl.float32)
        matrix = weight + expert * outputs * inputs
        for start in range(0, inputs, depth):
            at = start + tl.arange(0, depth)
            deep = at < inputs
            left = tl.load(
                x + row.to(tl.int64)[:, None] * inputs + at[None, :],
                mask=inside[:, None] & deep[None, :],
                other=0.0,
            )
            right = tl.load(
                matrix + column[:, None] * inputs + at[None, :],
                mask=wide[:, None] & deep[None, :],
                other=0.0,
            )
            total = tl.dot(left, tl.trans(right), total, input_precision="ieee")
        place = row.to(tl.int64)[:, None] * outputs + column[None, :]
        kept = inside[:, None] & wide[None, :]
        tl.store(result + place, total.to(result.dtype.element_ty), mask=kept)
