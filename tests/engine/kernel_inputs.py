"""Pages, tables and queries for the tests of kernels, and attention in float64 to compare with."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.cache import PAGE
from engine.storage import Layer
from engine.work import Shared, Span, Work, plan

KV_HEADS, GROUP, WIDTH, PAGES = 2, 4, 32, 64
HEADS = KV_HEADS * GROUP


@dataclass(frozen=True)
class Case:
    """Requests of (new rows, keys in all) over pages that hold NaN wherever nothing was written."""

    queries: Tensor
    layer: Layer
    tables: Tensor
    spans: tuple[Span, ...]
    keys: tuple[Tensor, ...]
    values: tuple[Tensor, ...]

    @property
    def positions(self) -> Tensor:
        return torch.cat([torch.arange(s.rows) + s.position for s in self.spans])

    def work(self, *, window: int = 0, shared: Sequence[Shared] = (), tile: int = 4) -> Work:
        return plan(self.spans, shared, window, tile=tile)

    def exact(self, *, window: int = 0, sinks: Tensor | None = None) -> Tensor:
        """Dense attention in float64."""
        return torch.cat([self.dense(span, window, sinks) for span in self.spans])

    def dense(self, span: Span, window: int, sinks: Tensor | None) -> Tensor:
        """The rows of one request."""
        keys = self.keys[span.table].double().repeat_interleave(GROUP, 1)
        values = self.values[span.table].double().repeat_interleave(GROUP, 1)
        queries = self.queries[span.query : span.query + span.rows].double()
        scores = torch.einsum("qhd,khd->hqk", queries, keys) * WIDTH**-0.5
        at = torch.arange(span.rows)[:, None] + span.position
        key = torch.arange(len(keys))
        hidden = (key > at) | (key <= at - (window or len(keys)))
        scores = scores.masked_fill(hidden, -torch.inf)
        if sinks is not None:
            sink = sinks.double()[:, None, None].expand(HEADS, span.rows, 1)
            scores = torch.cat([scores, sink], -1)
        weights = scores.softmax(-1)[..., : len(keys)]
        return torch.einsum("hqk,khd->qhd", weights, values)


def case(
    requests: Sequence[tuple[int, int]], *, prefix: int = 0, kind: torch.dtype = torch.float32
) -> Case:
    """Random requests; all begin with the same `prefix` keys, whole pages of it shared."""
    generator = torch.Generator().manual_seed(0)

    def drawn(*shape: int) -> Tensor:
        return torch.randn(shape, generator=generator).to(kind)

    layer = Layer(
        *(torch.full((PAGES, KV_HEADS, PAGE, WIDTH), torch.nan, dtype=kind) for _ in "kv")
    )
    free = torch.randperm(PAGES, generator=generator).tolist()
    common = drawn(prefix, KV_HEADS, WIDTH), drawn(prefix, KV_HEADS, WIDTH)
    tables: list[list[int]] = []
    keys, values, spans, query = [], [], [], 0
    for number, (rows, length) in enumerate(requests):
        pages = tables[0][: prefix // PAGE] if tables else []
        pages = pages + [free.pop() for _ in range(-(-length // PAGE) - len(pages))]
        own = length - prefix
        keys.append(torch.cat([common[0], drawn(own, KV_HEADS, WIDTH)]))
        values.append(torch.cat([common[1], drawn(own, KV_HEADS, WIDTH)]))
        for position in range(length):
            page, offset = pages[position // PAGE], position % PAGE
            layer.keys[page, :, offset] = keys[-1][position]
            layer.values[page, :, offset] = values[-1][position]
        tables.append(pages)
        spans.append(Span(query, rows, number, length - rows))
        query += rows
    most = max(map(len, tables))
    table = torch.tensor([[*row, *[0] * (most - len(row))] for row in tables], dtype=torch.int32)
    return Case(drawn(query, HEADS, WIDTH), layer, table, tuple(spans), tuple(keys), tuple(values))


def error(found: Tensor, exact: Tensor) -> float:
    """Relative, over all numbers; NaN if there is one."""
    return float((found.double() - exact).norm() / exact.norm())
