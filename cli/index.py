"""`tieout index`: every index brought up to date, vectors included."""

import time

from cli.options import LibraryFolder, open_library
from cli.output import progress


def index(library: LibraryFolder = None) -> None:
    """Bring every index up to date with the library: words, and vectors for meaning."""
    from index.build import update_bm25

    held = open_library(library)
    began = time.monotonic()
    with progress() as bar:
        words = bar.add_task("words", total=None)
        done = update_bm25(held, lambda at, of: bar.update(words, completed=at, total=of))
    print(f"{done.passages} passages are searchable ({time.monotonic() - began:.1f} s).")
