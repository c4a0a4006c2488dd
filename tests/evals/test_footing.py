"""Planted errors in totals are found, and true totals are left in peace."""

from decimal import Decimal
from random import Random

from evals.footing import Footed, add, to_table
from ingest.document import Table
from tests.ingest.test_tables import Grid, table_of

SECTIONS = (
    ("Current assets", ("Cash", "Receivables", "Inventories", "Prepaid expenses")),
    ("Current liabilities", ("Accounts payable", "Accrued expenses", "Deferred revenue")),
)


def statement(random: Random) -> Table:
    """A balance sheet of two years whose totals foot, drawn at random."""
    grid: list[list[tuple[int, str]]] = [[(0, "(in millions)"), (1, "2023"), (2, "2022")]]
    for heading, labels in SECTIONS:
        grid.append([(0, f"{heading}:")])
        sums = [0, 0]
        for label in labels:
            amounts = [random.randint(11, 9_999) for _ in sums]
            sums = [sum(pair) for pair in zip(sums, amounts, strict=True)]
            grid.append([(0, label), *((at, f"{n:,}") for at, n in enumerate(amounts, 1))])
        total = [(at, f"${n:,}") for at, n in enumerate(sums, 1)]
        grid.append([(0, f"Total {heading.lower()}"), *total])
    rows: Grid = grid
    return table_of(rows, "CONSOLIDATED BALANCE SHEETS")


def test_of_fifty_planted_errors_nine_in_ten_are_found_and_no_true_total_is_flagged() -> None:
    footed = Footed()
    for seed in range(50):
        add(footed, str(seed), statement(Random(seed)), Random(seed))
    assert (footed.checked, footed.flags, footed.planted) == (200, [], 50)
    assert footed.found >= 45
    assert to_table(footed).figures["found"] == 100 * footed.found / 50


def test_a_total_that_is_off_in_every_column_says_that_a_row_is_missing() -> None:
    grid: Grid = [
        [(0, "(in millions of dollars)"), (1, "2023"), (2, "2022"), (3, "2021")],
        [(0, "Expenses:")],
        [(0, "Wages"), (1, "10"), (2, "20"), (3, "30")],
        [(0, "Rent"), (1, "5"), (2, "6"), (3, "7")],
        [(0, "Total expenses"), (1, "19"), (2, "29"), (3, "39")],
    ]
    footed = Footed()
    add(footed, "expenses", table_of(grid), Random(1))
    assert footed.flags == []


def test_a_total_that_is_off_in_one_column_of_three_is_flagged_with_what_it_should_be() -> None:
    grid: Grid = [
        [(0, "(in millions of dollars)"), (1, "2023"), (2, "2022"), (3, "2021")],
        [(0, "Wages"), (1, "10"), (2, "20"), (3, "30")],
        [(0, "Rent"), (1, "5"), (2, "6"), (3, "7")],
        [(0, "Total"), (1, "15"), (2, "62"), (3, "37")],
    ]
    footed = Footed()
    add(footed, "expenses", table_of(grid), Random(1))
    assert footed.flags == [
        f"expenses: 'Total' prints 62000000, its rows come to {Decimal(26)}000000"
    ]
