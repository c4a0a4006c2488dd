"""Highlights: does a line that is opened beside an answer stand marked on its page?

Lines of prose and rows of tables are taken from every document by a draw that is the same each
time. Lines that say where a page begins hold running heads and no passage; they are left out.
"""

import random
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from evals.tables import Table, Tallies, count, in_order, percent, share
from ingest.sidecar import sidecar_from_json
from store.library import Library
from store.tables import StoredDocument
from tools.desk import page_of

EACH = 3  # lines of prose, and as many rows of tables, of each document
HEADS = ("lines", "n", "marked", "all its words marked", "with pages", "on the right page")


class Seen(Protocol):
    """What is marked when a line is opened."""

    @property
    def line(self) -> int:
        """The line of the reading copy."""
        ...

    @property
    def words(self) -> str:
        """The text under the marks."""
        ...

    @property
    def page(self) -> int | None:
        """The page of the mark; None where there are no pages or no mark."""
        ...


Look = Callable[[Library, StoredDocument, Sequence[int]], Iterable[Seen]]
"""Opens each of the lines in turn."""


def measure(
    library: Library,
    documents: Sequence[StoredDocument],
    look: Look,
    report: Callable[[int, int], None],
) -> Table:
    """Look at a sample of every document."""
    tallies: Tallies = {}
    wrong: list[str] = []
    for done, each in enumerate(documents, 1):
        wrong += score(library, each, look, tallies)
        report(done, len(documents))
    return to_table(tallies, wrong)


def sample(document: str, copy: Sequence[str], each: int = EACH) -> list[int]:
    """Lines of prose and rows of tables of a reading copy, in order."""
    told = [(at, line) for at, line in enumerate(copy, 1) if letters(line) and line[0] != "["]
    chance = random.Random(document)
    taken: list[int] = []
    for rows in (True, False):
        every = [at for at, line in told if line.startswith("|") is rows]
        taken += chance.sample(every, min(each, len(every)))
    return sorted(taken)


def score(library: Library, document: StoredDocument, look: Look, tallies: Tallies) -> list[str]:
    """Open a sample of a document's lines; what is marked wrongly, in a sentence each."""
    copy = library.lines(document.id)
    format = sidecar_from_json(library.folders.sidecar(document.id).read_text("utf-8")).format
    wrong = []
    for seen in look(library, document, sample(document.id, copy)):
        line = copy[seen.line - 1]
        kind = "rows of tables" if line.startswith("|") else "prose"
        whole, right = holds(seen.words, line), seen.page == page_of(document, seen.line)
        paged = seen.page is not None
        count(tallies, (f"{format}, {kind}", "all"), n=1, marked=int(bool(seen.words.strip())),
              whole=int(whole), paged=int(paged), right=int(right and paged))  # fmt: skip
        if not whole or (paged and not right):
            page = page_of(document, seen.line)
            wrong.append(f"{document.id}:{seen.line} page {page}, seen on {seen.page}: {line[:90]}")
    return wrong


def holds(words: str, line: str) -> bool:
    """Whether all words of a line are marked: its letters and digits, whatever stands between."""
    marked = letters(words)
    return all(letters(word) in marked for word in re.split(r"[\s|]+", bare(line)))


def bare(line: str) -> str:
    """A line without what the reading copy adds."""
    return re.sub(r"^#{1,6} ", "", line)


def letters(text: str) -> str:
    """Letters and digits alone, in one case."""
    return "".join(re.findall(r"[^\W_]+", text.casefold()))


def to_table(tallies: Tallies, wrong: Sequence[str]) -> Table:
    """The shares, and up to ten of what was wrong."""
    rows = [
        (name, str(t["n"]), share(t["marked"], t["n"]), share(t["whole"], t["n"]),
         str(t["paged"]), share(t["right"], t["paged"]))
        for name, t in in_order(tallies)
    ]  # fmt: skip
    rows += [(f"wrong: {each}", "", "", "", "", "") for each in wrong[:10]]
    every = tallies.get("all")
    figures = (
        {
            "n": every["n"],
            "marked": percent(every["whole"], every["n"]),
            "right_page": percent(every["right"], every["paged"]),
        }
        if every
        else {}
    )
    return Table("highlights", "Highlights", HEADS, tuple(rows), figures)
