"""With --auth: people sign in, make keys that are shown once, and let others in."""

import shutil
from pathlib import Path

import httpx2
from playwright.sync_api import Browser, Page, expect

from store.settings import Settings
from tests.web.page.looking import watched
from tests.web.serving import served
from web.config import Config
from web.server import first_password

REFUSED = "401 (Unauthorized)"


def enter(page: Page, name: str, password: str) -> None:
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_people_sign_in_make_a_key_let_somebody_in_and_leave(
    browser: Browser, filed: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(filed, tmp_path / "library"))
    config = Config(Settings(library=folder), auth=True)
    password = first_password(config) or ""
    with served(config) as url, watched(browser, url, forgiving=REFUSED) as seen:
        page = seen.page
        page.goto("/#/settings")
        enter(page, "admin", "not the password")
        expect(page.locator(".notice.bad")).to_be_visible()
        enter(page, "admin", password)
        expect(page.locator(".sheet")).to_contain_text("You are admin")
        key = made_key(page)
        known = httpx2.get(f"{url}/v1/documents", headers={"authorization": f"Bearer {key}"})
        assert known.status_code == 200
        assert key not in page.content()
        page.get_by_label("Name", exact=True).fill("ada")
        page.get_by_label("First password").fill("a long password")
        page.get_by_role("button", name="Let in").click()
        expect(page.get_by_role("button", name="Remove ada")).to_be_visible()
        page.get_by_role("button", name="Revoke a script").click()
        expect(page.get_by_role("button", name="Revoke a script")).to_have_count(0)
        page.get_by_role("button", name="Sign out").click()
        enter(page, "ada", "a long password")
        expect(page.locator(".sheet")).to_contain_text("You are ada")
        expect(page.get_by_role("button", name="Let in")).to_have_count(0)


def made_key(page: Page) -> str:
    """The secret of a new key, as it is shown once."""
    page.get_by_label("Name of the key").fill("a script")
    page.get_by_role("button", name="Make a key").click()
    secret = page.locator("dialog .secret").inner_text()
    assert secret.startswith("tieout_")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    return secret
