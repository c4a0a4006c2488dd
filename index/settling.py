"""Waiting for the threads that tantivy starts by itself when an index is opened.

Opening begins to watch the folder, and the first look of that watcher reads the index once more,
in a thread of its own, at a moment of its own. A file that is cut before then kills the process,
and no check of ours comes between. So whoever opens waits until they are done.
"""

import time
from collections.abc import Iterator
from pathlib import Path

TASKS = Path("/proc/self/task")
READING, WATCHING = "watch-callbacks", "thread-tantivy-"
"""Names of those threads, of which the kernel keeps 15 letters."""
LONGEST = 5.0
"""Seconds; a thread that reads for longer is not waited for."""


def settle() -> None:
    """Return when no such thread reads any more; at once where the system shows no threads."""
    until = time.monotonic() + LONGEST
    while any(map(busy, threads())) and time.monotonic() < until:
        time.sleep(0.0005)


def busy(thread: tuple[str, str]) -> bool:
    """Whether a thread reads, or is about to.

    >>> busy(("watch-callbacks", "S")), busy(("thread-tantivy-", "R")), busy(("python", "R"))
    (True, True, False)
    """
    name, state = thread
    return name == READING or (name == WATCHING and state != "S")


def threads() -> Iterator[tuple[str, str]]:
    """Name and state ("S" sleeps) of every thread of this process."""
    for task in TASKS.iterdir() if TASKS.is_dir() else ():
        try:
            said = (task / "stat").read_text("utf-8", "replace")
        except (FileNotFoundError, ProcessLookupError):  # it has just ended
            continue
        name, _, rest = said.partition("(")[2].rpartition(")")
        yield name, rest.split()[0]
