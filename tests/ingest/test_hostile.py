"""Files made to break a reader: each is settled alone, and the filing beside it is read."""

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.pipeline import Outcome, ingest
from store.library import Library
from store.settings import Settings

GOOD = "<html><body><p>FORM 10-K</p><p>Item 1. Business</p><p>We make kettles.</p></body></html>"
STREAM = 280 << 20  # bytes of a page, which the file holds in less than one MB
CELLS = 2_000_000


def table_of_cells(path: Path) -> None:
    path.write_text("<table>" + ("<tr>" + "<td>1" * 100) * (CELLS // 100) + "</table>")


def page_of_a_large_stream(path: Path) -> None:
    words = b"BT /F1 9 Tf 60 700 Td (cash) Tj ET\n"
    packed = zlib.compress(words * (STREAM // len(words)), 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
    ]
    numbered = [b"%d 0 obj%s endobj" % (at, each) for at, each in enumerate(objects, start=1)]
    path.write_bytes(b"%PDF-1.4\n" + b"\n".join(numbered) + b"\ntrailer<</Root 1 0 R>>\n%%EOF")


def read_beside_a_good_one(tmp_path: Path, **limits: float) -> dict[str, Outcome]:
    (tmp_path / "filings" / "good.htm").write_text(GOOD)
    library = Library(tmp_path / "library")
    settings = Settings(library=library.folders.library, workers=1).model_copy(update=limits)
    return {each.source: each for each in ingest([tmp_path / "filings"], library, settings)}


# Which limit is met first depends on the machine; a PDF's library may be refused memory itself.
REASONS = (
    "reading it took longer than 5",
    "takes more than 600 MB of memory",
    "no page of the PDF can be read",
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "made"),
    [("cells.htm", table_of_cells), ("stream.pdf", page_of_a_large_stream)],
    ids=["cells", "stream"],
)
def test_a_file_beyond_the_limits_fails_with_the_reason_and_the_rest_is_read(
    tmp_path: Path, name: str, made: Callable[[Path], None]
) -> None:
    (tmp_path / "filings").mkdir()
    made(tmp_path / "filings" / name)
    assert (tmp_path / "filings" / name).stat().st_size < 32 << 20
    found = read_beside_a_good_one(tmp_path, file_seconds=5.0, file_memory_mb=600)
    assert found["good.htm"].status == "added"
    assert found[name].status == "failed"
    said = found[name].error or ""
    assert any(reason in said for reason in REASONS), said


def test_depth_spans_and_entities_cost_nothing_but_themselves(tmp_path: Path) -> None:
    (tmp_path / "filings").mkdir()
    bomb = '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    pages = {
        "deep.htm": "<div>" * 300 + "<p>Cash at the bottom.</p>" + "</div>" * 300,
        "wide.htm": "<table><tr><td colspan=100000000>Cash</td><td>5</td></tr></table>",
        "bomb.htm": f"{bomb}<html><body><p>Cash &c;&c;&c; ends.</p></body></html>",
    }
    for name, page in pages.items():
        (tmp_path / "filings" / name).write_text(page)
    found = read_beside_a_good_one(tmp_path)
    assert {each.status for each in found.values()} == {"added"}
    assert all(each.error is None for each in found.values())
