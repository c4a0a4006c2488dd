"""Files brought in: how far each is, what could not be read, and an end to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from store.settings import Settings
from tests.filing_maker import ANNUAL, CURRENT
from tests.web.page.looking import watched
from tests.web.serving import served
from web.config import Config


@pytest.fixture
def empty(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The library's page of a server that has nothing."""
    folder = tmp_path / "library"
    folder.mkdir()
    config = Config(Settings(library=folder, workers=1))
    with served(config) as url, watched(browser, url) as seen:
        seen.page.goto("/#/library")
        seen.page.wait_for_selector(".drop")
        yield seen.page


def choose(page: Page, *files: tuple[str, bytes]) -> None:
    page.locator("#files").set_input_files(
        [FilePayload(name=name, mimeType="text/html", buffer=content) for name, content in files]
    )


def test_each_file_says_what_became_of_it(empty: Page) -> None:
    choose(empty, ("annual.htm", ANNUAL.encode()), ("current.htm", CURRENT.encode()),
           ("packed.zip", b"PK\x03\x04"), ("broken.pdf", b"no pdf at all"))  # fmt: skip
    rows = empty.locator(".job li")
    expect(rows.nth(0)).to_have_text("annual.htm read")
    expect(rows.nth(1)).to_have_text("current.htm read")
    expect(rows.nth(2)).to_have_text("packed.zip no filing")
    expect(rows.nth(3)).to_contain_text("broken.pdf")
    expect(rows.nth(3)).to_have_class("bad")
    expect(empty.locator(".documents tbody tr")).to_have_count(2)


def test_what_is_on_its_way_can_be_cancelled_and_sent_again(empty: Page) -> None:
    empty.route("**/v1/documents", lambda route: None)  # it never arrives
    choose(empty, ("annual.htm", ANNUAL.encode()))
    empty.get_by_role("button", name="Cancel").click()
    expect(empty.locator(".jobs .notice")).to_contain_text("nothing was brought in")
    empty.unroute("**/v1/documents")
    empty.get_by_role("button", name="Try again").click()
    expect(empty.locator(".documents tbody tr")).to_have_count(1)


def test_files_are_dropped_on_the_page(empty: Page) -> None:
    empty.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.items.add(new File([text], "dropped.htm", {type: "text/html"}));
            const drop = new DragEvent("drop", {dataTransfer: data});
            document.querySelector(".drop").dispatchEvent(drop);
        }""",
        ANNUAL,
    )
    expect(empty.locator(".job li").first).to_have_text("dropped.htm read")
