"""What says the same is listed under the best; what is linked comes with the hit."""

from collections.abc import Callable

import pytest

from index.build import update_bm25
from index.search import Searcher
from store.library import Library
from store.tables import StoredDocument

AddFiling = Callable[..., StoredDocument]
POLICY = " ".join(f"We recognize policy word{at} as revenue." for at in range(40))


@pytest.fixture
def years(library: Library, add: AddFiling) -> Library:
    for year in (2022, 2023):
        add(
            f"harbor-{year}",
            [[["Note 2 > Revenue", POLICY]], [["Item 7 > Results", f"Revenue rose in {year}."]]],
            company="HARBOR TOOLS INC",
            form="10-K",
            fiscal_year=year,
            period_end=f"{year}-12-31",
            order=year,
        )
    update_bm25(library)
    return library


def test_the_same_words_of_another_year_are_listed_with_the_better_hit(years: Library) -> None:
    hits = Searcher(years).search("revenue policy FY2023", documents=["harbor-*"]).hits
    (best,) = [hit for hit in hits if hit.page == 1]
    assert len(best.also) == 1
    assert {best.document, best.also[0].document} == {"harbor-2022", "harbor-2023"}


def test_where_no_year_was_asked_each_year_stays_a_hit(years: Library) -> None:
    hits = Searcher(years).search("Harbor Tools revenue policy").hits
    assert {hit.document for hit in hits if hit.page == 1} == {"harbor-2022", "harbor-2023"}


def test_what_differs_in_its_figures_is_not_the_same(library: Library, add: AddFiling) -> None:
    for year in (2022, 2023):
        figures = " ".join(f"Plant {at} cost {at * year:,} dollars." for at in range(40))
        add(f"mill-{year}", [[["Item 2 > Plants", figures]]], form="10-K", fiscal_year=year)
    update_bm25(library)
    assert len(Searcher(library).search("plant cost FY2023", documents=["mill-*"]).hits) == 2


def test_the_last_of_five_hits_shows_a_filing_that_would_not_be_seen_otherwise(
    library: Library, add: AddFiling
) -> None:
    pages = [[[f"Item {at} > Regions", f"Revenue of region {at} by region."]] for at in range(12)]
    about = {"company": "HARBOR TOOLS INC", "fiscal_year": 2023, "period_end": "2023-12-31"}
    add("report", pages, form="10-K", **about)
    add("release", [[["Results", "Revenue grew abroad."]]], form="8-K", order=1, **about)
    update_bm25(library)
    searcher = Searcher(library)
    found = searcher.search("Harbor Tools FY2023 revenue by region", k=10).hits
    assert [hit.document for hit in found] == ["report"] * 9 + ["release"]
    assert [hit.rank for hit in found] == list(range(1, 11))
    alone = searcher.search("Harbor Tools FY2023 revenue by region", k=4).hits
    assert [hit.document for hit in alone] == ["report"] * 4


def test_passages_of_a_filing_without_page_breaks_are_hits_of_their_own(
    library: Library, add: AddFiling
) -> None:
    notes = [
        [f"Note {at} > Leases", f"Leases of region {at} are due in {2020 + at}."]
        for at in (1, 2, 3)
    ]
    add("typed", [notes], form="10-K", fiscal_year=2020)
    add("paged", [notes, [["Item 9 > Other", "Nothing."]]], form="10-K", fiscal_year=2020)
    update_bm25(library)
    searcher = Searcher(library)
    assert len(searcher.search("leases due", documents=["typed"]).hits) == 3
    assert len(searcher.search("leases due", documents=["paged"]).hits) == 1
