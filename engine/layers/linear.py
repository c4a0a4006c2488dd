"""Matrices: a model's linear layers, several of one input merged into one product."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import linear

from engine.weights import Weights

# On a CPU the product of a few rows and a wide matrix takes up to twice as long in one piece as in
# several: measured with 8 rows, 640 inputs and 32,000 outputs, 21 ms and 12 ms.
FEW, WIDE, PIECE = 32, 2_048, 640


@dataclass(frozen=True, slots=True)
class Linear:
    """weight: [outputs, inputs]; bias: [outputs] or None."""

    weight: Tensor
    bias: Tensor | None

    def __call__(self, x: Tensor) -> Tensor:
        """x: [tokens, inputs] to [tokens, outputs]."""
        if self.bias is None and not x.is_cuda and 1 < len(x) <= FEW and len(self.weight) > WIDE:
            return torch.cat([linear(x, part) for part in self.weight.split(PIECE)], -1)
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
