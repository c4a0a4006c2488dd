from ingest.chunks import LARGEST, SMALLEST, Passage, passages
from ingest.document import (
    Block,
    Cell,
    Document,
    Metadata,
    PageBreak,
    Paragraph,
    Place,
    Row,
    Section,
    SectionKind,
    Style,
    Table,
)
from ingest.to_markdown import render

SENTENCE = "The foundry in Port Ellery ran two shifts. "


def said(text: str, page: int = 1, *, bold: bool = False) -> Paragraph:
    return Paragraph(text, Place(page), Style(bold=bold))


def prose(characters: int, page: int = 1) -> Paragraph:
    text = (SENTENCE * (characters // len(SENTENCE) + 1))[:characters].rsplit(". ", 1)[0] + "."
    return said(text, page)


def table(*labels: str, caption: str = "") -> Table:
    head = Row((Cell(1, "2023"), Cell(2, "2022")), header=True)
    rows = [Row((Cell(0, label), Cell(1, "1,204"), Cell(2, "1,377"))) for label in labels]
    return Table((head, *rows), (), Place(1), caption)


def section(
    start: int, stop: int, title: str, level: int = 1, kind: SectionKind = "item"
) -> Section:
    return Section(title.lower().replace(" ", "-"), level, kind, None, title, start, stop)


def cut(*blocks: Block, sections: tuple[Section, ...] = ()) -> list[Passage]:
    pages = max([1, *(block.page for block in blocks if isinstance(block, PageBreak))])
    document = Document(Metadata(), blocks, sections, (), (), pages, "html")
    return list(passages(document, render(document)))


def test_short_paragraphs_under_one_heading_are_one_passage() -> None:
    blocks = (said("Item 1"), said("We make kettles."), said("We sell them."))
    (passage,) = cut(*blocks, sections=(section(0, 3, "Item 1"),))
    assert passage.text == "Item 1\nItem 1\nWe make kettles.\nWe sell them."
    assert (passage.first_line, passage.last_line) == (2, 4)
    assert (passage.section, passage.path) == ("item-1", ("Item 1",))


def test_an_item_begins_a_passage_however_short_the_one_before() -> None:
    blocks = (said("Item 3"), said("None."), said("Item 4"), said("Not applicable."))
    found = cut(*blocks, sections=(section(0, 2, "Item 3"), section(2, 4, "Item 4")))
    assert [passage.section for passage in found] == ["item-3", "item-4"]


def test_headings_alone_are_no_passage_but_go_with_what_they_head() -> None:
    blocks = (said("PART I"), said("Item 1"), said("We make kettles."))
    sections = (section(0, 3, "Part I", kind="part"), section(1, 3, "Item 1", 2))
    (passage,) = cut(*blocks, sections=sections)
    assert passage.path == ("Part I", "Item 1")
    assert passage.first_line == 2


def test_small_headings_share_a_passage_whose_path_holds_them_all() -> None:
    blocks = (said("Note 2"), said("Policy"), said("Short."), said("Cost"), said("Short, too."))
    sections = (
        section(0, 5, "Note 2", kind="note"),
        section(1, 3, "Policy", 2, "heading"),
        section(3, 5, "Cost", 2, "heading"),
    )
    (passage,) = cut(*blocks, sections=sections)
    assert passage.path == ("Note 2",)


def test_passages_grow_to_the_limit_and_no_further() -> None:
    found = cut(*(prose(700) for _ in range(30)))
    assert all(SMALLEST <= len(passage.text) <= LARGEST for passage in found[:-1])
    assert [passage.last_line + 1 for passage in found[:-1]] == [p.first_line for p in found[1:]]


def test_a_paragraph_longer_than_a_passage_is_cut_between_sentences() -> None:
    found = cut(prose(3 * LARGEST))
    assert len(found) >= 3
    assert all(passage.text.endswith("shifts.") for passage in found)
    assert {(passage.first_line, passage.last_line) for passage in found} == {(2, 2)}


def test_a_sentence_longer_than_a_passage_stays_whole() -> None:
    text = "kettle " * LARGEST
    assert [passage.text for passage in cut(said(text))] == [text.strip()]


def test_a_table_is_a_passage_with_its_caption_and_column_heads() -> None:
    names = tuple(f"Cash and deposits with bank {number}" for number in range(60))
    blocks = (prose(1800), table(*names, caption="Balance sheet (in millions)"), prose(1800))
    before, found, after = cut(*blocks)
    assert found.table == "t1"
    assert found.text.splitlines()[:3] == [
        "Balance sheet (in millions)",
        "2023 | 2022",
        "Cash and deposits with bank 0 | 1,204 | 1,377",
    ]
    assert len(found.text.splitlines()) == 62
    assert before.table is None
    assert after.table is None


def test_a_huge_table_stays_whole() -> None:
    (found,) = cut(table(*(f"Row {number}" for number in range(900))))
    assert len(found.text) > 2 * LARGEST
    assert found.text.count("\n") == 900


def test_the_words_that_lead_to_a_table_go_with_it() -> None:
    blocks = (prose(LARGEST), said("Lease cost", bold=True), said("It was:"), table("Cash", "Debt"))
    before, found = cut(*blocks)
    assert found.text.startswith("Lease cost\nIt was:\n2023 | 2022")
    assert "Lease cost" not in before.text


def test_a_title_of_several_lines_goes_with_its_table() -> None:
    title = (said("TIDEWATER KETTLE CORP"), said("BALANCE SHEETS"), said("($ in millions)"))
    before, found = cut(prose(LARGEST), *title, table("Cash", "Debt"))
    assert found.text.startswith("TIDEWATER KETTLE CORP\nBALANCE SHEETS\n($ in millions)\n2023")
    assert "TIDEWATER" not in before.text


def test_footnotes_stay_with_the_table_above_them() -> None:
    blocks = (table("Cash (1)", "Debt"), said("(1) Includes restricted cash."), prose(LARGEST))
    found, after = cut(*blocks)
    assert found.text.endswith("(1) Includes restricted cash.")
    assert found.last_line == after.first_line - 1


def test_a_table_of_one_row_is_layout_and_flows_with_the_text() -> None:
    bullet = Table((Row((Cell(0, "•"), Cell(1, "Copper prices"))),), (), Place(1))
    (passage,) = cut(said("Risks:"), bullet, bullet)
    assert passage.text == "Risks:\n• | Copper prices\n• | Copper prices"
    assert passage.table is None


def test_tables_are_counted_as_the_catalogue_counts_them() -> None:
    bullet = Table((Row((Cell(0, "•"), Cell(1, "Copper"))),), (), Place(1))
    assert [passage.table for passage in cut(bullet, table("Cash", "Debt"))][-1] == "t2"


def test_the_end_of_a_page_ends_a_passage_that_is_long_enough() -> None:
    found = cut(prose(SMALLEST + 60), PageBreak(2), prose(SMALLEST + 60, page=2))
    assert [(passage.first_page, passage.last_page) for passage in found] == [(1, 1), (2, 2)]


def test_equal_text_has_an_equal_hash() -> None:
    one, other = cut(said("Kettles.")), cut(said("Kettles."))
    assert one[0].text_hash == other[0].text_hash
    assert one[0].text_hash != cut(said("Pots."))[0].text_hash


def test_a_small_table_shares_a_passage_with_the_words_about_it() -> None:
    (found,) = cut(prose(600), table("Cash", "Debt"), said("Cash rose by 2 in the year."))
    assert found.table == "t1"
    assert found.text.endswith("Debt | 1,204 | 1,377\nCash rose by 2 in the year.")


def test_a_small_rest_of_a_section_goes_with_what_stands_before_it() -> None:
    (found,) = cut(prose(SMALLEST + 60), PageBreak(2), said("The rest is short.", 2))
    assert (found.first_page, found.last_page) == (1, 2)


def test_a_comparison_of_periods_stays_with_its_table_past_the_usual_size() -> None:
    compared = said("Net sales rose in 2023 compared to 2022. " + SENTENCE * 20)
    names = tuple(f"Sales of kettles in region {number}" for number in range(80))
    before, found, after = cut(prose(3900), table(*names), compared, compared, prose(3900))
    assert found.text.count("compared to 2022") == 2
    assert found.table == "t1"
    assert LARGEST < len(found.text) <= 2 * LARGEST
    assert "compared" not in before.text + after.text


def test_a_sentence_that_a_page_parts_stays_in_one_passage() -> None:
    begun = said(SENTENCE * 60 + "The mill in Farrow was sold")
    found = cut(begun, PageBreak(2), said("to a buyer in Hale. " + SENTENCE * 60, 2))
    assert any("was sold\nto a buyer" in passage.text for passage in found)


def test_names_and_abbreviations_do_not_end_a_sentence() -> None:
    text = "The U.S. Mint and Hale Corp. Ltd. own No. 5 Dock. " * 200
    found = cut(said(text))
    assert len(found) > 1
    assert all(passage.text.endswith("Dock.") for passage in found)


def test_a_passage_knows_every_period_it_speaks_of() -> None:
    text = "At December 31, 2023 and 2022 cash was $2,019; in the third quarter of 2021 we paid."
    (found,) = cut(said(text), table("Cash"))
    assert found.periods == ("2021-Q3", "2022", "2022-12-31", "2023", "2023-12-31")
