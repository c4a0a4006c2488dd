"""A run taken up again from its events: what was asked, said and called is there to go on from.

Tools only read, so the calls of finished steps are made again: their results are typed values,
which events do not hold. A sub-agent is not run again; its words are taken as they were. Events
that were kept as JSON come back by `agent.events.from_json`.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from agent.budget import Budget, Limits
from agent.events import Event, RunStarted, StepFinished, StepStarted, TextSaid, Used
from agent.loop import Run
from agent.model import Call, Model, Reply, Usage
from agent.observe import Guard, observe
from agent.transcript import Observation, Question, Step, Transcript
from tools.desk import Desk
from tools.toolbox import toolbox

SECONDS = 60.0
"""For the calls of one step, made again."""


@dataclass(slots=True)
class _Turn:
    """A reply as its events tell it."""

    text: str = ""
    calls: dict[int, Call] = field(default_factory=dict)
    finished: dict[int, StepFinished] = field(default_factory=dict)

    @property
    def taken(self) -> bool:
        """Whether it handed in an answer that was taken: events do not hold the draft."""
        return any(done.tool == "answer" and not done.error for done in self.finished.values())


def resume(
    desk: Desk,
    model: Model,
    events: Iterable[Event],
    *,
    notes: tuple[str, ...] = (),
    earlier: tuple[tuple[str, str], ...] = (),
    limits: Limits | None = None,
    stop: threading.Event | None = None,
) -> Iterator[Event]:
    """Go on with a run that broke off, from the events it had told; they are not told again.

    The first new event is `RunResumed`. What the run had spent counts; its seconds do not.
    `notes` and `earlier` are those of its question, which events do not hold.
    """
    before = list(events)
    transcript, spent = transcript_of(desk, before)
    question = replace(transcript.question, notes=notes, earlier=earlier)
    budget = Budget(limits or Limits(), turns=len(transcript.steps), usage=spent)
    again = Run(desk, model, question, budget, stop or threading.Event())
    again.transcript = replace(again.transcript, steps=transcript.steps)
    again.id, again.seq = before[0].run, before[-1].seq
    again.calls = max((e.step for e in before if isinstance(e, StepStarted)), default=0)
    for step in transcript.steps:
        again.threads.opened(step.observations)
        again.threads.closed(step.observations)
    return again.events()


def transcript_of(desk: Desk, events: Iterable[Event]) -> tuple[Transcript, Usage]:
    """The transcript that the events lead to, and what its replies took.

    A reply whose calls were not all finished, or that handed in an answer that was taken, is left
    out: the model is asked for it again.
    """
    said = list(events)
    asked = next(event for event in said if isinstance(event, RunStarted))
    question = Question(asked.question, asked.documents)
    narrow = desk.narrowed(question.documents)
    turns = list(_turns(said))
    if turns and not turns[-1].calls:
        turns.pop()  # its calls may not have been begun
    whole = [turn for turn in turns if len(turn.finished) == len(turn.calls) and not turn.taken]
    with ThreadPoolExecutor(thread_name_prefix="again") as pool:
        steps = tuple(_step(narrow, turn, pool) for turn in whole)
    used = [event.usage for event in said if isinstance(event, Used)]
    last = used[-1] if used else None
    spent = (
        Usage(last.prompt_tokens, last.cached_tokens, last.completion_tokens, last.cost_usd)
        if last
        else Usage()
    )
    return Transcript(question, steps), spent


def _turns(events: Sequence[Event]) -> Iterator[_Turn]:
    """The replies, each ended by the usage that is told behind it, with the calls that follow."""
    turn, counted = _Turn(), False
    for event in events:
        match event:
            case TextSaid(text=text):
                if counted:
                    yield turn
                    turn, counted = _Turn(), False
                turn.text += text
            case Used():
                if counted:
                    yield turn
                    turn = _Turn()
                counted = True
            case StepStarted(step=step, tool=tool, arguments=arguments):
                turn.calls[step] = Call(f"call_{step}", tool, arguments)
            case StepFinished(step=step):
                turn.finished[step] = event
            case _:
                continue
    if counted:
        yield turn


def _step(desk: Desk, turn: _Turn, pool: ThreadPoolExecutor) -> Step:
    """The step, its calls made again where a tool can make them."""
    tools = toolbox()
    known = {tool.name for tool in tools}
    numbers = [at for at, call in turn.calls.items() if call.tool in known]
    calls = [turn.calls[at] for at in numbers if not turn.finished[at].error]
    again = observe(desk, tools, calls, pool=pool, guard=Guard(), seconds=SECONDS)
    made = {seen.call.id: seen for seen in again}
    observations = tuple(
        made.get(call.id) or _as_told(call, turn.finished[at]) for at, call in turn.calls.items()
    )
    return Step(Reply(turn.text, tuple(turn.calls.values())), observations)


def _as_told(call: Call, finished: StepFinished) -> Observation:
    return Observation(call, finished.text, None, finished.error, finished.seconds)
