"""Questions written beside a table are worked out over its rows, or not at all."""

import pytest

from tests.agent.offline.pottery import answered, assert_computed
from tools.desk import Desk


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        ("what portion of total operating revenues is kiln services in 2015?", "80.00", "percent"),
        ("glaze services were what percent of kiln services in 2013?", "25.00", "percent"),
        ("what was the ratio of kiln services to glaze services in 2014?", "4.00", "ratio"),
        ("what was the percentage change in glaze services from 2014 to 2015?", "20.00", "percent"),
        ("what was the increase in kiln services between 2013 and 2015?", "80000000", "USD"),
        ("what was the average glaze services from 2013 to 2015?", "50000000", "USD"),
        ("what was the highest kiln services for the three year period?", "240000000", "USD"),
        ("what was the lowest kiln services for the two year period?", "200000000", "USD"),
        (
            "what percentage of future minimum rental payments are due in 2018?",
            "10.00",
            "percent",
        ),
        (
            "what percentage of future minimum rental payments are due after 2018?",
            "62.50",
            "percent",
        ),
        ("what was the change in the kiln removal reserve during 2015?", "12000000", "USD"),
        ("what was total glaze services in the table?", "150000000", "USD"),
        ("what was the percentage change in brick stock between 2014 and 2015?", "50", "percent"),
        ("what was the lowest clay bought?", "10000", "USD"),
        ("what was the average clay bought?", "38000", "USD"),
        ("clay bought was what multiple of firing fees in 2015?", "2", "ratio"),
        ("firing fees increased by what percentage in 2015?", "56.25", "percent"),
        ("what was the change between 2014 and 2015 of firing fees?", "9000", "USD"),
        (
            "what was the cumulative total return for Hollowmere Pottery between 2012 and 2015?",
            "75.50",
            "percent",
        ),
    ],
)
def test_an_operation_over_rows_is_computed(
    pottery: Desk, question: str, value: str, unit: str
) -> None:
    assert_computed(pottery, question, value, unit)


@pytest.mark.parametrize(
    "question",
    [
        "what was the percentage change in fair value per award from 2014 to 2015?",
        "what portion of total operating revenues is brick services in 2015?",
        "what was the highest wheel services for the three year period?",
        "what percentage of future minimum rental payments are due in 2024?",
        "what was the net change in the number of staff in 2015?",
    ],
)
def test_two_readings_or_none_are_no_figure(pottery: Desk, question: str) -> None:
    assert answered(pottery, question).value is None
