"""Tables that are announced or explained and not there, and words that only seem to announce."""

import pytest

from ingest.announcements import (
    announcement,
    broken_announcements,
    lacks_contents,
    stray_notes,
)
from ingest.document import Document
from ingest.reading import read_source, to_document

TABLE = (
    "<table><tr><td></td><td>2023</td><td>2022</td></tr>"
    "<tr><td>Barges</td><td>$1,204</td><td>$1,100</td></tr>"
    "<tr><td>Tugs</td><td>310</td><td>295</td></tr></table>"
)
HEADING = "<p><b>Item 7. Management’s Discussion and Analysis</b></p>"


def read(*parts: str) -> Document:
    paragraphs = (part if part.startswith("<") else f"<p>{part}</p>" for part in parts)
    page = f"<html><body><p>Form 10-K</p>{HEADING}{''.join(paragraphs)}</body></html>"
    return to_document(read_source("html", page.encode()), "filing.htm")


@pytest.mark.parametrize(
    "words",
    [
        "We own ships. The following table shows our fleet at year-end:",
        "Revenue by vessel was as follows (in millions):",
        "Presented in the table below is our fleet:",
    ],
)
def test_a_table_that_is_announced_must_follow(words: str) -> None:
    prose = (
        "Rates rose in all of our markets in the year, and we bought two tugs more in the spring."
    )
    assert list(broken_announcements(read(words, TABLE, prose))) == []
    assert list(broken_announcements(read(words, "Fleet", "(in millions)", TABLE))) == []
    title = "Three months ended June 30, 2023 as compared to the three months ended June 30, 2022"
    assert list(broken_announcements(read(words, title, TABLE))) == []
    assert list(broken_announcements(read(words, prose))) == [announcement(words)]
    assert list(broken_announcements(read(words, "(1) Includes leased tugs."))) != []


def test_figures_in_a_list_and_rows_that_were_not_read_as_a_table_keep_the_word() -> None:
    words = "Revenue by vessel was as follows (in millions):"
    assert list(broken_announcements(read(words, "• Barges earned $4.", "• Tugs earned $2."))) == []
    assert list(broken_announcements(read(words, "Barges 1,204 1,100", "Tugs 310 295"))) == []


def test_what_announces_no_figures_is_no_announcement() -> None:
    assert announcement("We may be reached as follows:") == ""
    assert announcement("These are included in the table above:") == ""
    assert announcement("The parties agree to the following:") == ""
    assert announcement("The following table shows our fleet. It grew.") == ""


def test_a_note_to_a_table_stands_below_one() -> None:
    note = "(1) Includes three barges that are leased."
    assert list(stray_notes(read(TABLE, note, "(2) Net of tugs."))) == []
    assert list(stray_notes(read("Fleet by kind of vessel", note))) == [note]
    assert list(stray_notes(read("We report on:", note))) == []
    assert list(stray_notes(read(TABLE, "n/a: not applicable.", note))) == []
    lease = "(a) Lease costs are paid in advance."
    assert list(stray_notes(read("(in millions)", lease))) == [lease]


def test_a_title_of_contents_has_contents() -> None:
    rows = "".join(
        f"<tr><td>Item {n}.</td><td>{title}</td><td>{n}</td></tr>"
        for n, title in enumerate(("Business", "Properties", "Legal Proceedings", "Safety"), 1)
    )
    title = "<p>TABLE OF CONTENTS</p>"
    assert not lacks_contents(read(title, f"<table>{rows}</table>"))
    assert lacks_contents(read(title, "Prose follows."))
    assert not lacks_contents(read("Prose follows."))
