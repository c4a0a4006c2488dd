"""Drawing without a generator's state: chance is a function of seed, position and token.

Each candidate runs a race whose time is exponential in its weight; the first to arrive is drawn
with exactly the probability of its share (an exponential race, or Gumbel maximum).
"""

import torch
from torch import Tensor

from engine.kernels.language import compiled, jit, tl

LOW = 0xFFFFFFFF


def race_reference(weights: Tensor, ids: Tensor, seed: int, position: int) -> Tensor:
    """The index of the winner. weights: [candidates], logarithms; ids: [candidates]."""
    key = mix(torch.tensor((seed ^ (seed >> 32)) & LOW), position)
    chance = mix(key, ids.to(torch.int64)).to(torch.float64)
    uniform = (chance + 0.5) / 2.0**32  # never 0, never 1
    return (weights.to(torch.float64) - torch.log(-torch.log(uniform))).argmax()


def mix(key: Tensor, number: Tensor | int) -> Tensor:
    """A hash of two 32-bit numbers (the finisher of MurmurHash 3, twice over)."""
    found = (key + number * 0x9E3779B9) & LOW
    for factor, shift in ((0x85EBCA6B, 16), (0xC2B2AE35, 13), (0x85EBCA6B, 16), (0xC2B2AE35, 13)):
        found = found ^ (found >> shift)
        found = (found * factor) & LOW
    return found ^ (found >> 16)


def race(weights: Tensor, ids: Tensor, seed: int, position: int) -> Tensor:
    """What `race_reference` says."""
    chosen = race_kernel if compiled(weights) else race_reference
    return chosen(weights, ids, seed, position)


def race_kernel(weights: Tensor, ids: Tensor, seed: int, position: int) -> Tensor:
    """What `race_reference` says, by the kernel; in float32, so a near tie may go the other way."""
    count = len(ids)
    times = torch.empty(count, dtype=torch.float32, device=weights.device)
    key = int(mix(torch.tensor((seed ^ (seed >> 32)) & LOW), position))
    _race[(-(-count // 1024),)](weights, ids, times, key, count, 1024)
    return times.argmax()


@jit
def _race(weights, ids, times, key, count, block: tl.constexpr):
    place = tl.program_id(0) * block + tl.arange(0, block)
    inside = place < count
    id = tl.load(ids + place, mask=inside, other=0).to(tl.uint32)
    found = key.to(tl.uint32) + id * 0x9E3779B9
    found = (found ^ (found >> 16)) * 0x85EBCA6B
    found = (found ^ (found >> 13)) * 0xC2B2AE35
    found = (found ^ (found >> 16)) * 0x85EBCA6B
    found = (found ^ (found >> 13)) * 0xC2B2AE35
    found = found ^ (found >> 16)
    # 23 bits: the rounding of float32 must not make a one of what is less.
    uniform = ((found >> 9).to(tl.float32) + 0.5) / 8388608.0
    weight = tl.load(weights + place, mask=inside, other=0.0).to(tl.float32)
    tl.store(times + place, weight - tl.log(-tl.log(uniform)), mask=inside)
