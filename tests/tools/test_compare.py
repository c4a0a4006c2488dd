"""compare, and figures named by their place."""

from decimal import Decimal
from pathlib import Path

import pytest

from ingest.pipeline import ingest
from store.library import Library
from store.settings import Settings
from tests.filing_maker import line_with
from tools.calculate import calculate
from tools.compare import compare
from tools.desk import Desk
from tools.places import figure_at
from tools.tool import ToolError

FILING = """<!DOCTYPE html><html><body><p><b>FORM 10-K</b></p>
<p>For the fiscal year ended December 31, {year}</p><p><b>OAKHURST PAPER CO.</b></p>
<p>(Exact name of registrant as specified in its charter)</p>
<p><b>CONSOLIDATED STATEMENTS OF INCOME</b></p><p>(in thousands)</p>
<table><tr><td></td><td>Year ended December 31, {year}</td>
<td>Year ended December 31, {before}</td></tr>
<tr><td>Net sales</td><td>{sales}</td><td>{old}</td></tr>
<tr><td>Income taxes</td><td>(31)</td><td>(28)</td></tr></table>
<p>Net sales were $4.2 million abroad, 12.5% of all.</p></body></html>"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder: Path = tmp_path_factory.mktemp("compared")
    (folder / "in").mkdir()
    for year, sales, old in ((2022, "900", "850"), (2023, "1,000", "900"), (2024, "1,150", "990")):
        text = FILING.format(year=year, before=year - 1, sales=sales, old=old)
        (folder / "in" / f"oak-{year}.htm").write_text(text, "utf-8")
    library = Library(folder / "library")
    settings = Settings(library=library.folders.library, workers=1)
    assert [each.status for each in ingest([folder / "in"], library, settings)] == ["added"] * 3
    return Desk(library)


def test_a_line_item_stands_side_by_side_in_the_order_of_periods(desk: Desk) -> None:
    found = compare(desk, "net sales", company="oakhurst")
    values = [[int(placed.value) for placed, _ in row.figures] for row in found.rows]
    assert values == [[900_000, 850_000], [1_000_000, 900_000], [1_150_000, 990_000]]
    assert (found.missing, found.left) == ((), 0)
    first = found.rows[0]
    line = line_with(desk, first.document, "Net sales | 900")
    assert (
        f"Year ended December 31, 2022: 900 = 900000 [{first.document}:{line} 900]" in found.show()
    )


def test_a_figure_that_another_filing_prints_otherwise_is_told(desk: Desk) -> None:
    (told,) = compare(desk, "Net sales").restated()
    assert told.startswith("Differs for Year ended December 31, 2023: 1000000")
    assert "990000" in told


def test_what_is_missing_is_named(desk: Desk) -> None:
    found = compare(desk, "Deferred revenue")
    assert (found.rows, len(found.missing)) == ((), 3)
    assert "No such row in:" in found.show()
    with pytest.raises(ToolError, match="needs the words"):
        compare(desk, " – ")


def test_a_place_is_read_by_code_and_kept_with_the_result(desk: Desk) -> None:
    id = next(each.id for each in desk.scope if each.source.endswith("2024.htm"))
    sales, taxes = line_with(desk, id, "Net sales | 1,150"), line_with(desk, id, "Income taxes")
    values = {"a": f"{id}:{sales} 1,150", "b": f"[{id}:{taxes}] (31)", "c": "2"}
    found = calculate(desk, "(a + b) / c", values)
    assert found.value == Decimal("559500")
    assert found.placed["b"].value == Decimal(-31_000)
    assert "a = 1150000 [" in found.show()
    assert "c came without a place" in found.show()


def test_a_number_of_a_sentence_has_its_scale(desk: Desk) -> None:
    id = desk.scope[0].id
    line = line_with(desk, id, "abroad")
    assert figure_at(desk, f"{id}:{line} $4.2 million").value == Decimal(4_200_000)
    assert figure_at(desk, f"{id}:{line} 12.5%").unit == "percent"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("4.2", "does not stand"),  # it is millions
        ("$5.2 million", "does not stand"),
        ("abroad", "does not stand"),
    ],
)
def test_a_place_that_holds_no_such_figure_is_told(desk: Desk, text: str, sentence: str) -> None:
    id = desk.scope[0].id
    line = line_with(desk, id, "abroad")
    with pytest.raises(ToolError, match=sentence):
        figure_at(desk, f"{id}:{line} {text}")
    with pytest.raises(ToolError, match="There is no line 9000"):
        figure_at(desk, f"{id}:9000 {text}")
    with pytest.raises(ToolError, match="is no number and no place"):
        figure_at(desk, text)
