"""Worker processes: one task at a time each, within a time and a memory limit.

A worker that crashes, hangs or grows too large costs the one task it was at; a fresh one takes its
place. Workers are plain Python processes that hear their tasks over a socket, in a session of
their own: Ctrl-C at the terminal reaches only the parent, and the end of the parent ends them.
"""

import gc
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import TracebackType
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

MB = 1 << 20
GROWN_MB = 900  # a worker that ever held this much is retired: memory rarely goes back
LIFETIME = 200  # tasks; what leaks slowly does not leak for ever


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may take."""

    seconds: float
    memory_mb: int


@dataclass(frozen=True, slots=True)
class Died:
    """A task without a result. The sentence leaves its name out."""

    reason: str
    error: OSError | None = None
    """The system error that stopped it, if it was one: a full disk concerns all tasks."""


@dataclass(frozen=True, slots=True)
class Reply(Generic[Result]):
    """What a worker sends back."""

    result: Result | Died
    retiring: bool


class Workers(Generic[Task, Result]):
    """`count` processes that run `job`, a function that can be imported by its name."""

    def __init__(self, job: Callable[[Task], Result], count: int, limits: Limits) -> None:
        self.job = job
        self.count = count
        self.limits = limits
        self._idle: list[_Worker] = []
        self._busy: dict[Connection, tuple[_Worker, Task, float]] = {}

    def __enter__(self) -> "Workers[Task, Result]":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for worker in [*self._idle, *(busy[0] for busy in self._busy.values())]:
            worker.end()
        self._idle.clear()
        self._busy.clear()

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | Died]]:
        """Run every task; each comes back as it ends, not in the order it was given.

        `tasks` is drawn one at a time, as workers become free; a worker has its next task before
        the result of its last is handed on. An exception of `job` is a fault in it: it ends the
        worker, and the last line of its traceback is the reason.
        """
        coming = iter(tasks)
        self._fill(coming)
        while self._busy:
            done = list(self._finished())
            self._fill(coming)
            yield from done

    def _fill(self, coming: Iterator[Task]) -> None:
        """Give every worker that is free a task, as long as there are some."""
        for task in islice(coming, self.count - len(self._busy)):
            self._start(task)

    def _start(self, task: Task) -> None:
        worker = self._idle.pop() if self._idle else _Worker(self.job, self.limits)
        self._busy[worker.connection] = (worker, task, time.monotonic() + self.limits.seconds)
        worker.send(task)

    def _finished(self) -> Iterator[tuple[Task, Result | Died]]:
        """Wait until at least one worker has something to say, or has said nothing for too long."""
        patience = min(until for _, _, until in self._busy.values()) - time.monotonic()
        ready = wait(list(self._busy), timeout=max(0.0, patience))
        for connection in ready:
            assert isinstance(connection, Connection)
            worker, task, _ = self._busy.pop(connection)
            yield task, self._hear(worker)
        now = time.monotonic()
        for connection, (worker, task, until) in list(self._busy.items()):
            if until <= now:
                del self._busy[connection]
                worker.end()
                yield task, Died(f"reading it took longer than {self.limits.seconds:g} seconds")

    def _hear(self, worker: "_Worker") -> Result | Died:
        try:
            reply: Reply[Result] = worker.connection.recv()
        except (EOFError, ConnectionResetError):
            return Died(worker.last_words())
        if reply.retiring:
            worker.end()
        else:
            self._idle.append(worker)
        return reply.result


class _Worker:
    """A process and the line to it."""

    def __init__(self, job: Callable[..., object], limits: Limits) -> None:
        self.said = tempfile.TemporaryFile("w+", errors="replace")  # noqa: SIM115 (closed in `end`)
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-c", START, str(theirs.fileno()), str(limits.memory_mb)],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # that of the parent carries results
                stderr=self.said,
                start_new_session=True,
            )
        self.connection = Connection(ours.detach())
        self.send(job)

    def send(self, message: object) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # receiving will say that it died
            self.connection.send(message)

    def last_words(self) -> str:
        """Why a worker that hung up did so."""
        status = self.process.wait()
        self.said.seek(0)
        said = self.said.read().strip().splitlines()
        self.end()
        if status < 0:
            return f"the reader crashed on it ({signal.Signals(-status).name})"
        return f"the reader failed on it, which is a fault of ours: {_fault(said)}"

    def end(self) -> None:
        """Kill the process, if it still lives, and let go of everything."""
        self.process.kill()
        self.process.wait()
        self.connection.close()
        self.said.close()


def _fault(said: list[str]) -> str:
    """The end of a traceback in one line: what was raised, and where."""
    where = [line.strip() for line in said if line.startswith('  File "')]
    at = where[-1].partition(", in ")[0].replace('"', "") if where else "before it began"
    return f"{said[-1] if said else 'no message'} ({at})"


START = "import sys; from ingest.workers import serve; serve(int(sys.argv[1]), int(sys.argv[2]))"


def serve(handle: int, memory_mb: int) -> None:
    """The life of a worker: take a function, then tasks for it, until the parent hangs up."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * MB, memory_mb * MB))
    connection = Connection(handle)
    try:
        job = connection.recv()
        gc.freeze()  # what is loaded by now stays: the collector need not look at it again
        for count in range(1, LIFETIME + 1):
            task = connection.recv()
            result = _attempt(job, task, memory_mb)
            connection.send(Reply(result, count == LIFETIME or peak_mb() > GROWN_MB))
    except (EOFError, ConnectionResetError, BrokenPipeError):
        return


def peak_mb() -> int:
    """The most this process ever held. Linux counts in ru_maxrss what the parent held, too."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.findall(r"VmHWM:\s+(\d+) kB", status.read_text())[0]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MB  # macOS: in bytes


def _attempt(job: Callable[[object], object], task: object, memory_mb: int) -> object:
    try:
        return job(task)
    except MemoryError:
        return Died(f"reading it takes more than {memory_mb} MB of memory")
    except OSError as error:
        return Died(str(error), error)
