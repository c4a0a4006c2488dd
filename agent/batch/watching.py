"""Watching a folder: what arrives is read, made searchable, and the cells it concerns are renewed.

A folder is read when nothing in it has changed between two looks, so that a file that is still
being written is never taken for a whole one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from agent.batch.answer_files import write
from agent.batch.ledger import Ledger
from agent.batch.rows import file_link, found
from agent.batch.run import run_batch
from agent.batch.teams import team_for
from agent.batch.work import OpenWork
from index.build import sound, update_bm25, update_vectors, vectors_folder
from ingest.pipeline import Outcome, ingest
from store.batch_tables import StoredBatch
from store.errors import TieoutError
from store.library import Library
from store.settings import Settings

RERUN = ("finished", "waiting")
"""States of batches that are renewed; one that somebody paused or cancelled is left alone."""
State = frozenset[tuple[Path, int, int]]


@dataclass(frozen=True, slots=True)
class Renewed:
    """A batch whose stale cells were asked again."""

    name: str
    cells: int
    failed: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong with a batch; the others go on."""

    name: str
    sentence: str


def watch(
    folder: Path, library: Library, settings: Settings, *, pause: Callable[[], None]
) -> Iterator[Outcome | Renewed | Trouble]:
    """What became of each file and of each batch, for ever; `pause` is the time between looks."""
    read: State | None = None
    before: State = frozenset()
    while True:
        now = state_of(folder)
        if now == before and now != read:
            read = now
            outcomes = list(taken(folder, library, settings))
            yield from outcomes
            if any(each.status in ("added", "replaced") for each in outcomes):
                yield from renewed(library, settings)
        before = now
        pause()


def state_of(folder: Path) -> State:
    """Every file with its size and time."""
    return frozenset(
        (path, said.st_size, said.st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and (said := path.stat())
    )


def taken(folder: Path, library: Library, settings: Settings) -> Iterator[Outcome]:
    """Read what is new or changed, and bring the indexes that there are up to date."""

    def index() -> None:
        update_bm25(library)

    outcomes = ingest([folder], library, settings, index=index)
    yield from (each for each in outcomes if each.status != "unchanged")
    if sound(vectors_folder(library)) is not None:
        from index.embedder import load
        from index.embedding import crew_for

        embedder = load(settings.embedder)
        update_vectors(library, embedder, crew=crew_for(embedder, settings.ray))


def renewed(library: Library, settings: Settings) -> Iterator[Renewed | Trouble]:
    """Plan every batch again, answer its cells that are stale or new, write its file anew."""
    ledger = Ledger(library)
    for batch in ledger.batches():
        if batch.state not in RERUN:
            continue
        try:
            if said := renew(ledger, batch, settings):
                yield said
        except TieoutError as error:
            yield Trouble(batch.name, str(error))


def renew(ledger: Ledger, batch: StoredBatch, settings: Settings) -> Renewed | None:
    """One batch; None where nothing was to be done."""
    ledger.renew(batch.id)
    waiting = ledger.counts(batch.id).waiting
    if not waiting:
        return None
    work = OpenWork(settings, batch.model, batch.id, capped=batch.cap_micro is not None)
    team = team_for(settings, batch.model, settings.workers)
    for _ in run_batch(ledger, batch.id, team, work):
        pass
    out = Path(batch.name)
    if out.is_absolute() and out.parent.is_dir():
        write(out, found(ledger, batch.id), partial(file_link, settings.library))
    kept = ledger.batch(batch.id)
    if kept.state == "stopped":
        raise TieoutError(kept.why)
    return Renewed(batch.name, waiting, ledger.counts(batch.id).failed)
