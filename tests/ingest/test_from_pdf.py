from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import pymupdf
import pytest

from ingest.detect import Unreadable
from ingest.document import PageBreak, Paragraph, Source, Table
from ingest.from_pdf import read_pdf

WIDTH, HEIGHT = 612, 792
NUMBERS = ("one", "two", "three", "four")
Draw = Callable[[Any], None]


def pdf(*pages: Draw, rotation: int = 0, **options: Any) -> bytes:
    with pymupdf.open() as document:
        for draw in pages:
            page = document.new_page(width=WIDTH, height=HEIGHT)
            draw(page)
            page.set_rotation(rotation)
        return bytes(document.tobytes(**options))


def write(page: Any, x: float, y: float, text: str, *, size: float = 9, bold: bool = False) -> None:
    page.insert_text((x, y), text, fontsize=size, fontname="hebo" if bold else "helv")


def right(page: Any, x: float, y: float, text: str, *, size: float = 9) -> None:
    width = pymupdf.get_text_length(text, fontname="helv", fontsize=size)
    write(page, x - width, y, text, size=size)


def lines(page: Any, x: float, y: float, texts: Iterable[str]) -> None:
    for at, text in enumerate(texts):
        write(page, x, y + 11 * at, text)


def statement(page: Any) -> None:
    write(page, 60, 80, "Consolidated Statements of Income", bold=True)
    write(page, 60, 92, "(In millions, except per share amounts)")
    write(page, 395, 120, "Year Ended December 31,")
    for x, year in ((400, "2023"), (460, "2022"), (520, "2021")):
        right(page, x, 132, year)
    rows = [
        ("Net sales", "1,234", "1,100", "990"),
        ("Cost of sales, including the freight and the storage of goods held for", "", "", ""),
        ("others", "(800)", "(700)", "(610)"),
        ("Operating income", "434", "400", "380"),
        ("Effective tax rate", "21.5%", "21.0%", "—"),
    ]
    for at, (label, *figures) in enumerate(rows):
        y = 146 + 12 * at
        write(page, 66, y, label)
        for x, figure in zip((400, 460, 520), figures, strict=True):
            if at in (0, 3) and figure:
                write(page, x - 40, y, "$")
            # a closing parenthesis or a percent sign hangs out to the right of the digits
            right(page, x + (4 if figure.endswith(")") else 8 * figure.endswith("%")), y, figure)
    write(page, 60, 230, "See the accompanying notes.")


def tables(source: Source) -> list[Table]:
    return [block for block in source.blocks if isinstance(block, Table)]


def texts(source: Source) -> list[str]:
    return [block.text for block in source.blocks if isinstance(block, Paragraph)]


def test_a_statement_becomes_a_table_with_signs_periods_and_scale() -> None:
    (table,) = tables(read_pdf(pdf(statement)))
    rows = {row.label: [cell.value for cell in row.cells if cell.column] for row in table.rows}
    assert table.scale == 1_000_000
    assert rows["Net sales"] == [1_234_000_000, 1_100_000_000, 990_000_000]
    label = "Cost of sales, including the freight and the storage of goods held for others"
    assert rows[label] == [Decimal(-800_000_000), Decimal(-700_000_000), Decimal(-610_000_000)]
    assert rows["Effective tax rate"][0] == Decimal("21.5")
    assert [column.header[-4:] for column in table.columns[1:]] == ["2023", "2022", "2021"]
    assert all("Year Ended December 31," in column.header for column in table.columns[1:])


def test_a_table_and_its_rows_have_boxes() -> None:
    (table,) = tables(read_pdf(pdf(statement)))
    assert table.place.page == 1
    assert table.place.box is not None
    assert table.place.box[1] < 120 < 190 < table.place.box[3]
    place = table.rows[-1].place
    assert place is not None
    assert place.box is not None
    assert place.box[0] == pytest.approx(66, abs=1)


def test_words_around_a_table_stay_paragraphs() -> None:
    found = texts(read_pdf(pdf(statement)))
    assert found[0] == "Consolidated Statements of Income"
    assert found[-1] == "See the accompanying notes."


def test_wrapped_lines_are_one_paragraph_and_white_ends_it() -> None:
    def draw(page: Any) -> None:
        lines(
            page,
            60,
            80,
            [
                "The Company builds and repairs ships for customers in many parts of the world and",
                "has entered into a number of long-",
                "term contracts with them.",
            ],
        )
        lines(page, 60, 130, ["A second paragraph stands by itself and says a little less."])

    assert texts(read_pdf(pdf(draw))) == [
        "The Company builds and repairs ships for customers in many parts of the world and "
        "has entered into a number of long-term contracts with them.",
        "A second paragraph stands by itself and says a little less.",
    ]


def test_headings_keep_their_look() -> None:
    def draw(page: Any) -> None:
        write(page, 60, 80, "Item 7. Discussion", size=14, bold=True)
        write(page, 60, 110, "Plain words follow the heading here.")

    heading, plain = [b for b in read_pdf(pdf(draw)).blocks if isinstance(b, Paragraph)]
    assert (heading.style.bold, heading.style.size) == (True, 14.0)
    assert not plain.style.bold


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    left = [f"left column line {n} goes on with some words" for n in range(8)]
    other = [f"right column line {n} goes on with more words" for n in range(8)]

    def draw(page: Any) -> None:
        lines(page, 60, 80, left)
        lines(page, 320, 80, other)

    found = " ".join(texts(read_pdf(pdf(draw))))
    assert found.index("left column line 7") < found.index("right column line 0")


def test_running_heads_and_page_numbers_are_furniture() -> None:
    def draw(number: int) -> Draw:
        def page(page: Any) -> None:
            write(page, 60, 40, "HARBOUR & TERN COMPANY")
            write(page, 60, 200, f"Words of page number {NUMBERS[number]}.")
            write(page, 300, 760, f"F-{number + 1}")

        return page

    source = read_pdf(pdf(*(draw(number) for number in range(4))))
    breaks = [block for block in source.blocks if isinstance(block, PageBreak)]
    assert [mark.page for mark in breaks] == [1, 2, 3, 4]
    assert breaks[2].furniture == ("HARBOUR & TERN COMPANY", "F-3")
    assert len(texts(source)) == 4


def test_units_in_a_running_head_hold_for_the_tables_under_it() -> None:
    def draw(number: int) -> Draw:
        def page(page: Any) -> None:
            write(page, 60, 40, "Notes to Financial Statements (dollars in thousands)")
            write(page, 60, 100, f"Words of page number {NUMBERS[number]}.")
            for at, label in enumerate(("Land", "Ships")):
                write(page, 66, 180 + 12 * at, f"{label} {NUMBERS[number]}")
                right(page, 400, 180 + 12 * at, "25")

        return page

    found = tables(read_pdf(pdf(*(draw(number) for number in range(4)))))
    assert [table.rows[0].cells[1].value for table in found] == [25_000] * 4


@pytest.mark.parametrize("rotation", [90, 270])
def test_a_turned_page_is_read_as_it_is_shown(rotation: int) -> None:
    (table,) = tables(read_pdf(pdf(statement, rotation=rotation)))
    assert table.rows[-1].label == "Effective tax rate"


def test_a_table_printed_sideways_is_read_too() -> None:
    def draw(page: Any) -> None:
        for at, (label, figure) in enumerate([("Land", "10"), ("Ships", "25"), ("Docks", "31")]):
            page.insert_text((100 + 14 * at, 700), label, fontsize=9, rotate=90)
            page.insert_text((100 + 14 * at, 400), figure, fontsize=9, rotate=90)

    (table,) = tables(read_pdf(pdf(draw)))
    assert [row.label for row in table.rows] == ["Land", "Ships", "Docks"]


def test_a_table_that_goes_on_over_the_page_is_one_with_its_columns() -> None:
    def more(page: Any) -> None:
        for at, label in enumerate(("Interest expense", "Net income")):
            write(page, 66, 80 + 12 * at, label)
            for x in (400, 460, 520):
                right(page, x, 80 + 12 * at, f"{x}")

    def first(page: Any) -> None:
        statement(page)
        page.add_redact_annot((0, 215, WIDTH, HEIGHT))
        page.apply_redactions()

    (whole,) = tables(read_pdf(pdf(first, more)))
    rest = next(row for row in whole.rows if row.label == "Interest expense")
    assert rest.cells[1].value == 400_000_000
    assert rest.place is not None
    assert rest.place.page == 2


def test_leaders_go_and_their_figures_stay() -> None:
    def draw(page: Any) -> None:
        for at, (title, number) in enumerate([("Business", "3"), ("Risk Factors", "12")]):
            write(page, 60, 80 + 12 * at, f"{title} . . . . . . . . . . . . . {number}")

    (table,) = tables(read_pdf(pdf(draw)))
    assert [(row.label, row.cells[-1].text) for row in table.rows] == [
        ("Business", "3"),
        ("Risk Factors", "12"),
    ]


def scan(page: Any) -> None:
    picture = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 20, 20), False)
    page.insert_image((0, 0, WIDTH, HEIGHT), pixmap=picture)


def test_pictures_of_pages_are_told_and_blank_pages_are_not() -> None:
    source = read_pdf(pdf(statement, lambda page: None, scan))
    assert source.pages == 3
    assert source.warnings == ("page 3 without text: scanned or drawn",)


def test_a_scan_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="scanned"):
        read_pdf(pdf(scan, scan))


def test_an_encrypted_pdf_is_unreadable_unless_its_password_is_empty() -> None:
    lock = {"encryption": pymupdf.PDF_ENCRYPT_AES_256, "owner_pw": "owner"}
    with pytest.raises(Unreadable, match="password"):
        read_pdf(pdf(statement, user_pw="secret", **lock))
    assert tables(read_pdf(pdf(statement, user_pw="", **lock)))


@pytest.mark.parametrize("raw", [b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF\n", b"%PDF-1.4 and no more"])
def test_a_pdf_that_holds_nothing_is_unreadable(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read_pdf(raw)


def test_a_truncated_pdf_gives_the_pages_that_are_left(capfd: pytest.CaptureFixture[str]) -> None:
    whole = pdf(*[statement] * 6)
    source = read_pdf(whole[: len(whole) * 2 // 3])
    assert 1 <= len(tables(source)) < 6
    assert any("faults" in sentence for sentence in source.warnings)
    assert capfd.readouterr() == ("", "")


def test_typewritten_columns_on_a_page_are_a_table() -> None:
    lines = (
        "                                   1999         1998",
        "Net sales                      $ 12,345     $ 11,204",
        "Cost of sales                     8,210        7,905",
        "Loss on tugs                       (310)        (295)",
    )
    with pymupdf.open() as made:
        page = made.new_page()
        for number, line in enumerate(lines):
            page.insert_text((60, 90 + 12 * number), line, fontname="cour", fontsize=10)
        blocks = read_pdf(made.tobytes()).blocks
    (table,) = (block for block in blocks if isinstance(block, Table))
    assert [[cell.value for cell in row.cells[1:]] for row in table.rows[-3:]] == [
        [12_345, 11_204],
        [8_210, 7_905],
        [-310, -295],
    ]
