"""From logits to tokens. What a request draws depends on its seed and position, on nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.kernels.race import race
from engine.request import Request, Sampling


@dataclass(frozen=True, slots=True)
class Drawn:
    """A token, how likely the model found it, and the likeliest ones beside it."""

    id: int
    logprob: float
    top: tuple[tuple[int, float], ...]


class NoToken(Exception):
    """No token can be drawn. The message says why."""


def draw(logits: Tensor, requests: Sequence[Request]) -> list[Drawn | NoToken]:
    """The next token of each request. logits: [requests, vocabulary], float32 at least."""
    plain = [each.sampling.temperature == 0 and each.sampling.mask is None for each in requests]
    if all(plain):
        return greedy(logits, requests)
    return [draw_one(row, each) for row, each in zip(logits, requests, strict=True)]


def greedy(logits: Tensor, requests: Sequence[Request]) -> list[Drawn | NoToken]:
    """The likeliest of each row, all rows at once."""
    best, ids = logits.max(-1)
    # max gives the lowest id of equals on the CPU; elsewhere nobody promises that.
    if logits.is_cuda:
        ids = (logits == best[:, None]).to(torch.uint8).argmax(-1)
    scale = logits.logsumexp(-1)
    odds = (best - scale).tolist()
    rows = zip(ids.tolist(), odds, requests, strict=True)
    return [
        Drawn(id, odd, likeliest(logits[row] - scale[row], each.sampling.logprobs))
        for row, (id, odd, each) in enumerate(rows)
    ]


def draw_one(logits: Tensor, request: Request) -> Drawn | NoToken:
    """The next token of one request. logits: [vocabulary]."""
    sampling = request.sampling
    odds = torch.log_softmax(logits, -1)
    allowed = None if sampling.mask is None else sampling.mask(request.generated)
    scores = logits if allowed is None else allow(logits, allowed)
    if not bool((scores > -torch.inf).any()):
        return NoToken("The mask allows no token at all.")
    if sampling.temperature == 0:
        id = int(scores.argmax())
    else:
        ids, left = candidates(scores, sampling)
        id = int(ids[race(left, ids, request.seed, len(request.tokens))])
    return Drawn(id, float(odds[id]), likeliest(odds, sampling.logprobs))


def allow(logits: Tensor, allowed: Tensor) -> Tensor:
    """The logits with everything forbidden that `allowed`, perhaps shorter, does not allow."""
    full = torch.zeros(logits.shape, dtype=torch.bool)
    count = min(len(allowed), len(full))
    full[:count] = allowed[:count]
    return logits.masked_fill(~full.to(logits.device), -torch.inf)


def candidates(scores: Tensor, sampling: Sampling) -> tuple[Tensor, Tensor]:
    """The ids that may be drawn, likeliest first, and their logarithmic weights.

    As everywhere: first temperature, then top-k, then top-p of what is left, then min-p.
    """
    scaled = scores / sampling.temperature
    count = min(sampling.top_k or len(scaled), len(scaled))
    weights, ids = scaled.topk(count) if count < len(scaled) else scaled.sort(descending=True)
    odds = torch.softmax(weights, -1)
    keep = odds > 0
    if sampling.top_p < 1:
        keep &= odds.cumsum(-1) - odds < sampling.top_p  # the one that crosses it stays
    if sampling.min_p > 0:
        keep &= odds >= sampling.min_p * odds[0]
    keep[0] = True
    return ids[keep], weights[keep]


def likeliest(odds: Tensor, count: int) -> tuple[tuple[int, float], ...]:
    """The `count` likeliest tokens. odds: [vocabulary], logarithms of probabilities."""
    if count == 0:
        return ()
    values, ids = odds.topk(min(count, len(odds)))
    return tuple(zip(ids.tolist(), values.tolist(), strict=True))
