"""References that leave something out must be followed, into other documents too."""

from pathlib import Path

import pytest

from agent.answer import Draft, DraftCitation
from agent.model import Call
from agent.threads import left_open, told
from agent.transcript import Observation
from ingest.pipeline import ingest
from store.library import Library
from store.settings import Settings
from tools.desk import Desk
from tools.read import read

HEADER = """<SEC-DOCUMENT>
<SEC-HEADER>
CONFORMED SUBMISSION TYPE: {form}
CONFORMED PERIOD OF REPORT: {period}
FILED AS OF DATE: {filed}
COMPANY CONFORMED NAME: HARROW FREIGHT INC
CENTRAL INDEX KEY: 0001999991
</SEC-HEADER>
<DOCUMENT>
<TYPE>{form}
<SEQUENCE>1
<FILENAME>a.txt
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

{FILLER}

ITEM 8. FINANCIAL STATEMENTS AND SUPPLEMENTARY DATA

{FILLER}
"""
QUARTER = f"""FORM 10-Q

PART I. FINANCIAL INFORMATION

ITEM 1. FINANCIAL STATEMENTS

Leases are $5 million, excluding those described in Item 7 of our 2023 Form 10-K.

{FILLER}

PART II. OTHER INFORMATION

ITEM 6. EXHIBITS

{FILLER}
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder: Path = tmp_path_factory.mktemp("threads")
    for form, period, filed, text in (
        ("10-K", "20231231", "20240220", ANNUAL),
        ("10-Q", "20240331", "20240505", QUARTER),
    ):
        whole = HEADER.format(form=form, period=period, filed=filed, text=text)
        (folder / f"{form}.txt").write_text(whole)
    library = Library(folder / "library")
    for outcome in ingest(sorted(folder.glob("*.txt")), library, Settings()):
        assert outcome.status == "added", outcome
    return Desk(library)


def resting_on(desk: Desk, words: str) -> Draft:
    """A draft that cites the line of the quarter with these words."""
    quarter = next(each for each in desk.scope if each.form == "10-Q")
    lines = desk.library.lines(quarter.id)
    line = next(number for number, text in enumerate(lines, 1) if words in text)
    return Draft("answered", "$5 million", citations=(DraftCitation(quarter.id, (line, line)),))


def test_what_another_document_of_the_library_holds_is_left_open_until_it_is_read(
    desk: Desk,
) -> None:
    draft = resting_on(desk, "Leases are $5 million")
    (lead,) = left_open(desk, draft, [])
    annual = next(each for each in desk.scope if each.form == "10-K")
    assert f"of {annual.id}" in told(lead)
    window = read(desk, annual.id, section="item-7")
    seen = Observation(Call("1", "read", {}), window.show(), window)
    assert left_open(desk, draft, [seen]) == []


def test_what_no_document_of_the_library_holds_cannot_be_read_and_is_not_asked_for(
    desk: Desk,
) -> None:
    draft = resting_on(desk, "Leases are $5 million")
    quarter = next(each for each in desk.scope if each.form == "10-Q")
    assert left_open(desk.narrowed([quarter.id]), draft, []) == []
