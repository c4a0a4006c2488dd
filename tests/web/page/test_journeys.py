"""What people come to do: ask, see where it stands, bring filings, go on where they were."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from agent.model import Model
from agent.models import model_named
from store.settings import Settings
from tests.web.page.looking import LEASES, ask, watched
from tests.web.page.models import Breaking
from tests.web.page.pictures import take
from tests.web.serving import served, serving
from web.config import Config

SIZES = [(360, 740), (390, 844), (768, 1024), (1360, 860)]


def test_a_question_is_answered_and_each_figure_opens_its_line(page: Page) -> None:
    ask(page, LEASES)
    expect(page.locator(".headline")).to_have_text("$6,500,000,000")
    expect(page.locator(".badge.good")).to_contain_text("checks passed")
    page.locator(".ledger tbody a").first.click()
    frame = page.frame_locator("#source iframe")
    expect(frame.locator("#passage")).to_contain_text("$5.0 billion")
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()


def test_a_computed_figure_opens_its_expression_and_from_there_its_parts(page: Page) -> None:
    ask(page, LEASES)
    page.locator(".prose a", has_text="$6.5 billion").click()
    expect(page.locator("dialog .expression")).to_contain_text("$5.0 billion + $2.0 billion")
    page.locator("dialog .parts button").nth(1).click()
    expect(page.frame_locator("#source iframe").locator("#passage")).to_contain_text("$2.0 billion")


def test_the_steps_are_told_in_plain_words_while_they_happen(page: Page) -> None:
    ask(page, LEASES)
    page.locator(".steps summary").click()
    expect(page.locator(".steps li").first).to_be_visible()
    steps = page.locator(".steps li").all_inner_texts()
    assert any("Note 12" in step or "Leases" in step for step in steps)


def test_from_an_empty_library_to_a_cited_answer_in_three_clicks(
    browser: Browser, tmp_path: Path
) -> None:
    folder = tmp_path / "library"
    folder.mkdir()
    with (
        served(Config(Settings(library=folder, workers=1))) as url,
        watched(browser, url) as seen,
    ):
        page = seen.page
        page.goto("/")
        with page.expect_file_chooser() as chooser:
            page.get_by_text("choose files").click()
        chooser.value.set_files("examples/filings/wxcb-2024-10-k.htm")
        page.wait_for_selector(".documents tbody tr")
        page.get_by_text("New question").click()
        page.locator(".offers button").first.click()
        page.wait_for_selector(".answer.answered [data-source]")


def test_a_chat_is_found_renamed_and_deleted(page: Page) -> None:
    ask(page, "What were total assets?")
    page.fill("#search-chats", "total assets")
    entry = page.locator(".chats li").first
    expect(entry).to_contain_text("total assets")
    entry.get_by_role("button").click()
    page.get_by_label("Title").fill("A better name")
    page.get_by_role("button", name="Rename", exact=True).click()
    page.fill("#search-chats", "better name")
    expect(page.locator(".chats li").first).to_contain_text("A better name")
    page.locator(".chats li").first.get_by_role("button").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator(".chats")).to_contain_text("No chat says this.")


def test_what_was_typed_is_never_lost_and_one_click_sends_it_again(
    browser: Browser, site: str
) -> None:
    with watched(browser, site, forgiving="500 (Internal Server Error)") as seen:
        lose_and_send_again(seen.page)


def lose_and_send_again(page: Page) -> None:
    """A question is asked while the server is broken, and once more when it is not."""
    page.goto("/")
    page.wait_for_selector(".welcome")
    page.route("**/v1/chats", lambda route: route.fulfill(status=500, json={"detail": "Broken."}))
    page.fill("#question", LEASES)
    page.keyboard.press("Enter")
    expect(page.locator(".composer .notice")).to_contain_text("Broken.")
    expect(page.locator("#question")).to_have_value(LEASES)
    page.reload()
    expect(page.locator("#question")).to_have_value(LEASES)
    page.unroute("**/v1/chats")
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer")


def test_a_provider_that_goes_down_in_mid_answer_costs_one_click(
    browser: Browser, examples: Path
) -> None:
    calls: list[str] = []

    def failing_once(name: str) -> Model:
        calls.append(name)
        return Breaking() if len(calls) == 1 else model_named("offline")

    config = Config(Settings(library=examples, model="test/breaking"), processes=0)
    with serving(config, failing_once) as url, watched(browser, url) as seen:
        page = seen.page
        ask(page, LEASES)
        expect(page.locator(".answer")).to_contain_text("The provider went away")
        expect(page.locator(".asked")).to_contain_text(LEASES)
        page.get_by_role("button", name="Ask again", exact=True).click()
        expect(page.locator(".headline")).to_have_text("$6,500,000,000")
        page.reload()
        expect(page.locator(".asked").first).to_contain_text(LEASES)
    assert len(calls) == 2


def test_a_run_is_stopped_and_goes_on_when_the_page_is_left(
    browser: Browser, examples: Path
) -> None:
    slow = Config(Settings(library=examples, model="test/slow"), processes=0)
    with served(slow) as url, watched(browser, url) as seen:
        page = seen.page
        page.goto("/")
        page.wait_for_selector(".welcome")
        page.fill("#question", "What is there?")
        page.keyboard.press("Enter")
        expect(page.locator(".streaming")).to_contain_text("word3 ")
        page.reload()
        expect(page.locator(".streaming")).to_contain_text("word0 word1 word2 word3 ")
        page.keyboard.press("Escape")
        page.wait_for_selector(".answer")
        expect(page.locator(".badges")).to_contain_text("Stopped early")


def test_everything_is_done_from_the_keyboard(page: Page) -> None:
    page.goto("/")
    page.wait_for_selector(".welcome")
    page.locator("body").press("Escape")
    page.locator("#main").focus()
    page.keyboard.press("/")
    page.keyboard.type(LEASES)
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer")
    page.locator("#main").focus()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#source, dialog").first).to_be_attached()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.locator("#main").focus()
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_contain_text("Keyboard")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_is_wider_than_the_screen(
    browser: Browser, site: str, width: int, height: int
) -> None:
    with watched(browser, site, width=width, height=height) as seen:
        ask(seen.page, LEASES)
        for place in ("", "#/library", "#/memory", "#/settings"):
            if place:
                seen.page.goto(f"/{place}")
                seen.page.wait_for_selector(".sheet h1")
            wide = seen.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, place


def test_the_colours_that_were_chosen_stay(page: Page) -> None:
    page.goto("/#/settings")
    page.get_by_label("Dark").check()
    page.reload()
    page.wait_for_selector(".sheet h1")
    assert page.evaluate("getComputedStyle(document.body.parentElement).colorScheme") == "dark"


def test_a_note_is_kept_and_changed(page: Page) -> None:
    page.goto("/#/memory")
    page.fill("#note", "By last year we mean the last fiscal year.")
    page.get_by_role("button", name="Keep it").click()
    note = page.locator(".notes li").first
    expect(note).to_contain_text("in use")
    note.get_by_role("button", name="Do not use").click()
    expect(page.locator(".notes li").first).to_contain_text("not in use")


def test_what_is_wrong_with_an_answer_is_said_with_a_reason(page: Page) -> None:
    ask(page, LEASES)
    page.get_by_label("Something is wrong").click()
    page.get_by_label("What should be known next time").fill("Leave out short-term leases.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("dialog")).to_have_count(0)
    page.goto("/#/memory")
    page.wait_for_selector(".notes textarea")
    texts = page.locator(".notes textarea").evaluate_all("all => all.map((each) => each.value)")
    assert any("short-term leases" in text for text in texts)


def test_the_pictures_in_the_docs_can_be_made_anew(page: Page, tmp_path: Path) -> None:
    for picture in take(page, tmp_path):
        assert picture.stat().st_size > 20_000
        assert (Path("docs") / picture.name).exists()
