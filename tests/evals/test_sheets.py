"""Grids that are worked through, written out and read back."""

from pathlib import Path

import openpyxl
import pytest

from agent.batch.grid import listed
from agent.batch.ledger import Ledger
from agent.batch.rows import Found, found
from agent.questions import Asked
from evals.sheets import QUESTIONS, changes, differences
from store.library import Library
from tests.agent.batch.test_answer_files import answered
from tests.cli.ran import Tieout


@pytest.mark.office
def test_every_cell_has_a_status_and_every_value_a_source_and_the_sheet_reads_back(
    tieout: Tieout, filing: str, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "tidw.htm").write_text(filing, encoding="utf-8")
    ran = tieout("eval", tmp_path / "folder", "--only", "sheets", "--workers", "1", "--json")
    table = next(row for row in ran.rows if row["measure"] == "sheets")
    assert (table["cells"], table["without_status"]) == (len(QUESTIONS), 0)
    assert (table["without_source"], table["differ"]) == (0, 0)
    assert table["values"] >= 1
    assert table["rows"][0]["in LibreOffice"] == "equal"


@pytest.fixture
def sheet(library: Library, tmp_path: Path) -> tuple[Path, Found]:
    from agent.batch.answer_files import write

    ledger = Ledger(library)
    plan = listed([Asked("1", "Leases?"), Asked("2", "Who?")], library, "m")
    batch = ledger.open("one", plan, "m")
    for cell in plan.cells:
        ledger.finish(batch, cell.id, answered("7.0", "USD"))
    made = found(ledger, batch)
    write(tmp_path / "a.xlsx", made, lambda stands: f"http://localhost/{stands['document']}")
    return tmp_path / "a.xlsx", made


@pytest.fixture
def library(filing: str, tmp_path: Path) -> Library:
    made = Library(tmp_path / "library")
    made.create()
    return made


def test_a_cell_that_reads_otherwise_is_named(sheet: tuple[Path, Found]) -> None:
    path, made = sheet
    assert list(differences(path, made)) == []
    book = openpyxl.load_workbook(path)
    book["Values"]["D3"].value = 8
    book.save(path)
    assert list(differences(path, made)) == ["2: 7.0 reads 8"]


def test_what_another_program_saved_otherwise_is_said(
    sheet: tuple[Path, Found], tmp_path: Path
) -> None:
    path, made = sheet
    book = openpyxl.load_workbook(path)
    for cell in book["Sources"]["H"][1:]:
        cell.value = 7.5 if cell.value else None
    book["Failed"]["A1"].value = "other"
    book.save(tmp_path / "b.xlsx")
    said = list(changes(path, tmp_path / "b.xlsx", made))
    assert said == ["Failed has other columns", *["a formula gives 7.5, not 7.0"] * 2]
