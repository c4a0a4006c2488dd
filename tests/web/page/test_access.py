"""People who see the page otherwise, or not at all: axe finds nothing, in either theme."""

from importlib.resources import files

import pytest
from playwright.sync_api import Page

from tests.web.page.looking import LEASES, ask

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
