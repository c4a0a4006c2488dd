"""The bench of the service runs, on two small filings; what it measures is not looked at."""

import asyncio
from pathlib import Path

import pytest

from bench.service import (
    AT_ONCE,
    always,
    beside_ingest,
    children,
    events,
    held,
    level,
    place,
    searches,
    serving,
    told,
)
from store.heaps import FEW
from store.library import Library
from tests.filing_maker import ANNUAL, make_library

HEAP = 64 << 20  # bytes that glibc puts aside for a heap of threads, and aligns it by


def heaps(process: int) -> int:
    """How many heaps of threads a process has: what is in use of each, then what is put aside."""
    found, before = 0, (0, 0)
    for line in Path(f"/proc/{process}/maps").read_text().splitlines():
        start, stop = (int(each, 16) for each in line.split()[0].split("-"))
        kept_back = line.split()[1] == "---p" and stop % HEAP == 0
        found += (
            kept_back and before[0] % HEAP == 0 and (before[1], stop) == (start, before[0] + HEAP)
        )
        before = (start, stop)
    return found


@pytest.mark.slow
def test_events_searches_and_memory_are_measured_and_the_library_stays_as_it_is(
    tmp_path: Path,
) -> None:
    base = make_library(tmp_path)
    more = tmp_path / "more"
    more.mkdir()
    (more / "another.htm").write_text(ANNUAL.replace("HARROW", "BARROW"), encoding="utf-8")
    (scratch := tmp_path / "scratch").mkdir()
    library, asked = place(base.folders.library, scratch, 20)
    with serving(library, 1) as (url, process):
        delays = asyncio.run(events(url, 2))
        times = asyncio.run(searches(url, asked, 20, 0.3, always))
        assert len(beside_ingest(url, library, more, asked)) > 0
        assert held(process) > 50
        both = [process, *children(process)]
        assert len(both) > 1, "runs are done in another process"
        # beside the main one there is one, which may need a second piece; without a limit up to 15
        assert max(map(heaps, both)) <= FEW
    assert len(delays) > 2 * 40, "every word is an event"
    assert (len(times), AT_ONCE) == (6, 20)
    assert told("searches", times).startswith("searches: 6 measured, p50 ")
    large = Library(library)
    assert any(each.source.endswith("another.htm") for each in large.documents())
    assert len(base.documents()) == 2
    large.close()
    base.close()


def test_memory_is_level_where_the_last_minute_holds_hardly_more_than_the_second() -> None:
    assert level([150.0, 160.0, 161.0, 164.0]).endswith("1.02 x the second, 2.0 MB a minute: level")
    assert level([163.0, 167.0, 201.0]).endswith("34.0 MB a minute: not level")
    assert "1.00 x the second" in level([150.0])
