"""Our own readers find everything in the example filings."""

from pathlib import Path

import pytest

from examples.generate import FILINGS
from ingest.pipeline import Outcome, ingest
from store.library import Library
from store.settings import Settings


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(tmp_path_factory.mktemp("examples") / "library")


@pytest.fixture(scope="module")
def outcomes(library: Library) -> dict[str, Outcome]:
    settings = Settings(library=library.folders.library, workers=1)
    return {Path(each.source).name: each for each in ingest([FILINGS], library, settings)}


def test_all_three_are_read_without_a_doubt(outcomes: dict[str, Outcome]) -> None:
    assert [each.status for each in outcomes.values()] == ["added"] * 3
    assert {each.health for each in outcomes.values()} == {"green"}
    assert {each.form for each in outcomes.values()} == {"10-K", "10-Q", "8-K"}
    assert {each.company for each in outcomes.values()} == {"Wexcombe Stores Corporation"}


def test_the_10_k_has_all_its_items_and_notes(
    outcomes: dict[str, Outcome], library: Library
) -> None:
    annual = next(each for each in outcomes.values() if each.form == "10-K")
    assert (annual.fiscal_year, annual.period_end) == (2024, "2025-02-01")
    assert annual.document is not None
    sections = library.sections(annual.document)
    assert len([s for s in sections if s.kind == "item"]) == 23
    notes = [s.number for s in sections if s.kind == "note"]
    assert notes == [str(n) for n in range(1, 25)]
