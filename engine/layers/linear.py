"""Matrices: a model's linear layers, several of one input merged into one product."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import linear

from engine.weights import Weights


@dataclass(frozen=True, slots=True)
class Linear:
    """weight: [outputs, inputs]; bias: [outputs] or None."""

    weight: Tensor
    bias: Tensor | None

    def __call__(self, x: Tensor) -> Tensor:
        """x: [tokens, inputs] to [tokens, outputs]."""
        return linear(x, self.weight, self.bias)


def take_linear(
    weights: Weights, inputs: int, parts: Sequence[tuple[str, int]], *, bias: bool = False
) -> Linear:
    """The layers `parts` (name, outputs), which read the same input, as one."""
    taken = [weights.take(f"{name}.weight", outputs, inputs) for name, outputs in parts]
    shifts = [weights.take(f"{name}.bias", outputs) for name, outputs in parts] if bias else []
    return Linear(
        taken[0] if len(taken) == 1 else torch.cat(taken), torch.cat(shifts) if shifts else None
    )
