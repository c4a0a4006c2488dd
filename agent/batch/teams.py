"""Who answers the cells: processes, threads, or a cluster, all behind one method.

A model that computes (offline) needs processes; one that is waited for (a provider) needs threads,
many of them. The team for a cluster is ray_team.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from queue import SimpleQueue
from typing import Protocol

from agent.batch.work import Result, Task, Work, died
from agent.workers import run_all
from store.settings import Settings

AT_ONCE = 16  # calls of a provider's model that wait at the same time


def team_for(settings: Settings, model: str, at_once: int = 0) -> "Team":
    """Processes for a model that computes, threads for one that is waited for, or a cluster.

    `at_once` cells at a time; 0: see `count_for`, and of a cluster all of it. Raises TieoutError
    where a cluster could not keep the cells.
    """
    if settings.ray:
        from agent.batch.ray_team import ray_team

        return ray_team(settings, each=1 if computes(model) else AT_ONCE, at_once=at_once)
    kind = Processes if computes(model) else Threads
    return kind(at_once or count_for(model))


def count_for(model: str) -> int:
    """Cells at a time on this machine, where nobody says."""
    return (os.cpu_count() or 1) if computes(model) else AT_ONCE


def computes(model: str) -> bool:
    """Whether the model works in our own process."""
    return model == "offline" or model.startswith("scripted:")


class Team(Protocol):
    """Runs tasks somewhere else, some at a time."""

    @property
    def at_once(self) -> int:
        """How many."""

    def run(self, tasks: Iterable[Task], open_work: Callable[[], Work]) -> Iterator[Result]:
        """The results as they come. Tasks are taken one by one, when there is room for them.

        A task whose worker dies becomes `died`. Leaving the iteration early ends the workers, or
        where that cannot be, what they still do is dropped.
        """
        ...


@dataclass(frozen=True, slots=True)
class Processes:
    """Processes of this machine. With one, the work is done here."""

    at_once: int

    def run(self, tasks: Iterable[Task], open_work: Callable[[], Work]) -> Iterator[Result]:
        """See the protocol."""
        return run_all(tasks, open_work, died, workers=self.at_once)


@dataclass(frozen=True, slots=True)
class Threads:
    """Threads of this process, which share one open library."""

    at_once: int

    def run(self, tasks: Iterable[Task], open_work: Callable[[], Work]) -> Iterator[Result]:
        """See the protocol."""
        work, queue = open_work(), iter(tasks)
        done: SimpleQueue[Future[Result]] = SimpleQueue()
        pool = ThreadPoolExecutor(self.at_once, thread_name_prefix="cell")

        def begin(most: int) -> int:
            begun = [pool.submit(work, task) for task in islice(queue, most)]
            for each in begun:
                each.add_done_callback(done.put)
            return len(begun)

        try:
            running = begin(self.at_once)
            while running:
                ended = [done.get(), *(done.get() for _ in range(done.qsize()))]
                # First the threads get more to do: keeping what they found takes a while.
                running += begin(len(ended)) - len(ended)
                yield from (each.result() for each in ended)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
