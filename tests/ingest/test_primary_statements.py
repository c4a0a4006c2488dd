"""Primary statements that are missed, and words of them elsewhere that do not stand for them."""

from decimal import Decimal

from ingest.document import Block, Cell, Document, Metadata, Paragraph, Place, Row, Table, TableKind
from ingest.headings import sections
from ingest.primary_statements import bare_titles, is_title, missing_statements


def said(text: str) -> Paragraph:
    return Paragraph(text, Place(1))


def table(kind: TableKind, *labels: str) -> Table:
    rows = [Row((Cell(0, label), Cell(1, "1,204"))) for label in labels]
    rows += [Row((Cell(0, f"Line {n}"), Cell(1, "7", value=Decimal(7)))) for n in range(6)]
    return Table(tuple(rows), (), Place(1), kind=kind)


BALANCE = table("balance_sheet", "Total assets", "Total liabilities", "Total equity")
INCOME = table("income", "Net income", "Income taxes on income", "Income per share")
FLOWS = table("cash_flow", "Operating activities", "Depreciation", "Financing activities")
APART = tuple(said(f"Paragraph {number} of the notes.") for number in range(200))


def missing(*blocks: Block) -> list[str]:
    return list(missing_statements(Document(Metadata("10-K"), blocks, (), (), (), 1, "html")))


def test_all_three_are_found() -> None:
    assert missing(BALANCE, INCOME, FLOWS) == []
    assert missing(FLOWS, said("A note"), BALANCE, INCOME) == []


def test_each_is_missed_beside_the_others() -> None:
    assert missing(INCOME, FLOWS) == ["balance sheet"]
    assert missing(BALANCE, FLOWS) == ["income statement"]
    assert missing(BALANCE, INCOME) == ["statement of cash flows"]


def test_the_statements_of_a_parent_company_do_not_stand_for_those_of_the_group() -> None:
    assert missing(INCOME, FLOWS, *APART, BALANCE, INCOME, FLOWS) == ["balance sheet"]


def test_a_summary_far_before_the_statements_is_not_where_they_are_looked_for() -> None:
    assert missing(BALANCE, *APART, BALANCE, INCOME, FLOWS) == []


def test_statements_that_were_read_as_lines_are_found_by_their_words() -> None:
    lines = ("Total assets 9", "Total liabilities 4", "Total equity 5", "Net income 2")
    flows = ("Operating activities", "Depreciation 1", "Financing activities", "Income per share 2")
    assert missing(*map(said, (*lines, *flows))) == []
    assert missing(said("Nothing of the kind.")) == [
        "balance sheet",
        "statement of cash flows",
        "income statement",
    ]


ITEM = said("Item 8. Financial Statements and Supplementary Data")
TITLE = said("Condensed Statements of Cash Flows (Parent Company Only)")
DISCLOSURES = tuple(said(f"Supplemental disclosure {name}") for name in "abcdefg")


def bare(*blocks: Block) -> list[str]:
    found = sections((ITEM, *blocks), "10-K")
    return list(bare_titles(Document(Metadata("10-K"), (ITEM, *blocks), found, (), (), 1, "html")))


def test_the_title_of_a_statement_has_figures_below_it() -> None:
    assert bare(TITLE, said("(in millions)"), FLOWS, *DISCLOSURES) == []
    assert bare(TITLE, said("Cash paid 1,204 1,310"), *DISCLOSURES) == []
    assert bare(TITLE, *DISCLOSURES) == [TITLE.text]


def test_lists_of_statements_and_headings_of_notes_are_no_bare_titles() -> None:
    assert bare(TITLE, said("Consolidated Balance Sheets"), *DISCLOSURES) == []
    index = ("Comprehensive Loss", "Stockholders’ Equity")
    listed = [said(f"Consolidated Statements of {name}") for name in index]
    assert bare(*listed, TITLE, *DISCLOSURES) == []
    prose = said("Cash " + "is what the company has in banks and lends to nobody else " * 3)
    assert bare(TITLE, prose, *DISCLOSURES) == []


def test_titles_are_told_from_sentences() -> None:
    assert is_title("THE HALE LINE, INC. CONSOLIDATED BALANCE SHEETS")
    assert is_title("Statements of Operations and Comprehensive Loss")
    assert not is_title("The consolidated balance sheets include all subsidiaries.")
