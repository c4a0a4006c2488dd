"""Small models with random weights, for tests and measurements."""

import json
from pathlib import Path

import torch
from torch import Tensor

from engine.config import from_json
from engine.models.registry import build_model
from engine.weights import RandomWeights


class Recorded:
    """Random tensors, and a note of which were taken."""

    def __init__(self, weights: RandomWeights) -> None:
        self.weights = weights
        self.taken: dict[str, Tensor] = {}

    def take(self, name: str, *shape: int) -> Tensor:
        """The tensor, noted."""
        self.taken[name] = self.weights.take(name, *shape)
        return self.taken[name]

    def __contains__(self, name: str) -> bool:
        return name in self.weights


def tiny_model(
    folder: Path,
    *,
    moe: bool = False,
    vocabulary: int,
    layers: int = 5,
    seed: int = 0,
    **changes: object,
) -> None:
    """Write config.json and model.safetensors of a tiny random Qwen3 in float32.

    `changes` are entries of config.json in place of the usual ones.
    """
    from safetensors.torch import save_file

    raw = tiny_config(moe=moe, vocabulary=vocabulary, layers=layers) | changes
    weights = Recorded(RandomWeights(seed, torch.float32))
    build_model(weights, from_json(raw))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(raw, indent=1), encoding="utf-8")
    tensors = {name: tensor.contiguous() for name, tensor in weights.taken.items()}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})


def tiny_config(*, moe: bool, vocabulary: int, layers: int) -> dict[str, object]:
    """config.json of a model with four query heads to each key head."""
    raw: dict[str, object] = {
        "architectures": ["Qwen3MoeForCausalLM" if moe else "Qwen3ForCausalLM"],
        "model_type": "qwen3_moe" if moe else "qwen3",
        "vocab_size": vocabulary,
        "hidden_size": 64,
        "intermediate_size": 128,
        "num_hidden_layers": layers,
        "num_attention_heads": 8,
        "num_key_value_heads": 2,
        "head_dim": 32,
        "hidden_act": "silu",
        "max_position_embeddings": 4096,
        "rms_norm_eps": 1e-6,
        "rope_theta": 10_000.0,
        "tie_word_embeddings": False,
        "attention_bias": False,
        "torch_dtype": "float32",
        "initializer_range": 0.02,
    }
    experts = {
        "num_experts": 8,
        "num_experts_per_tok": 2,
        "moe_intermediate_size": 32,
        "norm_topk_prob": True,
        "decoder_sparse_step": 1,
        "mlp_only_layers": [],
    }
    return raw | (experts if moe else {})
