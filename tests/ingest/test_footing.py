"""Totals that foot, totals that do not, and totals of which nothing is certain."""

from dataclasses import replace
from decimal import Decimal

import pytest

from ingest.document import Table
from ingest.footing import balance, footing
from tests.ingest.test_tables import Grid, table_of

HEAD: Grid = [[(0, "(in millions of dollars)"), (1, "2023")]]


def table(*rows: tuple[str, str]) -> Table:
    grid = [[(0, label), *([(1, text)] if text else [])] for label, text in rows]
    return table_of([*HEAD, *grid])


ASSETS = (
    ("Current assets:", ""),
    ("Cash", "10"),
    ("Receivables", "25"),
    ("Total current assets", "35"),
    ("Goodwill", "40"),
    ("Total assets", "75"),
)


def wrong(read: Table) -> list[tuple[int, Decimal, Decimal]]:
    return [(each.row, each.printed, each.computed) for each in footing(read).unfooted]


def test_totals_of_totals_foot() -> None:
    found = footing(table(*ASSETS))
    assert (found.checked, found.unfooted) == (2, ())


def test_a_total_that_does_not_foot_is_recorded_with_what_it_should_be() -> None:
    rows = [(label, text.replace("35", "53")) for label, text in ASSETS]
    assert wrong(table(*rows)) == [(4, Decimal(53_000_000), Decimal(35_000_000))]


def test_rounding_is_no_error() -> None:
    rows = (("Sales:", ""), ("Kettles", "1"), ("Pans", "1"), ("Total sales", "3"))
    assert wrong(table(*rows)) == []  # 1.4 and 1.4 make 2.8


@pytest.mark.parametrize(
    "rows",
    [
        (("Data:", ""), ("Cash", "5"), ("Receivables", "7"), ("Total assets", "90")),
        (("Debt:", ""), ("Notes", "5"), ("Less discount", "7"), ("Total debt", "90")),
        (("Leases:", ""), ("Rent", "5.5"), ("Costs", "7.5"), ("Total leases", "90")),
        (("Sales", "5"), ("Costs", "7"), ("Total net income", "90")),
    ],
)
def test_what_is_not_certain_is_not_said(rows: tuple[tuple[str, str], ...]) -> None:
    assert wrong(table(*rows)) == []


def test_both_sides_of_a_balance_sheet_are_given() -> None:
    read = table(("Total assets", "75"), ("Total liabilities and stockholders’ equity", "70"))
    assert balance(read) == ()  # it is not known to be one
    (identity,) = balance(replace(read, kind="balance_sheet"))
    assert (identity.assets, identity.claims) == (Decimal(75_000_000), Decimal(70_000_000))
    assert not identity.holds


def test_what_is_left_over_is_no_sum_though_its_row_says_total() -> None:
    rows = (("Purchases:", ""), ("October", "9"), ("November", "7"), ("Total purchases", "7"))
    assert wrong(table(*rows)) == []


def test_a_mark_in_the_place_of_a_figure_is_not_added() -> None:
    rows = (("Fees:", ""), ("Audit", "5"), ("Tax", "(1)"), ("Total fees", "12"))
    assert wrong(table(*rows)) == []


@pytest.mark.parametrize("head", ["Change", "2023"])
def test_a_column_of_changes_is_not_added_though_one_figure_alone_bears_the_sign(head: str) -> None:
    signed = "14 %" if head == "2023" else "14"
    grid: Grid = [
        [(1, "(in millions)"), (2, "2023"), (3, head)],
        [(0, "Loans:")],
        [(0, "Retained"), (1, "$ 871"), (2, "$ 842"), (3, signed)],
        [(0, "Held for sale"), (1, "949"), (2, "1,266"), (3, "25")],
        [(0, "Sold"), (1, "10"), (2, "12"), (3, "17")],
        [(0, "Total loans"), (1, "1,830"), (2, "2,120"), (3, "90")],
    ]
    found = footing(table_of(grid, "Loans (in millions)"))
    assert (found.checked, found.unfooted) == (2, ())
