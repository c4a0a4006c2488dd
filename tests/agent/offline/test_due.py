"""Schedules of payments are read by their years, with or without a total, however they are set."""

import pytest

from tests.agent.offline.pottery import answered, assert_computed
from tools.desk import Desk


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        ("what percentage of future commitments to buy clay are due in 2017?", "30", "percent"),
        ("what percentage of future commitments to buy clay are due after 2018?", "10", "percent"),
        ("what were total future commitments to buy clay due in 2016 and 2018?", "60000000", "USD"),
        (
            "what was the change in commitments to buy clay between 2016 and 2018?",
            "-20000000",
            "USD",
        ),
    ],
)
def test_a_schedule_without_a_total_is_the_sum_of_its_rows(
    pottery: Desk, question: str, value: str, unit: str
) -> None:
    assert_computed(pottery, question, value, unit)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("what percentage of scheduled repayments of kiln loans are due in 2017?", "30"),
        ("what percentage of scheduled repayments of kiln loans are due after 2018?", "10"),
        ("what percentage of scheduled repayments of kiln loans are due thereafter?", "10"),
    ],
)
def test_years_and_figures_that_ran_into_one_row_are_rows(
    pottery: Desk, question: str, value: str
) -> None:
    assert_computed(pottery, question, value, "percent")


def test_a_year_that_the_schedule_does_not_have_is_not_guessed(pottery: Desk) -> None:
    assert (
        answered(pottery, "what percentage of commitments to buy clay are due in 2019?").value
        is None
    )
