"""What a run may take: turns, tokens, seconds and money, counted in one place."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from agent.model import Usage


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a run stops investigating and answers with what it knows."""

    turns: int = 40
    tokens: int = 2_000_000
    """Prompt and completion together, cached ones too."""
    seconds: float = 600.0
    cost_usd: Decimal | None = None
    """None: no limit. Where prices are not known, it cannot be kept and does not bind."""
    grace_seconds: float = 60.0
    """What the last call, for the answer alone, may take beyond `seconds`."""


@dataclass(slots=True)
class Budget:
    """What has been used of the limits."""

    limits: Limits
    clock: Callable[[], float] = time.monotonic
    turns: int = 0
    usage: Usage = field(default_factory=Usage)
    started: float = field(init=False)
    lock: threading.Lock = field(default_factory=threading.Lock)
    """Sub-agents of a run charge it from threads of their own."""

    def __post_init__(self) -> None:
        self.started = self.clock()

    def charge(self, usage: Usage) -> None:
        """Count a reply."""
        with self.lock:
            self.turns += 1
            self.usage += usage

    @property
    def seconds(self) -> float:
        """How long the run has lasted."""
        return self.clock() - self.started

    @property
    def seconds_left(self) -> float:
        """Until the limit; never negative."""
        return max(0.0, self.limits.seconds - self.seconds)

    def spent(self) -> str:
        """Which limit is reached, as a phrase; "" while there is room."""
        tokens = self.usage.prompt_tokens + self.usage.completion_tokens
        cost, most = self.usage.cost_usd, self.limits.cost_usd
        if self.turns >= self.limits.turns:
            return f"{self.limits.turns} turns"
        if tokens >= self.limits.tokens:
            return f"{self.limits.tokens:,} tokens"
        if self.seconds >= self.limits.seconds:
            return f"{self.limits.seconds:g} seconds"
        if most is not None and cost is not None and cost >= most:
            return f"{most} dollars"
        return ""
