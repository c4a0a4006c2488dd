"""What a model needs in memory, and which contexts and batches fit beside its weights."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

from engine.config import ModelConfig
from engine.errors import NoRoom
from engine.storage import bytes_per_token

GIB = 1 << 30
USABLE = 0.92  # of a device's memory: the rest is the driver's, and what fragments
BYTES = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2}


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the memory goes. All sizes are in bytes."""

    parameters: int
    memory: int
    weights: int
    activations: int
    token: int
    """What the keys and values of one token take."""
    longest: int
    """The longest context the model was made for."""

    @property
    def room(self) -> int:
        """How many tokens fit into the cache, all requests together."""
        left = int(self.memory * USABLE) - self.weights - self.activations
        return max(0, left // self.token)

    @property
    def context(self) -> int:
        """The longest context of a request that is alone."""
        return min(self.room, self.longest)

    def batch(self, context: int) -> int:
        """How many requests of that length fit at once, sharing nothing."""
        return self.room // context

    def require(self, context: int, batch: int = 1) -> None:
        """Raise if that context does not fit, or not that often; say what would."""
        if context > self.longest:
            raise NoRoom(
                f"The model was made for contexts of {self.longest:,} tokens, not {context:,}."
            )
        if self.room == 0:
            raise NoRoom(
                f"The weights take {self.weights / GIB:.1f} GiB, which leaves no room for a cache "
                f"in {self.memory / GIB:.1f} GiB."
            )
        if self.batch(context) < batch:
            raise NoRoom(
                f"{batch} x {context:,} tokens need {batch * context * self.token / GIB:.1f} GiB "
                f"of cache; there is room for {self.room:,} tokens: a context of "
                f"{self.context:,} alone, or {max(1, self.room // batch):,} for each of {batch}."
            )

    def lines(self) -> Iterator[str]:
        """For people."""
        yield f"parameters    {self.parameters / 1e9:,.2f} billion"
        yield f"memory        {self.memory / GIB:,.1f} GiB, of which {USABLE:.0%} are used"
        yield f"weights       {self.weights / GIB:,.1f} GiB"
        yield f"activations   {self.activations / GIB:,.2f} GiB"
        yield f"cache         {self.token:,} bytes a token, room for {self.room:,} tokens"
        yield f"context       {self.context:,} tokens at most (the model: {self.longest:,})"
        for context in (4_096, 32_768, 65_536, 131_072):
            if context <= self.longest:
                yield f"batch         {self.batch(context):,} at {context:,} tokens each"


def make_plan(
    model: ModelConfig,
    memory: int,
    *,
    dtype: str | None = None,
    int8: bool = False,
    budget: int = 2_048,
) -> Plan:
    """The plan for a model on a device of so much memory; `budget` as in `EngineConfig`."""
    width = BYTES[dtype or model.dtype]
    count = parameters(model)
    return Plan(
        parameters=count,
        memory=memory,
        weights=count * width,
        activations=activations(model, budget, width),
        token=bytes_per_token(model, width=width, int8=int8),
        longest=model.longest,
    )


def memory_of(device: str) -> int:
    """All the memory of a device, in bytes."""
    if device == "cpu":
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    import torch

    return int(torch.cuda.mem_get_info(device)[1])


def free_memory(device: str) -> int:
    """What of a device's memory nobody has taken yet; of a machine's, all of it."""
    if device == "cpu":
        return memory_of(device)
    import torch

    return int(torch.cuda.mem_get_info(device)[0])


def parameters(model: ModelConfig) -> int:
    """How many numbers the weights hold, to the last one."""
    table = model.vocabulary * model.width
    layers = sum(layer_parameters(model, layer) for layer in range(model.layers))
    return table * (1 if model.tied else 2) + layers + model.width


def layer_parameters(model: ModelConfig, layer: int) -> int:
    """Attention, norms and the feed-forward layer."""
    queries, keys = model.heads * model.head_width, model.kv_heads * model.head_width
    attention = model.width * (2 * queries + 2 * keys) + 2 * model.head_width
    biases = queries + 2 * keys + model.width if model.bias else 0
    sinks = model.heads if model.sinks else 0
    if model.experts and layer not in model.dense_layers:
        inner = model.experts * (3 * model.width * model.expert_inner + model.width)
    else:
        inner = 3 * model.width * model.inner
    return attention + biases + sinks + inner + 2 * model.width


def activations(model: ModelConfig, budget: int, width: int) -> int:
    """What one layer of a step needs beside weights and cache, and the logits at the end."""
    chosen = max(1, model.experts_per_token)
    inner = max(model.inner, chosen * model.expert_inner)
    heads = (model.heads + 2 * model.kv_heads) * model.head_width
    # Partial sums of attention are float32, and a row has about two of them in a long prompt.
    row = (4 * model.width + heads + 3 * inner) * width + 2 * 4 * model.heads * model.head_width
    return budget * row + 64 * model.vocabulary * 4 * 2


def rule_of_thumb(parameters: float, bits: float) -> tuple[float, float]:
    """Weights, and 20 to 40 per cent for what runs: bytes, at least and at most."""
    weights = parameters * bits / 8
    return weights * 1.2, weights * 1.4


def kv_bytes(
    *, layers: int, heads: int, head_width: int, width: int, tokens: int, linear: int = 0
) -> int:
    """Keys and values of `tokens`, and the states of `linear` layers, whatever the context is.

    A layer of linear attention keeps, for each head, one matrix of head width by head width.
    """
    cached = 2 * layers * heads * head_width * width * tokens
    return cached + linear * heads * head_width * head_width * width
