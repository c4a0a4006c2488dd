"""Search: is the right document, and the right page, among the first that are found?

Ranks are counted as a reader turns pages: distinct documents and distinct pages.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from evals.gold import Question, among, on_page, sets
from evals.tables import Figures, Table, Tallies, Tally, count, in_order, percent, shares
from index.candidates import Plan

if TYPE_CHECKING:
    from index.search import Hit
    from store.tables import StoredDocument

DOCUMENTS = (1, 5)
PAGES = (1, 5, 10, 20)
DEPTH = max(PAGES)

Place = tuple[str, int]
"""Source and page."""
HALVES = ("all, half in view", "all, half held back")
"""A rule of the search may be chosen by the first only."""
HALF_PAGES = ("page@5", "page@10")


def score(
    question: Question,
    places: Sequence[Place],
    tallies: Tallies,
    documents: Sequence["StoredDocument"] = (),
) -> None:
    """Count one search, whose hits are `places`, best first; `documents` are the library's."""
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
    found["other year"] = int(bool(sources) and is_other_year(sources[0], question, documents))
    count(tallies, (*sets(question), half(question)), n=1, **found)


def half(question: Question) -> str:
    """Which half a question is in, by a hash of its id: rules are chosen by one, shown on both."""
    odd = hashlib.sha256(question.id.encode()).digest()[-1] % 2
    return HALVES[odd]


def is_other_year(source: str, question: Question, documents: Sequence["StoredDocument"]) -> bool:
    """Whether a source is the right company's filing of the right form, but of another year."""
    found = next((each for each in documents if each.source == source), None)
    right = [each for each in documents if among(each.source, question.documents)]
    if found is None or found in right:
        return False
    same = [each for each in right if (each.company, each.form) == (found.company, found.form)]
    return bool(same) and all(each.fiscal_year != found.fiscal_year for each in same)


def places(hits: Iterable["Hit"]) -> list[Place]:
    """Hits as source and page."""
    return [(hit.source, hit.page) for hit in sorted(hits, key=lambda hit: hit.rank)]


STAGES: tuple[tuple[str, Plan], ...] = (
    ("words alone", Plan(vectors=False, signs=False)),
    ("words, second look", Plan(vectors=False)),
    ("vectors alone", Plan(bm25=False, signs=False)),
    ("vectors, second look", Plan(bm25=False)),
    ("both, words lead", Plan(signs=False)),
    ("both, words lead, second look: the default", Plan()),
    ("both by rank (RRF), second look", Plan(fusion="rrf")),
    ("both by min-max, second look", Plan(fusion="min-max")),
    ("both by z-score, second look", Plan(fusion="z-score")),
    ("both by cosine, second look", Plan(fusion="cosine")),
)
"""What `--stages` compares, row by row."""


def stages_table(name: str, title: str, tallies: Mapping[str, Tallies]) -> Table:
    """A row for each way of searching, over all questions; then page@5 and @10 of each half."""
    keys = (*(f"doc@{k}" for k in DOCUMENTS),)
    pages = tuple(f"page@{k}" for k in PAGES)
    rows = tuple(
        (
            stage,
            str(tally["all"]["n"]),
            *shares(tally["all"], keys, "n"),
            *shares(tally["all"], pages, "paged"),
            *(each for name in HALVES for each in _of_half(tally.get(name, Counter()))),
        )
        for stage, tally in tallies.items()
    )
    heads = (
        "stages",
        "n",
        *keys,
        *pages,
        *(f"{name[5:]} {key}" for name in HALVES for key in HALF_PAGES),
    )
    return Table(name, title, heads, rows, {})


def _of_half(tally: Tally) -> tuple[str, ...]:
    return shares(tally, HALF_PAGES, "paged")


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
            *shares(tally, ("other year",), "n"),
        )
        for set_name, tally in in_order(tallies)
    )
    heads = ("set", "n", *doc_keys, *page_keys, "first of another year")
    return Table(name, title, heads, rows, figures(tallies))


def figures(tallies: Tallies) -> Figures:
    """The last row for programs."""
    tally = tallies.get("all")
    if tally is None:
        return {"n": 0}
    documents = {f"doc@{k}": percent(tally[f"doc@{k}"], tally["n"]) for k in DOCUMENTS}
    pages = {f"page@{k}": percent(tally[f"page@{k}"], tally["paged"]) for k in PAGES}
    other = percent(tally["other year"], tally["n"])
    return {"n": tally["n"], **documents, **pages, "other_year": other}
