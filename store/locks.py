"""Locks between processes: a file that one of them holds, until it lets go or dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Held(Exception):
    """Another process (or thread) holds the lock. `holder` is its process id, "" if unknown."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


@contextmanager
def hold(path: Path, *, wait: bool) -> Iterator[None]:
    """Hold the lock `path`. Raises `Held` at once if it is taken and `wait` is false.

    Only who does not wait is named to others: who waits for a transaction is through too soon.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        if wait:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        else:
            with _named(file):
                yield
    finally:
        os.close(file)  # the lock goes with it


@contextmanager
def _named(file: int) -> Iterator[None]:
    """The lock at once, with the id of this process in its file; raises `Held`."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Held(os.pread(file, 20, 0).decode("ascii").strip()) from error
    os.ftruncate(file, 0)
    os.pwrite(file, str(os.getpid()).encode("ascii"), 0)
    try:
        yield
    finally:
        os.ftruncate(file, 0)
