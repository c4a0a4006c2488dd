from collections.abc import Mapping
from datetime import date

import pytest

from ingest.document import (
    Block,
    Cell,
    Fact,
    Metadata,
    PageBreak,
    Paragraph,
    Place,
    Row,
    Source,
    Table,
)
from ingest.metadata import metadata


def source(
    *lines: str | Table, facts: tuple[Fact, ...] = (), header: Mapping[str, str] | None = None
) -> Source:
    blocks: list[Block] = [PageBreak(1)]
    blocks += [Paragraph(x, Place(1)) if isinstance(x, str) else x for x in lines]
    said = {name.replace("_", " "): value for name, value in (header or {}).items()}
    return Source(tuple(blocks), 1, "html", facts=facts, header=said)


def dei(name: str, text: str, *, entity: str | None = None) -> Fact:
    dimensions = (("dei:LegalEntityAxis", entity),) if entity else ()
    return Fact(f"f-{name}", f"dei:{name}", None, text, None, None, None, dimensions)


def read(*lines: str | Table, name: str = "c0ffee.htm", **header: str) -> Metadata:
    return metadata(source(*lines, header=header), name)


ANNUAL = (
    "UNITED STATES",
    "SECURITIES AND EXCHANGE COMMISSION",
    "Washington, D.C. 20549",
    "FORM 10-K",
    "☒ ANNUAL REPORT PURSUANT TO SECTION 13 OR 15(d) OF THE SECURITIES EXCHANGE ACT OF 1934",
    "For the fiscal year ended September 28, 2024",
    "or",
    "Commission File Number: 001-99999",
    "Northfield Pumps Inc.",
    "(Exact name of Registrant as specified in its charter)",
)


def quarterly(ended: str, *more: str) -> Metadata:
    return read(
        "SECURITIES AND EXCHANGE COMMISSION",
        "FORM 10-Q",
        f"For the quarterly period ended {ended}",
        "NORTHFIELD PUMPS INC.",
        "(Exact name of registrant as specified in its charter)",
        *more,
    )


def test_a_cover_page_says_form_name_and_period() -> None:
    said = read(*ANNUAL)
    assert (said.form, said.company, said.period_end) == (
        "10-K",
        "Northfield Pumps Inc.",
        date(2024, 9, 28),
    )
    assert (said.fiscal_year, said.fiscal_period) == (2024, "FY")
    assert (said.cik, said.sic, said.filed) == (None, None, None)


def test_tagged_cover_facts_are_trusted_most() -> None:
    facts = (
        dei("DocumentType", "10-K"),
        dei("EntityRegistrantName", "Northfield Water LLC", entity="x:Water"),
        dei("EntityRegistrantName", "Northfield Pumps, Inc."),
        dei("EntityCentralIndexKey", "0000123456"),
        dei("TradingSymbol", "NPMP"),
        dei("DocumentFiscalYearFocus", "2023"),
        dei("DocumentFiscalPeriodFocus", "FY"),
        dei("DocumentPeriodEndDate", "February 3, 2024"),
    )
    said = metadata(source(*ANNUAL, facts=facts), "cik-777777_10-Q_20200101.htm")
    assert said.company == "Northfield Pumps, Inc."
    assert (said.form, said.cik, said.ticker) == ("10-K", "0000123456", "NPMP")
    assert (said.fiscal_year, said.period_end) == (2023, date(2024, 2, 3))


def test_the_header_of_a_submission_comes_before_the_cover() -> None:
    said = read(
        *ANNUAL,
        conformed_submission_type="10-K405",
        company_conformed_name="NORTHFIELD PUMPS INC /DE/",
        central_index_key="123456",
        standard_industrial_classification="PUMPS & PUMPING EQUIPMENT [3561]",
        conformed_period_of_report="20240928",
        filed_as_of_date="20241101",
    )
    assert (said.form, said.company, said.cik) == ("10-K405", "NORTHFIELD PUMPS INC", "0000123456")
    assert (said.sic, said.filed) == ("3561", date(2024, 11, 1))


def test_a_header_in_plain_lines_is_a_header_too() -> None:
    said = read(
        "CONFORMED SUBMISSION TYPE: 10-K",
        "CONFORMED PERIOD OF REPORT: 20170930",
        "COMPANY CONFORMED NAME: NORTHFIELD PUMPS INC",
        "CENTRAL INDEX KEY: 0000123456",
    )
    assert (said.form, said.cik, said.period_end) == ("10-K", "0000123456", date(2017, 9, 30))


@pytest.mark.parametrize(
    ("printed", "year"),
    [("January 3, 2021", 2020), ("January 30, 2021", 2021), ("31 December 2021", 2021)],
)
def test_a_year_of_weeks_that_ends_in_early_january_is_the_year_before(
    printed: str, year: int
) -> None:
    lines = [line.replace("September 28, 2024", printed) for line in ANNUAL]
    assert read(*lines).fiscal_year == year


def test_a_quarter_belongs_to_the_fiscal_year_that_ends_after_it() -> None:
    said = quarterly(
        "December 30, 2023", "our Annual Report on Form 10-K for the year ended September 30, 2023"
    )
    assert (said.fiscal_year, said.fiscal_period) == (2024, "Q1")


def test_the_longest_period_tells_the_quarter_where_no_year_end_is_named() -> None:
    said = quarterly("June 30, 2023", "Three Months Ended June 30", "Six Months Ended June 30")
    assert (said.fiscal_year, said.fiscal_period) == (2023, "Q2")


def test_a_quarter_that_nothing_places_keeps_its_calendar_year() -> None:
    said = quarterly("June 30, 2023")
    assert (said.fiscal_year, said.fiscal_period) == (2023, None)


def test_an_8_k_is_of_the_day_of_its_earliest_event() -> None:
    for lines in (
        ("Date of Report (Date of earliest event reported): March 22, 2018",),
        ("Date of Report: March 26, 2018", "Date of earliest event reported: March 22, 2018"),
        ("March 22, 2018", "Date of Report (Date of earliest event reported)"),
    ):
        said = read("SECURITIES AND EXCHANGE COMMISSION", "FORM 8-K", *lines)
        assert (said.form, said.period_end) == ("8-K", date(2018, 3, 22))


def test_a_name_without_a_label_stands_below_the_file_number() -> None:
    said = read(
        "SECURITIES AND EXCHANGE COMMISSION",
        "FORM 10-K",
        "For the fiscal year ended December 31, 2018",
        "Commission file number 1-99999",
        "NORTHFIELD COMPANY",
        "State of Incorporation: Delaware I.R.S. Employer Identification No. 41-0000000",
    )
    assert said.company == "NORTHFIELD COMPANY"


def test_an_amendment_says_so() -> None:
    said = read("SECURITIES AND EXCHANGE COMMISSION", "FORM 10-K/A", "(Amendment No. 1)")
    assert said.form == "10-K/A"


def test_the_symbol_stands_in_the_table_of_securities() -> None:
    rows = (
        ("Title of each class", "Trading Symbol(s)", "Name of each exchange"),
        ("Common Stock, $0.01 par value", "NPMP", "The Nasdaq Stock Market LLC"),
        ("2.1% Notes due 2027", "NPMP27", "New York Stock Exchange"),
    )
    cells = (tuple(Cell(column, text) for column, text in enumerate(row)) for row in rows)
    assert read(*ANNUAL, Table(tuple(Row(row) for row in cells), (), Place(1))).ticker == "NPMP"


def test_an_exhibit_is_no_filing_of_the_form_it_mentions() -> None:
    said = read(
        "Exhibit 99.1",
        "Northfield Pumps Reports Second Quarter 2022 Results",
        "For more, see our Annual Report on Form 10-K for the year ended December 31, 2021.",
    )
    assert (said.form, said.company) == ("EX-99.1", "Northfield Pumps")
    assert (said.fiscal_year, said.fiscal_period) == (2022, "Q2")


def test_a_cover_may_stand_behind_a_letter_to_shareholders() -> None:
    letter = [f"Dear shareholders, line {number} of a long letter." for number in range(400)]
    said = read(*letter, *ANNUAL)
    assert (said.form, said.company) == ("10-K", "Northfield Pumps Inc.")


@pytest.mark.parametrize(
    ("name", "cik"),
    [
        ("123456_10K_2021.htm", "0000123456"),
        ("cik-123456.htm", "0000123456"),
        ("0001193125-18-236766.txt", None),  # the agent's number
        ("a9c1.htm", None),
    ],
)
def test_a_file_name_gives_the_cik_only_where_it_says_so(name: str, cik: str | None) -> None:
    assert read("Nothing here.", name=name).cik == cik


def test_nothing_is_made_up() -> None:
    assert read() == Metadata()


def test_a_name_that_the_cover_shows_as_a_picture_is_taken_from_the_signatures() -> None:
    cover = [line for line in ANNUAL if line != "Northfield Pumps Inc."]
    signed = ("SIGNATURES", "NORTHFIELD PUMPS INC.", "(Registrant)")
    assert (
        read(*cover, *["12 Harbor Road, Hale 44101"] * 20, *signed).company
        == "NORTHFIELD PUMPS INC."
    )


def test_the_end_of_the_fiscal_year_is_kept() -> None:
    assert read(*ANNUAL).fiscal_year_end == "09-28"
    more = "Our annual report on Form 10-K for the year ended June 30, 2024"
    assert quarterly("December 31, 2024", more).fiscal_year_end == "06-30"
    assert quarterly("December 31, 2024").fiscal_year_end is None


def test_the_tagged_end_of_the_fiscal_year_comes_first() -> None:
    facts = (dei("DocumentType", "10-Q"), dei("CurrentFiscalYearEndDate", "--06-30"))
    assert metadata(source("FORM 10-Q", facts=facts), "x.htm").fiscal_year_end == "06-30"
