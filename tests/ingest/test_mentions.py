from datetime import date

import pytest

from ingest.document import Metadata
from ingest.mentions import Mention, mentions

ANNUAL = Metadata(form="10-K", fiscal_year=2022, period_end=date(2022, 12, 31))
QUARTER = Metadata(form="10-Q", fiscal_year=2023, period_end=date(2023, 3, 31))


def said(text: str, about: Metadata = ANNUAL) -> list[Mention]:
    return mentions(text, about)


def keys(text: str, kind: str) -> list[tuple[str, str]]:
    return [(each.key, each.sub) for each in said(text) if each.kind == kind]


def places(text: str, about: Metadata = ANNUAL) -> dict[str, str]:
    """What each thing mentioned stands in: "" is the filing itself."""
    return {each.words: each.outside for each in said(text, about) if each.kind != "document"}


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("See Part 1, Item 2 for more.", "item", [("2", "")]),
        ("See Items 7/7A.", "item", [("7", ""), ("7A", "")]),
        ("See Item No. 3.", "item", [("3", "")]),
        ("Described in Item 5.B. Liquidity and Capital Resources.", "item", [("5", "B")]),
        ("See note 2.3 for the method.", "note", [("2", "2.3")]),
        ("See Notes A to C.", "note", [("A", ""), ("B", ""), ("C", "")]),
        ("See Note #4.", "note", [("4", "")]),
        ("Filed as Exhibit 10ll.", "exhibit", [("10ll", "")]),
        ("Filed as Exhibit 10-A.", "exhibit", [("10-A", "")]),
        ("Filed as Exhibits 4.1-24 above.", "exhibit", [("4.1", "")]),
        ("Filed as Exhibit Number 10.3.", "exhibit", [("10.3", "")]),
        ("See p. 12 and pp. 14-16.", "page", [("12", ""), ("14", "")]),
        ("Shown in Table 7.", "table", [("7", "")]),
        ("See Schedules A and B.", "schedule", [("A", ""), ("B", "")]),
    ],
)
def test_things_are_written_in_many_ways(
    text: str, kind: str, expected: list[tuple[str, str]]
) -> None:
    assert keys(text, kind) == expected


def test_parts_are_numbered_in_digits_and_words_too() -> None:
    assert [each.part for each in said("See Part 1, Item 2 and Part Two, Item 6.")] == ["I", "II"]


@pytest.mark.parametrize(
    "text",
    [
        "2015 EUR Notes 2 | 2.100%",
        "The Harbor Notes 2 were called.",
        "Series B Note 5 was repaid.",
        "We repaid Notes 5.25% early.",
        "We will schedule a meeting.",
        "As Item 5.02 of Form 8-K requires.",
    ],
)
def test_what_only_sounds_like_a_mention_is_none(text: str) -> None:
    assert said(text) == []


def test_a_hyphen_that_does_not_break_is_a_hyphen_and_words_stay_as_printed() -> None:
    (found,) = said("This is in our Annual Report on Form 10‑K for the year ended May 31, 2019.")
    assert found.words == "our Annual Report on Form 10‑K for the year ended May 31, 2019"
    (note,) = said("See Note 4 – ‘‘Debt’’ for more.")
    assert (note.key, note.title) == ("4", "Debt")


@pytest.mark.parametrize(
    "text",
    [
        "Information required by Part III is incorporated by reference from the Proxy Statement.",
        "The information called for by Item 10 will be contained in our Proxy Statement.",
        "Items 11 and 12 are hereby incorporated by reference from our Proxy Statement.",
        "The information required by this Item 11 is in our Proxy Statement.",
    ],
)
def test_an_item_that_another_document_answers_is_the_filings_own(text: str) -> None:
    items = [each.outside for each in said(text) if each.kind in ("item", "part")]
    assert items
    assert set(items) == {""}


@pytest.mark.parametrize(
    ("text", "words", "outside"),
    [
        ("Filed as Exhibit 3.3 to the 1997 Registration.", "Exhibit 3.3", "the 1997 Registration"),
        ("Exhibit 4 to the Baines Credit Agreement", "Exhibit 4", "the Baines Credit Agreement"),
        (
            "Exhibit 10(b) of Form 10-K (File No. 1-5231) for the year ended December 31, 2016",
            "Exhibit 10(b)",
            "Form 10-K (File No. 1-5231) for the year ended December 31, 2016",
        ),
        (
            "to Exhibit 10(w) to the Annual Report on Form 10-K of the Company for the fiscal"
            " year ended May 31, 2017",
            "Exhibit 10(w)",
            "the Annual Report on Form 10-K of the Company for the fiscal year ended May 31, 2017",
        ),
        (
            "to Exhibit 10.1 to Lakewood, Inc.’s Annual Report on Form 10-K, File No. 001-34,",
            "Exhibit 10.1",
            "Lakewood, Inc.’s Annual Report on Form 10-K, File No. 001-34",
        ),
        ("See Note 4 in such Annual Report.", "Note 4", "such Annual Report"),
        (
            "refer to Item 7A, Disclosures about Market Risk, in our Form 10-K for 2022.",
            "Item 7A",
            "our Form 10-K for 2022",
        ),
        ("[Exhibit 4.1, Form 8-K filed May 9, 2005]", "Exhibit 4.1", "Form 8-K filed May 9, 2005"),
        ("Refer to page 2 and to Item 9 of our 2021 Form 10-K.", "page 2", ""),
        ("See Item 1A (Annual Report) and others.", "Item 1A", "Annual Report"),
        (
            "under the captions “Executive Compensation” and under the sub-captions “Pay” that"
            " appear under the caption “Board” included in our Proxy Statement",
            "Executive Compensation",
            "our Proxy Statement",
        ),
    ],
)
def test_a_thing_of_another_document_names_it(text: str, words: str, outside: str) -> None:
    assert places(text, QUARTER)[words] == outside


def test_an_exhibit_of_this_report_is_its_own_and_that_of_an_undated_one_an_earlier_one() -> None:
    own = "Exhibit 32.1 to this Annual Report on Form 10-K"
    dated = "Exhibit 4.2 to our Annual Report on Form 10-K for the year ended December 31, 2022"
    earlier = "Exhibit 4.2 to the Company’s Annual Report on Form 10-K"
    assert places(own)["Exhibit 32.1"] == places(dated)["Exhibit 4.2"] == ""
    assert places(earlier)["Exhibit 4.2"] == "the Company’s Annual Report on Form 10-K"


def test_an_exhibit_is_not_that_of_the_report_it_is_taken_from() -> None:
    text = (
        "(filed as Exhibit 10.52) (incorporated by reference to Exhibit 10.2 to our 2019 Form 10-K)"
    )
    found = {"Exhibit 10.52": "", "Exhibit 10.2": "our 2019 Form 10-K"}
    assert places(text) == found


def test_the_notes_to_the_statements_are_a_mention_wherever_the_sentence_names_them() -> None:
    for text in (
        "See Note 4 in the notes to our consolidated financial statements.",
        "The accompanying notes to our consolidated financial statements are a part of these.",
        "It is described within the notes to our consolidated financial statements.",
    ):
        headings = [each.words for each in said(text) if each.kind == "heading"]
        assert headings == ["notes to our consolidated financial statements"]
    assert said("Notes to Consolidated Financial Statements | 59") == []
