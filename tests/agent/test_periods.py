from datetime import date

import pytest

from agent.periods import period_fit
from ingest.document import Period

YEAR = Period(end=date(2024, 12, 31), months=12, year=2024)
JANUARY = Period(end=date(2025, 1, 31), months=12)
QUARTER = Period(end=date(2024, 9, 30), months=3)
INSTANT = Period(end=date(2024, 12, 31), months=0)


@pytest.mark.parametrize(
    ("said", "period", "fit"),
    [
        ("December 31, 2024", INSTANT, 3),
        ("2024-12-31", YEAR, 3),
        ("as of Dec. 31, 2023", INSTANT, 0),
        ("2024", YEAR, 2),
        ("FY2024", YEAR, 2),
        ("FY24", YEAR, 2),
        ("2023", YEAR, 0),
        ("fiscal year 2024", JANUARY, 1),
        ("fiscal year 2025", JANUARY, 2),
        ("Q3 2024", QUARTER, 2),
        ("Q3 2024", YEAR, 0),
        ("nine months ended September 30, 2024", QUARTER, 0),
        ("three months ended September 30, 2024", QUARTER, 3),
        ("year ended December 31, 2024", INSTANT, 2),  # a column of the year itself fits better
        ("at December 31, 2024", YEAR, 2),
        ("2024", Period(), 1),
        ("last year", YEAR, 1),
    ],
)
def test_a_period_fits_its_column(said: str, period: Period, fit: int) -> None:
    assert period_fit(said, period) == fit


def test_a_year_that_ends_in_the_first_days_of_january_is_the_one_before() -> None:
    assert period_fit("at 2023-01-01", Period(year=2022)) == 2
    assert period_fit("at 2023-01-01", Period(year=2023)) == 0
    assert period_fit("at 2018-02-03", Period(year=2017)) == 1
