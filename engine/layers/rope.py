"""Rotary positions: the tables of cosines and sines, plain or stretched by YaRN."""

import math

import torch
from torch import Tensor

from engine.config import ModelConfig, Yarn


def rope_table(config: ModelConfig, length: int, device: str) -> Tensor:
    """[2, length, head width]: the cosines, and the sines with the sign their column needs.

    A turned column is x * cosine + partner * sine, its partner being half a head away. In
    float32 whatever the model computes in: at position 100,000 less would be noise.
    """
    frequencies, factor = frequencies_of(config)
    angle = torch.arange(length, dtype=torch.float32)[:, None] * frequencies
    cosine, sine = angle.cos() * factor, angle.sin() * factor
    table = torch.stack([torch.cat([cosine, cosine], -1), torch.cat([-sine, sine], -1)])
    return table.to(device)


def frequencies_of(config: ModelConfig) -> tuple[Tensor, float]:
    """How far each pair of columns turns with each position; what the result is multiplied by."""
    width = config.head_width
    plain = 1.0 / (config.theta ** (torch.arange(0, width, 2, dtype=torch.float32) / width))
    if config.yarn is None:
        return plain, 1.0
    yarn = config.yarn
    low = correction(yarn.beta_fast, width, config.theta, yarn.original)
    high = correction(yarn.beta_slow, width, config.theta, yarn.original)
    keep = kept(max(math.floor(low), 0), min(math.ceil(high), width - 1), width // 2)
    return plain / yarn.factor * (1 - keep) + plain * keep, attention_factor(yarn)


def correction(turns: float, width: int, theta: float, original: int) -> float:
    """The pair of columns that turns so often over the context the model was trained on."""
    return width * math.log(original / (turns * 2 * math.pi)) / (2 * math.log(theta))


def kept(low: float, high: float, pairs: int) -> Tensor:
    """How much of its frequency each pair keeps: 1 before `low`, 0 after `high`, a ramp between."""
    if low == high:
        high += 0.001
    ramp = (torch.arange(pairs, dtype=torch.float32) - low) / (high - low)
    return 1 - ramp.clamp(0, 1)


def attention_factor(yarn: Yarn) -> float:
    """Stretched contexts want sharper attention."""
    if yarn.attention_factor is not None:
        return yarn.attention_factor
    return 1.0 if yarn.factor <= 1 else 0.1 * math.log(yarn.factor) + 1.0
