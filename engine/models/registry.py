"""Which builder makes the model of which architecture."""

from engine.config import ModelConfig
from engine.errors import UnknownArchitecture
from engine.models.qwen3 import Qwen3, take_qwen3
from engine.weights import Weights

BUILDERS = {"Qwen3ForCausalLM": take_qwen3, "Qwen3MoeForCausalLM": take_qwen3}


def build_model(weights: Weights, config: ModelConfig) -> Qwen3:
    """The model, its layers having taken their tensors."""
    if config.architecture not in BUILDERS:
        raise UnknownArchitecture(f"The engine has no model for {config.architecture}.")
    return BUILDERS[config.architecture](weights, config)
