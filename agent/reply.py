"""One reply of a model, awaited: text as it comes, a deadline, and a way to stop.

The model works in a thread of its own, so that a run can stream, end in time and be cancelled
whatever the model does. A thread cannot be killed: it is let go, and stops at its next word.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from agent.model import ModelError, Reply, TooSlow

STOPPED = "The run was stopped."
LOOK_S = 0.1  # how often a stop is looked for while the model is silent


class LetGo(Exception):
    """Nobody waits for this reply any more. Raised in the model's thread, by `on_text`."""


@dataclass(frozen=True, slots=True)
class _Done:
    """The end of a reply: what it was, or what went wrong."""

    reply: Reply | None
    error: BaseException | None = None


class Replying:
    """A reply under way."""

    def __init__(
        self,
        whose: str,
        work: Callable[[Callable[[str], None]], Reply],
        stop: threading.Event,
        seconds: float,
    ) -> None:
        """Begin. `work` is told where text goes as it comes; `whose` reply it is, errors say."""
        self._whose = whose
        self._said: queue.SimpleQueue[str | _Done] = queue.SimpleQueue()
        self._gone = threading.Event()
        self._stop = stop
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._done: _Done | None = None

        def begin() -> None:
            try:
                done = _Done(work(self._on_text))
            except LetGo:
                done = _Done(None, ModelError(STOPPED))
            except BaseException as error:  # noqa: BLE001 -- raised again in the run's thread
                done = _Done(None, error)
            self._said.put(done)

        threading.Thread(target=begin, name="model", daemon=True).start()

    def texts(self) -> Iterator[str]:
        """The pieces of text as they come, until the reply is complete."""
        while self._done is None:
            match self._next():
                case str() as text:
                    yield text
                case _Done() as done:
                    self._done = done

    def reply(self) -> Reply:
        """The reply, once `texts` is through; or the error it ended in."""
        assert self._done is not None
        if self._done.reply is None:
            assert self._done.error is not None
            raise self._done.error
        return self._done.reply

    def let_go(self) -> None:
        """Nobody waits any more: the model's thread ends at its next word."""
        self._gone.set()

    def _on_text(self, text: str) -> None:
        if self._gone.is_set() or self._stop.is_set():
            raise LetGo
        self._said.put(text)

    def _next(self) -> str | _Done:
        while not self._stop.is_set():
            left = self._deadline - time.monotonic()
            if left <= 0:
                told = f"{self._whose}: the reply took longer than {self._seconds:.0f} s."
                return _Done(None, TooSlow(told))
            try:
                return self._said.get(timeout=min(left, LOOK_S))
            except queue.Empty:
                continue
        return _Done(None, ModelError(STOPPED))
