"""Attention by work list is dense attention: windows, sinks, shared prefixes, int8, NaN around."""

import math
from array import array
from random import Random

import pytest
import torch
from torch import Tensor

from engine.borders import last_border, next_border, share
from engine.cache import PAGE
from engine.config import from_json
from engine.errors import BadConfig
from engine.kernels.attend import attend_reference
from engine.kernels.merge import merge_reference
from engine.kernels.write import store, write_reference
from engine.layers.rope import rope_table
from engine.runner import hadamard
from engine.storage import Layer, Slots
from engine.testing import tiny_config
from engine.work import Shared, Work
from tests.engine.kernel_inputs import GROUP, HEADS, KV_HEADS, PAGES, WIDTH, Case, case, error

MIXED = ((37, 90), (1, 700), (3, 330), (1, 1), (16, 16), (1, 256), (130, 600))


def run(each: Case, work: Work, sinks: Tensor | None = None) -> Tensor:
    partials = attend_reference(each.queries, each.layer, work, each.tables, each.positions)
    return merge_reference(partials, work, sinks, each.queries.dtype)


@pytest.mark.parametrize("tile", [4, 64])
@pytest.mark.parametrize("window", [0, 1, 50, 300])
@pytest.mark.parametrize("sunk", [False, True])
def test_every_use_is_dense_attention(tile: int, window: int, sunk: bool) -> None:
    each = case(MIXED)
    sinks = torch.linspace(-1, 2, HEADS) if sunk else None
    found = run(each, each.work(window=window, tile=tile), sinks)
    assert error(found, each.exact(window=window, sinks=sinks)) < 3e-7


def test_in_float64_nothing_is_lost() -> None:
    each = case(MIXED, kind=torch.float64)
    assert error(run(each, each.work(window=9)), each.exact(window=9)) < 1e-14


@pytest.mark.parametrize("prefix", [256, 512])
def test_a_shared_prefix_is_read_once_and_changes_nothing(prefix: int) -> None:
    each = case(((1, 530), (1, 541), (1, 600), (1, 515)), prefix=512)
    alone = each.work()
    shared = each.work(shared=[Shared(0, 4, 0, 0, prefix)])
    keys = [
        sum(stop - start for _, _, _, start, stop, _ in work.listed) for work in (alone, shared)
    ]
    assert keys[0] - keys[1] == 3 * prefix
    assert error(run(each, shared), each.exact()) < 5e-7  # many keys average to little
    assert (run(each, shared) - run(each, alone)).abs().max() < 1e-6


def test_the_items_of_a_request_do_not_depend_on_its_neighbours() -> None:
    each = case(MIXED)
    work = each.work()
    for span in each.spans:
        alone = case(MIXED).work  # the same plan, one request at a time
        own = {(s, e) for q, r, t, s, e, _ in work.listed if t == span.table}
        assert own == {(s, e) for q, r, t, s, e, _ in alone().listed if t == span.table}
        assert all(e % 256 == 0 or e <= span.position + span.rows for _, e in own)


def test_borders_stand_where_the_position_says() -> None:
    assert [next_border(n) for n in (0, 255, 256, 16_383, 16_384, 65_535, 65_536, 100_000)] == [
        256, 256, 512, 16_384, 16_896, 65_536, 66_560, 100_352
    ]  # fmt: skip
    for position in range(1, 200_000, 997):
        assert last_border(position) <= position < next_border(position)
        assert next_border(last_border(position)) == next_border(position)


def test_prefixes_within_prefixes_are_found() -> None:
    book, chapter = list(range(100, 108)), list(range(200, 204))
    tables = [array("i", pages) for pages in sorted([
        [*book, *chapter, 1], [*book, *chapter, 2], [*book, 3], [*book, *chapter[:2], 4], [9, 10]
    ])]  # fmt: skip
    lengths = [len(table) * PAGE for table in tables]
    found = {(each.low, each.high, each.start, each.stop) for each in share(tables, lengths)}
    assert found == {(1, 5, 0, 512), (3, 5, 512, 768)}


@pytest.mark.parametrize("seed", range(30))
def test_shared_ranges_cover_beginnings_that_are_really_common(seed: int) -> None:
    random = Random(seed)
    stems = [[random.randrange(3) for _ in range(40)] for _ in range(3)]
    drawn = sorted(random.choice(stems)[: random.randrange(1, 40)] for _ in range(9))
    tables = [array("i", pages) for pages in drawn]
    lengths = [len(table) * PAGE - random.randrange(PAGE) for table in tables]
    reached = [0] * len(tables)
    for each in share(tables, lengths):
        pages = slice(each.start // PAGE, each.stop // PAGE)
        assert each.high - each.low > 1
        for row in range(each.low, each.high):
            assert tables[row][pages] == tables[each.low][pages]
            assert reached[row] == each.start < each.stop <= lengths[row]
            reached[row] = each.stop


def quantised(each: Case) -> Case:
    """The same case with its pages in int8."""
    shape = (PAGES, KV_HEADS, PAGE, WIDTH)
    keys, values = (torch.zeros(shape, dtype=torch.int8) for _ in "kv")
    scales = torch.full((2, *shape[:3]), torch.nan)
    layer = Layer(keys, values, scales[0], scales[1])
    for span in each.spans:
        at = torch.arange(len(each.keys[span.table]))
        slots = each.tables[span.table][at // PAGE].long() * PAGE + at % PAGE
        rows = Slots(slots)
        store(each.keys[span.table], rows, layer.keys, layer.key_scales)
        store(each.values[span.table], rows, layer.values, layer.value_scales)
    return Case(each.queries, layer, each.tables, each.spans, each.keys, each.values)


def test_int8_errs_by_less_than_a_hundredth() -> None:
    each = quantised(case(MIXED))
    assert error(run(each, each.work()), each.exact()) < 1e-2


@pytest.mark.parametrize("outlier", [10.0, 30.0])
def test_turned_by_hadamard_int8_errs_less_where_channels_stand_out(outlier: float) -> None:
    width, count = 128, 4_096
    generator = torch.Generator().manual_seed(1)
    keys = torch.randn((count, 1, width), generator=generator)
    keys[..., 5] = keys[..., 5] * 0.2 + outlier
    keys[..., 77] = keys[..., 77] * 0.2 - outlier
    turn = hadamard(width)
    plain, turned = lost(keys), lost(keys @ turn)
    assert turned < plain / 2
    assert lost(torch.randn((count, 1, width), generator=generator)) < 0.01


def lost(keys: Tensor) -> float:
    """The relative error of `keys` after a stay in int8 pages."""
    count, heads, width = keys.shape
    pages = torch.zeros((count // PAGE, heads, PAGE, width), dtype=torch.int8)
    scales = torch.zeros(pages.shape[:3])
    store(keys, Slots(torch.arange(count)), pages, scales)
    back = (pages * scales[..., None]).transpose(1, 2).reshape(keys.shape)
    return error(back, keys.double())


@pytest.mark.parametrize("turned", [False, True])
def test_queries_and_keys_are_normed_and_turned_and_pages_written_where_told(turned: bool) -> None:
    config = from_json(tiny_config(moe=False, vocabulary=8, layers=1))
    generator = torch.Generator().manual_seed(2)
    qkv = torch.randn((20, HEADS + 2 * KV_HEADS, WIDTH), generator=generator, dtype=torch.float64)
    weight = torch.rand((HEADS + KV_HEADS, WIDTH), generator=generator, dtype=torch.float64) + 0.5
    at = torch.randint(0, 400, (20,), generator=generator)
    slots = torch.randperm(PAGES * PAGE, generator=generator)[:20]
    slots[3] = -1
    pages = torch.full((2, PAGES, KV_HEADS, PAGE, WIDTH), torch.nan, dtype=torch.float64)
    layer = Layer(pages[0], pages[1])
    turn = hadamard(WIDTH).double() if turned else None
    rope = rope_table(config, 400, "cpu").double()[:, at]
    queries = write_reference(qkv, weight, rope, Slots(slots), layer, turn, 1e-6)
    wanted = torch.cat([rotated(qkv[:, :-KV_HEADS], weight, at), qkv[:, -KV_HEADS:]], 1)
    if turn is not None:
        wanted[:, :-KV_HEADS] = wanted[:, :-KV_HEADS] @ turn
    assert (queries - wanted[:, :HEADS]).abs().max() < 1e-5  # angles are float32
    for row, slot in enumerate(slots.tolist()):
        if slot >= 0:
            stored = pages[:, slot // PAGE, :, slot % PAGE].reshape(2 * KV_HEADS, WIDTH)
            assert (stored - wanted[row, HEADS:]).abs().max() < 1e-5
    assert int(torch.isfinite(pages).all(-1).sum()) == 19 * 2 * KV_HEADS
    scores = torch.einsum("qhd,khd->hqk", queries[:, ::GROUP], wanted[:, HEADS : HEADS + KV_HEADS])
    assert torch.isfinite(scores).all()


def rotated(x: Tensor, weight: Tensor, at: Tensor) -> Tensor:
    """Norm and RoPE, pair of columns by pair of columns."""
    x = x / (x.square().mean(-1, keepdim=True) + 1e-6).sqrt() * weight
    result = x.clone()
    for pair in range(WIDTH // 2):
        angle = (at * 10_000.0 ** (-2 * pair / WIDTH))[:, None]
        low, high = x[..., pair], x[..., pair + WIDTH // 2]
        result[..., pair] = low * torch.cos(angle) - high * torch.sin(angle)
        result[..., pair + WIDTH // 2] = high * torch.cos(angle) + low * torch.sin(angle)
    return result


def test_a_hadamard_matrix_keeps_products_and_needs_a_power_of_two() -> None:
    turn = hadamard(128).double()
    assert (turn @ turn.T - torch.eye(128)).abs().max() < 1e-7
    with pytest.raises(BadConfig, match="48 columns"):
        hadamard(48)
    assert math.isclose(float(turn[0, 0]), 128**-0.5, rel_tol=1e-6)
