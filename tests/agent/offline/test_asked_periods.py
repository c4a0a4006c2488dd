"""A figure is given for the period that was asked for, or not at all."""

from datetime import date
from pathlib import Path

import pytest

from tests.agent.offline.reports import Report, Stand, income, stand

QUARTERLY = "harrow-10-q-2024-09-30.htm"
ANNUAL = "harrow-10-k-2023-12-31.htm"
LATER = "harrow-10-q-2023-09-30.htm"


@pytest.fixture(scope="module")
def harrow(tmp_path_factory: pytest.TempPathFactory) -> Stand:
    """Two third quarters with the same prose, and the annual report between them."""
    prose = "<p>Revenue grew as we carried more freight; fuel surcharges did not change.</p>"
    quarters = (
        Report(
            "Harrow Freight, Inc.",
            date(year, 9, 30),
            income(figures),
            form="10-Q",
            balance={"Total assets": balance, "Total liabilities": (700, 690)},
            year_to_date=income([3 * each for each in figures]),
            prose=prose,
        )
        for year, figures, balance in (
            (2024, (431, 402), (1560, 1502)),
            (2023, (402, 377), (1480, 1433)),
        )
    )
    annual = Report(
        "Harrow Freight, Inc.",
        date(2023, 12, 31),
        income((1623, 1540, 1490)),
        balance={"Total assets": (1502, 1433), "Total liabilities": (690, 670)},
    )
    return stand(tmp_path_factory.mktemp("harrow"), *quarters, annual)


@pytest.mark.parametrize(
    ("question", "scope", "value"),
    [
        ("What was revenue in fiscal 2024?", (QUARTERLY,), None),
        ("What was revenue in 2024?", (QUARTERLY,), None),
        ("What was revenue in fiscal 2023?", (QUARTERLY,), None),
        ("What was the income before income taxes of FY2024?", (QUARTERLY,), None),
        ("What were total assets at the end of fiscal 2024?", (QUARTERLY,), None),
        ("What were total assets at the end of fiscal 2023?", (QUARTERLY,), "1502000000"),
        ("What was revenue in Q3 2024?", (QUARTERLY,), "431000000"),
        ("What was revenue in Q3 2023?", (QUARTERLY,), "402000000"),
        ("What was revenue in Q2 2024?", (QUARTERLY,), None),
        ("What was revenue in Q1 2024?", (QUARTERLY,), None),
        ("What were total assets in Q3 2024?", (QUARTERLY,), "1560000000"),
        ("What was revenue in Q3 2023?", (ANNUAL,), None),
        ("What were total assets in Q3 2023?", (ANNUAL,), None),
        ("What was revenue in fiscal 2023?", (ANNUAL,), "1623000000"),
        ("What was revenue in fiscal 2022?", (ANNUAL,), "1540000000"),
        ("What was revenue in fiscal 2019?", (ANNUAL,), None),
        (
            "What was revenue for the nine months ended September 30, 2024?",
            (QUARTERLY,),
            "1293000000",
        ),
        ("What was Harrow's revenue in fiscal 2024?", (), None),
        ("What was Harrow's revenue in fiscal 2023?", (), "1623000000"),
        ("What was Harrow's revenue in the third quarter of 2024?", (), "431000000"),
        ("What was Harrow's revenue in the third quarter of 2023?", (), "402000000"),
        ("What was Harrow's revenue in the latest 10-Q?", (), "431000000"),
        (
            "What was Harrow's revenue as reported in its most recent quarterly report?",
            (),
            "431000000",
        ),
        ("What was Harrow's revenue in their latest annual report?", (), "1623000000"),
        ("What was Harrow's goodwill in the most recent 10-Q filing?", (), None),
    ],
)
def test_a_period_is_never_answered_with_another(
    harrow: Stand, question: str, scope: tuple[str, ...], value: str | None
) -> None:
    answer = harrow.ask(question, *scope)
    assert answer.value == value, answer.answer
    assert (answer.status == "answered") == (value is not None)


def test_the_third_quarter_is_read_from_its_own_report(harrow: Stand) -> None:
    """The prose of both reports is the same, and each prints the other's quarter or its own."""
    for year in (2024, 2023):
        answer = harrow.ask(f"What was Harrow's revenue in Q3 {year}?")
        assert str(year) in (answer.figures[0].document or "")
        assert str(year) in (answer.figures[0].period or "")


def test_a_refusal_says_what_the_filings_report_on(harrow: Stand) -> None:
    answer = harrow.ask("What was revenue in fiscal 2024?", QUARTERLY)
    assert "fiscal 2024" in answer.answer
    assert "10-Q for Q3 2024" in answer.answer


def test_a_fiscal_year_that_ends_in_january_is_named_by_its_filing(tmp_path: Path) -> None:
    """The balance at the end of January 2025 closes fiscal 2024 where the company says so."""
    annual = Report(
        "Vellum Foods, Inc.",
        date(2024, 6, 30),
        income((900, 850), "Net sales"),
        balance={"Total assets": (500, 480), "Total liabilities": (300, 290)},
    )
    quarter = Report(
        "Vellum Foods, Inc.",
        date(2024, 9, 30),
        income((230, 215), "Net sales"),
        form="10-Q",
        balance={"Total assets": (510, 500), "Total liabilities": (305, 300)},
    )
    shelf = stand(tmp_path, annual, quarter)
    assert shelf.ask("What were Vellum's net sales in fiscal 2024?").value == "900000000"
    assert shelf.ask("What were Vellum's net sales in fiscal 2025?").value is None
    assert shelf.ask("What were Vellum's net sales in Q1 2025?").value == "230000000"
