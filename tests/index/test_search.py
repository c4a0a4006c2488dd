"""From a question to the page, in a small library of made-up filings."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.build import update_bm25
from index.search import Found, NoIndex, Searcher
from store.library import Library
from store.tables import StoredDocument

AddFiling = Callable[..., StoredDocument]

CASH_FLOWS = [
    "Item 8 > Consolidated Statements of Cash Flows",
    "| (in millions) | 2023 | 2022 |",
    "|---|---|---|",
    "| Net income | 412 | 390 |",
    "| Depreciation and amortization | 120 | 111 |",
    "| Purchases of property, plant and equipment | (157) | (148) |",
]
BUSINESS = ["Item 1 > Business", "Harbor Tools makes hammers, saws and a capital chisel."]
LIQUIDITY = ["Item 7 > Liquidity", "We expect to spend more on plants in the coming year."]


@pytest.fixture
def filings(library: Library, add: AddFiling) -> Library:
    for year in (2022, 2023):
        add(
            f"harbor-10-k-{year}",
            [[BUSINESS], [LIQUIDITY], [CASH_FLOWS]],
            company="HARBOR TOOLS INC",
            ticker="HRBT",
            cik="0000000017",
            form="10-K",
            fiscal_year=year,
            period_end=f"{year}-12-31",
            order=year,
        )
    add(
        "meadow-10-k-2023",
        [[["Item 1 > Business", "Meadow & Sons farms."]], [CASH_FLOWS]],
        company="MEADOW & SONS, Inc.",
        cik="0000000018",
        form="10-K",
        fiscal_year=2023,
        period_end="2023-09-30",
        order=1,
    )
    update_bm25(library)
    return library


def places(found: Found) -> list[tuple[str, int]]:
    return [(hit.document, hit.page) for hit in found.hits]


def test_a_question_finds_the_page_of_the_named_company_and_year(filings: Library) -> None:
    found = Searcher(filings).search("What is the FY2023 capital expenditure of Harbor Tools?")
    assert places(found)[0] == ("harbor-10-k-2023", 3)
    assert "company HARBOR TOOLS INC" in found.applied


def test_another_year_is_another_filing(filings: Library) -> None:
    found = Searcher(filings).search("Harbor Tools' capex in fiscal 2022")
    assert places(found)[0] == ("harbor-10-k-2022", 3)


def test_hits_are_on_different_pages_and_no_more_than_asked(filings: Library) -> None:
    found = Searcher(filings).search("property plant equipment business hammers", k=2)
    assert len(places(found)) == len(set(places(found))) == 2
    assert [hit.rank for hit in found.hits] == [1, 2]


def test_documents_that_are_named_are_the_only_ones_searched(filings: Library) -> None:
    found = Searcher(filings).search("net income 2023", documents=["meadow-10-k-2023"])
    assert {hit.document for hit in found.hits} == {"meadow-10-k-2023"}


def test_a_library_without_an_index_says_what_to_do(tmp_path: Path) -> None:
    empty = Library(tmp_path / "empty")
    empty.create()
    with pytest.raises(NoIndex, match="Ingest a folder first"):
        Searcher(empty)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=st.text(max_size=60) | st.sampled_from(["(1,508", '"', "-GAAP", "a:b AND", "?*~^[]"]))
def test_no_query_that_can_be_typed_is_an_error(filings: Library, query: str) -> None:
    assert len(Searcher(filings).search(query).hits) <= 10


@pytest.mark.parametrize(
    "query", ["Quill Motors, Inc.'s capital expenditure", "What did Quill spend in 2023?"]
)
def test_a_company_that_is_not_there_is_said_and_nobody_elses_page_is_shown(
    filings: Library, query: str
) -> None:
    found = Searcher(filings).search(query)
    assert found.hits == ()
    assert any("Quill" in said and "not in the library" in said for said in found.applied)


def test_a_year_that_no_filing_has_is_said(filings: Library) -> None:
    found = Searcher(filings).search("Harbor Tools capex FY2009")
    assert found.hits
    assert any("the nearest were searched" in said for said in found.applied)


def test_what_the_caller_says_overrides_the_query(filings: Library) -> None:
    found = Searcher(filings).search("capex 2023", company="Harbor Tools", year=2022, form="10-K")
    assert found.hits[0].document == "harbor-10-k-2022"


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("", id="empty"),
        pytest.param(" \t\n", id="blank"),
        pytest.param("?! -- ()", id="punctuation"),
        pytest.param("\x00\x07\x1b[2J", id="control characters"),
        pytest.param("什么是收入", id="another script"),
        pytest.param("Quelle était la rémunération?", id="another language"),
    ],
)
def test_what_no_filing_says_finds_nothing(filings: Library, query: str) -> None:
    assert Searcher(filings).search(query).hits == ()


def test_only_a_number_finds_the_rows_that_hold_it(filings: Library) -> None:
    found = Searcher(filings).search("412")
    assert {hit.page for hit in found.hits} <= {2, 3}
    assert all("412" in hit.text for hit in found.hits)
    assert found.hits


def test_a_pasted_document_is_a_query_too(filings: Library) -> None:
    found = Searcher(filings).search("hammers and saws of steel " * 2500)
    assert found.hits[0].page == 1
