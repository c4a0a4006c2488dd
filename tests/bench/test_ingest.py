"""The bench of ingest: what it times can be read, and what it makes has the size it should."""

import sys
from collections import Counter
from pathlib import Path

from bench.ingest import MB, Ratio, generated, least, ratios, read_whole, sample
from bench.ingest_peers import peer, read, rows
from evals.words import words

FILING = Path(__file__).parents[1] / "filings" / "tidewater-10-k.htm"
HAD = [Counter(words(FILING.read_text(encoding="utf-8")))]


def test_a_generated_filing_has_the_size_that_was_asked_and_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "made.htm"
    path.write_text(generated(MB // 8), encoding="utf-8")
    assert MB // 8 <= path.stat().st_size < MB // 4
    read_whole(path)


def test_the_least_of_some_runs_counts() -> None:
    seen: list[Path] = []
    assert least(seen.append, [Path("a"), Path("b")], 3) >= 0.0
    assert len(seen) == 6


def test_filings_are_taken_evenly_of_each_kind(tmp_path: Path) -> None:
    for number in range(10):
        (tmp_path / f"{number}.pdf").touch()
        (tmp_path / f"{number}.htm").touch()
    assert [path.name for path in sample(tmp_path, 2)] == ["0.pdf", "5.pdf", "0.htm", "5.htm"]


def test_a_peer_that_is_not_installed_is_left_out(tmp_path: Path) -> None:
    (line,) = rows([FILING], tmp_path)
    assert line.startswith("| tieout | 1 | ")


def test_peers_are_measured_by_items_and_words_and_their_failure_is_told(tmp_path: Path) -> None:
    said = peer(
        "same", Path(sys.executable), "text, items = raw, 'ab'", {FILING: read(FILING)}, HAD
    )
    (line,) = said
    assert line.startswith("| same | 1 | ")
    assert line.endswith(" | 2 | 100.00 % |")
    (line,) = peer(
        "broken", Path(sys.executable), "raise ValueError('no')", {FILING: read(FILING)}, HAD
    )
    assert line == "| broken | failed: ValueError: no | | | |"


def test_a_ratio_is_of_the_first_to_the_second() -> None:
    assert Ratio("a", 6.0, "b", 2.0).row() == "| a | 6.00 | b | 2.00 | 3.00 |"


def test_rows_are_made_only_where_they_are_wanted(tmp_path: Path) -> None:
    assert list(ratios([], [], 1)) == []
    (row,) = ratios([FILING], ["files"], 1)
    assert row.what.startswith("1 .htm")
    assert row.beside == "bare lxml"
