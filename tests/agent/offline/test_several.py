"""Several measures in one question: all of them are told, or it is said which one is not."""

from datetime import date
from decimal import Decimal

import pytest

from tests.agent.offline.reports import Report, Stand, income, stand


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Stand:
    lines = {**income([1000, 800]), "Operating income": [150, 180]}
    balance = {"Total assets": [2000, 1900], "Total liabilities": [1200, 1100]}
    report = Report("Pallory Glass, Inc.", date(2023, 12, 31), lines, balance=balance)
    other = Report("Vellum Foods, Inc.", date(2023, 12, 31), income([70, 60]))
    return stand(tmp_path_factory.mktemp("several"), report, other)


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("What were Pallory Glass's net income and total revenue growth in fiscal 2023?",
         ["110000000", "25.00"]),
        ("What were total assets and total liabilities of Pallory Glass as of December 31, 2023?",
         ["2000000000", "1200000000"]),
        ("What were Pallory Glass's revenue, net income, and operating margin in FY2023?",
         ["1000000000", "110000000", "15.00"]),
    ],
)  # fmt: skip
def test_each_of_several_measures_is_told(shelf: Stand, question: str, values: list[str]) -> None:
    answer = shelf.ask(question)
    assert (answer.status, answer.value) == ("answered", None), answer.answer
    told = {Decimal(figure.value or 0) for figure in answer.figures}
    assert {Decimal(value) for value in values} <= told
    assert not [check for check in answer.checks if check.status == "failed"]
    for figure in answer.figures:
        assert figure.expression or figure.lines


def test_what_is_missing_among_them_is_named(shelf: Stand) -> None:
    answer = shelf.ask("What were Pallory Glass's net income and goodwill in FY2023?")
    assert answer.status == "partial"
    assert "110 million" in answer.answer
    assert "“goodwill”" in answer.answer


def test_a_name_that_holds_an_and_is_one_measure(shelf: Stand) -> None:
    answer = shelf.ask("What was Pallory Glass's property, plant and equipment in FY2023?")
    assert answer.status == "not_disclosed"


def test_the_companys_own_row_is_no_measure_of_it(shelf: Stand) -> None:
    """A table of returns has a row with the company's name, which no question asks for."""
    answer = shelf.ask("What was the goodwill and ferry growth of Pallory Glass in fiscal 2023?")
    assert answer.value is None
