"""Many tasks on a Ray cluster: what `ingest.workers` does on one machine, done on several.

A worker is an actor with a processor to itself, which opens what it works with once. When its
process or its machine dies, its tasks go to others and another takes its place as soon as there is
room for one. Results come back here: this process alone writes them down, so each counts once.
Machines of the cluster see the library, and the files to read, at the same paths.
"""

import os
import socket
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ingest.workers import Died
from store.errors import TieoutError

if TYPE_CHECKING:
    import ray

Task = TypeVar("Task")
Result = TypeVar("Result")
Job = Callable[[Task], Result]

DEATHS = 3  # of workers that one task may cost; it is then taken to be the cause
KNOCK_S = 5.0
PATIENCE_S = 300.0  # for the first worker to find room; clusters start machines on demand


class NoCluster(TieoutError):
    """There is no cluster to work on, or no room in it."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a cluster is, and how much of it is taken."""

    address: str
    """As `ray.init` takes it: "auto", "host:6379"."""
    workers: int = 0
    """At most; 0: one for each processor of the cluster."""
    each: int = 1
    """Tasks that a worker has at a time, in threads."""

    @property
    def at_once(self) -> int:
        """How many tasks it has at a time; raises NoCluster."""
        connect(self.address)
        return (self.workers or processors()) * self.each

    def run(
        self, tasks: Iterable[Task], open_job: Callable[[], Job[Task, Result]]
    ) -> Iterator[tuple[Task, Result | Died]]:
        """Run every task; each comes back as it ends, not in the order it was given.

        `open_job` is called once in each worker and must pickle. A TieoutError that it raises is
        raised here. Raises NoCluster.
        """
        most = self.at_once // self.each
        return _Crew[Task, Result](open_job, most, self.each).run(tasks)


def connect(address: str) -> None:
    """Become a part of the cluster until this process ends; raises NoCluster."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is reported to anybody
    try:
        import ray
    except ModuleNotFoundError as error:
        raise NoCluster(
            "Working on a cluster needs the package ray: pip install 'tieout[ray]', on each of "
            "its machines. Or leave out --ray."
        ) from error
    spare_stdout()
    try:
        knock(address)
        ray.init(address, log_to_driver=False, logging_level="ERROR", ignore_reinit_error=True)
    except (OSError, RuntimeError, ValueError) as error:
        raise NoCluster(
            f"There is no Ray cluster at {address} ({error}). Start one with `ray start --head`, "
            "join it from this machine with `ray start --address HOST:6379`, and name it so."
        ) from error


def spare_stdout() -> None:
    """Have Ray say on stderr which workers died. It takes stdout, which is for results.

    There is no setting for it, so a function of the release that is pinned is put in its place.
    """
    from ray._private import worker

    worker.print_to_stdstream = told_on_stderr


def told_on_stderr(said: Mapping[str, Any], ignore_prefix: bool) -> None:
    """The lines of a message of Ray, each by whom."""
    who = "" if ignore_prefix else f"({said['pid']}) "
    sys.stderr.writelines(f"{who}{line}\n" for line in said["lines"])


def knock(address: str) -> None:
    """Raise OSError when nobody listens at HOST:PORT; Ray itself tries for minutes."""
    host, _, port = address.rpartition(":")
    if host and "/" not in host and port.isdigit():
        socket.create_connection((host, int(port)), KNOCK_S).close()


def processors() -> int:
    """How many the cluster has now, at least one."""
    import ray

    held: Mapping[str, float] = ray.cluster_resources()
    return max(1, int(held.get("CPU", 0)))


def must_see(folder: Path) -> None:
    """Raise TieoutError where this machine has no such folder."""
    if not folder.is_dir():
        raise TieoutError(
            f"The machine {os.uname().nodename} of the cluster has no folder {folder}. All of its "
            "machines must see the library and the filings at the same paths."
        )


class _Worker(Generic[Task, Result]):
    """What runs on the cluster."""

    def __init__(self, open_job: Callable[[], Job[Task, Result]]) -> None:
        self.open_job = open_job

    def open(self) -> None:
        """Get ready. Apart from making one, so that its error is its own and not the actor's."""
        self.job = self.open_job()

    def do(self, task: Task) -> Result:
        """One task."""
        return self.job(task)


@dataclass(slots=True)
class _Crew(Generic[Task, Result]):
    """Workers, what each of them holds, and what waits for one."""

    open_job: Callable[[], Job[Task, Result]]
    most: int
    each: int
    waiting: deque[tuple[Task, int]] = field(default_factory=deque)
    """With how many workers the task has already cost."""
    opening: dict["ray.ObjectRef[None]", Any] = field(default_factory=dict)
    """Workers that are not ready yet, perhaps for want of room."""
    free: deque[Any] = field(default_factory=deque)
    """Workers, once for each task more that they may have."""
    held: dict["ray.ObjectRef[Result]", tuple[Any, Task, int]] = field(default_factory=dict)
    team: list[Any] = field(default_factory=list)
    stillborn: int = 0
    """Workers that died while they opened, one after the other."""

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | Died]]:
        import ray

        coming = iter(tasks)
        try:
            while self.take(coming):
                yield from self.heard()
        finally:
            for worker in self.team:
                ray.kill(worker)

    def take(self, coming: Iterator[Task]) -> bool:
        """Take tasks as far as there is room, and hand them out; whether any is left."""
        room = self.most * self.each - len(self.held) - len(self.waiting)
        self.waiting.extend((task, 0) for task in islice(coming, room))
        busy = len(self.held) + len(self.waiting)
        while len(self.team) < min(self.most, -(-busy // self.each)):
            self.hire()
        while self.waiting and self.free:
            worker, (task, deaths) = self.free.popleft(), self.waiting.popleft()
            self.held[worker.do.remote(task)] = (worker, task, deaths)
        return busy > 0

    def hire(self) -> None:
        """Ask for a worker; it is `opening` until the cluster has room for it."""
        import ray

        actor = ray.remote(_Worker).options(
            num_cpus=1, max_concurrency=self.each, scheduling_strategy="SPREAD"
        )
        worker = actor.remote(self.open_job)
        self.team.append(worker)
        self.opening[worker.open.remote()] = worker

    def heard(self) -> Iterator[tuple[Task, Result | Died]]:
        """Wait until a worker is ready, is through with a task, or has died."""
        import ray

        patience = None if self.held else PATIENCE_S
        done, _ = ray.wait([*self.opening, *self.held], timeout=patience)
        if not done:
            raise NoCluster(
                f"The cluster had no room for a worker within {PATIENCE_S:.0f} seconds. Add "
                "machines to it, or wait until others leave it; what is finished is kept."
            )
        for one in done:
            if one in self.opening:
                self.opened(one)
            else:
                yield from self.finished(one)

    def opened(self, one: "ray.ObjectRef[None]") -> None:
        """A worker is ready, or never will be."""
        worker = self.opening.pop(one)
        if _got(one) is None:
            self.free.extend([worker] * self.each)
            self.stillborn = 0
            return
        self.team.remove(worker)
        self.stillborn += 1
        if self.stillborn > DEATHS * self.most:
            raise NoCluster(
                "Workers of the cluster die while they begin. Is this version of Tieout installed "
                "on all of its machines, and is there memory for it?"
            )

    def finished(self, one: "ray.ObjectRef[Result]") -> Iterator[tuple[Task, Result | Died]]:
        """A task is through, or its worker has died and another must do it."""
        worker, task, deaths = self.held.pop(one)
        said = _got(one)
        if not isinstance(said, _Gone):
            self.free.append(worker)
            yield task, said
            return
        if worker in self.team:
            self.team.remove(worker)
            self.free = deque(each for each in self.free if each is not worker)
        if deaths + 1 == DEATHS:
            yield task, Died(f"{DEATHS} workers of the cluster died at it, one after the other")
        else:
            self.waiting.appendleft((task, deaths + 1))


class _Gone:
    """In place of a result: the worker died."""


def _got(one: "ray.ObjectRef[Any]") -> Any:
    import ray
    from ray.exceptions import RayActorError, RayTaskError

    try:
        return ray.get(one)
    except RayActorError:
        return _Gone()
    except RayTaskError as error:
        if isinstance(error.cause, TieoutError):
            raise error.cause from None
        raise
