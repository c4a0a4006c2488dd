"""Drawing without a generator's state: chance is a function of seed, position and token.

Each candidate runs a race whose time is exponential in its weight; the first to arrive is drawn
with exactly the probability of its share (an exponential race, or Gumbel maximum).
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from engine.kernels.language import compiled, jit, tl

LOW = 0xFFFFFFFF
GOLDEN = 0x9E3779B9


def key_of(seed: int, position: int) -> int:
    """What the chances at one position of one request depend on: 32 bits."""
    return int(mix(torch.tensor((seed ^ (seed >> 32)) & LOW), torch.tensor(position)))


def race_reference(weights: Tensor, ids: Tensor, keys: Tensor) -> Tensor:
    """Who wins each row: [rows], places in it.

    weights: [rows, candidates], logarithms, -inf for who may not win; ids: the same shape, or one
    row for all; keys: [rows], as `key_of` makes them.
    """
    chance = mix(keys[:, None], ids.to(torch.int64)).to(torch.float64)
    uniform = (chance + 0.5) / 2.0**32  # never 0, never 1
    return (weights.to(torch.float64) - torch.log(-torch.log(uniform))).argmax(-1)


def mix(key: Tensor, number: Tensor) -> Tensor:
    """A hash of two 32-bit numbers (the finisher of MurmurHash 3, twice over)."""
    found = (key + number * GOLDEN) & LOW
    for factor, shift in ((0x85EBCA6B, 16), (0xC2B2AE35, 13), (0x85EBCA6B, 16), (0xC2B2AE35, 13)):
        found = found ^ (found >> shift)
        found = (found * factor) & LOW
    return found ^ (found >> 16)


def race(weights: Tensor, ids: Tensor, keys: Sequence[int]) -> Tensor:
    """What `race_reference` says."""
    sent = torch.tensor(keys, dtype=torch.int64).to(weights.device, non_blocking=True)
    chosen = race_kernel if compiled(weights) else race_reference
    return chosen(weights, ids, sent)


def race_kernel(weights: Tensor, ids: Tensor, keys: Tensor) -> Tensor:
    """What `race_reference` says, by the kernel; in float32, so a near tie may go the other way."""
    rows, count = weights.shape
    weights, ids = weights.contiguous(), ids.contiguous()
    times = torch.empty((rows, count), dtype=torch.float32, device=weights.device)
    stride = 0 if len(ids) == 1 else count
    _race[(rows, -(-count // 1024))](weights, ids, times, keys, count, stride, 1024)
    return times.argmax(-1)


@jit
def _race(weights, ids, times, keys, count, stride, block: tl.constexpr):
    row = tl.program_id(0).to(tl.int64)
    place = tl.program_id(1) * block + tl.arange(0, block)
    inside = place < count
    id = tl.load(ids + row * stride + place, mask=inside, other=0).to(tl.uint32)
    found = tl.load(keys + row).to(tl.uint32) + id * 0x9E3779B9
    found = (found ^ (found >> 16)) * 0x85EBCA6B
    found = (found ^ (found >> 13)) * 0xC2B2AE35
    found = (found ^ (found >> 16)) * 0x85EBCA6B
    found = (found ^ (found >> 13)) * 0xC2B2AE35
    found = found ^ (found >> 16)
    # 23 bits: the rounding of float32 must not make a one of what is less.
    uniform = ((found >> 9).to(tl.float32) + 0.5) / 8388608.0
    weight = tl.load(weights + row * count + place, mask=inside, other=0.0).to(tl.float32)
    tl.store(times + row * count + place, weight - tl.log(-tl.log(uniform)), mask=inside)
