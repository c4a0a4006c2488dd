from ingest.document import Block, Cell, PageBreak, Paragraph, Place, Row, Section, Style, Table
from ingest.headings import sections

BOLD = Style(bold=True)
BODY = "The company makes and sells pumps, valves and other things that water runs through. " * 8


def heading(text: str, page: int = 1, *, style: Style = BOLD, links: tuple[str, ...] = ()) -> Block:
    return Paragraph(text, Place(page), style, links=links)


def body(page: int = 1, text: str = BODY) -> Block:
    return Paragraph(text, Place(page))


def table(*rows: tuple[str, ...], page: int = 1) -> Table:
    cells = (tuple(Cell(column, text) for column, text in enumerate(row)) for row in rows)
    return Table(tuple(Row(row) for row in cells), (), Place(page))


def numbered(blocks: list[Block], form: str) -> list[str | None]:
    return [section.item for section in sections(blocks, form) if section.kind == "item"]


def named(found: tuple[Section, ...], name: str) -> Section:
    return next(section for section in found if section.id == name)


CONTENTS = table(
    ("Part I", "Page"),
    ("Item 1.", "Business", "3"),
    ("Item 1A.", "Risk Factors", "9"),
    ("Item 2.", "Properties", "17"),
    ("Part II",),
    ("Item 7.", "Management’s Discussion and Analysis", "21"),
    ("Item 8.", "Financial Statements and Supplementary Data", "40"),
)


def annual() -> list[Block]:
    return [
        PageBreak(1),
        heading("FORM 10-K"),
        CONTENTS,
        PageBreak(2),
        heading("PART I", 2),
        heading("Item 1. Business", 2),
        body(2, "See “Item 1A. Risk Factors” and Item 7 of this report. " + BODY),
        heading("Item 1A. Risk Factors", 2),
        body(2),
        heading("Item 2. Properties", 2),
        body(2, "Item 2 of the lease says otherwise, and Item 7 is no help. " + BODY),
        PageBreak(3),
        heading("PART II", 3),
        heading("Item 7.", 3),
        heading("Management’s Discussion and Analysis of Financial Condition", 3),
        body(3),
        heading("Liquidity", 3),
        body(3),
        heading("Item 8. Financial Statements and Supplementary Data", 3),
        heading("Notes to Consolidated Financial Statements", 3),
        heading("Note 1 – Summary of Significant Accounting Policies", 3),
        body(3),
        heading("Note 2 – Leases", 3),
        body(3),
        heading("Note 2 – Leases (Continued)", 3),
        body(3),
        heading("Note 3 – Debt", 3),
        body(3),
        heading("SIGNATURES", 3),
        body(3),
    ]


def test_items_are_headings_and_contents_and_mentions_are_not() -> None:
    assert numbered(annual(), "10-K") == ["1", "1A", "2", "7", "8"]


def test_a_section_ends_where_the_next_of_its_level_begins() -> None:
    blocks = annual()
    found = sections(blocks, "10-K")
    assert named(found, "part-i").start == blocks.index(heading("PART I", 2))
    assert named(found, "part-i").stop == named(found, "part-ii").start
    assert named(found, "item-1a").stop == named(found, "item-2").start
    assert named(found, "item-8").stop == blocks.index(heading("SIGNATURES", 3))


def test_children_lie_inside_their_parents_and_levels_rise_by_one() -> None:
    open_sections: list[Section] = []
    for section in sections(annual(), "10-K"):
        del open_sections[section.level - 1 :]
        assert section.level == len(open_sections) + 1
        if open_sections:
            assert open_sections[-1].start <= section.start < section.stop <= open_sections[-1].stop
        open_sections.append(section)


def test_ids_say_what_they_name_and_are_unique() -> None:
    ids = [section.id for section in sections(annual(), "10-K")]
    assert len(set(ids)) == len(ids)
    assert {"part-ii", "item-7", "note-2", "note-3"} <= set(ids)


def test_a_title_on_the_next_line_joins_its_item() -> None:
    found = named(sections(annual(), "10-K"), "item-7")
    assert found.title == "Item 7. Management’s Discussion and Analysis of Financial Condition"


def test_a_note_continued_on_a_later_page_opens_nothing() -> None:
    notes = [s for s in sections(annual(), "10-K") if s.kind == "note"]
    assert [note.number for note in notes] == ["1", "2", "3"]
    assert {note.level for note in notes} == {4}  # part, item, "Notes to ...", note


def test_sub_headings_lie_below_their_item() -> None:
    liquidity = next(s for s in sections(annual(), "10-K") if s.title == "Liquidity")
    assert (liquidity.kind, liquidity.level, liquidity.item) == ("heading", 3, None)


def test_items_of_a_10_q_are_told_apart_by_part() -> None:
    blocks = [
        heading("PART I. FINANCIAL INFORMATION"),
        heading("Item 1. Financial Statements"),
        body(),
        heading("Item 2. Management’s Discussion and Analysis"),
        body(),
        heading("PART II. OTHER INFORMATION"),
        heading("Item 1. Legal Proceedings"),
        body(text="None."),
        heading("Item 1A. Risk Factors"),
        body(text="None."),
        heading("Item 2. Unregistered Sales of Equity Securities"),
        body(text="None."),
    ]
    assert numbered(blocks, "10-Q") == ["I.1", "I.2", "II.1", "II.1A", "II.2"]
    assert named(sections(blocks, "10-Q"), "item-ii-1a").level == 2


def test_parts_without_headings_are_known_by_the_titles_of_their_items() -> None:
    blocks = [
        heading("Item 1. Financial Statements"),
        body(),
        heading("Item 4. Controls and Procedures"),
        body(),
        heading("Item 1. Legal Proceedings"),
        body(),
        heading("Item 6. Exhibits"),
        body(),
    ]
    assert numbered(blocks, "10-Q") == ["I.1", "I.4", "II.1", "II.6"]


def test_the_statements_of_a_10_q_open_with_part_i_where_no_item_is_printed() -> None:
    blocks = [
        heading("PART I. FINANCIAL INFORMATION"),
        heading("Condensed Consolidated Statements of Income"),
        table(("Net sales", "4,822"), ("Cost of sales", "2,035")),
        heading("Item 2. Management’s Discussion and Analysis"),
        body(),
    ]
    assert numbered(blocks, "10-Q") == ["I.1", "I.2"]


def test_an_8_k_numbers_its_items_with_points() -> None:
    blocks = [
        heading("Item 2.02 Results of Operations and Financial Condition."),
        body(),
        table(("Item 9.01.", "Financial Statements and Exhibits")),
        body(text="(d) Exhibits 99.1 Press release"),
        heading("SIGNATURE"),
    ]
    found = sections(blocks, "8-K/A")
    assert [s.item for s in found if s.kind == "item"] == ["2.02", "9.01"]
    assert named(found, "item-9.01").stop == 4


def test_an_8_k_before_2004_has_plain_numbers() -> None:
    blocks = [heading("ITEM 5. OTHER EVENTS"), body(), heading("Item 7. Exhibits"), body()]
    assert numbered(blocks, "8-K") == ["5", "7"]


def test_combined_items_both_stand_in_the_outline_one_in_the_other() -> None:
    blocks = [
        heading("Items 1 and 2. Business and Properties"),
        body(),
        heading("Item 3. Legal Proceedings"),
        body(),
    ]
    found = sections(blocks, "10-K405")
    assert [s.item for s in found] == ["1", "2", "3"]
    first, second = found[:2]
    assert (first.start, first.stop) == (second.start, second.stop) == (0, 2)
    assert (first.level, second.level) == (1, 2)


def test_a_heading_may_run_on_into_its_text() -> None:
    blocks = [
        heading("Item 1. Business"),
        body(),
        body(text="Item 1B. Unresolved Staff Comments. None."),
        heading("Item 2. Properties"),
        body(),
    ]
    assert numbered(blocks, "10-K") == ["1", "1B", "2"]


def test_small_capitals_read_as_one_word() -> None:
    blocks = [heading("I TEM 1. B USINESS"), body(), heading("I TEM 1A. R ISK F ACTORS"), body()]
    assert numbered(blocks, "10-K") == ["1", "1A"]


def test_a_part_that_only_running_heads_name_opens_at_its_first_item() -> None:
    blocks: list[Block] = [
        PageBreak(1, ("PART I",)),
        heading("Item 1. Business", 1),
        body(1),
        PageBreak(2, ("PART I",)),
        body(2),
        PageBreak(3, ("PART II",)),
        heading("Item 5. Market for Common Equity", 3),
        body(3),
        PageBreak(4, ("PART II",)),
        heading("Item 7. Management’s Discussion and Analysis", 4),
        body(4),
    ]
    found = sections(blocks, "10-K")
    assert [(s.id, s.start) for s in found if s.kind == "part"] == [("part-i", 1), ("part-ii", 6)]
    assert named(found, "part-i").stop == 6
    assert [s.item for s in found if s.kind == "item" and s.level == 2] == ["1", "5", "7"]


def test_running_heads_open_no_second_section() -> None:
    blocks: list[Block] = []
    for page in range(1, 6):
        blocks += [PageBreak(page), heading("Item 1A. Risk Factors", page), body(page)]
    blocks += [heading("Item 2. Properties", 5), body(5)]
    found = sections(blocks, "10-K")
    assert [(s.item, s.start) for s in found] == [("1A", 1), ("2", 15)]


def test_entries_that_link_forward_are_contents() -> None:
    blocks = [
        heading("Item 5. Market for Registrant’s Common Equity", links=("a5",)),
        PageBreak(2),
        Paragraph("Item 5. Market for Registrant’s Common Equity", Place(2), BOLD, anchors=("a5",)),
        body(2),
    ]
    assert [s.start for s in sections(blocks, "10-K") if s.kind == "item"] == [2]


def test_items_that_only_an_index_names_open_at_their_page() -> None:
    blocks: list[Block] = [
        PageBreak(1, ("1",)),
        heading("Our business"),
        body(1),
        PageBreak(2, ("2",)),
        heading("Risk factors", 2),
        body(2),
        PageBreak(3, ("3",)),
        table(
            ("Form 10-K cross-reference index",),
            ("Item 1.", "Business", "1"),
            ("Item 1A.", "Risk Factors", "2"),
            ("Item 1B.", "Unresolved Staff Comments", "Not applicable"),
            page=3,
        ),
    ]
    found = [s for s in sections(blocks, "10-K") if s.kind == "item"]
    assert [(s.item, s.start) for s in found] == [("1", 1), ("1A", 4), ("1B", 7)]


def test_numbered_paragraphs_of_a_contract_are_no_notes() -> None:
    blocks = [
        heading("Item 15. Exhibits"),
        heading("1. Purposes."),
        body(),
        heading("2. Definitions."),
        body(),
        heading("3. Eligibility."),
        body(),
    ]
    assert not [s for s in sections(blocks, "10-K") if s.kind == "note"]


def test_notes_may_carry_bare_numbers_or_letters() -> None:
    for names in (("1.", "2.", "3."), ("(1)", "(2)", "(3)"), ("Note A –", "Note B –", "Note C –")):
        blocks: list[Block] = [heading("NOTES TO CONSOLIDATED FINANCIAL STATEMENTS")]
        for name, title in zip(names, ("Basis of Presentation", "Leases", "Debt"), strict=True):
            blocks += [heading(f"{name} {title}"), body()]
        found = [s.number for s in sections(blocks, None) if s.kind == "note"]
        assert found == [
            name.strip("().").removeprefix("Note ").removesuffix(" –") for name in names
        ]


def test_abridged_statements_leave_notes_out() -> None:
    for form, names in (
        ("NOTE {} — {}", ("12", "18", "23")),
        ("Note {}: {}", ("1", "9", "14")),
        ("{}. {}", ("9", "14", "21")),
        ("({}) {}", ("7", "12", "15")),
    ):
        blocks: list[Block] = [heading("Item 8. Financial Statements")]
        blocks.append(heading("NOTES TO CONSOLIDATED FINANCIAL STATEMENTS"))
        titles = ("Leases", "Refranchising", "Subsequent Events")
        for name, title in zip(names, titles, strict=True):
            blocks += [heading(form.format(name, title)), body()]
        blocks += [*[body()] * 15, heading("1. Purchase price"), body()]
        found = [s.number for s in sections(blocks, "10-K") if s.kind == "note"]
        assert found == list(names), form


def typewritten(*lines: str) -> list[Block]:
    return [Paragraph(line, Place(1)) for line in lines]


def test_typewritten_notes_are_headed_by_number_and_capitals_alone() -> None:
    blocks = typewritten(
        "NOTES TO CONSOLIDATED FINANCIAL STATEMENTS",
        "1. Summary of Significant Accounting Policies:",
        BODY,
        "2. Restructuring Charge:",
        BODY,
        "2. the lease was extended",
        "3. Long-Term Debt and Credit Arrangements:",
        BODY,
    )
    found = [(s.number, s.start) for s in sections(blocks, None) if s.kind == "note"]
    assert found == [("1", 1), ("2", 3), ("3", 6)]


def test_numbered_lines_that_are_no_notes_stay_lines() -> None:
    lines = ("1. Purposes Of Plan", BODY, "2. Definitions Used", BODY, "3. Eligible Persons", BODY)
    assert not [s for s in sections(typewritten(*lines), None) if s.kind == "note"]


def test_bare_notes_without_a_heading_are_known_by_what_they_are_about() -> None:
    titles = ("Basis of Presentation", "Inventories", "Long-Term Debt", "Income Taxes")
    blocks: list[Block] = [heading("INTERIM REPORT")]
    for number, title in enumerate(titles, 1):
        blocks += [heading(f"{number}. {title}"), body()]
    found = [s.number for s in sections(blocks, None) if s.kind == "note"]
    assert found == ["1", "2", "3", "4"]


def test_item_and_its_number_may_stand_on_two_lines() -> None:
    blocks = typewritten(
        "Item 1. Business",
        BODY,
        "Item",
        "2. Properties",
        BODY,
        "Item",
        "3. Legal Proceedings",
        BODY,
    )
    assert numbered(blocks, "10-K") == ["1", "2", "3"]


def test_schedules_and_exhibits_are_numbered() -> None:
    blocks = [
        heading("Item 15. Exhibits and Financial Statement Schedules"),
        body(),
        heading("Schedule II – Valuation and Qualifying Accounts"),
        table(("Allowance", "12")),
        heading("SIGNATURES"),
        body(),
        heading("Exhibit 99.1"),
        body(),
    ]
    found = sections(blocks, "10-K")
    assert named(found, "schedule-ii").number == "II"
    assert named(found, "exhibit-99.1").kind == "exhibit"


def test_a_form_without_items_still_has_headings() -> None:
    found = sections([heading("Second Quarter Results"), body()], None)
    assert [(s.kind, s.id, s.title) for s in found] == [
        ("heading", "h-0", "Second Quarter Results")
    ]


def test_nothing_comes_of_nothing() -> None:
    assert sections([], "10-K") == ()
    assert sections([PageBreak(1)], None) == ()


def test_what_filers_put_before_the_first_item_to_point_at_it_is_a_heading() -> None:
    blocks = [PageBreak(1), heading("FORWARD-LOOKING STATEMENTS"), body(), *annual()[3:]]
    titles = [section.title for section in sections(blocks, "10-K")]
    assert titles[0] == "FORWARD-LOOKING STATEMENTS"
    cover = [PageBreak(1), heading("LAKEWOOD PUMPS, INC."), body(), *annual()[3:]]
    assert sections(cover, "10-K")[0].title == "PART I"


def test_a_note_goes_on_as_long_as_its_letters_do() -> None:
    notes = [
        heading("Notes to Consolidated Financial Statements", 3),
        heading("Note 1. Policies", 3),
        body(3),
        heading("Note 2. Segments", 3),
        heading("A. Results", 3),
        heading("Selected Amounts", 3),
        body(3),
        heading("B. Places", 3),
        body(3),
        heading("Selected Quarterly Data", 3),
        body(3),
    ]
    found = sections([*annual()[:19], *notes], "10-K")  # up to its own notes
    last = named(found, "note-2")
    titles = [each.title for each in found if last.start < each.start < last.stop]
    assert titles == ["A. Results", "Selected Amounts", "B. Places"]
