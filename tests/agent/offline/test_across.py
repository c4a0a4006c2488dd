"""Questions over several filings: companies side by side, years in a row, restated years."""

import random
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from tests.agent.offline.reports import Report, Stand, companies, income, stand

YEARS = range(2005, 2025)


def report(company: str, year: int, *revenue: int, form: str = "10-K", margin: int = 15) -> Report:
    lines = {**income(revenue), "Operating income": [each * margin // 100 for each in revenue]}
    return Report(company, date(year, 12, 31), lines, form=form)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> tuple[Stand, dict[str, tuple[int, int]]]:
    """Three companies, drawn: the revenue and operating margin of each."""
    rng = random.Random(1124)
    truth = {
        name: (rng.randrange(10, 90) * 100, margin)
        for name, margin in zip(companies(7, 3), rng.sample(range(5, 30), 3), strict=True)
    }
    reports = [
        report(name, 2024, revenue, revenue - 100, margin=margin)
        for name, (revenue, margin) in truth.items()
    ]
    return stand(tmp_path_factory.mktemp("three"), *reports), truth


def test_the_higher_margin_of_two_companies_is_found(
    three: tuple[Stand, dict[str, tuple[int, int]]],
) -> None:
    shelf, truth = three
    one, other, _ = truth
    answer = shelf.ask(f"Which of {one} and {other} had the higher operating margin in 2024?")
    best = max((one, other), key=lambda name: truth[name][1])
    assert answer.status == "answered", answer.answer
    assert f"{best.upper()} had the higher one" in answer.answer
    assert answer.value == f"{truth[best][1]}.00"
    assert "operating income / revenue" in answer.answer
    assert len({figure.document for figure in answer.figures if figure.document}) == 2


def test_three_companies_are_compared_with_their_lines(
    three: tuple[Stand, dict[str, tuple[int, int]]],
) -> None:
    shelf, truth = three
    answer = shelf.ask(f"Compare the revenue of {', '.join(truth)} in fiscal 2024.")
    assert answer.status == "answered", answer.answer
    read = {figure.value for figure in answer.figures}
    assert read == {f"{revenue}000000" for revenue, _ in truth.values()}


def test_a_year_that_one_of_them_lacks_is_not_ranked(
    three: tuple[Stand, dict[str, tuple[int, int]]],
) -> None:
    shelf, truth = three
    one, other, _ = truth
    answer = shelf.ask(f"Which of {one} and {other} had the higher revenue in 2019?")
    assert answer.value is None
    assert answer.status != "answered"


def test_revenue_over_twenty_years_is_read_from_twenty_filings(tmp_path: Path) -> None:
    rng = random.Random(20)
    revenue = {year: 1000 + 40 * at + rng.randrange(30) for at, year in zip(count(), YEARS)}
    name = companies(3, 1)[0]
    filings = [report(name, year, revenue[year], revenue.get(year - 1, 990)) for year in YEARS]
    answer = stand(tmp_path, *filings).ask(
        f"How did {name}'s revenue develop from {YEARS[0]} to {YEARS[-1]}?"
    )
    assert answer.status == "answered", answer.answer
    read = {(figure.document, figure.value) for figure in answer.figures}
    assert len(read) == 20
    assert {value for _, value in read} == {f"{each}000000" for each in revenue.values()}
    assert len({document for document, _ in read}) == 20
    assert "it rose" in answer.answer


def test_a_restated_year_is_told_as_reported_and_as_restated(tmp_path: Path) -> None:
    name = companies(5, 1)[0]
    shelf = stand(
        tmp_path,
        report(name, 2022, 1200, 1100),
        report(name, 2023, 1350, 1180),
        report(name, 2023, 1290, 1180, form="10-K/A"),
    )
    answer = shelf.ask(f"How did the revenue of {name} develop from 2022 to 2023?")
    assert "1.2 billion as originally reported, 1.18 billion as restated" in answer.answer
    assert "1.35 billion as originally reported, 1.29 billion as restated" in answer.answer


def test_a_year_without_a_filing_is_named(tmp_path: Path) -> None:
    name = companies(6, 1)[0]
    shelf = stand(tmp_path, report(name, 2020, 500, 480), report(name, 2024, 700, 690))
    answer = shelf.ask(f"How did {name}'s revenue develop from 2020 to 2024?")
    assert answer.status == "partial"
    assert "2021, 2022" in answer.answer
