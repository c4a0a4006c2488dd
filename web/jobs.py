"""Long work beside the runs: reading files, batches. Its state is kept and survives a restart.

A kind of work is a function of a `Handle`: it reads what it was given, tells how far it is, looks
whether it is to stop, and returns the sentence that closes it. Another kind is one more entry in
the mapping that `Jobs` is made with.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select

from store.errors import TieoutError
from store.service_tables import StoredJob
from tools.tool import ToolError
from web.records import Records, now

AT_ONCE = 4
OFTEN_S = 0.3  # progress is written down at most so often
FAULT = "It failed by a fault of ours; the log says more. Try again."
RESTARTED = "The server was restarted before this was finished. Start it again."
log = logging.getLogger("tieout.jobs")


@dataclass
class Handle:
    """A job as its work sees it."""

    job: StoredJob
    records: Records
    stop: threading.Event = field(default_factory=threading.Event)
    wish: str = ""
    """What whoever stopped it wants it to be, in the words of its kind."""
    closing: threading.Event = field(default_factory=threading.Event)
    """Set when the server ends: leave off at once."""
    told: float = 0.0

    @property
    def given(self) -> dict[str, Any]:
        """What the job is to be done with."""
        return self.job.given

    def progress(self, done: int, total: int, sentence: str = "") -> None:
        """Tell how far it is."""
        self.job.done, self.job.total = done, total
        self.job.sentence = sentence or self.job.sentence
        self._tell()

    def add(self, row: dict[str, Any]) -> None:
        """Add a row to what it made."""
        self.job.result = [*self.job.result, row]
        self._tell()

    def save(self, state: str, sentence: str | None = None) -> None:
        """Write down where it stands."""
        self.job.state = state
        self.job.sentence = self.job.sentence if sentence is None else sentence
        self.job.updated = now()
        kept = ("state", "sentence", "done", "total", "result", "updated")
        values = {name: getattr(self.job, name) for name in kept}
        with self.records.writing() as session:
            session.execute(
                update(StoredJob).where(col(StoredJob.id) == self.job.id).values(values)
            )

    def _tell(self) -> None:
        if time.monotonic() - self.told > OFTEN_S:
            self.told = time.monotonic()
            self.save("running")


Work = Callable[[Handle], str]


class Jobs:
    """All jobs of this server."""

    def __init__(
        self, records: Records, kinds: Mapping[str, Work], lasting: Collection[str] = ()
    ) -> None:
        self.records = records
        self.kinds = kinds
        self.lasting = lasting
        """Kinds whose work goes on where it was when the server was ended or killed."""
        self.closing = threading.Event()
        self.pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="job")
        self.handles: dict[str, Handle] = {}

    def open(self) -> None:
        """Take up what a server before us left: what had not begun is begun, the rest marked."""
        with self.records.reading() as session:
            left = session.exec(
                select(StoredJob).where(col(StoredJob.state).in_(("queued", "running")))
            ).all()
        for job in left:
            if job.state == "queued" or job.kind in self.lasting:
                self.submit(job)
            else:
                Handle(job, self.records).save("failed", RESTARTED)

    def submit(self, job: StoredJob) -> None:
        """Begin a job whose row is committed."""
        handle = self.handles[job.id] = Handle(job, self.records, closing=self.closing)
        self.pool.submit(self._work, handle).add_done_callback(_tell)

    def stop(self, job: str, wish: str = "") -> None:
        """Have a job end with what is done; nothing happens if it has ended."""
        if handle := self.handles.get(job):
            handle.wish = wish
            handle.stop.set()
            handle.job.sentence = "stopping"
            handle.told = 0.0

    def close(self) -> None:
        """Stop everything, and wait for it."""
        self.closing.set()
        for handle in list(self.handles.values()):
            handle.stop.set()
        self.pool.shutdown(wait=True, cancel_futures=True)

    def _work(self, handle: Handle) -> None:
        state, sentence = "failed", FAULT
        try:
            if not handle.stop.is_set():
                handle.save("running")
                sentence = self.kinds[handle.job.kind](handle)
            state = self._ended(handle)
            sentence = sentence if sentence != FAULT else "Stopped before it began."
        except (TieoutError, ToolError, OSError) as error:
            sentence = str(error)
        finally:
            self.handles.pop(handle.job.id, None)
            handle.save(state, sentence)

    def _ended(self, handle: Handle) -> str:
        """The state of a job whose work came back."""
        if self.closing.is_set() and handle.job.kind in self.lasting:
            return "queued"  # the next server takes it up
        return "stopped" if handle.stop.is_set() else "done"


def _tell(future: "Future[None]") -> None:
    """Log what ended a job, if something did."""
    if not future.cancelled() and (error := future.exception()) is not None:
        log.error("a job ended in a fault", exc_info=error)
