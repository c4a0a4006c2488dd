"""No thread of tantivy's own still reads when an index has been opened."""

from pathlib import Path

from index.bm25 import Bm25
from index.entry import Entry
from index.settling import READING, busy, threads


def test_nobody_reads_any_more_when_an_index_is_open(tmp_path: Path) -> None:
    with Bm25(tmp_path).writing() as writer:
        writer.add([Entry("a", 0, 1, 1, 1, 1, None, (), None, "hammers")])
    for _ in range(100):
        opened = Bm25(tmp_path)
        assert READING not in {name for name, _ in threads()}
        assert len(opened) == 1


def test_threads_are_told_by_name_and_state() -> None:
    assert ("python", "R") not in filter(busy, [("python", "R"), ("pytest (x)", "D")])
    assert any(state == "R" for _, state in threads())
    assert busy(("thread-tantivy-", "D"))
    assert not busy(("thread-tantivy-", "S"))
