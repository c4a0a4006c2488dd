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


def paragraphs(*texts: str) -> list[Block]:
    return [Paragraph(text, Place(1)) for text in texts]


def heading(title: str, start: int, stop: int) -> Section:
    return Section(f"h-{start}", 2, "heading", None, title, start, stop)


def numbered_note(number: str, title: str, start: int, stop: int) -> Section:
    ident = f"note-{number}" if start < 8 else f"note-{number}-2"
    return Section(ident, 3, "note", None, f"Note {number} – {title}", start, stop, number)


def test_a_list_of_schedules_points_at_nothing_with_a_page_or_without() -> None:
    rows = (
        ("Schedule II – Valuation Accounts", "F-3 to F-7"),
        ("Schedule II – Valuation Accounts",),
        ("Reserves (Schedule II)", "15"),
    )
    cells = (tuple(Cell(column, text) for column, text in enumerate(row)) for row in rows)
    table = Table(tuple(Row(row) for row in cells), (), Place(1))
    assert [(each.row, each.target) for each in references([table], SECTIONS)] == [
        (2, "schedule-ii")
    ]


def test_a_lettered_schedule_is_looked_for_only_where_there_is_one() -> None:
    kept = Section("schedule-k", 2, "schedule", None, "Schedule K – Leases", 90, 99, "K")
    assert targets("See Schedule K.", (kept,)) == ["schedule-k"]
    assert found("See Schedule K.") == ()


def test_a_number_in_brackets_is_a_footnote_where_no_note_is_headed_so() -> None:
    text = "Sales, see Note (3) below."
    blocks = paragraphs("Highlights", text, "(2) In part.", "(3) At cost.", "3. Debt")
    sections = (heading("Highlights", 0, 4), numbered_note("3", "Debt", 4, 5))
    (reference,) = references(blocks, sections)
    assert (reference.target, reference.place) == ("h-0", (3, None))
    assert targets(text, (note("3"),)) == [None]
    headed = Section("note-3", 3, "note", None, "(3) Debt", 90, 99, "3")
    assert targets(text, (headed,)) == ["note-3"]


def test_a_numbered_table_is_found_by_its_heading() -> None:
    blocks = paragraphs("See Table 7 and Table 8.", "Table 7 – Loans by State", "Loans.")
    (reference,) = references(blocks, (heading("Highlights", 0, 3),))
    assert (reference.words, reference.target, reference.place) == ("Table 7", "h-0", (1, None))


def test_an_annex_is_found_by_its_heading_or_is_none_at_all() -> None:
    annex = heading("ANNEX A – Opinion of the Bankers", 1, 2)
    assert targets("The opinion is attached as Annex A.", (annex,)) == ["h-1"]
    assert found("The opinion is attached as Annex B.", (annex,)) == ()


def test_a_page_without_a_number_is_counted_between_two_that_have_one() -> None:
    blocks: list[Block] = []
    for page, number in ((1, "11"), (2, ""), (3, "13")):
        blocks += [PageBreak(page, (number,) if number else ()), *paragraphs("Words. See page 12.")]
    section = heading("All", 0, 6)
    assert {each.place for each in references(blocks, (section,))} == {(3, None)}
    blocks[4] = PageBreak(3, ("14",))
    assert {each.target for each in references(blocks, (section,))} == {None}


def statements() -> tuple[list[Block], tuple[Section, ...]]:
    """A filing with its own notes and, behind them, those of a company it holds a part of."""
    blocks = paragraphs(
        "Item 8. Financial Statements",
        "We say so in Note 1.",
        "See accompanying notes to financial statements.",
        "NOTES TO FINANCIAL STATEMENTS",
        "Note 1 – Policies",
        "As Note 2 says.",
        "Note 2 – Debt",
        "Other matters, see notes to financial statements of ours, which are long and many.",
        "REPORT OF INDEPENDENT AUDITORS",
        "As discussed in Note 1, the books were kept.",
        "BALANCE SHEETS",
        "See accompanying notes to financial statements.",
        "NOTES TO FINANCIAL STATEMENTS",
        "Note 1 – Organization",
        "It is as Note 1 says.",
    )
    sections = (
        Section("item-8", 1, "item", "8", "Item 8. Financial Statements", 0, 8),
        heading("NOTES TO FINANCIAL STATEMENTS", 3, 7),
        numbered_note("1", "Policies", 4, 6),
        numbered_note("2", "Debt", 6, 7),
        heading("REPORT OF INDEPENDENT AUDITORS", 8, 10),
        heading("BALANCE SHEETS", 10, 12),
        heading("NOTES TO FINANCIAL STATEMENTS", 12, 15),
        numbered_note("1", "Organization", 13, 15),
    )
    return blocks, sections


def test_of_notes_of_several_statements_those_are_meant_that_the_place_is_about() -> None:
    found = references(*statements())
    by_block = {each.block: each.target for each in found if each.kind == "note"}
    assert by_block == {1: "note-1", 5: "note-2", 9: "note-1-2", 14: "note-1-2"}


def test_the_notes_as_a_whole_are_the_next_below_a_statement_and_else_the_filings_own() -> None:
    found = references(*statements())
    by_block = {each.block: each.target for each in found if each.kind == "heading"}
    assert by_block == {2: "h-3", 7: "h-3", 11: "h-12"}


def test_notes_that_no_heading_is_above_are_reached_by_their_first() -> None:
    blocks = paragraphs("It is in the notes to the financial statements.", "Note 1 – Policies", "A")
    (reference,) = references(blocks, (numbered_note("1", "Policies", 1, 3),))
    assert reference.target == "note-1"
    blocks.insert(1, Paragraph("Notes to Financial Statements", Place(1)))
    (reference,) = references(blocks, (numbered_note("1", "Policies", 2, 4),))
    assert (reference.target, reference.place) == ("note-1", (1, None))


def test_a_title_is_introduced_by_the_line_before_where_lines_are_cut() -> None:
    blocks = paragraphs(
        "Further words on this may be found under the subheading",
        '"Pumps and Valves" of this report, as they may be.',
        "Pumps and Valves",
    )
    (reference,) = references(blocks, (heading("Pumps and Valves", 2, 3),))
    assert (reference.block, reference.target) == (1, "h-2")


def test_the_accompanying_notes_are_the_notes() -> None:
    blocks = paragraphs("STATEMENTS OF INCOME", "See Accompanying Notes.", "NOTES TO STATEMENTS")
    (reference,) = references(blocks, (heading("NOTES TO STATEMENTS", 2, 3),))
    assert (reference.words, reference.target) == ("Notes", "h-2")


def test_notes_without_headings_are_counted_through_their_paragraphs() -> None:
    blocks = paragraphs(
        "See Note 3 and Note 5.",
        "Notes to Financial Statements",
        "1. Interim information is unaudited.",
        "It is not audited.",
        "2. The Company rents its pumps.",
        "3. In May the Company sold valves.",
    )
    first, second = references(blocks, (heading("Notes to Financial Statements", 1, 6),))
    assert (first.target, first.place) == ("h-1", (5, None))
    assert (second.target, second.reason) == (None, "no Note 5 in this document")


def test_a_title_of_the_item_it_stands_in_is_that_of_the_document_that_answers_it() -> None:
    eleven = Section("item-11", 1, "item", "11", "Item 11. Executive Compensation", 0, 2)
    text = "Incorporated from what stands under “Executive Compensation” in materials to come."
    assert references(paragraphs("Item 11. Executive Compensation", text), (eleven,)) == ()


def test_of_run_in_titles_the_one_in_the_note_named_beside_is_meant() -> None:
    blocks = paragraphs(
        "Overview",
        "See “Receivables Securitization Facility” in Note 3.",
        "Receivables securitization facility – We sold some.",
        "Note 3 – Debt",
        "Receivables securitization facility – It is large.",
    )
    sections = (heading("Overview", 0, 3), numbered_note("3", "Debt", 3, 5))
    title, _ = references(blocks, sections)
    assert (title.target, title.place) == ("note-3", (4, None))


def test_a_name_the_filing_gives_a_document_names_it_everywhere() -> None:
    blocks = paragraphs(
        "Registration Statement on Form S-1, filed May 2, 1997 (the “1997 Shelf Filing”).",
        "See Item 7 of the 1997 Shelf Filing.",
    )
    found = [each for each in references(blocks, SECTIONS) if each.kind == "item"]
    assert [(each.target, each.outside) for each in found] == [(None, "the 1997 Shelf Filing")]
