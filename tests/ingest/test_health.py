from dataclasses import replace

from ingest.document import Document, Metadata, Paragraph, Place, Section, SectionKind
from ingest.health import examine, words
from ingest.to_markdown import ReadingCopy

ANNUAL = ("1", "1A", "2", "3", "5", "7", "8", "9", "10", "11", "12", "13", "15")


def section(kind: SectionKind, item: str | None = None, number: str | None = None) -> Section:
    return Section(f"{kind}-{item or number}", 2, kind, item, "Title", 0, 2, number)


def document(
    form: str | None, *sections: Section, pages: int = 1, warnings: tuple[str, ...] = ()
) -> Document:
    said = ("Title", "Incorporated by reference.", "SIGNATURES")
    blocks = tuple(Paragraph(text, Place(page)) for page, text in enumerate(said, 1))
    return Document(Metadata(form), blocks, sections, (), (), pages, "html", warnings)


def items(*names: str) -> tuple[Section, ...]:
    return tuple(section("item", name) for name in names)


def test_an_annual_report_with_all_its_items_is_green() -> None:
    assert examine(document("10-K", *items(*ANNUAL)), 5000).level == "green"


def test_a_missing_item_is_named_and_amber() -> None:
    health = examine(document("10-K", *items(*(set(ANNUAL) - {"7", "9"}))), 5000)
    assert health.level == "amber"
    assert health.doubts == ("no heading was found for Items 7 and 9",)


def test_an_amendment_need_not_repeat_what_it_does_not_amend() -> None:
    assert examine(document("10-K/A", *items("11")), 5000).level == "green"


def test_a_current_report_has_at_least_one_item() -> None:
    assert examine(document("8-K"), 500).level == "amber"
    assert examine(document("8-K", *items("2.02")), 500).level == "green"


def test_a_gap_in_the_notes_is_named() -> None:
    notes = [section("note", number=number) for number in ("1", "2", "5")]
    assert examine(document(None, *notes), 500).doubts == (
        "no heading was found for Notes 3 and 4",
    )


def test_pages_without_words_are_red() -> None:
    scanned = replace(document("8-K", *items("2.02"), pages=20), format="pdf")
    health = examine(scanned, 60)
    assert health.level == "red"
    assert "60 words on 20 pages" in health.doubts[0]


def test_what_a_reader_doubted_makes_it_amber() -> None:
    warned = document("8-K", *items("2.02"), warnings=("the page order was guessed",))
    assert examine(warned, 500).level == "amber"


def test_marks_and_bars_are_no_words() -> None:
    copy = ReadingCopy(("[page 1] Running head", "| Cash | — |", "Two words."), (), {}, (1,))
    assert words(copy) == 3
