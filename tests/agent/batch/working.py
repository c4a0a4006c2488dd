"""Work for batches in tests: a provider that is priced, and keeps its own bill."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from agent.batch.grid import Plan, listed
from agent.batch.ledger import Ledger
from agent.batch.purse import MeteredModel, Pace, Purse
from agent.batch.queue import Clock
from agent.batch.run import Progress, run_batch
from agent.batch.teams import Processes, Team
from agent.batch.work import Result, Task, Work, judged
from agent.desk import open_desk
from agent.loop import ask
from agent.model import Call, ModelError, Reply, Usage
from agent.questions import Asked
from agent.transcript import Question, Transcript
from store.library import Library
from tools.tool import Tool

PRICE = Decimal("0.01")
WORST = Decimal("0.03")


@dataclass
class Provider:
    """Answers when its time is over; every reply costs a cent and could have cost three."""

    bill: Path
    """A line a call, by the question."""
    errors: tuple[ModelError, ...] = ()
    """Raised first, one a call."""
    seconds: float = 0.0
    name: str = "priced"
    calls: int = 0

    def worst_cost(self, transcript: Transcript, tools: Sequence[Tool]) -> Decimal | None:
        return WORST

    def reply(
        self, transcript: Transcript, tools: Sequence[Tool], on_text: Callable[[str], None]
    ) -> Reply:
        self.calls += 1
        if self.calls <= len(self.errors):
            raise self.errors[self.calls - 1]
        time.sleep(self.seconds)
        with self.bill.open("a") as bill:
            bill.write(transcript.question.text + "\n")
        usage = Usage(100, 0, 10, PRICE)
        said = {"status": "not_in_library", "answer": f"Looked for {transcript.question.text}"}
        return Reply("", (Call("1", "answer", dict(said)),), usage)


@dataclass(frozen=True)
class OpenProvider:
    """Opens a library with that provider behind the purse of a batch."""

    folder: Path
    batch: str
    bill: Path
    errors: tuple[ModelError, ...] = ()
    url: str | None = None
    seconds: float = 0.0
    """That a call takes."""

    def __call__(self) -> Work:
        library = Library(self.folder, url=self.url)
        desk, purse = open_desk(library), Purse(library, self.batch)

        def work(task: Task) -> Result:
            provider = Provider(self.bill, self.errors, self.seconds)
            metered = MeteredModel(
                provider, purse, task.cell, True, Pace(), sleep=lambda _seconds: None
            )
            question = Question(task.question, tuple(task.documents))
            return judged(task, ask(desk, metered, question), metered.trouble)

        return work


def asked(count: int) -> list[Asked]:
    """Questions that are told apart by their number."""
    return [Asked(str(number), f"What is figure {number}?") for number in range(count)]


def planned(library: Library, count: int) -> Plan:
    """A plain list of that many."""
    return listed(asked(count), library, "priced")


def quick() -> Clock:
    """A clock on which a wait is over at once."""
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    return Clock(lambda: now[0], sleep)


def run(
    ledger: Ledger, batch: str, work: Callable[[], Work], team: Team | None = None
) -> list[Progress]:
    """Work through a batch without waiting for anything."""
    return list(run_batch(ledger, batch, team or Processes(1), work, clock=quick()))
