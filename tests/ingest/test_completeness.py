from datetime import date
from pathlib import Path

from ingest.announcements import broken_announcements, stray_notes
from ingest.completeness import (
    empty_pages,
    is_coverless,
    is_unsigned,
    missing_items,
    missing_notes,
    missing_pages,
    statements_are_elsewhere,
    stubs,
)
from ingest.document import Block, Cell, Document, Metadata, PageBreak, Paragraph, Place, Row, Table
from ingest.headings import sections
from ingest.reading import read_source, to_document

FILING = Path(__file__).parents[1] / "filings" / "tidewater-10-k.htm"


def said(text: str, page: int = 1) -> Paragraph:
    return Paragraph(text, Place(page))


def table(*labels: str) -> Table:
    rows = [Row((Cell(0, label), Cell(1, "1,204"))) for label in labels]
    return Table(tuple(rows), (), Place(1))


def filing(*blocks: Block, form: str = "10-K", year: int = 2023) -> Document:
    about = Metadata(form, period_end=date(year, 12, 31))
    pages = max([1, *(block.page for block in blocks if isinstance(block, PageBreak))])
    return Document(about, blocks, sections(blocks, form), (), (), pages, "html")


def read(text: str) -> Document:
    return to_document(read_source("html", text.encode()), "filing.htm")


def test_what_its_form_asks_for_depends_on_the_year() -> None:
    assert "9A" in missing_items(filing(said("Item 1. Business"), year=2010))
    assert "9A" not in missing_items(filing(said("Item 1. Business"), year=1996))
    assert missing_items(filing(said("Item 1. Business"), form="10-K/A")) == []


def test_an_item_that_the_contents_table_names_is_missed() -> None:
    rows = [
        Row((Cell(0, f"Item {number}."), Cell(1, title), Cell(2, page)))
        for number, title, page in (
            ("1", "Business", "3"),
            ("1C", "Cybersecurity", "9"),
            ("2", "Properties", "11"),
            ("3", "Legal Proceedings", "12"),
            ("4", "Mine Safety Disclosures", "12"),
        )
    ]
    promised = filing(Table(tuple(rows), (), Place(1)), said("Item 1. Business"), said("Prose."))
    assert "1C" in missing_items(promised)


def test_an_item_that_the_contents_table_says_is_not_applicable_is_not_missed() -> None:
    rows = tuple(
        Row((Cell(0, f"Item {number}. {title}"), Cell(1, page)))
        for number, title, page in (("1", "Business", "3"), ("4", "Safety", "N/A"), ("5", "M", "9"))
    )
    gone = missing_items(filing(Table(rows, (), Place(1)), said("Item 1. Business"), said("Ours.")))
    assert "4" not in gone
    assert "5" in gone


def test_the_heading_of_a_part_is_no_item() -> None:
    item, part = said("Item 5. Market for Common Equity"), said("PART II")
    head, prose = said("Item 1. Business"), said("We carry grain.")
    assert "5" not in missing_items(filing(head, prose, part, item, prose))
    assert "5" in missing_items(filing(head, prose, part, said("Item 7. Discussion"), prose))


def test_an_item_that_is_cut_short_is_a_stub_and_one_that_refers_is_none() -> None:
    heading = said("Item 7. Management’s Discussion and Analysis of Financial Condition")
    short = filing(said("Item 1. Business"), said("We file."), heading, said("Sales rose."))
    assert "7" in list(stubs(short))
    refers = filing(heading, said("Incorporated herein from our annual report."))
    assert "7" not in list(stubs(refers))


def test_statements_that_another_document_holds_are_not_missed() -> None:
    item = said("Item 8. Financial Statements and Supplementary Data")
    assert statements_are_elsewhere(filing(item, said("Incorporated by reference.")))
    assert not statements_are_elsewhere(filing(item, said("They follow.")))


def test_what_a_part_or_a_kind_of_report_leaves_out_is_not_missed() -> None:
    elsewhere = said(
        "The information required by Part III is incorporated by reference to the proxy statement."
    )
    assert "11" in missing_items(filing(said("Item 1. Business")))
    assert "11" not in missing_items(filing(said("Item 1. Business"), elsewhere))
    trust = said("Items 1 to 8 are omitted in accordance with General Instruction J to Form 10-K.")
    assert missing_items(filing(said("Item 9B. Other Information"), trust)) == []


def test_a_note_whose_heading_was_read_as_a_row_is_not_missed() -> None:
    notes = [said("NOTES TO CONSOLIDATED FINANCIAL STATEMENTS")]
    for number, title in ((1, "Basis"), (2, "Leases"), (4, "Debt"), (5, "Taxes")):
        notes += [said(f"Note {number}. {title}"), said("Rent is paid each month in Hale.")]
    assert missing_notes(filing(*notes)) == ["3"]
    drawn: list[Block] = [*notes[:5], table("Ships", "3. Goodwill"), *notes[5:]]
    assert missing_notes(filing(*drawn)) == []
    dashed: list[Block] = [*notes[:5], table("Ships", "Note 3 \x96 Goodwill"), *notes[5:]]
    assert missing_notes(filing(*dashed)) == []


def test_a_jump_in_printed_page_numbers_is_told() -> None:
    numbers = [1, 2, 3, 4, 5, 6, 7, 8, 13, 14, 15]
    blocks: list[Block] = []
    for page, number in enumerate(numbers, 1):
        blocks += [PageBreak(page, (str(number),)), said("Prose.", page)]
    assert list(missing_pages(filing(*blocks))) == [(8, 13)]


def test_pages_in_a_row_that_hold_nothing_are_told_and_a_blank_one_is_not() -> None:
    blocks = [PageBreak(n) for n in range(1, 9)]
    text = [said("Prose.", page) for page in (1, 3, 4, 7, 8)]
    assert list(empty_pages((*blocks, *text))) == [(5, 6)]


def test_a_report_must_be_signed() -> None:
    assert is_unsigned(filing(said("Item 1. Business")))
    assert not is_unsigned(filing(said("Item 1. Business"), said("SIGNATURES")))


def test_a_whole_filing_lacks_no_page_and_no_table() -> None:
    document = read(FILING.read_text(encoding="utf-8"))
    assert list(missing_pages(document)) == []
    assert [*broken_announcements(document), *stray_notes(document)] == []


def test_items_without_a_cover_are_a_filing_without_its_beginning() -> None:
    last = (
        "<html><p><b>Item 10. Directors</b></p><p>See below.</p><p><b>Item 11. Pay</b></p></html>"
    )
    assert is_coverless(read(last))
    assert not is_coverless(read("<html><p>A release about the third quarter.</p></html>"))
    assert not is_coverless(read(FILING.read_text()))
