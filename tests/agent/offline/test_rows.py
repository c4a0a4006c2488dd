"""Rows are found by their label and cells by their period, or not at all."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from agent.offline.periods import Asked
from agent.offline.rows import bare_label, cell_for, is_statement, is_titled, rows_named
from ingest.document import Cell, Column, Period, Place, Row, Table
from store.tables import StoredDocument
from tools.table import TableShown

ANNUAL = StoredDocument(
    id="fthm-10-k-2020-12-31", source="f.htm", order=0, content="", reader="1", form="10-K",
    fiscal_year=2020, fiscal_period="FY", period_end=date(2020, 12, 31), pages=1, page_lines=[1],
    lines=9, words=9, sections=0, tables=1, facts=0, references=0, health="green", warnings=[],
    added=datetime(2026, 1, 1, tzinfo=UTC),
)  # fmt: skip
FY2020 = Asked(Period(year=2020), 0, 0)


def table(columns: list[Column], *rows: tuple[str, *tuple[int | None, ...]]) -> TableShown:
    made = tuple(
        Row((Cell(0, label), *(
            Cell(at, str(value), value=None if value is None else Decimal(value))
            for at, value in enumerate(values, 1)
        )))
        for label, *values in rows
    )  # fmt: skip
    grid = Table(made, (Column(), *columns), Place(1))
    return TableShown(
        "fthm-10-k-2020-12-31", "t1", "", None, 1, grid, tuple(range(1, len(made) + 1))
    )


def years(*ends: date, months: int | None = 12) -> list[Column]:
    return [Column(f"{end:%B %d, %Y}", Period(end, months)) for end in ends]


TWO_YEARS = years(date(2020, 12, 31), date(2019, 12, 31))


def test_the_cell_stands_in_the_column_of_the_fiscal_year() -> None:
    (place,) = rows_named([table(TWO_YEARS, ("Net sales", 70, 60))], ["net sales"], 1.0)
    cell = cell_for(place, FY2020, ANNUAL)
    assert cell is not None
    assert cell.value == 70


def test_a_table_of_quarters_has_no_cell_for_a_year() -> None:
    quarters = years(date(2020, 12, 31), date(2020, 9, 30), date(2020, 6, 30), months=None)
    (place,) = rows_named([table(quarters, ("Net sales", 20, 18, 17))], ["net sales"], 1.0)
    assert cell_for(place, FY2020, ANNUAL) is None


def test_a_subsidiarys_column_is_not_the_companys() -> None:
    columns = [Column("Subsidiary Issuer December 31, 2020", Period(date(2020, 12, 31), 0))]
    (place,) = rows_named([table(columns, ("Inventories", 9))], ["inventories"], 1.0)
    assert cell_for(place, FY2020, ANNUAL) is None


def test_a_label_that_was_broken_is_read_whole() -> None:
    shown = table(
        TWO_YEARS,
        ("Net income attributable to shareholders of", None, None),
        ("Fathom Tools", 7, 6),
    )
    (place,) = rows_named([shown], ["net income"], 0.8)
    assert place.row.label == "Fathom Tools"


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("Net income", True),
        ("Net income attributable to Fathom Tools", True),
        ("Net income attributable to noncontrolling interests", False),
        ("Net income from continuing operations", False),
        ("Net income per share", False),
    ],
)
def test_a_longer_label_is_the_line_only_when_it_says_no_other(label: str, found: bool) -> None:
    assert bool(rows_named([table(TWO_YEARS, (label, 7, 6))], ["net income"], 0.8)) is found


def test_a_statement_is_known_by_its_lines() -> None:
    balance = table(TWO_YEARS, ("Total assets", 9, 8), ("Total liabilities and equity", 9, 8))
    deferred = table(
        TWO_YEARS, ("Total deferred tax assets", 2, 1), ("Total deferred liabilities", 1, 1)
    )
    assert is_statement(balance.table, "balance")
    assert not is_statement(deferred.table, "balance")


def test_footnote_marks_and_abbreviations_are_no_part_of_a_label() -> None:
    assert bare_label("Purchases of property, plant and equipment (PP&E) (Note 5)(1)*") == (
        "Purchases of property, plant and equipment"
    )


@pytest.mark.parametrize(
    ("caption", "titled"),
    [
        ("Consolidated Balance Sheets (In millions)", True),
        ("CONDENSED CONSOLIDATED BALANCE SHEETS (Unaudited)", True),
        ("The following table reconciles our consolidated balance sheet (in millions):", False),
        ("Analysis of Consolidated Balance Sheets", False),
        ("Fair values of derivatives", False),
        ("Comprehensive balance sheets", False),
    ],
)
def test_each_part_of_a_statement_over_two_pages_bears_its_title(
    caption: str, titled: bool
) -> None:
    lines = [(f"Liability {at}", (at, at)) for at in range(8)]
    shown = table(TWO_YEARS, *((label, *each) for label, each in lines))
    assert not is_statement(shown.table, "balance")
    assert is_titled(replace(shown, caption=caption), "balance") is titled


def test_a_current_amount_is_no_near_miss_for_the_whole() -> None:
    shown = table(TWO_YEARS, ("Total assets", 9, 8))
    assert rows_named([shown], ["total current assets"], 0.8) == []


@pytest.mark.parametrize(
    ("total", "found"), [((30, 26), ["total revenue", "total revenues"]), ((31, 26), [])]
)
def test_a_row_without_a_label_that_adds_up_a_heading_is_its_total(
    total: tuple[int, int], found: list[str]
) -> None:
    shown = table(
        TWO_YEARS,
        ("Other income", 5, 5),
        ("Revenues", None, None),
        ("Rooms", 20, 18),
        ("Meals", 10, 8),
        ("", *total),
        ("Expenses", None, None),
    )
    named = [name for name in ("total revenue", "total revenues") if rows_named([shown], [name], 1)]
    assert named == found
