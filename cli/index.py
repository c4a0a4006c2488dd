"""`tieout index`: every index brought up to date, vectors included."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from cli.options import LibraryFolder, RayAddress, open_library, settings
from cli.output import progress

if TYPE_CHECKING:
    from rich.progress import Progress


def index(library: LibraryFolder = None, ray: RayAddress = "") -> None:
    """Bring every index up to date: words, and vectors for meaning."""
    from index.build import update_bm25, update_vectors
    from index.embedder import load
    from index.embedding import crew_for
    from index.vector_cache import Cache

    held = open_library(library)
    held.documents()  # says so when there is no library
    with progress() as bar:
        by_words = update_bm25(held, reporter(bar, "words"))
        print(f"{by_words.passages} passages can be found by their words.", flush=True)
        began = time.monotonic()
        chosen = settings(library, ray)
        cache = Cache(chosen.vector_cache, chosen.vector_cache_mb << 20)
        embedder = load(chosen.embedder)
        crew = crew_for(embedder, chosen.ray)
        made = update_vectors(held, embedder, reporter(bar, "vectors"), cache=cache, crew=crew)
    seconds = time.monotonic() - began
    print(f"{made.passages} passages can be found by their meaning ({seconds:.0f} s).")


def reporter(bar: "Progress", what: str) -> Callable[[int, int], None]:
    """A bar of its own for `what`, as a function that moves it."""
    row = bar.add_task(what, total=None)
    return lambda done, of: bar.update(row, completed=done, total=of)
