"""What a question written beside a table wants computed is read off its words."""

import pytest

from agent.offline.operations import AFTER, Operation, operation_of, plain


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "what portion of total operating revenues is related to water services in 2019?",
            Operation("share", "water services", "total operating revenues", (2019,)),
        ),
        (
            "goodwill was what percent of total assets in 2011?",
            Operation("share", "goodwill", "total assets", (2011,)),
        ),
        (
            "in fiscal 2017 what was the ratio of the kilns to the mills",
            Operation("ratio", "the kilns", "the mills", (2017,)),
        ),
        (
            "what is the percentage change in removal costs from 2014 to 2015?",
            Operation("growth", "removal costs", "", (2014, 2015)),
        ),
        (
            "by how much did the portion of debt due to banks decrease from 2013 to 2015?",
            Operation("growth", "the portion of debt due to banks", "", (2013, 2015)),
        ),
        (
            "what was the average rent expense from 2010 to 2012 , in millions?",
            Operation("average", "rent expense", "", (2010, 2011, 2012)),
        ),
        (
            "what was the highest gross margin percentage for the three year period?",
            Operation("highest", "gross margin percentage", "", (), (), 3),
        ),
        (
            "what was the change in asset retirement liability between september 2004 and 2005?",
            Operation("difference", "asset retirement liability", "", (2004, 2005)),
        ),
        (
            "what percentage of future minimum lease payments are due after 2020?",
            Operation("share", "", "future minimum lease payments", (2020,), (2020 + AFTER,)),
        ),
        (
            "what was the cumulative total return for wexcombe inc. between 2010 and 2013?",
            Operation("return", "wexcombe inc", "", (2010, 2013)),
        ),
    ],
)
def test_an_operation_has_its_phrases_and_years(question: str, expected: Operation) -> None:
    assert operation_of(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "by how much did the balance increase from 2016 to 2017?",
        "did the kilns outperform the mills in 2009?",
        "what was the largest annual change in inventory?",
        "if all units vest, what would be the total in 2012?",
        "what was the increase in the dividend in the fourth quarter of 2018?",
        "what were fuel expenses in 2024 and 2023?",
        "",
    ],
)
def test_what_only_the_page_tells_is_no_operation(question: str) -> None:
    assert operation_of(question) is None


def test_days_and_scales_are_taken_out_of_a_question() -> None:
    said, several = plain("what was , in millions , cash at sept . 30 2008 over the two years?")
    assert (said, several) == ("what was , cash at §2008", 2)
