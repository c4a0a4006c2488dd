"""What others do on the same card in the same run; who is not installed says so."""

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention

from bench.card import Row, Setting, part, seconds
from bench.card_kernels import flops
from bench.card_model import bytes_read, drawn, synchronize
from engine.config import ModelConfig, from_json
from engine.storage import DTYPES

TRIES = 5


def kernels(setting: Setting) -> Iterator[Row]:
    """Causal attention over a prompt, and one token over a context, without pages."""
    shape = from_json(setting.model)
    for name, attention in peers().items():
        for length in setting.prefill:
            yield prompt(name, attention, shape, length, setting)
    for batch, context in setting.decode:
        yield decoding(shape, batch, context, setting)
    for absent in ("flash_attn_interface", "flashinfer"):
        if importlib.util.find_spec(absent) is None:
            yield Row("peers of kernels", absent, error="not installed")


Attention = Callable[[Tensor, Tensor, Tensor], Tensor]


def peers() -> dict[str, Attention]:
    """Those that are installed. All take [batch, heads, tokens, width]."""
    found: dict[str, Attention] = {"SDPA": sdpa, "FlexAttention": flex()}
    if importlib.util.find_spec("flash_attn_interface") is not None:
        found["FlashAttention 3"] = flash(importlib.import_module("flash_attn_interface"))
    if importlib.util.find_spec("flashinfer") is not None:
        found["FlashInfer"] = flashinfer(importlib.import_module("flashinfer"))
    return found


def sdpa(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    """Of torch, by whichever kernel it chooses."""
    return scaled_dot_product_attention(queries, keys, values, is_causal=True, enable_gqa=True)


def flex() -> Attention:
    """Of torch, compiled from a mask."""
    from torch.nn.attention.flex_attention import create_block_mask, flex_attention

    made = torch.compile(flex_attention)
    masks: dict[int, Any] = {}

    def run(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        length = queries.shape[2]
        if length not in masks:
            masks[length] = create_block_mask(
                lambda _b, _h, query, key: query >= key, None, None, length, length,
                device=str(queries.device),
            )  # fmt: skip
        found: Tensor = made(queries, keys, values, block_mask=masks[length], enable_gqa=True)
        return found

    return run


def flash(module: Any) -> Attention:
    """Of Dao and others, for Hopper."""

    def run(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        turned = (each.transpose(1, 2) for each in (queries, keys, values))
        found = module.flash_attn_func(*turned, causal=True)
        return found[0] if isinstance(found, tuple) else found

    return run


def flashinfer(module: Any) -> Attention:
    """One prompt at a time."""

    def run(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        turned = (each[0].transpose(0, 1).contiguous() for each in (queries, keys, values))
        return module.single_prefill_with_kv_cache(*turned, causal=True)

    return run


def drawn_heads(
    shape: ModelConfig, batch: int, queries: int, keys: int, setting: Setting
) -> tuple[Tensor, Tensor, Tensor]:
    """Random queries, keys and values."""
    kind, device = DTYPES[setting.dtype], setting.device
    q = torch.randn((batch, shape.heads, queries, shape.head_width), device=device).to(kind)
    k, v = (
        torch.randn((batch, shape.kv_heads, keys, shape.head_width), device=device).to(kind)
        for _ in "kv"
    )
    return q, k, v


def prompt(
    name: str, attention: Attention, shape: ModelConfig, length: int, setting: Setting
) -> Row:
    """TFLOP/s of one prompt; what a peer cannot do is its row's error."""
    what = f"{name}, prefill {length:,}"
    given = drawn_heads(shape, 1, length, length, setting)
    try:
        took = seconds(lambda: attention(*given), setting)
    except (RuntimeError, ValueError, TypeError) as error:
        return Row("peers of kernels", what, error=str(error).splitlines()[0][:200])
    rate = flops(shape, length) / took
    share = part(rate, setting.ceilings.get("multiply"))
    return Row("peers of kernels", what, rate / 1e12, "TFLOP/s", share)


def decoding(shape: ModelConfig, batch: int, context: int, setting: Setting) -> Row:
    """SDPA over keys in one piece."""
    queries, keys, values = drawn_heads(shape, batch, 1, context, setting)

    def run() -> Tensor:
        return scaled_dot_product_attention(queries, keys, values, enable_gqa=True)

    took = seconds(run, setting)
    share = part((keys.nbytes + values.nbytes) / took, setting.ceilings.get("read"))
    what = f"SDPA, decode {batch} x {context:,}"
    return Row("peers of kernels", what, took * 1e6, "µs", share=share)


def transformers(setting: Setting) -> Iterator[Row]:
    """transformers.generate with a static cache, compiled: one request, the shortest context."""
    from transformers import AutoConfig, AutoModelForCausalLM

    raw = dict(setting.model)
    kind = raw.pop("model_type", "qwen3")
    config = AutoConfig.for_model(kind, **raw)
    with torch.device(setting.device):
        model = AutoModelForCausalLM.from_config(config, dtype=DTYPES[setting.dtype]).eval()
    batch, context = setting.decode[0]
    given = torch.tensor([drawn(context, raw["vocab_size"])] * batch, device=setting.device)

    def generate(count: int) -> None:
        model.generate(
            given, attention_mask=torch.ones_like(given), max_new_tokens=count, do_sample=False,
            cache_implementation="static", pad_token_id=0, eos_token_id=None,
        )  # fmt: skip
        synchronize(setting)

    few, many = 4, 4 + setting.steps
    generate(many)  # compiles
    both = (
        seconds(lambda: generate(many), setting) - seconds(lambda: generate(few), setting)
        for _ in range(TRIES)
    )
    what = f"batch {batch}, {context:,}, static"
    took = next((each for each in both if each > 0), None)  # a busy machine may turn one round
    if took is None:
        yield Row("transformers", what, error="the longer run never took longer: a busy machine")
        return
    rate = batch * setting.steps / took
    read = bytes_read(setting, batch * context) * setting.steps
    share = part(read / took, setting.ceilings.get("read"))
    yield Row("transformers", what, rate, "tokens/s", share)
