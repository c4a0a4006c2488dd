"""Runs that go on whoever listens: taken up, written down event by event, resumed, stopped.

What a run says goes to the database first, many events in one transaction, and then to those who
wait. A run that loses its thread, its process or its server still ends in `run_ended`.
"""

import asyncio
import json
import logging
import queue
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, bindparam, insert, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from agent.answer import Answer, RunUsage
from agent.model import Usage
from store.service_tables import StoredEvent, StoredRun
from web.executor import Executor, Hear
from web.live import Frame, Live
from web.preparing import Opening
from web.records import Records, now
from web.tasks import ENDED, Event, Lost, Said, Task

GRACE_S = 0.7  # what a stopped run may take before it is ended from outside
AGAIN_S = 0.25  # pause before a transaction that failed is tried again
LOOK_S = 0.5  # how often the database is looked at for a run that is not ours
BATCH = 2_000  # events in one transaction
LINGER_S = 0.01  # many runs talk at once: one transaction for what they say in a hundredth second
STOPPED = "The run was stopped."
RESTARTED = "The server was restarted twice while this was answered. Ask again."
log = logging.getLogger("tieout.runs")


@dataclass(frozen=True, slots=True)
class Kept:
    """An event that is to be written, with the answer where it is the last."""

    run: str
    frame: Frame
    answer: Event | None
    stopped: bool


class Runs:
    """All runs of this server."""

    def __init__(self, records: Records, open_executor: Callable[[Hear], Executor]) -> None:
        self.records = records
        self.live: dict[str, Live] = {}
        self.ended: Counter[str] = Counter()
        """How many runs ended how since the server was started."""
        self.trouble = ""
        """Why nothing can be written just now, "" while it can."""
        self._said: queue.SimpleQueue[Said | Lost | None] = queue.SimpleQueue()
        self._executor = open_executor(self._said.put)
        self._writer = threading.Thread(target=self._write, name="events", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing = False

    @property
    def is_ready(self) -> bool:
        """Whether the next run need not wait for anything to be opened."""
        return self._executor.is_ready

    def prepare(self, opening: Opening) -> None:
        """Begin to open what runs will need."""
        self._executor.prepare(opening)

    def open(self, loop: asyncio.AbstractEventLoop, task_of: Callable[[StoredRun], Task]) -> None:
        """Begin to work; runs that a server before us left are started, or go on.

        A run goes on once: one that is left a second time may be what ends the server.
        """
        self._loop = loop
        with self.records.reading() as session:
            left = session.exec(
                select(StoredRun).where(col(StoredRun.state).in_(("queued", "running")))
            ).all()
        self._writer.start()
        for run in left:
            frames = self.kept(run.id, 0)
            if any(frame.type == "run_resumed" for frame in frames):
                self.live[run.id] = Live(taken=frames[-1].seq)
                self._said.put(Lost(run.id, RESTARTED))
            else:
                before = tuple(json.loads(frame.body) for frame in frames)
                self.submit(replace(task_of(run), before=before))

    def submit(self, task: Task) -> None:
        """Take up a run whose row is written."""
        self.live[task.run] = Live(taken=task.before[-1]["seq"] if task.before else 0)
        self._executor.submit(task)

    def stop(self, run: str) -> None:
        """End the run within a second; nothing happens if it has ended."""
        live = self.live.get(run)
        if live is None or live.done:
            return
        live.stopping = True
        self._executor.stop(run)
        late = threading.Timer(GRACE_S, self._said.put, (Lost(run, STOPPED),))
        late.daemon = True
        late.start()

    async def events(
        self, run: str, after: int = 0, *, beat_s: float = 15.0
    ) -> AsyncIterator[Frame | None]:
        """The events after number `after` to the last; None whenever nothing came for a while."""
        while (live := self.live.get(run)) is None:
            frames = await asyncio.to_thread(self.kept, run, after)
            for frame in frames:
                after = frame.seq
                yield frame
                if frame.is_last:
                    return
            if not frames and await asyncio.to_thread(self._has_ended, run):
                return
            await asyncio.sleep(LOOK_S if not frames else 0)
        if live.base > after:  # what came before the server was restarted
            for frame in await asyncio.to_thread(self.kept, run, after):
                if frame.seq <= live.base:
                    after = frame.seq
                    yield frame
        async for fresh in live.after(after, beat_s=beat_s):
            yield fresh

    async def wait(self, run: str) -> None:
        """Return when the run has ended."""
        async for _ in self.events(run):
            pass

    def kept(self, run: str, after: int) -> list[Frame]:
        """The events of a run that are written, after number `after`."""
        with self.records.reading() as session:
            rows = session.exec(
                select(StoredEvent)
                .where(col(StoredEvent.run) == run, col(StoredEvent.seq) > after)
                .order_by(col(StoredEvent.seq))
            ).all()
        return [Frame(row.seq, row.type, row.body) for row in rows]

    def close(self) -> None:
        """Write down what was said so far, then let go of every run: the next server goes on."""
        self._closing = True
        self._said.put(None)
        self._writer.join()
        self._executor.close()

    def _has_ended(self, run: str) -> bool:
        with self.records.reading() as session:
            found = session.get(StoredRun, run)
        return found is None or found.state in ("ended", "stopped")

    def _write(self) -> None:
        """The life of the writer: what was said, into the database and to those who wait."""
        while (batch := self._batch()) is not None:
            kept = list(self._take(batch))
            if kept and self._keep(kept):
                assert self._loop is not None
                self._loop.call_soon_threadsafe(self._publish, kept)

    def _batch(self) -> list[Said | Lost] | None:
        """All that was said meanwhile, and in a moment more; None at the end."""
        first = self._said.get()
        if first is None:
            return None
        time.sleep(LINGER_S)
        batch = [first]
        while len(batch) < BATCH and not self._said.empty():
            following = self._said.get()
            if following is None:
                self._said.put(None)
                break
            batch.append(following)
        return batch

    def _take(self, batch: Sequence[Said | Lost]) -> Iterator[Kept]:
        """What is to be written of a batch: nothing after the last event of a run."""
        for said in batch:
            live = self.live.get(said.run)
            if live is None or live.done:
                continue
            said = said if isinstance(said, Said) else self._ending(said, live.taken + 1)
            live.taken, live.done = said.seq, said.is_last
            frame = Frame(said.seq, said.type, said.body)
            yield Kept(said.run, frame, said.answer, live.stopping)

    def _ending(self, lost: Lost, seq: int) -> Said:
        """The last event of a run that could not say its own."""
        with self.records.reading() as session:
            run = session.get(StoredRun, lost.run)
        question, model = (run.question, run.model) if run else ("", "")
        stamp = {"run": lost.run, "seq": seq, "time": now(), "type": ENDED}
        answer = unanswered(question, model, lost.sentence)
        return Said.of(lost.run, stamp | {"answer": answer})

    def _keep(self, kept: Sequence[Kept]) -> bool:
        """Write them, trying again as long as it takes; false if we end before it could be done."""
        while True:
            try:
                with self.records.at_once() as connection:
                    _write_down(connection, kept)
            except (DBAPIError, OSError) as error:  # OSError: the folder with the lock is gone
                log.warning("events cannot be written: %s", getattr(error, "orig", error))
                self.trouble = "The database cannot be written to."
                if self._closing:
                    return False
                threading.Event().wait(AGAIN_S)
            else:
                self.trouble = ""
                return True

    def _publish(self, kept: Sequence[Kept]) -> None:
        """Pass on what is written. Runs in the event loop."""
        woken: dict[str, Live] = {}
        for each in kept:
            live = woken.setdefault(each.run, self.live[each.run])
            live.frames.append(each.frame)
            if each.answer is not None:
                self.ended[str(each.answer["status"])] += 1
        for run, live in woken.items():
            live.wake()
            if live.done and live.ended:
                self.live.pop(run, None)


def unanswered(question: str, model: str, why: str) -> dict[str, object]:
    """The answer of a run that has none."""
    usage = RunUsage.of(model, Usage(), 0.0)
    left = (f"unanswered: {question}",)
    return Answer("failed", why, None, None, (), (), (), (), left, (), usage).to_json()


def _write_down(connection: Connection, kept: Sequence[Kept]) -> None:
    rows = [
        {"run": k.run, "seq": k.frame.seq, "type": k.frame.type, "body": k.frame.body} for k in kept
    ]
    connection.execute(_EVENTS, rows)
    if begun := [{"of": each.run} for each in kept if each.frame.type == "run_started"]:
        connection.execute(_BEGUN, begun)
    for each in kept:
        if each.answer is not None:
            state = "stopped" if each.stopped else "ended"
            said = {"of": each.run, "now": state, "said": each.answer, "at": now()}
            connection.execute(_ENDED, said)


_EVENTS = insert(StoredEvent)
_BEGUN = update(StoredRun).where(col(StoredRun.id) == bindparam("of")).values(state="running")
_ENDED = (
    update(StoredRun)
    .where(col(StoredRun.id) == bindparam("of"))
    .values(state=bindparam("now"), answer=bindparam("said"), ended=bindparam("at"))
)
