import pytest

from ingest.document import Block, Cell, PageBreak, Paragraph, Place, Reference, Row, Section, Table
from ingest.mentions import mentions
from ingest.references import references


def note(number: str, title: str = "Leases", start: int = 90) -> Section:
    return Section(
        f"note-{number.lower()}", 3, "note", None, f"Note {number} – {title}", start, 99, number
    )


def item(name: str, title: str, start: int = 90) -> Section:
    ident = "item-" + name.lower().replace(".", "-")
    return Section(ident, 2, "item", name, title, start, 99)


SECTIONS = (
    item("1A", "Item 1A. Risk Factors"),
    item("5", "Item 5. Market for Common Equity"),
    item("7", "Item 7. Management’s Discussion and Analysis"),
    note("1", "Accounting Policies"),
    note("3", "Debt"),
    note("5", "Taxes"),
    note("12"),
    note("23", "Discontinued Operations"),
    Section("h-70", 3, "heading", None, "Subsequent Events", 70, 80),
    Section("schedule-ii", 2, "schedule", None, "Schedule II", 80, 85, "II"),
)
QUARTER = (
    item("I.1", "Item 1. Financial Statements"),
    item("I.2", "Item 2. Management’s Discussion and Analysis"),
    item("II.1A", "Item 1A. Risk Factors"),
    item("II.2", "Item 2. Unregistered Sales of Equity Securities"),
)


def found(text: str, sections: tuple[Section, ...] = SECTIONS) -> tuple[Reference, ...]:
    return references([Paragraph(text, Place(1))], sections)


def targets(text: str, sections: tuple[Section, ...] = SECTIONS) -> list[str | None]:
    return [reference.target for reference in found(text, sections)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See Note 12 for more.", ["note-12"]),
        ("See Notes 3, 5 and 23 for more.", ["note-3", "note-5", "note-23"]),
        ("See Notes 3 through 5 for more.", ["note-3", None, "note-5"]),
        ("Described in Note 12(b) below.", ["note-12"]),
        ("As discussed in Note 3 – Debt, we borrowed.", ["note-3"]),
        ("Excluding discontinued operations (Note 23).", ["note-23"]),
        ("Please see Item 1A.", ["item-1a"]),
        ("Described in Part II, Item 5 of this report.", ["item-5"]),
        ("Under Item 7 of Part II we say so.", ["item-7"]),
        ("Shown in Schedule II to this report.", ["schedule-ii"]),
        ("Listed in Item 5(a)2. That list is complete.", ["item-5"]),
        ("Listed at Item 7(a)(1) and Item 5.", ["item-7", "item-5"]),
        ("Refer to “Subsequent Events” below.", ["h-70"]),
    ],
)
def test_a_reference_leads_to_its_section(text: str, expected: list[str | None]) -> None:
    assert targets(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "We issued the 4.25% Senior Notes due 2028.",
        "The Term Note 5 was repaid.",
        "The Note 5.25% matures soon.",
        "Notes due 2028 were called.",
        "As Item 402(b) of Regulation S-K requires.",
        "Filed on Schedule 14A.",
        "Each partner receives a Schedule K-1.",
        "Refer to “the Company” as defined.",
        "NOTE 12 – LEASES (Continued)",
    ],
)
def test_what_only_sounds_like_a_reference_is_none(text: str) -> None:
    assert found(text) == ()


def test_note_1_is_never_note_12() -> None:
    assert targets("See Note 1.") == ["note-1"]
    assert targets("See Note 2.") == [None]
    assert found("See Note 2.")[0].reason == "no Note 2 in this document"


def test_words_are_as_printed() -> None:
    text = "See Notes 3, 5 and 23, and Part II, Item 5."
    words = [reference.words for reference in found(text)]
    assert words == ["Notes 3, 5 and 23"] * 3 + ["Part II, Item 5"]
    assert all(each in text for each in words)


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("See Note 12 to our 2022 Form 10-K.", "our 2022 Form 10-K"),
        (
            "See Note 12 to the financial statements in Northfield Pumps’s 2021 Annual Report.",
            "Northfield Pumps’s 2021 Annual Report",
        ),
        ("Incorporated from Item 7 of the Proxy Statement.", "the Proxy Statement"),
    ],
)
def test_a_reference_into_another_document_has_no_target_here(text: str, outside: str) -> None:
    (reference,) = found(text)
    assert (reference.target, reference.outside) == (None, outside)
    assert reference.reason == "in another document"


def test_this_report_is_no_other_document() -> None:
    assert targets("See Note 12 to the financial statements in this Form 10-K.") == ["note-12"]


def test_a_document_named_alone_is_a_reference_too() -> None:
    (reference,) = found("This appears in our definitive Proxy Statement.")
    assert (reference.kind, reference.target) == ("document", None)
    assert reference.outside == "our definitive Proxy Statement"


def test_items_of_a_10_q_need_their_part_or_their_title() -> None:
    assert targets("See Part II, Item 2.", QUARTER) == ["item-ii-2"]
    assert targets("See Item 1A.", QUARTER) == ["item-ii-1a"]
    assert targets("See Item 2, “Management’s Discussion and Analysis.”", QUARTER) == ["item-i-2"]
    (vague,) = found("See Item 2.", QUARTER)
    assert (vague.target, vague.reason) == (None, "Item 2 stands in both parts")


def test_the_part_of_an_item_may_follow_it_and_its_title_may_run_on() -> None:
    assert targets("See Item 2, Part I, for more.", QUARTER) == ["item-i-2"]
    assert targets("See Part I, Item 2, Part II, Item 1A.", QUARTER) == ["item-i-2", "item-ii-1a"]
    assert targets("See Item 2. Management’s Discussion in this Form 10-Q.", QUARTER) == [
        "item-i-2"
    ]


def test_a_letter_behind_a_note_is_a_part_of_it_where_no_note_has_that_name() -> None:
    blocks: list[Block] = [
        Paragraph("See Note 12B and Note 12C.", Place(1)),
        Paragraph("Note 12 – Leases", Place(1)),
        Paragraph("A. Offices. We rent them.", Place(1)),
        Paragraph("B. Pumps. We rent them too.", Place(1)),
    ]
    section = Section("note-12", 1, "note", None, "Note 12 – Leases", 1, 4, "12")
    first, second = references(blocks, (section,))
    assert (first.target, first.place) == ("note-12", (3, None))
    assert (second.target, second.reason) == (None, "no Note 12C in this document")


def test_a_row_that_names_an_item_its_title_and_its_page_points_at_nothing() -> None:
    rows = (("See Item 7 for these", "12", "14"), ("PART II", "47", "Item 7.", "Discussion"))
    cells = (tuple(Cell(column, text) for column, text in enumerate(row)) for row in rows)
    table = Table(tuple(Row(row) for row in cells), (), Place(1))
    assert [found.row for found in references([table], SECTIONS)] == [0]


def test_a_long_title_is_not_taken_for_the_heading_it_begins_with() -> None:
    other = item("9B", "Item 9B. Other Information")
    text = "See “Other Information—Equity Compensation Plan Information” for more."
    assert targets(text, (other,)) == []


def test_left_pages_have_their_numbers_at_the_outer_edge() -> None:
    blocks: list[Block] = [
        PageBreak(1, ("PUMP REPORT 11",)),
        Paragraph("See page 12.", Place(1)),
        PageBreak(2, ("12 PUMP REPORT",)),
        Paragraph("Our Markets", Place(2)),
        PageBreak(3, ("1994 PUMP REPORT",)),
        Paragraph("Words.", Place(3)),
    ]
    section = Section("h-3", 1, "heading", None, "Our Markets", 3, 6)
    (reference,) = references(blocks, (section,))
    assert reference.target == "h-3"


def test_two_notes_of_one_number_leave_it_open() -> None:
    twice = (note("3", "Debt"), note("3", "Taxes"))
    assert targets("See Note 3.", twice) == [None]
    assert targets("See Note 3, “Taxes”.", twice) == ["note-3"]


def test_lettered_notes_are_looked_for_only_where_there_are_some() -> None:
    assert targets("See Note K.", (note("K"),)) == ["note-k"]
    assert found("See Note K.") == ()


def test_a_row_of_a_table_knows_its_number() -> None:
    rows = (("Assets", ""), ("Operating leases (Note 12)", "5"))
    cells = (tuple(Cell(column, text) for column, text in enumerate(row)) for row in rows)
    table = Table(tuple(Row(row) for row in cells), (), Place(1))
    (reference,) = references([PageBreak(1), table], SECTIONS)
    assert (reference.block, reference.row, reference.target) == (1, 1, "note-12")


def test_headings_and_contents_point_at_nothing_but_what_runs_on_does() -> None:
    run_in = "Note 12 – Leases. Other leases are in Note 23."
    section = Section("note-12", 1, "note", None, "Note 12 – Leases", 0, 1, "12")
    (reference,) = references([Paragraph(run_in, Place(1))], (section, note("23")))
    assert reference.target == "note-23"


def test_printed_pages_lead_to_the_section_they_begin_in() -> None:
    blocks: list[Block] = [
        PageBreak(1, ("F-11",)),
        Paragraph("See page F-12.", Place(1)),
        PageBreak(2, ("F-12",)),
        Paragraph("Notes to Financial Statements", Place(2)),
        Paragraph("Words.", Place(2)),
    ]
    section = Section("h-3", 1, "heading", None, "Notes to Financial Statements", 3, 5)
    (reference,) = references(blocks, (section,))
    assert (reference.kind, reference.target) == ("page", "h-3")


def test_exhibits_are_documents_of_their_own() -> None:
    (reference,) = found("Attached as Exhibit 10.4.")
    assert (reference.kind, reference.target, reference.reason) == (
        "exhibit",
        None,
        "a document of its own",
    )


def test_mentions_of_plain_text_cost_nothing() -> None:
    assert mentions("Net sales | 4,822 | 4,484") == []
