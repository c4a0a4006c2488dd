import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    Table,
)
from ingest.to_markdown import one_line, render


def document(*blocks: Block, pages: int = 1, sections: tuple[Section, ...] = ()) -> Document:
    return Document(Metadata(), blocks, sections, (), (), pages, "html")


def said(text: str, page: int = 1) -> Paragraph:
    return Paragraph(text, Place(page))


def row(*texts: str, page: int = 1, header: bool = False) -> Row:
    cells = tuple(Cell(at, text) for at, text in enumerate(texts) if text)
    return Row(cells, header, place=Place(page))


def table(*rows: Row, page: int = 1) -> Table:
    return Table(rows, (), Place(page))


def heading(start: int, stop: int, level: int) -> Section:
    return Section(f"s{start}", level, "heading", None, "A heading", start, stop)


def test_a_paragraph_is_one_line_under_the_mark_of_its_page() -> None:
    copy = render(document(PageBreak(1), said("Kettles sold well.")))
    assert copy.lines == ("[page 1]", "Kettles sold well.")
    assert copy.block_lines == ((1, 1), (2, 2))


def test_every_page_has_its_mark_even_an_empty_one() -> None:
    copy = render(document(PageBreak(1), said("One"), PageBreak(2), PageBreak(3), pages=4))
    assert copy.lines == ("[page 1]", "One", "[page 2]", "[page 3]", "[page 4]")
    assert copy.page_lines == (1, 3, 4, 5)


def test_running_head_and_foot_stand_after_the_mark() -> None:
    copy = render(document(PageBreak(1, ("Table of Contents", "Tidewater 10-K", "7"))))
    assert copy.lines == ("[page 1] Table of Contents · Tidewater 10-K · 7",)


def test_a_heading_has_one_mark_for_each_level_and_never_more_than_six() -> None:
    sections = (heading(0, 2, 2), heading(1, 2, 9))
    copy = render(document(said("Item 7."), said("Deep"), sections=sections))
    assert copy.lines[1:] == ("## Item 7.", "###### Deep")


def test_where_two_sections_open_on_one_block_the_outer_one_gives_the_level() -> None:
    sections = (heading(0, 1, 1), heading(0, 1, 2))
    copy = render(document(said("PART I. Item 1."), sections=sections))
    assert copy.lines[1] == "# PART I. Item 1."


def test_a_heading_laid_out_as_a_table_of_one_row_is_a_heading() -> None:
    copy = render(document(table(row("Item 2.", "Properties")), sections=(heading(0, 1, 2),)))
    assert copy.lines[1] == "## Item 2. Properties"
    assert copy.row_lines == {0: (2,)}


def test_a_table_has_a_line_a_row_and_one_rule_under_its_headers() -> None:
    blocks = table(row("", "2023", header=True), row("", "USD", header=True), row("Cash", "$29"))
    copy = render(document(blocks))
    assert copy.lines[1:] == ("|  | 2023 |", "|  | USD |", "|---|---|", "| Cash | $29 |")
    assert copy.row_lines == {0: (2, 3, 5)}
    assert copy.block_lines == ((2, 5),)


def test_a_table_without_headers_has_no_rule() -> None:
    assert render(document(table(row("a", "b"), row("c", "d")))).lines[1:] == (
        "| a | b |",
        "| c | d |",
    )


def test_a_bar_inside_a_cell_does_not_end_the_cell() -> None:
    assert render(document(table(row("A|B", "1")))).lines[1] == "| A\\|B | 1 |"


def test_a_spanning_cell_leaves_the_columns_it_covers_empty() -> None:
    wide = Row((Cell(0, "Year ended", span=3), Cell(3, "Note")))
    assert render(document(table(wide))).lines[1] == "| Year ended |  |  | Note |"


def test_two_cells_of_one_column_both_stand_in_it() -> None:
    assert render(document(table(Row((Cell(0, "a"), Cell(0, "b")))))).lines[1] == "| a b |"


@pytest.mark.parametrize("break_first", [True, False])
def test_a_row_on_the_next_page_is_on_the_next_page(break_first: bool) -> None:
    rows = table(row("Cash", "1"), row("Debt", "2", page=2))
    turn = PageBreak(2, ("Tidewater",))
    blocks = (rows, turn) if not break_first else (PageBreak(1), rows, turn)
    copy = render(document(*blocks, said("After", page=2), pages=2))
    assert copy.lines == ("[page 1]", "| Cash | 1 |", "[page 2] Tidewater", "| Debt | 2 |", "After")
    at = 1 if break_first else 0
    assert [copy.page(line) for line in copy.row_lines[at]] == [1, 2]
    assert copy.page_lines == (1, 3)


def test_a_table_without_rows_takes_no_line() -> None:
    copy = render(document(said("Before"), table(), said("After")))
    assert copy.lines[1:] == ("Before", "After")
    assert copy.row_lines == {1: ()}


def test_a_section_ends_before_the_mark_of_the_next_page() -> None:
    blocks = (said("Item 1."), said("Text"), PageBreak(2), said("Item 2.", page=2))
    sections = (heading(0, 3, 1), heading(3, 4, 1))
    copy = render(document(*blocks, pages=2, sections=sections))
    assert [copy.span(section, blocks) for section in sections] == [(2, 3), (5, 5)]


def test_spaces_hyphens_and_breaks_that_no_reader_sees_are_gone() -> None:
    assert one_line("net\u00a0in\u00adcome\n was\u2028 \ufeff$5\u200b.2") == "net income was $5.2"


def test_half_a_character_cannot_break_the_file() -> None:
    assert one_line("a\ud83db") == "a\ufffdb"


words = st.text(alphabet="abc |#*\u00a0\u2028\x85\x0b\n$1", min_size=1, max_size=12)
paragraphs = st.builds(Paragraph, words, st.builds(Place, st.integers(1, 4)))
grids = st.lists(st.lists(words, min_size=1, max_size=3), max_size=3)


@given(st.lists(paragraphs | grids.map(lambda rows: table(*(row(*cells) for cells in rows)))))
def test_lines_never_hold_a_break_and_the_map_names_every_one(blocks: list[Block]) -> None:
    copy = render(document(*blocks, pages=4))
    assert "".join(f"{line}\n" for line in copy.lines).splitlines() == list(copy.lines)
    assert len(copy.page_lines) == 4
    assert [copy.page(line) for line in copy.page_lines] == [1, 2, 3, 4]
    assert len(copy.block_lines) == len(blocks)
    starts = [first for first, _ in copy.block_lines]
    assert starts == sorted(starts)
