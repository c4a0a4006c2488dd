"""From logits to tokens. What a request draws depends on its seed and position, on nobody else.

So a draft is verified by drawing: where the draw is what was drafted, the row after it was
computed from the right tokens. The tokens are those that would have come without.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.batch import Chunk
from engine.kernels.race import key_of, race
from engine.request import Sampling


@dataclass(frozen=True, slots=True)
class Drawn:
    """A token, how likely the model found it, and the likeliest ones beside it."""

    id: int
    logprob: float
    top: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class NoToken:
    """Why a request has no token to draw, and never will."""

    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of logits: whose it is, and how many rows of the same chunk come before it."""

    chunk: Chunk
    after: int

    @property
    def sampling(self) -> Sampling:
        """How it is drawn from."""
        return self.chunk.request.sampling

    @property
    def key(self) -> int:
        """The chance of its position."""
        return key_of(self.chunk.request.seed, self.chunk.stop + self.after)


@dataclass(frozen=True, slots=True)
class Draws:
    """What was drawn from each row, still on the device."""

    ids: Tensor
    odds: Tensor
    """Logarithms of probabilities: of the model's own distribution."""
    scale: Tensor
    """What makes logits such logarithms; no number where a logit is none."""
    top: tuple[Tensor, Tensor] | None
    """The likeliest of each row, [rows, most], and their logarithms."""
    barred: frozenset[int]
    """The rows whose mask allows nothing; rows after them were not drawn."""


def rows_of(chunks: Sequence[Chunk]) -> list[Row]:
    """The rows the chunks draw from, chunk after chunk."""
    return [Row(chunk, after) for chunk in chunks for after in range(chunk.wanted)]


def draw(logits: Tensor, rows: Sequence[Row]) -> Draws:
    """The next token of each row. logits: [rows, vocabulary], float32 at least."""
    scale = logits.logsumexp(-1)
    barred: frozenset[int] = frozenset()
    if any(row.sampling.mask is not None for row in rows):
        ids, barred = draw_masked(logits, rows)
    else:
        ids = draw_free(logits, rows)
    odds = logits.gather(-1, ids[:, None])[:, 0] - scale
    most = min(max(row.sampling.logprobs for row in rows), logits.shape[1])
    top = None
    if most:
        values, likeliest = logits.topk(most)
        top = likeliest, values - scale[:, None]
    return Draws(ids, odds, scale, top, barred)


def draw_free(logits: Tensor, rows: Sequence[Row]) -> Tensor:
    """The draws of rows without masks: [rows]."""
    ids = logits.argmax(-1)  # the lowest id of equals, unlike that of max
    for filtered in (False, True):
        mine = [
            place
            for place, row in enumerate(rows)
            if row.sampling.temperature > 0 and filters(row.sampling) == filtered
        ]
        if mine:
            at = torch.tensor(mine).to(logits.device, non_blocking=True)
            keys = [rows[place].key for place in mine]
            weights, candidates = candidates_of(logits[at], [rows[n].sampling for n in mine])
            won = race(weights, candidates, keys)[:, None]
            ids[at] = candidates.expand(len(mine), -1).gather(1, won)[:, 0]
    return ids


def draw_masked(logits: Tensor, rows: Sequence[Row]) -> tuple[Tensor, frozenset[int]]:
    """The draws where some rows have masks: [rows]; and the rows whose mask allows nothing.

    A mask is only asked about tokens that have come, so a row after a draft waits for the draw
    that confirms it.
    """
    ids = torch.zeros(len(rows), dtype=torch.int64, device=logits.device)
    barred: set[int] = set()
    right = True
    for place, row in enumerate(rows):
        draft = row.chunk.draft
        right = row.after == 0 or (right and int(ids[place - 1]) == draft[row.after - 1])
        if not right:
            continue
        scores = logits[place : place + 1]
        mask = row.sampling.mask
        if mask is not None:
            allowed = mask(row.chunk.request.generated + draft[: row.after])
            scores = scores if allowed is None else allow(scores, allowed)
            if not bool((scores > -torch.inf).any()):
                barred.add(place)
                right = False
                continue
        ids[place] = draw_free(scores, [row])[0]
    return ids, frozenset(barred)


def allow(logits: Tensor, allowed: Tensor) -> Tensor:
    """The logits with everything forbidden that `allowed`, perhaps shorter, does not allow."""
    full = torch.zeros(logits.shape[-1], dtype=torch.bool)
    count = min(len(allowed), len(full))
    full[:count] = allowed[:count]
    return logits.masked_fill(~full.to(logits.device), -torch.inf)


def filters(sampling: Sampling) -> bool:
    """Whether unlikely tokens are left out."""
    return sampling.top_k > 0 or sampling.top_p < 1 or sampling.min_p > 0


def candidates_of(scores: Tensor, samplings: Sequence[Sampling]) -> tuple[Tensor, Tensor]:
    """Logarithmic weights of who may be drawn, -inf for who may not, and their ids.

    As everywhere: first temperature, then top-k, then top-p of what is left, then min-p.
    scores, weights: [rows, vocabulary]; ids: the same, or one row for all.
    """
    scaled = scores / column([each.temperature for each in samplings], scores)
    if not any(map(filters, samplings)):
        return scaled, torch.arange(scores.shape[1], device=scores.device)[None]
    weights, ids = scaled.sort(dim=-1, descending=True)
    vocabulary = weights.shape[1]
    most = column([each.top_k or vocabulary for each in samplings], scores)
    rank = torch.arange(vocabulary, device=scores.device)
    weights = weights.masked_fill(rank >= most, -torch.inf)
    odds = torch.softmax(weights, -1)
    share = column([each.top_p if each.top_p < 1 else 2.0 for each in samplings], scores)
    keep = odds.cumsum(-1) - odds < share  # the one that crosses it stays
    keep &= odds >= column([each.min_p for each in samplings], scores) * odds[:, :1]
    keep[:, 0] = True
    return weights.masked_fill(~keep, -torch.inf), ids


def column(numbers: Sequence[float], like: Tensor) -> Tensor:
    """One number a row: [rows, 1], where and what `like` is."""
    return torch.tensor(numbers, dtype=like.dtype).to(like.device, non_blocking=True)[:, None]
