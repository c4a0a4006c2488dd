"""The cells of a run in their order; those sent back come again when their time has come."""

import heapq
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from agent.batch.work import Task

PAUSES_S = (5.0, 15.0, 45.0, 90.0)  # before a cell is tried again; after that it has failed
POLL_S = 0.5  # how soon a pause is noticed while all cells wait


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, as a test may have it pass."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass(slots=True)
class Queue:
    """Iterating gives the tasks that are due now, and ends when there is none or it must stop."""

    tasks: Sequence[Task]
    stopped: Callable[[], bool]
    """Whether a person paused or cancelled the batch."""
    clock: Clock = Clock()
    why: str = field(default="", init=False)
    """Why no cell can be answered any more, once that is known."""
    _due: list[tuple[float, int, Task]] = field(default_factory=list, init=False)
    _order: Iterator[int] = field(default_factory=count, init=False)
    _tries: Counter[str] = field(default_factory=Counter, init=False)

    def __post_init__(self) -> None:
        self._due = [(self.clock.now(), next(self._order), task) for task in self.tasks]

    def __iter__(self) -> Iterator[Task]:
        """The tasks that are due, oldest first."""
        while self._due and self._due[0][0] <= self.clock.now() and not self._ended():
            yield heapq.heappop(self._due)[2]

    def wait(self) -> bool:
        """Wait until a task is due; False when there is none left, or the batch must stop."""
        while self._due and not self._ended():
            wait = self._due[0][0] - self.clock.now()
            if wait <= 0:
                return True
            self.clock.sleep(min(wait, POLL_S))
        return False

    def again(self, task: Task, least_s: float) -> bool:
        """Send a task back for `least_s` or longer; False when it was tried often enough."""
        tries = self._tries[task.cell]
        if tries >= len(PAUSES_S):
            return False
        self._tries[task.cell] += 1
        when = self.clock.now() + max(PAUSES_S[tries], least_s)
        heapq.heappush(self._due, (when, next(self._order), task))
        return True

    def _ended(self) -> bool:
        return bool(self.why) or self.stopped()
