"""Every kernel against float64, run by Triton's interpreter. Left out where Triton is missing.

Not in bfloat16: the interpreter computes it wrong and says nothing (Triton 3.6 to 3.9).
"""

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from engine.cache import PAGE
from engine.config import from_json
from engine.kernels.attend import attend_kernel
from engine.kernels.grouped import grouped_kernel, grouped_reference
from engine.kernels.merge import merge_kernel
from engine.kernels.norm import add_norm_kernel, add_norm_reference
from engine.kernels.race import key_of, race_kernel, race_reference
from engine.kernels.swiglu import swiglu_kernel, swiglu_reference
from engine.kernels.write import store, write_kernel, write_reference
from engine.layers.rope import rope_table
from engine.runner import hadamard
from engine.storage import Layer, Slots
from engine.testing import tiny_config
from engine.work import Shared, Work
from tests.engine.kernel_inputs import HEADS, KV_HEADS, PAGES, WIDTH, Case, case, error

EXACT = 3e-7
MIXED = ((9, 90), (1, 300), (3, 130), (1, 1), (16, 16))


def run(each: Case, work: Work, sinks: Tensor | None = None) -> Tensor:
    positions = each.positions.to(torch.int32)
    partials = attend_kernel(each.queries, each.layer, work, each.tables, positions)
    return merge_kernel(partials, work, sinks, each.queries.dtype)


@pytest.mark.parametrize(("tile", "window", "sunk"), [(4, 0, False), (16, 0, True), (4, 50, True)])
def test_every_use_is_dense_attention(tile: int, window: int, sunk: bool) -> None:
    each = case(MIXED)
    sinks = torch.linspace(-1, 2, HEADS) if sunk else None
    found = run(each, each.work(window=window, tile=tile), sinks)
    assert error(found, each.exact(window=window, sinks=sinks)) <= EXACT


def test_empty_items_of_a_captured_graph_do_nothing() -> None:
    each = case(MIXED)
    work = each.work()
    work.listed += [(0, 0, 0, 0, 0, 0)] * 3
    assert error(run(each, work), each.exact()) <= EXACT


def test_a_prefix_shared_up_to_a_border_gives_the_same_bits() -> None:
    each = case(((1, 270), (1, 300), (1, 257), (1, 280)), prefix=256)
    shared = run(each, each.work(shared=[Shared(0, 4, 0, 0, 256)]))
    assert error(shared, each.exact()) <= EXACT
    assert torch.equal(shared, run(each, each.work()))


def test_a_request_gets_the_same_bits_alone_and_among_others() -> None:
    each = case(MIXED)
    among = run(each, each.work())
    span = each.spans[1]
    alone = replace(
        each,
        queries=each.queries[span.query : span.query + span.rows],
        spans=(replace(span, query=0),),
    )
    assert torch.equal(run(alone, alone.work()), among[span.query : span.query + span.rows])


def test_half_precision_errs_as_half_precision_does() -> None:
    each = case(MIXED, kind=torch.float16)
    assert error(run(each, each.work()), each.exact()) < 1e-3


def empty(kind: torch.dtype, *, scales: bool = False) -> Layer:
    """Pages without anything."""
    keys, values = (torch.zeros((PAGES, KV_HEADS, PAGE, WIDTH), dtype=kind) for _ in "kv")
    if not scales:
        return Layer(keys, values)
    scale = torch.zeros((2, PAGES, KV_HEADS, PAGE))
    return Layer(keys, values, scale[0], scale[1])


def test_int8_pages_err_by_less_than_a_hundredth() -> None:
    each = case(MIXED)
    layer = empty(torch.int8, scales=True)
    for span in each.spans:
        at = torch.arange(len(each.keys[span.table]))
        slots = each.tables[span.table][at // PAGE].long() * PAGE + at % PAGE
        rows = Slots(slots)
        store(each.keys[span.table], rows, layer.keys, layer.key_scales)
        store(each.values[span.table], rows, layer.values, layer.value_scales)
    found = run(replace(each, layer=layer), each.work())
    assert error(found, each.exact()) <= 1e-2


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("normed", [False, True])
@pytest.mark.parametrize("int8", [False, True])
def test_what_is_written_is_what_the_reference_writes(
    turned: bool, normed: bool, int8: bool
) -> None:
    config = from_json(tiny_config(moe=False, vocabulary=8, layers=1))
    generator = torch.Generator().manual_seed(2)
    qkv = torch.randn((21, HEADS + 2 * KV_HEADS, WIDTH), generator=generator)
    weight = torch.rand((HEADS + KV_HEADS, WIDTH), generator=generator) + 0.5
    rope = rope_table(config, 500, "cpu")[:, torch.arange(21) * 19].contiguous()
    slots = torch.randperm(PAGES * PAGE, generator=generator)[:21]
    slots[3] = -1
    turn = hadamard(WIDTH) if turned else None
    exact = empty(torch.float64)
    wanted = write_reference(
        qkv.double(),
        weight.double() if normed else None,
        rope.double(),
        Slots(slots),
        exact,
        None if turn is None else turn.double(),
        1e-6,
    )
    layer = empty(torch.int8 if int8 else torch.float32, scales=int8)
    found = write_kernel(qkv, weight if normed else None, rope, Slots(slots), layer, turn, 1e-6)
    assert error(found, wanted) <= EXACT
    for pages, scales, truth in (
        (layer.keys, layer.key_scales, exact.keys),
        (layer.values, layer.value_scales, exact.values),
    ):
        back = pages.double() if scales is None else pages.double() * scales.double()[..., None]
        assert error(back, truth) <= (1e-2 if int8 else EXACT)


@pytest.mark.parametrize("residual", [False, True])
def test_add_and_norm(residual: bool) -> None:
    generator = torch.Generator().manual_seed(4)
    x, more = (torch.randn((7, 96), generator=generator) for _ in "xr")
    weight = torch.rand(96, generator=generator)
    found = add_norm_kernel(x, more if residual else None, weight, 1e-6)
    wanted = add_norm_reference(
        x.double(), more.double() if residual else None, weight.double(), 1e-6
    )
    for ours, exact in zip(found, wanted, strict=True):
        assert error(ours, exact) <= EXACT


def test_swiglu() -> None:
    both = torch.randn((5, 2 * 300), generator=torch.Generator().manual_seed(5))
    assert error(swiglu_kernel(both), swiglu_reference(both.double())) <= EXACT


def test_the_race_has_the_winners_of_the_reference() -> None:
    generator = torch.Generator().manual_seed(6)
    weights = torch.randn((5, 3_000), generator=generator)
    ids = torch.stack([torch.randperm(151_936, generator=generator)[:3_000] for _ in weights])
    keys = torch.tensor([key_of((9 << 40) + 1, position) for position in range(5)])
    assert race_kernel(weights, ids, keys).tolist() == race_reference(weights, ids, keys).tolist()
    for_all = ids[:1]
    found = race_kernel(weights, for_all, keys)
    assert found.tolist() == race_reference(weights, for_all, keys).tolist()


@pytest.mark.parametrize("counts", [(3, 0, 40, 1), (0, 0, 0, 5), (17, 16, 15, 0)])
def test_the_product_of_experts(counts: tuple[int, ...]) -> None:
    generator = torch.Generator().manual_seed(8)
    x = torch.randn((sum(counts), 70), generator=generator)
    weight = torch.randn((len(counts), 150, 70), generator=generator)
    found = grouped_kernel(x, weight, torch.tensor(counts))
    assert (
        error(found, grouped_reference(x.double(), weight.double(), torch.tensor(counts))) <= EXACT
    )
