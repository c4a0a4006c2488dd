"""The work of an uploaded folder: read into the library, made searchable, and cleared away."""

import shutil
from collections import Counter
from pathlib import Path

from index.build import update_bm25
from ingest.pipeline import Progress, ingest
from store.library import Library
from store.settings import Settings
from web.jobs import Handle


def ingest_upload(library: Library, settings: Settings, handle: Handle) -> str:
    """Read the files of `given["folder"]`; a row a file, as `tieout ingest --json` prints it."""
    folder = Path(handle.given["folder"])
    total = len(handle.given["names"])
    handle.progress(0, total, "reading")
    counts: Counter[str] = Counter()

    def report(so_far: Progress) -> None:
        handle.progress(so_far.done, so_far.total, f"reading {so_far.source}")

    def make_searchable() -> None:
        handle.progress(total, total, "making it searchable")
        update_bm25(library)

    outcomes = ingest([folder], library, settings, report, index=make_searchable)
    for outcome in outcomes:
        counts[outcome.status] += 1
        handle.add(outcome.to_json())
        if handle.stop.is_set():
            outcomes.close()  # type: ignore[attr-defined]  # what is finished is kept
            update_bm25(library)
            break
    shutil.rmtree(folder, ignore_errors=True)
    said = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    return f"{said or 'nothing was read'}."
