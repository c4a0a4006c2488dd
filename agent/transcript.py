"""A run's memory: the question and typed steps. Messages are derived from them, never stored."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from agent.model import Call, Reply


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, and where the answer may come from."""

    text: str
    documents: tuple[str, ...] = ()
    """Ids of the documents in scope; () is the whole library."""
    briefing: str = ""
    """What changes from run to run and so stands after the stable prompt: the date, the scope."""
    notes: tuple[str, ...] = ()
    """What people said of earlier answers, where it bears on this question."""
    earlier: tuple[tuple[str, str], ...] = ()
    """Questions of the same conversation and what they were answered, oldest first."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What a call led to."""

    call: Call
    text: str
    """What the model reads."""
    result: object | None = None
    """The tool's value; None after an error."""
    error: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Step:
    """A reply and what came of its calls, in the order of the calls."""

    reply: Reply
    observations: tuple[Observation, ...] = ()
    note: str = ""
    """What the loop says to the model after it: continue, repair, answer now."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """A question and the steps so far."""

    question: Question
    steps: tuple[Step, ...] = ()
    library: Path | None = None
    """The folder of the library, whose owner may have added words of their own."""

    @property
    def observations(self) -> Iterator[Observation]:
        """All observations, oldest first."""
        return (observation for step in self.steps for observation in step.observations)

    def then(self, step: Step) -> "Transcript":
        """The transcript with one step more."""
        return replace(self, steps=(*self.steps, step))

    def noted(self, note: str) -> "Transcript":
        """The transcript with a note at its end."""
        last = self.steps[-1] if self.steps else Step(Reply())
        said = f"{last.note}\n{note}".strip()
        return replace(self, steps=(*self.steps[:-1], replace(last, note=said)))
