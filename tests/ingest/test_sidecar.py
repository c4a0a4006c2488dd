from datetime import date
from decimal import Decimal

from ingest.document import Cell, Column, Metadata, Period, Place, Row, Table
from ingest.health import Health
from ingest.sidecar import (
    VERSION,
    Heading,
    Placed,
    Sidecar,
    sidecar_from_json,
    sidecar_to_json,
    table_from_json,
    table_to_json,
)
from store.library import Library


def test_a_table_comes_back_from_json_as_it_was() -> None:
    table = Table(
        (
            Row((Cell(1, "2023"),), header=True, place=Place(3, box=(1.5, 2.0, 3.0, 4.0))),
            Row((Cell(0, "Cash"), Cell(1, "(1.5)", 2, Decimal("-1500000.0"), "USD", ("f1",)))),
        ),
        (Column(), Column("2023", Period(date(2023, 12, 31), 0, 2023), "USD")),
        Place(3, 88),
        "Cash (in millions)",
        1_000_000,
        "USD",
        bands=((1, (Column("restated"),)),),
    )
    assert table_from_json(table_to_json(table)) == table


def test_a_sidecar_comes_back_from_json_as_it_was() -> None:
    sidecar = Sidecar(
        VERSION,
        "folder/tidw.htm",
        "ab" * 32,
        "1",
        "html",
        Metadata("10-K", "Tidewater Kettle Corp", period_end=date(2023, 12, 31)),
        2,
        (1, 9),
        (Heading("item-1", 2, "item", "1", None, "Item 1. Business", (2, 8), (1, 1)),),
        ((3, 5, 6),),
        (Placed(4, 1, None, (0.0, 1.0, 2.0, 3.5)),),
        Health("amber", ("no heading was found for Item 9",)),
        ("a doubt",),
    )
    assert sidecar_from_json(sidecar_to_json(sidecar)) == sidecar


def test_the_sidecar_of_a_filing_agrees_with_the_catalogue(built_library: Library) -> None:
    (document,) = built_library.documents()
    text = built_library.folders.sidecar(document.id).read_text(encoding="utf-8")
    sidecar = sidecar_from_json(text)
    assert sidecar.metadata.company == document.company == "Tidewater Kettle Corp"
    assert list(sidecar.page_lines) == document.page_lines
    sections = built_library.sections(document.id)
    assert [heading.id for heading in sidecar.outline] == [section.id for section in sections]
    assert [list(t) for t in sidecar.tables] == [
        table.row_lines for table in built_library.tables(document.id)
    ]
