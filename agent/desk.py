"""The desk of a run: the library, and its search index where there is one."""

from index.search import NoIndex, Searcher
from store.library import Library
from tools.desk import Desk


def open_desk(library: Library) -> Desk:
    """Everything tools may touch. With no index, questions are still answered by reading."""
    try:
        searcher = Searcher(library)
    except NoIndex:
        searcher = None
    return Desk(library, searcher)
