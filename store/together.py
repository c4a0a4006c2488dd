"""Changes that many threads make at the same time, in one transaction.

While one thread commits, others queue up; the first of them then makes the changes of all that
wait, and commits once. With nobody else there it is a transaction like any other. (Databases call
it group commit.) Sixty threads that each began a transaction of their own would wait for the lock
and for Python far longer than they work.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Generic, TypeVar, cast

from sqlalchemy import Connection

T = TypeVar("T")


@dataclass(slots=True)
class _Change(Generic[T]):
    """A change that waits for its turn, or what came of it."""

    make: Callable[[Connection], T]
    turn: threading.Event = field(default_factory=threading.Event)
    """Set when it is made, or when the thread it belongs to must go first."""
    ended: bool = False
    result: T | None = None
    error: BaseException | None = None

    def outcome(self) -> T:
        if self.error is not None:
            raise self.error
        return cast(T, self.result)


class Together:
    """Makes changes inside of `writing`, which opens a transaction and commits it at the end."""

    def __init__(self, writing: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._writing = writing
        self._lock = threading.Lock()
        self._waiting: list[_Change[object]] = []
        self._busy = False

    def change(self, make: Callable[[Connection], T]) -> T:
        """What `make` returns, or raises, once it is committed, or rolled back.

        Where another change of the same transaction fails, `make` is called again in one of its
        own: it may do nothing but change the database.
        """
        mine = _Change(make)
        with self._lock:
            self._waiting.append(cast(_Change[object], mine))
            first, self._busy = not self._busy, True
        if not first:
            mine.turn.wait()
        if not mine.ended:
            self._lead()
        return mine.outcome()

    def _lead(self) -> None:
        """Make all changes that wait, then leave the lead to the first that came meanwhile."""
        with self._lock:
            changes, self._waiting = self._waiting, []
        try:
            self._commit(changes)
        finally:
            for each in changes:
                each.ended = True
                each.turn.set()
            with self._lock:
                self._busy = bool(self._waiting)
                if self._waiting:
                    self._waiting[0].turn.set()

    def _commit(self, changes: Sequence[_Change[object]]) -> None:
        try:
            with self._writing() as connection:
                results = [each.make(connection) for each in changes]
        except BaseException as error:  # noqa: BLE001 -- raised again by whoever waits for it
            if len(changes) == 1:
                changes[0].error = error
            else:
                for each in changes:
                    self._commit([each])
            return
        for each, result in zip(changes, results, strict=True):
            each.result = result
