"""Search: is the right document, and the right page, among the first that are found?

Ranks are counted as a reader turns pages: distinct documents and distinct pages.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from evals.gold import Question, among, on_page, sets
from evals.tables import Figures, Table, Tallies, count, in_order, percent, shares

if TYPE_CHECKING:
    from index.search import Hit

DOCUMENTS = (1, 5)
PAGES = (1, 5, 10, 20)
DEPTH = max(PAGES)

Place = tuple[str, int]
"""Source and page."""


def score(question: Question, places: Sequence[Place], tallies: Tallies) -> None:
    """Count one search, whose hits are `places`, best first."""
    sources = list(dict.fromkeys(source for source, _ in places))
    pages = list(dict.fromkeys(places))
    found = {
        f"doc@{k}": int(any(among(source, question.documents) for source in sources[:k]))
        for k in DOCUMENTS
    }
    if question.pages:
        found["paged"] = 1
        for k in PAGES:
            found[f"page@{k}"] = int(any(on_page(*place, question.pages) for place in pages[:k]))
    count(tallies, sets(question), n=1, **found)


def places(hits: Iterable["Hit"]) -> list[Place]:
    """Hits as source and page."""
    return [(hit.source, hit.page) for hit in sorted(hits, key=lambda hit: hit.rank)]


def to_table(name: str, title: str, tallies: Tallies) -> Table:
    """The table of a search measure."""
    doc_keys = tuple(f"doc@{k}" for k in DOCUMENTS)
    page_keys = tuple(f"page@{k}" for k in PAGES)
    rows = tuple(
        (
            set_name,
            str(tally["n"]),
            *shares(tally, doc_keys, "n"),
            *shares(tally, page_keys, "paged"),
        )
        for set_name, tally in in_order(tallies)
    )
    return Table(name, title, ("set", "n", *doc_keys, *page_keys), rows, figures(tallies))


def figures(tallies: Tallies) -> Figures:
    """The last row for programs."""
    tally = tallies.get("all")
    if tally is None:
        return {"n": 0}
    documents = {f"doc@{k}": percent(tally[f"doc@{k}"], tally["n"]) for k in DOCUMENTS}
    pages = {f"page@{k}": percent(tally[f"page@{k}"], tally["paged"]) for k in PAGES}
    return {"n": tally["n"], **documents, **pages}
