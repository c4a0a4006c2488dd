"""Dates, fiscal years and quarters, as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.periods import Quarter, times


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("FY2018 capex", (2018,)),
        ("FY18 and FY'19", (2018, 2019)),
        ("fiscal 2021 sales", (2021,)),
        ("the 2018 annual report", (2018,)),
        ("year end 2021", (2021,)),
        ("FY2017 - FY2019 average", (2017, 2019)),
        ("from 2018 to 2020", (2018, 2020)),
        ("$2,018 and 2,018.5 and 12018", ()),
        ("nothing", ()),
    ],
)
def test_years(text: str, years: tuple[int, ...]) -> None:
    assert times(text).years == years


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("10-Q for the period ended 2024-06-29", (date(2024, 6, 29),)),
        ("as of December 31, 2022", (date(2022, 12, 31),)),
        ("as of Sept. 30 2022", (date(2022, 9, 30),)),
        ("on 30 June 2023", (date(2023, 6, 30),)),
        ("on september 29 , 2012", (date(2012, 9, 29),)),
        ("June 31, 2023", ()),
    ],
)
def test_dates(text: str, dates: tuple[date, ...]) -> None:
    assert times(text).dates == dates


def test_the_date_of_a_document_comes_before_others() -> None:
    said = times("revenue as of May 1, 2022 in the 10-Q for the period ended 2022-06-30")
    assert said.dates == (date(2022, 6, 30), date(2022, 5, 1))


@pytest.mark.parametrize(
    ("text", "quarter"),
    [
        ("Q3 of FY23", Quarter(3, 2023)),
        ("Q3 2023", Quarter(3, 2023)),
        ("2021 Q1", Quarter(1, 2021)),
        ("3Q23", Quarter(3, 2023)),
        ("Q2'23", Quarter(2, 2023)),
        ("second fiscal quarter of 2023", Quarter(2, 2023)),
        ("the third quarter", Quarter(3, None)),
    ],
)
def test_quarters(text: str, quarter: Quarter) -> None:
    assert times(text).quarters == (quarter,)
    assert times(text).years == ()


@pytest.mark.parametrize(
    ("text", "months"),
    [("three months ended", 3), ("nine-month period", None), ("fiscal year ended", 12)],
)
def test_the_length_of_the_period(text: str, months: int | None) -> None:
    assert times(text).months == months or months is None


@given(text=st.text(max_size=60) | st.text("FYQq1234 20/-,'of", max_size=30))
def test_any_text_can_be_asked_for_its_times(text: str) -> None:
    said = times(text)
    assert all(0 <= start < stop <= len(text) for start, stop in said.spans)
