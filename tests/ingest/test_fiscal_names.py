"""A fiscal year that ends early in a calendar year has the name that its filing gives it."""

from datetime import date

import pytest

from ingest.document import Block, Paragraph, Place, Source
from ingest.fiscal_names import named_year
from ingest.metadata import metadata
from tests.ingest.test_tables import table_of

END = date(2024, 2, 3)


def said(*texts: str) -> list[Block]:
    return [Paragraph(text, Place(1)) for text in texts]


def annual(blocks: list[Block], end: date = END) -> int | None:
    return named_year(blocks, end, end, "FY")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Fiscal 2023 ended on February 3, 2024 and had 53 weeks.", 2023),
        ("the fiscal year ended February 3, 2024 (“fiscal 2024”)", 2024),
        ("At February 3, 2024 we had 90 shops. In fiscal 2025 we will open 5.", None),
        ("The lease that we signed in fiscal 2019 ends on February 3, 2024.", None),
    ],
)
def test_a_day_and_a_year_in_one_breath_give_the_name(text: str, name: int | None) -> None:
    assert annual(said(text)) == name


def test_a_report_speaks_most_of_the_year_it_is_about() -> None:
    talk = ["Sales grew in fiscal 2023."] * 6
    assert annual(said(*talk, "We will move in fiscal 2024.")) == 2023
    assert annual(said(*talk, *["Fiscal 2024 will differ."] * 5)) is None  # too close to tell


def test_columns_tell_where_words_do_not() -> None:
    years = table_of([[(1, "2023"), (2, "2022")], [(0, "Sales"), (1, "5"), (2, "4")]])
    due = table_of([[(1, "2024"), (2, "2025")], [(0, "Rent"), (1, "5"), (2, "4")]])
    assert annual([*[years] * 4, due]) == 2023
    assert annual([years, due]) is None


def test_a_quarter_is_of_the_year_that_its_own_number_is_named_with() -> None:
    end, closing = date(2023, 7, 29), date(2024, 2, 3)
    ours = ["Sales of the second quarter of fiscal 2023 grew."] * 2
    old = ["In the first quarter of fiscal 2024 a suit ended."] * 3
    assert named_year(said(*ours, *old), end, closing, "Q2") == 2023
    assert named_year(said(*old), end, closing, "Q2") is None


def test_a_year_that_ends_in_summer_needs_no_name() -> None:
    assert annual(said(*["Sales grew in fiscal 2023."] * 9), date(2024, 6, 30)) is None


def test_an_untagged_report_of_a_shop_is_of_the_year_it_says() -> None:
    cover = said(
        "FORM 10-K", "For the fiscal year ended February 3, 2024", "Harrow Stores, Inc.",
        "Fiscal 2023 consisted of the 53 weeks ended February 3, 2024.",
    )  # fmt: skip
    about = metadata(Source(tuple(cover), 1, "html"), "a.htm")
    assert (about.fiscal_year, about.period_end) == (2023, END)
