from datetime import date

import pytest

from ingest.document import Metadata
from ingest.named_documents import (
    Defined,
    day_named,
    documents_defined,
    documents_named,
    kind_named,
    kind_of_form,
    year_named,
)
from ingest.outside import outside

ANNUAL_2022 = Metadata(form="10-K", fiscal_year=2022, period_end=date(2022, 12, 31))


def own(text: str, about: Metadata = ANNUAL_2022) -> list[bool]:
    return [named.own for named in documents_named(text, about)]


def place_of(text: str, thing: str) -> str | None:
    """The words of the document in which `thing` is said to stand."""
    start = text.index(thing)
    found = outside(text, start, start + len(thing), documents_named(text, ANNUAL_2022))
    return None if found is None or found.own else found.words


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("our 2022 Form 10-K", "annual"),
        ("the Annual Report to Shareholders", "shareholders"),
        ("our Quarterly Report on Form 10-Q", "quarterly"),
        ("the Current Report on Form 8-K", "current"),
        ("the definitive Proxy Statement", "proxy"),
        ("the Registration Statement on Form S-4", "registration"),
        ("Exhibit 13", "exhibit"),
    ],
)
def test_a_name_says_the_kind(words: str, kind: str) -> None:
    assert kind_named(words) == kind


@pytest.mark.parametrize(
    ("form", "kind"),
    [("10-K405/A", "annual"), ("20-F", "annual"), ("10-Q", "quarterly"), ("EX-13", "shareholders"),
     ("EX-99.1", "exhibit"), ("DEF 14A", "proxy"), (None, "other")],
)  # fmt: skip
def test_a_form_is_of_a_kind(form: str | None, kind: str) -> None:
    assert kind_of_form(form) == kind


def test_a_name_says_the_year_and_the_day() -> None:
    words = "our Annual Report on Form 10-K for the year ended December 31, 2021"
    assert year_named(words) == 2021
    assert day_named(words) == date(2021, 12, 31)
    assert year_named("our Form 10-K") is None
    assert day_named("for the year ended Smarch 31, 2021") is None


def test_this_report_and_the_report_of_this_year_are_the_filing_itself() -> None:
    assert set(own("in this Annual Report on Form 10-K")) == {True}
    assert own("in our Annual Report on Form 10-K for the year ended December 31, 2022") == [True]
    assert own("in our Annual Report on Form 10-K for the year ended December 31, 2021") == [False]


def test_a_form_that_nobody_owns_and_nothing_dates_names_no_document() -> None:
    assert (
        documents_named("Companies file proxy statement after proxy statement.", ANNUAL_2022) == []
    )


@pytest.mark.parametrize(
    ("text", "thing", "words"),
    [
        ("See Note 4 to our 2021 Form 10-K.", "Note 4", "our 2021 Form 10-K"),
        ("In our 2021 Form 10-K, under “Debt”, we said so.", "Debt", "our 2021 Form 10-K"),
        (
            "Exhibit 10(c) to the former Northfield Pumps’s Annual Report on Form 10-K for 1997.",
            "Exhibit 10(c)",
            "Northfield Pumps’s Annual Report on Form 10-K for 1997",
        ),
    ],
)
def test_a_thing_stands_in_the_document_it_is_joined_to(text: str, thing: str, words: str) -> None:
    assert place_of(text, thing) == words


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("See Note 8 and in the 2021 Form 10-K.", "Note 8"),
        (
            "in this report on pages 2-12 and in the 2021 Annual Report to Stockholders",
            "pages 2-12",
        ),
        ("It is shown on page 18. Refer to Note 11 of our 2021 Form 10-K.", "page 18"),
        ("Item 7 is here. We also file our 2021 Form 10-K.", "Item 7"),
        ("The Proxy Statement is incorporated by reference into Part III.", "Part III"),
    ],
)
def test_what_stands_beside_a_document_is_not_in_it(text: str, thing: str) -> None:
    assert place_of(text, thing) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "of the combined Lakewood and Baines Annual Report on Form 10-K for 2021.",
            "the combined Lakewood and Baines Annual Report on Form 10-K for 2021",
        ),
        ("in the 5Star Proxy Statement.", "the 5Star Proxy Statement"),
        ("with Registration Statement No. 33-1234.", "Registration Statement No. 33-1234"),
        ("in our Form 10K for 2021", "our Form 10K for 2021"),
        ("in Lakewood’s Form 20-F for 2021", "Lakewood’s Form 20-F for 2021"),
    ],
)
def test_a_name_is_as_long_as_it_is_printed(text: str, words: str) -> None:
    assert [named.words for named in documents_named(text, ANNUAL_2022)] == [words]


def test_such_a_report_is_the_one_named_last_and_else_another() -> None:
    assert own("Our 2021 Annual Report says so. See such Annual Report.") == [False, False]
    assert set(own("This Annual Report says so. See that Annual Report.")) == {True}
    assert own("See Note 4 of such Annual Report.") == [False]
    current = Metadata(form="8-K", period_end=date(2023, 2, 24))
    text = (
        "As previously reported in the Current Report on Form 8-K filed by Lakewood, Inc., he left."
    )
    assert own(text, current) == [False]
    assert own("The Current Report on Form 8-K is signed.", current) == [True]


def test_a_name_is_given_in_brackets_behind_the_document() -> None:
    text = "the Registration Statement on Form S-1 of May 1997 (the “1997 Filing”, the “Merger”)"
    assert documents_defined(text, ANNUAL_2022) == []
    text = "our Registration Statement on Form S-1 filed May 2, 1997 (the “1997 Filing”)"
    assert documents_defined(text, ANNUAL_2022) == [Defined("1997 Filing", own=False)]
    assert documents_defined("We bought it (the “Gas Filing Plant”).", ANNUAL_2022) == []
