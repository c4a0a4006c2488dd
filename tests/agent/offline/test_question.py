"""A question is taken apart into what it wants, of which line, for which period."""

from datetime import date

import pytest

from agent.offline.question import want
from agent.offline.vocabulary import load_vocabulary

METRICS = load_vocabulary().metrics


def test_the_filing_named_in_front_is_not_the_period_asked_for() -> None:
    wanted = want(
        "According to Fathom Corp's 10-K for the period ended 2024-09-28, "
        "what was goodwill as of September 30, 2023?",
        METRICS,
    )
    assert wanted.filing_end == date(2024, 9, 28)
    assert [asked.period.end for asked in wanted.periods] == [date(2023, 9, 30)]
    assert (wanted.kind, wanted.label) == ("figure", "goodwill")


def test_a_quoted_line_is_taken_word_for_word() -> None:
    wanted = want('What is on the line "Less: 2019 "Plan" costs" in FY2021?', METRICS)
    assert wanted.exact
    assert wanted.label == 'Less: 2019 "Plan" costs'
    assert [asked.period.year for asked in wanted.periods] == [2021]


def test_company_scale_and_period_are_no_part_of_the_label() -> None:
    wanted = want(
        "What is the FY2018 capital expenditure amount (in USD millions) for Fathom Corp?",
        METRICS,
        ["Fathom Corp"],
    )
    assert wanted.label == "capital expenditure"
    assert wanted.metric is not None


def test_a_change_has_two_periods() -> None:
    wanted = want(
        "By what percentage did inventories, net change as of June 30, 2023 compared with "
        "as of June 30, 2022?",
        METRICS,
    )
    assert (wanted.kind, wanted.label, len(wanted.periods)) == ("change", "inventories, net", 2)


@pytest.mark.parametrize(
    "question",
    [
        "What does this company really owe on leases?",
        "What is the company's total lease obligation?",
        "How much do we actually owe under leases?",
    ],
)
def test_what_is_owed_in_all_is_an_exposure(question: str) -> None:
    assert want(question, METRICS).kind == "exposure"


def test_why_is_answered_with_words() -> None:
    assert want("Why did the auditor resign in FY2022?", METRICS).kind == "text"


def test_why_a_line_item_moved_is_a_change_to_explain() -> None:
    asked = want("Why did gross margin fall in FY2022?", METRICS)
    assert (asked.kind, asked.label) == ("change", "gross margin")


@pytest.mark.parametrize(
    "question", ["What is FY2019 capex for Fathom?", "What was Fathom Corp's capex in FY2019?"]
)
def test_a_company_nobody_knows_is_no_part_of_the_label(question: str) -> None:
    assert want(question, METRICS).label == "capex"


def test_a_ticker_is_taken_out_as_a_word_only() -> None:
    wanted = want("What was GE general and administrative expense in 2020?", METRICS, ["GE"])
    assert wanted.label == "general and administrative expense"
