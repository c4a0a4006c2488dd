import re
from collections import Counter
from decimal import Decimal

import pytest

from ingest.document import PageBreak, Paragraph, Source, Table
from ingest.from_text import read_text

TYPEWRITER = """\
                      HARBOUR & TERN COMPANY
                     CONSOLIDATED STATEMENTS

    The Company builds  and repairs ships.  It has yards in three
harbours and employs 1,250 people.
    A second paragraph begins with an indent and ends in a long-
term contract.

Environmental Matters
- ---------------------

    See Note 7.

                                  (17)
<PAGE>
                          SELECTED FINANCIAL DATA

<TABLE>
<CAPTION>
                                             Year Ended December 31,
                                         -----------------------------
(In thousands)                             1996       1995       1994
                                         --------   --------   -------
<S>                                      <C>        <C>        <C>
Net sales..............................  $ 81,204   $ 79,033   $ 9,511
Cost of sales, including freight and
  storage..............................   (60,100)   (58,400)   (7,020)
                                         --------   --------   -------
  Gross profit.........................  $ 21,104   $ 20,633   $ 2,491
                                         ========   ========   =======
</TABLE>

    Words after the table.
                                  (18)
\f
                              PART II

    Item 5.  Market for the Company's Common Stock
                                  (19)
"""

STRIPPED = """\
CONFORMED SUBMISSION TYPE:\t10-K
HARBOUR & TERN COMPANY
The aggregate market value was approximately
$747,509,000
, held by others. Its yards are in
three
harbours.
CONSOLIDATED BALANCE SHEETS
(In millions)
December 31,
2017
December 31,
2016
ASSETS:
Cash and cash equivalents
$
20,289
$
20,484
Receivables, less allowances of
$58
and $53, respectively
17,874
15,754
Accumulated loss
(150
)
634
Total assets
$
38,013
$
36,872
See the accompanying Notes to these Statements.
"""


def tables(source: Source) -> list[Table]:
    return [block for block in source.blocks if isinstance(block, Table)]


def texts(source: Source) -> list[str]:
    return [block.text for block in source.blocks if isinstance(block, Paragraph)]


def test_page_marks_and_form_feeds_begin_pages() -> None:
    source = read_text(TYPEWRITER.encode())
    breaks = [block for block in source.blocks if isinstance(block, PageBreak)]
    assert [mark.page for mark in breaks] == [1, 2, 3]
    assert [mark.furniture for mark in breaks] == [("(17)",), ("(18)",), ("(19)",)]
    assert source.pages == 3


def test_wrapped_lines_are_one_paragraph_and_indents_begin_another() -> None:
    found = texts(read_text(TYPEWRITER.encode()))
    assert (
        "The Company builds and repairs ships. It has yards in three harbours and employs "
        "1,250 people."
    ) in found
    assert "A second paragraph begins with an indent and ends in a long-term contract." in found


def test_a_rule_under_words_underlines_them() -> None:
    source = read_text(TYPEWRITER.encode())
    heading = next(b for b in source.blocks if getattr(b, "text", "") == "Environmental Matters")
    assert isinstance(heading, Paragraph)
    assert heading.style.underline
    assert heading.place.source_line == 9


def test_centred_lines_are_marked_so() -> None:
    source = read_text(TYPEWRITER.encode())
    title = next(b for b in source.blocks if getattr(b, "text", "") == "HARBOUR & TERN COMPANY")
    assert isinstance(title, Paragraph)
    assert title.style.centered


def test_a_typewriter_table_has_its_columns_signs_and_scale() -> None:
    (table,) = tables(read_text(TYPEWRITER.encode()))
    assert table.scale == 1000
    assert [column.period.year or column.period.end for column in table.columns[1:]]
    rows = {row.label: [cell.value for cell in row.cells if cell.column] for row in table.rows}
    assert rows["Net sales"] == [81_204_000, 79_033_000, 9_511_000]
    assert rows["Cost of sales, including freight and storage"][0] == Decimal(-60_100_000)
    assert "1994" in table.columns[3].header


def test_words_over_two_headers_are_given_to_one_of_them() -> None:
    raw = b"""\
(in thousands of dollars                 Note      Note
except     shares)                        (a)       (b)
                                         1996      1995
Cash                                      410       398
Receivables                               120       118
"""
    source = read_text(raw)
    cells = [cell.text for t in tables(source) for row in t.rows for cell in row.cells]
    found = " ".join([*texts(source), *cells])
    assert found.count("(in thousands of dollars") == 1
    assert found.count("shares)") == 1


def test_stripped_rows_are_rebuilt() -> None:
    (table,) = tables(read_text(STRIPPED.encode()))
    rows = {row.label: [cell.value for cell in row.cells if cell.column] for row in table.rows}
    assert rows["Cash and cash equivalents"] == [20_289_000_000, 20_484_000_000]
    assert rows["Receivables, less allowances of $58 and $53, respectively"][0] == 17_874_000_000
    assert rows["Accumulated loss"] == [Decimal(-150_000_000), 634_000_000]
    assert "December 31, 2016" in table.columns[2].header


def test_a_sentence_broken_by_figures_is_one_paragraph() -> None:
    found = texts(read_text(STRIPPED.encode()))
    assert (
        "The aggregate market value was approximately $747,509,000, held by others. "
        "Its yards are in three harbours."
    ) in found


def test_a_stripped_filing_keeps_its_header() -> None:
    assert read_text(STRIPPED.encode()).header == {"conformed submission type": "10-K"}


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[A-Za-z]{3,}|\d[\d,]*", text))


@pytest.mark.parametrize("text", [TYPEWRITER, STRIPPED])
def test_no_word_is_lost(text: str) -> None:
    kept: list[str] = []
    for block in read_text(text.encode()).blocks:
        if isinstance(block, Paragraph):
            kept.append(block.text)
        elif isinstance(block, PageBreak):
            kept.extend(block.furniture)
        else:
            kept.extend(cell.text for row in block.rows for cell in row.cells)
    printed = re.sub(r"</?[A-Z]+>", "", text).replace("$747,509,000\n,", "$747,509,000,")
    assert not words(printed) - words(" ".join(kept))


def test_data_tags_of_a_financial_data_schedule_are_labels() -> None:
    raw = b"<ARTICLE> 5\n<CASH>                 1,230\n<SECURITIES>             410\n"
    (table,) = tables(read_text(raw))
    assert [(row.label, row.cells[-1].text) for row in table.rows][-2:] == [
        ("CASH", "1,230"),
        ("SECURITIES", "410"),
    ]


def test_a_long_stripped_filing_is_read_in_linear_time() -> None:
    lines = ["Net sales", "$", "1,234", "$", "5,678"] * 4_000
    source = read_text("\n".join(lines).encode())
    assert sum(len(table.rows) for table in tables(source)) == 4_000


def test_two_dashes_in_a_column_are_no_rule() -> None:
    lines = (
        "                                          1999         1998",
        "Notes payable                          $   --       $   328",
        "Accounts payable                         4,529        7,234",
        "                                        ------       ------",
        "Total current liabilities                4,529        7,562",
    )
    (table,) = (b for b in read_text("\n".join(lines).encode()).blocks if isinstance(b, Table))
    payable = next(row for row in table.rows if row.label == "Notes payable")
    assert [(cell.column, cell.text) for cell in payable.cells[1:]] == [(1, "$ --"), (2, "$ 328")]
    assert payable.cells[2].value == Decimal(328)
