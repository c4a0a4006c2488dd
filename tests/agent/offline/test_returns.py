"""Performance graphs are read by whose shares are named, and counted from the year that is."""

from pathlib import Path

import pytest

from tests.agent.offline.pottery import COVER, answered, assert_computed, opened, table
from tools.desk import Desk

NAMED = COVER + table(
    ("", "2012", "2013", "2014", "2015"),
    ("S&amp;P 500 Index", "100.00", "110.00", "130.00", "140.00"),
    ("Wexcombe Tiles, Inc.", "100.00", "95.00", "105.00", "125.00"),
    ("Hollowmere Pottery, Inc.", "100.00", "120.00", "90.00", "175.50"),
)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("what was the four year return of the wheel fund?", "50"),
        ("what was the cumulative total return on the wheel fund from 2013 to 2015?", "25"),
        (
            "what was the difference in cumulative total return for the four years ended 2015 "
            "between the wheel fund and the tile makers index?",
            "10",
        ),
        ("what was the change in the tile makers index between 2014 and 2015?", "30"),
        ("what was the change in the wheel fund between 2011 and 2014?", "33"),
    ],
)
def test_years_that_ran_together_above_a_graph_are_of_its_columns(
    pottery: Desk, question: str, value: str
) -> None:
    assert_computed(pottery, question, value, "percent")


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (
            "what was the cumulative total return for Hollowmere Pottery between 2012 and 2015?",
            "75.5",
        ),
        ("what was the change in Hollowmere Pottery stock between 2012 and 2014?", "-10"),
    ],
)
def test_the_shares_of_the_company_named_are_meant_though_others_stand_first(
    tmp_path: Path, question: str, value: str
) -> None:
    assert_computed(opened(tmp_path, NAMED), question, value, "percent")


def test_a_row_that_begins_with_100_is_no_graph_by_itself(pottery: Desk) -> None:
    assert answered(pottery, "what was the three year return of glaze services?").value is None
