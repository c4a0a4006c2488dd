"""The books foot, balance and roll forward, whatever the story."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise

import pytest

from examples.books import Books, Period
from examples.frame import Frame, frame
from examples.item_tables import TABLES as ITEM_TABLES
from examples.keeping import keep, split_leases
from examples.note_tables import TABLES as NOTE_TABLES
from examples.story import Story
from examples.variants import variants
from examples.wexcombe import example


def _stories() -> Iterator[Story]:
    yield example()
    yield from (variant.story for variant in islice(variants(7), 60))


@pytest.fixture(scope="module")
def many() -> list[tuple[Story, Books]]:
    return [(story, keep(story)) for story in _stories()]


def _periods(books: Books) -> tuple[Period, ...]:
    return (*books.years, books.quarter, books.quarter_before)


def test_assets_are_what_is_owed_and_what_is_left(many: list[tuple[Story, Books]]) -> None:
    for _, books in many:
        for period in _periods(books):
            for sheet in (period.opening, period.closing):
                assert sheet.assets == sheet.liabilities + sheet.equity


def test_each_year_opens_where_the_last_one_closed(many: list[tuple[Story, Books]]) -> None:
    for _, books in many:
        for later, earlier in pairwise(books.years):
            assert later.opening == earlier.closing
        assert books.quarter.opening == books.years[0].closing


def test_cash_moves_by_what_the_cash_flow_statement_says(many: list[tuple[Story, Books]]) -> None:
    for _, books in many:
        for period in _periods(books):
            assert period.closing.cash == period.opening.cash + period.flows.change
            assert period.closing.cash > 0


def test_the_lease_lines_add_up_to_what_the_story_says(many: list[tuple[Story, Books]]) -> None:
    for story, books in many:
        assert books.years[0].closing.leases == story.pieces[0].amount
        assert books.years[1].closing.leases == story.pieces[0].prior
        assert sum(split_leases(story.pieces[0].amount).values()) == story.pieces[0].amount


def test_income_is_retained_or_paid_out(many: list[tuple[Story, Books]]) -> None:
    for _, books in many:
        for period in _periods(books):
            kept = period.closing.retained - period.opening.retained
            assert kept == period.net - period.plan.dividends


def test_the_books_of_a_story_are_always_the_same() -> None:
    assert keep(example()) == keep(example())
    assert keep(replace(example(), seed=1)) != keep(example())


@pytest.fixture(scope="module")
def made() -> Frame:
    return frame(example())


TOTALS = [
    ("sales_by_product", "Net sales"),
    ("receivables", "Receivables, gross"),
    ("inventories", "Inventories at first-in, first-out cost"),
    ("property", "Property and equipment, at cost"),
    ("intangibles", "Intangible assets, net"),
    ("accrued", "Accrued expenses and other current liabilities"),
    ("other_liabilities", "Other long-term liabilities"),
    ("debt", "Total debt"),
    ("debt_maturities", "Total"),
    ("taxes", "Income tax expense"),
    ("tax_rate", "Income tax expense"),
    ("deferred_taxes", "Net deferred tax liability"),
    ("special", "Impairment and restructuring charges"),
    ("special_reserve", "Balance at end of year"),
    ("purchase_price", "Purchase price, net of cash"),
    ("pension", "Liability recognized"),
    ("per_share", "Diluted"),
    ("stores", "Total"),
    ("cash", "Change in cash"),
    ("adjusted", "Operating Income Before Special Items"),
]


@pytest.mark.parametrize(("name", "label"), TOTALS)
def test_a_table_adds_up_to_its_total(made: Frame, name: str, label: str) -> None:
    grid = (NOTE_TABLES | ITEM_TABLES)[name](made)
    at = next(n for n, row in enumerate(grid.rows) if row.label == label)
    for column in range(len(grid.heads)):
        cells = [row.cells[column] for row in grid.rows[:at] if row.cells]
        total = grid.rows[at].cells[column]
        assert not isinstance(total, str)
        assert total is not None
        parts = [cell.shown for cell in cells if cell is not None and not isinstance(cell, str)]
        assert sum(parts) == total.shown
