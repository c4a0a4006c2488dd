"""The CI twin of `tieout eval --only verification`: the project's own example filings."""

import random
from pathlib import Path

import pytest

from evals.planting import PLANTS, answers, plain, tagged, truths
from evals.verification import SEED, judged, measure_planted
from ingest.pipeline import ingest
from store.library import Library
from store.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "examples" / "filings"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    settings = Settings(library=tmp_path_factory.mktemp("examples"), workers=1)
    library = Library(settings.library)
    assert all(each.status == "added" for each in ingest([EXAMPLES], library, settings))
    return library


def test_no_planted_error_comes_through_and_no_true_answer_is_refused(library: Library) -> None:
    table = measure_planted(library, 60, lambda done, of: None)
    assert table.figures == {"true": 60, "refused": 0, "planted": 60, "through": 0}
    assert [row[0] for row in table.rows] == ["true answers", *PLANTS, "all planted"]


def test_the_same_seed_plants_the_same_errors(library: Library) -> None:
    one, other = (
        list(answers(truths(library, random.Random(SEED)), 20, random.Random(1))) for _ in range(2)
    )
    assert one == other
    assert {planted.kind for planted in one} == {"", *PLANTS}


def test_a_planted_error_differs_from_the_truth_and_is_told(library: Library) -> None:
    found = truths(library, random.Random(SEED))
    planted = [each for each in answers(found, 20, random.Random(2)) if each.kind]
    for each in planted:
        assert judged(library, each).complaints, each.kind


def test_figures_come_from_tags_and_from_plain_rows_of_years(library: Library) -> None:
    by_kind = [
        (bool(list(tagged(library, each, random.Random(1)))), bool(list(plain(library, each))))
        for each in library.documents()
    ]
    assert any(tags for tags, _ in by_kind)
    assert any(rows for _, rows in by_kind)
