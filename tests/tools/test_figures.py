"""table, facts and calculate."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.tables import StoredFact
from tests.filing_maker import line_with
from tools.calculate import calculate, evaluate, to_decimal
from tools.desk import Desk
from tools.facts import Facts, facts, standard_label
from tools.table import likeness, table, words
from tools.tool import ToolError


def test_a_table_is_found_by_the_label_of_a_row(desk: Desk, annual_id: str) -> None:
    best = table(desk, annual_id, label="total assets").tables[0]
    rows = {row.label: row for row in best.table.rows}
    assert [cell.value for cell in rows["Total assets"].cells[1:]] == [
        Decimal(9_120_000_000),
        Decimal(8_750_000_000),
    ]
    line = best.row_lines[best.table.rows.index(rows["Total assets"])]
    assert line == line_with(desk, annual_id, "Total assets")


def test_a_table_is_found_by_id_and_by_line(desk: Desk, annual_id: str) -> None:
    line = line_with(desk, annual_id, "Purchases of property")
    (by_line,) = table(desk, annual_id, line=line).tables
    (by_id,) = table(desk, annual_id, id=by_line.id).tables
    assert by_id == by_line
    assert table(desk, annual_id, line=1).tables == ()


def test_a_table_is_shown_with_scale_and_lines(desk: Desk, annual_id: str) -> None:
    shown = table(desk, annual_id, label="Total assets", limit=1).show()
    line = line_with(desk, annual_id, "Total assets")
    assert "figures in units of 1,000,000, USD" in shown
    assert f"{line:>6}  Total assets | $9,120 | $8,750" in shown


def test_an_unknown_table_is_told_how_many_there_are(desk: Desk, annual_id: str) -> None:
    with pytest.raises(ToolError, match=r"No table 't9' in .*, which has 2 tables"):
        table(desk, annual_id, id="t9")


def test_labels_are_alike_by_their_words() -> None:
    assert likeness(words("total assets"), words("Total assets")) == 1
    assert likeness(words("total assets"), words("Total current assets")) < 1
    assert likeness(words("total assets"), words("Goodwill")) == 0


def test_a_filing_without_tags_says_so(desk: Desk, annual_id: str) -> None:
    assert "older filings carry no tags" in facts(desk, annual_id).show()


def test_a_fact_is_shown_with_value_period_and_line() -> None:
    fact = StoredFact(
        document="d",
        id="x1",
        concept="us-gaap:Goodwill",
        label="Goodwill",
        value="12000000",
        text="12",
        unit="USD",
        dimensions=[["us-gaap:SegmentsAxis", "d:East"]],
        line=7,
        page=2,
    )
    shown = Facts((fact,), 1).show()
    assert "us-gaap:Goodwill = 12000000 USD" in shown
    assert "us-gaap:SegmentsAxis=d:East" in shown
    assert "line 7, page 2" in shown


def test_a_concept_is_told_in_the_words_of_its_name() -> None:
    assert standard_label("us-gaap:EPSBasicAndDiluted2") == "EPS Basic And Diluted 2"
    assert standard_label("us-gaap:IncomeTaxExpenseBenefit") == "Income Tax Expense Benefit"


def test_a_fact_that_was_read_says_that_nobody_tagged_it() -> None:
    fact = StoredFact(document="d", id="t1-2-1", concept="", label="Assets > Cash", value="5",
                      text="5", dimensions=[], tagged=False)  # fmt: skip
    assert "untagged = 5" in Facts((fact,), 1).show()


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("-2 - -3", "1"),
        ("0.1 + 0.2", "0.3"),
        ("1,250.5 - 50.5", "1200"),
        ("$5.0 + $2.0 − 0.5", "6.5"),
        ("10 ÷ 4 × 2", "5"),
        ("round(2.675, 2)", "2.68"),
        ("round(-2.5)", "-3"),
        ("round(1250, -2)", "1300"),
        ("abs(-3)", "3"),
        ("min(3, 1, 2)", "1"),
        ("max([3, 1])", "3"),
        ("sum(1, 2, 3)", "6"),
        ("= 1 + 1", "2"),
        ("1234567890123.45678901 - 1234567890123", "0.45678901"),
    ],
)
def test_arithmetic_is_exact(desk: Desk, expression: str, value: str) -> None:
    assert calculate(desk, expression).value == Decimal(value)


def test_named_values_are_read_as_they_are_written(desk: Desk) -> None:
    values = {"a": "$1,250.5", "b": "(50.5)", "c": "12.5%"}
    found = calculate(desk, "(a + b) * c / 100", values)
    assert found.value == Decimal(150)
    assert "(1250.5 + -50.5) * 12.5 / 100" in found.show()


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("1 / 0", "divides by zero"),
        ("f1 + 1", "No value was given for 'f1'"),
        ("2 ** 9999999", "Only"),
        ("__import__('os').system('true')", "is no arithmetic"),
        ("(1).__class__", "is no arithmetic"),
        ("[x for x in (1,)]", "is no arithmetic"),
        ("True", "is no arithmetic"),
        ("9" * 50 + "* 99999999999999999", "no finite value"),
        ("'a' * 9", "is no arithmetic"),
        ("1 if 1 else 2", "is no arithmetic"),
        ("open('x')", "is no arithmetic|no function"),
        ("1 +", "is no arithmetic"),
        ("", "is no arithmetic"),
        ("round(1, 2, 3)", "round takes"),
        ("round(1, 99)", "round takes"),
        ("abs(1, 2)", "abs takes"),
        ("sum()", "sum takes"),
        ("(" * 400 + "1" + ")" * 400, "arithmetic|deeply"),
        ("1+" * 1500 + "1", "longer than"),
        ("1e999999 * 1e999999", "no arithmetic"),
    ],
)
def test_what_is_no_arithmetic_is_refused(desk: Desk, expression: str, told: str) -> None:
    with pytest.raises(ToolError, match=told):
        calculate(desk, expression)


@pytest.mark.parametrize("text", ["", "abc", "NaN", "Infinity", "1.2.3"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ToolError, match="no number"):
        to_decimal(text)


decimals = st.decimals(
    min_value=-(10**12), max_value=10**12, places=2, allow_nan=False, allow_infinity=False
)


@given(decimals, decimals, decimals)
def test_sums_and_products_agree_with_decimals(a: Decimal, b: Decimal, c: Decimal) -> None:
    values = {"a": a, "b": b, "c": c}
    assert evaluate("a + b - c", values) == a + b - c
    assert evaluate("a - (b + c)", values) == a - (b + c)
