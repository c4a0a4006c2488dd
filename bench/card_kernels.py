"""The kernels on a card: what it can do at most, whether they are right, how fast they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from bench.card import Row, Setting, part, seconds
from engine.cache import PAGE
from engine.config import ModelConfig, from_json
from engine.kernels.attend import Partials, attend, attend_reference
from engine.kernels.grouped import grouped, grouped_reference
from engine.kernels.merge import merge, merge_reference
from engine.kernels.norm import add_norm, add_norm_reference
from engine.kernels.race import key_of, race, race_reference
from engine.kernels.swiglu import swiglu, swiglu_reference
from engine.kernels.write import store, write, write_reference
from engine.layers.rope import rope_table
from engine.runner import PROGRAMS, hadamard, tile_of
from engine.storage import DTYPES, Layer, Slots, layer
from engine.work import Shared, Span, Work, plan

EXACT = 1e-6  # relative error in float32; the interpreter's is 3e-7, a card adds in another order
INT8 = 1e-2


def ceilings(setting: Setting) -> Iterator[Row]:
    """How fast the card reads, copies and multiplies."""
    kind, device = DTYPES[setting.dtype], setting.device
    numbers = torch.ones(setting.numbers, dtype=kind, device=device)
    copy = torch.empty_like(numbers)
    size = numbers.nbytes
    took = seconds(lambda: numbers.view(-1, 1 << 10).amax(-1), setting)
    yield Row("ceilings", "read", size / took, "bytes/s")
    took = seconds(lambda: copy.copy_(numbers), setting)
    yield Row("ceilings", "copy", 2 * size / took, "bytes/s")
    left, right = (torch.randn((setting.matrix,) * 2, device=device).to(kind) for _ in "lr")
    took = seconds(lambda: left @ right, setting)
    yield Row("ceilings", "multiply", 2 * setting.matrix**3 / took, "FLOP/s")


@dataclass(frozen=True)
class Pages:
    """Random queries, keys and values of some requests, of the model's shape."""

    queries: Tensor
    layer: Layer
    tables: Tensor
    spans: tuple[Span, ...]
    positions: Tensor

    def run(self, work: Work) -> Tensor:
        """Attention as the model computes it."""
        partials = attend(self.queries, self.layer, work, self.tables, self.positions)
        return merge(partials, work, None, self.queries.dtype)


def pages(
    shape: ModelConfig,
    requests: Sequence[tuple[int, int]],
    setting: Setting,
    *,
    dtype: str | None = None,
    int8: bool = False,
    shared: int = 0,
) -> Pages:
    """Requests of (new rows, keys in all), the first `shared` pages of which are the same."""
    kind = DTYPES[dtype or setting.dtype]
    own = [-(-keys // PAGE) - shared for _, keys in requests]
    count = shared + sum(own)
    made = layer(shape, count, kind, int8=False, device=setting.device)
    for each in (made.keys, made.values):
        each.normal_()
    if int8:
        made = in_int8(shape, made, setting)
    order = torch.randperm(count, dtype=torch.int32)
    tables, spans, at, query, taken = [], [], [], 0, shared
    for number, ((rows, keys), mine) in enumerate(zip(requests, own, strict=True)):
        table = torch.cat([order[:shared], order[taken : taken + mine]])
        tables.append(torch.nn.functional.pad(table, (0, max(own) - mine)))
        spans.append(Span(query, rows, number, keys - rows))
        at.append(torch.arange(keys - rows, keys))
        query, taken = query + rows, taken + mine
    queries = torch.randn((query, shape.heads, shape.head_width), device=setting.device).to(kind)
    return Pages(
        queries,
        made,
        torch.stack(tables).to(setting.device),
        tuple(spans),
        torch.cat(at).to(setting.device),
    )


def in_int8(shape: ModelConfig, made: Layer, setting: Setting) -> Layer:
    """The same pages in int8."""
    small = layer(shape, len(made.keys), made.keys.dtype, int8=True, device=setting.device)
    slots = Slots(torch.arange(len(made.keys) * PAGE, device=setting.device))
    for full, bytes_, scales in (
        (made.keys, small.keys, small.key_scales),
        (made.values, small.values, small.value_scales),
    ):
        store(full.transpose(1, 2).flatten(0, 1), slots, bytes_, scales)
    return small


def planned(shape: ModelConfig, each: Pages, *, shared: Sequence[Shared] = ()) -> Work:
    """The work list that a card gets."""
    fill = -(-PROGRAMS // shape.kv_heads)
    return plan(each.spans, shared, 0, tile=tile_of(shape), fill=fill)


def error(found: Tensor, exact: Tensor) -> float:
    """Relative, over all numbers."""
    return float((found.cpu().double() - exact.cpu()).norm() / exact.cpu().norm())


def correct(setting: Setting) -> Iterator[Row]:
    """Each kernel in float32 against its reference in float64 on the CPU."""
    shape = replace(from_json(setting.model), dtype="float32")
    for what, found, allowed in (*attention_errors(shape, setting), *other_errors(shape, setting)):
        wrong = "" if found <= allowed else f"relative error {found:.1e}, allowed {allowed:.0e}"
        yield Row("correct", what, found, "relative error", required=allowed, error=wrong)


def attention_errors(shape: ModelConfig, setting: Setting) -> Iterator[tuple[str, float, float]]:
    """Decode, prefill and drafts of one step, with pages in float32 and in int8."""
    requests = ((1, 300), (9, 260), (37, 90), (1, 1))
    each = pages(shape, requests, setting, dtype="float32")
    exact = exactly(each)
    yield "attention", error(each.run(planned(shape, each)), exact), EXACT
    small = replace(each, layer=in_int8(shape, each.layer, setting))
    yield "attention, int8", error(small.run(planned(shape, small)), exact), INT8
    group = ((1, 300), (1, 270), (1, 258), (1, 300))
    each = pages(shape, group, setting, dtype="float32", shared=4)
    work = planned(shape, each, shared=[Shared(0, 4, 0, 0, 256)])
    yield "attention, shared prefix", error(each.run(work), exactly(each)), EXACT


def exactly(each: Pages) -> Tensor:
    """The reference in float64, on the CPU."""
    inner = Layer(each.layer.keys.double().cpu(), each.layer.values.double().cpu())
    work = plan(each.spans, (), 0)
    queries, positions = each.queries.double().cpu(), each.positions.cpu()
    partials: Partials = attend_reference(queries, inner, work, each.tables.cpu(), positions)
    return merge_reference(partials, work, None, torch.float64)


def other_errors(shape: ModelConfig, setting: Setting) -> Iterator[tuple[str, float, float]]:
    """Write, norm, activation, experts, draw."""
    device = setting.device
    heads, width = shape.heads + 2 * shape.kv_heads, shape.head_width
    for tokens in (1, 21):  # one token is what decoding alone has, and Triton compiles it anew
        qkv = torch.randn((tokens, heads, width))
        weight = torch.rand((shape.heads + shape.kv_heads, width)) + 0.5
        rope = rope_table(shape, 2 * tokens, "cpu")[:, ::2].contiguous()
        slots, turn = torch.randperm(2 * PAGE)[:tokens], hadamard(width)
        there = layer(shape, 2, torch.float32, int8=False, device=device)
        exact = layer(shape, 2, torch.float64, int8=False, device="cpu")
        found = write(
            qkv.to(device), weight.to(device), rope.to(device), Slots(slots.to(device)), there,
            turn.to(device), 1e-6,
        )  # fmt: skip
        wanted = write_reference(
            qkv.double(), weight.double(), rope.double(), Slots(slots), exact, turn.double(), 1e-6
        )
        yield f"write, {tokens}: queries", error(found, wanted), EXACT
        yield f"write, {tokens}: keys", error(there.keys, exact.keys), EXACT
        yield f"write, {tokens}: values", error(there.values, exact.values), EXACT
    x, more = torch.randn((2, 7, shape.width))
    scale = torch.rand(shape.width)
    normed, _ = add_norm(x.to(device), more.to(device), scale.to(device), 1e-6)
    exact_norm, _ = add_norm_reference(x.double(), more.double(), scale.double(), 1e-6)
    yield "norm", error(normed, exact_norm), EXACT
    both = torch.randn((7, 2 * shape.inner))
    yield "swiglu", error(swiglu(both.to(device)), swiglu_reference(both.double())), EXACT
    rows, matrix = torch.randn((44, shape.width)), torch.randn((4, 96, shape.width))
    counts = torch.tensor([3, 0, 40, 1])
    many = grouped(rows.to(device), matrix.to(device), counts.to(device))
    yield "experts", error(many, grouped_reference(rows.double(), matrix.double(), counts)), EXACT
    odds, ids = torch.randn((6, shape.vocabulary)), torch.arange(shape.vocabulary)[None]
    keys = [key_of(7, position) for position in range(6)]
    won = race(odds.to(device), ids.to(device), keys).cpu()
    differ = (won != race_reference(odds, ids, torch.tensor(keys))).sum()
    yield "draws that differ", float(differ), 0.0


def kernels(setting: Setting) -> Iterator[Row]:
    """Attention of one layer: what decoding reads, what a prompt multiplies, what sharing saves."""
    shape = from_json(setting.model)
    for batch, context in setting.decode:
        for int8 in (False, True):
            yield decoding(shape, batch, context, setting, int8=int8)
    for length in setting.prefill:
        yield prompt(shape, length, setting)
    yield from sharing(shape, setting)


def decoding(shape: ModelConfig, batch: int, context: int, setting: Setting, *, int8: bool) -> Row:
    """One token for each of `batch` requests."""
    each = pages(shape, [(1, context)] * batch, setting, int8=int8)
    work = planned(shape, each)
    took = seconds(lambda: each.run(work), setting)
    read = each.layer.keys.nbytes + each.layer.values.nbytes
    if each.layer.key_scales is not None and each.layer.value_scales is not None:
        read += each.layer.key_scales.nbytes + each.layer.value_scales.nbytes
    name = f"decode {batch} x {context:,}{', int8' if int8 else ''}"
    share = part(read / took, setting.ceilings.get("read"))
    return Row("kernels", name, took * 1e6, "µs", share=share)


def prompt(shape: ModelConfig, length: int, setting: Setting) -> Row:
    """A prompt's last chunk: causal attention of all its tokens at once."""
    each = pages(shape, [(length, length)], setting)
    work = planned(shape, each)
    took = seconds(lambda: each.run(work), setting)
    rate = flops(shape, length) / took
    share = part(rate, setting.ceilings.get("multiply"))
    return Row("kernels", f"prefill {length:,}", rate / 1e12, "TFLOP/s", share, 350, 550)


def flops(shape: ModelConfig, length: int) -> float:
    """What causal attention multiplies and adds in one layer."""
    return 2.0 * length * length * shape.heads * shape.head_width


def sharing(shape: ModelConfig, setting: Setting) -> Iterator[Row]:
    """Many readers of one prefix, with and without reading it once."""
    batch, prefix = setting.readers
    held = prefix // PAGE
    each = pages(shape, [(1, prefix + PAGE)] * batch, setting, shared=held)
    times = [
        seconds(lambda: each.run(work), setting)  # noqa: B023 - called at once
        for work in (
            planned(shape, each),
            planned(shape, each, shared=[Shared(0, batch, 0, 0, prefix)]),
        )
    ]
    yield Row("kernels", f"{batch} readers of {prefix:,}, one layer", times[0] / times[1], "times")
