"""What a step computes: which tokens of which requests, and the tensors that say so."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from engine.borders import share
from engine.cache import PAGE, Table
from engine.request import PENDING, Request
from engine.storage import Layer, Slots
from engine.work import Listed, Plan, Shared, Span


@dataclass(frozen=True, slots=True)
class Chunk:
    """`count` tokens of a request from `start` on; from the last of them comes the next if `draws`.

    The last `len(draft)` are guesses, each of which the one before it confirms or not.
    """

    request: Request
    table: Table
    """The pages it had when it was scheduled; it may have been sent back meanwhile."""
    start: int
    count: int
    draws: bool
    draft: "array[int]" = field(default_factory=lambda: array("i"))

    @property
    def stop(self) -> int:
        """Where its known tokens end."""
        return self.start + self.count - len(self.draft)

    @property
    def decodes(self) -> bool:
        """Whether there is one known token."""
        return self.count == 1 + len(self.draft)

    @property
    def wanted(self) -> int:
        """From how many rows, the last ones, hidden states are wanted."""
        return 1 + len(self.draft)

    @property
    def tokens(self) -> "array[int]":
        """Its tokens, guesses included."""
        return self.request.tokens[self.start : self.stop] + self.draft


@dataclass(frozen=True, slots=True)
class Step:
    """A step as the model reads it. Rows are the tokens of all chunks, one chunk after another."""

    tokens: Tensor
    """[rows]"""
    positions: Tensor
    """[rows]"""
    slots: Slots
    """Where the keys and values of each row go."""
    tables: Tensor
    """[chunks, pages]: the pages of each request."""
    wanted: Tensor
    """The rows whose hidden states are wanted: of each chunk the last ones."""
    rope: Tensor
    """[2, rows, head width]: cosines and signed sines of the positions."""
    works: Mapping[int, Listed]
    """By width of window."""
    layers: tuple[Layer, ...]
    turn: Tensor | None
    """The Hadamard matrix queries and keys are turned by, if they are."""


def arrange(chunks: Sequence[Chunk]) -> list[Chunk]:
    """What decodes first, those with pages in common beside each other; then the prompts."""
    decoding = [chunk for chunk in chunks if chunk.decodes]
    # As bytes they are quick to compare, and prefixes stay beside each other in any order.
    decoding.sort(key=lambda chunk: chunk.table.pages.tobytes())
    return decoding + [chunk for chunk in chunks if not chunk.decodes]


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the rows of each chunk lie, and the pages it uses."""

    spans: tuple[Span, ...]
    pages: tuple["array[int]", ...]
    decoding: int
    """How many chunks, the first ones, decode."""

    @classmethod
    def of(cls, chunks: Sequence[Chunk]) -> "Rows":
        """Chunk after chunk."""
        spans, query = [], 0
        for number, chunk in enumerate(chunks):
            spans.append(Span(query, chunk.count, number, chunk.start))
            query += chunk.count
        pages = tuple(chunk.table.pages for chunk in chunks)
        return cls(tuple(spans), pages, sum(chunk.decodes for chunk in chunks))

    def shared(self) -> list[Shared]:
        """What those that decode have in common."""
        spans = self.spans[: self.decoding]
        lengths = [span.position + 1 for span in spans]
        return [
            Shared(
                query=spans[each.low].query,
                rows=spans[each.high - 1].stop - spans[each.low].query,
                table=each.low,
                start=each.start,
                stop=each.stop,
            )
            for each in share(self.pages[: self.decoding], lengths)
        ]


def build(
    chunks: Sequence[Chunk],
    *,
    windows: Sequence[int],
    layers: tuple[Layer, ...],
    rope: Tensor,
    plan: Plan,
    turn: Tensor | None = None,
    shares: bool = True,
) -> Step:
    """The tensors for these chunks, which `arrange` has put in order."""
    rows = Rows.of(chunks)
    groups = rows.shared() if shares else []
    device = str(layers[0].keys.device)
    tokens = array("i")
    for chunk in chunks:
        tokens += chunk.tokens
    at = [position for c in chunks for position in range(c.start, c.start + c.count)]
    slots = [
        pages[position // PAGE] * PAGE + position % PAGE
        for span, pages in zip(rows.spans, rows.pages, strict=True)
        for position in range(span.position, span.position + span.rows)
    ]
    last = [
        row
        for span, chunk in zip(rows.spans, chunks, strict=True)
        for row in range(span.stop - chunk.wanted, span.stop)
    ]
    positions = sent(at, device)
    return Step(
        tokens=sent([max(token, 0) for token in tokens] if PENDING in tokens else tokens, device),
        positions=positions,
        slots=Slots(sent(slots, device)),
        tables=rectangle(rows.pages).to(device, non_blocking=True),
        wanted=sent(last, device),
        rope=rope[:, positions],
        works={window: plan(rows.spans, groups, window) for window in set(windows)},
        layers=layers,
        turn=turn,
    )


def sent(numbers: "Sequence[int] | array[int]", device: str) -> Tensor:
    """Whole numbers as a tensor on the device. Nobody waits for what the device has yet to do."""
    return torch.tensor(numbers, dtype=torch.int64).to(device, non_blocking=True)


def rectangle(pages: Sequence["array[int]"]) -> Tensor:
    """Tables of different lengths as one tensor, filled up with page 0."""
    most = max(map(len, pages))
    rows = (row.tobytes() + bytes(4 * (most - len(row))) for row in pages)
    return torch.frombuffer(bytearray(b"".join(rows)), dtype=torch.int32).view(-1, most)
