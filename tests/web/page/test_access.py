"""People who see the page otherwise, or not at all: axe finds nothing, in either theme."""

import shutil
from importlib.resources import files
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from store.settings import Settings
from tests.web.page.looking import LEASES, ask, watched
from tests.web.page.test_account import REFUSED, enter
from tests.web.serving import served
from web.config import Config
from web.server import first_password

AXE = files("axe_core_python").joinpath("axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
PLACES = {
    "#/": ".offers li",
    "#/library": ".documents tbody a",
    "#/batches": "form.begin",
    "#/memory": ".notes li",
    "#/settings": ".notes li form",
}
RUN = "async (tags) => (await axe.run(document, {runOnly: tags, iframes: false})).violations"


def violations(page: Page) -> list[str]:
    """What axe finds wrong, each with the first place."""
    page.evaluate(AXE)
    found = page.evaluate(RUN, TAGS)
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_where_people_sign_in(
    browser: Browser, filed: Path, tmp_path: Path, theme: Literal["light", "dark"]
) -> None:
    folder = Path(shutil.copytree(filed, tmp_path / "library"))
    config = Config(Settings(library=folder), auth=True)
    first_password(config)
    with served(config) as url, watched(browser, url, forgiving=REFUSED) as seen:
        seen.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        seen.page.goto("/")
        expect(seen.page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert violations(seen.page) == []
        enter(seen.page, "admin", "not the password")
        expect(seen.page.locator(".notice.bad")).to_be_visible()
        assert violations(seen.page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(page: Page, theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    ask(page, LEASES)
    assert violations(page) == []
    page.locator(".cards a").first.click()
    page.wait_for_selector("#source iframe")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator(".composer .chip").first.click()
    page.wait_for_selector("dialog .picks li")
    assert violations(page) == []
    page.keyboard.press("Escape")
    for place, there in PLACES.items():
        page.goto(f"/{place}")
        page.wait_for_selector(there)
        assert violations(page) == [], place
    page.goto("/#/library")
    page.locator("tbody a").first.click()
    page.wait_for_selector(".outline li")
    assert violations(page) == []
