import pytest

from ingest.captions import captions


def titles(text: str) -> list[str]:
    return [caption.title for caption in captions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See “Legal Proceedings” below.", ["Legal Proceedings"]),
        ("under “Overview,” “Markets” and “Debt” above", ["Overview", "Markets", "Debt"]),
        ('set forth under the heading "Global Market Risks"', ["Global Market Risks"]),
        ("Refer to the section titled Our Large Markets.", ["Our Large Markets"]),
        ("described in the “Pricing” section", ["Pricing"]),
    ],
)
def test_a_title_is_introduced_as_one_or_follows_one(text: str, expected: list[str]) -> None:
    assert titles(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Northfield Pumps (the “Company”) makes pumps.",
        "included in “Other assets” on the balance sheet",
        "in the column entitled “Amount”",
        "We call them “pumps” and “valves”.",
        "The statements of income show “Net sales”.",
    ],
)
def test_defined_terms_and_lines_of_a_statement_are_no_titles(text: str) -> None:
    assert titles(text) == []


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("See “Pricing” below.", "below"),
        ("as described above in “Pricing”.", "above"),
        ("as described below under the “Pricing” section", "below"),
        ("See “Pricing”.", ""),
    ],
)
def test_above_and_below_are_known_before_and_behind_a_title(text: str, side: str) -> None:
    (caption,) = captions(text)
    assert caption.side == side


def test_a_title_without_quotes_ends_before_the_words_that_only_join() -> None:
    (caption,) = captions("Refer to the section titled Liquidity and Capital Resources of our plan")
    assert (caption.title, caption.exact) == ("Liquidity and Capital Resources", False)


def test_a_caption_says_where_it_stands() -> None:
    text = "As said under the heading “Our Markets” in Item 1."
    (caption,) = captions(text)
    assert text[caption.start : caption.stop] == "Our Markets"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see ‘Our Markets’ below", ["Our Markets"]),
        ("See “--Non-GAAP Measures” below.", ["Non-GAAP Measures"]),
        ("see Segment Performance Summary, below.", ["Segment Performance Summary"]),
        ("See Equity and Dividends in Item 7.", ["Equity and Dividends"]),
        ("(see Administrative Procedures).", ["Administrative Procedures"]),
        ("See the Pump Measures section at the end of this item.", ["Pump Measures"]),
        ("Refer to the Summary of Terms at the end of this report.", ["Summary of Terms"]),
        ("listed in the Exhibit Index of this report", ["Exhibit Index"]),
        ("The words “we” and “us” refer to Lakewood Pumps, Inc.", []),
        (
            "under “Statements of Income,” “Balance Sheets” and “Notes”",
            ["Statements of Income", "Balance Sheets", "Notes"],
        ),
        ("Part I, Item 1, and “Legal Proceedings” contained in Part II", ["Legal Proceedings"]),
    ],
)
def test_a_title_is_quoted_in_many_ways_and_at_times_not_at_all(
    text: str, expected: list[str]
) -> None:
    assert titles(text) == expected
