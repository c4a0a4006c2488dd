"""What stands in an answer and around it: tables, charts, sources as they come, notes, turns."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from agent.model import Model
from store.settings import Settings
from tests.web.page.looking import LEASES, ask, watched
from tests.web.page.models import ANNUAL, Series
from tests.web.serving import served, serving
from web.config import Config


@pytest.fixture(scope="module")
def series(browser: Browser, examples: Path) -> Iterator[Page]:
    """A page with an answer that is a table and a series."""

    def named(_name: str) -> Model:
        return Series(examples)

    config = Config(Settings(library=examples, model="test/series"))
    with serving(config, named) as url, watched(browser, url) as seen:
        ask(seen.page, "How did net sales develop?")
        yield seen.page


def test_a_table_of_an_answer_is_sorted_by_its_heads(series: Page) -> None:
    column = series.locator(".prose tbody tr td:nth-child(2)")
    assert column.all_inner_texts() == ["$36,455", "$35,988", "$34,463"]
    series.locator(".prose th button", has_text="Net sales").click()
    assert column.all_inner_texts() == ["$34,463", "$35,988", "$36,455"]
    expect(series.locator(".prose th").nth(1)).to_have_attribute("aria-sort", "ascending")
    series.locator(".prose th button", has_text="Net sales").click()
    assert column.all_inner_texts() == ["$36,455", "$35,988", "$34,463"]


def test_a_table_of_an_answer_is_saved_as_a_spreadsheet_reads_it(series: Page) -> None:
    with series.expect_download() as saving:
        series.locator(".prose").get_by_text("Save as CSV").click()
    lines = Path(saving.value.path()).read_text("utf-8").splitlines()
    assert lines[0] == "Fiscal year,Net sales,Note"
    assert sorted(lines[1:])[2] == '2024,"$36,455",\'=1+1'


def test_a_table_of_an_answer_is_copied(series: Page) -> None:
    series.context.grant_permissions(["clipboard-read", "clipboard-write"])
    series.locator(".prose").get_by_text("Copy table").click()
    copied = series.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[0] == "Fiscal year\tNet sales\tNote"


def test_figures_that_are_a_series_are_drawn_the_oldest_first(series: Page) -> None:
    drawing = series.locator(".chart svg")
    expect(drawing.locator("rect")).to_have_count(3)
    assert drawing.locator("text.value").all_text_contents() == ["$34,463", "$35,988", "$36,455"]
    heights = drawing.locator("rect").evaluate_all(
        "all => all.map((r) => +r.getAttribute('height'))"
    )
    assert heights == sorted(heights)
    said = drawing.get_attribute("aria-label") or ""
    assert "$36,455,000,000" in said


def test_sources_are_shown_as_they_are_announced(page: Page) -> None:
    figure = {"text": "$5.0 billion", "document": ANNUAL, "source": "annual.htm", "page": 2,
              "lines": [20, 20], "expression": None}  # fmt: skip
    citation = {"quote": "excluding discontinued operations", "document": ANNUAL,
                "source": "annual.htm", "page": 3, "lines": [30, 31]}  # fmt: skip
    told = [{"type": "figure", "figure": figure}, {"type": "citation", "citation": citation}]
    body = "".join(
        f"id: {at}\nevent: {each['type']}\ndata: {json.dumps(each)}\n\n"
        for at, each in enumerate(told, 1)
    )

    def announce(route: Route) -> None:
        route.fulfill(content_type="text/event-stream", body=body)

    page.route("**/events", announce)
    page.goto("/#/")
    page.wait_for_selector(".welcome")
    page.fill("#question", LEASES)
    page.keyboard.press("Enter")
    cards = page.locator(".coming a")
    expect(cards).to_have_count(2)
    expect(cards.first).to_contain_text("annual.htm · page 2 · line 20")
    expect(cards.last).to_contain_text("excluding discontinued operations")
    cards.first.click()
    expect(page.locator("#source .head")).to_contain_text("page 2")


def test_a_question_that_leans_on_the_one_before_is_asked_with_it(page: Page) -> None:
    ask(page, "What was goodwill in fiscal 2024?")
    first = page.locator(".headline").inner_text()
    page.fill("#question", "And the year before?")
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_have_count(2)
    second = page.locator(".headline").nth(1).inner_text()
    assert first.startswith("$")
    assert second.startswith("$")
    assert first != second


def test_an_answer_is_announced_in_two_sentences_and_no_more(page: Page) -> None:
    page.goto("/#/")
    page.wait_for_selector(".welcome")
    page.evaluate(
        "window.said = []; new MutationObserver(() => said.push(announcer.textContent))"
        ".observe(announcer, {childList: true})"
    )
    page.fill("#question", LEASES)
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer")
    expect(page.locator("#announcer")).to_have_text("The answer is there.")
    assert page.evaluate("said") == ["Looking for the answer.", "The answer is there."]


def test_an_answer_is_asked_again_and_a_question_is_edited(page: Page) -> None:
    ask(page, "What were total assets in fiscal 2024?")
    page.evaluate("document.querySelector('.message').id = 'before'")
    page.get_by_role("button", name="Ask again", exact=True).click()
    expect(page.locator("#before")).to_have_count(0)
    page.wait_for_selector(".answer")
    page.get_by_role("button", name="Edit and ask again").click()
    page.get_by_label("Question").first.fill("What was goodwill in fiscal 2024?")
    page.get_by_role("button", name="Ask this instead").click()
    expect(page.locator(".asked h2")).to_have_text("What was goodwill in fiscal 2024?")
    page.wait_for_selector(".answer")
    page.reload()
    page.wait_for_selector(".answer")
    expect(page.locator(".message")).to_have_count(1)


def test_an_answer_names_the_notes_it_was_told_and_leads_to_them(page: Page) -> None:
    page.goto("/#/memory")
    page.fill("#note", "Net income is meant after noncontrolling interests.")
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_selector(".notes li textarea")
    ask(page, "What was net income in fiscal 2024?")
    told = page.locator(".answer footer a")
    expect(told).to_contain_text("Net income is meant after noncontrolling")
    told.click()
    page.wait_for_selector(".notes li textarea")


def test_how_long_chats_are_kept_is_chosen_in_the_settings(browser: Browser, filed: Path) -> None:
    with served(Config(Settings(library=filed))) as url, watched(browser, url) as seen:
        page = seen.page
        page.goto("/#/settings")
        page.get_by_label("Chats are kept").select_option("90")
        page.get_by_role("button", name="Keep them so").click()
        expect(page.locator(".sheet")).to_contain_text("Kept. Older chats are deleted.")
        page.reload()
        expect(page.get_by_label("Chats are kept")).to_have_value("90")


@pytest.mark.slow
def test_a_page_that_is_refreshed_fifty_times_loses_and_doubles_nothing(
    browser: Browser, examples: Path
) -> None:
    config = Config(Settings(library=examples, model="test/slow"), processes=0)
    with served(config) as url, watched(browser, url) as seen:
        page = seen.page
        page.goto("/")
        page.wait_for_selector(".welcome")
        page.fill("#question", "What is there?")
        page.keyboard.press("Enter")
        expect(page.locator(".streaming")).to_contain_text("word1 ")
        before = 0
        for _ in range(50):
            page.reload()
            expect(page.locator(".streaming")).to_contain_text(f"word{before} ")
            words = page.locator(".streaming").inner_text().split()
            assert words == [f"word{at}" for at in range(len(words))]
            assert len(words) > before
            before = len(words) - 1
        page.locator("[data-stop]").click()
        page.wait_for_selector(".answer")
