"""The pictures of the page in docs/: `python -m tests.web.page.pictures` makes them anew."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from store.settings import Settings
from tests.web.page.conftest import read_examples
from tests.web.page.looking import LEASES, OPTIONS, WAIT_MS, ask, watched
from tests.web.serving import served
from web.config import Config

DOCS = Path("docs")
QUESTIONS = (
    "What was total revenue?",
    "What were total assets?",
    "What were total lease obligations?",
)


def take(page: Page, folder: Path) -> list[Path]:
    """An answer with its source open, light and dark, the library, and a grid with its sources."""
    made = [folder / name for name in ("chat.png", "chat-dark.png", "library.png", "batch.png")]
    ask(page, LEASES)
    page.locator(".cards a").first.click()
    page.frame_locator("#source iframe").locator("#passage").wait_for()
    page.locator(".log").evaluate("log => log.scrollTo(0, 0)")
    page.wait_for_timeout(500)
    page.screenshot(path=made[0])
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=made[1])
    page.emulate_media(color_scheme="light")
    page.goto("/#/library")
    page.wait_for_selector(".documents tbody a")
    page.screenshot(path=made[2])
    page.goto("/#/batches")
    page.fill("#batch-questions", "\n".join(QUESTIONS))
    page.get_by_role("button", name="Begin").click()
    expect(page.locator(".facts-line")).to_contain_text("Finished", timeout=WAIT_MS)
    page.locator(".cell.answered").first.click()
    page.wait_for_selector("#source iframe, #source img")
    page.wait_for_timeout(500)
    page.screenshot(path=made[3])
    return made


def main() -> None:
    """Make them."""
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        library = read_examples(Path(scratch) / "library")
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=OPTIONS
        )
        with served(Config(Settings(library=library))) as url, watched(chromium, url) as seen:
            take(seen.page, DOCS)


if __name__ == "__main__":
    main()
