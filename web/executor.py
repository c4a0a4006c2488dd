"""Who does the runs: threads of this process, or processes with threads in each.

A run that waits for a provider takes no processor, and threads do. The offline model and search
compute, and hold Python's lock while they do: in processes of their own they do not hold up the
event loop, and a process that dies costs its runs only, which are told so.
"""

import logging
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Protocol

from agent.models import model_named
from store.errors import TieoutError
from store.heaps import kept_low
from tools.tool import ToolError
from web.preparing import Opening, prepare
from web.tasks import Libraries, Lost, Naming, Said, Task, events

MOST = 128  # runs at a time in one process; the others wait
PATIENCE_S = 3.0  # how long a process that was told to end may take
log = logging.getLogger("tieout.runs")

Hear = Callable[[Said | Lost], None]
FAULT = "Something went wrong while this was answered; the log says more. Ask again."
DIED = "The process that was answering this ended, perhaps for want of memory. Ask again."


class Executor(Protocol):
    """Does runs, and says all that they say. Every run ends in `run_ended` or in Lost."""

    def submit(self, task: Task) -> None:
        """Begin as soon as there is room."""
        ...

    def prepare(self, opening: Opening) -> None:
        """Begin to open what runs will need; runs that come earlier wait for it."""
        ...

    @property
    def is_ready(self) -> bool:
        """Whether that is done."""
        ...

    def stop(self, run: str) -> None:
        """Have the run end with what was found; nothing happens if it has ended."""
        ...

    def close(self) -> None:
        """Stop everything, and wait for it a moment."""
        ...


class Threads:
    """Runs in threads of this process."""

    def __init__(
        self,
        hear: Hear,
        named: Naming = model_named,
        *,
        most: int = MOST,
        libraries: Libraries | None = None,
    ) -> None:
        """`libraries` are those of whoever else opens some in this process."""
        self.hear = hear
        self.named = named
        self.libraries = libraries or Libraries()
        self.prepared: Future[None] | None = None
        self.pool = ThreadPoolExecutor(most, thread_name_prefix="run")
        self.stops: dict[str, threading.Event] = {}

    def submit(self, task: Task) -> None:
        """Begin as soon as a thread is free."""
        stop = self.stops[task.run] = threading.Event()
        self.pool.submit(self._work, task, stop).add_done_callback(_tell)

    def prepare(self, opening: Opening, done: Callable[[], None] = lambda: None) -> None:
        """Begin to open what runs will need, and call `done` when it is."""
        self.prepared = self.pool.submit(prepare, opening, self.libraries, self.named)
        self.prepared.add_done_callback(_tell)
        self.prepared.add_done_callback(lambda _: done())

    @property
    def is_ready(self) -> bool:
        """Whether that is done."""
        return self.prepared is None or self.prepared.done()

    def stop(self, run: str) -> None:
        """Have the run end with what was found."""
        if stop := self.stops.get(run):
            stop.set()

    def close(self) -> None:
        """Stop every run, and wait for them."""
        for stop in list(self.stops.values()):
            stop.set()
        self.pool.shutdown(wait=True, cancel_futures=True)
        self.libraries.close()

    def _work(self, task: Task, stop: threading.Event) -> None:
        ended, why = False, FAULT
        try:
            for event in events(task, stop, self.libraries, self.named):
                said = Said.of(task.run, event)
                ended = said.is_last
                self.hear(said)
        except (TieoutError, ToolError) as error:
            why = str(error)
        finally:
            if not ended:
                self.hear(Lost(task.run, why))
            self.stops.pop(task.run, None)


def _tell(future: "Future[None]") -> None:
    """Log what ended a run, if something did."""
    if not future.cancelled() and (error := future.exception()) is not None:
        log.error("a run ended in a fault", exc_info=error)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A process says that it is ready."""


@dataclass(slots=True)
class Worker:
    """A process, the pipe to it, and the runs it has."""

    process: BaseProcess
    pipe: Connection
    runs: set[str] = field(default_factory=set)
    sending: threading.Lock = field(default_factory=threading.Lock)
    is_ready: bool = True

    def send(self, message: Task | Opening | str) -> None:
        """Hand a task on, what to prepare for, or the id of a run to be stopped."""
        with self.sending:
            self.pipe.send(message)


class Processes:
    """Runs in `count` processes, each new one going to the least busy."""

    def __init__(
        self, hear: Hear, named: Naming = model_named, *, count: int, most: int = MOST
    ) -> None:
        self.hear = hear
        self.open = partial(serve, named, most)
        self.closing = False
        self.opening: Opening | None = None
        self.lock = threading.Lock()
        self.workers = [self._hire() for _ in range(count)]

    def submit(self, task: Task) -> None:
        """Begin as soon as there is room."""
        with self.lock:
            worker = min(self.workers, key=lambda each: len(each.runs))
            worker.runs.add(task.run)
        worker.send(task)

    def prepare(self, opening: Opening) -> None:
        """Have every process open what runs will need, those that take a place later, too."""
        with self.lock:
            self.opening = opening
            for worker in self.workers:
                self._ready(worker)

    @property
    def is_ready(self) -> bool:
        """Whether all have."""
        with self.lock:
            return all(worker.is_ready for worker in self.workers)

    def stop(self, run: str) -> None:
        """Have the run end with what was found."""
        with self.lock:
            holding = [each for each in self.workers if run in each.runs]
        for worker in holding:
            worker.send(run)

    def close(self) -> None:
        """End the processes; runs that were going on are Lost."""
        self.closing = True
        for worker in self.workers:
            worker.process.terminate()
        for worker in self.workers:
            worker.process.join(PATIENCE_S)
            if worker.process.exitcode is None:
                worker.process.kill()
                worker.process.join()

    def _hire(self) -> Worker:
        context = get_context("spawn")  # torch and tantivy keep threads, which a fork would lack
        ours, theirs = context.Pipe()
        process = context.Process(target=self.open, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        worker = Worker(process, ours)
        self._ready(worker)
        threading.Thread(target=self._listen, args=(worker,), name="runs", daemon=True).start()
        return worker

    def _ready(self, worker: Worker) -> None:
        """Have a process get ready, if it is known for what."""
        if self.opening is not None:
            worker.is_ready = False
            worker.send(self.opening)

    def _listen(self, worker: Worker) -> None:
        """Pass on what a process says, until it ends; then another takes its place."""
        while True:
            try:
                said: Said | Lost | Prepared = worker.pipe.recv()
            except (EOFError, ConnectionResetError):
                break
            if isinstance(said, Prepared):
                worker.is_ready = True
                continue
            if isinstance(said, Lost) or said.is_last:
                worker.runs.discard(said.run)
            self.hear(said)
        worker.pipe.close()
        with self.lock:
            if not self.closing:
                self.workers.remove(worker)
                self.workers.append(self._hire())
        for run in sorted(worker.runs):
            self.hear(Lost(run, DIED))


def serve(named: Naming, most: int, pipe: Connection) -> None:
    """The life of a process: tasks and stops in, events out, until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sending = threading.Lock()

    def hear(said: Said | Lost | Prepared) -> None:
        with sending:
            pipe.send(said)

    with kept_low():
        threads = Threads(hear, named, most=most)
        while True:
            try:
                message: Task | Opening | str = pipe.recv()
            except EOFError:
                return
            match message:
                case str():
                    threads.stop(message)
                case Opening():
                    threads.prepare(message, partial(hear, Prepared()))
                case Task():
                    threads.submit(message)
