"""Qwen3 and Qwen3-MoE: the plain decoder of today, norms of queries and keys included."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import embedding

from engine.batch import Step
from engine.config import ModelConfig
from engine.errors import BadWeights
from engine.kernels.norm import add_norm
from engine.layers.attention import Attention, take_attention
from engine.layers.feed_forward import Dense, Experts, take_feed_forward
from engine.layers.linear import Linear, take_linear
from engine.weights import Weights


@dataclass(frozen=True, slots=True)
class Block:
    """One layer of the decoder."""

    before_attention: Tensor
    attention: Attention
    before_feed_forward: Tensor
    feed_forward: Dense | Experts


@dataclass(frozen=True, slots=True)
class Qwen3:
    """A decoder: tokens and their pages in, hidden states and logits out."""

    config: ModelConfig
    embedding: Tensor
    blocks: tuple[Block, ...]
    norm: Tensor
    head: Linear

    def hidden(self, step: Step) -> Tensor:
        """The last hidden states of the rows that `step.wanted` names: [wanted, width]."""
        epsilon = self.config.epsilon
        x, total = embedding(step.tokens, self.embedding), None
        for block in self.blocks:
            x, total = add_norm(x, total, block.before_attention, epsilon)
            x = block.attention(x, step)
            x, total = add_norm(x, total, block.before_feed_forward, epsilon)
            x = block.feed_forward(x)
        residual = None if total is None else total[step.wanted]
        return add_norm(x[step.wanted], residual, self.norm, epsilon)[0]

    def logits(self, hidden: Tensor) -> Tensor:
        """[rows, vocabulary], in float32 at least."""
        found = self.head(hidden)
        return found.to(torch.promote_types(found.dtype, torch.float32))


def take_qwen3(weights: Weights, config: ModelConfig) -> Qwen3:
    """Build the model from its tensors."""
    table = weights.take("model.embed_tokens.weight", config.vocabulary, config.width)
    blocks = tuple(take_block(weights, config, layer) for layer in range(config.layers))
    norm = weights.take("model.norm.weight", config.width)
    return Qwen3(config, table, blocks, norm, take_head(weights, config, table))


def take_head(weights: Weights, config: ModelConfig, table: Tensor) -> Linear:
    """The output layer: its own, or the embedding. Some files of the latter kind hold it twice."""
    if not config.tied:
        return take_linear(weights, config.width, (("lm_head", config.vocabulary),))
    if "lm_head.weight" in weights:
        copy = weights.take("lm_head.weight", config.vocabulary, config.width)
        if not torch.equal(copy, table):
            raise BadWeights("config.json ties lm_head to the embedding, but they differ.")
    return Linear(table, None)


def take_block(weights: Weights, config: ModelConfig, layer: int) -> Block:
    """One layer."""
    name = f"model.layers.{layer}"
    return Block(
        weights.take(f"{name}.input_layernorm.weight", config.width),
        take_attention(weights, config, layer, f"{name}.self_attn"),
        weights.take(f"{name}.post_attention_layernorm.weight", config.width),
        take_feed_forward(weights, config, layer, f"{name}.mlp"),
    )
