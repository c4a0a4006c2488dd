"""One cell: the question asked, its answer given the type that was wanted, or why it must wait."""

import weakref
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from agent.answer import Answer, RunUsage
from agent.batch.purse import MeteredModel, NoPrice, Pace, Purse
from agent.batch.typed import typed
from agent.desk import open_desk
from agent.fallback import FallbackModel
from agent.loop import ask
from agent.model import Model, ModelError, NoSuchModel, NotAllowed, OutOfMoney, Usage
from agent.models import model_named
from agent.transcript import Question
from ingest.cluster import must_see
from store.errors import NoSuchDocument
from store.library import Library
from store.settings import Settings

Outcome = Literal["finished", "later", "stop"]
CAPPED_TOKENS = 8_000  # of a reply
# Errors that every other cell would meet too.
FOR_ALL = (NotAllowed, NoSuchModel, OutOfMoney, NoPrice)


@dataclass(frozen=True, slots=True)
class Task:
    """A cell to be answered."""

    cell: str
    question: str
    documents: tuple[str, ...]
    type: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a task."""

    task: Task
    outcome: Outcome
    """"later": the same may go well in a while; "stop": no cell can be answered any more."""
    answer: dict[str, Any]
    why: str = ""
    wait_s: float | None = None
    """How long the provider asks to wait."""


Work = Callable[[Task], Result]


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Opens the library in whatever process the cells are answered in. Pickles."""

    settings: Settings
    model: str
    batch: str
    capped: bool
    per_minute: float = 0.0
    """Calls of the model at most, in each process."""
    named: Callable[[str], Model] = model_named
    """From its name to the model; must pickle where cells are answered in processes."""
    key: str | None = field(default=None, repr=False)
    """The provider's, where it is not the environment's."""

    def __call__(self) -> Work:
        """What answers a task. Raises TieoutError on a machine that does not see the library."""
        if self.settings.ray:
            must_see(self.settings.library)
        library = Library(self.settings.library, url=self.settings.database)
        desk = open_desk(library, self.settings.reranker)
        purse, pace = Purse(library, self.batch), Pace(self.per_minute)

        def work(task: Task) -> Result:
            model = attempted_once(self.named(self.model), capped=self.capped, key=self.key)
            metered = MeteredModel(model, purse, task.cell, self.capped, pace)
            try:
                scope = library.find(task.documents) if task.documents else ()
            except NoSuchDocument as error:
                return Result(task, "finished", unanswered("not_in_library", str(error), model))
            ids = tuple(document.id for document in scope)
            return judged(task, ask(desk, metered, Question(task.question, ids)), metered.trouble)

        weakref.finalize(work, library.close)  # the last who holds it lets go of the connections
        return work


def attempted_once(model: Model, *, capped: bool, key: str | None = None) -> Model:
    """A provider's model without attempts of its own: each attempt is to be paid for by itself.

    Under a cap its replies are kept short, or one at its longest would fill a small cap.
    """
    from agent.litellm_model import LitellmModel

    if isinstance(model, FallbackModel):
        return FallbackModel(
            [attempted_once(each, capped=capped, key=key) for each in model.models]
        )
    if not isinstance(model, LitellmModel):
        return model
    most = CAPPED_TOKENS if capped else None
    return replace(model, pauses_s=(), most_tokens=most, api_key=key or model.api_key)


def judged(task: Task, answer: Answer, trouble: ModelError | None) -> Result:
    """An answer is an answer, whatever trouble came before it; without one the trouble decides."""
    said = answer.to_json() | typed(answer, task.type)
    if answer.status != "failed" or trouble is None:
        return Result(task, "finished", said)
    if isinstance(trouble, FOR_ALL):
        return Result(task, "stop", said, str(trouble))
    if trouble.retryable:
        return Result(task, "later", said, str(trouble), trouble.retry_after)
    return Result(task, "finished", said)


def died(task: Task, exit_code: int | None) -> Result:
    """The result of a task whose process died."""
    sentence = (
        f"The process that was answering this ended (exit code {exit_code}), perhaps for want of "
        "memory. Run the batch again to ask it once more."
    )
    usage = RunUsage.of("", Usage(), 0.0)
    answer = Answer("failed", sentence, None, None, (), (), (), (), (), (), usage)
    return Result(task, "finished", answer.to_json())


def unanswered(status: Literal["not_in_library"], sentence: str, model: Model) -> dict[str, Any]:
    """An answer for which nothing was looked up."""
    usage = RunUsage.of(model.name, Usage(), 0.0)
    return Answer(status, sentence, None, None, (), (), (), (), (), (), usage).to_json()
