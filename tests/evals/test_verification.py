"""The CI twin of `tieout eval --only verification`: the project's own example filings."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from evals.planting import PLANTS, answers
from evals.truths import plain, repeated, tagged, truths
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


def test_a_line_near_that_prints_the_same_figure_is_no_wrong_line(library: Library) -> None:
    truth = truths(library, random.Random(1))[0]
    lines = [f"| Row {at} | 1 |" for at in range(40)]
    placed = replace(truth, line=20)
    assert repeated(placed, lines) == frozenset()
    lines[26] = f"| Ending balance | {truth.here.text} |"
    assert repeated(placed, lines) == {7}
    near_only = replace(placed, repeated=frozenset({7}))
    wrong = {PLANTS["wrong line"](near_only, random.Random(seed)) is None for seed in range(30)}
    assert wrong == {True, False}
