from dataclasses import replace
from decimal import Decimal

from ingest.document import Cell, Document, Fact, Metadata, Paragraph, Place, Row, Table
from ingest.facts import Spot, spots, unique
from ingest.to_markdown import render

CASH = Fact("f1", "us-gaap:Cash", Decimal(1204), "1,204", "USD", None, None)


def shown(*blocks: Paragraph | Table) -> dict[str, Spot]:
    document = Document(Metadata(), blocks, (), (CASH,), (), 1, "ixbrl")
    return spots(document, render(document))


def test_a_fact_in_a_table_knows_its_row_column_and_label() -> None:
    head = Row((Cell(1, "2023"),), header=True)
    cash = Row((Cell(0, "Cash"), Cell(1, "1,204", facts=("f1",))))
    table = Table((head, cash), (), Place(1))
    assert shown(table) == {"f1": Spot(4, "Cash", "t1", 1, 1)}


def test_a_fact_in_a_paragraph_has_a_line_and_no_label() -> None:
    assert shown(Paragraph("Cash was $1,204.", Place(1), facts=("f1",))) == {"f1": Spot(2)}


def test_the_first_display_of_a_fact_counts() -> None:
    twice = Paragraph("1,204", Place(1), facts=("f1",))
    assert shown(twice, twice) == {"f1": Spot(2)}


def test_an_id_used_twice_gets_a_number() -> None:
    other = replace(CASH, text="9")
    assert unique((CASH, other, other)) == {"f1": CASH, "f1-2": other, "f1-3": other}
