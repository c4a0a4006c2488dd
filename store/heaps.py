"""The heaps of C that threads allocate from: few, and what is free in them given back.

glibc gives threads up to eight heaps a core, and what is freed stays with the heap it came from. A
service begins and ends threads with every run, each on another heap, so that all of them grow to
their fullest while nothing is held: 45 MB in 2,000 runs on two cores (docs/evals.md, The service).
Under Python's lock one thread allocates at a time; more heaps would win nothing.

Where the C library is not glibc there are other rules, and nothing is done.
"""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

ARENA_MAX = -8  # M_ARENA_MAX of malloc.h
FEW = 2
EVERY_S = 60.0


@contextmanager
def kept_low(every_s: float = EVERY_S) -> Iterator[None]:
    """Few heaps from now on, and inside of the block what is free given back every minute.

    Enter it before threads are begun: one that is there keeps the heap it has.
    """
    few_heaps()
    ended = threading.Event()

    def again_and_again() -> None:
        while not ended.wait(every_s):
            give_back()

    giving = threading.Thread(target=again_and_again, name="heaps", daemon=True)
    giving.start()
    try:
        yield
    finally:
        ended.set()
        giving.join()


def few_heaps() -> None:
    """Have all threads of this process share `FEW` heaps."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(ARENA_MAX, FEW)


def give_back() -> None:
    """Give the system the pages that are free between others in use: some milliseconds' work.

    Else only the end of a heap is given back, and one small thing there keeps all before it.
    """
    libc = ctypes.CDLL(None)
    if hasattr(libc, "malloc_trim"):
        libc.malloc_trim(0)
