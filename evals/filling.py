"""A library made for measuring: the filings of a folder ingested, and how that went."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from evals.gold import read_index
from evals.metadata import nameless
from evals.tables import Table
from index.build import update_bm25
from ingest.pipeline import Progress, ingest
from store.library import Library
from store.settings import Settings


def fill(
    folder: Path, library: Library, settings: Settings, report: Callable[[Progress], None]
) -> Table:
    """Ingest and index all of `folder`; what became of the files, and the seconds it took."""
    began = time.monotonic()
    statuses: Counter[str] = Counter()
    pages = 0
    outcomes = ingest([folder], library, settings, report, index=lambda: index(library))
    for outcome in outcomes:
        statuses[outcome.status] += 1
        pages += outcome.pages
    seconds = time.monotonic() - began
    documents = statuses["added"] + statuses["unchanged"]
    heads = ("documents", "pages", "skipped", "failed", "seconds")
    counts = (documents, pages, statuses["skipped"], statuses["failed"])
    row = (*map(str, counts), f"{seconds:.0f}")
    figures = dict(zip(heads, (*counts, round(seconds, 1)), strict=True))
    return Table("ingest", "Ingest, without vectors", heads, (row,), dict(figures))


def index(library: Library) -> None:
    """Make what was ingested searchable by its words."""
    update_bm25(library)


def fill_nameless(
    folder: Path,
    index_file: Path,
    scratch: Path,
    settings: Settings,
    report: Callable[[Progress], None],
) -> tuple[Library, dict[str, str]]:
    """A library in `scratch` of the indexed filings, each named by its hash alone.

    Also the path of each filing by its source in that library.
    """
    files = scratch / "nameless" / "filings"
    files.mkdir(parents=True)
    paths = [row["path"] for row in read_index(index_file) if (folder / row["path"]).is_file()]
    names = nameless(folder, paths, files)
    library = Library(scratch / "nameless" / "library")
    fill(files, library, settings, report)
    return library, names
