"""Kinds and periods of tables, by the light of the whole filing."""

import time
from datetime import date

import pytest

from ingest.document import Metadata, Paragraph, Period, Place, Table, TableKind
from ingest.footing import footing
from ingest.footnotes import footnotes
from ingest.rolled import MOST_RESTATED
from ingest.statements import settle_tables
from ingest.table_kinds import kind_of
from tests.ingest.test_tables import Grid, table_of

ANNUAL = Metadata(form="10-K", fiscal_year=2023, fiscal_period="FY", period_end=date(2023, 12, 31))
QUARTER = Metadata(form="10-Q", fiscal_year=2024, fiscal_period="Q2", period_end=date(2024, 6, 30))
YEARS = [(1, "2023"), (2, "2022")]


def rows(*labels: str) -> Grid:
    return [[(0, label), (1, "5"), (2, "7")] for label in labels]


def settled(table: Table, about: Metadata = ANNUAL) -> Table:
    (_, made) = settle_tables((Paragraph("x", Place(1)), table), (), about)
    assert isinstance(made, Table)
    return made


BALANCE = rows(
    "Cash", "Total current assets", "Total assets", "Debt", "Total liabilities",
    "Total liabilities and stockholders’ equity",
)  # fmt: skip
CASH_FLOW = rows(
    "Net income", "Depreciation", "Net cash provided by operating activities", "Capital spending",
    "Net cash used in investing activities", "Dividends", "Net cash used in financing activities",
    "Cash, beginning of year", "Cash, end of year",
)  # fmt: skip
INCOME = rows(
    "Net sales", "Cost of sales", "Income before income taxes", "Provision for income taxes",
    "Net income", "Basic", "Diluted",
)  # fmt: skip
EQUITY = rows(
    "Balance at December 31, 2021", "Net income", "Dividends declared",
    "Balance at December 31, 2022", "Net income", "Balance at December 31, 2023",
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "grid", "caption"),
    [
        ("balance_sheet", BALANCE, "Consolidated Balance Sheets"),
        ("cash_flow", CASH_FLOW, ""),
        ("income", INCOME, "Consolidated Statements of Income"),
        (
            "comprehensive_income",
            rows("Net income", "Foreign currency translation", "Comprehensive income"),
            "Consolidated Statements of Comprehensive Income",
        ),
        ("maturity", rows("2024", "2025", "2026", "Thereafter", "Total"), "Maturities of debt"),
        (
            "tax",
            rows("Federal", "State", "Foreign", "Total current"),
            "The provision for income taxes consists of:",
        ),
        ("lease", rows("Operating lease cost", "Sublease income"), "Components of lease expense"),
        ("debt", rows("Senior notes due 2030", "Term loan", "Total debt"), "Long-term debt:"),
        ("segment", rows("Kettles", "Corporate", "Eliminations"), "Sales by segment were:"),
        ("other", rows("Raw materials", "Finished goods"), "Inventories"),
        ("other", INCOME, "Selected Financial Data"),
        (
            "cash_flow",
            [
                [(0, label), (1, "5"), (2, "7")]
                for label in (
                    "Net income", "Depreciation", "Taxes", "Stocks", "Net cash from operations",
                    "Debt issued", "Net cash used in financing", "Net cash used in investing",
                )
            ],
            "Cash Flows Statements",
        ),
        (
            "equity",
            rows(
                "Balance, beginning of period", "Stock issued", "Dividends on common stock",
                "Balance, end of period", "Retained earnings", "Net income",
            ),
            "Stockholders’ Equity Statements",
        ),
        ("other", rows("Note 4 Taxes", "Note 5 Segments", "Note 6 Debt"), "Table of Contents"),
    ],
)  # fmt: skip
def test_a_table_is_of_the_kind_its_words_say(kind: TableKind, grid: Grid, caption: str) -> None:
    assert settled(table_of([YEARS, *grid], caption)).kind == kind


@pytest.mark.parametrize(
    ("kind", "grid", "title"),
    [
        ("segment", INCOME, "Note 9. Segment Information"),
        ("income", INCOME, "Consolidated Results of Operations"),
        ("segment", rows("Members", "Cost of tugs"), "River Segment"),
        ("other", rows("Members", "Cost of tugs"), "Rivers"),
    ],
)
def test_a_table_under_the_title_of_segments_is_theirs(
    kind: TableKind, grid: Grid, title: str
) -> None:
    assert kind_of(table_of([YEARS, *grid]), [title]) == kind


def test_assets_and_liabilities_at_fair_value_are_no_balance_sheet() -> None:
    grid = rows(
        "Cash and cash equivalents", "Bonds", "Total assets", "Swaps", "Total liabilities", "Net"
    )
    heads = [[(1, "Level 1"), (2, "Level 2")]]
    assert kind_of(table_of([YEARS, *grid])) == "balance_sheet"
    assert kind_of(table_of([*heads, *grid])) == "other"


def test_a_year_over_a_balance_sheet_is_its_last_day() -> None:
    columns = settled(table_of([YEARS, *BALANCE], "Balance Sheets")).columns
    assert columns[1].period == Period(date(2023, 12, 31), 0, 2023)
    assert columns[2].period == Period(date(2022, 12, 31), 0, 2022)


def test_a_year_over_flows_is_twelve_months_but_cash_on_hand_is_of_a_day() -> None:
    table = settled(table_of([YEARS, *CASH_FLOW]))
    assert table.column(1, 1).period == Period(date(2023, 12, 31), 12, 2023)
    assert table.column(8, 1).period == Period(date(2022, 12, 31), 0, 2023)
    assert table.column(8, 2).period == Period(date(2021, 12, 31), 0, 2022)
    assert table.column(9, 1).period == Period(date(2023, 12, 31), 0, 2023)


def test_rows_between_dated_balances_are_of_the_time_between() -> None:
    heads = [[(1, "Common Stock"), (2, "Retained Earnings")]]
    table = settled(table_of([*heads, *EQUITY], "Statements of Stockholders’ Equity"))
    assert table.kind == "equity"
    assert table.column(1, 1).period == Period(date(2021, 12, 31), 0)
    assert table.column(2, 1).period == Period(date(2022, 12, 31), 12)
    assert table.column(5, 2).period == Period(date(2023, 12, 31), 12)
    assert table.column(6, 2).period == Period(date(2023, 12, 31), 0)


def test_a_balance_on_the_first_is_that_of_the_evening_before() -> None:
    opening, ending = "Balance at April 1, 2024", "Balance at June 30, 2024"
    grid = rows(opening, "Net income", "Dividends declared", ending, "Other")
    heads = [[(1, "Common Stock"), (2, "Retained Earnings")]]
    table = settled(table_of([*heads, *grid], "Changes in Shareholders’ Equity"), QUARTER)
    assert table.column(1, 1).period == Period(date(2024, 3, 31), 0)
    assert table.column(2, 1).period == Period(date(2024, 6, 30), 3)


def test_quarters_of_weeks_end_on_any_day_and_open_only_on_a_printed_one() -> None:
    about = Metadata(
        form="10-Q", fiscal_year=2023, fiscal_period="Q2", period_end=date(2023, 7, 1)
    )  # fmt: skip
    opening, ending = "Balance as of April 1, 2023", "Balance as of July 1, 2023"
    heads = [[(1, "Common Stock"), (2, "Retained Earnings")]]
    grid = [*heads, *rows(opening, "Net income", "Dividends declared", ending, "Other")]
    table = settled(table_of(grid, "Changes in Shareholders’ Equity"), about)
    assert table.column(1, 1).period == Period(date(2023, 4, 1), 0)
    weeks = [[(1, "July 1, 2023"), (2, "July 2, 2022")]]
    flows = settled(table_of([*weeks, *CASH_FLOW], "Six Months Ended"), about)
    assert flows.column(8, 2).period.end is None  # 26 weeks before, or 27


def test_a_quarter_of_weeks_opens_13_weeks_before_if_the_year_so_far_had_no_other() -> None:
    about = Metadata(
        form="10-Q", fiscal_year=2023, fiscal_period="Q2", period_end=date(2023, 7, 1)
    )  # fmt: skip
    names: Grid = [[(1, "Common Stock"), (2, "Retained Earnings")]]
    flows = rows("Balance, beginning of period", "Net income", "Dividends declared", "Other",
                 "Balance, end of period")  # fmt: skip
    quarter: Grid = [[(1, "Three Months Ended July 1, 2023", 2)], *names, *flows]
    for opening, found in (("December 31, 2022", date(2023, 4, 1)), ("December 24, 2022", None)):
        days: Grid = [[(1, "July 1, 2023"), (2, opening)]]
        balance = table_of([*days, *BALANCE], "Balance Sheets")
        equity = table_of(quarter, "Statements of Stockholders’ Equity")
        made = settle_tables((balance, equity), (), about)[1]
        assert isinstance(made, Table)
        assert made.column(2, 1).period == Period(found, 0)


def test_a_day_named_by_a_label_is_the_rows_whatever_the_columns_lack() -> None:
    grid = [*rows("Balance, December 31, 2022"), [(0, "2023")], *rows("Net income", "Dividends"),
            *rows("Balance, December 31, 2023")]  # fmt: skip
    heads = [[(1, "Common Stock"), (2, "Retained Earnings")]]
    table = settled(table_of([*heads, *grid], "Statements of Stockholders’ Equity"))
    assert table.column(1, 1).period == Period(date(2022, 12, 31), 0)
    assert table.column(3, 1).period.end == date(2023, 12, 31)


def test_quarters_inside_a_statement_of_half_a_year_are_told_by_its_rows() -> None:
    title = "The following table summarizes changes in equity for the six months ended June 30,"
    grid = rows(
        "Balance at December 31, 2023", "Net income", "Balance at March 31, 2024", "Net income",
        "Balance at June 30, 2024",
    )  # fmt: skip
    heads = [[(1, "Common Stock"), (2, "Retained Earnings")]]
    table = settled(table_of([*heads, *grid], f"{title} 2024:"), QUARTER)
    assert table.column(2, 1).period == Period(date(2024, 3, 31), 3)
    assert table.column(4, 1).period == Period(date(2024, 6, 30), 3)


def test_cash_reconciled_below_the_flows_is_of_a_day_and_cash_paid_is_not() -> None:
    more = rows("Cash payments for interest", "Reconciliation of cash:", "Cash and equivalents")
    table = settled(table_of([YEARS, *CASH_FLOW, *more]))
    assert table.column(10, 1).period.months == 12
    assert table.column(12, 1).period == Period(date(2023, 12, 31), 0, 2023)


def test_years_that_end_in_the_first_days_of_the_next_are_twelve_months() -> None:
    heads = [[(1, "2023"), (2, "January 1, 2023")]]
    table = settled(table_of([*heads, *INCOME], "Consolidated Statements of Income"))
    assert table.columns[2].period == Period(date(2023, 1, 1), 12)


def test_accounts_rolled_forward_are_of_days_at_both_ends_and_of_years_between() -> None:
    heads: Grid = [
        [(1, "Balance at beginning"), (2, "Charged to expense"), (3, "Balance at end of year")]
    ]
    account: Grid = [[(0, "Allowance"), (1, "10"), (2, "3"), (3, "11")]]
    years: Grid = [*heads, [(0, "2023")], *account, [(0, "2022")], *account]
    table = settled(table_of(years, "Valuation Accounts"))
    end, before = date(2023, 12, 31), date(2022, 12, 31)
    rows_of_years = [2, 4]
    assert [table.column(at, 1).period for at in rows_of_years] == [
        Period(before, 0),
        Period(date(2021, 12, 31), 0),
    ]
    assert [table.column(at, 2).period for at in rows_of_years] == [
        Period(end, 12),
        Period(before, 12),
    ]
    assert [table.column(at, 3).period for at in rows_of_years] == [
        Period(end, 0),
        Period(before, 0),
    ]


def test_a_statement_without_a_currency_sign_has_that_of_the_others() -> None:
    signs: Grid = [[(0, "Net sales"), (1, "$ 5"), (2, "$ 7")]]
    income = table_of([YEARS, *signs, *INCOME], "Consolidated Statements of Income (in millions)")
    heads: Grid = [[(1, "Common Stock Shares"), (2, "Retained Earnings")]]
    equity = table_of([*heads, *EQUITY], "Statements of Stockholders’ Equity (in millions)")
    assert equity.unit is None
    made = settle_tables((income, equity), (), ANNUAL)[1]
    assert isinstance(made, Table)
    assert made.unit == "USD"
    assert [cell.unit for cell in made.rows[1].cells] == [None, "shares", "USD"]


def test_a_year_is_no_day_where_fiscal_years_have_no_usual_day() -> None:
    about = Metadata(form="10-K", fiscal_year=2023, fiscal_period="FY", period_end=date(2024, 2, 3))
    columns = settled(table_of([YEARS, *BALANCE], "Balance Sheets"), about).columns
    assert columns[1].period.end == date(2024, 2, 3)  # fiscal 2023, as the cover says
    assert columns[2].period.end is None  # no table prints the day fiscal 2022 ended on


def test_a_filing_that_names_no_period_fills_in_nothing() -> None:
    table = settled(table_of([YEARS, *CASH_FLOW]), Metadata(form="10-K"))
    assert table.columns[1].period == Period(None, None, 2023)
    assert table.bands == ()


def test_a_hostile_table_takes_no_longer_than_its_size() -> None:
    label = "net income per average weighted (1)" * 30
    grid: Grid = [[(0, label), (1, "(1)"), (2, "5")], *rows("Balance at December 31, 2023")] * 300
    table = table_of([YEARS, *grid], "(in millions of dollars)")
    began = time.process_time()
    made = settled(table)
    footnotes([made, *(Paragraph("(1) Estimated.", Place(1)) for _ in range(300))])
    footing(made)
    assert time.process_time() - began < 20  # without a bound: hours
    assert len(made.bands) * 3 < MOST_RESTATED
