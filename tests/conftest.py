"""What many tests need: a small annual report with inline XBRL, and a library that holds it."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.pipeline import ingest
from store.library import Library
from store.settings import Settings

FILINGS = Path(__file__).parent / "filings"

# Triton looks at this when it is first imported, perhaps by another library in a test of something
# else: kernels run in Python then, and need no GPU.
os.environ.setdefault("TRITON_INTERPRET", "1")


@pytest.fixture(scope="session", autouse=True)
def _event_loop_of_the_main_thread() -> Iterator[None]:
    """A loop for litellm, which takes the thread's event loop, or makes one it never closes."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield
    loop.close()


@pytest.fixture(scope="session")
def filing() -> str:
    """A 10-K of four pages: cover, business, balance sheet, notes."""
    return (FILINGS / "tidewater-10-k.htm").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def built_library(filing: str, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library with that 10-K in it. Read it, do not change it."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "tidw.htm").write_text(filing, encoding="utf-8")
    library = Library(folder / "library")
    settings = Settings(library=library.folders.library, workers=1)
    assert [each.status for each in ingest([folder / "tidw.htm"], library, settings)] == ["added"]
    return library
