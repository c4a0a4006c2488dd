"""Figures of several years in one sentence are read as a row of a table would be."""

import pytest

from agent.offline.sentences import Sentence
from agent.offline.series import series
from tests.agent.offline.pottery import assert_computed
from tools.desk import Desk

Read = list[tuple[str, dict[str, str]]]


def read(text: str) -> Read:
    """Each row of a sentence: its label, and its figures by their years."""
    return [
        (
            shown.table.rows[0].label,
            {
                shown.table.columns[cell.column].header: cell.text
                for cell in shown.table.rows[0].cells[1:]
            },
        )
        for shown in series("doc", [Sentence(text, text, 7)])
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Storage rent was $7 million, $5 million and $3 million for the years ended December "
            "31, 2015, 2014 and 2013, respectively.",
            [("Storage rent", {"2015": "$7 million", "2014": "$5 million", "2013": "$3 million"})],
        ),
        (
            "For 2015 and 2014, fees, including audits, totaled 4.5 and 3.5 million dollars.",
            [("fees", {"2015": "4.5", "2014": "3.5 million"})],
        ),
        (
            "Rent charged was $244 million for 2016, $249 million for 2015.",
            [("Rent charged", {"2016": "$244 million", "2015": "$249 million"})],
        ),
        (
            "As of June 30, 2015 and June 30, 2014, $9 million and $6 million of deposits were "
            "held abroad.",
            [("of deposits were held abroad", {"2015": "$9 million", "2014": "$6 million"})],
        ),
        ("Rent was $7 million and $5 million in 2015, 2014 and 2013.", []),
        (
            "Pledges were $5 million at June 30, 2015, of which $3 million related to museums.",
            [],
        ),
        ("Rent was $7 million in 2015.", []),
        ("The notes of 2015 and 2014 bear 5 % and are due in 2020 and 2021.", []),
    ],
)
def test_amounts_and_years_are_paired_or_left_alone(text: str, expected: Read) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        (
            "what was total storage rent under depot contracts in 2015, 2014 and 2013?",
            "15000000",
            "USD",
        ),
        (
            "what was the average storage rent under depot contracts from 2013 to 2015?",
            "5000000",
            "USD",
        ),
        ("what was the change in cost of glazing patents between 2014 and 2015?", "3000000", "USD"),
        (
            "what was the percentage change in vault deposits held abroad from 2014 to 2015?",
            "50",
            "percent",
        ),
    ],
)
def test_a_sentence_answers_what_is_computed(
    pottery: Desk, question: str, value: str, unit: str
) -> None:
    assert_computed(pottery, question, value, unit)
