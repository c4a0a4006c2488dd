"""Many tasks, several processes: one task at a time to each, results as they come.

The offline model computes and does not wait, so threads would not help. A process that dies
(killed for its memory, say) costs the one task it held; another takes its place.
"""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar, cast

Task = TypeVar("Task")
Result = TypeVar("Result")

PATIENCE_S = 5.0  # how long a process that was told to end may take


@dataclass(slots=True)
class Worker(Generic[Task]):
    """A process, our end of the pipe to it, and the task it holds."""

    process: BaseProcess
    pipe: Connection
    task: Task


def run_all(
    tasks: Iterable[Task],
    open_work: Callable[[], Callable[[Task], Result]],
    lost: Callable[[Task, int | None], Result],
    *,
    workers: int,
) -> Iterator[Result]:
    """What the work makes of each task, in the order they are finished.

    `open_work` is called once in each process and must pickle; with one worker it is called
    here. A task whose process dies becomes `lost(task, exit code)`. Leaving the iteration early
    ends the processes.
    """
    if workers == 1:
        yield from map(open_work(), tasks)
        return
    queue = iter(tasks)
    team: list[Worker[Task]] = []
    try:
        for task in islice(queue, workers):
            team.append(hire(open_work, task, threads(workers)))
        while team:
            for worker in ready(team):
                result = finish(worker, lost)
                team.remove(worker)
                team.extend(carry_on(worker, islice(queue, 1), open_work, threads(workers)))
                yield result
    finally:
        for worker in team:
            dismiss(worker)


def threads(workers: int) -> int:
    """How many threads each process may compute with, so that all together fill the machine."""
    return max(1, (os.cpu_count() or 1) // workers)


def hire(
    open_work: Callable[[], Callable[[Task], Result]], task: Task, threads: int
) -> Worker[Task]:
    """Start a process and give it its first task."""
    # spawn, not fork: torch and tantivy keep threads, which a forked child would lack.
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(open_work, theirs, threads), daemon=True)
    process.start()
    theirs.close()  # so that we read the end of the pipe when the process dies
    worker = Worker(process, ours, task)
    worker.pipe.send(task)
    return worker


def ready(team: list[Worker[Task]]) -> list[Worker[Task]]:
    """Those that have something to say, or have died; waits until there is one."""
    speaking = wait([worker.pipe for worker in team])
    return [worker for worker in team if worker.pipe in speaking]


def finish(worker: Worker[Task], lost: Callable[[Task, int | None], Result]) -> Result:
    """The result of the task the worker holds."""
    try:
        return cast(Result, worker.pipe.recv())
    except (EOFError, ConnectionResetError):
        worker.process.join()
        return lost(worker.task, worker.process.exitcode)


def carry_on(
    worker: Worker[Task],
    following: Iterator[Task],
    open_work: Callable[[], Callable[[Task], Result]],
    threads: int,
) -> Iterator[Worker[Task]]:
    """Give the next task to the worker, or to a new one if it died; let it go if there is none."""
    for task in following:
        if worker.process.exitcode is not None:
            worker.pipe.close()
            yield hire(open_work, task, threads)
        else:
            worker.task = task
            worker.pipe.send(task)
            yield worker
        return
    dismiss(worker)


def dismiss(worker: Worker[Task]) -> None:
    """End the process, whatever it is doing."""
    worker.pipe.close()
    worker.process.terminate()
    worker.process.join(PATIENCE_S)
    if worker.process.exitcode is None:
        worker.process.kill()
        worker.process.join()


def serve(
    open_work: Callable[[], Callable[[Task], Result]], pipe: Connection, threads: int
) -> None:
    """The life of a process: tasks in, results out, until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    os.environ.setdefault("OMP_NUM_THREADS", str(threads))
    work = open_work()
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        pipe.send(work(task))
