from dataclasses import replace
from decimal import Decimal

import pytest

from agent.answer import Draft, DraftFigure
from agent.evidence import scaled
from agent.verify import Verified, verify
from ingest.document import Cell, Column, Place, Row, Table
from ingest.pipeline import ingest
from store.library import Library
from store.settings import Settings
from tests.filing_maker import line_with
from tools.desk import Desk

SHEET = """<!DOCTYPE html><html><body><p><b>FORM 10-Q</b></p>
<p>For the quarterly period ended September 30, 2024</p><p><b>BRINDLE TOOLS, INC.</b></p>
<p>(Exact name of registrant as specified in its charter)</p>
<p><b>CONSOLIDATED BALANCE SHEETS</b></p><p>(in millions)</p>
<table><tr><td></td><td>September 30, 2024</td><td>December 31, 2023</td></tr>
<tr><td>Cash</td><td>120</td><td>100</td></tr><tr><td>Inventories</td><td>380</td><td>350</td></tr>
<tr><td>Total current assets</td><td>500</td><td>450</td></tr>
<tr><td>Total assets</td><td>900</td><td>850</td></tr>
<tr><td>Total liabilities</td><td>600</td><td>500</td></tr>
<tr><td>Total liabilities and stockholders’ equity</td><td>905</td><td>850</td></tr></table>
<p><b>CONSOLIDATED STATEMENTS OF INCOME</b></p><p>(in millions)</p>
<table><tr><td></td><td colspan="2">Three Months Ended September 30,</td>
<td colspan="2">Nine Months Ended September 30,</td></tr>
<tr><td></td><td>2024</td><td>2023</td><td>2024</td><td>2023</td></tr>
<tr><td>Net sales</td><td>310</td><td>290</td><td>930</td><td>870</td></tr>
<tr><td>Cost of sales</td><td>200</td><td>190</td><td>610</td><td>560</td></tr></table>
<p><b>Segments</b></p><p>(in millions)</p>
<table><tr><td></td><td>Hand tools</td><td>Power tools</td><td>Total</td></tr>
<tr><td>Sales of the quarter</td><td>110</td><td>200</td><td>310</td></tr></table>
<p><b>Shares of sales</b></p><p>(in millions)</p>
<table><tr><td></td><td>Amount</td><td>% Sales</td></tr>
<tr><td>Expenses beside sales</td><td>$75</td><td>24.19</td></tr>
<tr><td>Costs of sales and rent</td><td>$95</td><td>30.65%</td></tr></table>
<p><b>Other balances</b></p><p>(in millions)</p>
<table><tr><td></td><td>September 30, 2024</td><td>December 31, 2023</td></tr>
<tr><td>Receivables, net of allowances of $9 and $8 in 2024 and 2023</td><td>66</td><td>62</td></tr>
</table>
<p><b>Accrued liabilities</b></p><p>(in millions)</p>
<table><tr><td></td><td>September 30, 2024</td><td>December 31, 2023</td></tr>
<tr><td>Accrued liabilities:</td><td></td><td></td></tr>
<tr><td>Accrued wages</td><td>$41</td><td>$35</td></tr>
<tr><td>Accrued rent</td><td>25</td><td>20</td></tr>
<tr><td>Accrued interest</td><td>12</td><td>10</td></tr>
<tr><td>Total accrued liabilities</td><td>$87</td><td>$65</td></tr></table>
</body></html>"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("crossed")
    (folder / "in").mkdir()
    (folder / "in" / "brindle.htm").write_text(SHEET, "utf-8")
    library = Library(folder / "library")
    settings = Settings(library=library.folders.library, workers=1)
    assert [each.status for each in ingest([folder / "in"], library, settings)] == ["added"]
    return Desk(library)


def cell(desk: Desk, words: str, text: str, period: str | None, id: str = "f1") -> DraftFigure:
    (document,) = (each.id for each in desk.scope)
    line = line_with(desk, document, words)
    return DraftFigure(id, text, f"{text}000000", "USD", period, None, document, line)


def of(desk: Desk, *figures: DraftFigure, question: str = "") -> Verified:
    value, unit = figures[-1].value, figures[-1].unit
    return verify(desk, Draft("answered", "So.", value, unit, figures), question=question)


def told(verified: Verified) -> str:
    return " ".join(check.sentence for check in verified.failed)


@pytest.mark.parametrize(
    ("text", "period", "sentence"),
    [
        ("310", "three months ended September 30, 2024", ""),
        ("930", "nine months ended September 30, 2024", ""),
        ("930", "2024-01-01 to 2024-09-30", ""),
        ("310", "Q3 2024", ""),
        ("290", "Q3 2023", ""),
        ("290", "Q3 2024", "not under Q3 2024"),
        ("310", "Q2 2024", "not under Q2 2024"),
        ("930", "three months ended September 30, 2024", "not under three months"),
        ("310", "September 30, 2024", "give the period, with its length"),
        ("930", "2024", "give the period, with its length"),
        ("290", None, "give the period, with its length"),
    ],
)
def test_a_quarter_is_not_the_nine_months_of_the_same_day(
    desk: Desk, text: str, period: str | None, sentence: str
) -> None:
    verified = of(desk, cell(desk, "| Net sales", text, period))
    assert (told(verified) == "") is (sentence == "")
    assert sentence in told(verified)


def test_the_question_names_the_period(desk: Desk) -> None:
    sales = cell(desk, "| Net sales", "870", "nine months ended September 30, 2023")
    asked = "What were net sales of the nine months ended September 30, {}?"
    assert told(of(desk, sales, question=asked.format(2023))) == ""
    assert "the question asks for 2024" in told(of(desk, sales, question=asked.format(2024)))
    filed = "What were net sales of nine months to September 2023, by the 10-Q filed in 2024?"
    assert told(of(desk, sales, question=filed)) == ""


@pytest.mark.parametrize(
    ("label", "text"), [("Expenses beside sales", "$75"), ("Costs of sales and rent", "$95")]
)
def test_words_of_a_label_name_no_column_of_shares(desk: Desk, label: str, text: str) -> None:
    amount = replace(cell(desk, label, text, None), value=f"{text[1:]}000000")
    assert told(of(desk, amount, question=f"What were {label.lower()}?")) == ""


def test_years_of_a_label_that_is_quoted_are_not_asked_for(desk: Desk) -> None:
    label = "Receivables, net of allowances of $9 and $8 in 2024 and 2023"
    before = cell(desk, label, "62", "December 31, 2023")
    question = f"What were {label.lower()} (September 30, 2024)?"
    assert "the question asks for 2024" in told(of(desk, before, question=question))
    asked = cell(desk, label, "66", "September 30, 2024")
    assert told(of(desk, asked, question=question)) == ""
    assert told(of(desk, before, question=f"What were {label}?")) == ""


def test_a_total_that_does_not_foot_is_flagged_and_not_blamed_on_the_draft(desk: Desk) -> None:
    total = of(desk, cell(desk, "Total accrued liabilities", "87", "September 30, 2024"))
    assert "f1 is a total that does not foot: 87000000 is printed" in told(total)
    assert "the rows above it make 78000000" in told(total)
    assert total.complaints == ()
    assert total.value
    for words, text, period in (
        ("Total accrued liabilities", "65", "December 31, 2023"),  # this column foots
        ("Accrued rent", "25", "September 30, 2024"),  # a part, not the total
    ):
        assert "foot" not in told(of(desk, cell(desk, words, text, period)))


def test_the_scale_of_a_table_that_ran_into_another_is_its_own() -> None:
    columns = (Column("Dividends per share"), Column("2024"), Column("2023"))
    rows = (
        row("First quarter", "0.65", "0.60", Decimal("0.65"), Decimal("0.60")),
        row("Changes of the reserve (in millions):", "2024", "2023"),
        row("Ending balance", "2,714", "2,062", Decimal(2714), Decimal(2062)),
        row("Branches", "2024", "2023"),
        row("Open", "31", "29", Decimal(31), Decimal(29)),
    )
    table = Table(rows, columns, Place(1))
    worth = [[cell.value for cell in each.cells[1:]] for each in scaled(table).rows]
    assert worth[0] == [Decimal("0.65"), Decimal("0.60")]
    assert worth[2] == [Decimal(2_714_000_000), Decimal(2_062_000_000)]
    assert worth[4] == [Decimal(31), Decimal(29)]


def row(label: str, one: str, two: str, *values: Decimal) -> Row:
    worth = values or (None, None)
    figures = (Cell(at, text, value=worth[at - 1]) for at, text in enumerate((one, two), 1))
    return Row((Cell(0, label), *figures))


def test_columns_of_one_period_are_told_apart_by_the_words_that_were_asked(desk: Desk) -> None:
    sales = cell(desk, "Sales of the quarter", "110", None)
    question = "What were sales of hand tools in the quarter?"
    assert told(of(desk, sales, question=question)) == ""
    other = "What were sales of power tools in the quarter?"
    assert "“Power tools” of the same period" in told(of(desk, sales, question=other))
    meant = replace(sales, scope="Hand tools")
    assert told(of(desk, meant, question=other)) == ""


@pytest.mark.parametrize(
    ("texts", "expression", "sentence"),
    [
        (("120", "380"), "f1 + f2", ""),
        (("500", "120"), "f1 + f2", "f2 is contained in f1"),
        (("120", "500"), "sum(f1, f2)", "f1 is contained in f2"),
        (("120", "120"), "f1 + f2", "counted twice"),
        (("120", "120"), "f1 - f2", ""),
    ],
)
def test_a_sum_counts_nothing_twice(
    desk: Desk, texts: tuple[str, str], expression: str, sentence: str
) -> None:
    rows = {"120": "| Cash", "380": "| Inventories", "500": "| Total current"}
    inputs = [
        cell(desk, rows[text], text, "September 30, 2024", f"f{at}")
        for at, text in enumerate(texts, 1)
    ]
    one, other = (int(text) for text in texts)
    value = one - other if "-" in expression else one + other
    total = DraftFigure("f3", f"${value} million", f"{value}000000", "USD", expression=expression)
    verified = of(desk, *inputs, total)
    assert sentence in told(verified)
    assert [check.name for check in verified.complaints] == (["sum"] if sentence else [])
    assert verified.value is not bool(sentence)


def test_a_balance_sheet_that_does_not_balance_is_flagged_and_not_blamed_on_the_draft(
    desk: Desk,
) -> None:
    verified = of(desk, cell(desk, "| Cash", "120", "September 30, 2024"))
    assert "does not balance: assets 900000000, liabilities and equity 905000000" in told(verified)
    assert verified.complaints == ()
    earlier = of(desk, cell(desk, "| Cash", "100", "December 31, 2023"))
    assert ("balance", "passed") in [(check.name, check.status) for check in earlier.checks]


@pytest.mark.parametrize(
    ("expression", "value", "holds"),
    [
        ("f1 / 120000000 * 100", "100", False),  # a number that nobody printed
        ("f1 * 100 / 90", "133333333.33", True),
        ("f1 * 0.21", "25200000", True),  # the question gives the rate
        ("f1 * 0.22", "26400000", False),
    ],
)
def test_an_expression_holds_no_numbers_of_its_own(
    desk: Desk, expression: str, value: str, holds: bool
) -> None:
    cash = cell(desk, "| Cash", "120", "September 30, 2024")
    share = DraftFigure("f2", value, value, "USD", expression=expression)
    question = "What is 21% (0.21) of cash at September 30, 2024?"
    assert (of(desk, cash, share, question=question).complaints == ()) is holds
