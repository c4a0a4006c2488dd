"""Feed-forward layers: one for all tokens, or a choice of experts for each."""

from dataclasses import dataclass

import torch
from torch import Tensor

from engine.config import ModelConfig
from engine.kernels.grouped import grouped
from engine.kernels.swiglu import swiglu
from engine.layers.linear import Linear, take_linear
from engine.weights import Weights


@dataclass(frozen=True, slots=True)
class Dense:
    """SwiGLU."""

    gate_up: Linear
    down: Linear

    def __call__(self, x: Tensor) -> Tensor:
        """x: [tokens, width]."""
        return self.down(swiglu(self.gate_up(x)))


@dataclass(frozen=True, slots=True)
class Experts:
    """A router gives each token to a few of many SwiGLUs and weighs what they say."""

    router: Linear
    gate_up: Tensor
    """[experts, 2 * inner, width]"""
    down: Tensor
    """[experts, width, inner]"""
    chosen: int
    renormalise: bool

    def __call__(self, x: Tensor) -> Tensor:
        """x: [tokens, width]. The parts of a token are added in the order of their experts."""
        share, expert = self.route(x)
        pairs, order = expert.flatten().sort(stable=True)
        counts = torch.zeros(len(self.gate_up), dtype=pairs.dtype, device=x.device)
        counts = counts.scatter_add(0, pairs, torch.ones_like(pairs))
        inner = swiglu(grouped(x[order // self.chosen], self.gate_up, counts))
        said = grouped(inner, self.down, counts) * share.flatten()[order, None]
        back = torch.empty_like(said)
        back[order] = said
        return back.view(x.shape[0], self.chosen, -1).sum(1)

    def route(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """For each token how much each chosen expert counts, and which they are, by number."""
        exact = torch.promote_types(x.dtype, torch.float32)
        odds = torch.softmax(self.router(x), -1, dtype=exact)
        share, expert = odds.topk(self.chosen, -1)
        if self.renormalise:
            share = share / share.sum(-1, keepdim=True)
        expert, order = expert.sort(-1)
        return share.gather(-1, order).to(x.dtype), expert


def take_feed_forward(
    weights: Weights, config: ModelConfig, layer: int, name: str
) -> Dense | Experts:
    """The feed-forward layer `name`, of whichever kind this layer has."""
    if not config.experts or layer in config.dense_layers:
        return take_dense(weights, config.width, config.inner, name)
    taken = [
        take_dense(weights, config.width, config.expert_inner, f"{name}.experts.{number}")
        for number in range(config.experts)
    ]
    return Experts(
        router=take_linear(weights, config.width, ((f"{name}.gate", config.experts),)),
        gate_up=torch.stack([each.gate_up.weight for each in taken]),
        down=torch.stack([each.down.weight for each in taken]),
        chosen=config.experts_per_token,
        renormalise=config.renormalise,
    )


def take_dense(weights: Weights, width: int, inner: int, name: str) -> Dense:
    """One SwiGLU."""
    parts = ((f"{name}.gate_proj", inner), (f"{name}.up_proj", inner))
    return Dense(
        take_linear(weights, width, parts),
        take_linear(weights, inner, ((f"{name}.down_proj", width),)),
    )
