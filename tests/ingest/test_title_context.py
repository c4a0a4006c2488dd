"""References whose target the words around them decide: which of several, here or elsewhere."""

from datetime import date

import pytest

from ingest.document import (
    Block,
    Cell,
    Metadata,
    PageBreak,
    Paragraph,
    Place,
    Reference,
    Row,
    Section,
    Table,
)
from ingest.mentions import mentions
from ingest.references import references

ANNUAL = Metadata(form="10-K", fiscal_year=2022, period_end=date(2022, 12, 31))
TEXTS = (
    "Item 1. Business",
    "Overview",
    "We pump.",
    "Item 7. Management’s Discussion and Analysis",
    "Liquidity and Capital Resources",
    "Cash rose.",
    "Income Taxes",
    "Taxes fell.",
    "Item 8. Financial Statements",
    "Note 9 – Income Taxes",
    "Legal Proceedings. We were sued.",
    "10. Debentures:",
    "Note 11 – Leases",
    "We rent.",
)
LAST = len(TEXTS)
SECTIONS = (
    Section("item-1", 1, "item", "1", TEXTS[0], 0, 3),
    Section("h-1", 2, "heading", None, TEXTS[1], 1, 3),
    Section("item-7", 1, "item", "7", TEXTS[3], 3, 8),
    Section("h-4", 2, "heading", None, TEXTS[4], 4, 8),
    Section("h-6", 3, "heading", None, TEXTS[6], 6, 8),
    Section("item-8", 1, "item", "8", TEXTS[8], 8, LAST),
    Section("note-9", 2, "note", None, TEXTS[9], 9, 12, "9"),
    Section("note-11", 2, "note", None, TEXTS[12], 12, LAST, "11"),
)


def said(text: str, at: int = 2, about: Metadata = ANNUAL) -> list[Reference]:
    """The references of a text that stands at a place of the filing."""
    blocks: list[Block] = [Paragraph(each, Place(1)) for each in TEXTS]
    blocks[at] = Paragraph(text, Place(1))
    return [each for each in references(blocks, SECTIONS, about) if each.block == at]


def targets(text: str, at: int = 2) -> list[str | None]:
    return [each.target for each in said(text, at)]


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("As discussed in the Liquidity and Capital Resources section.", 2, ["h-4"]),
        ("See Liquidity and Capital Resources within this item.", 7, ["h-4"]),
        ("1See “Liquidity and Capital Resources” for more.", 2, ["h-4"]),
        ('Under the sub-caption “Liquidity and Capital Resources" we say so.', 2, ["h-4"]),
        ("See “Income Taxes” in our MD&A for more.", 13, ["h-6"]),
        ("See “Income Taxes” in the Notes to Financial Statements.", 7, ["note-9", "note-9"]),
        ("See “Income Taxes” for more.", 5, ["h-6"]),
        ("See “Income Taxes” for more.", 13, ["note-9"]),
        ("See “Liquidity and Capital Resources – Income Taxes.”", 2, ["h-6"]),
        ("See “Overview – Income Taxes.”", 13, []),
        ("In the Liquidity and Capital Resources section of our web site.", 2, []),
        ("It is in “Income Taxes” expense of the year.", 5, []),
    ],
)
def test_a_title_borne_twice_is_that_of_the_place_it_is_said_to_be_in(
    text: str, at: int, expected: list[str]
) -> None:
    assert targets(text, at) == expected


def test_a_title_on_a_page_is_the_one_that_begins_there() -> None:
    blocks: list[Block] = [PageBreak(1, ("11",)), *(Paragraph(each, Place(1)) for each in TEXTS)]
    blocks.insert(9, PageBreak(2, ("12",)))
    moved = [(each, each.start + 1 + (each.start >= 8), each.stop + 1) for each in SECTIONS]
    sections = tuple(
        Section(s.id, s.level, s.kind, s.item, s.title, start, stop, s.number)
        for s, start, stop in moved
    )
    blocks[3] = Paragraph("Refer to Income Taxes on page 12 and Income Taxes on page 11.", Place(1))
    found = [each for each in references(blocks, sections) if each.kind == "heading"]
    assert found[0].target == "note-9"


def test_an_item_with_the_title_of_another_form_is_none_of_this_one() -> None:
    text = "We reported under Item 7 (Regulation of Wells) that it was so."
    assert [(each.target, each.reason) for each in said(text)] == [
        (None, "Item 7 has another title")
    ]
    assert targets("See Item 7 (Income Taxes) and Item 1 – Overview.") == ["item-7", "item-1"]
    assert targets("It stands in Item 7. Given the length of it, we stop.") == ["item-7"]


def test_captions_numbered_as_items_are_those_of_the_proxy_statement() -> None:
    text = (
        "It is incorporated from the captions Item 1. Election of directors – their pay; and "
        "Item 7. Ratification of auditors in the Proxy Statement."
    )
    assert {(each.words, each.outside) for each in said(text)} == {
        ("Item 1", "the Proxy Statement"),
        ("Item 7", "the Proxy Statement"),
    }


def test_each_page_of_two_belongs_to_the_document_named_behind_it() -> None:
    text = "Refer to Capital on page 9, and page 93 of our 2021 Form 10-K."
    assert [(m.words, m.outside) for m in mentions(text, ANNUAL) if m.kind == "page"] == [
        ("page 9", ""),
        ("page 93", "our 2021 Form 10-K"),
    ]


def test_statements_and_their_notes_in_another_report_are_not_those_of_this_one() -> None:
    text = "See our consolidated financial statements and related notes in our 2021 Form 10-K."
    assert {each.outside for each in said(text)} == {"our 2021 Form 10-K"}


def test_a_quotation_of_several_titles_stands_in_the_document_named_behind_it() -> None:
    text = "See “Part I—Item 1A. Risk Factors—What may go wrong and how” in our 2021 Form 10-K."
    assert {each.outside for each in said(text)} == {"our 2021 Form 10-K"}


def test_notes_in_a_list_each_count_and_names_that_follow_do_not() -> None:
    assert [m.key for m in mentions("Pumps, net (Note 6; Note 8 at affiliates)")] == ["6", "8"]
    assert [m.key for m in mentions("As Notes 4 and 15, 3X tested its pumps.")] == ["4", "15"]


def test_a_footnote_of_the_statements_is_a_note_and_any_other_a_line_near_by() -> None:
    assert targets("See footnote 9 of these Notes to Financial Statements.")[0] == "note-9"
    blocks: list[Block] = [
        Paragraph(each, Place(1)) for each in ("Pay", "As in footnote 2 below.", "(2) In part.")
    ]
    (found,) = references(blocks, (Section("h-0", 1, "heading", None, "Pay", 0, 3),))
    assert (found.target, found.place) == ("h-0", (2, None))


def test_a_note_no_heading_is_known_of_is_the_one_line_between_its_neighbours() -> None:
    (found,) = said("The debentures (Note 10) were repaid.")
    assert (found.target, found.place) == ("note-9", (11, None))
    cells = (Cell(0, "Note 10Debentures"), Cell(1, "5"))
    blocks: list[Block] = [Paragraph(each, Place(1)) for each in TEXTS]
    blocks[2] = Paragraph("As in Note 10.", Place(1))
    blocks[11] = Table((Row((Cell(0, "Other"),)), Row(cells)), (), Place(1))
    assert [each.place for each in references(blocks, SECTIONS) if each.block == 2] == [(11, 1)]
    blocks[10] = Paragraph("10. Of these ten.", Place(1))
    assert [each.place for each in references(blocks, SECTIONS) if each.block == 2] == [None]


def test_a_lettered_part_read_as_a_note_is_found_behind_its_number() -> None:
    texts = ("As in Note 1B.", "Note 1. Policies", "A. Basis", "B. Leases", "Note 2. Debt")
    blocks: list[Block] = [Paragraph(each, Place(1)) for each in texts]
    names = ("1", "A", "B", "2")
    sections = tuple(
        Section(f"note-{name.lower()}", 2, "note", None, texts[at], at, at + 1, name)
        for at, name in enumerate(names, start=1)
    )
    assert [each.target for each in references(blocks, sections)] == ["note-b"]


def test_of_notes_of_one_title_in_two_statements_the_longer_ones_are_the_filings() -> None:
    texts = ("As in note 2.", *(f"({n}) {title}" for n, title in enumerate("ABCD", start=1)))
    texts += ("(1) A", "(2) B")
    blocks: list[Block] = [Paragraph(each, Place(1)) for each in texts]
    sections = tuple(
        Section(f"note-{at}", 2, "note", None, texts[at], at, at + 1, texts[at][1])
        for at in range(1, len(texts))
    )
    assert [each.target for each in references(blocks, sections)] == ["note-2"]


def test_an_item_that_points_to_a_heading_of_its_own_name_in_a_note_means_that_one() -> None:
    texts = ("Item 3. Legal Proceedings", "", "Note 7 – Contingencies", "Legal Proceedings. None.")
    sections = (
        Section("item-3", 1, "item", "3", texts[0], 0, 2),
        Section("note-7", 2, "note", None, texts[2], 2, 4, "7"),
    )

    def reached(text: str) -> list[tuple[str | None, object]]:
        blocks: list[Block] = [Paragraph(each or text, Place(1)) for each in texts]
        return [(r.target, r.place) for r in references(blocks, sections) if r.kind == "heading"]

    assert reached("See Note 7, under the caption “Legal Proceedings.”") == [("note-7", (3, None))]
    assert reached("See “Legal Proceedings” and Note 7.") == [("item-3", None)]


def test_a_sentence_that_names_a_note_and_the_notes_is_no_foot_of_a_statement() -> None:
    texts = ("Notes to Financial Statements", "Note 1 – Policies", "Item 1. Legal Proceedings", "")
    sections = (
        Section("h-0", 1, "heading", None, texts[0], 0, 2),
        Section("note-1", 2, "note", None, texts[1], 1, 2, "1"),
    )
    for number, found in (("1", "note-1"), ("13", None)):
        text = f"See Note {number} of our notes to financial statements."
        blocks: list[Block] = [Paragraph(each or text, Place(1)) for each in texts]
        assert [each.target for each in references(blocks, sections)] == [found, "h-0"]


def test_the_above_table_is_the_table_above() -> None:
    table = Table(tuple(Row((Cell(0, "Sales"), Cell(1, str(n)))) for n in range(4)), (), Place(1))
    blocks: list[Block] = [
        Paragraph("Highlights", Place(1)),
        table,
        Paragraph("As the above table shows, we pump.", Place(1)),
    ]
    (found,) = references(blocks, (Section("h-0", 1, "heading", None, "Highlights", 0, 3),))
    assert (found.words, found.place) == ("above table", (1, 0))


def test_reports_filed_later_are_documents() -> None:
    text = "As supplemented in our subsequently filed Quarterly Reports on Form 10-Q."
    assert [each.outside for each in said(text)] == [
        "our subsequently filed Quarterly Reports on Form 10-Q"
    ]


def test_a_line_cut_out_of_a_sentence_is_no_heading_said_again() -> None:
    assert targets("Part II, Item 7 of this Form 10-K under the subheading") == ["item-7"]
    assert targets("Item 7. Management’s Discussion (Continued)") == []


def test_an_index_is_found_by_the_row_that_heads_it() -> None:
    blocks: list[Block] = [Paragraph(each, Place(1)) for each in TEXTS]
    rows = (Row((Cell(0, "Index to Financial Statements"),)), Row((Cell(0, "Notes"), Cell(1, "9"))))
    blocks[10] = Table(rows, (), Place(1))
    blocks[2] = Paragraph("As listed in the Index to Financial Statements.", Place(1))
    (found,) = [each for each in references(blocks, SECTIONS) if each.block == 2]
    assert found.place == (10, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "In Item 7, under “Income Taxes,” and in Item 8, under “Income Taxes,”",
            ["h-6", "note-9"],
        ),
        (
            "See “Income Taxes” included under the heading “Liquidity and Capital Resources.”",
            ["h-6", "h-4"],
        ),
        ("See Note 9, under “Legal Proceedings,” and Item 7 of this report.", ["note-9"]),
        ("See Income Taxes and Note 11 of this report in Item 7.", ["h-6"]),
    ],
)
def test_of_several_places_a_title_is_in_the_one_named_last_before_it(
    text: str, expected: list[str]
) -> None:
    assert [each.target for each in said(text) if each.kind == "heading"][:2] == expected


def test_a_short_title_is_looked_for_in_a_note_that_is_named_alone() -> None:
    texts = ("Note 7 – Taxes", "Spain—We were audited.", "Note 8 – Debt", "")
    sections = tuple(
        Section(f"note-{7 + at // 2}", 2, "note", None, texts[at], at, at + 2, str(7 + at // 2))
        for at in (0, 2)
    )

    def reached(text: str) -> list[object]:
        blocks: list[Block] = [Paragraph(each or text, Place(1)) for each in texts]
        return [each.place for each in references(blocks, sections) if each.kind == "heading"]

    assert reached("See “Spain” in Note 7.") == [(1, None)]
    assert reached("See “Spain” for more.") == []


def listing(*entries: Block) -> tuple[list[Block], tuple[Section, ...]]:
    """A report with a list of exhibits, and a place before it for a text."""
    blocks: list[Block] = [Paragraph("-", Place(1)), Paragraph("Exhibits", Place(1)), *entries]
    return blocks, (Section("h-1", 1, "heading", None, "Exhibits", 1, len(blocks)),)


def reached(text: str, *entries: Block) -> list[object]:
    blocks, sections = listing(*entries)
    blocks[0] = Paragraph(text, Place(1))
    return [each.place for each in references(blocks, sections) if each.block == 0]


def test_an_exhibit_is_found_however_its_list_sets_its_number() -> None:
    cells = (Cell(0, "99"), Cell(1, ".2"), Cell(2, "Press release of the pumps"))
    split = Table((Row((Cell(0, "Number"), Cell(1, "Title"))), Row(cells)), (), Place(1))
    assert reached("It is attached as Exhibit 99.2.", split) == [(2, 1)]
    bracketed = Paragraph("(4-10) Description of the notes due 2030", Place(1))
    assert reached("It is filed as Exhibit (4-10).", bracketed) == [(2, None)]
    one = Paragraph("99.1 Press release of the pumps", Place(1))
    assert reached("It is attached as Exhibit 99.", one) == [(2, None)]
    two = Paragraph("99.2 Slides about the pumps", Place(1))
    assert reached("It is attached as Exhibit 99.", one, two) == [None]


def test_a_bracketed_exhibit_of_another_report_stands_there() -> None:
    text = "Incorporated by reference to Exhibit (4-10) of our Form 10-K for the year 2021."
    (found,) = said(text)
    assert (found.words, found.outside) == ("Exhibit (4-10)", "our Form 10-K for the year 2021")


def test_titles_with_their_items_in_brackets_are_a_list_of_titles() -> None:
    text = "In “Overview” (Item 1 of this report), “Income Taxes” (Item 7), and “Legal Matters.”"
    assert [each.target for each in said("See " + text[3:]) if each.kind == "heading"][:1] == [
        "h-1"
    ]
    titles = [each.key for each in mentions("See " + text[3:]) if each.kind == "heading"]
    assert titles == ["Overview", "Income Taxes", "Legal Matters"]


def test_the_following_section_is_the_one_that_bears_the_title() -> None:
    assert targets("Refer to the following “Liquidity and Capital Resources” section.") == ["h-4"]


def test_the_registration_statement_of_another_company_is_a_document() -> None:
    text = "As well as those described in Harbor’s Registration Statement on Form 10."
    assert [each.outside for each in said(text)] == ["Harbor’s Registration Statement on Form 10"]
    assert said("We filed the Company’s Registration Statement on Form S-8 with it.") == []
