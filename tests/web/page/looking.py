"""Looking at the page as a person does, and at what it does behind their back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page

LEASES = "What does this company really owe on leases?"
WAIT_MS = 60_000  # for an answer, on a machine with other work
OPTIONS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]


@dataclass
class Watched:
    """A page, and everything about it that should not be."""

    page: Page
    forgiving: str = ""
    """What the console may say."""
    wrong: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        forgiven = self.forgiving and self.forgiving in message.text
        if message.type in ("error", "warning") and not forgiven:
            self.wrong.append(f"console: {message.text}")

    def dismiss(self, dialog: Dialog) -> None:
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def away(self, url: str, home: str) -> None:
        if urlsplit(url).netloc not in (urlsplit(home).netloc, ""):
            self.wrong.append(f"request: {url}")


@contextmanager
def watched(
    browser: Browser, site: str, *, width: int = 1360, height: int = 860, forgiving: str = ""
) -> Iterator[Watched]:
    """A fresh page at `site`. Errors, dialogs, and requests to anywhere else fail at the end."""
    context = browser.new_context(viewport={"width": width, "height": height}, base_url=site)
    context.set_default_timeout(WAIT_MS)
    seen = Watched(context.new_page(), forgiving)
    seen.page.on("console", seen.hear)
    seen.page.on("pageerror", lambda error: seen.wrong.append(f"error: {error}"))
    seen.page.on("dialog", seen.dismiss)
    seen.page.on("request", lambda request: seen.away(request.url, site))
    try:
        yield seen
        assert not seen.wrong, "\n".join(seen.wrong)
    finally:
        context.close()


def ask(page: Page, question: str) -> None:
    """Ask in a new chat and wait for the answer."""
    page.goto("/#/")
    page.wait_for_selector(".welcome")
    page.fill("#question", question)
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer")
