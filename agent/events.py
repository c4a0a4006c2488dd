"""Everything a run can say. The CLI prints events, SSE frames them, the database keeps them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, get_args

from agent.answer import Answer, Check, Citation, Figure, RunUsage


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEvent:
    """What all events carry: which run, the how-manyeth (from 1), and when (ISO 8601, UTC)."""

    type: ClassVar[str]
    run: str
    seq: int
    time: str

    def to_json(self) -> dict[str, Any]:
        """The event as an object; `run`, `seq`, `time` and `type` first."""
        return {"run": self.run, "seq": self.seq, "time": self.time, "type": self.type} | {
            key: value for key, value in asdict(self).items() if key not in ("run", "seq", "time")
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted(RunEvent):
    """A question was taken up."""

    type: ClassVar[str] = "run_started"
    question: str
    documents: tuple[str, ...]
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResumed(RunEvent):
    """A run that had broken off goes on; what its model was saying then, it says again."""

    type: ClassVar[str] = "run_resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepStarted(RunEvent):
    """A tool was called. `step` counts the calls of the run from 1."""

    type: ClassVar[str] = "step_started"
    step: int
    tool: str
    arguments: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFinished(RunEvent):
    """The call came back. `text` is what the model reads."""

    type: ClassVar[str] = "step_finished"
    step: int
    tool: str
    seconds: float
    error: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSaid(RunEvent):
    """The model said something; a piece as it streamed in."""

    type: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFound(RunEvent):
    """A figure of the answer."""

    type: ClassVar[str] = "figure"
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationFound(RunEvent):
    """A citation of the answer."""

    type: ClassVar[str] = "citation"
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked(RunEvent):
    """Something was verified."""

    type: ClassVar[str] = "check"
    check: Check


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadOpened(RunEvent):
    """A reference was found that leads elsewhere."""

    type: ClassVar[str] = "thread_opened"
    document: str
    line: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadClosed(RunEvent):
    """The place a reference leads to was read."""

    type: ClassVar[str] = "thread_closed"
    document: str
    line: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Used(RunEvent):
    """What the run has taken so far."""

    type: ClassVar[str] = "usage"
    usage: RunUsage

    def to_json(self) -> dict[str, Any]:
        """As everywhere, with the cost as a number."""
        told = RunEvent.to_json(self)
        cost = self.usage.cost_usd
        told["usage"]["cost_usd"] = None if cost is None else float(cost)
        return told


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnded(RunEvent):
    """The run is over; `answer` is the `ask` object."""

    type: ClassVar[str] = "run_ended"
    answer: Answer

    def to_json(self) -> dict[str, Any]:
        """As everywhere, the answer as its own JSON."""
        head = {"run": self.run, "seq": self.seq, "time": self.time, "type": self.type}
        return head | {"answer": self.answer.to_json()}


Event = (
    RunStarted
    | RunResumed
    | StepStarted
    | StepFinished
    | TextSaid
    | FigureFound
    | CitationFound
    | Checked
    | ThreadOpened
    | ThreadClosed
    | Used
    | RunEnded
)


def from_json(told: Mapping[str, Any]) -> Event:
    """An event out of its JSON; what does not belong to it is left out.

    Raises ValueError for the last of a run, whose answer says less in JSON than it holds, and for
    what is no event.
    """
    from pydantic import TypeAdapter

    kinds = {kind.type: kind for kind in get_args(Event) if kind is not RunEnded}
    if (kind := kinds.get(str(told.get("type")))) is None:
        raise ValueError(f"{told.get('type')!r} is no event that a run can go on from.")
    own = {each.name: told[each.name] for each in fields(kind) if each.name in told}
    event: Event = TypeAdapter(kind).validate_python(own)
    return event
