"""Formulas in words become trees, or are refused."""

import pytest

from agent.offline.formula import Across, Binary, Formula, Item, NotUnderstood, Number, items, parse
from agent.offline.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()


def spelled(formula: Formula) -> str:
    match formula:
        case Number(value):
            return str(value)
        case Item(metric, year):
            return f"{metric.id}@{year}" if year else metric.id
        case Across(kind, metric, years):
            return f"{kind}({metric.id}, {years})"
        case Binary(operator, left, right):
            return f"({spelled(left)} {operator} {spelled(right)})"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("gross profit / revenue", "(gross_profit / revenue)"),
        ("capex as a % of revenue", "(capital_expenditure / revenue)"),
        (
            "FY2019 revenue / (average PP&E between FY2018 and FY2019)",
            "(revenue@2019 / average(property, (2018, 2019)))",
        ),
        (
            "365 * average accounts payable / (COGS + change in inventory)",
            "((365 * average(payables, None)) / "
            "(cost_of_goods_and_services_sold + change(inventory, None)))",
        ),
        (
            "operating income + depreciation and amortization from the cash flow statement",
            "(operating_income + depreciation_and_amortization)",
        ),
        (
            "free cash flow / net income",
            "((operating_cash_flow - capital_expenditure) / net_income)",
        ),
    ],
)
def test_words_become_a_tree(text: str, tree: str) -> None:
    assert spelled(parse(text, VOCABULARY)) == tree


@pytest.mark.parametrize(
    "text", ["store count / revenue", "revenue /", "(revenue", "revenue revenue", "", "between"]
)
def test_what_is_left_over_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstood):
        parse(text, VOCABULARY)


def test_every_known_ratio_is_understood_and_reads_something() -> None:
    for ratio in VOCABULARY.ratios:
        assert list(items(parse(ratio.formula, VOCABULARY))), ratio.id
        for name in ratio.names:
            assert spelled(parse(name, VOCABULARY)) == spelled(parse(ratio.formula, VOCABULARY))
