"""Working through a batch: cells out to a team, answers into the ledger, one commit each.

Killed at any moment, it loses no finished cell; run again, it takes up the cells that wait or
failed. Trouble that passes sends a cell back for later; trouble that all cells would meet stops
the batch with its reason.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from agent.batch.hold import held
from agent.batch.ledger import Counts, Ledger
from agent.batch.queue import Clock, Queue
from agent.batch.teams import Team
from agent.batch.work import Result, Task, Work


@dataclass(frozen=True, slots=True)
class Progress:
    """One more cell is through, or sent back."""

    counts: Counts
    cell: str
    status: str
    seconds_left: float | None
    """By the pace so far; None before the first cell."""


def run_batch(
    ledger: Ledger,
    batch: str,
    team: Team,
    open_work: Callable[[], Work],
    *,
    most: int | None = None,
    clock: Clock = Clock(),  # noqa: B008 -- frozen
) -> Iterator[Progress]:
    """Answer the cells that are due, `most` of them at the most; raises `Held`.

    Ends with the batch finished, waiting (after a sample), paused or cancelled (see
    `Ledger.set_state`), or stopped. Leaving the iteration early pauses it.
    """
    with held(ledger.library, batch):
        queue = Queue(tasks(ledger.start(batch), most), lambda: not ledger.is_running(batch), clock)
        try:
            yield from progress(ledger, batch, queue, worked(queue, team, open_work))
        except (GeneratorExit, KeyboardInterrupt):
            ledger.set_state(batch, "paused")
            raise
        if queue.why:
            ledger.set_state(batch, "stopped", queue.why)
        elif ledger.is_running(batch):
            ledger.set_state(batch, "waiting" if ledger.counts(batch).waiting else "finished")


def tasks(due: Sequence[Task], most: int | None) -> Sequence[Task]:
    """All that is due; of `most`, an even sample over the whole batch."""
    if most is None or most >= len(due):
        return due
    return [due[at * len(due) // most] for at in range(most)]


def worked(queue: Queue, team: Team, open_work: Callable[[], Work]) -> Iterator[Result]:
    """Results until the queue is done; the team comes home while all that is left must wait."""
    while queue.wait():
        yield from team.run(queue, open_work)


def progress(
    ledger: Ledger, batch: str, queue: Queue, results: Iterator[Result]
) -> Iterator[Progress]:
    """Each result put where it belongs, and how far the batch is then."""
    counts, began, finished = ledger.counts(batch), time.monotonic(), 0
    for result in results:
        status = settle(ledger, batch, queue, result)
        counts = counts.after(status)
        finished += status != "waiting"
        pace = (time.monotonic() - began) / finished if finished else None
        yield Progress(counts, result.task.cell, status, pace and pace * counts.waiting)


def settle(ledger: Ledger, batch: str, queue: Queue, result: Result) -> str:
    """Put a result into the ledger, or its task back into the queue; the cell's status then."""
    if result.outcome == "stop":
        queue.why = result.why
        return "waiting"
    if result.outcome == "later" and queue.again(result.task, result.wait_s or 0.0):
        return "waiting"
    ledger.finish(batch, result.task.cell, result.answer)
    return str(result.answer["status"])
