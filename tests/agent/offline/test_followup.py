"""A question that leans on the one before is written out, and its figures are read again."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from agent.answer import Answer
from agent.loop import ask
from agent.messages import messages
from agent.offline.model import OfflineModel
from agent.transcript import Question, Transcript
from index.build import update_bm25
from index.search import Searcher
from ingest.pipeline import ingest
from store.library import Library
from store.settings import Settings
from tools.desk import Desk

YEARS = (2023, 2022, 2021)
ROWS = {
    "Net sales": (910, 840, 700),
    "Cost of sales": (520, 500, 430),
    "Gross profit": (390, 340, 270),
    "Operating income": (182, 126, 84),
    "Interest expense": (12, 11, 9),
    "Income before income taxes": (170, 115, 75),
    "Income tax expense": (34, 23, 15),
    "Net income": (136, 92, 60),
    "Net income per share, basic": (4, 3, 2),
}
BALANCE = {
    "Cash and cash equivalents": (61, 55, 48),
    "Inventories": (140, 120, 115),
    "Total assets": (1300, 1200, 1100),
    "Total liabilities": (700, 690, 640),
    "Total liabilities and stockholders’ equity": (1300, 1200, 1100),
}
COMPANIES = {"Wrenfield": 1, "Corbin": 3}
"""Corbin's figures are three times those of Wrenfield."""


def rows(lines: Mapping[str, tuple[int, ...]], times: int, heads: tuple[str, ...]) -> str:
    cells = [("", *heads)]
    cells += [(name, *(f"$ {each * times:,}" for each in line)) for name, line in lines.items()]
    made = ("".join(f"<td>{cell}</td>" for cell in row) for row in cells)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in made)}</table>"


def annual_report(company: str, times: int) -> str:
    flows = tuple(f"Year ended December 31, {year}" for year in YEARS)
    days = tuple(f"December 31, {year}" for year in YEARS)
    return (
        "<html><body><p>FORM 10-K</p><p>For the fiscal year ended December 31, 2023</p>"
        f"<p>{company} Mills, Inc.</p><p>(Exact name of registrant as specified in its charter)</p>"
        "<p><b>Item 8. Financial Statements</b></p>"
        "<p>Consolidated Statements of Income (in millions)</p>"
        f"{rows(ROWS, times, flows)}"
        "<p>Consolidated Balance Sheets (in millions)</p>"
        f"{rows(BALANCE, times, days)}</body></html>"
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("conversation")
    files = [folder / f"{company.lower()}.htm" for company in COMPANIES]
    for path, (company, times) in zip(files, COMPANIES.items(), strict=True):
        path.write_text(annual_report(company, times), "utf-8")
    library = Library(folder / "library")
    settings = Settings(library=library.folders.library, workers=1)
    assert {each.status for each in ingest(files, library, settings)} == {"added"}
    update_bm25(library)
    return Desk(library, Searcher(library))


def said(desk: Desk, *questions: str) -> Answer:
    earlier = tuple((question, "It was 999 million.") for question in questions[:-1])
    return ask(desk, OfflineModel(), Question(questions[-1], earlier=earlier))


def truth(label: str, company: str, year: int) -> Decimal:
    line = (ROWS | BALANCE)[label][YEARS.index(year)]
    return Decimal(line * COMPANIES[company] * 10**6)


@pytest.mark.parametrize(
    ("first", "then", "label", "company", "year"),
    [
        (
            "What was Wrenfield's net sales in fiscal 2023?",
            "and the year before?",
            "Net sales",
            "Wrenfield",
            2022,
        ),
        (
            "What was Wrenfield's net income in fiscal 2022?",
            "And in 2021?",
            "Net income",
            "Wrenfield",
            2021,
        ),
        (
            "What was Wrenfield's net income in fiscal 2022?",
            "And a year later?",
            "Net income",
            "Wrenfield",
            2023,
        ),
        (
            "What was Wrenfield's net income in fiscal 2022?",
            "the following year?",
            "Net income",
            "Wrenfield",
            2023,
        ),
        (
            "What was Wrenfield's net sales in fiscal 2023?",
            "previous year?",
            "Net sales",
            "Wrenfield",
            2022,
        ),
        (
            "What was Wrenfield's net sales in fiscal 2023?",
            "and for Corbin?",
            "Net sales",
            "Corbin",
            2023,
        ),
        (
            "What was Wrenfield's net sales in fiscal 2023?",
            "And Corbin's?",
            "Net sales",
            "Corbin",
            2023,
        ),
        (
            "What was Wrenfield's net sales in fiscal 2023?",
            "What about Corbin?",
            "Net sales",
            "Corbin",
            2023,
        ),
        (
            "What was net income of Corbin in fiscal 2021?",
            "How about Wrenfield?",
            "Net income",
            "Wrenfield",
            2021,
        ),
        (
            "What was Wrenfield's net sales in 2023?",
            "and for Corbin in 2021?",
            "Net sales",
            "Corbin",
            2021,
        ),
        (
            "What was Wrenfield's net sales in 2023?",
            "and Corbin's the year before?",
            "Net sales",
            "Corbin",
            2022,
        ),
        (
            "What was Wrenfield's net sales in 2023?",
            "What about operating income?",
            "Operating income",
            "Wrenfield",
            2023,
        ),
        (
            "What was Wrenfield's net sales in 2022?",
            "and net income?",
            "Net income",
            "Wrenfield",
            2022,
        ),
        ("What was Corbin's net sales in 2021?", "gross profit?", "Gross profit", "Corbin", 2021),
        (
            "What was Corbin's net sales in 2021?",
            "And interest expense in 2022?",
            "Interest expense",
            "Corbin",
            2022,
        ),
        (
            "What was Corbin's net sales in 2021?",
            "What was operating income?",
            "Operating income",
            "Corbin",
            2021,
        ),
        (
            "What was Corbin's net sales in 2021?",
            "What was net income in 2023?",
            "Net income",
            "Corbin",
            2023,
        ),
        (
            "What were total assets of Corbin as of December 31, 2023?",
            "and the year before?",
            "Total assets",
            "Corbin",
            2022,
        ),
        (
            "What were total assets of Corbin as of December 31, 2023?",
            "total liabilities?",
            "Total liabilities",
            "Corbin",
            2023,
        ),
        (
            "What were total assets of Corbin as of December 31, 2023?",
            "What were its inventories?",
            "Inventories",
            "Corbin",
            2023,
        ),
        (
            "What were total assets of Corbin as of December 31, 2022?",
            "cash?",
            "Cash and cash equivalents",
            "Corbin",
            2022,
        ),
        (
            "How much interest expense did Corbin report in 2023?",
            "and Wrenfield?",
            "Interest expense",
            "Wrenfield",
            2023,
        ),
        ("Corbin net sales 2022", "and in 2023", "Net sales", "Corbin", 2023),
    ],
)
def test_company_time_and_line_item_are_carried_over(
    desk: Desk, first: str, then: str, label: str, company: str, year: int
) -> None:
    answer = said(desk, first, then)
    assert answer.status == "answered", answer.answer
    assert Decimal(answer.value or 0) == truth(label, company, year)
    assert company in answer.answer
    assert "999" not in answer.answer


@pytest.mark.parametrize(
    ("first", "then", "value"),
    [
        (
            "What was Wrenfield's net income in fiscal 2023?",
            "as a percentage of net sales?",
            "14.95",
        ),
        ("What was Corbin's operating income in 2022?", "and as a share of net sales?", "15.00"),
        (
            "What was Wrenfield's net sales in fiscal 2022?",
            "How did it change from the year before?",
            "20.00",
        ),
        (
            "What was Corbin's net income in 2023?",
            "By what percentage did that grow since 2021?",
            "126.67",
        ),
        (
            "By what percentage did net sales of Corbin change from fiscal 2022 to fiscal 2023?",
            "and the year before?",
            "20.00",
        ),
        (
            "By what percentage did net sales of Corbin change from fiscal 2021 to fiscal 2022?",
            "and Wrenfield's?",
            "20.00",
        ),
    ],
)
def test_shares_and_changes_follow_a_figure(desk: Desk, first: str, then: str, value: str) -> None:
    answer = said(desk, first, then)
    assert (answer.status, answer.unit) == ("answered", "percent"), answer.answer
    assert Decimal(answer.value or 0) == Decimal(value)


def test_a_company_that_is_not_held_is_refused_in_a_conversation_too(desk: Desk) -> None:
    answer = said(desk, "What was Wrenfield's net sales in fiscal 2023?", "and for Pellworth?")
    assert (answer.status, answer.value) == ("not_in_library", None)


def test_three_turns_lean_on_each_other(desk: Desk) -> None:
    answer = said(
        desk, "What was Wrenfield's net sales in 2023?", "and for Corbin?", "and the year before?"
    )
    assert Decimal(answer.value or 0) == truth("Net sales", "Corbin", 2022)


def test_a_question_that_stands_alone_is_left_alone(desk: Desk) -> None:
    answer = said(
        desk, "What was Wrenfield's net sales in 2023?", "What was net income of Corbin in 2022?"
    )
    assert Decimal(answer.value or 0) == truth("Net income", "Corbin", 2022)


def test_an_earlier_question_without_an_answer_is_told_alone() -> None:
    question = Question("and the year before?", earlier=(("What were net sales in 2023?", ""),))
    told = str(messages(Transcript(question))[1]["content"])
    assert "Asked: What were net sales in 2023?" in told
    assert "Answered" not in told
