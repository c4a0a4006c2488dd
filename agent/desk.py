"""The desk of a run: the library, and its search index where there is one."""

from index.cross_encoder import named
from index.search import NoIndex, Searcher
from store.library import Library
from tools.desk import Desk


def open_desk(library: Library, reranker: str | None = None) -> Desk:
    """Everything tools may touch. With no index, questions are still answered by reading.

    `reranker` is the cross-encoder of the settings, if there is one.
    """
    try:
        searcher = Searcher(library, reranker=named(reranker))
    except NoIndex:
        searcher = None
    return Desk(library, searcher)
