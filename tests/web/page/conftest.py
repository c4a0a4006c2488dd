"""A real browser on a real server. Without Chromium these tests are left out, as `./test` says."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from index.build import update_bm25
from ingest.pipeline import ingest
from store.library import Library
from store.settings import Settings
from tests.web.page.looking import OPTIONS, WAIT_MS, watched
from tests.web.serving import served
from web.config import Config

CHROMIUM = shutil.which("chromium")
collect_ignore_glob = [] if CHROMIUM else ["test_*.py"]


@pytest.fixture(scope="module")  # its event loop runs while it is open: no other test may meet it
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the example filings, which nobody changes but by asking."""
    return read_examples(tmp_path_factory.mktemp("page") / "library")


def read_examples(folder: Path) -> Path:
    """Read the example filings into a library in `folder`."""
    library = Library(folder)
    settings = Settings(library=folder, workers=2)
    read = list(ingest([Path("examples/filings")], library, settings))
    assert all(one.status == "added" for one in read)
    update_bm25(library)
    library.close()
    return folder


@pytest.fixture(scope="session")
def site(examples: Path) -> Iterator[str]:
    """The address of a server on the example filings, answered by the built-in planner."""
    with served(Config(Settings(library=examples))) as url:
        yield url


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page of its own, whose errors and strange requests fail the test."""
    with watched(browser, site) as seen:
        yield seen.page
