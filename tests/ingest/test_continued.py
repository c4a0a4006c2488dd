from collections.abc import Sequence
from decimal import Decimal

import pytest

from ingest.document import Document, Source, Table
from ingest.from_html import read_html
from ingest.from_text import read_text
from ingest.reading import to_document
from ingest.to_markdown import ReadingCopy, render

BREAK = '<hr style="page-break-after:always">'
YEARS = ("", "2023", "2022")
FIRST: Sequence[Sequence[str]] = (
    ("Cash", "12", "10"), ("Receivables", "30", "20"), ("Inventories", "40", "35"),
)  # fmt: skip
SECOND = (("Prepaid expenses", "5", "4"), ("Total current assets", "87", "69"))


def grid(*rows: Sequence[str]) -> str:
    """The rows as an HTML table."""
    lines = ("".join(f"<td>{text}</td>" for text in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def page(*parts: str) -> Source:
    """A filing that says a little before and after these parts."""
    body = "".join(parts)
    return read_html(
        f"<html><body><p>Aldermoor Corp.</p>{body}<p>The end.</p></body></html>".encode()
    )


def tables(source: Source) -> list[Table]:
    return [block for block in source.blocks if isinstance(block, Table)]


def copy(source: Source) -> tuple[Document, ReadingCopy]:
    document = to_document(source, "aldermoor.htm")
    return document, render(document)


TITLE = "<p>CONSOLIDATED BALANCE SHEETS</p><p>(in thousands)</p>"


def test_a_table_cut_off_by_a_page_break_is_one_table_with_its_scale_and_columns() -> None:
    source = page(TITLE, grid(YEARS, *FIRST), BREAK, grid(*SECOND))
    (table,) = tables(source)
    assert [row.label for row in table.rows[1:]] == [row[0] for row in (*FIRST, *SECOND)]
    assert table.rows[-1].cells[1].value == Decimal(87_000)
    assert table.column(5, 2).period.year == 2022


def test_rows_behind_the_break_stand_behind_the_page_mark_and_cite_their_own_page() -> None:
    document, lines = copy(page(TITLE, grid(YEARS, *FIRST), BREAK, grid(*SECOND)))
    at = next(n for n, block in enumerate(document.blocks) if isinstance(block, Table))
    assert [lines.page(line) for line in lines.row_lines[at]] == [1, 1, 1, 1, 2, 2]
    assert lines.lines[lines.page_lines[1] - 1] == "[page 2]"
    assert lines.row_lines[at][3] < lines.page_lines[1] < lines.row_lines[at][4]


def test_repeated_headers_and_titles_that_say_continued_stay_rows_of_it() -> None:
    again = "<p>CONSOLIDATED BALANCE SHEETS (Continued)</p><p>(in thousands)</p>"
    source = page(TITLE, grid(YEARS, *FIRST), BREAK, again, grid(YEARS, *SECOND))
    (table,) = tables(source)
    words = [cell.text for row in table.rows for cell in row.cells]
    assert "CONSOLIDATED BALANCE SHEETS (Continued)" in words
    assert words.count("2023") == 2
    assert [row.header for row in table.rows] == [True, *[False] * 3, *[True] * 3, False, False]
    assert table.column(8, 1).header == "2023"
    assert table.rows[-1].cells[2].value == Decimal(69_000)


def test_headers_of_words_printed_again_rule_the_rows_below_once() -> None:
    heads = ("", "Common stock", "Paid-in capital")
    first = (("Balance at January 1, 2022", "5", "60"), ("Issuance of shares", "1", "9"))
    second = (("Dividends", "0", "(2)"), ("Balance at December 31, 2022", "6", "67"))
    source = page(TITLE, grid(heads, *first), BREAK, grid(heads, *second))
    (table,) = tables(source)
    assert [column.header for column in table.columns] == list(heads)
    assert table.column(5, 2).header == "Paid-in capital"


def test_raw_grids_that_differ_in_padding_share_their_columns() -> None:
    padded = [(label, "", a, "", b) for label, a, b in SECOND]
    (table,) = tables(page(TITLE, grid(YEARS, *FIRST), BREAK, grid(*padded)))
    assert [cell.column for cell in table.rows[-1].cells] == [0, 1, 2]


def test_three_pages_make_one_table() -> None:
    third = (("Land", "7", "7"), ("Total assets", "94", "76"))
    parts = (grid(YEARS, *FIRST), BREAK, grid(SECOND[0]), BREAK, grid(*third))
    (table,) = tables(page(TITLE, *parts))
    assert table.rows[-1].label == "Total assets"
    assert len(table.rows) == 7


TOTALLED = (*FIRST, ("Total", "82", "65"))


@pytest.mark.parametrize(
    ("first", "between", "second"),
    [
        pytest.param((YEARS, *TOTALLED), "", SECOND, id="the first part ends with its total"),
        pytest.param(
            (YEARS, *FIRST), "<p>The table below lists other assets.</p>", SECOND, id="a sentence"
        ),
        pytest.param(
            (YEARS, *FIRST), "<p>STATEMENTS OF CASH FLOWS</p>", (YEARS, *SECOND), id="other title"
        ),
        pytest.param((YEARS, *FIRST), "", (("", "2021", "2020"), *SECOND), id="other years"),
        pytest.param(
            (YEARS, *FIRST), "", (YEARS, ("Cash", "9", "8"), *SECOND), id="it begins anew"
        ),
        pytest.param(
            (("Year ended June 30, 2023", "Gross", "Net"), *FIRST),
            "",
            (("Year ended June 30, 2022", "Gross", "Net"), *SECOND),
            id="another year's",
        ),
        pytest.param((YEARS, *FIRST), "", tuple((*row, "1") for row in SECOND), id="other columns"),
        pytest.param(
            (YEARS, *FIRST), "", (("STATEMENTS OF INCOME",), YEARS, *SECOND), id="title inside"
        ),
    ],
)
def test_two_different_tables_are_never_joined(
    first: Sequence[Sequence[str]], between: str, second: Sequence[Sequence[str]]
) -> None:
    assert len(tables(page(TITLE, grid(*first), BREAK, between, grid(*second)))) == 2


def test_tables_on_one_page_are_left_alone() -> None:
    assert len(tables(page(TITLE, grid(YEARS, *FIRST), grid(YEARS, *SECOND)))) == 2


def test_a_chapter_that_is_continued_says_nothing_of_the_table() -> None:
    chapter = "<p>Notes to Consolidated Financial Statements (Continued)</p>"
    assert len(tables(page(TITLE, grid(YEARS, *TOTALLED), BREAK, chapter, grid(*SECOND)))) == 2


TYPED = """                      ALDERMOOR CORP.
               CONSOLIDATED STATEMENTS OF CASH FLOWS
                      (in thousands)

                                           1997        1996
Net income                              $ 1,200     $   900
Depreciation                                300         250
Change in receivables                      (100)        (50)
<PAGE>
Change in inventories                        40          60
Net cash provided by operations         $ 1,440     $ 1,160

The accompanying notes are an integral part of these statements.
"""


def test_typewriter_tables_go_on_over_the_page_mark() -> None:
    source = read_text(TYPED.encode())
    (table,) = tables(source)
    assert [row.place.page for row in table.rows if row.place][-3:] == [1, 2, 2]
    last = table.rows[-1]
    assert last.label == "Net cash provided by operations"
    assert last.cells[2].value == Decimal(1_160_000)
