"""How many cells a batch answers, and what a cell costs in processor time.

    python -m bench.batch LIBRARY [--cells 640] [--at-once 64] [--seconds 1.0]
    python -m bench.batch --ingest FOLDER [--files 24]

Cells: a model that is waited for, two calls to a cell (a search, then an answer), each of
`--seconds`; its prices are known, so every call goes through the ledger of money. The library is
copied without its filings' originals being touched: only its catalogue is written to. Processor
time is that of this process, user and system, divided by cells. Ingest: the same files with one
worker and with one a core, side by side in one run.
"""

import argparse
import os
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from agent.batch.grid import listed
from agent.batch.ledger import Ledger
from agent.batch.run import run_batch
from agent.batch.teams import Threads
from agent.batch.work import OpenWork
from agent.model import Call, Model, Reply, Usage
from agent.questions import Asked
from agent.transcript import Transcript
from ingest.pipeline import ingest
from store.library import Library
from store.settings import Settings
from tools.tool import Tool


@dataclass
class Slow:
    """Searches, then says that the library has nothing; each call takes its time and a cent."""

    seconds: float
    name: str = "bench/slow"
    calls: int = 0

    def worst_cost(self, _: Transcript, __: Sequence[Tool]) -> Decimal | None:
        """A cent, so that every call is reserved and settled."""
        return Decimal("0.01")

    def reply(self, _: Transcript, __: Sequence[Tool], ___: Callable[[str], None]) -> Reply:
        """A search first, then the answer."""
        self.calls += 1
        time.sleep(self.seconds)
        usage = Usage(1_000, 0, 50, Decimal("0.01"))
        if self.calls == 1:
            return Reply("", (Call("s", "search", {"query": "total revenue", "k": 3}),), usage)
        said: dict[str, object] = {"status": "not_in_library", "answer": "It is not here."}
        return Reply("", (Call("a", "answer", said),), usage)


@dataclass(frozen=True)
class Named:
    """A fresh model for each cell, whatever its name."""

    seconds: float

    def __call__(self, _: str) -> Model:
        """The model."""
        return Slow(self.seconds)


def cells(folder: Path, count: int, at_once: int, seconds: float) -> str:
    """Work through a batch; cells a second, and processor time a cell."""
    library = Library(folder)
    library.create()
    ledger = Ledger(library)
    asked = [Asked(str(at), f"What was figure {at}?") for at in range(count)]
    id = ledger.open(f"bench {time.time_ns()}", listed(asked, library, "m"), "m", cap_micro=10**12)
    work = OpenWork(Settings(library=folder), "m", id, capped=True, named=Named(seconds))
    began, before = time.perf_counter(), processor()
    for _ in run_batch(ledger, id, Threads(at_once), work):
        pass
    took, used = time.perf_counter() - began, processor() - before
    done = ledger.counts(id).done
    ledger.remove(id)
    library.close()
    assert done == count, f"{done} of {count} cells were answered"
    pace, each = count / took, 1000 * used / count
    return (
        f"{count} cells, {at_once} at once: {pace:.1f} cells/s, {each:.1f} ms of processor a cell"
    )


def processor() -> float:
    """Seconds that this process has computed."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def copied(library: Path, to: Path) -> Path:
    """The library with a catalogue of its own, and the same filings and indexes."""
    to.mkdir()
    for name in ("filings", "index"):
        if (library / name).is_dir():
            (to / name).symlink_to((library / name).absolute())
    there = f"file:{library.absolute()}/tieout.db?mode=ro"
    with (
        closing(sqlite3.connect(there, uri=True)) as ours,
        closing(sqlite3.connect(to / "tieout.db")) as copy,
    ):
        ours.backup(copy)  # a file alone would lack what is still in the log beside it
    return to


def reading(folder: Path, files: int, workers: int) -> float:
    """Seconds to read so many files with so many workers."""
    some = sorted(path for path in folder.rglob("*") if path.suffix in (".htm", ".html", ".pdf"))
    chosen = [some[at * len(some) // files] for at in range(min(files, len(some)))]
    with tempfile.TemporaryDirectory() as scratch:
        library = Library(Path(scratch) / "library")
        settings = Settings(library=library.folders.library, workers=workers)
        began = time.perf_counter()
        read = list(ingest(chosen, library, settings))
        library.close()
        assert any(each.status == "added" for each in read), "no file could be read"
        return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("library", type=Path, nargs="?")
    parser.add_argument("--cells", type=int, default=640)
    parser.add_argument("--at-once", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--ingest", type=Path)
    parser.add_argument("--files", type=int, default=24)
    given = parser.parse_args()
    if given.library is not None:
        with tempfile.TemporaryDirectory() as scratch:
            place = copied(given.library, Path(scratch) / "library")
            print(cells(place, given.cells, given.at_once, given.seconds))
    if given.ingest is not None:
        cores = os.cpu_count() or 1
        one, every = (reading(given.ingest, given.files, count) for count in (1, cores))
        print(
            f"ingest: {one:.1f} s with one worker, {every:.1f} s with {cores}: {one / every:.2f} x"
        )


if __name__ == "__main__":
    main()
