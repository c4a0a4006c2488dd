"""The live grid: begun from the page, filling, its cells leading to their sources."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.web.page.looking import WAIT_MS, watched
from tests.web.page.test_access import violations


def begin(page: Page, questions: str) -> None:
    page.goto("/#/batches")
    page.fill("#batch-questions", questions)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_selector("table.cells")
    expect(page.locator(".facts-line")).to_contain_text("Finished", timeout=WAIT_MS)


def test_a_grid_fills_and_each_cell_opens_its_source(page: Page) -> None:
    begin(page, "What were total operating lease liabilities?\nWhat was total revenue?")
    filings = page.locator("table.cells tbody tr")
    assert filings.count() > 1
    expect(page.locator(".cell.waiting")).to_have_count(0)
    assert violations(page) == []
    answered = page.locator(".cell.answered").first
    answered.click()
    expect(page.locator("#source")).to_be_visible()
    expect(page.locator("#cell")).to_be_visible()
    page.wait_for_selector("#source iframe, #source img")
    assert violations(page) == []
    refused = page.locator(".cell.not_disclosed, .cell.not_in_library, .cell.failed").first
    assert refused.locator("small").first.inner_text()


def test_a_cell_is_put_right_with_a_name_and_asked_again(page: Page) -> None:
    begin(page, "What was total revenue?")
    page.locator(".cell").first.click()
    page.get_by_role("button", name="Put it right").click()
    page.fill("#right-text", "It is 12 by hand.")
    page.fill("#right-value", "12000000")
    page.fill("#right-unit", "USD")
    assert violations(page) == []
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator(".cell.corrected")).to_contain_text("$12,000,000")
    expect(page.locator(".cell.corrected")).to_contain_text("Put right by you")
    page.locator(".cell").nth(1).click()
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".facts-line")).to_contain_text("Finished", timeout=WAIT_MS)


def test_a_sheet_of_questions_is_dropped_and_the_grid_is_saved(page: Page, tmp_path: Path) -> None:
    sheet = tmp_path / "q.csv"
    sheet.write_text("id,question,type\nrevenue,What was total revenue?,amount\n")
    page.goto("/#/batches")
    with page.expect_file_chooser() as chooser:
        page.get_by_text("choose a file").click()
    chooser.value.set_files(sheet)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_selector("table.cells")
    expect(page.locator(".facts-line")).to_contain_text("Finished", timeout=WAIT_MS)
    expect(page.locator("table.cells thead th").nth(1)).to_have_text("revenue")
    page.locator(".batch-head summary").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="CSV").click()
    assert "revenue" in Path(saved.value.path()).read_text()


def test_what_a_batch_will_take_is_told_before_it_is_begun(page: Page) -> None:
    page.goto("/#/batches")
    page.fill(
        "#batch-questions", "\n".join(f"What was total revenue in {year}?" for year in (2023, 2024))
    )
    page.get_by_role("button", name="Estimate first").click()
    page.wait_for_selector("table.cells")
    expect(page.locator(".facts-line")).to_contain_text(
        "Not finished · 5 of 6 cells", timeout=WAIT_MS
    )
    expect(page.locator(".batch-head .hint")).to_contain_text("for the cell that is left")
    assert violations(page) == []
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".facts-line")).to_contain_text("Finished", timeout=WAIT_MS)


def test_what_cannot_be_begun_is_said_beside_the_form(browser: Browser, site: str) -> None:
    with watched(browser, site, forgiving="422") as seen:
        page = seen.page
        page.goto("/#/batches")
        page.wait_for_selector("form.begin")
        page.get_by_role("button", name="Begin").click()
        expect(page.locator("form.begin .notice")).to_contain_text("questions")
