"""Attention as a layer: project, write the pages, attend to them, project back."""

from dataclasses import dataclass

import torch
from torch import Tensor

from engine.batch import Step
from engine.config import ModelConfig
from engine.kernels.attend import attend
from engine.kernels.merge import merge
from engine.kernels.write import write
from engine.layers.linear import Linear, take_linear
from engine.weights import Weights


@dataclass(frozen=True, slots=True)
class Attention:
    """Grouped-query attention; norms of queries and keys, sinks and a window where it has them."""

    layer: int
    window: int
    head_width: int
    epsilon: float
    qkv: Linear
    out: Linear
    norm: Tensor | None
    """[heads + key heads, head width]: the weights of the norms, in float32 at least."""
    sinks: Tensor | None

    def __call__(self, x: Tensor, step: Step) -> Tensor:
        """x: [tokens, width]; reads and writes this layer's pages."""
        tokens = x.shape[0]
        pages = step.layers[self.layer]
        qkv = self.qkv(x).view(tokens, -1, self.head_width)
        queries = write(qkv, self.norm, step.rope, step.slots, pages, step.turn, self.epsilon)
        work = step.works[self.window]
        partials = attend(queries, pages, work, step.tables, step.positions)
        return self.out(merge(partials, work, self.sinks, x.dtype).view(tokens, -1))


def take_attention(weights: Weights, config: ModelConfig, layer: int, name: str) -> Attention:
    """The attention `name` of a model as Hugging Face names its tensors."""
    width, head = config.width, config.head_width
    queries, keys = config.heads * head, config.kv_heads * head
    parts = ((f"{name}.q_proj", queries), (f"{name}.k_proj", keys), (f"{name}.v_proj", keys))
    q_norm = weights.take(f"{name}.q_norm.weight", head)
    k_norm = weights.take(f"{name}.k_norm.weight", head)
    norm = torch.cat([q_norm.expand(config.heads, head), k_norm.expand(config.kv_heads, head)])
    return Attention(
        layer=layer,
        window=config.window(layer),
        head_width=head,
        epsilon=config.epsilon,
        qkv=take_linear(weights, width, parts, bias=config.bias),
        out=take_linear(weights, queries, ((f"{name}.o_proj", width),), bias=config.bias),
        norm=norm.to(torch.promote_types(norm.dtype, torch.float32)),
        sinks=weights.take(f"{name}.sinks", config.heads) if config.sinks else None,
    )
