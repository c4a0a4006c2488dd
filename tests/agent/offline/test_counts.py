"""Things counted by row and column are shared out by either, and never counted twice."""

import pytest

from tests.agent.offline.pottery import answered, assert_computed
from tools.desk import Desk


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("what percent of total workshops are rented?", "20"),
        ("what portion of the workshops is owned by the company?", "80"),
        ("what percent of owned workshops are in the us?", "37.5"),
        ("what is the portion of total number of workshops located in norway?", "45"),
        ("what portion of the rented workshops are located in the rest of the world?", "50"),
    ],
)
def test_a_share_of_what_is_counted_is_worked_out(pottery: Desk, question: str, value: str) -> None:
    assert_computed(pottery, question, value, "percent")


@pytest.mark.parametrize(
    "question",
    [
        "what percent of workshops are in sweden?",
        "what percent of rented workshops are heated?",
        "what percent of owned chimneys are in norway?",
    ],
)
def test_what_the_table_does_not_say_is_not_guessed(pottery: Desk, question: str) -> None:
    assert answered(pottery, question).value is None
