"""The loop: ask the model, run its calls, repeat; verify the answer. A run yields events.

A run always ends in `RunEnded`. When a limit is reached the model is asked once more, with
nothing but the tool `answer`; if that fails too, the run ends in what was found so far.
"""

import threading
import uuid
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from agent.answer import Answer, Draft, RunUsage, answer_tool
from agent.budget import Budget, Limits
from agent.conclude import conclude, draft_from_text, leftover
from agent.events import (
    Checked,
    CitationFound,
    Event,
    FigureFound,
    RunEnded,
    RunResumed,
    RunStarted,
    StepFinished,
    StepStarted,
    TextSaid,
    ThreadClosed,
    ThreadOpened,
    Used,
)
from agent.judge import Judged, judge
from agent.messages import briefing
from agent.model import Call, Model, ModelError, Reply
from agent.observe import Guard, observe
from agent.reply import Replying
from agent.task import Reported, task_tool, with_nested
from agent.threads import Threads
from agent.transcript import Observation, Question, Step, Transcript
from tools.desk import Desk
from tools.tool import Tool
from tools.toolbox import toolbox

PARALLEL = 8  # calls at a time
LEAST_S = 5.0  # for calls that were made just before the end
PATIENCE = 3  # useless replies, or repeated calls, before the answer is asked for

CONTINUE = (
    "Go on: look things up with the tools, or hand in the answer by calling `answer`. "
    "Text alone is taken as the answer only when it cites lines, as in [document:line]."
)
EMPTY = "That reply was empty. Call a tool, or hand in the answer by calling `answer`."


def run(
    desk: Desk,
    model: Model,
    question: Question,
    *,
    limits: Limits | None = None,
    stop: threading.Event | None = None,
) -> Iterator[Event]:
    """Investigate `question`; the last event is `RunEnded` with the answer.

    Closing the iterator ends the run at once; setting `stop` ends it with what was found.
    Either way nothing more is asked of the model, and its late reply is dropped.
    """
    budget = Budget(limits or Limits())
    return Run(desk, model, question, budget, stop or threading.Event()).events()


def ask(desk: Desk, model: Model, question: Question, *, limits: Limits | None = None) -> Answer:
    """The answer alone."""
    *_, last = run(desk, model, question, limits=limits)
    assert isinstance(last, RunEnded)
    return last.answer


class Run:
    """The state of one run: transcript, budget, count of events."""

    def __init__(
        self,
        desk: Desk,
        model: Model,
        question: Question,
        budget: Budget,
        stop: threading.Event,
        *,
        nested: bool = False,
    ) -> None:
        self.desk = desk.narrowed(question.documents)
        self.model = model
        self.stop = stop
        self.budget = budget
        told = replace(question, briefing=briefing(self.desk, date.today()))
        self.transcript = Transcript(told, library=self.desk.library.folders.library)
        self.answer_tool = answer_tool()
        helpers = () if nested else (task_tool(self.delegate),)
        self.tools = (*toolbox(), *helpers, self.answer_tool)
        self.guard = Guard()
        self.threads = Threads()
        self.useless = 0  # replies with neither call nor answer
        self.repaired = False  # a draft was handed back once
        self.id = uuid.uuid4().hex[:12]
        self.seq = self.calls = 0

    def delegate(self, question: str, documents: tuple[str, ...]) -> Reported:
        """What a sub-agent says to a narrower question; it spends this run's budget."""
        asked = Question(question, documents or self.desk.documents)
        nested = Run(self.desk, self.model, asked, self.budget, self.stop, nested=True)
        *_, last = nested.events()
        assert isinstance(last, RunEnded)
        return Reported(last.answer, tuple(nested.transcript.observations))

    def stamp(self) -> dict[str, Any]:
        """What every event carries."""
        self.seq += 1
        return {"run": self.id, "seq": self.seq, "time": datetime.now(UTC).isoformat()}

    def events(self) -> Iterator[Event]:
        """The whole run."""
        asked = self.transcript.question
        self.pool = ThreadPoolExecutor(PARALLEL, thread_name_prefix="tool")
        try:
            if self.seq:
                yield RunResumed(**self.stamp())
            else:
                yield RunStarted(
                    **self.stamp(),
                    question=asked.text,
                    documents=asked.documents,
                    model=self.model.name,
                )
            draft, why = yield from self.investigate()
            yield from self.end(draft, why)
        finally:
            self.pool.shutdown(wait=False, cancel_futures=True)

    def investigate(self) -> Generator[Event, None, tuple[Draft | None, str]]:
        """Turns until a draft is taken; else None, and why there is none."""
        while not (reason := self.spent()):
            if self.stop.is_set():
                return None, "The run was stopped."
            try:
                reply = yield from self.ask(self.tools, self.budget.seconds_left)
            except ModelError as error:
                return None, str(error)
            draft = yield from self.take(reply, self.tools)
            if draft is not None:
                return draft, ""
        return (yield from self.last_call(reason))

    def spent(self) -> str:
        """Why the answer is due now; "" while it is not."""
        if self.guard.stopped >= PATIENCE:
            return "calls that were made before"
        if self.useless >= PATIENCE:
            return "replies without a call"
        return self.budget.spent()

    def ask(self, tools: Sequence[Tool], seconds: float) -> Generator[Event, None, Reply]:
        """One reply; its text is passed on as it comes."""
        work = partial(self.model.reply, self.transcript, tools)
        replying = Replying(self.model.name, work, self.stop, seconds)
        try:
            for text in replying.texts():
                yield TextSaid(**self.stamp(), text=text)
        finally:
            replying.let_go()
        reply = replying.reply()
        self.budget.charge(reply.usage)
        yield Used(**self.stamp(), usage=self.usage())
        return reply

    def take(self, reply: Reply, tools: Sequence[Tool]) -> Generator[Event, None, Draft | None]:
        """Make the reply's calls, add the step; the draft, if it handed one in that is taken."""
        if not reply.calls:
            return self.take_text(reply)
        observations = yield from self.work(reply.calls, tools)
        self.transcript = self.transcript.then(Step(reply, observations))
        drafts = [seen.result for seen in observations if isinstance(seen.result, Draft)]
        return drafts[-1] if drafts else None

    def take_text(self, reply: Reply) -> Draft | None:
        """A reply without calls: the answer if it cites lines or is said twice, else a nudge."""
        text, again = reply.text.strip(), self.useless > 0
        self.useless += 1
        draft = draft_from_text(self.desk, text) if text else None
        if draft is not None and (draft.citations or again):
            note = self.complaint(draft)
        else:
            draft, note = None, CONTINUE if text else EMPTY
        self.transcript = self.transcript.then(Step(reply, (), note))
        return None if note else draft

    def complaint(self, draft: Draft) -> str:
        """What is to be repaired, told once; "" when the draft is to be taken as it is."""
        if self.repaired or self.budget.spent():
            return ""
        failed = self.judge(draft).complaints
        if not failed:
            return ""
        self.repaired = True
        return "\n".join(("These checks failed; put them right and call `answer` again:", *failed))

    def judge(self, draft: Draft) -> Judged:
        """The judgement on a draft, by what the run has seen so far."""
        seen = tuple(with_nested(tuple(self.transcript.observations)))
        return judge(self.desk, draft, seen, self.transcript.question.text)

    def work(
        self, calls: Sequence[Call], tools: Sequence[Tool]
    ) -> Generator[Event, None, tuple[Observation, ...]]:
        """The calls' observations, in order; `answer` is made like any other."""
        first, self.calls = self.calls + 1, self.calls + len(calls)
        for step, call in enumerate(calls, first):
            yield StepStarted(**self.stamp(), step=step, tool=call.tool, arguments=call.arguments)
        seconds = max(self.budget.seconds_left, LEAST_S)
        made = observe(self.desk, tools, calls, pool=self.pool, guard=self.guard, seconds=seconds)
        observations = tuple(map(self.judged, made))
        for step, seen in enumerate(observations, first):
            yield StepFinished(
                **self.stamp(),
                step=step,
                tool=seen.call.tool,
                seconds=round(seen.seconds, 3),
                error=seen.error,
                text=seen.text,
            )
        for lead in self.threads.opened(observations):
            yield ThreadOpened(
                **self.stamp(), document=lead.document, line=lead.line, words=lead.words
            )
        for lead in self.threads.closed(tuple(with_nested(observations))):
            yield ThreadClosed(
                **self.stamp(), document=lead.document, line=lead.line, words=lead.words
            )
        return observations

    def judged(self, seen: Observation) -> Observation:
        """A draft that is to be repaired is no result but a complaint."""
        complaint = self.complaint(seen.result) if isinstance(seen.result, Draft) else ""
        return replace(seen, text=complaint, result=None, error=True) if complaint else seen

    def last_call(self, reason: str) -> Generator[Event, None, tuple[Draft | None, str]]:
        """Ask for the answer with what is known, with no other tool on offer."""
        why = f"The budget of the run is used up: {reason}."
        self.transcript = self.transcript.noted(
            f"{why} Call `answer` now with what you know; say what is missing in open_threads."
        )
        try:
            reply = yield from self.ask((self.answer_tool,), self.budget.limits.grace_seconds)
        except ModelError as error:
            return None, f"{why} {error}"
        draft = yield from self.take(reply, (self.answer_tool,))
        return draft or draft_from_text(self.desk, reply.text), why

    def usage(self) -> RunUsage:
        """What the run has taken so far."""
        return RunUsage.of(self.model.name, self.budget.usage, self.budget.seconds)

    def end(self, draft: Draft | None, why: str) -> Iterator[Event]:
        """Everything the answer holds, then the answer."""
        if draft is not None:
            answer = conclude(self.desk, self.judge(draft), self.transcript, self.usage())
        else:
            answer = leftover(self.desk, why, self.transcript, self.usage())
        for figure in answer.figures:
            yield FigureFound(**self.stamp(), figure=figure)
        for citation in answer.citations:
            yield CitationFound(**self.stamp(), citation=citation)
        for check in answer.checks:
            yield Checked(**self.stamp(), check=check)
        yield RunEnded(**self.stamp(), answer=answer)
