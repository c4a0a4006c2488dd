"""Kinds of tables: what the reader calls each table that was labelled by hand.

A label names no words of a filing: {"content": the first 16 hex digits of the sha256 of the file,
"table": `fingerprint` of the table, "kinds": what it may be called, the best name first}. Some
tables are two things: maturities of leases are a lease table and a table of maturities.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.tables import Table, Tallies, count, in_order, percent, share
from ingest.document import Table as Grid
from ingest.document import TableKind
from ingest.sidecar import table_from_json
from store.library import Library

NOT_DIGITS = re.compile(r"\D+")
CONTENT, FINGERPRINT = 16, 12  # hex digits


@dataclass(frozen=True, slots=True)
class Label:
    """A table and the names that are right for it."""

    content: str
    table: str
    kinds: tuple[TableKind, ...]


@dataclass(frozen=True, slots=True)
class Called:
    """What a labelled table was called; "" where no table has its figures."""

    label: Label
    kind: str


def read_kinds(path: Path) -> list[Label]:
    """The labels of a file, none if there is none."""
    if not path.is_file():
        return []
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [Label(each["content"], each["table"], tuple(each["kinds"])) for each in lines]


def fingerprint(table: Grid) -> str:
    """What tells a table from others of its filing however its words are read: all its digits."""
    digits = [NOT_DIGITS.sub("", cell.text) for row in table.rows for cell in row.cells]
    said = "|".join(filter(None, digits))
    return hashlib.sha256(said.encode()).hexdigest()[:FINGERPRINT]


def called(library: Library, labels: Sequence[Label]) -> Iterator[Called]:
    """What each labelled table of the library's documents is called there."""
    for document in library.documents():
        wanted = [each for each in labels if document.content.startswith(each.content)]
        if not wanted:
            continue
        grids = [table_from_json(stored.grid) for stored in library.tables(document.id)]
        kinds = {fingerprint(grid): grid.kind for grid in grids}
        yield from (Called(each, kinds.get(each.table, "")) for each in wanted)


def to_table(found: Sequence[Called]) -> Table:
    """How many are called right, by what they are."""
    tallies: Tallies = {}
    for each in found:
        right = each.kind in each.label.kinds
        count(tallies, (each.label.kinds[0], "all"), n=1, right=right, unread=not each.kind)
    rows = [
        (name, str(t["n"]), share(t["right"], t["n"]), str(t["unread"]))
        for name, t in in_order(tallies)
    ]
    wrong = [each for each in found if each.kind and each.kind not in each.label.kinds]
    rows += [(f"{each.label.kinds[0]} called {each.kind}", "", "", "") for each in wrong]
    every = tallies.get("all", Counter())
    figures = {"tables": every["n"], "right": percent(every["right"], every["n"])}
    return Table(
        "kinds", "Kinds of tables", ("kind", "n", "right", "not found"), tuple(rows), figures
    )
