"""What a question asks for: companies, forms, periods, words, kind; and which documents fit."""

from collections.abc import Callable
from datetime import date

import pytest

from index.periods import Quarter
from index.understand import Understanding, candidates, understand
from store.tables import StoredDocument

Stored = Callable[..., StoredDocument]


@pytest.fixture
def catalogue(stored: Stored) -> list[StoredDocument]:
    held = [
        *annual(stored, "HARBOR TOOLS INC", "HRBT", "17", (2021, 2022, 2023)),
        stored("harbor-10-q", company="Harbor Tools, Inc.", ticker="HRBT", cik="0000000017",
               form="10-Q", fiscal_year=2023, fiscal_period="Q2", period_end="2023-06-30"),
        *annual(stored, "O’DELL’S COMPANIES, INC.", "ODL", "18", (2022,)),
        *annual(stored, "NORTH & NORTHERN CO", None, "19", (2022,)),
        *annual(stored, "CASTLE CORP", "CSTL", "20", (2022,)),
        *annual(stored, "The Big River Paper Company", "BRP", "21", (2022,)),
        *annual(stored, "THE J. M. PENHALLOW COMPANY", "JMP", "23", (2022,)),
        stored("old", company=None, form="10-K", fiscal_year=2022, source="VALEGLASS_2022_10K.pdf"),
    ]  # fmt: skip
    for order, document in enumerate(held):
        document.order = order
    return held


def annual(
    stored: Stored, company: str, ticker: str | None, cik: str, years: tuple[int, ...]
) -> list[StoredDocument]:
    return [
        stored(
            f"{cik}-{year}",
            company=company,
            ticker=ticker,
            cik=cik.zfill(10),
            form="10-K",
            fiscal_year=year,
            fiscal_period="FY",
            period_end=f"{year}-12-31",
        )
        for year in years
    ]


@pytest.mark.parametrize(
    ("query", "company"),
    [
        ("Harbor Tools' revenue", "HARBOR TOOLS INC"),
        ("revenue of harbor tools inc.", "HARBOR TOOLS INC"),
        ("HRBT capex", "HARBOR TOOLS INC"),
        ("O'Dell's net income", "O’DELL’S COMPANIES, INC."),
        ("net income of ODells", "O’DELL’S COMPANIES, INC."),
        ("North and Northern: debt", "NORTH & NORTHERN CO"),
        ("What did N&N owe?", "NORTH & NORTHERN CO"),
        ("What did NnN owe?", "NORTH & NORTHERN CO"),
        ("Big River Paper's pulp", "The Big River Paper Company"),
        ("pulp of Big River", "The Big River Paper Company"),
        ("What did BRP sell?", "The Big River Paper Company"),
        ("Vale Glass inventories", "Valeglass"),
        ("Castle's dividends", "CASTLE CORP"),
        ("What was Penhallow's revenue?", "THE J. M. PENHALLOW COMPANY"),
    ],
)
def test_companies_are_known_by_what_people_call_them(
    catalogue: list[StoredDocument], query: str, company: str
) -> None:
    assert understand(query, catalogue).companies == (company,)


@pytest.mark.parametrize(
    "query",
    [
        "the impact of B&R",
        "a big river",
        "the northern segment",
        "which tools",
        'the line "Castle rewards"?',
    ],
)
def test_common_words_are_no_companies(catalogue: list[StoredDocument], query: str) -> None:
    said = understand(query, catalogue)
    assert said.companies == () or query.startswith("the line")


def test_a_quoted_label_names_no_company_beside_one_that_is_named(
    catalogue: list[StoredDocument],
) -> None:
    said = understand('On the line "Castle rewards" of Harbor Tools, what is reported?', catalogue)
    assert said.companies == ("HARBOR TOOLS INC",)


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("the 10K of 2022", "10-K"),
        ("annual report 2022", "10-K"),
        ("the 10-Q", "10-Q"),
        ("quarterly report", "10-Q"),
        ("8-K of May", "8-K"),
        ("the earnings release", "EARNINGS"),
    ],
)
def test_forms(catalogue: list[StoredDocument], query: str, form: str) -> None:
    assert understand(query, catalogue).forms == (form,)


def test_what_is_left_is_what_the_question_is_about(catalogue: list[StoredDocument]) -> None:
    said = understand(
        "What is the FY2018 capital expenditure amount (in USD millions) for Harbor Tools? Give a "
        "response to the question by relying on the details shown in the cash flow statement.",
        catalogue,
    )
    assert said.words == ("capit", "expenditur")
    assert said.statements == ("cash flow statement",)
    assert said.years == (2018,)
    assert said.kind == "metric"


def test_synonyms_are_one_term(catalogue: list[StoredDocument]) -> None:
    (capex,) = understand("capex", catalogue).terms
    assert capex.wordings[0] == ("capex",)
    assert ("purchas", "of", "properti", "plant", "and", "equip") in capex.wordings
    assert capex.on == "cash flow statement"


def test_a_computed_measure_asks_for_its_parts(catalogue: list[StoredDocument]) -> None:
    wordings = [term.wordings[0] for term in understand("quick ratio", catalogue).terms]
    assert ("current", "asset") in wordings
    assert ("current", "liabil") in wordings


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("EBITDA 2024", "metric"),
        ("total debt at year end", "metric"),
        ("describe the competition", "conceptual"),
        ("why did margins fall", "mixed"),
        ("hammers", "mixed"),
    ],
)
def test_kinds(catalogue: list[StoredDocument], query: str, kind: str) -> None:
    assert understand(query, catalogue).kind == kind


def ids(said: Understanding, catalogue: list[StoredDocument]) -> list[str]:
    return [document.id for document in candidates(said, catalogue)]


def test_the_year_chooses_the_filing(catalogue: list[StoredDocument]) -> None:
    said = understand("Harbor Tools FY2022 revenue", catalogue)
    assert ids(said, catalogue)[0] == "17-2022"
    assert set(ids(said, catalogue)) == {"17-2021", "17-2022", "17-2023", "harbor-10-q"}


def test_a_period_end_chooses_the_filing(catalogue: list[StoredDocument]) -> None:
    said = understand("Harbor Tools 10-Q for the period ended 2023-06-30", catalogue)
    assert said.dates == (date(2023, 6, 30),)
    assert ids(said, catalogue)[0] == "harbor-10-q"


def test_a_quarter_chooses_the_quarterly_report(catalogue: list[StoredDocument]) -> None:
    said = understand("Harbor Tools sales in Q2 of FY23", catalogue)
    assert said.quarters == (Quarter(2, 2023),)
    assert ids(said, catalogue)[0] == "harbor-10-q"


def test_a_year_without_its_filing_falls_to_the_next_which_shows_it(
    catalogue: list[StoredDocument],
) -> None:
    said = understand("Harbor Tools fiscal 2020 sales", catalogue)
    assert ids(said, catalogue)[0] == "17-2021"


def test_what_is_expected_of_a_year_is_said_before_it_begins(
    catalogue: list[StoredDocument],
) -> None:
    expected = understand("Is Harbor Tools' revenue expected to grow in FY2023?", catalogue)
    assert ids(expected, catalogue)[:2] == ["17-2023", "17-2022"]
    happened = understand("Did Harbor Tools' revenue grow in FY2022?", catalogue)
    assert ids(happened, catalogue)[-1] == "17-2021"


def test_results_of_the_year_are_nearer_to_it_than_those_of_a_quarter(
    stored: Stored, catalogue: list[StoredDocument]
) -> None:
    about = {"company": "HARBOR TOOLS INC", "cik": "17", "fiscal_year": 2022, "order": 99}
    late = stored("release", form="8-K", fiscal_period="Q4", period_end="2022-12-31", **about)
    early = stored("q3", form="10-Q", fiscal_period="Q3", period_end="2022-09-30", **about)
    held = [*catalogue, early, late]
    said = understand("Harbor Tools FY2022 margin", held)
    assert ids(said, held)[:3] == ["17-2022", "release", "q3"]


def test_a_month_is_nobodys_name(catalogue: list[StoredDocument]) -> None:
    assert understand("What was cash as of June 30, 2023?", catalogue).names == ()
    assert understand("What did Quillon cost in June 2023?", catalogue).names == ("Quillon",)


def test_a_question_for_reasons_looks_for_the_words_that_give_them(
    catalogue: list[StoredDocument],
) -> None:
    why = understand("What drove Harbor Tools' margin in FY2022?", catalogue)
    assert any({("due", "to"), ("driven", "by")} <= set(term.wordings) for term in why.terms)
    plain = understand("Harbor Tools' margin of FY2022, primarily by segment", catalogue)
    assert not any(("due", "to") in term.wordings for term in plain.terms)


def test_no_time_asks_for_the_newest(catalogue: list[StoredDocument]) -> None:
    assert ids(understand("Harbor Tools' employees", catalogue), catalogue)[0] == "17-2023"


def test_a_file_name_is_a_witness(catalogue: list[StoredDocument]) -> None:
    said = understand("Vale Glass FY2022", catalogue)
    assert ids(said, catalogue) == ["old"]


@pytest.mark.parametrize(
    ("query", "stranger"),
    [
        ("What was Quill Motors, Inc.'s revenue?", "Quill Motors"),
        ("Quill's 10-K: revenue", "Quill"),
        ("Quill's FY2022 margin", "Quill"),
        ("the company's 2022 margin", None),
        ("Harbor Tools, Inc.'s margin", None),
        ("What is the Company's 10-K about?", None),
    ],
)
def test_companies_that_are_not_there(
    catalogue: list[StoredDocument], query: str, stranger: str | None
) -> None:
    assert understand(query, catalogue).unknown == stranger
