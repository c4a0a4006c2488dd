"""A filing as it was filed: the passage is marked where it stands, and nowhere else."""

import re
from pathlib import Path

import pytest

from evals.highlights import measure
from index.build import update_bm25
from ingest.pipeline import ingest
from store.library import Library
from store.settings import Settings
from tests.filing_maker import ANNUAL as PAGE
from web.seen import Seen, look
from web.sources import harmless, source_html

TYPED = """                       HARROW FREIGHT, INC.

                            FORM 10-K

     The Company moves freight by road and by rail & water, in 2012 and
in other years; see the table.
<PAGE>
<TABLE>
<CAPTION>
                                   Year ended       Year ended
                                    December         December
<S>                                <C>              <C>
Revenue                                $1,250           $1,100
Net income                                 12               10
</TABLE>

     Nothing else was sold.
"""


def read(folder: Path, name: str, content: bytes) -> Library:
    """A library of that one filing."""
    (folder / name).write_bytes(content)
    library = Library(folder / "library")
    read = list(ingest([folder / name], library, Settings(library=folder / "library", workers=1)))
    assert [one.status for one in read] == ["added"]
    update_bm25(library)
    return library


def marks(library: Library, said: str) -> list[str]:
    """What is marked for the one line that begins so."""
    (document,) = library.documents()
    copy = library.lines(document.id)
    (line,) = [at for at, text in enumerate(copy, 1) if text.startswith(said)]
    shown = source_html(harmless(library, document.id), copy, [line])
    assert shown.count('id="passage"') == 1
    return [each.strip() for each in re.findall(r"<mark[^>]*>(.*?)</mark>", shown, re.DOTALL)]


@pytest.fixture
def typed(tmp_path: Path) -> Library:
    return read(tmp_path, "typed.txt", TYPED.encode())


def test_a_typed_filing_is_shown_as_it_was_typed_and_marked_by_its_own_rows(
    typed: Library,
) -> None:
    (document,) = typed.documents()
    shown = harmless(typed, document.id).text
    assert "Revenue                                $1,250           $1,100" in shown
    assert "<TABLE>" not in shown
    (paragraph,) = marks(typed, "The Company moves")
    assert " ".join(paragraph.split()) == (
        "The Company moves freight by road and by rail &amp; water, in 2012 and in other "
        "years; see the table."
    )
    assert marks(typed, "| Net income") == [
        "Net income                                 12               10"
    ]


def test_a_short_line_is_not_marked_inside_a_longer_number(tmp_path: Path) -> None:
    page = PAGE.replace("<p><b>PART II</b></p>", "<p>In 2012 and in 1,412.</p><p>12</p>")
    library = read(tmp_path, "short.htm", page.encode())
    (document,) = library.documents()
    copy = library.lines(document.id)
    line = copy.index("12") + 1
    shown = source_html(harmless(library, document.id), copy, [line])
    assert re.search(r'<p><mark class="passage" id="passage">12</mark></p>', shown)


def test_a_passage_that_has_no_words_in_the_filing_opens_where_it_would_be(
    tmp_path: Path,
) -> None:
    library = read(tmp_path, "annual.htm", PAGE.encode())
    (document,) = library.documents()
    copy = library.lines(document.id)
    line = next(at for at, text in enumerate(copy, 1) if text.startswith("[page 3]"))
    shown = source_html(harmless(library, document.id), copy, [line])
    assert shown.count('id="passage"') == 1
    assert shown.index("see Note 2") < shown.index('id="passage"') < shown.index("Item 7.")


def test_letters_of_windows_and_styles_in_capitals_are_shown(tmp_path: Path) -> None:
    styled = '<p STYLE="TEXT-ALIGN: right; Font-Weight: bold">The firm’s “own” words</p>'
    page = PAGE.replace("<p><b>PART II</b></p>", styled)
    library = read(tmp_path, "old.htm", page.encode("cp1252"))
    (document,) = library.documents()
    shown = harmless(library, document.id).text
    assert "text-align:right" in shown
    assert "font-weight:bold" in shown
    assert "The firm’s “own” words" in shown


@pytest.mark.parametrize(
    "name", ["wxcb-2024-10-k.htm", "wxcb-2025-q1-10-q.htm", "wxcb-2025-03-03-8-k.pdf"]
)
def test_lines_of_generated_filings_are_marked_on_their_pages(tmp_path: Path, name: str) -> None:
    content = Path("examples/filings", name).read_bytes()
    library = read(tmp_path, name, content)
    table = measure(library, library.documents(), look, lambda done, of: None)
    assert table.figures["n"] == 6
    assert table.figures["marked"] == 100.0
    assert table.figures["right_page"] == 100.0


def test_what_is_marked_wrongly_is_counted_and_named(tmp_path: Path) -> None:
    library = read(tmp_path, "annual.htm", PAGE.encode())
    table = measure(
        library,
        library.documents(),
        lambda _, __, lines: [Seen(line, "something else", 1) for line in lines],
        lambda done, of: None,
    )
    assert table.figures["marked"] == 0.0
    assert any(row[0].startswith("wrong: ") for row in table.rows)


def test_lines_that_there_are_not_open_the_filing_at_its_beginning(tmp_path: Path) -> None:
    library = read(tmp_path, "annual.htm", PAGE.encode())
    (document,) = library.documents()
    shown = source_html(harmless(library, document.id), library.lines(document.id), [6_378])
    assert "HARROW FREIGHT" in shown
    assert "<mark" not in shown


def test_what_edgar_writes_above_a_page_hides_nothing_of_it(tmp_path: Path) -> None:
    above = "<DOCUMENT>\n<TYPE>10-K\n<SEQUENCE>1\n<FILENAME>a.htm\n<TEXT>\n"
    library = read(tmp_path, "above.htm", f"{above}{PAGE}\n</TEXT>\n</DOCUMENT>".encode())
    assert marks(library, "| Total assets")
