import pytest

from ingest.detect import Unreadable, decode, detect
from ingest.document import PageBreak, Paragraph
from ingest.reading import read_source
from ingest.table_kinds import row_text


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("report.pdf", b"%PDF-1.7\n", "pdf"),
        ("report", b"junk before\n%PDF-1.4\n", "pdf"),
        ("filing.htm", b"<html><body>Form 10-K</body></html>", "html"),
        ("filing.htm", b"<?xml version='1.0'?>\n<html xmlns:ix='x'>", "html"),
        ("filing.txt", b"<HTML>\n<BODY>Form 8-K", "html"),
        ("saved.pdf", b"<!DOCTYPE html><html>", "html"),
        ("part.htm", b"<DOCUMENT>\n<TYPE>8-K\n<TEXT>\n<html>", "html"),
        ("part.txt", b"<DOCUMENT>\n<TYPE>8-K\n<TEXT>\nplain words", "text"),
        ("full.txt", b"<SEC-DOCUMENT>0000999999-97-000001.txt : 19970128\n", "submission"),
        ("full.txt", b"-----BEGIN PRIVACY-ENHANCED MESSAGE-----\nx\n\n<IMS-HEADER>y", "submission"),
        ("two.txt", b"<DOCUMENT>\n<TYPE>8-K\n</DOCUMENT>\n<DOCUMENT>\n<TYPE>EX-99\n", "submission"),
        ("old.txt", b"<PAGE>\n          ANNUAL REPORT\n", "text"),
        ("bare.txt", b"-----BEGIN PRIVACY-ENHANCED MESSAGE-----\nx\n\nno tags", "text"),
        ("instance.xml", b"<?xml version='1.0'?><xbrl xmlns='x'>", None),
        ("facts.json", b'{"facts": {}}', None),
        ("data.csv", b"company,revenue\nTern,12\n", None),
        ("logo.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00", None),
        ("pack.zip", b"PK\x03\x04\x14\x00\x00\x00\x08\x00", None),
        ("nothing.csv", b"", None),
    ],
)
def test_a_kind_is_told_by_what_the_file_holds(name: str, head: bytes, kind: str | None) -> None:
    assert detect(name, head) == kind


@pytest.mark.parametrize(
    ("name", "head", "words"),
    [
        ("filing.htm", b"", "empty"),
        ("filing.txt", b"\n \n", "empty"),
        ("filing.htm", b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG picture"),
        ("filing.txt", bytes(range(256)) * 8, "binary data"),
        ("filing.pdf", b"PK\x03\x04" + bytes(60), "ZIP"),
        ("filing.pdf", b"no header at all", "no PDF"),
    ],
)
def test_what_is_named_like_a_filing_and_is_none_is_told(
    name: str, head: bytes, words: str
) -> None:
    with pytest.raises(Unreadable, match=words) as told:
        detect(name, head)
    assert name not in str(told.value)


def test_utf_16_is_read_with_and_without_its_mark() -> None:
    text = "Item 1. Business of the Company"
    assert decode(text.encode("utf-16"))[0] == text
    assert decode(text.encode("utf-16-le"))[0] == text
    assert detect("a.txt", text.encode("utf-16")) == "text"


def test_windows_1252_is_read_where_utf_8_fails() -> None:
    assert decode("the Company’s “units” — 5 €".encode("cp1252")) == (
        "the Company’s “units” — 5 €",
        None,
    )


def test_a_stray_byte_costs_no_word_and_is_told() -> None:
    raw = "Übersee’s “net sales” rose".encode() + b" by\x97five" + " per cent — café".encode()
    text, warning = decode(raw)
    assert text == "Übersee’s “net sales” rose by—five per cent — café"
    assert warning is not None
    assert "invalid UTF-8" in warning


def test_the_mark_of_utf_8_is_no_text() -> None:
    assert decode(b"\xef\xbb\xbfForm 10-K") == ("Form 10-K", None)


def test_a_table_of_typewriter_columns_is_text_and_its_tags_are_its_labels() -> None:
    schedule = b"""<TABLE> <S> <C>
<ARTICLE> 5
<MULTIPLIER> 1,000
<S>                             <C>
<PERIOD-TYPE>                   YEAR
<CASH>                                           1,662
<TOTAL-ASSETS>                                   7,007
</TABLE>"""
    assert detect("ex27.txt", schedule) == "text"
    blocks = read_source("text", schedule).blocks
    said = " ".join(
        block.text if isinstance(block, Paragraph) else " ".join(map(row_text, block.rows))
        for block in blocks
        if not isinstance(block, PageBreak)
    )
    assert "TOTAL-ASSETS" in said
    assert "7,007" in said
    assert detect("part.txt", b"<TABLE border=1><TR><TD>Cash</TD><TD>5</TD></TR></TABLE>") == "html"
