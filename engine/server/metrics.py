"""What a Prometheus server reads: how many requests ended how, tokens, times, how busy it is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

from engine.server.worker import Figures

SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
COUNTED = ("prompt_tokens", "cached_tokens", "generated_tokens", "preempted", "steps")
"""Figures of the engine that only grow."""


@dataclass
class Times:
    """How long something took, each time."""

    counts: list[int] = field(default_factory=lambda: [0] * len(SECONDS))
    total: int = 0
    seconds: float = 0.0

    def add(self, seconds: float) -> None:
        """Once more."""
        self.total += 1
        self.seconds += seconds
        for at, border in enumerate(SECONDS):
            self.counts[at] += seconds <= border

    @property
    def mean(self) -> float:
        """The mean so far, in seconds; 0 at first."""
        return self.seconds / self.total if self.total else 0.0


@dataclass
class Metrics:
    """Counts since the start."""

    ended: Counter[str] = field(default_factory=Counter)
    """Requests by how they ended: a finish reason, an error's code, or "disconnected"."""
    first_token: Times = field(default_factory=Times)
    whole: Times = field(default_factory=Times)

    def text(self, figures: Figures, *, open: int) -> str:
        """In Prometheus's own format."""
        return "\n".join([*self._lines(figures, open), ""])

    def _lines(self, figures: Figures, open: int) -> Iterator[str]:
        yield from head("requests_total", "counter", "Requests by how they ended.")
        for how, count in sorted(self.ended.items()):
            yield f'tieout_engine_requests_total{{end="{how}"}} {count}'
        yield from head("requests_open", "gauge", "Requests on their way.")
        yield f"tieout_engine_requests_open {open}"
        for name, value in asdict(figures).items():
            grows = name in COUNTED
            full = f"{name}_total" if grows else name
            kind = "counter" if grows else "gauge"
            yield from head(full, kind, f"The engine's {name.replace('_', ' ')}.")
            yield f"tieout_engine_{full} {value}"
        yield from histogram("first_token_seconds", "Until the first token.", self.first_token)
        yield from histogram("request_seconds", "Until the end.", self.whole)


def head(name: str, kind: str, words: str) -> Sequence[str]:
    """What a metric is."""
    return (f"# HELP tieout_engine_{name} {words}", f"# TYPE tieout_engine_{name} {kind}")


def histogram(name: str, words: str, times: Times) -> Iterator[str]:
    """Times by their borders."""
    yield from head(name, "histogram", words)
    for border, count in zip(SECONDS, times.counts, strict=True):
        yield f'tieout_engine_{name}_bucket{{le="{border}"}} {count}'
    yield f'tieout_engine_{name}_bucket{{le="+Inf"}} {times.total}'
    yield f"tieout_engine_{name}_sum {times.seconds:.6f}"
    yield f"tieout_engine_{name}_count {times.total}"
