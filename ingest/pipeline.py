"""Ingest: files in, documents in the library out, and a line about each.

Worker processes read the files; this process alone writes to the library. Outcomes come in the
order of the files, whichever worker was first, so that the same folder always gives the same ids.
"""

import hashlib
import os
import shutil
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy.exc import DBAPIError

from ingest.catalogue import Catalogue
from ingest.cluster import Cluster, must_see
from ingest.detect import Unreadable, detect
from ingest.reading import NO_FILING, Read, Task, Unread, read_file, rows_of
from ingest.registrants import settle
from ingest.schedule import long_first
from ingest.walk import Found, walk
from ingest.workers import Died, Limits, Workers
from store.library import NO_ROOM, Arrival, DiskFull, Library
from store.settings import Settings
from store.tables import StoredDocument

Status = Literal["added", "unchanged", "replaced", "skipped", "failed"]

HEAD = 1 << 16  # bytes that tell the kind of a file


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file, or of a part of a submission: a line of `tieout ingest --json`."""

    source: str
    document: str | None
    status: Status
    form: str | None = None
    company: str | None = None
    cik: str | None = None
    ticker: str | None = None
    sic: str | None = None
    fiscal_year: int | None = None
    period_end: str | None = None
    pages: int = 0
    sections: int = 0
    tables: int = 0
    facts: int = 0
    references: int = 0
    health: str | None = None
    warnings: tuple[str, ...] = ()
    """Doubts about the reading; of a skipped file, why it was."""
    error: str | None = None
    """Why it failed, a sentence that names the file."""

    @classmethod
    def of(cls, document: StoredDocument, status: Status) -> "Outcome":
        """The outcome of a file that is in the library now."""
        end = document.period_end
        return cls(
            document.source,
            document.id,
            status,
            document.form,
            document.company,
            document.cik,
            document.ticker,
            document.sic,
            document.fiscal_year,
            end.isoformat() if end else None,
            document.pages,
            document.sections,
            document.tables,
            document.facts,
            document.references,
            document.health,
            tuple(document.warnings),
        )

    @classmethod
    def failed(cls, source: str, reason: str) -> "Outcome":
        """A file that could not be read."""
        return cls(source, None, "failed", error=f"{source}: {reason}.")

    @classmethod
    def skipped(cls, source: str, reason: str) -> "Outcome":
        """A file that is none of ours."""
        return cls(source, None, "skipped", warnings=(f"{source}: {reason}.",))

    def to_json(self) -> dict[str, Any]:
        """The fields, with their names, as JSON knows them."""
        return {**asdict(self), "warnings": list(self.warnings)}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest has come, in files."""

    done: int
    total: int
    source: str
    """The file that was settled last."""


def ingest(
    paths: Sequence[Path],
    library: Library,
    settings: Settings,
    report: Callable[[Progress], None] = lambda _progress: None,
    *,
    index: Callable[[], None] = lambda: None,
) -> Iterator[Outcome]:
    """Read `paths` into `library`; yields what became of each file, in the order of the files.

    What is finished is kept whatever happens: KeyboardInterrupt passes through, a full disk
    raises `DiskFull`, another ingest into the same library `Busy`. At the end
    `registrants.settle` and `index` are called.
    """
    library.create()
    with library.changing():
        library.sweep()
        try:
            yield from _Run(library, settings, report).outcomes(walk(paths))
        finally:
            library.sweep()
        settle(library)
        index()


@dataclass(slots=True)
class _File:
    """A file under way. It is settled in its turn, once one of the last three is known."""

    found: Found
    content: str = ""
    outcomes: list[Outcome] | None = None
    result: list[Read | Unread] | Died | None = None
    twin: "_File | None" = None
    """An earlier file of this run with the same bytes."""

    @property
    def is_ready(self) -> bool:
        return bool(self.outcomes or self.result or self.twin)


@dataclass(frozen=True, slots=True)
class OpenReader:
    """Opens what reads files on a machine of a cluster: a process with limits, as anywhere."""

    incoming: Path
    limits: Limits

    def __call__(self) -> Callable[[Task], list[Read | Unread] | Died]:
        """What reads a file. Raises TieoutError where the library cannot be seen."""
        must_see(self.incoming)
        workers = Workers[Task, list[Read | Unread]](read_file, 1, self.limits)

        def read(task: Task) -> list[Read | Unread] | Died:
            ((_, result),) = workers.run([task])
            return result

        return read


class _Run:
    """One ingest."""

    def __init__(
        self, library: Library, settings: Settings, report: Callable[[Progress], None]
    ) -> None:
        self.library = library
        self.settings = settings
        self.report = report
        self.catalogue = Catalogue(library)
        self.reading: dict[str, _File] = {}
        self.twins: dict[str, _File] = {}
        self.changed: set[str] = set()
        self.started: list[Task] = []

    def outcomes(self, found: Sequence[Found]) -> Iterator[Outcome]:
        waiting = deque(_File(each) for each in found)
        try:
            with closing(self.read_all(self.tasks(list(waiting)))) as results:
                for task, result in results:
                    self.reading[task.source].result = result
                    yield from self.settle_ready(waiting, len(found))
            yield from self.settle_ready(waiting, len(found))
        except (KeyboardInterrupt, GeneratorExit, DiskFull):
            self.keep_finished(list(waiting))
            raise

    def read_all(self, tasks: Iterator[Task]) -> Generator[tuple[Task, list[Read | Unread] | Died]]:
        """What comes of each file, read by processes of this machine or of a cluster."""
        limits = Limits(self.settings.file_seconds, self.settings.file_memory_mb)
        if self.settings.ray:
            cluster = Cluster(self.settings.ray, self.settings.workers)
            reader = OpenReader(self.library.folders.incoming, limits)
            yield from cluster.run(long_first(tasks), reader)
            return
        count = self.settings.workers or os.cpu_count() or 1
        with Workers[Task, list[Read | Unread]](read_file, count, limits) as workers:
            yield from workers.run(tasks if count == 1 else long_first(tasks))

    def keep_finished(self, waiting: Sequence[_File]) -> None:
        """Save what was read but had to wait for a file before it, as far as there is room."""
        # The interruption may have come just behind the commit of the first of them.
        self.catalogue = Catalogue(self.library)
        read = {file.found.source: file for file in waiting if isinstance(file.result, list)}
        for folder in (task.folder for task in self.started if task.source not in read):
            shutil.rmtree(folder, ignore_errors=True)
        with suppress(DiskFull):
            for file in read.values():
                if not self.catalogue.unchanged(file.found.source, file.content):
                    self.settle(file)

    def tasks(self, files: Sequence[_File]) -> Iterator[Task]:
        """The files that must be read; the others are settled on the way."""
        for number, file in enumerate(files):
            try:
                self.look_at(file)
            except OSError as error:
                reason = error.strerror or str(error)
                file.outcomes = [Outcome.failed(file.found.source, f"it cannot be read ({reason})")]
            except Unreadable as error:
                file.outcomes = [Outcome.failed(file.found.source, str(error).rstrip("."))]
            if not file.is_ready:
                self.reading[file.found.source] = file
                folder = self.library.folders.incoming / str(number)
                path = file.found.path.absolute()  # a worker may begin in another folder
                self.started.append(Task(path, file.found.source, folder.absolute()))
                yield self.started[-1]

    def look_at(self, file: _File) -> None:
        """Settle `file` if it need not be read."""
        path, source = file.found.path, file.found.source
        if file.found.problem:
            file.outcomes = [Outcome.failed(source, file.found.problem)]
            return
        if path.name.startswith("."):
            file.outcomes = [Outcome.skipped(source, "it is a hidden file")]
            return
        with path.open("rb") as bytes_:
            head = bytes_.read(HEAD)
            bytes_.seek(0)
            file.content = hashlib.file_digest(bytes_, "sha256").hexdigest()
        if any(each.content != file.content for each in self.catalogue.of(source)):
            self.changed.add(source)  # what it held is about to be given up
        if held := self.catalogue.unchanged(source, file.content):
            file.outcomes = [Outcome.of(document, "unchanged") for document in held]
        elif (
            other := self.catalogue.same_bytes(file.content, source)
        ) and other not in self.changed:
            file.outcomes = [Outcome.skipped(source, f"it has the same bytes as {other}")]
        elif twin := self.twins.get(file.content):
            file.twin = twin
        elif detect(path.name, head) is None:
            file.outcomes = [Outcome.skipped(source, NO_FILING)]
        else:
            self.twins[file.content] = file

    def settle_ready(self, waiting: deque[_File], total: int) -> Iterator[Outcome]:
        """Settle files from the front, as far as they are ready."""
        while waiting and waiting[0].is_ready:
            file = waiting[0]
            yield from self.settle(file)
            waiting.popleft()
            self.report(Progress(total - len(waiting), total, file.found.source))

    def settle(self, file: _File) -> list[Outcome]:
        """Put what was read into the library and say so."""
        if file.outcomes is None:
            file.outcomes = self.outcomes_of(file)
        return file.outcomes

    def outcomes_of(self, file: _File) -> list[Outcome]:
        source = file.found.source
        if file.twin:
            return [self.outcome_of_twin(source, file.twin)]
        if isinstance(file.result, Died):
            if file.result.error and file.result.error.errno in NO_ROOM:
                raise DiskFull(self.library.no_room(source))
            return [Outcome.failed(source, file.result.reason.rstrip("."))]
        return self.save(source, file.result or [])

    def outcome_of_twin(self, source: str, twin: _File) -> Outcome:
        first = twin.found.source
        if all(each.status == "failed" for each in twin.outcomes or ()):
            return Outcome.failed(source, f"it has the same bytes as {first}, which failed")
        return Outcome.skipped(source, f"it has the same bytes as {first}")

    def save(self, source: str, results: Sequence[Read | Unread]) -> list[Outcome]:
        """All parts that were read in one transaction, in place of what `source` was before."""
        held = self.catalogue.of(source)
        read = [each for each in results if isinstance(each, Read)]
        documents = self.catalogue.name(source, read)
        arrivals = [
            Arrival(document, rows_of(each), each.folder)
            for document, each in zip(documents, read, strict=True)
        ]
        if arrivals:
            try:
                self.library.save(arrivals, replacing=[each.id for each in held])
            except DBAPIError as error:
                return [Outcome.failed(source, f"the catalogue does not take it ({error.orig})")]
            self.catalogue.replace(source, documents)
        status: Status = "replaced" if held else "added"
        done = iter(documents)
        return [
            Outcome.of(next(done), status) if isinstance(each, Read) else _unread(each, bool(held))
            for each in results
        ]


def _unread(part: Unread, held: bool) -> Outcome:
    if not part.failed:
        return Outcome.skipped(part.source, part.reason.rstrip("."))
    kept = "; the version ingested before is kept" if held else ""
    return Outcome.failed(part.source, part.reason.rstrip(".") + kept)
