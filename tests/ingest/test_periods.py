from datetime import date

import pytest

from ingest.document import Period
from ingest.periods import column_period, is_period


@pytest.mark.parametrize(
    ("header", "context", "period"),
    [
        ("Three Months Ended June 30, 2023", "", Period(date(2023, 6, 30), 3)),
        ("Year Ended December 31, 2023", "", Period(date(2023, 12, 31), 12)),
        ("Years Ended December 31, 2023", "", Period(date(2023, 12, 31), 12)),
        ("December 31, 2023", "", Period(date(2023, 12, 31), 0)),
        ("As of 12/31/23", "", Period(date(2023, 12, 31), 0)),
        ("13 Weeks Ended July 29, 2023", "", Period(date(2023, 7, 29), 3)),
        ("Fifty-two weeks ended January 28, 2024", "", Period(date(2024, 1, 28), 12)),
        ("Nine months ended 30 September 2023", "", Period(date(2023, 9, 30), 9)),
        ("2023", "", Period(None, None, 2023)),
        ("FY23", "", Period(None, None, 2023)),
        ("Fiscal 2023", "", Period(None, None, 2023)),
        ("2023", "Years ended December 31,", Period(date(2023, 12, 31), 12, 2023)),
        ("2022", "At September 30, 2023 and 2022:", Period(date(2022, 9, 30), 0, 2022)),
        ("Third Quarter", "for the year ended October 31, 2021", Period(None, 3)),
        ("Level 1", "at December 31, 2023:", Period(date(2023, 12, 31), 0)),
        ("Level 1", "at December 31, 2023 and 2022:", Period()),
        ("Change", "", Period()),
        ("February 30, 2023", "", Period(date(2023, 2, 28), 0)),
    ],
)
def test_a_header_tells_its_period_with_what_the_caption_adds(
    header: str, context: str, period: Period
) -> None:
    assert column_period(header, context) == period


def test_a_date_that_the_caption_gives_to_other_years_is_not_borrowed() -> None:
    assert column_period("2027", "Leases at December 31, 2023:") == Period(None, None, 2027)


@pytest.mark.parametrize(
    "text",
    [
        "2023",
        "June 30,",
        "Years Ended December 31,",
        "Three Months Ended",
        "As of",
        "FY23",
        "2023 to 2025",
    ],
)
def test_periods_are_nothing_but_periods(text: str) -> None:
    assert is_period(text)


@pytest.mark.parametrize("text", ["", "22", "(78)", "Revenue", "Total 2023", "2023 Notes", "1,234"])
def test_figures_and_words_are_no_periods(text: str) -> None:
    assert not is_period(text)
