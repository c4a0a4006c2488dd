import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from ingest.edgar_companies import companies
from ingest.pipeline import ingest
from ingest.registrants import DERIVED, LISTED, Bearer, cover_numbers, derived
from store.library import Library
from store.settings import Settings
from store.tables import StoredDocument

COVER = """<html><p>SECURITIES AND EXCHANGE COMMISSION</p><p>FORM 10-K</p>
<p>For the fiscal year ended December 31, {year}</p><p>Commission File Number: 001-{file}</p>
<p>NORTHFIELD PUMPS INC.</p><p>(Exact name of registrant as specified in its charter)</p>
<p>Delaware | {irs}</p><p>(State) (I.R.S. Employer Identification No.)</p></html>"""
HEADER = """<SEC-HEADER>
CONFORMED SUBMISSION TYPE:	10-K
		CENTRAL INDEX KEY:			0001999{cik}
</SEC-HEADER>
<DOCUMENT>
<TYPE>10-K
<SEQUENCE>1
<TEXT>
{cover}
</TEXT>
</DOCUMENT>
"""


def test_numbers_of_a_cover_are_read_in_either_spelling() -> None:
    lines = ["Commission File Number: 001-04321", "12-3456789"]
    assert cover_numbers(lines) == ("12-3456789", "1-4321")
    assert cover_numbers(["COMMISSION FILE NO. 1-4321", "No figure"]) == ("1-4321",)


def test_a_cover_with_several_registrants_gives_no_number() -> None:
    assert cover_numbers(["12-3456789", "98-7654321"]) == ()


def test_a_number_that_one_registrant_bears_gives_its_cik() -> None:
    bearers = [Bearer("a", "1", ("x", "y")), Bearer("b", None, ("x",)), Bearer("c", None, ("z",))]
    assert derived(bearers) == {"b": "1"}


def test_numbers_that_lead_to_two_registrants_give_nothing() -> None:
    bearers = [Bearer("a", "1", ("x",)), Bearer("b", "2", ("y",)), Bearer("c", None, ("x", "y"))]
    assert derived(bearers) == {}
    assert (
        derived([Bearer("a", "1", ("x",)), Bearer("b", "2", ("x",)), Bearer("c", None, ("x",))])
        == {}
    )


def test_a_listed_name_gives_its_cik_and_to_an_earlier_name_with_the_same_number() -> None:
    bearers = [Bearer("now", None, ("x",), "7"), Bearer("before", None, ("x",))]
    assert derived(bearers) == {"now": "7", "before": "7"}


def test_a_name_and_a_number_that_disagree_give_nothing() -> None:
    bearers = [Bearer("a", "1", ("x",)), Bearer("b", None, ("x",), "7")]
    assert derived(bearers) == {}


def test_a_bare_cover_gets_the_cik_that_edgar_lists_and_says_so(tmp_path: Path) -> None:
    name, cik = next((n, c) for n, c in companies().items() if int(c) < 900_000 and n.isalpha())
    bare = tmp_path / "bare.htm"
    cover = COVER.format(year=2024, file="04321", irs="12-3456789")
    bare.write_text(cover.replace("NORTHFIELD PUMPS INC.", name.upper()))
    library = Library(tmp_path / "library")
    take_in(library, bare)
    (document,) = library.documents()
    assert document.cik == cik
    assert LISTED in document.warnings
    take_in(library, bare)  # again, and it is still known to be derived
    assert library.documents() == [document]


def take_in(library: Library, *paths: Path) -> None:
    settings = Settings(library=library.folders.library, workers=1)
    assert all(each.status != "failed" for each in ingest(paths, library, settings))


@pytest.mark.parametrize("turned", [False, True])
def test_the_order_in_which_filings_come_does_not_matter(tmp_path: Path, turned: bool) -> None:
    bare, stating, other = (tmp_path / name for name in ("bare.htm", "full.txt", "other.txt"))
    bare.write_text(COVER.format(year=2022, file="04321", irs="12-3456789"))
    cover = COVER.format(year=2023, file="04321", irs="12-3456789")
    stating.write_text(HEADER.format(cik="111", cover=cover))
    other.write_text(HEADER.format(cik="222", cover=cover))
    library = Library(tmp_path / "library")
    for path in (stating, bare) if turned else (bare, stating):
        take_in(library, path)
    (document,) = (each for each in library.documents() if each.source == "bare.htm")
    assert document.cik == "0001999111"
    assert DERIVED in document.warnings
    about = json.loads(library.folders.sidecar(document.id).read_text())
    assert about["derived"] == {"cik": "0001999111"}
    assert about["metadata"].get("cik") is None
    take_in(library, other)  # a second registrant with that number: nothing is certain any more
    assert ciks(library.documents()) == {
        "bare.htm": None,
        "full.txt": "0001999111",
        "other.txt": "0001999222",
    }


def ciks(documents: Iterable[StoredDocument]) -> dict[str, str | None]:
    return {d.source.partition("#")[0]: d.cik for d in documents}
