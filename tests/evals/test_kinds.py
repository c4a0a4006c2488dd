"""Kinds of tables against labels by hand: found by their figures, whatever words stand around."""

import json
from dataclasses import replace
from pathlib import Path
from typing import get_args

from evals.kinds import Called, Label, called, fingerprint, read_kinds, to_table
from ingest.document import Cell, Place, Row, Table, TableKind
from ingest.pipeline import ingest
from ingest.sidecar import table_from_json
from store.library import Library
from store.settings import Settings

LABELS = Path(__file__).parent / "kinds.jsonl"
FILING = Path(__file__).parents[1] / "filings" / "tidewater-10-k.htm"


def table(*texts: str) -> Table:
    return Table((Row(tuple(Cell(at, text) for at, text in enumerate(texts))),), (), Place(1))


def test_a_table_is_known_by_its_digits_alone() -> None:
    assert fingerprint(table("Net sales", "$ 1,204")) == fingerprint(table("Sales, net", "1,204"))
    assert fingerprint(table("Net sales", "1,204")) != fingerprint(table("Net sales", "1,205"))


def test_labels_name_kinds_and_no_words() -> None:
    labels = read_kinds(LABELS)
    assert len(labels) >= 120
    assert {kind for label in labels for kind in label.kinds} <= set(get_args(TableKind))
    assert {key for line in LABELS.read_text().splitlines() for key in json.loads(line)} == {
        "content",
        "table",
        "kinds",
    }
    assert read_kinds(LABELS.with_name("none.jsonl")) == []


def test_labelled_tables_are_looked_up_in_the_library(tmp_path: Path) -> None:
    library = Library(tmp_path / "library")
    list(ingest([FILING], library, Settings(workers=1)))
    (document,) = library.documents()
    grid = table_from_json(library.tables(document.id)[0].grid)
    right = Label(document.content[:16], fingerprint(grid), (grid.kind,))
    gone = replace(right, table="0" * 12)
    assert list(called(library, [right, gone])) == [Called(right, grid.kind), Called(gone, "")]
    assert list(called(library, [replace(right, content="f" * 16)])) == []


def test_the_table_counts_by_kind_and_names_what_is_wrong() -> None:
    debt = Label("a", "b", ("debt", "maturity"))
    made = to_table([Called(debt, "maturity"), Called(debt, "tax"), Called(debt, "")])
    assert made.figures == {"tables": 3, "right": 33.333}
    assert ("debt", "3", "33.3 %", "1") in made.rows
    assert ("debt called tax", "", "", "") in made.rows
