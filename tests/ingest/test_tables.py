from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Cell, Fact, Period, Place, Table
from ingest.grid import FEW, Span, touched
from ingest.tables import RawCell, RawRow, Units, fits_usual, grid_to_table, usual_units

PLACE = Place(1)
Grid = Sequence[Sequence[tuple[int, str] | tuple[int, str, int]]]


def table_of(grid: Grid, *before: str, tags: dict[str, Fact] | None = None) -> Table:
    """A table of (column, text[, span]) cells under the paragraphs `before`."""
    rows = [
        RawRow(
            tuple(RawCell(cell[1], cell[0], cell[2] if len(cell) > 2 else 1) for cell in row), PLACE
        )
        for row in grid
    ]
    return grid_to_table(rows, PLACE, before=before, tags=tags)


def cell(table: Table, label: str, column: int) -> Cell:
    """The cell of the row labelled `label`."""
    row = next(row for row in table.rows if row.label == label)
    return next(cell for cell in row.cells if cell.column == column)


INCOME: Grid = [
    [(2, "Years Ended December 31,", 8)],
    [(2, "2023", 3), (6, "2022", 3)],
    [(0, "Revenues:")],
    [(0, "Product"), (2, "$"), (3, "1,234"), (6, "$"), (7, "1,100")],
    [(0, "Cost of product"), (3, "(234"), (4, ")"), (7, "(100"), (8, ")")],
    [(0, "Gross margin"), (3, "12.5"), (4, "%"), (7, "—"), (8, "%")],
    [(0, "Net income per share:")],
    [(0, "Basic"), (2, "$"), (3, "1.25"), (6, "$"), (7, "1.10")],
    [(0, "Weighted average shares outstanding"), (3, "900"), (7, "901.5")],
]


def income() -> Table:
    return table_of(INCOME, "CONSOLIDATED STATEMENTS OF INCOME", "(in millions, except per share)")


def test_symbols_in_cells_of_their_own_join_their_number() -> None:
    table = income()
    assert [c.text for c in table.rows[3].cells] == ["Product", "$1,234", "$1,100"]
    assert [c.text for c in table.rows[4].cells] == ["Cost of product", "(234)", "(100)"]
    assert [c.text for c in table.rows[5].cells] == ["Gross margin", "12.5%", "—%"]


def test_empty_columns_are_gone_and_the_label_is_column_0() -> None:
    table = income()
    assert len(table.columns) == 3
    assert {c.column for row in table.rows for c in row.cells} == {0, 1, 2}


def test_values_are_in_full_units_and_signed_as_printed() -> None:
    table = income()
    assert (cell(table, "Product", 1).value, cell(table, "Product", 1).unit) == (
        Decimal(1_234_000_000),
        "USD",
    )
    assert cell(table, "Cost of product", 2).value == Decimal(-100_000_000)


def test_per_share_rows_and_percentages_are_not_scaled() -> None:
    table = income()
    assert (cell(table, "Basic", 1).value, cell(table, "Basic", 1).unit) == (
        Decimal("1.25"),
        "USD/share",
    )
    margin = cell(table, "Gross margin", 1)
    assert (margin.value, margin.unit) == (Decimal("12.5"), "percent")
    assert cell(table, "Gross margin", 2).value is None  # a dash is no number


def test_share_counts_follow_the_words_of_the_caption() -> None:
    shares = "Weighted average shares outstanding"
    assert cell(income(), shares, 2).value == Decimal(901_500_000)
    table = table_of(INCOME, "(in millions, except share and per share data)")
    assert cell(table, shares, 1).value == Decimal(900)
    table = table_of(INCOME, "(Dollars in millions; shares in thousands)")
    assert (cell(table, shares, 1).value, cell(table, shares, 1).unit) == (
        Decimal(900_000),
        "shares",
    )


def test_headings_of_headings_tell_of_the_rows_below_both() -> None:
    grid: Grid = [
        [(1, "Year ended December 31, 2023 (Millions of dollars)")],
        [(0, "Net income"), (1, "$6,010")],
        [(0, "Per share of common stock")],
        [(0, "Net income attributable to the company")],
        [(0, "Basic"), (1, "$3.22")],
        [(0, "Number of shares (000s)")],
        [(0, "Diluted"), (1, "1,867,165")],
    ]
    table = table_of(grid)
    assert (cell(table, "Basic", 1).value, cell(table, "Basic", 1).unit) == (
        Decimal("3.22"),
        "USD/share",
    )
    shares = cell(table, "Diluted", 1)  # in thousands, as their own heading says
    assert (shares.value, shares.unit) == (Decimal(1_867_165_000), "shares")


def test_a_row_of_units_and_words_over_the_figures_is_a_header() -> None:
    grid: Grid = [
        [(1, "Common stock", 2), (3, "Retained earnings")],
        [(0, "Dollars and shares in millions"), (1, "Shares"), (2, "Par value")],
        [(0, "Balance"), (1, "2,923"), (2, "$292"), (3, "$25,503")],
    ]
    table = table_of(grid)
    assert [row.header for row in table.rows] == [True, True, False]
    assert [cell(table, "Balance", at).unit for at in (1, 2, 3)] == ["shares", "USD", "USD"]


def test_titles_inside_a_table_stand_over_its_headers() -> None:
    grid: Grid = [
        [(0, "Harrow Mills, Inc.")],
        [(0, "Statements of changes in equity")],
        [(0, "Dollars and shares in millions except per share amounts")],
        [(1, "June 30, 2023", 2)],
        [(1, "Shares"), (2, "Amount")],
        [(0, "Common stock")],
        [(0, "Balance at end of period"), (1, "7,621"), (2, "$7,621")],
    ]
    table = table_of(grid)
    assert [row.header for row in table.rows] == [True] * 5 + [False] * 2
    assert [cell(table, "Balance at end of period", at).unit for at in (1, 2)] == ["shares", "USD"]
    bare = table_of([[(0, "Revenues")], [(0, "Product")], [(0, "Kettles"), (1, "5")]])
    assert [row.header for row in bare.rows] == [True, False, False]  # a title, then sections


def test_no_sum_of_money_is_a_quadrillion() -> None:
    table = table_of([[(1, "2023")], [(0, "Balance"), (1, "2,442,676,580")]], "(in millions)")
    assert (cell(table, "Balance", 1).value, cell(table, "Balance", 1).unit) == (
        Decimal(2_442_676_580),
        None,
    )


def test_a_length_stands_over_every_bare_day_up_to_the_next() -> None:
    grid: Grid = [
        [(1, "Three Months Ended"), (3, "Six Months Ended"), (5, "Change")],
        [(at, f"June 30, {year}") for at, year in ((1, 2023), (2, 2022), (3, 2023), (4, 2022))],
        [(0, "Sales"), (1, "4"), (2, "3"), (3, "8"), (4, "6"), (5, "2")],
    ]
    columns = table_of(grid).columns
    assert [column.period.months for column in columns[1:]] == [3, 3, 6, 6, None]
    assert columns[4].header == "Six Months Ended June 30, 2022"


def test_headers_merge_into_column_paths_with_periods() -> None:
    table = income()
    assert [row.header for row in table.rows] == [True, True] + [False] * 7
    assert table.columns[1].header == "Years Ended December 31, 2023"
    assert table.columns[1].period == Period(date(2023, 12, 31), 12)
    assert table.columns[2].period == Period(date(2022, 12, 31), 12)
    assert table.caption == "CONSOLIDATED STATEMENTS OF INCOME (in millions, except per share)"


def test_a_balance_sheet_is_of_days() -> None:
    table = table_of(
        [
            [(0, "(Dollars in thousands)"), (1, "June 30, 2023"), (3, "December 31, 2022")],
            [(0, "Cash"), (1, "$ 5"), (3, "$ 7")],
        ]
    )
    assert table.scale == 1_000
    assert [column.period.months for column in table.columns] == [None, 0, 0]
    assert cell(table, "Cash", 2).value == 7_000


def test_three_year_ends_are_of_flows_whose_length_is_not_printed() -> None:
    ends = ["December 30, 2023", "December 31, 2022", "December 25, 2021"]
    grid: Grid = [list(enumerate(ends, start=1)), [(0, "Sales"), (1, "5"), (2, "4"), (3, "3")]]
    assert [column.period.months for column in table_of(grid).columns] == [None] * 4
    named = table_of([[(1, ends[0])], [(0, "Sales"), (1, "5")]], "Statements of Cash Flows")
    assert named.columns[1].period == Period(date(2023, 12, 30), None)


def test_a_huge_span_costs_nothing() -> None:
    table = table_of([[(0, "Title", 10**9)], [(0, "a"), (1, "5"), (10**8, "6")]])
    assert len(table.columns) == 3


def test_a_number_set_over_two_columns_joins_the_others() -> None:
    table = table_of(
        [[(0, "a"), (1, "$"), (2, "5")], [(0, "b"), (1, "6", 2)], [(0, "c"), (2, "7")]]
    )
    assert [[c.column for c in row.cells] for row in table.rows] == [[0, 1]] * 3


def test_labels_set_in_by_columns_are_one_label_column() -> None:
    table = table_of([[(0, "Assets")], [(1, "Cash"), (3, "5")], [(1, "Debt"), (3, "6")]])
    assert [row.label for row in table.rows] == ["Assets", "Cash", "Debt"]


def test_a_column_of_footnote_marks_joins_its_numbers() -> None:
    table = table_of([[(0, "a"), (1, "5"), (2, "(1)")], [(0, "b"), (1, "6")], [(0, "c"), (1, "7")]])
    assert [[c.text for c in row.cells] for row in table.rows] == [
        ["a", "5 (1)"],
        ["b", "6"],
        ["c", "7"],
    ]
    assert cell(table, "a", 1).value == 5


def test_a_second_header_further_down_rules_the_rows_below() -> None:
    table = table_of(
        [
            [(1, "Three Months Ended")],
            [(1, "June 30, 2023"), (2, "June 30, 2022")],
            [(0, "Sales"), (1, "5"), (2, "4")],
            [(1, "Six Months Ended")],
            [(1, "June 30, 2023"), (2, "June 30, 2022")],
            [(0, "Sales"), (1, "9"), (2, "8")],
        ]
    )
    assert [row.header for row in table.rows] == [True, True, False, True, True, False]
    assert table.column(2, 1).period == Period(date(2023, 6, 30), 3)
    assert table.column(5, 1).period.months == 6
    assert table.columns == tuple(table.column(0, index) for index in range(3))


def test_a_period_on_a_line_of_its_own_rules_columns_of_segments() -> None:
    table = table_of(
        [
            [(1, "North"), (2, "South")],
            [(0, "Six Months Ended June 30, 2023")],
            [(0, "Sales"), (1, "5"), (2, "4")],
            [(0, "Six Months Ended June 30, 2022")],
            [(0, "Sales"), (1, "3"), (2, "2")],
        ]
    )
    assert table.column(2, 1).period == Period(date(2023, 6, 30), 6)
    assert table.column(4, 2).period == Period(date(2022, 6, 30), 6)
    assert table.column(4, 2).header == "South"


def test_years_in_the_body_are_no_amounts() -> None:
    grid: Grid = [[(0, "Notes"), (1, "Due"), (2, "$")], [(0, "Senior"), (1, "2031"), (2, "1,500")]]
    table = table_of(grid, "(in millions)")
    due = cell(table, "Senior", 1)
    assert (due.value, due.unit) == (Decimal(2031), None)


def test_percent_at_head_and_foot_holds_for_the_column() -> None:
    table = table_of(
        [
            [(0, "Statutory"), (1, "21.0%")],
            [(0, "State"), (1, "3.5")],
            [(0, "Effective"), (1, "24.5%")],
        ],
        "(in millions)",
    )
    assert (cell(table, "State", 1).value, cell(table, "State", 1).unit) == (
        Decimal("3.5"),
        "percent",
    )


def test_a_row_that_states_its_own_scale_has_it() -> None:
    table = table_of(
        [[(0, "Shares (in thousands)"), (1, "12")], [(0, "Debt"), (1, "$12")]], "(in millions)"
    )
    assert cell(table, "Shares (in thousands)", 1).value == 12_000
    assert cell(table, "Debt", 1).value == 12_000_000


def fact(id: str, value: str, unit: str) -> Fact:
    return Fact(id, "us-gaap:X", Decimal(value), "", unit, None, date(2023, 12, 31))


def test_a_tag_knows_scale_and_unit_where_the_words_are_silent() -> None:
    rows = [
        RawRow((RawCell("Cash", 0), RawCell("(12", 1, facts=("f1",)), RawCell(")", 2)), PLACE),
        RawRow((RawCell("Debt", 0), RawCell("13", 1)), PLACE),
    ]
    table = grid_to_table(rows, PLACE, tags={"f1": fact("f1", "12000", "EUR")})
    assert (table.scale, table.unit) == (1_000, "EUR")
    tagged = cell(table, "Cash", 1)
    assert (tagged.text, tagged.value, tagged.unit, tagged.facts) == (
        "(12)",
        Decimal(-12_000),
        "EUR",
        ("f1",),
    )
    assert cell(table, "Debt", 1).value == 13_000


def test_silent_notes_take_the_scale_of_the_statements() -> None:
    statements = [
        table_of(
            [[(0, "Assets"), (1, "$ 900,000")]], "Consolidated Balance Sheets", "(in thousands)"
        ),
        table_of(
            [[(0, "Sales"), (1, "$ 500,000")]],
            "Consolidated Statements of Income",
            "(in thousands)",
        ),
    ]
    usual = usual_units(statements)
    assert usual == (Units(1_000, "USD", 1_000), Decimal(900_000_000))
    assert fits_usual(table_of([[(0, "Leases"), (1, "$ 12,345")]]), usual)
    assert not fits_usual(table_of([[(0, "Salary"), (1, "$ 1,234,567.89")]]), usual)
    assert not fits_usual(table_of([[(0, "In full"), (1, "$ 2,345,678,900")]]), usual)


def test_a_table_of_words_keeps_every_word() -> None:
    table = table_of(
        [[(0, "Exhibit"), (3, "Description")], [(0, "10.1"), (3, "Lease, dated May 1")]]
    )
    assert [c.text for row in table.rows for c in row.cells] == [
        "Exhibit", "Description", "10.1", "Lease, dated May 1",
    ]  # fmt: skip


def test_a_table_without_words_has_no_rows() -> None:
    assert table_of([[(0, "")], []]).rows == ()


@pytest.mark.parametrize("columns", [1, 2_000])
def test_many_columns_are_each_kept(columns: int) -> None:
    table = table_of([[(index, f"{index:,}") for index in range(1, columns + 1)]])
    assert len(table.rows[0].cells) == columns


texts = st.sampled_from(
    ["", "Cash", "$", "(12", ")", "%", "1,234", "—", "2023", "(1)", "Total assets"]
)


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 12), texts, st.integers(1, 5)), max_size=6), max_size=8
    )
)
def test_no_word_is_lost_or_doubled_whatever_the_grid(
    grid: list[list[tuple[int, str, int]]],
) -> None:
    table = table_of(grid)
    before = sorted("".join(text for row in grid for _, text, _ in row).replace(" ", ""))
    after = sorted("".join(c.text for row in table.rows for c in row.cells).replace(" ", ""))
    assert before == after
    for row in table.rows:
        assert [c.column for c in row.cells] == sorted({c.column for c in row.cells})
        assert all(c.column < len(table.columns) for c in row.cells)


def test_columns_are_found_alike_by_a_look_at_each_and_by_search() -> None:
    few = [Span(2 * at, 2 * at + 1 + at % 2) for at in range(FEW - 1)]
    many = [*few, *(Span(100 + at, 101 + at) for at in range(FEW))]
    for start in range(2 * FEW):
        for stop in range(start + 1, 2 * FEW + 2):
            assert touched(few, start, stop) == touched(many, start, stop)


def test_a_unit_behind_a_year_over_a_column_holds_for_it() -> None:
    grid: Grid = [
        [(1, "2017 vs. 2016", 2)],
        [(0, "(Dollars in millions)"), (1, "$"), (2, "%")],
        [(0, "Salaries"), (1, "62"), (2, "3.9")],
        [(0, "Pensions"), (1, "23"), (2, "4.0")],
    ]
    table = table_of(grid)
    amount, percent = cell(table, "Pensions", 1), cell(table, "Pensions", 2)
    assert amount.value == Decimal(23_000_000)
    assert (percent.value, percent.unit) == (Decimal("4.0"), "percent")
