"""The bench of batches runs; what it measures is not looked at."""

from pathlib import Path

from bench.batch import cells, copied, reading
from store.library import Library
from tests.filing_maker import make_library


def test_cells_are_answered_in_a_copy_and_files_are_read(tmp_path: Path) -> None:
    base = make_library(tmp_path)
    there = copied(base.folders.library, tmp_path / "copy")
    assert cells(there, 6, 3, 0.01).startswith("6 cells, 3 at once: ")
    assert reading(tmp_path / "filings", 2, 1) > 0
    copy = Library(there)
    assert [each.id for each in copy.documents()] == [each.id for each in base.documents()]
    copy.close()
    base.close()
