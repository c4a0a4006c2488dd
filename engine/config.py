"""What a model is (from its config.json) and how the engine may run it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from engine.errors import BadConfig, UnknownArchitecture

ARCHITECTURES = ("Qwen3ForCausalLM", "Qwen3MoeForCausalLM")
Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Yarn:
    """RoPE stretched over a longer context than the model was trained on (arXiv 2309.00071)."""

    factor: float
    original: int
    """The context the model was trained on."""
    beta_fast: float = 32.0
    beta_slow: float = 1.0
    attention_factor: float | None = None


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """The shape of a model."""

    architecture: str
    vocabulary: int
    width: int
    layers: int
    heads: int
    kv_heads: int
    head_width: int
    inner: int
    """Width of the feed-forward layers that have no experts."""
    longest: int
    """The longest context the model was made for, YaRN included."""
    epsilon: float = 1e-6
    theta: float = 1e6
    yarn: Yarn | None = None
    tied: bool = False
    """Whether the embedding is also the output layer."""
    bias: bool = False
    windows: tuple[int, ...] = ()
    """For each layer how many last keys it sees, itself included; 0 for all. () is all zeros."""
    sinks: bool = False
    experts: int = 0
    experts_per_token: int = 0
    expert_inner: int = 0
    renormalise: bool = False
    dense_layers: tuple[int, ...] = ()
    """Layers of a mixture of experts that have none."""
    dtype: str = "bfloat16"
    stop_ids: tuple[int, ...] = ()

    @property
    def group(self) -> int:
        """How many query heads share one head of keys."""
        return self.heads // self.kv_heads

    def window(self, layer: int) -> int:
        """How many keys `layer` sees; 0 for all."""
        return self.windows[layer] if self.windows else 0


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """The limits the engine keeps to."""

    context: int = 65_536
    """Longest prompt and output together; the model's own limit if that is smaller."""
    budget: int = 2_048
    """Tokens computed in one step; what decoding leaves of it goes to prompts."""
    alone: int = 0
    """Tokens in a step in which nothing decodes, if that is more: nobody waits for it to end."""
    running: int = 64
    waiting: int = 4_096
    pages: int | None = None
    """Pages of 64 tokens; None takes as many as `cache_bytes` holds."""
    cache_bytes: int = 2 << 30
    kv: Literal["model", "int8"] = "model"
    rotate: bool = True
    """With int8: turn queries and keys by a Hadamard matrix first, which spreads outliers."""
    dtype: Literal["model", "float32", "bfloat16", "float16", "float64"] = "model"
    device: str = "cpu"
    share: bool = True
    """Attend to a prefix that several requests share once for all of them."""
    drafts: int = 8
    """At most so many tokens are guessed from a request's own text and verified; 0 for none."""
    overlap: bool = False
    """Schedule a step while the one before it is computed: on a GPU, which is waited for."""
    graphs: bool = True
    """On a GPU: capture steps that decode, and replay them."""


def read_config(folder: Path) -> ModelConfig:
    """The model's shape, from config.json and, for stop tokens, generation_config.json."""
    raw = read_json(folder / "config.json")
    generation = folder / "generation_config.json"
    more = read_json(generation) if generation.exists() else {}
    return from_json(raw, stop=more.get("eos_token_id"))


def read_json(path: Path) -> Json:
    """A JSON file that holds an object."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadConfig(f"{path.parent} is no model folder: it has no {path.name}.") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise BadConfig(f"{path} is not JSON: {error}.") from None
    if not isinstance(raw, dict):
        raise BadConfig(f"{path} holds no JSON object.")
    return raw


def from_json(raw: Json, *, stop: object = None) -> ModelConfig:
    """The shape a config.json of Hugging Face describes. What the engine cannot do is an error."""
    architecture = first(raw.get("architectures"))
    if architecture not in ARCHITECTURES:
        raise UnknownArchitecture(
            f"The engine does not run {architecture or 'a model without architectures'}; "
            f"it runs {' and '.join(ARCHITECTURES)}."
        )
    if raw.get("hidden_act", "silu") != "silu":
        raise BadConfig(f"hidden_act is {raw['hidden_act']}; the engine has silu only.")
    if "quantization_config" in raw:
        raise BadConfig("The weights are quantised (quantization_config); the engine cannot yet.")
    width, heads = whole(raw, "hidden_size"), whole(raw, "num_attention_heads")
    theta, yarn = rope(raw)
    layers = whole(raw, "num_hidden_layers")
    moe = architecture == "Qwen3MoeForCausalLM"
    config = ModelConfig(
        architecture=architecture,
        vocabulary=whole(raw, "vocab_size"),
        width=width,
        layers=layers,
        heads=heads,
        kv_heads=whole(raw, "num_key_value_heads"),
        head_width=whole(raw, "head_dim", width // heads),
        inner=whole(raw, "intermediate_size"),
        longest=longest(raw, yarn),
        epsilon=number(raw, "rms_norm_eps", 1e-6),
        theta=theta,
        yarn=yarn,
        tied=bool(raw.get("tie_word_embeddings", False)),
        bias=bool(raw.get("attention_bias", False)),
        windows=windows(raw, layers),
        experts=experts(raw) if moe else 0,
        experts_per_token=whole(raw, "num_experts_per_tok") if moe else 0,
        expert_inner=whole(raw, "moe_intermediate_size") if moe else 0,
        renormalise=bool(raw.get("norm_topk_prob", False)),
        dense_layers=dense_layers(raw, layers) if moe else (),
        dtype=str(raw.get("dtype") or raw.get("torch_dtype") or "bfloat16"),
        stop_ids=stop_ids(stop if stop is not None else raw.get("eos_token_id")),
    )
    if config.heads % config.kv_heads:
        raise BadConfig(f"{config.heads} query heads cannot share {config.kv_heads} key heads.")
    if config.head_width % 2:
        raise BadConfig(f"head_dim is {config.head_width}; RoPE needs an even one.")
    return config


def rope(raw: Json) -> tuple[float, Yarn | None]:
    """Theta and, where the config asks for it, YaRN: in today's spelling or the older one."""
    both = {
        **cast(Json, raw.get("rope_scaling") or {}),
        **cast(Json, raw.get("rope_parameters") or {}),
    }
    theta = number(both, "rope_theta", number(raw, "rope_theta", 10_000.0))
    kind = both.get("rope_type", both.get("type", "default"))
    if kind == "default":
        return theta, None
    if kind != "yarn":
        raise BadConfig(f"RoPE of the type {kind} is not known; the engine has default and yarn.")
    own = whole(raw, "max_position_embeddings")
    factor = both.get("attention_factor")
    return theta, Yarn(
        factor=number(both, "factor"),
        original=whole(both, "original_max_position_embeddings", own),
        beta_fast=number(both, "beta_fast", 32.0),
        beta_slow=number(both, "beta_slow", 1.0),
        attention_factor=None if factor is None else number(both, "attention_factor"),
    )


def longest(raw: Json, yarn: Yarn | None) -> int:
    """max_position_embeddings, or what YaRN stretches the trained context to."""
    own = whole(raw, "max_position_embeddings")
    return own if yarn is None else max(own, int(yarn.factor * yarn.original))


def windows(raw: Json, layers: int) -> tuple[int, ...]:
    """Each layer's window; () if no layer has one."""
    size = raw.get("sliding_window")
    if not raw.get("use_sliding_window") or not isinstance(size, int):
        return ()
    kinds = raw.get("layer_types")
    if isinstance(kinds, list):
        return tuple(size if kind == "sliding_attention" else 0 for kind in kinds)
    start = whole(raw, "max_window_layers", 0)
    return tuple(size if layer >= start else 0 for layer in range(layers))


def experts(raw: Json) -> int:
    """How many experts a layer has, in either spelling."""
    return (
        whole(raw, "num_local_experts") if "num_local_experts" in raw else whole(raw, "num_experts")
    )


def dense_layers(raw: Json, layers: int) -> tuple[int, ...]:
    """The layers of a mixture of experts that have a plain feed-forward layer instead."""
    named = cast("list[int]", raw.get("mlp_only_layers") or [])
    step = whole(raw, "decoder_sparse_step", 1)
    return tuple(n for n in range(layers) if n in named or (n + 1) % step)


def stop_ids(raw: object) -> tuple[int, ...]:
    """One id, a list of them, or none."""
    if isinstance(raw, int):
        return (raw,)
    return tuple(raw) if isinstance(raw, list) else ()


def first(raw: object) -> str:
    """The first of a list of names; "" if there is none."""
    return str(raw[0]) if isinstance(raw, list) and raw else ""


def whole(raw: Json, name: str, default: int | None = None) -> int:
    """A whole number above zero (or the default)."""
    found = raw.get(name)
    if found is None and default is not None:
        return default
    if not isinstance(found, int) or isinstance(found, bool) or found <= 0:
        raise BadConfig(f"config.json needs {name} as a whole number above 0, and has {found!r}.")
    return found


def number(raw: Json, name: str, default: float | None = None) -> float:
    """A number (or the default)."""
    found = raw.get(name)
    if found is None and default is not None:
        return default
    if not isinstance(found, (int, float)) or isinstance(found, bool):
        raise BadConfig(f"config.json needs {name} as a number, and has {found!r}.")
    return float(found)
