"""Figures that no list of line items knows are found by the question's own words, or not at all."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from agent.offline.by_words import of_fact
from agent.offline.sought import COUNTS, MONEYS, PER_SHARE, RATIO, TIME, kind_of, kinds_of, sought
from agent.offline.stated import Stated, surest
from agent.offline.terms import beginnings, terms
from store.tables import StoredFact
from tests.agent.offline.reports import Report, Stand, income, stand

PROSE = (
    "<p>At December 31, 2023, we employed approximately 4,310 people, of whom 2,100 were in the "
    "United States. We expect to employ 5,000 people by 2025.</p>"
    "<p>Advertising expenses were $41.7 million, $35.8 million and $33.6 million for 2023, 2022 "
    "and 2021, respectively.</p>"
    "<p>At December 31, 2023 the undrawn amount of our revolving credit facility was $1.25 billion."
    "</p><p>Our ferry fleet counted 61 vessels in 2023. We operated 58 vessels of the ferry fleet "
    "in 2023 by another count.</p>"
    "<p>The Harbor segment ended 2023 with an order backlog of $310 million. Our order backlog was "
    "$970 million at the end of 2023.</p>"
    "<p>Our income tax rate differs from the statutory rate:</p><table>"
    "<tr><td></td><td>2023</td><td>2022</td></tr>"
    "<tr><td>Statutory rate</td><td>21.0%</td><td>21.0%</td></tr>"
    "<tr><td>Pier impairment</td><td>3.6%</td><td>2.0%</td></tr>"
    "<tr><td>Effective rate</td><td>24.6%</td><td>23.0%</td></tr></table>"
    "<p>Pier impairment was $18.0 million in 2023.</p>"
)
LINES = {
    **income([1000, 900]),
    "Payments for towing concessions": [-77, -66],
    "Dredging subsidies received": [12, 9],
}


LOST = (
    "<p><b>Schedule II: Valuation and Qualifying Accounts</b></p><p>(dollars in millions)</p>"
    "<table><tr><td></td><td>Balance at beginning of year</td><td>Charged to expense</td>"
    "<td>Deductions</td><td>Balance at end of year</td></tr>"
    "<tr><td>Year ended December 31, 2023</td></tr>"
    "<tr><td>Allowance for doubtful tugs</td><td>11</td><td>5</td><td>(4)</td><td>12</td></tr>"
    "<tr><td>Year ended December 31, 2022</td></tr>"
    "<tr><td>Allowance for doubtful tugs</td><td>10</td><td>3</td><td>(2)</td><td>11</td></tr>"
    "</table>"
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Stand:
    wick = Report("Harrow Freight, Inc.", date(2023, 12, 31), LINES, prose=PROSE + LOST)
    other = Report("Vellum Foods, Inc.", date(2023, 12, 31), income([70, 60]))
    return stand(tmp_path_factory.mktemp("by_words"), wick, other)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How many people does Harrow Freight employ?", "4310"),
        ("What was the headcount of Harrow Freight at the end of 2023?", "4310"),
        ("What did Harrow Freight spend on advertising in 2022?", "35800000"),
        ("How much was undrawn on Harrow Freight's revolver at December 31, 2023?", "1250000000"),
        ("What was Harrow Freight's order backlog at the end of 2023?", "970000000"),
        ("How much did Harrow Freight pay for towing concessions in 2023?", "77000000"),
        ("What was Harrow Freight's allowance for doubtful tugs at the end of 2023?", "12000000"),
        ("Harrow Freight allowance for doubtful tugs charged to expense in 2022", "3000000"),
        ("What was the pier impairment of Harrow Freight in 2023?", "18000000"),
        ("What dredging subsidies did Harrow Freight receive in 2022?", "9000000"),
    ],
)
def test_rows_and_sentences_answer(shelf: Stand, question: str, value: str) -> None:
    answer = shelf.ask(question)
    assert (answer.status, answer.value) == ("answered", value), answer.answer
    assert answer.citations
    assert not [check for check in answer.checks if check.status == "failed"]


@pytest.mark.parametrize(
    "question",
    [
        "How many vessels did the ferry fleet of Harrow Freight count in 2023?",  # it says two
        "How many people did Harrow Freight employ in 2025?",  # expected, and not that year
        "How many aircraft does Harrow Freight operate?",
        "What did Harrow Freight spend on advertising in 2019?",
        "How much did Vellum Foods spend on advertising in 2023?",
        "How much did Harrow Freight pay for pilot concessions in 2023?",
    ],
)
def test_what_is_not_said_or_said_twice_is_not_answered(shelf: Stand, question: str) -> None:
    answer = shelf.ask(question)
    assert answer.value is None, answer.answer
    assert answer.status != "answered"


def fact(concept: str, value: str, label: str = "", *members: str, unit: str = "USD") -> StoredFact:
    return StoredFact(
        document="a", id=concept + "".join(members), concept=f"us-gaap:{concept}", value=value,
        end=date(2023, 12, 31), text=value, label=label, unit=unit, line=1,
        dimensions=[["us-gaap:StatementBusinessSegmentsAxis", each] for each in members],
    )  # fmt: skip


FACTS = (
    fact("PaymentsForRepurchaseOfCommonStock", "900", "Purchases of treasury stock"),
    fact("StockRepurchaseProgramAuthorizedAmount1", "5000"),
    fact("StockRepurchasedDuringPeriodShares", "30", unit="shares"),
    fact("OperatingIncomeLoss", "70", "Operating income", "x:HarborMember"),
    fact("OperatingIncomeLoss", "20", "Operating income", "x:FerriesMember"),
    fact("OperatingIncomeLoss", "90", "Operating income"),
    fact("UnrecognizedTaxBenefits", "44"),
    fact("UnrecognizedTaxBenefitsThatWouldImpactEffectiveTaxRate", "31"),
    fact("FinanceLeaseLiabilityCurrent", "6", "Current"),
    fact("FinanceLeaseLiabilityNoncurrent", "8", "Noncurrent"),
)


def stated(facts: Sequence[StoredFact] = FACTS) -> list[Stated]:
    return [of_fact(each, {}) for each in facts]


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What did Acme spend on share repurchases?", 900),
        ("How much were stock buybacks?", 900),
        ("How many shares were repurchased?", 30),
        ("What was the operating profit of the Harbor segment?", 70),
        ("What are the unrecognized tax benefits?", 44),
        ("What is the long-term finance lease liability?", 8),
        ("What was the operating income of the Towing segment?", None),
        ("What is the finance lease liability?", None),  # two parts, and no whole
        ("What are the recognized tax penalties?", None),
    ],
)
def test_the_likeliest_fact_is_taken_where_no_other_contradicts(
    question: str, value: int | None
) -> None:
    asked = sought(question, ["Acme"])
    assert asked is not None
    found = surest(asked, stated())
    assert (found and found.value) == (None if value is None else Decimal(value))


def test_two_values_of_one_thing_are_none() -> None:
    twice = (fact("Contributions", "5"), fact("Contributions", "7", "x"))
    asked = sought("What were the contributions?", [])
    assert asked is not None
    assert surest(asked, stated(twice[:1])) is not None
    assert surest(asked, stated(twice)) is None


def test_words_that_mean_the_same_are_one_term() -> None:
    assert set(terms("Purchases of treasury stock")) == set(terms("share buybacks"))
    assert terms("cash paid for acquisitions") == terms("Payments to Acquire")
    assert terms("long-term debt, less current portion") == terms("noncurrent debt")
    assert terms("due within one year") == terms("due in the next twelve months")
    assert "undrawn" in terms("Line Of Credit Facility Remaining Borrowing Capacity")
    assert all(word in beginnings(terms("headcount")[0]) for word in ("headcount", "staff"))


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many vessels does it own?", COUNTS),
        ("What is the par value of the shares?", PER_SHARE),
        ("What is the weighted-average discount rate?", RATIO),
        ("What is the weighted-average remaining lease term?", TIME),
        ("What is the notional of interest rate swaps?", MONEYS),
        ("What was the expected tax at the federal statutory rate?", MONEYS),
    ],
)
def test_the_question_says_what_kind_of_value_it_wants(question: str, kind: str) -> None:
    assert kinds_of(question) == {kind}
    assert [kind_of(u) for u in ("USD", "shares", "USD/share", "percent", "EUR", None)] == [
        MONEYS, COUNTS, PER_SHARE, RATIO, MONEYS, "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "question",
    [
        "Why did dredging subsidies fall?",
        "Who audits Acme?",
        "Which segment has the highest operating income?",
        "Describe the impairment policy.",
        "By how much did advertising change?",
    ],
)
def test_a_question_that_one_figure_does_not_answer_is_left_to_others(question: str) -> None:
    assert sought(question, ["Acme"]) is None
