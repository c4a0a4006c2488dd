"""task: a narrower question for a sub-agent, whose evidence joins the run that asked.

The sub-agent has the same model, tools and budget, and no `task` of its own. What it answers is
checked as any answer is, and shown with the place of every figure, so that the run can cite and
compute with them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from agent.answer import Answer, Figure
from agent.transcript import Observation
from tools.desk import Desk
from tools.sizes import clip, fit
from tools.tool import Tool, ToolError


@dataclass(frozen=True, slots=True)
class Reported:
    """What a sub-agent found."""

    answer: Answer
    observations: tuple[Observation, ...] = ()
    """The calls it made: what it read counts as read."""

    def show(self) -> str:
        """Its answer, its figures with their places, its quotations."""
        fitted = fit(self._lines())
        cut = f" {fitted.left} lines were cut: ask a narrower task." if fitted.left else ""
        end = f"Next: cite these lines yourself; calculate with these places.{cut}"
        return "\n".join((f"{self.answer.status}: {self.answer.answer}", *fitted.lines, end))

    def _lines(self) -> Iterator[str]:
        for figure in self.answer.figures:
            if figure.value is not None:
                about = f"{figure.unit or ''} {figure.period or ''}".strip()
                yield f"  {_place(figure)} = {figure.value} {about}"
        for cited in self.answer.citations:
            lines = f"{cited.lines[0]}-{cited.lines[1]}"
            yield f"  [{cited.document}:{lines}] “{clip(cited.quote, 400)}”"
        for check in self.answer.checks:
            if check.status == "failed":
                yield f"  not verified: {check.sentence}"
        yield from (f"  left open: {each}" for each in self.answer.open_threads)


def _place(figure: Figure) -> str:
    if figure.document and figure.lines:
        return f"{figure.document}:{figure.lines[0]} {figure.text}"
    return f"({figure.expression})"


def task_tool(delegate: Callable[[str, tuple[str, ...]], Reported]) -> Tool:
    """The tool, over what runs a sub-agent: question and document ids in, a report out."""
    return replace(_described(), function=_task(delegate))


@cache
def _described() -> Tool:
    """The tool as every run has it but for whom it asks; describing it takes milliseconds."""
    return Tool.of(_task(no_task))


def _task(delegate: Callable[[str, tuple[str, ...]], Reported]) -> Callable[..., Reported]:
    def task(desk: Desk, question: str, documents: tuple[str, ...] = ()) -> Reported:
        """Hand a narrower question to a sub-agent: one filing of many, one part of a sum.

        It shares your budget. Ask several in one turn where they are independent.

        `question` is the question, complete in itself: the sub-agent sees nothing else.

        `documents` are the ids it may look at; without them all in scope.
        """
        if not question.strip():
            raise ToolError("task needs a question.")
        return delegate(question, tuple(desk.document(each).id for each in documents))

    return task


def no_task(question: str, documents: tuple[str, ...]) -> Reported:
    """For pages about the tool: nobody is there to ask."""
    raise ToolError(f"Nobody can take {question!r} about {documents}.")


def with_nested(observations: tuple[Observation, ...]) -> Iterator[Observation]:
    """The observations, those of sub-agents behind the call that made them."""
    for seen in observations:
        yield seen
        if isinstance(seen.result, Reported):
            yield from seen.result.observations
