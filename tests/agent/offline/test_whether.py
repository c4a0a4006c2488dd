"""Questions of yes or no are answered with the figures that say so, or not at all."""

from datetime import date

import pytest

from agent.offline.whether import Doubt, doubt_of
from tests.agent.offline.reports import Report, Stand, income, stand

BALANCE = {
    "Cash and cash equivalents": [120, 150],
    "Total current assets": [400, 500],
    "Inventories": [90, 80],
    "Total assets": [2000, 1900],
    "Total current liabilities": [450, 300],
    "Total liabilities": [1200, 1100],
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Stand:
    lines = {**income([1000, 900]), "Operating income": [150, 180], "Dividends paid": [-30, -20]}
    wick = Report("Harrow Freight, Inc.", date(2023, 12, 31), lines, balance=BALANCE)
    other = Report("Vellum Foods, Inc.", date(2023, 12, 31), income([70, 60]))
    return stand(tmp_path_factory.mktemp("whether"), wick, other)


@pytest.mark.parametrize(
    ("question", "said", "value"),
    [
        ("Did Harrow Freight grow its inventories between FY2022 and FY2023?", "Yes.", "12.50"),
        ("Has Harrow Freight's revenue declined in fiscal 2023?", "No.", "11.11"),
        ("Was there a drop in Harrow Freight's cash between FY2022 and FY2023?", "Yes.", "-20.00"),
        ("Does Harrow Freight have an improving operating margin profile as of FY2023? If "
         "operating margin is not a useful metric, then say so and explain why.", "No.", "15.00"),
        ("Does Harrow Freight have positive working capital based on FY2023 data?", "No.",
         "-50000000"),
        ("Was Harrow Freight's working capital positive in FY2022?", "Yes.", "200000000"),
        ("Did Harrow Freight's revenue exceed $900 million in FY2023?", "Yes.", "1000000000"),
        ("Was Harrow Freight's operating margin above 20% in FY2023?", "No.", "15.00"),
        ("Is Harrow Freight's total assets figure below $3 billion?", "Yes.", "2000000000"),
    ],
)  # fmt: skip
def test_yes_or_no_stands_before_the_figures(
    shelf: Stand, question: str, said: str, value: str
) -> None:
    answer = shelf.ask(question)
    assert answer.status == "answered", answer.answer
    assert (answer.answer.split()[0], answer.value) == (said, value)
    assert answer.citations
    assert not [check for check in answer.checks if check.status == "failed"]


@pytest.mark.parametrize(
    "question",
    [
        # a condition that is not understood makes the yes somebody else's
        "Did Harrow Freight's revenue from ferries grow in FY2023?",
        # an amount cannot be compared with a share
        "Was Harrow Freight's revenue above 20% in FY2023?",
        # "gross margin" is an amount to some and a share to others
        "Did Harrow Freight's gross margin improve in FY2023?",
        # fewer inventories are better to one and worse to another
        "Did Harrow Freight's inventories improve in FY2023?",
        # no such figure
        "Did Harrow Freight's goodwill grow in FY2023?",
    ],
)
def test_no_yes_is_given_where_it_would_be_a_guess(shelf: Stand, question: str) -> None:
    answer = shelf.ask(question)
    assert (answer.status, answer.value) in (("partial", None), ("not_disclosed", None))
    assert not answer.answer.startswith(("Yes", "No."))


def test_both_ways_is_no_doubt() -> None:
    assert doubt_of("did revenue increase or decrease") is None
    assert doubt_of("has it paid dividends") == Doubt("any")
    assert doubt_of("is its margin negative") == Doubt("negative")


def test_a_question_that_names_nobody_is_asked_back(shelf: Stand) -> None:
    answer = shelf.ask("What drove the reduction in freight costs in FY2023?")
    assert (answer.status, answer.value, answer.citations) == ("not_disclosed", None, ())
    assert "names no company" in answer.answer
    assert "HARROW FREIGHT" in answer.answer
    assert "VELLUM FOODS" in answer.answer


@pytest.mark.parametrize(
    "question",
    ["Which companies report revenue for 2023?", "How is revenue of a filer recognized?"],
)
def test_a_question_about_all_filings_is_not_asked_back(shelf: Stand, question: str) -> None:
    assert "names no company" not in shelf.ask(question).answer


def test_what_drove_a_figure_is_not_answered_by_the_figure(shelf: Stand) -> None:
    question = "What drove the increase in Harrow Freight's inventories balance at end of FY2023?"
    answer = shelf.ask(question)
    assert (answer.status, answer.value) == ("partial", None), answer.answer
