"""The bench of the search runs, on a few passages; what it measures is not looked at."""

from pathlib import Path

import pytest

from bench.retrieval import enlarge, questions, search_rows
from index.build import update_bm25
from store.library import Library


@pytest.fixture
def indexed(built_library: Library) -> Library:
    update_bm25(built_library)
    return built_library


def test_a_library_is_enlarged_and_every_way_of_searching_is_a_row(
    indexed: Library, tmp_path: Path
) -> None:
    large = Library(tmp_path / "large")
    held = enlarge(indexed, large, 40)
    assert held >= 40
    assert len(large.documents()) > 1
    asked = questions(large, 4)
    assert len(asked) == 4
    rows = list(search_rows(large, asked))
    assert [row.split(" | ")[0] for row in rows[2:]] == [
        "| hybrid, filters, second look",
        "| plain tantivy, no filter",
        "| plain faiss, flat, no filter",
    ]
