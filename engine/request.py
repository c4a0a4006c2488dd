"""What is asked of the engine and what it gives back, token by token."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from torch import Tensor

    from engine.cache import Table
    from engine.drafts import Drafter

PENDING = -1  # stands for a token that is drawn already and not known yet
Finish = Literal["stop", "length", "cancelled", "error"]
Mask = Callable[[Sequence[int]], "Tensor | None"]


@dataclass(frozen=True, slots=True)
class Sampling:
    """How tokens are drawn, and when to stop. The defaults are greedy."""

    temperature: float = 0.0
    """0 takes the likeliest token; the lowest id of several that are equally likely."""
    top_k: int = 0
    """Only the k likeliest; 0 for all."""
    top_p: float = 1.0
    min_p: float = 0.0
    seed: int | None = None
    """The same seed and prompt draw the same tokens, whoever else is in the batch."""
    max_tokens: int = 4096
    stop_ids: tuple[int, ...] = ()
    logprobs: int = 0
    """How many of the likeliest tokens to name beside the one drawn."""
    mask: Mask | None = None
    """Given the ids generated so far, the allowed ids as booleans [vocabulary], or None for all."""


@dataclass(frozen=True, slots=True)
class Token:
    """One generated token; the last of a request says how it finished.

    A request that was cancelled or failed ends with one that has no token: `id` is -1.
    """

    request: str
    id: int
    logprob: float
    """Of the model's own distribution, before temperature and masks."""
    top: tuple[tuple[int, float], ...]
    finish: Finish | None
    cached: int
    """How many tokens of the prompt were already in the cache."""
    error: str = ""


@dataclass(eq=False, slots=True)
class Request:
    """A request on its way: its tokens, how many of them are computed, the pages it holds.

    [0, done)             keys and values of these tokens stand in `table`, or will when what was
                          launched is computed
    [done, len(tokens))   still to be computed; the last of them yields the next token
    [prompt, len(tokens)) generated
    """

    id: str
    tokens: array[int]
    prompt: int
    sampling: Sampling
    seed: int
    priority: int
    arrival: int
    table: Table | None = None
    done: int = 0
    cached: int = 0
    after: Request | None = field(default=None, repr=False)
    """Another request that is just computing a prefix this one shares: it is waited for,"""
    until: int = 0
    """until it has computed so many tokens."""
    drafter: Drafter | None = field(default=None, repr=False)

    @property
    def left(self) -> int:
        """How many tokens are to be computed before the next one can be drawn."""
        return len(self.tokens) - self.done

    @property
    def pending(self) -> bool:
        """Whether its last token is drawn and not known yet."""
        return self.tokens[-1] == PENDING

    @property
    def room(self) -> int:
        """How many tokens more it may generate."""
        return self.prompt + self.sampling.max_tokens - len(self.tokens)

    @property
    def generated(self) -> array[int]:
        """What was drawn so far."""
        return self.tokens[self.prompt :]

    @property
    def rank(self) -> tuple[int, int]:
        """Who goes first: the higher priority, then who came first."""
        return (-self.priority, self.arrival)
