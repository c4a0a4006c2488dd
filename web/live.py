"""Runs that are going on: their events so far, and those who wait for more."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Frame:
    """An event as it is sent: its number in the run, its type, and its JSON."""

    seq: int
    type: str
    body: str

    @property
    def is_last(self) -> bool:
        """Whether nothing comes after it."""
        return self.type == "run_ended"

    def to_sse(self) -> bytes:
        """As server-sent events are written."""
        return f"id: {self.seq}\nevent: {self.type}\ndata: {self.body}\n\n".encode()


@dataclass(slots=True)
class Live:
    """One run that is going on. `frames` only grows; it is read in the event loop."""

    frames: list[Frame] = field(default_factory=list)
    waiting: set[asyncio.Event] = field(default_factory=set)
    taken: int = 0
    """The number of the last event that was taken to be written."""
    done: bool = False
    """Whether that one was its last."""
    stopping: bool = False
    """Whether it was told to stop."""
    base: int = field(init=False)
    """Events up to this number are in the database and not in `frames`."""

    def __post_init__(self) -> None:
        self.base = self.taken

    @property
    def ended(self) -> bool:
        """Whether the last event was its last."""
        return bool(self.frames) and self.frames[-1].is_last

    def wake(self) -> None:
        """Tell those who wait that there is more. Called in the event loop."""
        for each in self.waiting:
            each.set()

    async def after(self, seq: int, *, beat_s: float) -> AsyncIterator[Frame | None]:
        """The events after number `seq`, to the last; None whenever nothing came for a while."""
        more = asyncio.Event()
        self.waiting.add(more)
        at = 0
        try:
            while True:
                while at < len(self.frames):
                    frame = self.frames[at]
                    at += 1
                    if frame.seq > seq:
                        yield frame
                    if frame.is_last:
                        return
                more.clear()
                if at < len(self.frames):
                    continue
                try:
                    await asyncio.wait_for(more.wait(), beat_s)
                except TimeoutError:
                    yield None
        finally:
            self.waiting.discard(more)
