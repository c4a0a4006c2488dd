"""Balances of a reconciliation are of what its caption says."""

import pytest

from tests.agent.offline.pottery import answered, assert_computed
from tools.desk import Desk


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        (
            "what was the percentage change in the breakage allowance from 2014 to 2015?",
            "25",
            "percent",
        ),
        (
            "what was the percentage change in the breakage allowance from 2013 to 2014?",
            "25",
            "percent",
        ),
        ("what was the change in the breakage allowance during 2015?", "5000000", "USD"),
    ],
)
def test_a_balance_moves_from_its_beginning_to_its_end(
    pottery: Desk, question: str, value: str, unit: str
) -> None:
    assert_computed(pottery, question, value, unit)


@pytest.mark.parametrize(
    "question",
    [
        "what was the percentage change in the breakage allowance from 2012 to 2013?",
        "what was the percentage change in the breakage allowance from 2013 to 2015?",
        "what was the percentage change in the chimney allowance from 2014 to 2015?",
    ],
)
def test_another_year_or_another_allowance_is_not_guessed(pottery: Desk, question: str) -> None:
    assert answered(pottery, question).value is None
