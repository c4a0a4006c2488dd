"""The activation of the feed-forward layers: silu(gate) * up."""

import torch
from torch import Tensor
from torch.nn.functional import silu

from engine.kernels.language import compiled, jit, tl


def swiglu_reference(both: Tensor) -> Tensor:
    """Silu of the first half times the second half. both: [tokens, 2 * inner]."""
    gate, up = both.chunk(2, -1)
    return silu(gate).mul_(up)


def swiglu(both: Tensor) -> Tensor:
    """What `swiglu_reference` says."""
    return swiglu_kernel(both) if compiled(both) else swiglu_reference(both)


def swiglu_kernel(both: Tensor) -> Tensor:
    """What `swiglu_reference` says, by the kernel."""
    tokens, inner = both.shape[0], both.shape[1] // 2
    result = torch.empty((tokens, inner), dtype=both.dtype, device=both.device)
    block = min(1024, 1 << (inner - 1).bit_length())
    _swiglu[(tokens, -(-inner // block))](both, result, inner, block)
    return result


@jit
def _swiglu(both, result, inner: tl.constexpr, block: tl.constexpr):
    token = tl.program_id(0).to(tl.int64)
    column = tl.program_id(1) * block + tl.arange(0, block)
    inside = column < inner
    gate = tl.load(both + token * 2 * inner + column, mask=inside, other=0.0).to(tl.float32)
    up = tl.load(both + token * 2 * inner + inner + column, mask=inside, other=0.0)
    active = (gate / (1 + tl.exp(-gate))).to(up.dtype)
    tl.store(result + token * inner + column, active * up, mask=inside)
