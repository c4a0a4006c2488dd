"""Footnotes, tied to what bears their mark."""

from decimal import Decimal

import pytest

from ingest.document import Block, Paragraph, Place, Table, Target
from ingest.footnotes import footnotes, without_marks
from tests.ingest.test_tables import Grid, cell, table_of


def paragraph(text: str) -> Paragraph:
    return Paragraph(text, Place(1))


HEAD: Grid = [[(1, "2023 (a)"), (2, "2022")]]
ROWS: Grid = [
    [(0, "Sales (1)"), (1, "1,234"), (2, "1,100*")],
    [(0, "Other(1)(2), net"), (1, "5 (2)"), (2, "7")],
]


@pytest.mark.parametrize(
    ("line", "mark", "targets"),
    [
        ("(1) Includes freight.", "1", [(1, 0), (2, 0)]),
        ("(2) Estimated.", "2", [(2, 0), (2, 1)]),
        ("(a) Fifty-three weeks.", "a", [(0, 1)]),
        ("* Restated.", "*", [(1, 2)]),
    ],
)
def test_a_mark_ties_a_footnote_to_cells_labels_and_headers(
    line: str, mark: str, targets: list[tuple[int, int]]
) -> None:
    blocks: list[Block] = [table_of([*HEAD, *ROWS]), paragraph("Rounded."), paragraph(line)]
    (note,) = footnotes(blocks)
    assert (note.mark, note.block, note.row) == (mark, 2, None)
    assert note.text == line.partition(" ")[2]
    assert note.targets == tuple(Target(0, row, column) for row, column in targets)


def test_raised_digits_are_marks() -> None:
    blocks: list[Block] = [
        table_of([[(0, "Debt ¹"), (1, "5")], [(0, "Cash"), (1, "6")]]),
        paragraph("¹ Net."),
    ]
    assert [note.targets for note in footnotes(blocks)] == [(Target(0, 0, 0),)]


def test_a_list_below_a_table_is_no_footnote() -> None:
    blocks: list[Block] = [table_of([*HEAD, *ROWS]), paragraph("(3) The third of our risks.")]
    assert footnotes(blocks) == ()


def test_footnotes_may_be_the_last_rows() -> None:
    table = table_of([*HEAD, *ROWS, [(0, "(2)"), (1, "Estimated by management.", 2)]])
    (note,) = footnotes([table])
    assert (note.row, note.text) == (3, "Estimated by management.")
    assert Target(0, 2, 1) in note.targets


def test_marks_are_never_eaten_into_a_number() -> None:
    table = table_of([*HEAD, *ROWS, [(0, "Tax"), (1, "— (1)"), (2, "9")]])
    assert cell(table, "Other(1)(2), net", 1).value == 5
    assert cell(table, "Sales (1)", 2).value == 1_100
    assert cell(table, "Tax", 1).value is None


MARKED: Grid = [
    [(0, "Kettles"), (1, "40"), (4, "(1)")],
    [(0, "Pans"), (1, "30"), (4, "(2)")],
    [(0, "Lids"), (1, "10"), (4, "(1)")],
]


def test_a_number_alone_in_brackets_is_a_mark_where_a_footnote_stands_below() -> None:
    table = table_of(MARKED)
    blocks: list[Block] = [table, paragraph("(1) Sold in 2022."), paragraph("(2) Discontinued.")]
    notes = footnotes(blocks)
    made, *_ = without_marks(blocks, notes)
    assert isinstance(made, Table)
    assert [len(note.targets) for note in notes] == [2, 1]
    assert made.rows[0].cells[-1].value is None


def test_and_minus_one_where_none_does_or_where_figures_stand_in_its_column() -> None:
    table = table_of([[(0, "Gain"), (1, "5"), (2, "(1)")], [(0, "Loss"), (1, "7"), (2, "12")]])
    blocks: list[Block] = [table, paragraph("(1) Net of tax.")]
    made, _ = without_marks(blocks, footnotes(blocks))
    assert isinstance(made, Table)
    assert cell(made, "Gain", 2).value == Decimal(-1)
