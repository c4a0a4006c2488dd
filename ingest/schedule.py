"""In which order files are read: the long ones first, so that workers end at about the same time.

A folder that ends with its longest report would be waited for by all workers but one. Only some
files at a time are put in order, since outcomes are told, and written down, in the order of the
files: what is read early waits for those before it, and is read again after a power cut.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from ingest.reading import Task

AHEAD = 16
PDF = 5.0
"""Times as long as a file of another kind of the same size: 2.0 seconds a MB beside 0.4."""


def long_first(tasks: Iterable[Task]) -> Iterator[Task]:
    """The tasks, each `AHEAD` of them with the longest first; drawn as many at a time."""
    coming = iter(tasks)
    while some := list(islice(coming, AHEAD)):
        yield from sorted(some, key=cost, reverse=True)


def cost(task: Task) -> float:
    """About how long the file takes to be read, in no unit; 0 where it is gone."""
    try:
        size = task.path.stat().st_size
    except OSError:  # reading it will say why
        return 0.0
    return size * (PDF if task.path.suffix.lower() == ".pdf" else 1.0)
