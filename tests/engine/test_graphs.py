"""A step that is padded and put into buffers says what it said before."""

from itertools import pairwise

import torch

from engine.graphs import StaticWork, rounded, work_size
from engine.work import FEW, Shared, Span, Work, plan
from tests.engine.kernel_inputs import GROUP, case


def decoding(*lengths: int) -> tuple[Work, tuple[Span, ...]]:
    spans = tuple(Span(row, 1, row, length - 1) for row, length in enumerate(lengths))
    return plan(spans, [], 0), spans


def test_sizes_are_powers_of_two_so_that_there_are_few() -> None:
    assert [rounded(n) for n in (0, 1, 2, 3, 64, 65)] == [0, 1, 2, 4, 64, 128]
    sizes = {work_size(decoding(*[300] * rows)[0], GROUP) for rows in range(1, 65)}
    assert len(sizes) == 7


def test_a_longer_context_needs_another_size_only_at_a_power_of_two() -> None:
    sizes = [work_size(decoding(length)[0], GROUP).few for length in range(1, 4_097, 256)]
    assert sizes == [rounded(parts) for parts in range(1, 17)]


def test_buffers_hold_the_items_and_then_some_without_rows() -> None:
    work, spans = decoding(700, 3, 300)
    shared = plan(spans, [Shared(0, 1, 0, 0, 256)], 0)
    size = work_size(work, GROUP)
    static = StaticWork(4, 0, size, torch.device("cpu"))
    for each in (work, shared, decoding(1, 1, 1)[0]):  # what an earlier step left is gone
        static.fill(each, GROUP)
        (launch,) = static.launches(GROUP, torch.device("cpu"))
        assert launch.block == FEW
        count = len(each.listed)
        assert [tuple(row) for row in launch.items[:count].tolist()] == each.divided(GROUP)[0]
        assert not launch.items[count:, 1].any()
        order, ends = static.parts_of(torch.device("cpu"))
        wanted_order, wanted_ends = each.parts_of(torch.device("cpu"))
        assert order[: len(wanted_order)].tolist() == wanted_order.tolist()
        assert ends.tolist() == [*wanted_ends.tolist(), wanted_ends[-1].item()]


def test_parts_of_a_row_stand_in_the_order_of_its_items() -> None:
    each = case(((1, 300), (3, 130), (1, 600)))
    work = each.work(shared=[Shared(0, 1, 0, 0, 256)])
    order, ends = (part.tolist() for part in work.parts_of(torch.device("cpu")))
    slow: list[list[int]] = [[] for _ in range(work.rows)]
    for query, rows, _, _, _, slot in work.listed:
        for row in range(rows):
            slow[query + row].append(slot + row)
    assert [order[a:b] for a, b in pairwise(ends)] == slow
    full = [part + [work.slots] * (work.most - len(part)) for part in slow]
    assert work.padded.tolist() == full
