"""The thread that steps the engine, and the streams through which requests hear from it.

Only that thread touches the engine. It never waits for a reader: tokens lie in the request's own
queue, at most as many as may be generated, until somebody takes them.
"""

import asyncio
import queue
import threading
from collections.abc import Sequence
from dataclasses import Field, dataclass, field
from typing import Any, ClassVar, Protocol

from engine.errors import Busy, EngineError
from engine.request import Sampling, Token
from engine.server.errors import ModelFailed

LAST_STEP_S = 20.0
ENDED = "The engine has ended; the server must be started again."


class Figures(Protocol):
    """How busy an engine is: a dataclass of numbers."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def running(self) -> int:
        """Requests in the batch."""

    @property
    def waiting(self) -> int:
        """Requests that wait for a place in it."""


class Stepping(Protocol):
    """The engine, as far as the server needs it."""

    def add(self, prompt: Sequence[int], sampling: Sampling, *, id: str, priority: int = 0) -> None:
        """Take in a request, or raise an EngineError that says why not."""

    def cancel(self, id: str) -> None:
        """Forget a request, at once; one that is not there is no matter."""

    def step(self) -> list[Token]:
        """Compute once; the tokens that came of it."""

    def idle(self) -> bool:
        """Whether there is nothing to do."""

    def stats(self) -> Figures:
        """How busy it is."""


@dataclass(frozen=True, slots=True)
class Add:
    """A request comes."""

    id: str
    prompt: Sequence[int]
    sampling: Sampling
    priority: int


@dataclass(frozen=True, slots=True)
class Cancel:
    """A request goes."""

    id: str


Order = Add | Cancel | None
"""None ends the thread."""


@dataclass(eq=False)
class Stream:
    """The tokens of one request. Leaving its `with` block cancels what is not finished."""

    id: str
    worker: "Worker"
    accepted: "asyncio.Future[None]"
    """Done when the engine has taken the request, or failed with its EngineError."""
    _tokens: "asyncio.Queue[Token | EngineError]" = field(default_factory=asyncio.Queue)
    _over: bool = False

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *_: object) -> None:
        self.worker.leave(self)

    async def next(self, *, patience_s: float | None = None) -> Token | None:
        """The next token; None if none came in `patience_s`. Raises what went wrong."""
        try:
            async with asyncio.timeout(patience_s):
                found = await self._tokens.get()
        except TimeoutError:
            return None
        if isinstance(found, EngineError):
            raise found
        if found.finish == "error":
            raise ModelFailed(found.error or "The model failed.")
        return found

    def put(self, found: Token | EngineError | None) -> None:
        """Hear from the engine: None that it has taken the request, then its tokens."""
        if isinstance(found, EngineError) and not self.accepted.done():
            self.accepted.set_exception(found)
        elif not self.accepted.done():
            self.accepted.set_result(None)
        if found is not None:
            self._tokens.put_nowait(found)
            self._over = self._over or isinstance(found, EngineError) or found.finish is not None

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self._over


class Worker:
    """Steps an engine for as many requests as are open, at most `most`."""

    def __init__(self, engine: Stepping, *, most: int = 256) -> None:
        self.engine = engine
        self.most = most
        self.figures = engine.stats()
        """As of the last step."""
        self.alive = False
        self._orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self._streams: dict[str, Stream] = {}
        self._numbers = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)

    @property
    def open(self) -> int:
        """How many requests are on their way."""
        return len(self._streams)

    def start(self) -> None:
        """Begin to step. Called in the event loop that will read the streams."""
        self._loop = asyncio.get_running_loop()
        self.alive = True
        self._thread.start()

    async def stop(self) -> None:
        """Cancel what is open and end the thread; a step that never ends is left behind."""
        for stream in list(self._streams.values()):
            self.leave(stream)
            stream.put(ModelFailed("The server is stopping."))
        self._orders.put(None)
        await asyncio.to_thread(self._thread.join, LAST_STEP_S)

    def submit(self, prompt: Sequence[int], sampling: Sampling, *, priority: int = 0) -> Stream:
        """A new request's stream. Busy when too many are open."""
        if not self.alive:
            raise ModelFailed(ENDED)
        if self.open >= self.most:
            raise Busy(f"{self.open} requests are open, and no more are taken. Try again soon.")
        self._numbers += 1
        id = str(self._numbers)
        stream = Stream(id, self, asyncio.get_running_loop().create_future())
        # nobody may be left to ask why a request was refused
        stream.accepted.add_done_callback(lambda told: told.cancelled() or told.exception())
        self._streams[id] = stream
        self._orders.put(Add(id, prompt, sampling, priority))
        return stream

    def leave(self, stream: Stream) -> None:
        """A reader has gone: what is not finished is cancelled."""
        if self._streams.pop(stream.id, None) is not None and not stream.over:
            self._orders.put(Cancel(stream.id))

    def _run(self) -> None:
        """The thread. If a step raises, every open request is told, and then the error is ours."""
        try:
            while self._obey():
                if tokens := self.engine.step():
                    self._tell(self._deliver, tokens)
                self.figures = self.engine.stats()
        finally:
            self._tell(self._fall)

    def _obey(self) -> bool:
        """Carry out the orders that came, waiting for one if there is nothing to do."""
        while True:
            try:
                order = self._orders.get(block=self.engine.idle())
            except queue.Empty:
                return True
            if order is None:
                return False
            if isinstance(order, Cancel):
                self.engine.cancel(order.id)
            else:
                self._add(order)

    def _add(self, order: Add) -> None:
        try:
            self.engine.add(order.prompt, order.sampling, id=order.id, priority=order.priority)
        except EngineError as error:
            self._tell(self._hear, order.id, error)
        else:
            self._tell(self._hear, order.id, None)

    def _tell(self, what: object, *told: object) -> None:
        """Have the event loop do something; if it has ended, nobody listens any more."""
        assert self._loop is not None
        assert callable(what)
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(what, *told)

    def _deliver(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            self._hear(token.request, token)

    def _hear(self, id: str, found: Token | EngineError | None) -> None:
        if stream := self._streams.get(id):
            stream.put(found)

    def _fall(self) -> None:
        self.alive = False
        for id in list(self._streams):
            self._hear(id, ModelFailed(ENDED))
