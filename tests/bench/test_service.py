"""The bench of the service runs, on two small filings; what it measures is not looked at."""

import asyncio
from pathlib import Path

import pytest

from bench.service import (
    AT_ONCE,
    always,
    beside_ingest,
    events,
    held,
    place,
    searches,
    serving,
    told,
)
from store.library import Library
from tests.filing_maker import ANNUAL, make_library


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
    assert len(delays) > 2 * 40, "every word is an event"
    assert (len(times), AT_ONCE) == (6, 20)
    assert told("searches", times).startswith("searches: 6 measured, p50 ")
    large = Library(library)
    assert any(each.source.endswith("another.htm") for each in large.documents())
    assert len(base.documents()) == 2
    large.close()
    base.close()
