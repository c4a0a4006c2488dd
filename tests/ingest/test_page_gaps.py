"""Blank stretches of a page: told where something was left out, and nowhere else."""

import pymupdf

from ingest.document import Source
from ingest.from_pdf import read_pdf
from ingest.page_gaps import gaps

PROSE = "The company carries grain and coal on rivers and along the coast of the Hale estuary."


def pdf(*, gap: float = 0.0, at: int = 3, picture: bool = False, title: str = "") -> Source:
    """Six pages of prose; on page `at` a blank of so many points, with a picture or not."""
    with pymupdf.open() as made:
        for number in range(1, 7):
            page, y = made.new_page(), 90.0
            while y < 700:
                if number == at and gap and 250 < y < 270:
                    if title:
                        page.insert_text((72, y), title)
                    if picture:
                        page.draw_circle((200, y + gap / 2), gap / 4)
                    y += gap
                page.insert_text((72, y), PROSE)
                y += 14
        return read_pdf(made.tobytes())


def test_pages_of_prose_have_no_gap() -> None:
    assert pdf().blanks == ()


def test_a_wide_blank_is_told_with_its_page_and_the_words_above() -> None:
    (blank,) = pdf(gap=150).blanks
    assert blank.page == 3
    assert blank.above.endswith("Hale estuary.")


def test_less_white_tells_below_words_that_announce_a_table() -> None:
    said = "The following table shows the fleet (in thousands):"
    assert pdf(gap=55).blanks == ()
    assert [blank.above[-len(said) :] for blank in pdf(gap=62, title=said).blanks] == [said]


def test_a_chart_fills_a_blank() -> None:
    assert pdf(gap=150, picture=True).blanks == ()


def test_a_short_document_is_not_judged() -> None:
    with pymupdf.open() as made:
        page = made.new_page()
        page.insert_text((72, 90), PROSE)
        page.insert_text((72, 500), PROSE)
        source = read_pdf(made.tobytes())
    assert list(gaps(source.blocks)) == []
