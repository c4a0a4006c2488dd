"""The files in examples/filings: what the generator writes, as long and as whole as promised."""

import re

import pymupdf

from examples.generate import FILINGS, filings
from tests.examples.markup import IX, XHTML, Markup

ITEMS = [
    *("1", "1A", "1B", "1C", "2", "3", "4", "5", "6", "7", "7A", "8", "9", "9A", "9B", "9C"),
    *("10", "11", "12", "13", "14", "15", "16"),
]


def _words_of_pdf(content: bytes) -> list[str]:
    with pymupdf.open(stream=content, filetype="pdf") as document:
        return [page.get_text() for page in document]


def test_the_files_on_disk_are_what_the_generator_writes(written: dict[str, bytes]) -> None:
    assert {path.name for path in FILINGS.iterdir()} == set(written)
    for name, content in written.items():
        there = (FILINGS / name).read_bytes()
        if name.endswith(".pdf"):  # compression differs between builds of zlib; words do not
            assert _words_of_pdf(there) == _words_of_pdf(content)
        else:
            assert there == content, f"{name}: run python -m examples.generate"


def test_the_same_story_gives_the_same_bytes(written: dict[str, bytes]) -> None:
    assert filings() == written


def test_the_example_filings_stay_small(written: dict[str, bytes]) -> None:
    assert sum(map(len, written.values())) < 3_000_000


def test_the_10_k_has_130_pages_each_with_its_running_head_and_number(
    written: dict[str, bytes],
) -> None:
    html = next(c for name, c in written.items() if name.endswith("10-k.htm")).decode()
    pages = html.split('<hr style="page-break-after:always"/>')
    assert len(pages) >= 130
    for number, page in enumerate(pages[1:], 1):
        words = re.sub(r"<[^>]+>", " ", page).split()
        assert words[:3] == ["Table", "of", "Contents"]
        foot = words[: -words[::-1].index("10-K")][-3:] if number < len(pages) - 1 else words
        assert "10-K" in foot
        assert str(number) in words[-3:]


def test_the_10_k_has_51_000_tokens(ten_k: Markup) -> None:
    assert len(ten_k.text.split()) * 1.33 >= 51_000


def test_every_item_stands_under_its_heading_in_order(ten_k: Markup) -> None:
    headings = [b for b in ten_k.blocks if re.match(r"Item \d+[ABC]?\. \S", b)]
    numbers = [heading.removeprefix("Item ").partition(".")[0] for heading in headings]
    assert numbers[: len(ITEMS)] == ITEMS  # the table of contents, with pages
    assert numbers[len(ITEMS) :] == ITEMS


def test_the_contents_link_to_what_they_name(ten_k: Markup) -> None:
    ids = {element.get("id") for element in ten_k.tree.iter() if element.get("id")}
    links = {element.get("href", "")[1:] for element in ten_k.tree.iter(f"{XHTML}a")}
    assert links <= ids
    assert len(links) == len(ITEMS) + 4 + 1 + 1  # items, parts, signatures, the contents


def test_the_header_says_who_filed_what_for_which_year(ten_k: Markup, ten_q: Markup) -> None:
    def said(markup: Markup) -> dict[str, str]:
        words = markup.tree.iter(f"{IX}nonNumeric")
        return {word.get("name", ""): word.text or "" for word in words}

    annual, quarterly = said(ten_k), said(ten_q)
    assert annual["dei:DocumentType"] == "10-K"
    assert annual["dei:EntityRegistrantName"] == "Wexcombe Stores Corporation"
    assert annual["dei:EntityCentralIndexKey"] == "0009990412"
    assert annual["dei:TradingSymbol"] == "WXCB"
    assert annual["dei:DocumentFiscalYearFocus"] == "2024"
    assert annual["dei:DocumentPeriodEndDate"] == "February 1, 2025"
    assert quarterly["dei:DocumentType"] == "10-Q"
    assert quarterly["dei:DocumentFiscalPeriodFocus"] == "Q1"
    assert quarterly["dei:DocumentPeriodEndDate"] == "May 3, 2025"


def test_no_paragraph_is_printed_twice(ten_k: Markup) -> None:
    body = [block for block in ten_k.blocks if len(block) > 160]
    assert len(body) > 500
    assert len(set(body)) == len(body)


def test_no_template_is_left_unfilled(ten_k: Markup, ten_q: Markup) -> None:
    for markup in (ten_k, ten_q):
        assert not re.search(r"[{}<>]", markup.text)


def test_the_8_k_tells_of_the_terminated_leases_and_agrees_with_the_10_k(
    written: dict[str, bytes], ten_k: Markup
) -> None:
    content = next(c for name, c in written.items() if name.endswith(".pdf"))
    words = " ".join(" ".join(_words_of_pdf(content)).split())
    assert "Item 1.02 Termination of a Material Definitive Agreement." in words
    assert "lease obligations of $500 million at February 1, 2025" in words
    row = next(block for block in ten_k.blocks if block.startswith("Net sales $"))
    for amount in re.findall(r"[\d,]{5,}", row):
        assert amount in words
