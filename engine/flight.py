"""A step under way: launched on the device, its tokens not known yet."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from engine.batch import Chunk
from engine.sampler import Drawn, Draws, NoToken, Row

Outcome = Sequence[Drawn] | NoToken
NO_NUMBER = "The model computed something that is no number."


class Flight(Protocol):
    """What a runner gives back at once."""

    @property
    def chunks(self) -> Sequence[Chunk]:
        """What is computed."""

    def collect(self) -> Sequence[Outcome]:
        """Wait, and say for each chunk the tokens it drew, or why there are none and never will.

        A chunk that does not draw has none; one with a draft has as many as were right, and one.
        """


@dataclass(eq=False)
class Launched:
    """A step of the model."""

    chunks: Sequence[Chunk]
    rows: Sequence[Row]
    """What is drawn from, chunk after chunk."""
    draws: Draws | None
    broken: Tensor
    """[chunks that do not draw]: whether something was computed that is no number."""

    def __post_init__(self) -> None:
        ids, odds, scale, top = NOTHING if self.draws is None else host(self.draws)
        self._ids, self._odds, self._scale, self._top = ids, odds, scale, top
        self._broken = self.broken.to("cpu", non_blocking=True)
        there = self.broken if self.draws is None else self.draws.ids
        self._done = torch.cuda.Event() if there.is_cuda else None
        if self._done is not None:
            self._done.record()
        self._first = {row.chunk.request.id: n for n, row in enumerate(self.rows) if not row.after}

    def place(self, request: str) -> int:
        """Which of `draws.ids` is the token a request drew."""
        return self._first[request]

    def collect(self) -> Sequence[Outcome]:
        """What `Flight` says."""
        if self._done is not None:
            self._done.synchronize()
        broken = iter(self._broken.tolist())
        return [
            self._taken(chunk) if chunk.draws else NoToken(NO_NUMBER) if next(broken) else ()
            for chunk in self.chunks
        ]

    def _taken(self, chunk: Chunk) -> Outcome:
        """The draws up to the first that is not what was drafted."""
        first, taken = self._first[chunk.request.id], list[Drawn]()
        for after in range(chunk.wanted):
            place = first + after
            why = self._why_not(place)
            if why is not None:  # behind a draft it is for the next step to say
                return taken or NoToken(why)
            id = int(self._ids[place])
            taken.append(Drawn(id, float(self._odds[place]), self._likeliest(place, chunk)))
            if after == len(chunk.draft) or id != chunk.draft[after]:
                break
        return taken

    def _why_not(self, place: int) -> str | None:
        if not math.isfinite(self._scale[place]):
            return "The logits hold something that is no number."
        barred = self.draws is not None and place in self.draws.barred
        return "The mask allows no token at all." if barred else None

    def _likeliest(self, place: int, chunk: Chunk) -> tuple[tuple[int, float], ...]:
        count = chunk.request.sampling.logprobs
        if count == 0 or self._top is None:
            return ()
        ids, odds = (each[place, :count].tolist() for each in self._top)
        return tuple(zip(ids, odds, strict=True))


Arrived = tuple[Tensor, Tensor, Tensor, tuple[Tensor, Tensor] | None]


def host(draws: Draws) -> Arrived:
    """The draws on their way to the CPU."""
    ids, odds, scale = (
        each.to("cpu", non_blocking=True) for each in (draws.ids, draws.odds, draws.scale)
    )
    if draws.top is None:
        return ids, odds, scale, None
    likeliest, values = (each.to("cpu", non_blocking=True) for each in draws.top)
    return ids, odds, scale, (likeliest, values)


NOTHING: Arrived = torch.zeros(0), torch.zeros(0), torch.zeros(0), None
