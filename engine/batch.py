"""What a step computes: which tokens of which requests, and the tensors that say so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.cache import PAGE
from engine.request import Request
from engine.storage import Layer
from engine.work import Shared, Span, Work, plan, share


@dataclass(frozen=True, slots=True)
class Chunk:
    """`count` tokens of a request from `start` on; the last of them draws the next if `draws`."""

    request: Request
    start: int
    count: int
    draws: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A step as the model reads it. Rows are the tokens of all chunks, one chunk after another."""

    tokens: Tensor
    """[rows]"""
    positions: Tensor
    """[rows]"""
    slots: Tensor
    """[rows]: where the keys and values go, page * 64 + offset."""
    tables: Tensor
    """[chunks, pages]: the pages of each request."""
    wanted: Tensor
    """[chunks]: the last row of each chunk."""
    rope: Tensor
    """[2, rows, head width]: cosines and signed sines of the positions."""
    works: Mapping[int, Work]
    """By width of window."""
    layers: tuple[Layer, ...]
    turn: Tensor | None
    """The Hadamard matrix queries and keys are turned by, if they are."""


def arrange(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Single tokens first, those with pages in common beside each other; then the long chunks."""
    single = [chunk for chunk in chunks if chunk.count == 1]
    return sorted(single, key=pages_of) + [chunk for chunk in chunks if chunk.count > 1]


def pages_of(chunk: Chunk) -> list[int]:
    """The pages of the chunk's request."""
    if chunk.request.table is None:
        raise AssertionError(f"{chunk.request.id} is in a step and has no pages")
    return chunk.request.table.pages


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the rows of each chunk lie, and the pages it uses."""

    spans: tuple[Span, ...]
    pages: tuple[list[int], ...]

    @classmethod
    def of(cls, chunks: Sequence[Chunk]) -> "Rows":
        """Chunk after chunk."""
        spans, query = [], 0
        for number, chunk in enumerate(chunks):
            spans.append(Span(query, chunk.count, number, chunk.start))
            query += chunk.count
        return cls(tuple(spans), tuple(pages_of(chunk) for chunk in chunks))

    def shared(self) -> list[Shared]:
        """What the single rows, which come first, have in common."""
        single = [span for span in self.spans if span.rows == 1]
        tables = self.pages[: len(single)]
        return list(share(tables, [span.position + 1 for span in single]))


def build(
    chunks: Sequence[Chunk],
    *,
    windows: Sequence[int],
    layers: tuple[Layer, ...],
    rope: Tensor,
    turn: Tensor | None = None,
    shares: bool = True,
    tile: int = 64,
) -> Step:
    """The tensors for these chunks, which `arrange` has put in order."""
    rows = Rows.of(chunks)
    groups = rows.shared() if shares else []
    device = layers[0].keys.device
    tokens = [token for c in chunks for token in c.request.tokens[c.start : c.start + c.count]]
    at = [position for c in chunks for position in range(c.start, c.start + c.count)]
    slots = [
        pages[position // PAGE] * PAGE + position % PAGE
        for span, pages in zip(rows.spans, rows.pages, strict=True)
        for position in range(span.position, span.position + span.rows)
    ]
    positions = torch.tensor(at, device=device)
    return Step(
        tokens=torch.tensor(tokens, device=device),
        positions=positions,
        slots=torch.tensor(slots, device=device),
        tables=rectangle(rows.pages).to(device),
        wanted=torch.tensor([span.query + span.rows - 1 for span in rows.spans], device=device),
        rope=rope[:, positions],
        works={window: plan(rows.spans, groups, window, tile=tile) for window in set(windows)},
        layers=layers,
        turn=turn,
    )


def rectangle(pages: Sequence[Sequence[int]]) -> Tensor:
    """Tables of different lengths as one tensor, filled up with page 0."""
    most = max(map(len, pages))
    return torch.tensor([[*row, *[0] * (most - len(row))] for row in pages], dtype=torch.int32)
