"""A whole model on a card: the same tokens as transformers, and how fast they come."""

import tempfile
import time
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import torch

from bench.card import Row, Setting, part
from engine.cache import PAGE
from engine.config import EngineConfig, ModelConfig, from_json
from engine.engine import Engine
from engine.models.registry import build_model
from engine.request import Sampling
from engine.runner import Model, ModelRunner
from engine.storage import DTYPES, bytes_per_token
from engine.testing import tiny_model
from engine.weights import RandomWeights

LENGTH = 16
OWN = 8  # tokens that each prompt has for itself behind what was planted


def tokens(setting: Setting) -> Iterator[Row]:
    """Greedy tokens of tiny random models in float32 are those of transformers on the same card."""
    from transformers import AutoModelForCausalLM

    for moe in (False, True):
        with tempfile.TemporaryDirectory() as name:
            tiny_model(Path(name), moe=moe, vocabulary=512, head_dim=64, num_attention_heads=4)
            theirs = AutoModelForCausalLM.from_pretrained(name, dtype=torch.float32)
            theirs = theirs.to(setting.device).eval()
            model = Engine.load(Path(name), config_of(setting, 8, dtype="float32")).model
        for what, limits in SCHEDULES.items():
            engine = Engine(model, config_of(setting, 64, dtype="float32", **limits))
            prompts = [drawn(length, 512, seed=length) for length in (5, 70, 301)]
            found = engine.generate(prompts, Sampling(max_tokens=LENGTH))
            wrong = sum(
                ours != continued(theirs, prompt, setting.device)
                for ours, prompt in zip(found, prompts, strict=True)
            )
            said = f"{wrong} of {len(prompts)} differ" if wrong else ""
            kind = "experts" if moe else "dense"
            yield Row("tokens", f"{kind}, {what}", float(wrong), "differ", required=0, error=said)


SCHEDULES: dict[str, dict[str, Any]] = {
    "captured and a step ahead": {"drafts": 0, "overlap": True},
    "neither": {"drafts": 0, "graphs": False},
    "drafts": {"drafts": 8},
    "small chunks": {"drafts": 0, "budget": 33},
}


def continued(theirs: Any, prompt: Sequence[int], device: str) -> list[int]:
    """What transformers generates."""
    given = torch.tensor([list(prompt)], device=device)
    found = theirs.generate(
        given, attention_mask=torch.ones_like(given), max_new_tokens=LENGTH, do_sample=False,
        pad_token_id=0,
    )  # fmt: skip
    return found[0, len(prompt) :].tolist()  # type: ignore[no-any-return]


def drawn(length: int, vocabulary: int, *, seed: int = 0) -> list[int]:
    """Random tokens."""
    random = Random(seed)
    return [random.randrange(vocabulary) for _ in range(length)]


def config_of(setting: Setting, pages: int, **limits: Any) -> EngineConfig:
    """As a card is used: steps ahead, captured, large chunks; no drafts, which depend on text."""
    usual: dict[str, Any] = {
        "dtype": setting.dtype, "device": setting.device, "pages": pages, "context": 131_072,
        "budget": 8_192, "drafts": 0, "overlap": True,
    }  # fmt: skip
    return EngineConfig(**(usual | limits))


def random_model(setting: Setting) -> Model:
    """The model of the setting with random weights."""
    weights = RandomWeights(0, DTYPES[setting.dtype], setting.device)
    return build_model(weights, from_json(setting.model))


def plant(engine: Engine, prefix: Sequence[int]) -> None:
    """Put a prefix into the cache as if it had been computed: with random keys and values.

    What attention reads and multiplies does not depend on the numbers, and a prompt of 32,768
    tokens for each of eight requests would take longer than all that is to be measured.
    """
    held = array("i", prefix)
    table = engine.cache.open(held)
    if not engine.cache.extend(table, len(held)):
        raise MemoryError(f"{len(held)} tokens do not fit into {engine.cache.total} pages.")
    engine.cache.commit(table, held, len(held))
    engine.cache.close(table)


def fill(engine: Engine) -> None:
    """Random numbers in all pages."""
    assert isinstance(engine.runner, ModelRunner)
    for layer in engine.runner.layers:
        for pages in (layer.keys, layer.values):
            if pages.dtype == torch.int8:
                pages.random_(-127, 128)
            else:
                pages.normal_()
        for scales in (layer.key_scales, layer.value_scales):
            if scales is not None:
                scales.fill_(0.01)


def decoding(engine: Engine, prompts: Sequence[Sequence[int]], setting: Setting) -> float:
    """Seconds of a step in which every prompt generates a token."""
    fill(engine)
    spare = setting.steps + 40
    for number, prompt in enumerate(prompts):
        plant(engine, prompt[: (len(prompt) - 1) // PAGE * PAGE])
        engine.add(prompt, Sampling(max_tokens=spare), id=str(number))
    for _ in range(16):  # prompts, captures, the first steps
        engine.step()
    synchronize(setting)
    start = time.perf_counter()
    for _ in range(setting.steps):
        engine.step()
    synchronize(setting)
    took = (time.perf_counter() - start) / setting.steps
    if len(engine.scheduler.running) != len(prompts) or engine.stats().preempted:
        raise RuntimeError("Not all requests decoded together, so the time means nothing.")
    return took


def synchronize(setting: Setting) -> None:
    """Wait for the device."""
    if setting.device != "cpu":
        torch.cuda.synchronize()


def separate(shape: ModelConfig, batch: int, context: int) -> list[list[int]]:
    """Prompts of that length that have nothing in common."""
    return [drawn(context, shape.vocabulary, seed=number) for number in range(batch)]


def pages_for(batch: int, context: int, setting: Setting) -> int:
    """Pages for so many requests, and what they generate."""
    return batch * (-(-(context + setting.steps + 40) // PAGE) + 1)


def bytes_read(setting: Setting, keys: int, *, int8: bool = False) -> float:
    """What a step of decoding has to read: all matrices once, and the keys and values."""
    from engine.plan import parameters

    shape = from_json(setting.model)
    width = DTYPES[setting.dtype].itemsize
    matrices = parameters(shape) - (0 if shape.tied else shape.vocabulary * shape.width)
    return float(matrices * width + keys * bytes_per_token(shape, width=width, int8=int8))


def decode(setting: Setting) -> Iterator[Row]:
    """Tokens a second, and the share of the bandwidth that was measured."""
    model = random_model(setting)
    for batch, context in setting.decode:
        engine = Engine(model, config_of(setting, pages_for(batch, context, setting)))
        took = decoding(engine, separate(model.config, batch, context), setting)
        read = bytes_read(setting, batch * context)
        share = part(read / took, setting.ceilings.get("read"))
        name = f"batch {batch}, {context:,}"
        yield Row("decode", name, batch / took, "tokens/s", share, 0.70, 0.85)
        del engine


def warm(setting: Setting) -> Iterator[Row]:
    """A turn on a long cached prefix: the time to its first token."""
    model = random_model(setting)
    cached, new = setting.warm
    engine = Engine(model, config_of(setting, -(-(cached + 8 * new) // PAGE) + 16))
    fill(engine)
    prefix = drawn(cached, model.config.vocabulary)
    plant(engine, prefix)
    times = []
    for turn in range(6):
        prompt = prefix + drawn(new, model.config.vocabulary, seed=turn + 1)
        synchronize(setting)
        start = time.perf_counter()
        engine.generate([prompt], Sampling(max_tokens=1))
        times.append(time.perf_counter() - start)
    first = sorted(times[1:])[2] * 1_000
    yield Row("warm turn", f"{cached:,} cached and {new} new", first, "ms", None, 150, 80)


def readers(setting: Setting) -> Iterator[Row]:
    """Many readers of one prefix, which is read once or by each."""
    model = random_model(setting)
    batch, prefix = setting.readers
    common = drawn(prefix, model.config.vocabulary)
    prompts = [common + drawn(OWN, model.config.vocabulary, seed=n + 1) for n in range(batch)]
    took = {}
    for share in (True, False):
        pages = prefix // PAGE + pages_for(batch, OWN, setting)
        engine = Engine(model, config_of(setting, pages, share=share))
        took[share] = decoding(engine, prompts, setting)
        yield Row(
            "readers", f"{batch} of {prefix:,}{'' if share else ', not shared'}",
            batch / took[share], "tokens/s",
        )  # fmt: skip
        del engine
    yield Row("readers", "shared against not", took[False] / took[True], "times", None, 6, 12)


def int8(setting: Setting) -> Iterator[Row]:
    """Keys and values in int8 against the model's own numbers."""
    model = random_model(setting)
    batch, context = setting.int8
    took = {}
    for kv in ("model", "int8"):
        engine = Engine(model, config_of(setting, pages_for(batch, context, setting), kv=kv))
        took[kv] = decoding(engine, separate(model.config, batch, context), setting)
        read = bytes_read(setting, batch * context, int8=kv == "int8")
        share = part(read / took[kv], setting.ceilings.get("read"))
        name = f"batch {batch}, {context:,}, {kv}"
        yield Row("int8", name, batch / took[kv], "tokens/s", share)
        del engine
    yield Row("int8", "int8 against it", took["model"] / took["int8"], "times", None, 1.2, 1.5)
