"""Periods are read as a question names them."""

from datetime import date

import pytest

from agent.offline.periods import asked_periods, months_between, near, parse_day, years_before
from ingest.document import Period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("as of September 28, 2024", Period(date(2024, 9, 28), 0)),
        ("for the three months ended June 30, 2023", Period(date(2023, 6, 30), 3)),
        ("for the thirteen weeks ended July 2, 2023", Period(date(2023, 7, 2), 3)),
        ("for the fiscal year ended August 31, 2021", Period(date(2021, 8, 31), 12)),
        ("the period ended 2024-09-28", Period(date(2024, 9, 28))),
        ("FY2018", Period(year=2018)),
        ("FY'22", Period(year=2022)),
        ("fiscal year 2019", Period(year=2019)),
    ],
)
def test_a_period_is_what_its_words_say(text: str, period: Period) -> None:
    (asked,) = asked_periods(f"What was revenue {text}?")
    assert asked.period == period


@pytest.mark.parametrize("text", ["Q2 of FY2024", "second quarter of 2024", "Q2 2024", "Q2'2024"])
def test_a_quarter_has_a_number_and_a_year(text: str) -> None:
    (asked,) = asked_periods(f"What was revenue in {text}?")
    assert (asked.quarter, asked.period) == (2, Period(months=3, year=2024))


def test_two_periods_stay_in_the_order_of_the_question() -> None:
    text = "from the three months ended June 25, 2022 to the three months ended June 30, 2023"
    assert [a.period.end for a in asked_periods(text)] == [date(2022, 6, 25), date(2023, 6, 30)]


def test_there_is_no_thirty_first_of_june() -> None:
    assert parse_day("June 31, 2023") is None


def test_weeks_calendars_count_as_whole_months() -> None:
    assert months_between(date(2023, 1, 2), date(2023, 12, 31)) == 12
    assert months_between(date(2023, 4, 3), date(2023, 7, 2)) == 3
    assert months_between(None, date(2023, 7, 2)) == 0


def test_a_fiscal_year_end_moves_by_days_not_weeks() -> None:
    assert near(date(2023, 9, 30), date(2023, 10, 1))
    assert not near(date(2023, 9, 30), date(2023, 10, 31))
    assert years_before(date(2024, 2, 29), 1) == date(2023, 2, 28)
