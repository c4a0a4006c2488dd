"""Filings that belong together, and references from one into another."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ingest.pipeline import ingest
from store.library import Library
from store.settings import Settings
from store.tables import StoredDocument
from tools.desk import Desk
from tools.elsewhere import document_named
from tools.follow import follow
from tools.related import related, relations

HEADER = """<SEC-DOCUMENT>
<SEC-HEADER>
CONFORMED SUBMISSION TYPE: {form}
CONFORMED PERIOD OF REPORT: {period}
FILED AS OF DATE: {filed}
COMPANY CONFORMED NAME: {company}
CENTRAL INDEX KEY: {cik}
FISCAL YEAR END: 1231
</SEC-HEADER>
"""
PART = """<DOCUMENT>
<TYPE>{type}
<SEQUENCE>{n}
<FILENAME>{name}
<TEXT>
{text}
</TEXT>
</DOCUMENT>
"""
FILLER = "The Company goes on to say what a filing of this kind says at such a place.\n\n" * 4
ANNUAL = f"""FORM 10-K

ITEM 1. BUSINESS

{FILLER}

ITEM 7. MANAGEMENT'S DISCUSSION AND ANALYSIS

Incorporated by reference to pages 2 to 3 of Exhibit 13.

ITEM 14. EXHIBITS

Exhibit 13 is attached. See Exhibit 13.

"""
PAGES = "".join(f"{FILLER}\n\nPumps of page {page} are here.\n\n{page}\n\n" for page in range(1, 7))
REPORT = f"""{PAGES}

NOTES TO CONSOLIDATED FINANCIAL STATEMENTS

NOTE 1. ACCOUNTING POLICIES

{FILLER}

NOTE 2. DEBT

{FILLER}

NOTE 3. LEASES

{FILLER}
"""
QUARTER = f"""FORM 10-Q

PART I. FINANCIAL INFORMATION

ITEM 1. FINANCIAL STATEMENTS

NOTE 1. LEASES

Leases are described in Item 7 of our 2023 Form 10-K. Earlier ones are in Item 7 of our 2019
Form 10-K.
Those of Marlow Docks are in Marlow Docks's 2023 Form 10-K.

{FILLER}

PART II. OTHER INFORMATION

ITEM 6. EXHIBITS

{FILLER}
"""


@pytest.fixture(scope="module")
def filings(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("related")
    known = {"company": "HARROW FREIGHT INC", "cik": "0001999991"}
    annual = HEADER.format(form="10-K", period="20231231", filed="20240220", **known)
    annual += PART.format(type="10-K", n=1, name="a.txt", text=ANNUAL)
    annual += PART.format(type="EX-13", n=2, name="b.txt", text=REPORT)
    quarter = HEADER.format(form="10-Q", period="20240331", filed="20240505", **known)
    quarter += PART.format(type="10-Q", n=1, name="q.txt", text=QUARTER)
    (folder / "annual.txt").write_text(annual)
    (folder / "quarter.txt").write_text(quarter)
    library = Library(folder / "library")
    for outcome in ingest([folder / "annual.txt", folder / "quarter.txt"], library, Settings()):
        assert outcome.status == "added", outcome
    return Desk(library)


def one(desk: Desk, form: str) -> StoredDocument:
    return next(each for each in desk.scope if each.form == form)


def test_a_note_of_the_annual_report_is_opened_from_the_quarter(filings: Desk) -> None:
    leads = follow(filings, one(filings, "10-Q").id, section="Note 1").leads
    found = [lead.elsewhere for lead in leads if lead.kind == "item" and lead.elsewhere]
    assert [each.document.form if each.document else None for each in found] == ["10-K", None]
    assert [each.section.item if each.section else None for each in found] == ["7", None]
    assert found[1].reason == "the library does not hold it"


def test_another_filers_document_is_not_taken_for_ours(filings: Desk) -> None:
    leads = follow(filings, one(filings, "10-Q").id, section="Note 1")
    (theirs,) = [lead for lead in leads.leads if lead.outside.startswith("Marlow")]
    assert [theirs.elsewhere.document if theirs.elsewhere else theirs] == [None]
    assert "the library does not hold it" in leads.show()


def test_an_item_incorporated_from_an_exhibit_leads_to_that_exhibit(filings: Desk) -> None:
    leads = follow(filings, one(filings, "10-K").id, section="Item 7").leads
    assert leads
    assert all(each.elsewhere and each.elsewhere.document for each in leads)
    assert {
        each.elsewhere.document.form for each in leads if each.elsewhere and each.elsewhere.document
    } == {"EX-13"}


def test_pages_of_an_exhibit_lead_to_where_that_page_begins_in_it(filings: Desk) -> None:
    leads = follow(filings, one(filings, "10-K").id, section="Item 7").leads
    (page,) = [lead for lead in leads if lead.kind == "page"]
    assert page.opens is not None
    assert page.opens.document == one(filings, "EX-13").id
    lines = filings.library.lines(page.opens.document)
    below = " ".join(lines[page.opens.first - 1 :])
    assert "Pumps of page 1 " in " ".join(lines[: page.opens.first - 1])
    assert below.index("Pumps of page 2 ") < below.index("Pumps of page 3 ")


def test_a_lead_opens_the_section_of_the_other_document(filings: Desk) -> None:
    leads = follow(filings, one(filings, "10-Q").id, section="Note 1").leads
    opened = [lead.opens for lead in leads if lead.kind == "item"]
    annual = one(filings, "10-K").id
    assert [(each.document, each.section) if each else None for each in opened] == [
        (annual, "item-7"),
        None,
    ]


def test_an_exhibit_of_the_submission_is_opened(filings: Desk) -> None:
    shown = follow(filings, one(filings, "10-K").id, section="Item 14").show()
    assert f"[{one(filings, 'EX-13').id}]" in shown


def test_related_names_exhibits_and_the_report_before(filings: Desk) -> None:
    annual, report, quarter = (one(filings, form) for form in ("10-K", "EX-13", "10-Q"))
    by_annual = {each.document.id: each.what for each in related(filings, annual.id).relations}
    assert by_annual[report.id] == "same submission"
    shown = related(filings, quarter.id).show()
    assert f"last annual report before it: [{annual.id}]" in shown


def made(
    name: str, form: str, end: str, *, year: int, period: str = "FY", cik: str = "1"
) -> StoredDocument:
    return StoredDocument(
        id=name,
        source=f"{name}.htm",
        order=0,
        content=name,
        reader="1",
        form=form,
        company="Harrow Freight, Inc." if cik in ("1", "") else "Marlow Docks",
        cik=cik or None,
        fiscal_year=year,
        fiscal_period=period,
        period_end=date.fromisoformat(end),
        pages=1,
        page_lines=[1],
        lines=1,
        words=1,
        sections=0,
        tables=0,
        facts=0,
        references=0,
        health="green",
        warnings=[],
        added=datetime.now(UTC),
    )


YEAR = made("year", "10-K", "2023-12-31", year=2023)
SCOPE = (
    YEAR,
    made("amendment", "10-K/A", "2023-12-31", year=2023, cik=""),
    made("before", "10-K", "2022-12-31", year=2022),
    made("quarter", "10-Q", "2023-06-30", year=2023, period="Q2"),
    made("news", "8-K", "2023-05-04", year=2023),
    made("results", "EX-99.1", "2024-02-01", year=2023),
    made("meeting", "DEF 14A", "2024-04-01", year=2024),
    made("theirs", "10-K", "2023-12-31", year=2023, cik="2"),
)


def test_everything_of_a_year_is_told_apart() -> None:
    assert {each.document.id: each.what for each in relations(YEAR, SCOPE)} == {
        "amendment": "amended by",
        "before": "the year before",
        "quarter": "Q2 of the year",
        "news": "current report of the period",
        "results": "release or exhibit soon after the period",
        "meeting": "proxy statement",
    }


def test_amendments_are_linked_both_ways() -> None:
    whats = {each.document.id: each.what for each in relations(SCOPE[1], SCOPE)}
    assert whats["year"] == "amends"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("our 2022 Form 10-K", "before"),
        ("the Company’s Annual Report on Form 10-K for the year ended December 31, 2022", "before"),
        ("our Annual Report on Form 10-K/A for the year ended December 31, 2023", "amendment"),
        ("our Annual Report on Form 10-K", "before"),
        ("our 2021 Form 10-K", None),
        ("Marlow Docks’s 2023 Form 10-K", "theirs"),
    ],
)
def test_a_document_is_found_by_kind_year_and_owner(words: str, expected: str | None) -> None:
    found, reason = document_named(SCOPE[3], words, SCOPE)
    assert (found.id if found else None) == expected
    assert bool(reason) == (expected is None)


def test_a_document_nobody_can_tell_from_others_is_not_guessed() -> None:
    twins = (made("q1", "8-K", "2023-02-01", year=2023), made("q2", "8-K", "2023-03-01", year=2023))
    found, reason = document_named(YEAR, "our 2023 Form 8-K", twins)
    assert found is None
    assert reason == "2 documents of the library could be meant"


def test_tools_only_see_what_is_in_scope(filings: Desk) -> None:
    quarter = one(filings, "10-Q").id
    assert related(filings.narrowed([quarter]), quarter).relations == ()


def test_nothing_is_written(filings: Desk, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in filings.library.folders.filings.rglob("*")}
    related(filings, one(filings, "10-K").id)
    assert before == {path: path.stat().st_mtime_ns for path in before}
