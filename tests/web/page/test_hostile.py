"""Scripts, pictures and links in questions, answers, titles and filings: none runs, none is asked
for.
"""

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, expect

from agent.model import Call, Model, Reply
from agent.scripted_model import ScriptedModel
from store.settings import Settings
from tests.web.page.looking import watched
from tests.web.serving import serving
from web.config import Config

AWAY = "https://away.example"
PARTS: Sequence[str] = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    f"<img src={AWAY}/a.png>",
    f"![picture]({AWAY}/b.png)",
    "[link](javascript:alert(1))",
    f"[link]({AWAY}/c)",
    f"<iframe src={AWAY}></iframe>",
    "<svg onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    f"<style>@import url({AWAY}/d.css)</style>",
    f"<link rel=stylesheet href={AWAY}/e.css>",
    "<math><mtext><script>alert(1)</script></mtext></math>",
    f"<form action={AWAY}><button>go</button></form>",
    "<details open ontoggle=alert(1)>",
    f"<meta http-equiv=refresh content='0;url={AWAY}'>",
    f"<object data={AWAY}></object>",
    f"<video src={AWAY}/f.mp4 autoplay onerror=alert(1)></video>",
    "<input autofocus onfocus=alert(1)>",
    "{{constructor.constructor('alert(1)')()}}",
    f"<base href={AWAY}/>",
)
WRAPS = (
    "{}",
    "**{}**",
    "- {}",
    "> {}",
    "`{}`",
    "| {} | 1 |",
    "<p>{}",
    "&lt;{}",
    '"{}"',
    "{}\n\n{}",
)
PAYLOADS = tuple(wrap.replace("{}", part) for part in PARTS for wrap in WRAPS)


def hostile(_name: str) -> Model:
    """A model whose answer is all of them."""
    said = {"status": "partial", "answer": "\n\n".join(PAYLOADS), "open_threads": list(PARTS)}
    return ScriptedModel(
        [Reply("\n".join(PARTS), (Call("1", "answer", dict(said)),))] * 3, "hostile"
    )


def test_two_hundred_payloads_do_nothing(browser: Browser, examples: Path) -> None:
    assert len(PAYLOADS) == 200
    config = Config(Settings(library=examples, model="test/hostile"), processes=0)
    with serving(config, hostile) as url, watched(browser, url) as seen:
        page = seen.page
        page.goto("/")
        page.wait_for_selector(".welcome")
        page.fill("#question", " ".join(PARTS))
        page.keyboard.press("Enter")
        page.wait_for_selector(".answer")
        expect(page.locator(".prose")).to_contain_text("alert(1)")
        assert page.locator(".prose script, .prose img, .prose iframe, .prose form").count() == 0
        links = page.locator("main a").evaluate_all("all => all.map((each) => each.href)")
        assert not [link for link in links if "javascript" in link or "away" in link]
        page.reload()
        page.wait_for_selector(".answer")
